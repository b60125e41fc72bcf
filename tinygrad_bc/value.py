"""A value: an array with a name and a gradient, and what it refuses to be turned into."""

from __future__ import annotations

import math
from html import escape
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from tinygrad_bc.checks import shown
from tinygrad_bc.recording import Unplannable, is_planning
from tinygrad_bc.tape import Array, Node, caller


def checked_array(data: Any) -> Array:
    """Make an array of real numbers in native byte order, or say why that cannot be."""
    try:
        array = np.asarray(data)
    except ValueError:
        raise TypeError(
            "cannot make a tensor of ragged data: its rows have different lengths"
        ) from None
    if array.dtype.kind == "c":
        raise TypeError("complex numbers are not supported")
    if array.dtype.kind not in "fiub":
        first = shown(array.reshape(-1).tolist()[0]) if array.size else "none"
        raise TypeError(
            f"cannot make a tensor of dtype {array.dtype} (first element {first}); expected numbers"
        )
    return array if array.dtype.isnative else array.astype(array.dtype.type)


def number_dtype(dtype: Any) -> np.dtype[Any]:
    """Return a dtype of real numbers or booleans, or say why it is none."""
    try:
        found: np.dtype[Any] = np.dtype(dtype)
    except (TypeError, ValueError):
        raise TypeError(f"no dtype: {shown(dtype)}; use float, 'float32' or int") from None
    if found.kind not in "fiub":
        raise TypeError(f"a tensor holds real numbers, which {found} are not")
    return found


def is_finite(*arrays: Array) -> bool:
    """Whether all elements are finite, as the sum of their squares tells, unless it overflows.

    Examples
    --------
    >>> is_finite(np.array([1.0, 2.0])), is_finite(np.array([1.0, np.nan]))
    (True, False)
    """
    for array in arrays:
        flat = array.ravel()
        if not (math.isfinite(flat.dot(flat)) or np.isfinite(flat).all()):
            return False
    return True


