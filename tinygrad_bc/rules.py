"""The table of derivative rules: what this whole package is built on.

An entry reads like a line of a table of derivatives::

    operation("a = tanh(z)", np.tanh, z=lambda da, a: da * (1 - a**2))

The text names the output, the operands and, after ``/``, the attributes with their defaults.
The function computes the output from NumPy arrays.  Then follows one rule for each operand that
has a derivative; its parameters are the letters of the text: ``da`` is the gradient that belongs
to the output ``a``.  An operand without a rule (a mask, an index) receives no gradient.

A rule calls NumPy functions and other operations of this table only, so it runs on arrays (the
backward pass) as well as on Tensors (which leaves the gradient itself as a graph).  It need not
undo broadcasting or conversion of dtype: whoever runs it passes its result through `fit`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from tinygrad_bc import array_forms
from tinygrad_bc.operation import BY_NUMPY_FUNCTION, TABLE, Operation, operation

__all__ = ["ARRAY", "BY_NUMPY_FUNCTION", "TABLE", "Operation", "fit", "unbroadcast"]

# ------------------------------------------------------------------ undoing broadcasting


def unbroadcast(g: Any, shape: tuple[int, ...]) -> Any:
    """Sum `g` over the axes along which an operand of this shape was repeated."""
    extra, repeated = _summed_axes(g.shape, shape)
    if extra:
        g = array_forms.sum(g, extra)
    if repeated:
        g = array_forms.sum(g, repeated, keepdims=True)
    if g.shape != shape:  # the rule's result was smaller: a factor that broadcasting left out
        g = np.broadcast_to(g, shape)
    return g


@lru_cache
def _summed_axes(
    shape: tuple[int, ...], operand: tuple[int, ...]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The axes that the operand did not have, and those of the rest that it had as 1."""
    extra = len(shape) - len(operand)
    if extra < 0:
        return (), ()
    sizes = zip(operand, shape[extra:], strict=True)
    return tuple(range(extra)), tuple(axis for axis, (n, of) in enumerate(sizes) if n == 1 != of)


def fit(g: Any, x: Any) -> Any:
    """Bring the result of a rule to the shape and dtype of the operand that it belongs to."""
    if g.shape != x.shape:
        g = unbroadcast(g, x.shape)
    if g.dtype != x.dtype:
        g = astype(g, x.dtype)
    return g


# ------------------------------------------------------------------ arithmetic


def _pow_x(dz: Any, x: Any, y: Any) -> Any:
    if isinstance(y, (int, float)):
        if y == 0:
            return np.zeros_like(dz)
        if y == 1:
            return dz
        return dz * (2 * x) if y == 2 else dz * (y * x ** (y - 1))
    # Where y is 0 the derivative is 0, also at x = 0, where 0 * 0**-1 would be nan.
    return dz * np.where(y == 0, 0, y * x ** np.where(y == 0, 1, y - 1))


def _pow_y(dz: Any, x: Any, z: Any) -> Any:
    return dz * z * np.log(np.where(x == 0, 1, x))  # 0**y does not change with y > 0


operation("z = neg(x)", np.negative, x=lambda dz: -dz)
operation("z = add(x, y)", np.add, x=lambda dz: dz, y=lambda dz: dz)
operation("z = sub(x, y)", np.subtract, x=lambda dz: dz, y=lambda dz: -dz)
operation("z = mul(x, y)", np.multiply, x=lambda dz, y: dz * y, y=lambda dz, x: dz * x)
operation("z = div(x, y)", np.divide, x=lambda dz, y: dz / y, y=lambda dz, z, y: -dz * z / y)
operation("z = pow(x, y)", np.power, x=_pow_x, y=_pow_y)
operation("z = square(x)", np.square, x=lambda dz, x: dz * (2 * x))
operation("z = sqrt(x)", np.sqrt, x=lambda dz, z: dz / (2 * z))
operation("z = abs(x)", np.absolute, x=lambda dz, x: dz * np.sign(x))

# ------------------------------------------------------------------ elementwise functions


