"""``tinygrad-bc graph``: the picture of a classifier's graph."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from tinygrad_bc import nn
from tinygrad_bc.cli.arguments import layer_sizes, whole_number
from tinygrad_bc.reading import draw, render

FORMATS = ("svg", "png", "pdf", "dot")


def add_parser(subparsers: Any) -> None:
    """Say what the subcommand takes."""
    parser = subparsers.add_parser(
        "graph",
        help="draw the graph of a classifier",
        description="Draw the graph of a classifier's cost; as DOT text without a file.",
    )
    parser.add_argument(
        "--layers", type=layer_sizes, required=True, metavar="2,3,1",
        help="features, units of each hidden layer, 1",
    )  # fmt: skip
    parser.add_argument("--hidden", choices=["relu", "tanh", "sigmoid"], default="tanh")
    parser.add_argument("--samples", type=whole_number(1), default=3, help="columns of X (3)")
    parser.add_argument(
        "--seed", type=whole_number(0), default=0, help="of the weights and samples (0)"
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE",
        help=f"the picture; its suffix is the format: {', '.join(FORMATS)}",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Draw the graph into the file, or print its text."""
    suffix = options.output.suffix[1:] if options.output else "dot"
    if suffix not in FORMATS:
        raise ValueError(
            f"the suffix of {options.output} says no format; expected one of {', '.join(FORMATS)}"
        )
    rng = np.random.default_rng(options.seed)
    model = nn.BinaryClassifier(options.layers, hidden=options.hidden, seed=rng)
    X = rng.standard_normal((options.layers[0], options.samples))
    picture = draw(model.cost(X, np.arange(options.samples) % 2))
    if options.output is None:
        print(picture.source, end="")
    elif suffix == "dot":
        options.output.write_text(picture.source, encoding="utf-8")
    else:
        render(picture, options.output)
    return 0
