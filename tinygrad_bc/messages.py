"""Sentences for errors that NumPy would report in its own words."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from math import prod
from numbers import Real
from typing import Any

import numpy as np

from tinygrad_bc.checks import shown
from tinygrad_bc.operation import BY_NUMPY_FUNCTION, Operation
from tinygrad_bc.rules import ARRAY
from tinygrad_bc.tape import Node, caller
from tinygrad_bc.value import checked_array

Shape = tuple[int, ...]
Attributes = dict[str, Any]


def described(x: Any) -> str:
    """An operand by name and shape, as errors mention it."""
    if not isinstance(x, (Node, np.ndarray, Real)):
        return shown(x)
    name = x._name if isinstance(x, Node) else None
    return f"{name} {_shape(x)}" if name else f"{_shape(x)}"


_KINDS: tuple[type[Exception], ...] = (np.exceptions.AxisError, IndexError, TypeError)


def explained(
    operation: Operation, operands: Sequence[Any], attributes: Attributes, error: Exception
) -> Exception:
    """Word the failure of an operation from its condition: operands, shapes, line, remedy."""
    who = " and ".join(described(x) for x in operands[:4])
    reason = _reason(operation, operands, attributes) or str(error).split("\n")[0]
    kind = next((kind for kind in _KINDS if isinstance(error, kind)), ValueError)
    return kind(f"{operation.name} of {who} at {caller()}: {reason}")


def plain(operation: Operation, operands: Sequence[Any], x: Any) -> Any:
    """An operand that is no Tensor as an array, or whose it is that it can be none."""
    try:
        return checked_array(x)
    except TypeError as error:
        who = " and ".join(described(x) for x in operands[:4])
        raise TypeError(f"{operation.name} of {who} at {caller()}: {error}") from None


def _reason(operation: Operation, operands: Sequence[Any], attributes: Attributes) -> str | None:
    shapes = [_shape(x) for x in operands]
    if operation.name in _REASONS:
        return _REASONS[operation.name](shapes, attributes)
    if operation.name == "getitem":
        return _index(operands[1:], attributes["pattern"])
    if "axis" in attributes:
        several = not operation.name.startswith("arg")
        return _axes(attributes["axis"], len(shapes[0]), several) or _empty(operation, shapes[0])
    return _clash(shapes) or _dtypes(operation, operands)


# ------------------------------------------------------------------ axes and shapes


def _axes(given: Any, ndim: int, several: bool = True) -> str | None:
    """What is wrong with an axis, or several, of so many axes."""
    axes = given if isinstance(given, tuple) and several else (given,)
    seen: dict[int, int] = {}
    for axis in axes:
        if axis is None and len(axes) == 1:
            continue
        if not _is_integer(axis):
            kinds = "an integer or a tuple of integers" if several else "an integer"
            return f"an axis is {kinds}, got {shown(given)}"
        if not -ndim <= axis < ndim:
            return f"axis {axis} is out of range for {ndim} axes"
        if axis % ndim in seen:
            return f"axis {axis % ndim} is given twice ({seen[axis % ndim]} and {axis})"
        seen[axis % ndim] = axis
    return None


def _empty(operation: Operation, shape: Shape) -> str | None:
    return f"there is no {operation.name} of no elements" if 0 in shape else None


def _squeeze(shapes: list[Shape], attributes: Attributes) -> str | None:
    axis, shape = attributes["axis"], shapes[0]
    wrong = _axes(axis, len(shape))
    if wrong or axis is None:
        return wrong
    sizes = {a: shape[a] for a in (axis if isinstance(axis, tuple) else (axis,)) if shape[a] != 1}
    a, size = next(iter(sizes.items()))
    return f"axis {a} has size {size}; only axes of size 1 can be left out"


def _expand_dims(shapes: list[Shape], attributes: Attributes) -> str | None:
    axis = attributes["axis"]
    return _axes(axis, len(shapes[0]) + (len(axis) if isinstance(axis, tuple) else 1))


def _transpose(shapes: list[Shape], attributes: Attributes) -> str | None:
    axes, ndim = attributes["axes"], len(shapes[0])
    return f"an order of the axes names each of the {ndim} once, got {shown(axes)}"


def _swapaxes(shapes: list[Shape], attributes: Attributes) -> str | None:
    return _axes(attributes["axis1"], len(shapes[0]), several=False) or _axes(
        attributes["axis2"], len(shapes[0]), several=False
    )


def _reshape(shapes: list[Shape], attributes: Attributes) -> str | None:
    shape, n = attributes["shape"], prod(shapes[0])
    sizes = shape if isinstance(shape, tuple) else (shape,)
    if not all(map(_is_integer, sizes)):
        return f"a shape is made of integers, got {shown(shape)}"
    known = prod(size for size in sizes if size != -1)
    if sizes.count(-1) > 1:
        return f"only one size may be -1, got {shown(shape)}"
    if -1 in sizes:
        return f"{n} elements do not fit into {shape}: {n} is no multiple of {known}"
    return f"{n} elements do not fit into {shape}, {known} elements"


def _broadcast_to(shapes: list[Shape], attributes: Attributes) -> str | None:
    shape = attributes["shape"]
    target = shape if isinstance(shape, tuple) else (shape,)
    if not all(map(_is_integer, target)):
        return f"a shape is made of integers, got {shown(shape)}"
    return _clash([shapes[0], target]) or f"{shapes[0]} cannot be repeated to {target}"


def _clip(shapes: list[Shape], attributes: Attributes) -> str | None:
    bounds = [_shape(x) for x in attributes.values() if x is not None]
    clash = _clash([*shapes, *bounds])
    return clash and f"{clash}, with the bounds"


def _concatenate(shapes: list[Shape], attributes: Attributes) -> str | None:
    axis, ndims = attributes["axis"], dict.fromkeys(map(len, shapes))
    if len(ndims) > 1:
        both = " and ".join(map(str, ndims))
        return f"all need the same number of axes, got {both}"
    if not shapes[0]:
        return "numbers without axes cannot be joined; use numpy.stack"
    wrong = _axes(axis, len(shapes[0]), several=False)
    for other in range(len(shapes[0])):
        sizes = dict.fromkeys(shape[other] for shape in shapes)
        if not wrong and other != axis % len(shapes[0]) and len(sizes) > 1:
            both = " and ".join(map(str, sizes))
            return f"only the sizes of axis {axis} may differ, but axis {other} is {both}"
    return wrong


def _stack(shapes: list[Shape], attributes: Attributes) -> str | None:
    if len(set(shapes)) > 1:
        return "all need the same shape"
    return _axes(attributes["axis"], len(shapes[0]) + 1, several=False)


# ------------------------------------------------------------------ products, indices, dtypes


def _matmul(shapes: list[Shape], attributes: Attributes) -> str | None:
    a, b = shapes
    if not a or not b:
        return "a product of matrices needs at least one axis each; multiply numbers with *"
    inner = a[-1], b[-2] if len(b) > 1 else b[-1]
    if inner[0] == inner[1]:
        return _clash([(*a[:-2], 1, 1), (*b[:-2], 1, 1)])
    hint = ""
    if len(a) == len(b) == 2:
        if a[1] == b[1]:
            hint = "; did you mean a @ b.T?"
        elif a[0] == b[0]:
            hint = "; did you mean a.T @ b?"
    return f"inner sizes {inner[0]} and {inner[1]} differ{hint}"


def _einsum(shapes: list[Shape], attributes: Attributes) -> str | None:
    subscripts = attributes["subscripts"]
    terms = subscripts.replace(" ", "").partition("->")[0].split(",")
    if len(terms) != len(shapes):
        return f"{shown(subscripts)} is for {len(terms)} operands, got {len(shapes)}"
    sizes: dict[str, int] = {}
    for term, shape in zip(terms, shapes, strict=True):
        before, dots, after = term.partition("...")
        n = len(before + after)
        if n > len(shape) or (n < len(shape) and not dots):
            return f"{term!r} names {n} axes of an operand of shape {shape}"
        named = [*shape[: len(before)], *shape[len(shape) - len(after) :]]
        for letter, size in zip(before + after, named, strict=True):
            if size not in (1, sizes.setdefault(letter, size)) and sizes[letter] != 1:
                return f"{letter} is both {sizes[letter]} and {size}"
            sizes[letter] = max(size, sizes[letter])
    return f"{shown(subscripts)} must read like 'ij,jk->ik', with letters of the operands after ->"


def _index(indices: Sequence[Any], pattern: tuple[Any, ...]) -> str | None:
    """What can be no index; of the others NumPy names place and size."""
    for x in indices:
        dtype = x._array.dtype if isinstance(x, Node) else x.dtype
        if dtype.kind not in "iub":
            return f"an array used as an index holds integers or booleans, not {dtype}"
    for part in pattern:
        if part is not ARRAY and not (
            part is None or part is ... or isinstance(part, slice) or _is_integer(part)
        ):
            return (
                f"an index is made of integers, slices, arrays, None and ..., not of {shown(part)}"
            )
    return None


def _dtypes(operation: Operation, operands: Sequence[Any]) -> str | None:
    dtypes = [x._array.dtype if isinstance(x, Node) else np.asarray(x).dtype for x in operands]
    kinds = {dtype.kind for dtype in dtypes}
    if operation.name.startswith(("bitwise", "invert")):
        floats = next((dtype for dtype in dtypes if dtype.kind == "f"), None)
        return floats and f"this needs booleans, got {floats}; compare first, as in (x > 0)"
    if operation.name == "pow" and kinds <= set("iu"):
        return "an integer to a negative power is no integer; use .astype(float)"
    if "b" in kinds:
        return "booleans do not count as numbers here; use .astype(float)"
    return None


_REASONS: dict[str, Callable[[list[Shape], Attributes], str | None]] = {
    "matmul": _matmul,
    "einsum": _einsum,
    "reshape": _reshape,
    "squeeze": _squeeze,
    "expand_dims": _expand_dims,
    "broadcast_to": _broadcast_to,
    "transpose": _transpose,
    "swapaxes": _swapaxes,
    "concatenate": _concatenate,
    "stack": _stack,
    "clip": _clip,
}


def _shape(x: Any) -> Shape:
    shape: Shape = x._array.shape if isinstance(x, Node) else np.shape(x)
    return shape


def _is_integer(x: Any) -> bool:
    try:
        x.__index__()
    except (AttributeError, TypeError):
        return False
    return True


def _clash(shapes: list[Shape]) -> str | None:
    try:
        np.broadcast_shapes(*shapes)
    except ValueError:
        for axis in range(1, max(map(len, shapes)) + 1):
            sizes = dict.fromkeys(s[-axis] for s in shapes if len(s) >= axis and s[-axis] != 1)
            if len(sizes) > 1:
                both = " and ".join(map(str, sizes))
                return f"the shapes do not broadcast: axis -{axis} is {both}"
    return None


# ------------------------------------------------------------------ what NumPy has and we have not


def full_name(function: Any) -> str:
    """The name of a NumPy function as users write it."""
    module = getattr(function, "__module__", None) or "numpy"
    return f"{module}.{getattr(function, '__name__', str(function))}"


def unsupported(function: Any) -> TypeError:
    """The sentence for a NumPy function that the table does not have."""
    name = getattr(function, "__name__", str(function))
    known = {f.__name__ for f in BY_NUMPY_FUNCTION if hasattr(f, "__name__")}
    near = sorted(n for n in known if n in name or name in n)
    hint = f"; near it there is {', '.join('numpy.' + n for n in near[:3])}" if near else ""
    return TypeError(
        f"{full_name(function)} is not differentiable here{hint}; "
        "use t.detach().numpy() if you need no gradient"
    )


def refused_arguments(
    function: Any, form: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> TypeError | None:
    """The sentence for arguments that NumPy's function takes and ours does not, if that is it."""
    try:
        inspect.signature(form).bind(*args, **kwargs)
    except TypeError as error:
        return TypeError(
            f"{full_name(function)} of tensors: {error}; "
            "use t.detach().numpy() if you need no gradient"
        )
    return None
