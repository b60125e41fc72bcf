"""Functions of the table that NumPy lacks, or does at three times the cost on a plain array.

On anything else than an array they are NumPy's own, so a rule that calls them can be recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

_add_up: Callable[..., Any] = np.add.reduce
# As arrays of no axes: to convert a Python number costs NumPy as much again as a small operation.
_ZERO_AND_ONE = {char: (np.zeros((), char), np.ones((), char)) for char in "fd"}


def _zero_and_one(z: Any) -> tuple[Any, Any]:
    """0 and 1 to compute with `z`."""
    return _ZERO_AND_ONE.get(z.dtype.char, (0, 1)) if type(z) is np.ndarray else (0, 1)


def sigmoid(z: Any) -> Any:
    """1 / (1 + exp(-z)) with an exponential that cannot overflow."""
    zero, one = _zero_and_one(z)
    e = np.exp(-np.abs(z))
    return np.exp(np.minimum(z, zero)) / (one + e)


def softplus(z: Any) -> Any:
    """log(1 + exp(z)) without overflow."""
    return np.logaddexp(_zero_and_one(z)[0], z)


def relu(z: Any) -> Any:
    """np.maximum(z, 0), which NumPy does twice as fast with an array of zeros."""
    if type(z) is not np.ndarray or z.dtype.kind != "f":
        return np.maximum(z, 0)
    a = np.zeros(z.shape, z.dtype)
    return np.maximum(z, a, out=a)


def matmul(x: Any, y: Any) -> Any:
    """np.matmul bit for bit; two matrices by `dot`, which comes to the same in half the time.

    A matrix times one column is rounded in another order, so that is left to np.matmul.
    """
    if type(x) is type(y) is np.ndarray and x.ndim == y.ndim == 2 and y.shape[1] != 1:
        return x.dot(y)
    return np.matmul(x, y)


def linear(w: Any, x: Any, b: Any) -> Any:
    """w @ x + b; where the sum fits into the product, it takes its place."""
    z = matmul(w, x)
    if type(z) is type(b) is np.ndarray and b.dtype is z.dtype and b.shape == (len(z), 1):
        z += b
        return z
    return z + b


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
