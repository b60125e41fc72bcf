"""The `Tensor`: an array that remembers how it was made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Self, overload

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from tinygrad_bc import messages, tape
from tinygrad_bc.numpy_forms import NUMPY_FORMS, dot
from tinygrad_bc.rules import ARRAY, BY_NUMPY_FUNCTION, TABLE, Operation
from tinygrad_bc.rules import getitem as getitem_operation
from tinygrad_bc.tape import Array, Entry, Node, is_recording

_NUMBERS = (float, int, bool)


def checked_array(data: Any) -> Array:
    """Make an array of real numbers in native byte order, or say why that cannot be."""
    try:
        array = np.asarray(data)
    except ValueError as error:
        raise TypeError(f"cannot make a tensor of ragged data: {error}") from None
    if array.dtype.kind == "c":
        raise TypeError("complex numbers are not supported")
    if array.dtype.kind not in "fiub":
        first = repr(array.flat[0]) if array.size else "none"
        raise TypeError(
            f"cannot make a tensor of dtype {array.dtype} (first element {first}); expected numbers"
        )
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def apply(operation: Operation, operands: Sequence[Any], attributes: dict[str, Any]) -> Tensor:
    """Compute an operation and, where an operand is traced, leave an entry on the tape."""
    values = []
    needs_grad = traced = False
    for x in operands:
        if isinstance(x, Node):
            # A lent array may be written to by the user: the tape takes a copy of its own.
            value: Any = x._array.copy() if x._lent else x._array
            x._held = True
            needs_grad = needs_grad or x._needs_grad
            traced = traced or x._traced
        else:
            value = x if type(x) in _NUMBERS else checked_array(x)
        values.append(value)
    try:
        output = operation.function(*values, **attributes)
    except (ValueError, TypeError, IndexError) as error:
        raise messages.explained(operation, operands, attributes, error) from None
    if type(output) is not np.ndarray:
        output = np.asarray(output)
    y = Tensor.__new__(Tensor)
    y._array = output
    y._grad = y._name = y._backward_place = None
    y._held, y._lent = True, False
    if traced and is_recording():
        y._needs_grad = needs_grad and output.dtype.kind == "f"
        y._traced = True
        y._entry = Entry(operation, operands, values, attributes, output)
    else:
        y._needs_grad = y._traced = False
        y._entry = None
    return y


_Operator = Callable[["Tensor", Any], "Tensor"]


def _binary(name: str) -> tuple[_Operator, _Operator, _Operator]:
    """The three operators of an operation: ``x + y``, ``1 + x`` and ``x += y``."""
    entry = TABLE[name]

    def operator(self: Tensor, other: Any) -> Tensor:
        return apply(entry, (self, other), {})

    def reflected(self: Tensor, other: Any) -> Tensor:
        return apply(entry, (other, self), {})

    def in_place(self: Tensor, other: Any) -> Tensor:
        if self._entry is not None or not self._needs_grad:
            return apply(entry, (self, other), {})
        if is_recording():
            raise RuntimeError(
                f"in-place change of {self._name or 'a tensor'}, which requires a gradient, at "
                f"{tape.caller()}; write x = x + 1, or update it inside no_grad()"
            )
        self.data = apply(entry, (self, other), {})._array
        return self

    return operator, reflected, in_place


class Tensor(Node):
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

    def __init__(
        self, data: ArrayLike | Tensor, requires_grad: bool = False, name: str | None = None
    ) -> None:
        self._array = np.array(checked_array(data._array if isinstance(data, Tensor) else data))
        self._entry = self._grad = self._backward_place = None
        self._held = self._lent = self._traced = self._needs_grad = False
        self._name = name
        self.requires_grad = requires_grad

    # -------------------------------------------------------------- what it is

    @property
    def data(self) -> Array:
        """The array.  Once lent out it can be written to; what was recorded stands all the same."""
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
                    f"gradient of shape {value.shape} for a tensor of shape {self.shape}"
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
        self._name = name

    def named(self, name: str) -> Self:
        """Give the Tensor a name and return it: ``Z1 = (W1 @ X + b1).named("Z1")``."""
        self._name = name
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

    @property
    def T(self) -> Tensor:
        """The transpose, as an operation."""
        return apply(TABLE["transpose"], (self,), {"axes": None})

    # -------------------------------------------------------------- gradients

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
        if keep not in ("all", "leaves"):
            raise ValueError(f"keep must be 'all' or 'leaves', got {keep!r}")
        seed = _seed(self, gradient)
        place = tape.caller()
        if self._backward_place is not None and not retain_graph:
            raise RuntimeError(
                f"backward() was already called on {self._name or 'this tensor'} (at "
                f"{self._backward_place}): gradients would be counted twice; compute it again, "
                "or pass retain_graph=True to add them up"
            )
        found = tape.unshared(tape.gradients(self, seed, keep=keep), seed)
        for node in _reached(self):
            g = found.get(id(node))
            if g is not None:
                first = node._entry is not None or node._grad is None
                node._grad = g if first else node._grad + g
        if not retain_graph:
            self._backward_place = place

    def zero_grad(self) -> None:
        """Forget the gradient."""
        self._grad = None

    def detach(self) -> Tensor:
        """A Tensor of the same values that no gradient passes through."""
        return Tensor(self._array, name=self._name)

    def item(self) -> float | int | bool:
        """The one element as a Python number."""
        if self.size != 1:
            raise ValueError(f"item() needs one element, but this tensor has shape {self.shape}")
        number: float | int | bool = self._array.item()
        return number

    def numpy(self) -> Array:
        """A copy of the values; refused where a gradient would be cut off."""
        self._refuse_conversion("numpy()")
        return self._array.copy()

    def _refuse_conversion(self, how: str) -> None:
        if self._needs_grad:
            raise TypeError(
                f"{how} would cut {self._name or 'a tensor'} {self.shape} off from its gradient "
                f"at {tape.caller()}; use .item() or .detach() if you mean that"
            )

    # -------------------------------------------------------------- NumPy protocols

    @staticmethod
    def __tinygrad_operation__(
        operation: Operation, operands: Sequence[Any], attributes: dict[str, Any]
    ) -> Tensor:
        return apply(operation, operands, attributes)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        out = kwargs.pop("out", None)
        if out is not None:
            raise TypeError(f"out= and in-place {ufunc.__name__} are not supported for tensors")
        if method != "__call__":
            raise TypeError(f"numpy.{ufunc.__name__}.{method} is not supported for tensors")
        operation = BY_NUMPY_FUNCTION.get(ufunc)
        if operation is None:
            raise messages.unsupported(ufunc)
        if kwargs:
            raise TypeError(
                f"numpy.{ufunc.__name__} takes no {', '.join(sorted(kwargs))} for tensors"
            )
        return apply(operation, inputs, {})

    def __array_function__(
        self, function: Any, types: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        composed = NUMPY_FORMS.get(function)
        if composed is not None:
            return composed(*args, **kwargs)
        operation = BY_NUMPY_FUNCTION.get(function)
        if operation is None:
            raise messages.unsupported(function)
        kwargs = {key: value for key, value in kwargs.items() if value is not np._NoValue}
        try:
            operands, attributes = operation.bind(*args, **kwargs)
        except TypeError as error:
            reason = str(error).replace("<lambda>()", f"numpy.{operation.name}")
            raise TypeError(f"{reason} for tensors") from None
        return apply(operation, operands, attributes)

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> Array:
        self._refuse_conversion("conversion to an array")
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
        return bool(self._array.item())

    def __len__(self) -> int:
        if not self.ndim:
            raise TypeError("a tensor without axes has no length")
        return self.shape[0]

    def __iter__(self) -> Iterator[Tensor]:
        return (self[i] for i in range(len(self)))

    def __repr__(self) -> str:
        name = f", name={self._name!r}" if self._name else ""
        grad = ", requires_grad=True" if self._needs_grad else ""
        return f"Tensor({np.array2string(self._array, prefix='Tensor(')}{grad}{name})"

    def __format__(self, spec: str) -> str:
        return format(self.item(), spec) if spec else str(self)

    def __reduce__(self) -> tuple[Any, ...]:
        grad = None if self._grad is None else self._grad.copy()
        return _restored, (self._array.copy(), self._needs_grad, self._name, grad)

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
    __eq__ = _binary("equal")[0]  # type: ignore[assignment]
    __ne__ = _binary("not_equal")[0]  # type: ignore[assignment]
    __lt__ = _binary("less")[0]
    __le__ = _binary("less_equal")[0]
    __gt__ = _binary("greater")[0]
    __ge__ = _binary("greater_equal")[0]
    __hash__ = object.__hash__  # by identity: == is elementwise

    def __neg__(self) -> Tensor:
        return apply(TABLE["neg"], (self,), {})

    def __abs__(self) -> Tensor:
        return apply(TABLE["abs"], (self,), {})

    def __invert__(self) -> Tensor:
        return apply(TABLE["invert"], (self,), {})

    def __getitem__(self, index: Any) -> Tensor:
        pattern, arrays = [], []
        for part in index if isinstance(index, tuple) else (index,):
            if isinstance(part, (list, np.ndarray, Tensor)):
                arrays.append(np.asarray(part) if isinstance(part, list) else part)
                part = ARRAY
            pattern.append(part)
        return apply(getitem_operation, (self, *arrays), {"pattern": tuple(pattern)})

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

    def argmax(self, axis: int | None = None) -> Tensor:
        """The index of the maximum."""
        return apply(TABLE["argmax"], (self,), {"axis": axis})

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
        target = tuple(shape[0]) if len(shape) == 1 and np.ndim(shape[0]) else tuple(shape)
        return apply(TABLE["reshape"], (self,), {"shape": target})

    def ravel(self) -> Tensor:
        """All elements along one axis."""
        return apply(TABLE["ravel"], (self,), {})

    flatten = ravel

    def squeeze(self, axis: Any = None) -> Tensor:
        """Leave out axes of size 1."""
        return apply(TABLE["squeeze"], (self,), {"axis": axis})

    def transpose(self, *axes: Any) -> Tensor:
        """Reorder the axes; reversed without an argument."""
        order = axes[0] if len(axes) == 1 and not isinstance(axes[0], int) else axes or None
        return apply(TABLE["transpose"], (self,), {"axes": order})

    def swapaxes(self, axis1: int, axis2: int) -> Tensor:
        """Exchange two axes."""
        return apply(TABLE["swapaxes"], (self,), {"axis1": axis1, "axis2": axis2})

    def clip(self, a_min: Any = None, a_max: Any = None) -> Tensor:
        """Limit the values; at a bound the gradient passes."""
        return apply(TABLE["clip"], (self,), {"a_min": a_min, "a_max": a_max})

    def astype(self, dtype: DTypeLike) -> Tensor:
        """The same values in another dtype."""
        return apply(TABLE["astype"], (self,), {"dtype": np.dtype(dtype)})

    def exp(self) -> Tensor:
        """The exponential of each element."""
        return apply(TABLE["exp"], (self,), {})

    def log(self) -> Tensor:
        """The natural logarithm of each element."""
        return apply(TABLE["log"], (self,), {})

    def sqrt(self) -> Tensor:
        """The square root of each element."""
        return apply(TABLE["sqrt"], (self,), {})

    def tanh(self) -> Tensor:
        """The hyperbolic tangent of each element."""
        return apply(TABLE["tanh"], (self,), {})

    def sigmoid(self) -> Tensor:
        """1 / (1 + exp(-z)) of each element."""
        return apply(TABLE["sigmoid"], (self,), {})

    def relu(self) -> Tensor:
        """max(z, 0) of each element."""
        return apply(TABLE["relu"], (self,), {})


# ------------------------------------------------------------------ helpers


def _restored(array: Array, needs_grad: bool, name: str | None, grad: Array | None) -> Tensor:
    tensor = Tensor(array, requires_grad=needs_grad, name=name)
    tensor._grad = grad
    return tensor


def _seed(y: Tensor, gradient: ArrayLike | None) -> Array:
    """The gradient that a pass starts from, checked."""
    if not y._needs_grad:
        raise RuntimeError(
            "nothing to differentiate: no input of this tensor has requires_grad=True "
            "(or it was made under no_grad())"
        )
    if gradient is None:
        if y.size != 1:
            raise RuntimeError(
                f"backward() starts from a scalar, but this tensor has shape {y.shape}; "
                "call .sum() or .mean() first, or pass gradient="
            )
        return np.ones(y.shape, dtype=y.dtype)
    if isinstance(gradient, Tensor):
        gradient = gradient._array
    seed = np.array(checked_array(gradient), dtype=y.dtype)
    if seed.shape != y.shape:
        raise ValueError(f"gradient of shape {seed.shape} for a tensor of shape {y.shape}")
    return seed


def _reached(root: Tensor) -> Iterator[Node]:
    """The root, and each node on its graph once, leaves too."""
    yield root
    seen = {id(root)}
    for node in tape.graph(root):
        assert node._entry is not None
        for x in node._entry.operands:
            if isinstance(x, Node) and id(x) not in seen:
                seen.add(id(x))
                yield x


def grad(
    y: Tensor, xs: Any, create_graph: bool = False, allow_unused: bool = False
) -> Any:  # fmt: skip
    """Return the gradients of a scalar `y` with respect to `xs`; nothing else is touched.

    Parameters
    ----------
    y : Tensor
        The scalar to differentiate.
    xs : Tensor or sequence of Tensor
        What to differentiate by; leaves or intermediate results.
    create_graph : bool
        Record the pass, so that the gradients are Tensors with a graph of their own.
    allow_unused : bool
        Give None for an `x` that `y` does not depend on, instead of an error.

    Returns
    -------
    ndarray, Tensor or list of them
        One gradient for one `x`, a list for a sequence; Tensors with `create_graph`.

    Raises
    ------
    RuntimeError
        When nothing is recorded, or `y` does not depend on an `x`.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> x = tg.Tensor(3.0, requires_grad=True)
    >>> dx = tg.grad(x**3, x, create_graph=True)
    >>> tg.grad(dx, x)
    array(18.)
    """
    single = isinstance(xs, Tensor)
    wanted: list[Tensor] = [xs] if single else list(xs)
    for x in wanted:
        if not isinstance(x, Tensor):
            raise TypeError(f"grad() differentiates by Tensors, got {type(x).__name__}")
    seed: Any = _seed(y, None)
    if create_graph:
        seed = Tensor(seed)
        seed._traced = True
    found = tape.gradients(y, seed, wanted, record=create_graph, keep="leaves")
    unused = [x for x in wanted if id(x) not in found]
    if unused and not allow_unused:
        names = ", ".join(x._name or f"a tensor of shape {x.shape}" for x in unused)
        raise RuntimeError(f"the result does not depend on {names}; pass allow_unused=True")
    chosen = {id(x): found[id(x)] for x in wanted if id(x) in found}
    if not create_graph:
        chosen = tape.unshared(chosen, seed)
    result = [chosen.get(id(x)) for x in wanted]
    return result[0] if single else result
