"""NumPy functions whose arguments differ from the table's, or that are made of its operations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tinygrad_bc.operation import TABLE


def dot(a: Any, b: Any) -> Any:
    """``numpy.dot``: a product with a number, a matrix product, or one over a's last axis."""
    n, m = np.ndim(a), np.ndim(b)
    if n == 0 or m == 0:
        return TABLE["mul"](a, b)
    if m <= 2:
        return TABLE["matmul"](a, b)
    letters = "abcdefghijklmnopqrstuvwxy"[: n + m - 2]
    left, right = letters[: n - 1], letters[n - 1 :]
    subscripts = f"{left}z,{right[:-1]}z{right[-1]}->{left}{right}"
    return TABLE["einsum"](a, b, subscripts=subscripts)


def _clip(x: Any, a_min: Any = None, a_max: Any = None, **limits: Any) -> Any:
    low, high = limits.get("min", a_min), limits.get("max", a_max)
    given = [None if limit is np._NoValue else limit for limit in (low, high)]
    return TABLE["clip"](x, *given)


def _reshape(x: Any, shape: Any) -> Any:
    return TABLE["reshape"](x, tuple(shape) if np.ndim(shape) else (int(shape),))


def _atleast_2d(x: Any) -> Any:
    return x if np.ndim(x) >= 2 else _reshape(x, (1, np.size(x)))


def _hstack(xs: Sequence[Any]) -> Any:
    return TABLE["concatenate"](*xs, axis=0 if np.ndim(xs[0]) < 2 else 1)


def _var(x: Any, axis: Any = None, ddof: int = 0, keepdims: bool = False) -> Any:
    """``numpy.var``: the mean square of the distances from the mean."""
    squares = TABLE["square"](x - TABLE["mean"](x, axis, keepdims=True))
    total = TABLE["sum"](squares, axis, keepdims)
    return total / (np.size(x) // max(np.size(total), 1) - ddof)


def _std(x: Any, axis: Any = None, ddof: int = 0, keepdims: bool = False) -> Any:
    return TABLE["sqrt"](_var(x, axis, ddof, keepdims))


def _norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    if ord not in (None, 2, "fro") or (ord == 2 and axis is None and np.ndim(x) == 2):
        raise TypeError(f"numpy.linalg.norm takes no ord={ord!r} for tensors; only the 2-norm")
    return TABLE["sqrt"](TABLE["sum"](TABLE["square"](x), axis, keepdims))


def _logaddexp(x: Any, y: Any) -> Any:
    return x + TABLE["softplus"](y - x)


def _values_only(function: Callable[..., Any]) -> Callable[..., Any]:
    """A NumPy function of shapes or of values alone, which no gradient passes through."""

    def plain(*args: Any, **kwargs: Any) -> Any:
        return function(*(getattr(x, "_array", x) for x in args), **kwargs)

    return plain


NUMPY_FORMS: dict[Callable[..., Any], Callable[..., Any]] = {
    np.dot: dot,
    np.clip: _clip,
    np.reshape: _reshape,
    np.einsum: lambda subscripts, *xs: TABLE["einsum"](*xs, subscripts=subscripts),
    np.concatenate: lambda xs, axis=0: TABLE["concatenate"](*xs, axis=axis),
    np.stack: lambda xs, axis=0: TABLE["stack"](*xs, axis=axis),
    np.vstack: lambda xs: TABLE["concatenate"](*(_atleast_2d(x) for x in xs), axis=0),
    np.hstack: _hstack,
    np.atleast_2d: _atleast_2d,
    np.var: _var,
    np.std: _std,
    np.linalg.norm: _norm,
    np.logaddexp: _logaddexp,
    np.reciprocal: lambda x: 1 / x,
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
