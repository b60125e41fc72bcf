"""Functions of the table that NumPy lacks, or does at three times the cost on a plain array.

On anything else than an array they are NumPy's own, so a rule that calls them can be recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

_add_up: Callable[..., Any] = np.add.reduce


def sigmoid(z: Any) -> Any:
    """1 / (1 + exp(-z)) with an exponential that cannot overflow."""
    e = np.exp(-np.abs(z))
    return np.exp(np.minimum(z, 0)) / (1 + e)


def relu(z: Any) -> Any:
    """np.maximum(z, 0), which NumPy does twice as fast with an array of zeros."""
    if type(z) is not np.ndarray or z.dtype.kind != "f":
        return np.maximum(z, 0)
    a = np.zeros(z.shape, z.dtype)
    return np.maximum(z, a, out=a)


def sum(x: Any, axis: Any, keepdims: bool = False) -> Any:
    """np.sum; on an array what np.sum ends in."""
    if type(x) is np.ndarray:
        return _add_up(x, axis, None, None, keepdims)
    return np.sum(x, axis=axis, keepdims=keepdims)


def mean(x: Any, axis: Any, keepdims: bool) -> Any:
    """np.mean bit for bit, on the arrays that are the rule."""
    if type(x) is not np.ndarray or x.dtype.char not in "fd" or not x.size:
        return np.mean(x, axis=axis, keepdims=keepdims)
    s = _add_up(x, axis, None, None, keepdims)
    return s / (x.size // s.size)


def spread(x: Any, shape: tuple[int, ...]) -> Any:
    """np.broadcast_to of an array without axes, or of a NumPy number."""
    if type(x) is not np.ndarray and not isinstance(x, np.generic):
        return np.broadcast_to(x, shape)
    spread: Any = np.ndarray(shape, x.dtype, x, 0, (0,) * len(shape))
    spread.setflags(write=False)
    return spread