class Value(Node):
    """The half of a `Tensor` that needs no operation."""

    __slots__ = ()

    def __init__(
        self, data: ArrayLike | Value, requires_grad: bool = False, name: str | None = None
    ) -> None:
        self._array = np.array(checked_array(data._array if isinstance(data, Value) else data))
        self._entry = self._grad = self._backward_place = None
        self._held = self._lent = self._traced = self._needs_grad = False
        self.name = name
        self.requires_grad = requires_grad

    # -------------------------------------------------------------- what it is

    @property
    def data(self) -> Array:
        """The array.  Once lent out it can be written to; what was recorded stands all the same."""
        self._show(".data")
        if self._held:
            self._array = self._array.copy()
            self._held = False
        self._lent = True
        return self._array

    @data.setter
    def data(self, value: ArrayLike) -> None:
        if value is self._array:
            return
        array = np.array(checked_array(value), dtype=self.dtype)
        if array.shape != self.shape:
            raise ValueError(
                f"data of shape {array.shape} for {self._name or 'a tensor'} of shape {self.shape}"
            )
        self._rebind(array)

    def _rebind(self, array: Array) -> None:
        """Take a fresh array that nobody else holds: how an optimiser updates at no cost."""
        self._array = array
        self._held = self._lent = False

    @property
    def grad(self) -> Array | None:
        """The gradient that the last `backward` left, of this Tensor's shape and dtype."""
        return self._grad

    @grad.setter
    def grad(self, value: ArrayLike | None) -> None:
        if value is not None:
            value = np.array(checked_array(value), dtype=self.dtype)
            if value.shape != self.shape:
                raise ValueError(
                    f"gradient of shape {value.shape} for {self._name or 'a tensor'} of shape "
                    f"{self.shape}"
                )
        self._grad = value

    @property
    def requires_grad(self) -> bool:
        """Whether a gradient is wanted here or passes through."""
        return self._needs_grad

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        if self._entry is not None and bool(wanted) != self._needs_grad:
            raise RuntimeError("requires_grad of a computed tensor is fixed; use .detach()")
        if wanted and self._array.dtype.kind != "f":
            raise TypeError(
                f"gradients need floating point numbers, got {self.dtype}; "
                "use Tensor([1., 2., 3.]) or .astype(float)"
            )
        self._needs_grad = self._traced = bool(wanted)

    @property
    def name(self) -> str | None:
        """The name that errors and readings use."""
        return self._name

    @name.setter
    def name(self, name: str | None) -> None:
        if name is not None and not isinstance(name, str):
            raise TypeError(f"a name is text, got {shown(name)}")
        self._name = name

    def named(self, name: str) -> Self:
        """Give the Tensor a name and return it: ``Z1 = (W1 @ X + b1).named("Z1")``."""
        self.name = name
        return self

    @property
    def shape(self) -> tuple[int, ...]:
        """The sizes of the axes."""
        return self._array.shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self._array.ndim

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of the elements."""
        return self._array.dtype

    @property
    def size(self) -> int:
        """The number of elements."""
        return self._array.size

    def zero_grad(self) -> None:
        """Forget the gradient."""
        self._grad = None

    def detach(self) -> Self:
        """A Tensor of the same values that no gradient passes through."""
        self._show("detach()")
        return type(self)(self._array, name=self._name)

    def item(self) -> float | int | bool:
        """The one element as a Python number."""
        if self.size != 1:
            who = self._name or "this tensor"
            raise ValueError(f"item() needs one element, but {who} has shape {self.shape}")
        self._show("item()")
        number: float | int | bool = self._array.item()
        return number

    def numpy(self) -> Array:
        """A copy of the values; refused where a gradient would be cut off."""
        self._refuse_conversion("numpy()")
        return self._array.copy()

    def tolist(self) -> Any:
        """The values as (nested) lists of Python numbers; refused as `numpy` is."""
        self._refuse_conversion("tolist()")
        return self._array.tolist()

    def _show(self, how: str) -> None:
        """Refuse to show numbers while a plan is made: what follows from them would be frozen."""
        if self._traced and is_planning():
            raise Unplannable(
                f"{how} of {self._name or 'a tensor'} {self.shape} at {caller()} asks for numbers, "
                "which a plan does not have"
            )

    def _refuse_conversion(self, how: str) -> None:
        self._show(how)
        if self._needs_grad:
            raise TypeError(
                f"{how} would cut {self._name or 'a tensor'} {self.shape} off from its gradient "
                f"at {caller()}; use .item() or .detach() if you mean that"
            )

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> Array:
        self._refuse_conversion("conversion to an array")
        if copy is False:
            raise ValueError("a tensor gives its values away as a copy only; leave out copy=False")
        array = self._array.astype(dtype) if dtype is not None else self._array.copy()
        return array

    def __float__(self) -> float:
        self._refuse_conversion("float()")
        return float(self.item())

    def __int__(self) -> int:
        self._refuse_conversion("int()")
        return int(self.item())

    def __index__(self) -> int:
        if self.dtype.kind not in "iu":
            raise TypeError(f"a tensor of {self.dtype} cannot be an index")
        return int(self.item())

    def __bool__(self) -> bool:
        if self.size != 1:
            raise ValueError(
                f"the truth of a tensor with {self.size} elements is ambiguous; "
                "use .any(), .all() or where()"
            )
        self._show("bool()")
        return bool(self._array.item())

    def __repr__(self) -> str:
        name = f", name={self._name!r}" if self._name else ""
        grad = ", requires_grad=True" if self._needs_grad else ""
        return f"Tensor({np.array2string(self._array, prefix='Tensor(')}{grad}{name})"

    def _repr_html_(self) -> str:
        """A small table, for notebooks."""
        rows = {"shape": str(self.shape), "dtype": str(self.dtype), "value": _numbers(self._array)}
        if self._grad is not None:
            rows["gradient"] = _numbers(self._grad)
        left = "style='text-align:left'"
        cells = "".join(
            f"<tr><th {left}>{key}</th><td {left}><pre>{escape(text)}</pre></td></tr>"
            for key, text in rows.items()
        )
        return f"<table><caption>Tensor {escape(self._name or '')}</caption>{cells}</table>"

    def __format__(self, spec: str) -> str:
        return format(self.item(), spec) if spec else str(self)

    def __reduce__(self) -> tuple[Any, ...]:
        grad = None if self._grad is None else self._grad.copy()
        return _restored, (type(self), self._array.copy(), self._needs_grad, self._name, grad)


def _numbers(array: Array) -> str:
    return np.array2string(array, threshold=60, edgeitems=3, precision=5)


def _restored(
    kind: type[Value], array: Array, needs_grad: bool, name: str | None, grad: Array | None
) -> Value:
    value = kind(array, requires_grad=needs_grad, name=name)
    value._grad = grad
    return value
