"""Derivatives beside a kink: a branch that was taken stays taken while a value moves a little.

So a step never crosses the kink of a relu, and one of the sides is meant exactly.  Where two
operands are equal (a score that is exactly 0) both sides are right: such elements are not compared.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

Steady = Callable[[Sequence[Any], Sequence[Any], dict[str, Any]], Any]


def _larger(was: Sequence[Any], now: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    return np.where(np.asarray(was[0]) >= np.asarray(was[1]), now[0], now[1])


def _smaller(was: Sequence[Any], now: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    return np.where(np.asarray(was[0]) <= np.asarray(was[1]), now[0], now[1])


def _absolute(was: Sequence[Any], now: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    return np.where(np.asarray(was[0]) < 0, -np.asarray(now[0]), now[0])


def _clipped(was: Sequence[Any], now: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    low, high = bounds(was, kwargs)
    x, value = np.asarray(was[0]), np.asarray(now[0])
    if low is not None:
        value = np.where(x < low, low, value)
    return value if high is None else np.where(x > high, high, value)


def bounds(args: Sequence[Any], kwargs: dict[str, Any]) -> tuple[Any, Any]:
    """The two bounds of a ``clip``, however they are given."""
    low = args[1] if len(args) > 1 else kwargs.get("a_min", kwargs.get("min"))
    high = args[2] if len(args) > 2 else kwargs.get("a_max", kwargs.get("max"))
    return low, high


def _largest(was: Sequence[Any], now: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    return now[int(np.argmax(was))]


def _smallest(was: Sequence[Any], now: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    return now[int(np.argmin(was))]


_NAMED: dict[str, Steady] = {
    "maximum": _larger, "fmax": _larger, "minimum": _smaller, "fmin": _smaller,
    "absolute": _absolute, "fabs": _absolute, "abs": _absolute, "clip": _clipped,
}  # fmt: skip
FLAT = {"sign", "heaviside", "round", "floor", "ceil", "rint", "trunc", "around",
        "zeros_like", "ones_like", "empty_like"}  # fmt: skip
_COMPARING = {"lt", "le", "gt", "ge", "less", "less_equal", "greater", "greater_equal",
              "maximum", "minimum", "fmax", "fmin"}  # fmt: skip


def steady(made: Callable[..., Any], count: int) -> Steady | None:
    """How an operation with branches goes on along the branch that it took; None for others."""
    if made in (max, min):
        scalars = _largest if made is max else _smallest
        return scalars if count > 1 else None
    return _NAMED.get(getattr(made, "__name__", ""))


def tied(made: Callable[..., Any], args: Sequence[Any]) -> Any:
    """Where the operands of a comparison (or its kin) are equal; None if it is none."""
    name = getattr(made, "__name__", "")
    if name in ("absolute", "fabs", "abs"):
        return np.asarray(args[0]) == 0
    if name == "clip":
        return _at_a_bound(args)
    if (name not in _COMPARING and made not in (max, min)) or len(args) != 2:
        return None
    return np.asarray(args[0]) == np.asarray(args[1])


def _at_a_bound(args: Sequence[Any]) -> Any:
    equal = [np.asarray(args[0]) == b for b in bounds(args, {}) if b is not None]
    return np.logical_or.reduce(equal) if equal else None