operation("a = exp(z)", np.exp, z=lambda da, a: da * a)
operation("a = expm1(z)", np.expm1, z=lambda da, a: da * (a + 1))
operation("a = log(z)", np.log, z=lambda da, z: da / z)
operation("a = log1p(z)", np.log1p, z=lambda da, z: da / (1 + z))
operation("a = sin(z)", np.sin, z=lambda da, z: da * np.cos(z))
operation("a = cos(z)", np.cos, z=lambda da, z: -da * np.sin(z))
operation("a = tanh(z)", np.tanh, z=lambda da, a: da * (1 - a**2))
sigmoid = operation("a = sigmoid(z)", array_forms.sigmoid, z=lambda da, a: da * a * (1 - a))
relu = operation("a = relu(z)", array_forms.relu, z=lambda da, z: da * (z > 0))
leaky_relu = operation(
    "a = leaky_relu(z, /, slope=0.01)",
    lambda z, slope: np.where(z > 0, z, slope * z),
    z=lambda da, z, slope: np.where(z > 0, da, slope * da),
)
softplus = operation("a = softplus(z)", array_forms.softplus, z=lambda da, z: da * sigmoid(z))

cross_entropy = operation(
    "l = cross_entropy(z, y)",  # -(y log a + (1 - y) log(1 - a)) of a = sigmoid(z), stably
    lambda z, y: array_forms.softplus(z) - y * z,
    z=lambda dl, z, y: dl * (sigmoid(z) - y),
    y=lambda dl, z: -dl * z,
)

# ------------------------------------------------------------------ choices


def _inside(x: Any, a_min: Any, a_max: Any) -> Any:
    if a_min is None or a_max is None:
        return x <= a_max if a_min is None else x >= a_min
    return (x >= a_min) & (x <= a_max)


operation(
    "z = maximum(x, y)",
    np.maximum,
    x=lambda dz, x, y: np.where(x == y, dz / 2, np.where(x > y, dz, 0)),
    y=lambda dz, x, y: np.where(x == y, dz / 2, np.where(y > x, dz, 0)),
)
operation(
    "z = minimum(x, y)",
    np.minimum,
    x=lambda dz, x, y: np.where(x == y, dz / 2, np.where(x < y, dz, 0)),
    y=lambda dz, x, y: np.where(x == y, dz / 2, np.where(y < x, dz, 0)),
)
operation(
    "z = where(c, x, y)",
    np.where,
    x=lambda dz, c: np.where(c, dz, 0),
    y=lambda dz, c: np.where(c, 0, dz),
)
operation(
    "z = clip(x, /, a_min=None, a_max=None)",
    np.clip,
    x=lambda dz, x, a_min, a_max: dz * _inside(x, a_min, a_max),
)

# ------------------------------------------------------------------ reductions


