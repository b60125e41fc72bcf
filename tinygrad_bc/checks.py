"""Checks of single arguments: one sentence that says what was expected and what came."""

from __future__ import annotations

import math
import reprlib
import sys
import warnings
from collections.abc import Callable
from numbers import Integral, Real
from typing import Any

import numpy as np

from tinygrad_bc.tape import PACKAGE

__all__ = ["check_count", "check_list", "check_number", "check_rng", "shown", "warn"]


def shown(value: Any) -> str:
    """Return the value as a sentence can hold it: short, in one line; an array by its shape.

    Examples
    --------
    >>> shown("tanh"), shown(np.zeros((2, 3)))
    ("'tanh'", 'ndarray of shape (2, 3)')
    """
    shape = getattr(value, "shape", ())
    if shape and isinstance(shape, tuple):
        return f"{type(value).__name__} of shape {shape}"
    try:
        return " ".join(reprlib.repr(value).split())
    except ValueError:  # an integer with more digits than Python prints
        return f"an {type(value).__name__} too long to print"


def check_number(name: str, value: Any, expected: str, accept: Callable[[float], bool]) -> float:
    """Return the value as a float that is accepted, or say what was expected.

    Examples
    --------
    >>> check_number("step", 2, "a number above 0", lambda x: x > 0)
    2.0
    >>> check_number("step", -1, "a number above 0", lambda x: x > 0)
    Traceback (most recent call last):
        ...
    ValueError: step must be a number above 0, got -1
    """
    number = math.nan
    if isinstance(value, Real) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:  # an integer beyond all floats
            number = math.nan
    if not accept(number):
        raise ValueError(f"{name} must be {expected}, got {shown(value)}")
    return number


def check_count(name: str, value: Any, least: int) -> int:
    """Return the value as an integer of at least `least`, or say what is wrong with it.

    Examples
    --------
    >>> check_count("iterations", 3, least=0)
    3
    >>> check_count("iterations", 1.5, least=0)
    Traceback (most recent call last):
        ...
    TypeError: iterations must be an integer, got 1.5
    """
    if not isinstance(value, Integral) or isinstance(value, bool):
        raise TypeError(f"{name} must be an integer, got {shown(value)}")
    if value < least:
        raise ValueError(f"{name} must be an integer of at least {least}, got {shown(value)}")
    return int(value)


def check_list(name: str, value: Any, of: str) -> list[Any]:
    """Return the elements of what can be gone through once, or say what was expected.

    Examples
    --------
    >>> check_list("callbacks", (1, 2), of="functions")
    [1, 2]
    """
    try:
        elements = iter(value)
    except TypeError:
        raise TypeError(f"{name} must be a list of {of}, got {shown(value)}") from None
    return list(elements)


def check_rng(seed: Any) -> np.random.Generator:
    """Return the generator of a seed: a whole number, a generator (as it is) or None.

    Examples
    --------
    >>> check_rng(0).integers(10)
    np.int64(8)
    """
    if isinstance(seed, np.random.Generator):
        return seed
    if seed is not None:
        seed = check_count("seed", seed, least=0)
    return np.random.default_rng(seed)


def warn(message: str) -> None:
    """Warn at the line of the user's program, however deep in this package the call stands.

    Examples
    --------
    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warn("all 50 labels are 1")
    >>> str(caught[0].message)
    'all 50 labels are 1'
    """
    level, frame = 1, sys._getframe()
    while frame.f_back is not None and frame.f_code.co_filename.startswith(PACKAGE):
        level, frame = level + 1, frame.f_back
    warnings.warn(message, stacklevel=level)
