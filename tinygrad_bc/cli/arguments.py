"""Arguments that several subcommands take, and their one sentence when they are wrong."""

from __future__ import annotations

import argparse
from collections.abc import Callable

__all__ = ["layer_sizes", "whole_number"]


def layer_sizes(text: str) -> list[int]:
    """Read ``2,3,1`` as ``[2, 3, 1]``: features, units of each hidden layer, 1.

    Examples
    --------
    >>> layer_sizes("2,3,1")
    [2, 3, 1]
    """
    try:
        sizes = [int(part) for part in text.split(",")]
    except ValueError:
        sizes = []
    if len(sizes) < 2 or min(sizes) < 1 or sizes[-1] != 1:
        raise argparse.ArgumentTypeError(
            f"layers are sizes with commas, features first and 1 last, such as 2,3,1; got {text!r}"
        )
    return sizes


def whole_number(least: int) -> Callable[[str], int]:
    """Make the reader of a whole number of at least `least`.

    Examples
    --------
    >>> whole_number(1)("10")
    10
    """

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least:
            raise argparse.ArgumentTypeError(
                f"expected a whole number of at least {least}, got {text!r}"
            )
        return number

    return read
