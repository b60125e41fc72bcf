"""The arguments of a compiled function: as arrays, by name, and what a plan depends on of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from tinygrad_bc.compiled.origins import NUMBERS
from tinygrad_bc.tape import Node
from tinygrad_bc.value import checked_array


def argument_names(function: Callable[..., Any], n: int) -> list[str]:
    try:
        named = [p.name for p in inspect.signature(function).parameters.values()
                 if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]  # fmt: skip
    except (TypeError, ValueError):
        named = []
    return [named[k] if k < len(named) else f"x{k + 1}" for k in range(n)]


def argument(k: int, x: Any) -> Any:
    """An argument as a plan takes it: of numbers an array, everything else as it is."""
    if isinstance(x, Node) or (
        type(x) is np.ndarray and x.dtype.kind in "fiub" and x.dtype.isnative
    ):
        return x
    if hasattr(x, "__array__") or (isinstance(x, list) and _is_numbers(x)):
        try:
            return checked_array(x)
        except TypeError as error:
            raise TypeError(f"argument {k}: {error}") from None
    return x


def _is_numbers(x: Any) -> bool:
    """Whether it is a number, or a list of them however deep."""
    if isinstance(x, (list, tuple)):
        return all(map(_is_numbers, x))
    return isinstance(x, (int, float, np.number, np.bool_))


def kind(x: Any) -> Any:
    """What a plan depends on: of an array shape and dtype, of all else the thing itself."""
    if isinstance(x, Node):
        return (x._array.shape, x._array.dtype, x._needs_grad, id(x) if x._needs_grad else 0)
    if isinstance(x, np.ndarray):
        return (x.shape, x.dtype)
    if isinstance(x, (*NUMBERS, slice, range)) or _is_numbers(x):
        return (type(x), repr(x))
    return (type(x), id(x))
