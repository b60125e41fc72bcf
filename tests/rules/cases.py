"""For every operation with a rule: drawn calls of it, on numbers that keep away from kinks.

A case is a function of arrays (or of Tensors alike) and the arrays to call it on.
"""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import tinygrad_bc as tg
from tinygrad_bc import rules
from tinygrad_bc.operation import TABLE

SIDE = 3


@dataclass
class Case:
    """A function and what to call it on."""

    function: object
    arrays: list
    sums: bool = False

    def __repr__(self):
        return f"Case of shapes {[a.shape for a in self.arrays]}"


shapes = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=SIDE)
full_shapes = hnp.array_shapes(min_dims=0, max_dims=3, min_side=1, max_side=SIDE)


def away_from_zero(rng, shape):
    return np.asarray(rng.uniform(0.3, 1.5, shape) * rng.choice([-1.0, 1.0], shape))


def positive(rng, shape):
    return np.asarray(rng.uniform(0.3, 1.8, shape))


def apart(rng, *shapes):
    """Arrays whose elements all differ by a tenth at least."""
    sizes = [int(np.prod(shape)) for shape in shapes]
    numbers = rng.permutation(sum(sizes)) * 0.1 - 0.05 * sum(sizes) + 0.03
    parts = np.split(numbers, np.cumsum(sizes)[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]


seeds = st.integers(0, 2**32 - 1).map(np.random.default_rng)


def unary(function, numbers=away_from_zero):
    return st.builds(lambda shape, rng: Case(function, [numbers(rng, shape)]), shapes, seeds)


def binary(function, first=away_from_zero, separate=False, numbers=True):
    @st.composite
    def case(draw):
        a, b = draw(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=SIDE))[0]
        rng = draw(seeds)
        arrays = apart(rng, a, b) if separate else [first(rng, a), away_from_zero(rng, b)]
        kind = draw(st.sampled_from(["both", "both", "number left", "number right"]))
        if kind == "number left" and numbers:
            return Case(lambda y: function(1.25, y), [arrays[1]])
        if kind == "number right" and numbers:
            return Case(lambda x: function(x, 2), [arrays[0]])
        return Case(function, arrays)

    return case()


@st.composite
def reductions(draw, function, separate=False):
    shape = draw(full_shapes if separate else shapes)
    rng = draw(seeds)
    axes = [None]
    if shape:
        axes = st.none() | st.integers(-len(shape), len(shape) - 1)
        axes |= hnp.valid_tuple_axes(len(shape))
    axis = draw(axes) if shape else None
    keepdims = draw(st.booleans())
    x = apart(rng, shape)[0] if separate else away_from_zero(rng, shape)
    if function is np.mean and not x.size:
        x = np.ones((2, 2))
        axis = None
    return Case(lambda x: function(x, axis=axis, keepdims=keepdims), [x], function is np.sum)


@st.composite
def products(draw):
    """Vectors, matrices and batches on either side: the rule has a branch for each pair."""
    n, k, m = (draw(st.integers(1, SIDE)) for _ in range(3))
    batch = draw(st.sampled_from([(2,), (3,), (1,), (2, 2)]))
    left = draw(st.sampled_from([(k,), (n, k), (*batch, n, k), (1, n, k)]))
    right = draw(st.sampled_from([(k,), (k, m), (*batch, k, m)]))
    rng = draw(seeds)
    return Case(np.matmul, [away_from_zero(rng, left), away_from_zero(rng, right)])


@st.composite
def layers(draw):
    """A product of matrices, and a bias for each row, for all, or for each element."""
    n, k, m = (draw(st.integers(1, SIDE)) for _ in range(3))
    bias = draw(st.sampled_from([(n, 1), (1, 1), (n, m), (m,), ()]))
    rng = draw(seeds)
    return Case(rules.linear, [away_from_zero(rng, shape) for shape in ((n, k), (k, m), bias)])


SIZES = {"i": 2, "j": 3, "k": 2, "l": 1}
FORMS = ["ij,jk->ik", "ij,jk", "ij,kj->ki", "ii->i", "ii", "ij->ji", "ij->", "ij->j", "i,j->ij",
         "ij,ij->i", "ij,kl->il", "i,i", "iij->j", "iji->j", "jii->ij", "ij,l->j",
         "ij , jk -> ki"]  # fmt: skip
DOTTED = ["...i->...", "...ij,...jk->...ik", "...i,...i", "i...->...i", "...ij,j->...i"]


@st.composite
def einsums(draw):
    form = draw(st.sampled_from(FORMS + DOTTED))
    extra = draw(st.sampled_from([(), (2,), (2, 1)]))
    rng = draw(seeds)
    arrays = []
    for term in form.split("->")[0].split(","):
        before, dots, after = term.strip().partition("...")
        shape = [SIZES[c] for c in before] + (list(extra) if dots else []) + [
            SIZES[c] for c in after]  # fmt: skip
        arrays.append(away_from_zero(rng, tuple(shape)))
    return Case(lambda *xs: np.einsum(form, *xs), arrays)


