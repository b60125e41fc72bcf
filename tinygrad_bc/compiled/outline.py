"""Arrays that have a shape and a dtype, but no elements: what planning computes with.

An operation on an `Outline` gives an `Outline`, by NumPy's own protocols, so a rule of the table
runs on it as on any array, in no time and no memory whatever its size.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from tinygrad_bc.recording import Unplannable

Shape = tuple[int, ...]


class Outline(np.ndarray[Any, np.dtype[Any]]):
    """An array without elements of its own: every one of them is the same place in memory."""

    __slots__ = ()

    @staticmethod
    def of(shape: Shape, dtype: Any) -> Outline:
        """Make one; its one place in memory holds a 1, at which every function is tame."""
        return Outline(shape, dtype, np.ones((), dtype), strides=(0,) * len(shape))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if ufunc is np.matmul and method == "__call__":
            return Outline.of(matmul_shape(*map(np.shape, inputs)), np.result_type(*inputs))
        if kwargs.get("out"):  # what is written into is an outline like the result
            return kwargs["out"][0]
        if method == "reduce":
            return _reduced(ufunc.reduce, *inputs, **kwargs)
        if method == "at":  # scatters into an array that is there already
            return None
        if method != "__call__":
            raise Unplannable(f"numpy.{ufunc.__name__}.{method} has no outline")
        kinds = (x if type(x) in (int, float, bool) else np.asarray(x).dtype for x in inputs)
        dtype = _dtype(ufunc, tuple(kwargs.items()), *kinds)
        return Outline.of(np.broadcast_shapes(*map(np.shape, inputs)), dtype)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if function in _REDUCTIONS:
            return _reduced(function, *args, **kwargs)
        if function in (np.array_equal, np.allclose, np.isclose):
            self._no_elements()
        args = tuple(_plain(x) for x in args)
        if function is np.where:
            shape = np.broadcast_shapes(*map(np.shape, args))
            return Outline.of(shape, np.where(*map(_corner, args)).dtype)
        result = function(*args, **kwargs)
        made = function in (np.zeros_like, np.ones_like, np.full_like, np.empty_like)
        numbers = isinstance(result, (np.ndarray, np.generic)) and not made
        return _outlined(result) if numbers else result

    def __getitem__(self, index: Any) -> Any:
        parts = index if isinstance(index, tuple) else (index,)
        if any(isinstance(part, Outline) and part.dtype == bool for part in parts):
            raise Unplannable("the shape of what a boolean index selects depends on the numbers")
        return _outlined(_plain(self)[tuple(_plain(part) for part in parts)])

    def astype(self, dtype: Any, *args: Any, **kwargs: Any) -> Any:
        return Outline.of(self.shape, dtype)

    def copy(self, order: Any = "C") -> Any:
        return self

    def _no_elements(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Unplannable("the numbers of a recorded value are not known when a plan is made")

    item = tolist = __bool__ = __float__ = __int__ = __index__ = __iter__ = _no_elements


def matmul_shape(a: Shape, b: Shape) -> Shape:
    """The shape of a matrix product.

    Examples
    --------
    >>> matmul_shape((4, 2), (2, 7)), matmul_shape((2,), (2, 7)), matmul_shape((5, 4, 2), (2,))
    ((4, 7), (7,), (5, 4))
    """
    batch = np.broadcast_shapes(a[:-2], b[:-2])
    return (*batch, *a[-2:-1], *(b[-1:] if len(b) > 1 else ()))


_REDUCTIONS = {
    np.sum, np.mean, np.max, np.min, np.amax, np.amin, np.any, np.all, np.argmax, np.argmin,
}  # fmt: skip


def _reduced(
    function: Callable[..., Any], x: Any, axis: Any = None, dtype: Any = None, out: Any = None,
    keepdims: Any = False, **rest: Any,
) -> Outline:  # fmt: skip
    """The outline of a reduction over an axis, several or all."""
    axes = range(x.ndim) if axis is None else normalize_axis_tuple(axis, x.ndim)
    kept = bool(keepdims) and keepdims is not np._NoValue
    shape = tuple(1 if k in axes else n for k, n in enumerate(x.shape) if kept or k not in axes)
    return Outline.of(shape, function(np.ones(1, x.dtype)).dtype)


@functools.lru_cache(maxsize=1024, typed=True)  # 1 == 1.0 == True
def _dtype(ufunc: np.ufunc, options: tuple[Any, ...], *operands: Any) -> np.dtype[Any]:
    """The dtype of a ufunc's result on arrays of these dtypes, and on these numbers."""
    ones = [np.ones(1, x) if isinstance(x, np.dtype) else x for x in operands]
    with np.errstate(all="ignore"):
        found: np.dtype[Any] = ufunc(*ones, **dict(options)).dtype
    return found


def _corner(x: Any) -> Any:
    """The first element, with as many axes as the array has; NumPy's dtype follows from it."""
    return np.ones((1,) * x.ndim, x.dtype) if isinstance(x, np.ndarray) else x


def _plain(x: Any) -> Any:
    if isinstance(x, (tuple, list)):
        return type(x)(map(_plain, x))
    return x.view(np.ndarray) if isinstance(x, Outline) else x


def _outlined(x: Any) -> Outline:
    return Outline.of(np.shape(x), x.dtype)
