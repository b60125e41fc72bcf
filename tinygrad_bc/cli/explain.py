"""``tinygrad-bc explain``: the gradient of a network in steps, as equations or as a program."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tinygrad_bc.cli.network import add_network, cost
from tinygrad_bc.reading import draw, explain, step_through, to_numpy
from tinygrad_bc.reading.render import drawn
from tinygrad_bc.tensor import Tensor

FORMATS: dict[str, Callable[[Tensor, argparse.Namespace], str]] = {
    "text": lambda J, options: str(explain(J, options.convention)),
    "markdown": lambda J, options: explain(J, options.convention).markdown(),
    "latex": lambda J, options: explain(J, options.convention).latex(),
    "numpy": lambda J, options: to_numpy(J, rolled=options.rolled),
    "html": lambda J, options: step_through(J, options.convention).html,
    "svg": lambda J, options: drawn(draw(J, show="both")).decode(),
}
SUFFIXES = {".txt": "text", ".md": "markdown", ".tex": "latex", ".py": "numpy"} | {
    ".html": "html", ".svg": "svg",
}  # fmt: skip


def add_parser(subparsers: Any) -> None:
    """Say what the subcommand takes."""
    parser = subparsers.add_parser(
        "explain",
        help="show the backward pass of a network step by step",
        description="Show the gradient of a network's cost: its steps as text, Markdown, LaTeX "
        "or a page to go through, as a NumPy program, or as a picture.",
    )
    add_network(parser)
    parser.add_argument(
        "--convention", choices=["mean", "course"], default="mean",
        help="dZ is dJ/dZ, or m times that, as in the course (mean)",
    )  # fmt: skip
    parser.add_argument(
        "--format", choices=list(FORMATS), help="text, or what the suffix of FILE says"
    )
    parser.add_argument(
        "--rolled", action="store_true", help="numpy: repeated layers as a loop over l"
    )
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="instead of printing")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print or write the reading."""
    suffix = options.output.suffix if options.output else ".txt"
    kind = options.format or SUFFIXES.get(suffix)
    if kind is None:
        raise ValueError(
            f"the suffix of {options.output} says no format; expected one of "
            f"{', '.join(SUFFIXES)}, or --format"
        )
    if options.rolled and kind != "numpy":
        raise ValueError("--rolled goes with --format numpy, or with a FILE that ends in .py")
    if kind == "numpy" and options.convention == "course":
        raise ValueError("--format numpy is written in the convention 'mean' only")
    text = FORMATS[kind](cost(options), options).rstrip("\n") + "\n"
    if options.output is None:
        print(text, end="")
    else:
        options.output.write_text(text, encoding="utf-8")
    return 0