@st.composite
def indexed(draw):
    shape = draw(hnp.array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=SIDE))
    rng = draw(seeds)
    x = away_from_zero(rng, shape)
    kind = draw(st.sampled_from(["basic", "integers", "mask", "mixed", "rows"]))
    if kind == "basic":
        index = draw(hnp.basic_indices(shape, allow_newaxis=True, allow_ellipsis=True))
    elif kind == "integers":
        index = rng.integers(-shape[0], shape[0], draw(full_shapes))
    elif kind == "mask":
        index = rng.integers(0, 2, shape).astype(bool)
    elif kind == "rows":
        index = rng.integers(0, shape[0], 4).tolist()  # with repeats
    else:
        index = (rng.integers(0, shape[0], 3), ..., *([slice(None)] if len(shape) > 1 else []))
    return Case(lambda x: x[index], [x])


@st.composite
def scattered(draw):
    rng = draw(seeds)
    rows = rng.integers(0, 4, 5)
    x = away_from_zero(rng, (5, 2))
    return Case(lambda x: rules.scatter(x, rows, pattern=(rules.ARRAY,), shape=(4, 2)), [x])


@st.composite
def joined(draw, function):
    shape = draw(hnp.array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=SIDE))
    rng = draw(seeds)
    axis = draw(st.integers(-len(shape), len(shape) - 1))
    count = draw(st.integers(1, 3))
    arrays = [away_from_zero(rng, shape) for _ in range(count)]
    if function is np.concatenate and draw(st.booleans()):
        return Case(lambda *xs: np.concatenate(xs, axis=None), arrays)
    return Case(lambda *xs: function(xs, axis=axis), arrays)


@st.composite
def reordered(draw):
    shape = draw(full_shapes)
    axes = draw(st.none() | st.permutations(range(len(shape))).map(tuple))
    return Case(lambda x: np.transpose(x, axes), [away_from_zero(draw(seeds), shape)])


@st.composite
def swapped(draw):
    shape = draw(hnp.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=SIDE))
    a, b = (draw(st.integers(-len(shape), len(shape) - 1)) for _ in range(2))
    return Case(lambda x: np.swapaxes(x, a, b), [away_from_zero(draw(seeds), shape)])


@st.composite
def spread(draw):
    shape = draw(full_shapes)
    target = (2, *(side if side > 1 else 3 for side in shape))
    return Case(lambda x: np.broadcast_to(x, target), [away_from_zero(draw(seeds), shape)])


@st.composite
def chosen(draw):
    found = draw(hnp.mutually_broadcastable_shapes(num_shapes=3, max_dims=3, max_side=SIDE))
    rng = draw(seeds)
    mask = rng.integers(0, 2, found.input_shapes[0]).astype(bool)
    arrays = [away_from_zero(rng, shape) for shape in found.input_shapes[1:]]
    return Case(lambda x, y: np.where(mask, x, y), arrays)


@st.composite
def clipped(draw):
    x = apart(draw(seeds), draw(shapes))[0]
    low, high = draw(st.sampled_from([(-0.5, 0.5), (None, 0.2), (-0.3, None), (0.4, 0.1)]))
    return Case(lambda x: np.clip(x, low, high), [x])


CASES = {
    "neg": unary(np.negative),
    "add": binary(np.add),
    "sub": binary(np.subtract),
    "mul": binary(np.multiply),
    "div": binary(np.divide),
    "pow": binary(np.power, first=positive),
    "square": unary(np.square),
    "sqrt": unary(np.sqrt, positive),
    "abs": unary(np.absolute),
    "exp": unary(np.exp),
    "expm1": unary(np.expm1),
    "log": unary(np.log, positive),
    "log1p": unary(np.log1p, positive),
    "sin": unary(np.sin),
    "cos": unary(np.cos),
    "tanh": unary(np.tanh),
    "sigmoid": unary(tg.sigmoid),
    "relu": unary(tg.relu),
    "leaky_relu": unary(lambda x: tg.leaky_relu(x, 0.2)),
    "softplus": unary(tg.softplus),
    "cross_entropy": binary(rules.cross_entropy, numbers=False),
    "maximum": binary(np.maximum, separate=True, numbers=False),
    "minimum": binary(np.minimum, separate=True, numbers=False),
    "where": chosen(),
    "clip": clipped(),
    "sum": reductions(np.sum),
    "mean": reductions(np.mean),
    "max": reductions(np.max, separate=True),
    "min": reductions(np.min, separate=True),
    "matmul": products(),
    "linear": layers(),
    "outer": st.builds(
        lambda a, b, rng: Case(np.outer, [away_from_zero(rng, a), away_from_zero(rng, b)]),
        shapes, shapes, seeds,
    ),
    "einsum": einsums(),
    "reshape": st.builds(
        lambda shape, rng: Case(lambda x: np.reshape(x, (1, -1)), [away_from_zero(rng, shape)]),
        full_shapes, seeds,
    ),
    "ravel": unary(np.ravel),
    "squeeze": unary(np.squeeze),
    "expand_dims": unary(lambda x: np.expand_dims(x, (0, -1))),
    "broadcast_to": spread(),
    "transpose": reordered(),
    "swapaxes": swapped(),
    "astype": unary(lambda x: rules.astype(x, np.dtype(np.float64))),
    "getitem": indexed(),
    "scatter": scattered(),
    "concatenate": joined(np.concatenate),
    "stack": joined(np.stack),
}  # fmt: skip
DIFFERENTIABLE = {name for name, entry in TABLE.items() if entry.differentiable}
