"""The command line: ``tinygrad-bc``, also ``python -m tinygrad_bc``.

Each subcommand is a module of this package with two functions: ``add_parser(subparsers)``, which
says what the subcommand is called and takes, and ``run(options)``, which does it and returns the
exit status: 0 when there is nothing to complain of, 1 for a finding, 2 for wrong use.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any, TypeAlias

from tinygrad_bc import __version__
from tinygrad_bc.cli import check, explain, graph, train

__all__ = ["main"]

Subparsers: TypeAlias = "argparse._SubParsersAction[Any]"
COMMANDS = (train, graph, explain, check)
FIRST = "train"  # the command where none is named


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; those of the process by default.  Without the name of a subcommand they
        are those of ``train``, the main job.

    Returns
    -------
    int
        0; 1 for a finding; 2 for wrong use, after one line on standard error.

    Examples
    --------
    >>> from tinygrad_bc.cli import main
    >>> main(["graph", "--layers", "1,1"])  # doctest: +ELLIPSIS
    digraph ...
    0
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in _OF_THE_PROGRAM):
        arguments.insert(0, FIRST)
    try:
        options = _parser().parse_args(arguments)
    except SystemExit as stop:  # argparse has printed its sentence
        return int(stop.code or 0)
    try:
        status = int(options.run(options))
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # whoever reads, as `head` does, has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # no more at exit
        return 0
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _complain(f"{where}{error.strerror or error}")
    except (ValueError, RuntimeError, FloatingPointError) as error:
        return _complain(str(error))
    except KeyboardInterrupt:
        _complain("interrupted")
        return 130  # as a shell does


def _complain(sentence: str) -> int:
    """Print one line on standard error; return the status of wrong use."""
    print(f"tinygrad-bc: {sentence}", file=sys.stderr)
    return 2


_OF_THE_PROGRAM = ("-h", "--help", "--version")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tinygrad-bc",
        description="Backpropagation that shows its working. Without a command: the main job, "
        "train, which takes the options of `tinygrad-bc train --help`.",
    )
    parser.add_argument("--version", action="version", version=f"tinygrad-bc {__version__}")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_parser(subparsers)
    return parser
