"""The command line: ``tinygrad-bc``, also ``python -m tinygrad_bc``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np

from tinygrad_bc import data, manual, nn
from tinygrad_bc.convention import compare
from tinygrad_bc.reading import draw, render
from tinygrad_bc.tensor import Tensor
from tinygrad_bc.training import History


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; those of the process by default.

    Returns
    -------
    int
        0, or 2 after wrong use.

    Examples
    --------
    >>> from tinygrad_bc.cli import main
    >>> main(["--iterations", "0"])
    2
    """
    parser = argparse.ArgumentParser(
        prog="tinygrad-bc",
        description="Train the course's classifier on the carried data and check its gradients.",
    )
    parser.add_argument("--iterations", type=int, default=1000, help="updates (1000)")
    parser.add_argument("--learning-rate", type=float, default=0.1, help="step size (0.1)")
    parser.add_argument("--hidden", choices=["tanh", "relu"], default="tanh")
    parser.add_argument(
        "--output", type=Path, default=Path("output"), help="folder of the picture (output)"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the split and first weights (0)")
    try:
        options = parser.parse_args(argv)
    except SystemExit as stop:  # argparse has printed its sentence
        return int(stop.code or 0)
    try:
        return main_job(options)
    except (ValueError, OSError) as error:
        print(f"tinygrad-bc: {error}", file=sys.stderr)
        return 2


def main_job(options: argparse.Namespace) -> int:
    """Train on the carried data, with a fifth held out, and check the trained model's gradients."""
    if options.iterations < 1:
        raise ValueError(f"--iterations must be at least 1, got {options.iterations}")
    X, Y = data.breast_cancer()
    X_train, Y_train, X_test, Y_test = data.split(X, Y, held_out=0.2, seed=options.seed)
    model = nn.BinaryClassifier(
        [X.shape[0], 8, 4, 1],
        hidden=options.hidden,
        seed=options.seed,
        standardiser=data.Standardiser.fit(X_train),
    )
    print(f"breast cancer, {X.shape[0]} features: {X_train.shape[1]} samples to train on, "
          f"{X_test.shape[1]} held out")  # fmt: skip
    history = model.fit(
        X_train, Y_train, learning_rate=options.learning_rate, iterations=options.iterations
    )
    _print_progress(history)
    for part, A, B in (("train", X_train, Y_train), ("held out", X_test, Y_test)):
        cost, accuracy = model.cost(A, B).item(), model.accuracy(A, B)
        print(f"{part:<9} cost {cost:.4f}  accuracy {accuracy:.1%}")
    agreed = agreement(model, X_train, Y_train)
    _draw(model.cost(X_train[:, :3], Y_train[:, :3]), options.output)
    print("next: --hidden relu, --learning-rate 1, or the examples of the README")
    return 0 if agreed else 1


def _draw(J: Tensor, folder: Path) -> None:
    """Put the picture of the graph into the folder; its text where nothing can draw it."""
    picture = draw(J)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        render(picture, folder / "graph.svg")
        print(f"the graph of three samples: {folder / 'graph.svg'}")
    except RuntimeError as error:
        (folder / "graph.dot").write_text(picture.source, encoding="utf-8")
        print(f"the graph as text: {folder / 'graph.dot'} ({error})")


def _print_progress(history: History) -> None:
    """Some costs on the way, evenly spread."""
    last = len(history.cost) - 1
    for i in sorted({round(last * part / 5) for part in range(6)}):
        print(f"iteration {i:>6}  cost {history.cost[i]:.4f}")


def agreement(model: nn.BinaryClassifier, X: Any, Y: Any) -> bool:
    """Print whether hand-derived equations and finite differences agree with autograd."""
    J = model.cost(X, Y)
    features = X if model.standardiser is None else model.standardiser(X)
    parameters = {name: parameter.data.copy() for name, parameter in model.named_parameters()}
    hidden = cast(manual.Hidden, model.hidden)
    _, cache = manual.forward(features, parameters, hidden)
    by_hand = manual.backward(parameters, cache, Y, hidden)
    print("\nhand-derived equations against autograd, on the trained model")
    table = compare(by_hand, J)
    print(table)
    difference = largest_difference(parameters, features, Y, hidden, by_hand)
    print(f"hand-derived equations against finite differences: {difference:.1e}")
    return table.equal and difference < 1e-6


def largest_difference(
    parameters: dict[str, Any], X: Any, Y: Any, hidden: manual.Hidden, gradients: dict[str, Any]
) -> float:
    """The largest relative difference to central differences, over every parameter's elements."""
    worst, step = 0.0, 1e-6
    for name, V in parameters.items():
        numeric = np.empty_like(V)
        for index in np.ndindex(V.shape):
            costs = []
            for sign in (1, -1):
                moved = V.copy()
                moved[index] += sign * step
                A, _ = manual.forward(X, parameters | {name: moved}, hidden)
                costs.append(manual.cost(A, Y))
            numeric[index] = (costs[0] - costs[1]) / (2 * step)
        exact = gradients["d" + name]
        worst = max(worst, float(np.abs(numeric - exact).max() / (1 + np.abs(exact).max())))
    return worst
