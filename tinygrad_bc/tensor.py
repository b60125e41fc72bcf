"""The `Tensor`: an array that remembers how it was made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from sys import _getframe
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from tinygrad_bc import differentiation, messages
from tinygrad_bc.numpy_forms import NUMPY_FORMS, as_given, clip, dot, var
from tinygrad_bc.operation import BY_NUMPY_FUNCTION, TABLE, Operation
from tinygrad_bc.recording import is_recording, known_user_frame
from tinygrad_bc.rules import ARRAY
from tinygrad_bc.tape import PACKAGE, Entry, Node, caller, next_number, user_frame
from tinygrad_bc.value import Value, checked_array, number_dtype

_NUMBERS = (float, int, bool)
_new = object.__new__
_NONE: dict[str, Any] = {}


def apply(operation: Operation, operands: Sequence[Any], attributes: dict[str, Any]) -> Tensor:
    """Compute an operation and, where an operand is traced, leave an entry on the tape."""
    values = []
    needs_grad = traced = False
    for x in operands:
        if isinstance(x, Node):
            x._held = True
            # A lent array may be written to by the user: the tape takes a copy of its own.
            values.append(x._array.copy() if x._lent else x._array)
            if x._traced:
                traced = True
                if x._needs_grad:
                    needs_grad = True
        else:
            values.append(x if type(x) in _NUMBERS else messages.plain(operation, operands, x))
    try:
        function = operation.function
        output = function(*values, **attributes) if attributes else function(*values)
    except (ValueError, TypeError, IndexError, OverflowError) as error:
        raise messages.explained(operation, operands, attributes, error) from None
    if not isinstance(output, np.ndarray):
        output = np.asarray(output)
    y = _new(Tensor)
    y._array = output
    y._grad = y._name = y._backward_place = None
    y._held = True
    y._lent = False
    if traced and is_recording():
        # Frame 0 is this function, 1 the operator or method, 2 its user: the forward line.
        frame = _getframe(2)
        if frame.f_code.co_filename.startswith(PACKAGE):
            frame = known_user_frame() or user_frame(frame)
        entry = y._entry = _new(Entry)
        entry.number = next_number()
        entry.operation = operation
        entry.operands = operands
        entry.values = values
        entry.attributes = attributes
        entry.output = output
        entry.code = frame.f_code
        entry.instruction = frame.f_lasti
        y._needs_grad = needs_grad and operation.differentiable and output.dtype.kind == "f"
        y._traced = True
    else:
        y._entry = None
        y._needs_grad = y._traced = False
    return y


_Operator = Callable[["Tensor", Any], "Tensor"]


def _binary(name: str) -> tuple[_Operator, _Operator, _Operator]:
    """The three operators of an operation: ``x + y``, ``1 + x`` and ``x += y``."""
    entry = TABLE[name]

    def operator(self: Tensor, other: Any) -> Tensor:
        return apply(entry, (self, other), _NONE)

    def reflected(self: Tensor, other: Any) -> Tensor:
        return apply(entry, (other, self), {})

    def in_place(self: Tensor, other: Any) -> Tensor:
        if self._entry is not None or not self._needs_grad:
            return apply(entry, (self, other), {})
        if is_recording():
            raise RuntimeError(
                f"in-place change of {self._name or 'a tensor'}, which requires a gradient, at "
                f"{caller()}; write x = x + 1, or update it inside no_grad()"
            )
        self.data = apply(entry, (self, other), {})._array
        return self

    return operator, reflected, in_place


def _elementwise(name: str, text: str) -> Callable[[Tensor], Tensor]:
    """The method of an operation on each element."""
    entry = TABLE[name]

    def method(self: Tensor) -> Tensor:
        return apply(entry, (self,), _NONE)

    method.__name__, method.__qualname__, method.__doc__ = name, f"Tensor.{name}", text
    return method


def _comparison(name: str) -> _Operator:
    """``==`` or ``!=``, which also answer for None and text: nothing that is a Tensor."""
    entry = TABLE[name]

    def operator(self: Tensor, other: Any) -> Tensor:
        if other is None or isinstance(other, str):
            return NotImplemented  # type: ignore[no-any-return]
        return apply(entry, (self, other), _NONE)

    return operator


class Tensor(Value):
    """An array of real numbers that records the operations on it.

    Parameters
    ----------
    data : array_like
        Numbers of any shape; they are copied.
    requires_grad : bool
        Whether `backward` shall compute the gradient of this Tensor.
    name : str, optional
        The name that errors and readings use, such as ``"W1"``.

    Raises
    ------
    TypeError
        For data that are not real numbers, or a gradient asked of integers.

    Notes
    -----
    Reverse-mode automatic differentiation: Griewank and Walther, *Evaluating Derivatives*,
    2nd ed., chapter 3.  Plain arrays used as operands are referenced, not copied: do not change
    them before `backward`.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> w = tg.Tensor([[1.0, 2.0]], requires_grad=True, name="w")
    >>> J = (w**2).sum()
    >>> J.backward()
    >>> w.grad
    array([[2., 4.]])
    """

    __slots__ = ()
    __array_priority__ = 1000

    def backward(
        self, gradient: ArrayLike | None = None, retain_graph: bool = False, keep: str = "all"
    ) -> None:
        """Fill ``.grad`` of every Tensor on the graph that needs a gradient.

        Leaves add up over passes; on the others the last pass stands.

        Parameters
        ----------
        gradient : array_like, optional
            The gradient to start from, of this Tensor's shape; 1 for a scalar.
        retain_graph : bool
            Allow more than one pass from this Tensor.
        keep : {"all", "leaves"}
            ``"leaves"`` keeps gradients of leaves only, which needs less memory.

        Raises
        ------
        RuntimeError
            Without a graph, without a scalar to start from, or for a second pass.

        Examples
        --------
        >>> import tinygrad_bc as tg
        >>> x = tg.Tensor(3.0, requires_grad=True)
        >>> (x * x + x).backward()
        >>> x.grad
        array(7.)
        """
        differentiation.backward(self, gradient, retain_graph, keep)

    # -------------------------------------------------------------- NumPy protocols

    __tinygrad_operation__ = staticmethod(apply)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        out = kwargs.pop("out", None)
        if out is not None:
            raise TypeError(
                f"out= and in-place {ufunc.__name__} are not supported for tensors, at {caller()}: "
                "write y = x + t, or use .detach() if no gradient shall pass"
            )
        if method != "__call__":
            raise TypeError(f"numpy.{ufunc.__name__}.{method} is not supported for tensors")
        if kwargs:
            raise TypeError(
                f"numpy.{ufunc.__name__} takes no {', '.join(sorted(kwargs))} for tensors"
            )
        operation = BY_NUMPY_FUNCTION.get(ufunc)
        if operation is not None:
            return apply(operation, inputs, {})
        composed = NUMPY_FORMS.get(ufunc)
        if composed is None:
            raise messages.unsupported(ufunc)
        return composed(*inputs)

    def __array_function__(
        self, function: Any, types: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        form = NUMPY_FORMS.get(function)
        operation: Any = BY_NUMPY_FUNCTION.get(function)
        if form is None and operation is None:
            raise messages.unsupported(function)
        if kwargs:
            args, kwargs = as_given(args, kwargs)
        takes = form or operation.bind
        try:
            found = takes(*args, **kwargs)
        except TypeError:
            refused = messages.refused_arguments(function, takes, args, kwargs)
            if refused is None:
                raise
            raise refused from None
        return found if form else apply(operation, *found)

    def __len__(self) -> int:
        if not self.ndim:
            raise TypeError("a tensor without axes has no length")
        return self.shape[0]

    def __iter__(self) -> Iterator[Tensor]:
        return (self[i] for i in range(len(self)))

    # -------------------------------------------------------------- operators

    __add__, __radd__, __iadd__ = _binary("add")
    __sub__, __rsub__, __isub__ = _binary("sub")
    __mul__, __rmul__, __imul__ = _binary("mul")
    __truediv__, __rtruediv__, __itruediv__ = _binary("div")
    __pow__, __rpow__, __ipow__ = _binary("pow")
    __matmul__, __rmatmul__, __imatmul__ = _binary("matmul")
    __and__, __rand__, _ = _binary("bitwise_and")
    __or__, __ror__, _ = _binary("bitwise_or")
    __xor__, __rxor__, _ = _binary("bitwise_xor")
    __eq__ = _comparison("equal")  # type: ignore[assignment]
    __ne__ = _comparison("not_equal")  # type: ignore[assignment]
    __lt__ = _binary("less")[0]
    __le__ = _binary("less_equal")[0]
    __gt__ = _binary("greater")[0]
    __ge__ = _binary("greater_equal")[0]
    __hash__ = object.__hash__  # by identity: == is elementwise

    def __neg__(self) -> Tensor:
        return apply(TABLE["neg"], (self,), {})

    def __pos__(self) -> Tensor:
        return self

    def __abs__(self) -> Tensor:
        return apply(TABLE["abs"], (self,), {})

    def __invert__(self) -> Tensor:
        return apply(TABLE["invert"], (self,), {})

    def __getitem__(self, index: Any) -> Tensor:
        pattern, arrays = [], []
        for part in index if isinstance(index, tuple) else (index,):
            if isinstance(part, list):
                part = checked_array(part or np.zeros(0, int))  # NumPy makes [] one of floats
            if isinstance(part, (np.ndarray, Tensor)):
                arrays.append(part)
                part = ARRAY
            pattern.append(part)
        return apply(TABLE["getitem"], (self, *arrays), {"pattern": tuple(pattern)})

    def __setitem__(self, index: Any, value: Any) -> None:
        raise TypeError(
            f"{self._name or 'a tensor'} cannot be changed in place; use numpy.where, or write "
            "into .data where no gradient is wanted"
        )

    # -------------------------------------------------------------- methods

    def sum(self, axis: Any = None, keepdims: bool = False) -> Tensor:
        """The sum over an axis, several axes or all."""
        return apply(TABLE["sum"], (self,), {"axis": axis, "keepdims": keepdims})

    def mean(self, axis: Any = None, keepdims: bool = False) -> Tensor:
        """The mean over an axis, several axes or all."""
        return apply(TABLE["mean"], (self,), {"axis": axis, "keepdims": keepdims})

    def max(self, axis: Any = None, keepdims: bool = False) -> Tensor:
        """The maximum; elements that tie share the gradient."""
        return apply(TABLE["max"], (self,), {"axis": axis, "keepdims": keepdims})

    def min(self, axis: Any = None, keepdims: bool = False) -> Tensor:
        """The minimum; elements that tie share the gradient."""
        return apply(TABLE["min"], (self,), {"axis": axis, "keepdims": keepdims})

    def any(self, axis: Any = None, keepdims: bool = False) -> Tensor:
        """Whether any element is true."""
        return apply(TABLE["any"], (self,), {"axis": axis, "keepdims": keepdims})

    def all(self, axis: Any = None, keepdims: bool = False) -> Tensor:
        """Whether all elements are true."""
        return apply(TABLE["all"], (self,), {"axis": axis, "keepdims": keepdims})

    def var(self, axis: Any = None, ddof: int = 0, keepdims: bool = False) -> Tensor:
        """The mean square of the distances from the mean."""
        variance: Tensor = var(self, axis, ddof=ddof, keepdims=keepdims)
        return variance

    def std(self, axis: Any = None, ddof: int = 0, keepdims: bool = False) -> Tensor:
        """The square root of the variance."""
        return self.var(axis, ddof, keepdims).sqrt()

    def argmax(self, axis: int | None = None) -> Tensor:
        """The index of the maximum."""
        return apply(TABLE["argmax"], (self,), {"axis": axis})

    def argmin(self, axis: int | None = None) -> Tensor:
        """The index of the minimum."""
        return apply(TABLE["argmin"], (self,), {"axis": axis})

    def dot(self, other: Any) -> Tensor:
        """The product as ``numpy.dot`` defines it."""
        product: Tensor = dot(self, other)
        return product

    @overload
    def reshape(self, *shape: int) -> Tensor: ...
    @overload
    def reshape(self, shape: Sequence[int], /) -> Tensor: ...
    def reshape(self, *shape: Any) -> Tensor:
        """The same elements in another shape; one size may be -1."""
        alone = len(shape) == 1 and isinstance(shape[0], (tuple, list, np.ndarray))
        target = tuple(shape[0]) if alone else shape
        return apply(TABLE["reshape"], (self,), {"shape": target})

    def ravel(self) -> Tensor:
        """All elements along one axis."""
        return apply(TABLE["ravel"], (self,), {})

    flatten = ravel

    def squeeze(self, axis: Any = None) -> Tensor:
        """Leave out axes of size 1."""
        return apply(TABLE["squeeze"], (self,), {"axis": axis})

    def expand_dims(self, axis: Any) -> Tensor:
        """Put in axes of size 1."""
        return apply(TABLE["expand_dims"], (self,), {"axis": axis})

    @property
    def T(self) -> Tensor:
        """The transpose, as an operation."""
        return apply(TABLE["transpose"], (self,), {"axes": None})

    def transpose(self, *axes: Any) -> Tensor:
        """Reorder the axes; reversed without an argument."""
        order = axes[0] if len(axes) == 1 and not isinstance(axes[0], int) else axes or None
        return apply(TABLE["transpose"], (self,), {"axes": order})

    def swapaxes(self, axis1: int, axis2: int) -> Tensor:
        """Exchange two axes."""
        return apply(TABLE["swapaxes"], (self,), {"axis1": axis1, "axis2": axis2})

    def clip(self, a_min: Any = None, a_max: Any = None) -> Tensor:
        """Limit the values; at a bound the gradient passes."""
        limited: Tensor = clip(self, a_min, a_max)
        return limited

    def astype(self, dtype: DTypeLike) -> Tensor:
        """The same values in another dtype."""
        return apply(TABLE["astype"], (self,), {"dtype": number_dtype(dtype)})

    exp = _elementwise("exp", "The exponential of each element.")
    expm1 = _elementwise("expm1", "exp(z) - 1 of each element, exact near 0.")
    log = _elementwise("log", "The natural logarithm of each element.")
    log1p = _elementwise("log1p", "log(1 + z) of each element, exact near 0.")
    sqrt = _elementwise("sqrt", "The square root of each element.")
    square = _elementwise("square", "The square of each element.")
    abs = _elementwise("abs", "The absolute value of each element; its derivative at 0 is 0.")
    sin = _elementwise("sin", "The sine of each element.")
    cos = _elementwise("cos", "The cosine of each element.")
    tanh = _elementwise("tanh", "The hyperbolic tangent of each element.")
    sigmoid = _elementwise("sigmoid", "1 / (1 + exp(-z)) of each element.")
    relu = _elementwise("relu", "max(z, 0) of each element; its derivative at 0 is 0.")
    softplus = _elementwise("softplus", "log(1 + exp(z)) of each element.")