def _restore(s: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    """Give a reduction its reduced axes back, with size 1."""
    if keepdims or not x.ndim:
        return s
    axes = range(x.ndim) if axis is None else normalize_axis_tuple(axis, x.ndim)
    return np.expand_dims(s, tuple(axes))


def _spread(ds: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    if not ds.ndim:
        return array_forms.spread(ds, x.shape)
    return np.broadcast_to(_restore(ds, x, axis, keepdims), x.shape)


def _extreme_x(ds: Any, s: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    """Elements that tie for the maximum or minimum share the gradient equally."""
    hit = astype(x == _restore(s, x, axis, keepdims), ds.dtype)
    ties = np.maximum(np.sum(hit, axis=axis, keepdims=True), 1)
    return _restore(ds, x, axis, keepdims) * hit / ties


operation(
    "s = sum(x, /, axis=None, keepdims=False)",
    array_forms.sum,
    numpy=np.sum,
    x=_spread,
)
operation(
    "s = mean(x, /, axis=None, keepdims=False)",
    array_forms.mean,
    numpy=np.mean,
    x=lambda ds, s, x, axis, keepdims: _spread(
        ds / max(x.size // max(s.size, 1), 1), x, axis, keepdims
    ),
)
operation("s = max(x, /, axis=None, keepdims=False)", np.max, np.amax, x=_extreme_x)
operation("s = min(x, /, axis=None, keepdims=False)", np.min, np.amin, x=_extreme_x)

# ------------------------------------------------------------------ products


def _transposed(x: Any) -> Any:
    return x.T if x.ndim == 2 else np.swapaxes(x, -1, -2)


def _column(x: Any) -> Any:
    return np.expand_dims(x, -1)


def _matmul_x(dz: Any, x: Any, y: Any) -> Any:
    if x.ndim == y.ndim == 2:
        return array_forms.matmul(dz, y.T)
    if y.ndim == 1:
        return np.outer(dz, y) if x.ndim == 2 else _column(dz) * y if x.ndim > 2 else dz * y
    if x.ndim == 1:
        return y @ dz if y.ndim == 2 else np.squeeze(y @ _column(dz), -1)
    return dz @ _transposed(y)


def _matmul_y(dz: Any, x: Any, y: Any) -> Any:
    if x.ndim == y.ndim == 2:
        return array_forms.matmul(x.T, dz)
    if x.ndim == 1:
        if y.ndim == 1:
            return dz * x
        return np.outer(x, dz) if y.ndim == 2 else _column(x) * np.expand_dims(dz, -2)
    if y.ndim == 1:
        return x.T @ dz if x.ndim == 2 else np.squeeze(_transposed(x) @ _column(dz), -1)
    return _transposed(x) @ dz


operation("z = matmul(x, y)", array_forms.matmul, numpy=np.matmul, x=_matmul_x, y=_matmul_y)
linear = operation(
    "z = linear(w, x, b)",  # w @ x + b of matrices: one entry for a layer
    array_forms.linear,
    w=lambda dz, x: array_forms.matmul(dz, x.T),
    x=lambda dz, w: array_forms.matmul(w.T, dz),
    b=lambda dz: dz,
)
operation(
    "z = outer(x, y)",
    np.outer,
    x=lambda dz, x, y: np.reshape(dz @ np.ravel(y), x.shape),
    y=lambda dz, x, y: np.reshape(np.ravel(x) @ dz, y.shape),
)


def explicit_subscripts(subscripts: str, ndims: Sequence[int]) -> tuple[list[str], str]:
    """Write einsum subscripts out: a letter for each axis, also under ``...``; an output."""
    inputs, arrow, output = subscripts.replace(" ", "").partition("->")
    spare = [c for c in "ZYXWVUTSRQPONMLKJIHGFEDCBA" if c not in subscripts]
    terms, longest = [], ""
    for term, ndim in zip(inputs.split(","), ndims, strict=True):
        n = ndim - len(term.replace("...", ""))
        letters = "".join(spare[:n][::-1]) if "..." in term else ""
        longest = max(longest, letters, key=len)
        terms.append(term.replace("...", letters))
    if arrow:
        return terms, output.replace("...", longest)
    once = sorted(c for c in set("".join(terms)) if "".join(terms).count(c) == 1)
    return terms, longest + "".join(c for c in once if c not in longest)


def _einsum_x(dz: Any, xs: Sequence[Any], subscripts: str, i: int) -> Any:
    terms, output = explicit_subscripts(subscripts, [x.ndim for x in xs])
    others = [j for j in range(len(xs)) if j != i]
    x, wanted = xs[i], terms[i]
    sources = [output, *(terms[j] for j in others)]
    unique = "".join(dict.fromkeys(wanted))
    known = "".join(c for c in unique if c in "".join(sources))
    # An identity matrix puts a diagonal ("ii") back; an axis that was only summed is spread.
    sizes = dict(zip(wanted, x.shape, strict=True))
    pairs = [(k, wanted.index(c)) for k, c in enumerate(wanted) if wanted.index(c) != k]
    g = np.einsum(",".join(sources) + "->" + known, dz, *(xs[j] for j in others))
    g = np.expand_dims(g, tuple(k for k, c in enumerate(unique) if c not in known))
    if unique != wanted:
        g = np.reshape(g, [g.shape[unique.index(c)] if wanted.index(c) == k else 1
                           for k, c in enumerate(wanted)])  # fmt: skip
        for k, first in pairs:
            diagonal = np.eye(sizes[wanted[k]], dtype=x.dtype)
            shape = [sizes[wanted[k]] if axis in (k, first) else 1 for axis in range(x.ndim)]
            g = g * np.reshape(diagonal, shape)
    return g


einsum = operation(
    "z = einsum(*xs, /, subscripts)",
    lambda *xs, subscripts: np.einsum(subscripts, *xs),
    numpy=np.einsum,
    **{"*xs": _einsum_x},
)

# ------------------------------------------------------------------ shapes


def _undo_reshape(dz: Any, x: Any) -> Any:
    return np.reshape(dz, x.shape)


def _undo_transpose(dz: Any, axes: Sequence[int] | None) -> Any:
    return dz.T if axes is None else np.transpose(dz, tuple(int(k) for k in np.argsort(axes)))


operation("z = reshape(x, /, shape)", np.reshape, x=_undo_reshape)
operation("z = ravel(x)", np.ravel, x=_undo_reshape)
operation("z = squeeze(x, /, axis=None)", np.squeeze, x=_undo_reshape)
operation("z = expand_dims(x, /, axis)", np.expand_dims, x=_undo_reshape)
operation("z = broadcast_to(x, /, shape)", np.broadcast_to, x=lambda dz: dz)
operation("z = transpose(x, /, axes=None)", np.transpose, x=_undo_transpose)
operation(
    "z = swapaxes(x, /, axis1, axis2)",
    np.swapaxes,
    x=lambda dz, axis1, axis2: np.swapaxes(dz, axis1, axis2),
)
astype = operation(
    "z = astype(x, /, dtype)",
    lambda x, dtype: x.astype(dtype),
    numpy=np.astype,
    x=lambda dz: dz,
)

# ------------------------------------------------------------------ joining and indexing

ARRAY = type("ARRAY", (), {"__repr__": lambda self: "ARRAY", "__reduce__": lambda self: "ARRAY"})()


def _index(indices: Sequence[Any], pattern: tuple[Any, ...]) -> tuple[Any, ...]:
    """Put the arrays of an index back into the places that its pattern marks with ARRAY."""
    arrays = iter(indices)
    return tuple(next(arrays) if part is ARRAY else part for part in pattern)


def _getitem(x: Any, *indices: Any, pattern: tuple[Any, ...]) -> Any:
    return x[_index(indices, pattern)]


def _scatter(x: Any, *indices: Any, pattern: tuple[Any, ...], shape: tuple[int, ...]) -> Any:
    """Add `x` into zeros at an index; elements that the index repeats add up."""
    z = np.zeros(shape, dtype=x.dtype)
    np.add.at(z, _index(indices, pattern), x)
    return z


def _concatenate_x(dz: Any, xs: Sequence[Any], axis: int | None, i: int) -> Any:
    if axis is None:
        start = sum(getattr(x, "size", 1) for x in xs[:i])  # np.append takes a number too
        return np.reshape(dz[start : start + xs[i].size], xs[i].shape)
    start = sum(x.shape[axis] for x in xs[:i])
    around = (slice(None),) * (axis % dz.ndim)
    return dz[(*around, slice(start, start + xs[i].shape[axis]))]


getitem: Operation = operation(
    "z = getitem(x, *indices, /, pattern)",
    _getitem,
    x=lambda dz, x, indices, pattern: scatter(dz, *indices, pattern=pattern, shape=x.shape),
)
scatter: Operation = operation(
    "z = scatter(x, *indices, /, pattern, shape)",
    _scatter,
    x=lambda dz, indices, pattern: getitem(dz, *indices, pattern=pattern),
)
concatenate = operation(
    "z = concatenate(*xs, /, axis=0)",
    lambda *xs, axis: np.concatenate(xs, axis=axis),
    numpy=np.concatenate,
    **{"*xs": _concatenate_x},
)
stack = operation(
    "z = stack(*xs, /, axis=0)",
    lambda *xs, axis: np.stack(xs, axis=axis),
    numpy=np.stack,
    **{"*xs": lambda dz, axis, i: dz[(slice(None),) * (axis % dz.ndim) + (i,)]},
)

# ------------------------------------------------------------------ recorded, without a rule

for _name, _function in {
    "equal": np.equal,
    "not_equal": np.not_equal,
    "less": np.less,
    "less_equal": np.less_equal,
    "greater": np.greater,
    "greater_equal": np.greater_equal,
    "logical_and": np.logical_and,
    "logical_or": np.logical_or,
    "logical_xor": np.logical_xor,
    "bitwise_and": np.bitwise_and,
    "bitwise_or": np.bitwise_or,
    "bitwise_xor": np.bitwise_xor,
}.items():
    operation(f"z = {_name}(x, y)", _function)

_tests: dict[str, Callable[..., Any]] = {
    "logical_not": np.logical_not,
    "invert": np.invert,
    "isnan": np.isnan,
    "isinf": np.isinf,
    "isfinite": np.isfinite,
    "sign": np.sign,
    "floor": np.floor,
    "ceil": np.ceil,
    "rint": np.rint,
}
for _name, _test in _tests.items():
    operation(f"z = {_name}(x)", _test)

operation("z = any(x, /, axis=None, keepdims=False)", np.any)
operation("z = all(x, /, axis=None, keepdims=False)", np.all)
operation("z = argmax(x, /, axis=None)", np.argmax)
operation("z = argmin(x, /, axis=None)", np.argmin)
