"""Passes that write a list of instructions as a shorter or cheaper one of the same results.

Each is a function from listing to listing.  Values are compared by identity, and no instruction
is changed in place.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from tinygrad_bc.compiled.instructions import Instruction, Listing, Value, constant, expanded
from tinygrad_bc.operation import TABLE

_ELEMENTWISE = {"where", "sigmoid", "relu", "leaky_relu", "softplus", "cross_entropy", "gate"}


def is_elementwise(step: Instruction) -> bool:
    """Whether every element of the result follows from the elements at its place."""
    function = step.operation.function
    ufunc = isinstance(function, np.ufunc) and function.signature is None
    return ufunc or step.name in _ELEMENTWISE


def is_uniform(x: Any) -> bool:
    """Whether it is a constant, all elements of which are one number."""
    array = x.constant if isinstance(x, Value) else None
    return array is not None and (array.size == 1 or not any(array.strides))


def is_all(x: Any, number: float) -> bool:
    """Whether every element is known to be this number."""
    if isinstance(x, Value):
        return is_uniform(x) and x.constant.flat[0] == number
    return bool(x == number)


# ------------------------------------------------------------------ what is known beforehand


def fold(listing: Listing) -> Listing:
    """Compute what follows from constants, and leave out what changes nothing."""
    same: dict[Value, Value] = {}
    makers: dict[Value, Instruction] = {}
    for step in listing.instructions:
        step = step.on(same.get(x, x) if isinstance(x, Value) else x for x in step.operands)
        replacement = _known(step) or _unchanged(step, makers)
        if replacement is not None:
            same[step.output] = replacement
        else:
            makers[step.output] = step
    wanted = {name: same.get(value, value) for name, value in listing.wanted.items()}
    return Listing(listing.given, list(makers.values()), wanted)


def _known(step: Instruction) -> Value | None:
    """The constant that an instruction on constants makes; a uniform one takes no memory."""
    if any(x.constant is None for x in step.arrays):
        return None
    if is_elementwise(step) and all(map(is_uniform, step.arrays)):
        numbers = [x.constant.flat[0] if isinstance(x, Value) else x for x in step.operands]
        number = np.asarray(step.operation.function(*numbers, **step.attributes))
        return constant(np.broadcast_to(number.astype(step.output.dtype), step.output.shape))
    return constant(step.operation.function(*step.values, **step.attributes))


def _unchanged(step: Instruction, makers: dict[Value, Instruction]) -> Value | None:
    """The operand that an instruction merely passes on."""
    x, out = step.operands[0], step.output
    candidates: list[Any] = []
    if step.name in ("reshape", "broadcast_to", "squeeze", "ravel", "astype", "expand_dims"):
        candidates = [x]
    elif step.name == "mul":
        candidates = [b for a, b in (step.operands, step.operands[::-1]) if is_all(a, 1)]
    elif step.name in ("div", "pow"):
        candidates = [x] if is_all(step.operands[1], 1) else []
    elif step.name == "transpose" and x in makers and makers[x].name == "transpose":
        both = (step.attributes["axes"], makers[x].attributes["axes"])
        candidates = [makers[x].operands[0]] if both == (None, None) else []
    for y in candidates:
        if isinstance(y, Value) and (y.shape, y.dtype) == (out.shape, out.dtype):
            return y
    return None


def spread(listing: Listing) -> Listing:
    """Leave to broadcasting what it does by itself, and make numbers arrays without axes.

    A Python number costs a ufunc a conversion at each call, an array without axes does not.
    """
    makers = {step.output: step for step in listing.instructions}
    steps = []
    for step in listing.instructions:
        if is_elementwise(step):
            operands = list(step.operands)
            for k, x in enumerate(operands):
                operands[k] = _smallest(step, operands, k, makers)
                if type(x) in (int, float, bool) and step.name != "pow":
                    operands[k] = _typed(x, step)
            step = step.on(operands)
        steps.append(step)
    return Listing(listing.given, steps, listing.wanted)


def _smallest(
    step: Instruction, operands: list[Any], k: int, makers: dict[Value, Instruction]
) -> Any:
    """The operand before it was repeated, where broadcasting repeats it all the same."""
    others = [x.shape for i, x in enumerate(operands) if i != k and isinstance(x, Value)]
    x = operands[k]
    while isinstance(x, Value):
        if is_uniform(x) and x.shape:
            smaller = constant(x.constant.flat[0])
        elif x in makers and makers[x].name == "broadcast_to":
            smaller = makers[x].operands[0]
        else:
            return x
        if np.broadcast_shapes(smaller.shape, *others) != step.output.shape:
            return x
        x = smaller
    return x


def _typed(number: Any, step: Instruction) -> Value:
    """A number as an array without axes, of the dtype that NumPy would take it for."""
    others = [x.dtype for x in step.arrays if x.dtype != bool]
    return constant(np.array(number, np.result_type(*others, number)))


# ------------------------------------------------------------------ cheaper forms


def _mean(x: Any, axis: Any, keepdims: bool) -> Any:
    if not keepdims and x.size == max(x.shape, default=0) and axis is None:  # a row or a column
        return np.reshape(x, (x.size,)) @ np.full(x.size, 1 / x.size, x.dtype)
    total = np.sum(x, axis=axis, keepdims=keepdims)
    return total * (1 / max(x.size // max(total.size, 1), 1))


def _log1p_exp(z: Any) -> Any:
    return np.maximum(z, 0) + np.log1p(np.exp(-abs(z)))


# A sigmoid of four calls: where exp overflows, 1 / inf is the limit.  logaddexp takes three times
# as long as the sum that it stands for.
FORMS: dict[str, Callable[..., Any]] = {
    "mean": _mean,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "relu": lambda z: np.maximum(z, 0),
    "softplus": _log1p_exp,
    "cross_entropy": lambda z, y: _log1p_exp(z) - y * z,
    "linear": lambda w, x, b: w @ x + b,
}


def lower(listing: Listing) -> Listing:
    """Write operations in the cheaper forms of the table above."""
    steps: list[Instruction] = []
    for step in listing.instructions:
        form = FORMS.get(step.name)
        if step.name == "pow" and is_all(step.operands[1], 2):
            steps.append(Instruction(TABLE["square"], step.operands[:1], {}, step.output))
        elif form is None or any(x.dtype.kind != "f" for x in step.arrays):
            steps.append(step)
        else:
            steps += expanded(step, form)
    return Listing(listing.given, steps, listing.wanted)


def masks(listing: Listing) -> Listing:
    """Ask a rectified value where it is positive, so that what it was made of can be forgotten."""
    rectified: dict[Value, Value] = {}
    steps = []
    for step in listing.instructions:
        z, *rest = step.operands
        if step.name == "greater" and z in rectified and is_all(rest[0], 0):
            step = step.on([rectified[z], *rest])
        elif step.name == "maximum" and isinstance(z, Value) and is_all(rest[0], 0):
            rectified[z] = step.output
        steps.append(step)
    return Listing(listing.given, steps, listing.wanted)


def sums(listing: Listing) -> Listing:
    """Write the sum of rows or columns as a product with ones: BLAS adds, and starts sooner."""
    steps: list[Instruction] = []
    for step in listing.instructions:
        form = _sum_as_product(step) if step.name == "sum" else None
        steps += [step] if form is None else expanded(step, form)
    return Listing(listing.given, steps, listing.wanted)


def dense(listing: Listing) -> Listing:
    """Give maximum and minimum whole arrays: with a number, NumPy leaves its quick path."""
    steps = []
    for step in listing.instructions:
        out = step.output
        if step.name in ("maximum", "minimum") and out.size > 1:
            step = step.on(
                constant(np.broadcast_to(x.constant, out.shape))
                if isinstance(x, Value) and is_uniform(x) and x.dtype == out.dtype
                else x
                for x in step.operands
            )
        steps.append(step)
    return Listing(listing.given, steps, listing.wanted)


def _sum_as_product(step: Instruction) -> Callable[..., Any] | None:
    x, out = step.operands[0], step.output
    axis = step.attributes["axis"]
    if not isinstance(x, Value) or x.dtype.kind != "f" or x.dtype != out.dtype or x.size == 0:
        return None
    if x.ndim == 2 and step.attributes["keepdims"] and axis in (1, -1, (1,), (-1,)):
        return lambda x, **_: x @ np.ones((x.shape[1], 1), x.dtype)
    if x.ndim == 2 and step.attributes["keepdims"] and axis in (0, -2, (0,), (-2,)):
        return lambda x, **_: np.ones((1, x.shape[0]), x.dtype) @ x
    if out.shape == () and prod(x.shape) == max(x.shape, default=1):
        return lambda x, **_: np.reshape(x, (x.size,)) @ np.ones(x.size, x.dtype)
    return None


# ------------------------------------------------------------------ what need not be done


def share(listing: Listing) -> Listing:
    """Compute once what is computed twice in the same way."""
    same: dict[Value, Value] = {}
    seen: dict[Any, Value] = {}
    steps = []
    for step in listing.instructions:
        step = step.on(same.get(x, x) if isinstance(x, Value) else x for x in step.operands)
        key = (step.name, *map(_identity, step.operands), repr(sorted(step.attributes.items())))
        if key in seen:
            same[step.output] = seen[key]
        else:
            seen[key] = step.output
            steps.append(step)
    wanted = {name: same.get(value, value) for name, value in listing.wanted.items()}
    return Listing(listing.given, steps, wanted)


def _identity(x: Any) -> Any:
    if not isinstance(x, Value):
        return (type(x), repr(x))
    if x.constant is not None and x.constant.size == 1:
        return (x.dtype, x.shape, repr(x.constant.item()))
    return id(x)


def trim(listing: Listing) -> Listing:
    """Leave out what nothing wanted depends on."""
    needed = set(listing.wanted.values())
    kept = []
    for step in reversed(listing.instructions):
        if step.output in needed:
            kept.append(step)
            needed.update(step.arrays)
    return Listing(listing.given, kept[::-1], listing.wanted)
