"""NumPy functions whose arguments differ from the table's, or that are made of its operations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from numbers import Integral, Real
from typing import Any

import numpy as np

from tinygrad_bc.checks import shown
from tinygrad_bc.operation import TABLE
from tinygrad_bc.tape import Node
from tinygrad_bc.value import checked_array, number_dtype


def dot(a: Any, b: Any) -> Any:
    """``numpy.dot``: a product with a number, a matrix product, or one over a's last axis."""
    a, b = _operand(a), _operand(b)
    n, m = np.ndim(a), np.ndim(b)
    if n == 0 or m == 0:
        return TABLE["mul"](a, b)
    if m <= 2:
        return TABLE["matmul"](a, b)
    letters = "abcdefghijklmnopqrstuvwxy"[: n + m - 2]
    left, right = letters[: n - 1], letters[n - 1 :]
    subscripts = f"{left}z,{right[:-1]}z{right[-1]}->{left}{right}"
    return TABLE["einsum"](a, b, subscripts=subscripts)


def _operand(x: Any) -> Any:
    """A Tensor, an array or a number as it is; a list as an array."""
    return x if isinstance(x, (Node, Real)) or hasattr(x, "dtype") else checked_array(x)


def clip(x: Any, a_min: Any = None, a_max: Any = None, *, min: Any = None, max: Any = None) -> Any:
    """``numpy.clip``; a bound that is a Tensor receives the gradient of what it replaces."""
    low, high = (a_min if min is None else min), (a_max if max is None else max)
    low, high = (None if bound is None else _operand(bound) for bound in (low, high))
    if not isinstance(low, Node) and not isinstance(high, Node):
        return TABLE["clip"](x, low, high)
    x = _operand(x)
    if low is not None:
        x = TABLE["where"](x < low, low, x)
    return x if high is None else TABLE["where"](x > high, high, x)


def _reshape(x: Any, shape: Any) -> Any:
    several = isinstance(shape, (tuple, list, np.ndarray))
    return TABLE["reshape"](x, tuple(shape) if several else (shape,))


def _atleast_2d(x: Any) -> Any:
    return x if np.ndim(x) >= 2 else _reshape(x, (1, np.size(x)))


def _hstack(xs: Sequence[Any]) -> Any:
    return TABLE["concatenate"](*xs, axis=0 if np.ndim(xs[0]) < 2 else 1)


def var(x: Any, axis: Any = None, ddof: int = 0, keepdims: bool = False) -> Any:
    """``numpy.var``: the mean square of the distances from the mean."""
    if not isinstance(ddof, Real):
        raise TypeError(f"ddof is a number, got {shown(ddof)}")
    squares = TABLE["square"](x - TABLE["mean"](x, axis, keepdims=True))
    total = TABLE["sum"](squares, axis, keepdims)
    return total / (np.size(x) // max(np.size(total), 1) - ddof)


def _std(x: Any, axis: Any = None, ddof: int = 0, keepdims: bool = False) -> Any:
    return TABLE["sqrt"](var(x, axis, ddof, keepdims))


def _norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    known = ord is None or (isinstance(ord, (int, float, str)) and ord in (2, "fro"))
    if not known or (ord == 2 and axis is None and np.ndim(x) == 2):
        raise TypeError(f"numpy.linalg.norm takes no ord={shown(ord)} for tensors; only the 2-norm")
    return TABLE["sqrt"](TABLE["sum"](TABLE["square"](x), axis, keepdims))


def _logaddexp(x: Any, y: Any) -> Any:
    return x + TABLE["softplus"](y - x)


def _einsum(subscripts: Any, *xs: Any, optimize: Any = False) -> Any:
    if not isinstance(subscripts, str):
        raise TypeError("numpy.einsum of tensors takes its subscripts as text: 'ij,jk->ik'")
    return TABLE["einsum"](*xs, subscripts=subscripts)


def _round(a: Any, decimals: int = 0) -> Any:
    if not isinstance(decimals, Integral):
        raise TypeError(f"decimals is an integer, got {shown(decimals)}")
    return TABLE["rint"](a * 10.0**decimals) / 10.0**decimals if decimals else TABLE["rint"](a)


def _values_only(function: Callable[..., Any]) -> Callable[..., Any]:
    """A NumPy function of shapes or of values alone, which no gradient passes through."""

    def plain(*args: Any, **kwargs: Any) -> Any:
        values = [getattr(x, "_array", x) for x in args]
        return function(*values, **{key: getattr(x, "_array", x) for key, x in kwargs.items()})

    return plain


def as_given(
    args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments of a NumPy function without those that say nothing."""
    kwargs = {
        key: value
        for key, value in kwargs.items()
        if value is not np._NoValue and (value is not None or key not in ("dtype", "out"))
    }
    if "a" in kwargs and not args:  # NumPy's name for the first operand
        args = (kwargs.pop("a"),)
    return args, kwargs


NUMPY_FORMS: dict[Callable[..., Any], Callable[..., Any]] = {
    np.dot: dot,
    np.clip: clip,
    np.reshape: _reshape,
    np.einsum: _einsum,
    np.concatenate: lambda xs, axis=0: TABLE["concatenate"](*xs, axis=axis),
    np.stack: lambda xs, axis=0: TABLE["stack"](*xs, axis=axis),
    np.vstack: lambda xs: TABLE["concatenate"](*(_atleast_2d(x) for x in xs), axis=0),
    np.hstack: _hstack,
    np.atleast_2d: _atleast_2d,
    np.var: var,
    np.std: _std,
    np.linalg.norm: _norm,
    np.logaddexp: _logaddexp,
    np.reciprocal: lambda x: 1 / x,
    np.positive: lambda x: x,
    np.round: _round,
    np.astype: lambda x, dtype: TABLE["astype"](x, dtype=number_dtype(dtype)),
}
for _function in (
    np.shape,
    np.ndim,
    np.size,
    np.zeros_like,
    np.ones_like,
    np.full_like,
    np.empty_like,
    np.allclose,
    np.array_equal,
    np.isclose,
):
    NUMPY_FORMS[_function] = _values_only(_function)
