"""``tinygrad-bc graph``: the picture of a network's graph."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from tinygrad_bc.cli.network import add_network, cost
from tinygrad_bc.reading import draw, render

FORMATS = ("svg", "png", "pdf", "dot")


def add_parser(subparsers: Any) -> None:
    """Say what the subcommand takes."""
    parser = subparsers.add_parser(
        "graph",
        help="draw the graph of a network",
        description="Draw the graph of a network's cost; as DOT text without a file.",
    )
    add_network(parser)
    parser.add_argument(
        "--show", choices=["forward", "backward", "both"], default="forward",
        help="the graph, its gradient's, or both (forward)",
    )  # fmt: skip
    parser.add_argument(
        "--depth", type=int, choices=[0, 1, 2],
        help="a box for each layer, each value, or each operation",
    )  # fmt: skip
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
    picture = draw(cost(options), show=options.show, depth=options.depth)
    if options.output is None:
        print(picture.source, end="")
    else:
        render(picture, options.output)
    return 0
