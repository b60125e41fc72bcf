"""``tinygrad-bc train``, the main job: train on real data, check gradients, draw, keep."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from tinygrad_bc import data, nn
from tinygrad_bc.cli.agreement import agreement
from tinygrad_bc.cli.arguments import whole_number
from tinygrad_bc.files import save
from tinygrad_bc.reading import draw, render
from tinygrad_bc.tensor import Tensor
from tinygrad_bc.training import History

HIDDEN_UNITS = (8, 4)


def add_parser(subparsers: Any) -> None:
    """Say what the subcommand takes."""
    parser = subparsers.add_parser(
        "train",
        help="the main job (also without a command)",
        description="Train the course's classifier on the breast cancer data that the package "
        "carries, a fifth of it held out; check its gradients in three ways; draw its graph.",
    )
    parser.add_argument("--iterations", type=whole_number(1), default=1000, help="updates (1000)")
    parser.add_argument("--learning-rate", type=float, default=0.1, help="step size (0.1)")
    parser.add_argument("--hidden", choices=["tanh", "relu"], default="tanh")
    parser.add_argument(
        "--seed", type=whole_number(0), default=0, help="of the split and first weights (0)"
    )
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("output"), metavar="FOLDER",
        help="where the picture and the model go (output)",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do the main job; 1 when hand-derived equations, autograd and differences disagree."""
    X, Y = data.breast_cancer()
    X_train, Y_train, X_test, Y_test = data.split(X, Y, held_out=0.2, seed=options.seed)
    model = nn.BinaryClassifier(
        [X.shape[0], *HIDDEN_UNITS, 1],
        hidden=options.hidden,
        seed=options.seed,
        standardiser=data.Standardiser.fit(X_train),
    )
    print(
        f"Breast cancer, {X.shape[0]} features: {Y_train.size} samples to train on, "
        f"{Y_test.size} held out.\nLayers {', '.join(map(str, model.sizes))}, {model.hidden} in "
        f"the hidden ones, learning rate {options.learning_rate:g}.\n"
    )
    history = model.fit(
        X_train, Y_train, learning_rate=options.learning_rate, iterations=options.iterations
    )
    print_costs(history)
    print_parts(model, {"training": (X_train, Y_train), "held out": (X_test, Y_test)})
    table = agreement(model, X_train, Y_train)
    print("\nThe gradient of each parameter, three times; largest relative differences:")
    print(table)
    options.output.mkdir(parents=True, exist_ok=True)
    put_picture(model.cost(X_train[:, :3], Y_train[:, :3]), options.output)
    print(f"The model: {save(model, options.output / 'model.npz')}")
    print_next(options.hidden)
    return 0 if table.complete else 1


def print_costs(history: History) -> None:
    """Some costs on the way, evenly spread."""
    last = len(history.cost) - 1
    for i in sorted({round(last * part / 5) for part in range(6)} if history.cost else ()):
        print(f"iteration {i:>6}  cost {history.cost[i]:.4f}")
    if history.stopped == "interrupted":
        print(f"interrupted after {history.iterations} iterations; on with what there is")


def print_parts(model: nn.BinaryClassifier, parts: dict[str, tuple[Any, Any]]) -> None:
    """Cost and accuracy on each part of the data."""
    print()
    for name, (X, Y) in parts.items():
        right = round(model.accuracy(X, Y) * np.size(Y))
        print(
            f"{name:<10}cost {model.cost(X, Y).item():.4f}  "
            f"accuracy {right / np.size(Y):.1%} ({right} of {np.size(Y)})"
        )


def put_picture(J: Tensor, folder: Path) -> None:
    """Put the picture of the graph into the folder; its text where nothing can draw it."""
    picture = draw(J)
    try:
        render(picture, folder / "graph.svg")
        print(f"\nThe graph of the cost of three samples: {folder / 'graph.svg'}")
    except RuntimeError as error:
        (folder / "graph.dot").write_text(picture.source, encoding="utf-8")
        print(f"\nThe graph, as text only: {folder / 'graph.dot'} ({error})")


def print_next(hidden: str) -> None:
    """What to try next."""
    other = "relu" if hidden == "tanh" else "tanh"
    print(
        "\nTry next:\n"
        f"  tinygrad-bc --hidden {other}                    the same with {other}\n"
        "  tinygrad-bc --learning-rate 3                too large a step, or not?\n"
        "  tinygrad-bc graph --layers 2,3,1 -o net.svg  the graph of a network of your own\n"
        "  python examples/stuck_at_ln2.py              why a right network may not learn"
    )
