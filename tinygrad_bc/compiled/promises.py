"""Passes that hold where more is known than the graph tells: what training promises to a plan.

Labels are 0 or 1; data do not change between steps; the parameters' memory is the plan's own, so
that ``b`` may lie beside ``W`` as one more column of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tinygrad_bc.compiled.instructions import Instruction, Listing, Names, Value, constant, expanded
from tinygrad_bc.compiled.memory import is_view
from tinygrad_bc.operation import TABLE, Operation


@dataclass(frozen=True)
class Promises:
    """What a plan may rely on.

    Attributes
    ----------
    frozen : set of str
        Given arrays that stay as they are while they are the same objects.
    binary : set of str
        Given arrays of which every element is 0 or 1.
    owned : bool
        Whether the parameters' memory may be laid out as the plan likes it.
    """

    frozen: Collection[str] = ()
    binary: Collection[str] = ()
    owned: bool = False


NOTHING = Promises()
LONG = 1024  # features, from which on the transposed data are kept as a copy


class Pair(NamedTuple):
    """Weights and their bias in one array: ``[W b]``."""

    name: str
    W: str
    b: str


def _makers(listing: Listing) -> dict[Value, Instruction]:
    return {step.output: step for step in listing.instructions}


def _uses(listing: Listing) -> Counter[Value]:
    counts = Counter(x for step in listing.instructions for x in step.arrays)
    counts.update(listing.wanted.values())
    return counts


# ------------------------------------------------------------------ labels


def binary_labels(listing: Listing, binary: Collection[str]) -> Listing:
    """The cross-entropy of 0/1 labels, and its gradient, from one exponential.

    With s = 1 - 2y and e = exp(s z) the loss is log(1 + e), and its gradient s e / (1 + e): of
    full relative accuracy where a score is right, infinite where one of hundreds is wrong.
    """
    labels = [listing.given[name] for name in binary]
    exponentials: dict[tuple[Value, Value], tuple[Value, Value]] = {}
    makers = _makers(listing)
    steps: list[Instruction] = []
    for step in listing.instructions:
        pair = _score_and_label(step, makers, labels)
        if pair is None:
            steps.append(step)
            continue
        if pair not in exponentials:
            sign = Value(pair[1].shape, pair[1].dtype)
            e = Value(step.output.shape, step.output.dtype)
            steps += expanded(Instruction(step.operation, (pair[1],), {}, sign),
                              lambda y: y * -2 + 1)  # fmt: skip
            steps += expanded(Instruction(step.operation, (sign, pair[0]), {}, e),
                              lambda s, z: np.exp(s * z))  # fmt: skip
            exponentials[pair] = (sign, e)
        sign, e = exponentials[pair]
        if step.name == "cross_entropy":
            steps.append(Instruction(TABLE["log1p"], (e,), {}, step.output))
        else:
            quotient = Instruction(step.operation, (sign, e), {}, step.output)
            steps += expanded(quotient, lambda s, e: s * (e / (1 + e)))
    return Listing(listing.given, steps, listing.wanted)


def _score_and_label(
    step: Instruction, makers: dict[Value, Instruction], labels: list[Value]
) -> tuple[Value, Value] | None:
    """``z`` and ``y`` of ``cross_entropy(z, y)`` and of ``sigmoid(z) - y``."""
    if step.name not in ("cross_entropy", "sub") or step.operands[1] not in labels:
        return None
    z, y = step.operands
    if step.name == "sub":
        maker = makers.get(z)
        if maker is None or maker.name != "sigmoid":
            return None
        z = maker.operands[0]
    return (z, y) if z.shape == y.shape and z.dtype == y.dtype else None


# ------------------------------------------------------------------ masks

# Not an operation of the table: no graph has it.
GATE = Operation("z = gate(d, a)", lambda d, a: d * (a > 0), {})


def gates(listing: Listing) -> Listing:
    """Let a gradient pass where a rectified value is positive, by its bits: those of 0 are 0.

    A product with booleans makes NumPy convert them.  Where the value is nan, and the cost with
    it, what passes is another number than that of the product; it also passes where the value is
    -0.0, which a sum becomes only if it is too small for a number below 0.
    """
    makers, uses = _makers(listing), _uses(listing)
    steps = []
    for step in listing.instructions:
        for d, mask in (step.operands, step.operands[::-1]) if step.name == "mul" else ():
            maker = makers.get(mask) if isinstance(mask, Value) and uses[mask] == 1 else None
            if maker is None or maker.name != "greater":
                continue
            a, like = maker.operands[0], step.output
            rectified = a in makers and makers[a].name == "maximum"
            if rectified and a.shape == d.shape == like.shape and a.dtype == d.dtype == like.dtype:
                step = Instruction(GATE, (d, a), {}, like)
                break
        steps.append(step)
    return Listing(listing.given, steps, listing.wanted)


# ------------------------------------------------------------------ biases


def fold_biases(listing: Listing) -> tuple[Listing, list[Pair]]:
    """Write ``W @ A + b`` as ``[W b] @ [A; 1]``, whose gradient is one product as well."""
    makers, uses = _makers(listing), _uses(listing)
    names = {value: name for name, value in listing.given.items()}
    pairs: list[Pair] = []
    given, wanted, steps = dict(listing.given), dict(listing.wanted), list(listing.instructions)
    for add in listing.instructions:
        layer = _layer(add, makers, uses, names, wanted)
        if layer is None:
            continue
        W, b = names[layer.W], names[layer.b]
        pair = Pair(f"{W}{b}", W, b)
        joint = Value((layer.W.shape[0], layer.W.shape[1] + 1), layer.W.dtype, pair.name)
        gradient = Value(joint.shape, joint.dtype, f"d{pair.name}")
        steps = _folded(steps, layer, joint, gradient)
        given = _replaced(given, {W: (pair.name, joint)}, leave_out=b)
        wanted = _replaced(wanted, {f"d{W}": (f"d{pair.name}", gradient)}, leave_out=f"d{b}")
        pairs.append(pair)
    return Listing(given, steps, wanted), pairs


def _replaced(
    values: dict[str, Value], others: dict[str, tuple[str, Value]], leave_out: str
) -> dict[str, Value]:
    """The values in their order, some under another name."""
    return dict(others.get(name, (name, x)) for name, x in values.items() if name != leave_out)


class _Layer(NamedTuple):
    """What computes ``W @ A + b`` and the gradients of W and b."""

    W: Value
    b: Value
    A: Value
    product: Instruction
    add: Instruction
    dW: Instruction
    db: Instruction


def _layer(
    add: Instruction,
    makers: dict[Value, Instruction],
    uses: Counter[Value],
    names: dict[Value, str],
    wanted: dict[str, Value],
) -> _Layer | None:
    """The layer whose bias is added here, if its gradients are one product and one sum."""
    product = makers.get(add.operands[0]) if add.name == "add" else None
    if product is None or product.name != "matmul" or uses[product.output] != 1:
        return None
    (W, A), b = product.operands, add.operands[1]
    if W not in names or b not in names or b.shape != (W.shape[0], 1) or A.ndim != 2:
        return None
    dW, db = (makers.get(wanted.get(f"d{names[x]}", x)) for x in (W, b))
    if dW is None or db is None or dW.name != "matmul" or db.name != "sum":
        return None
    turned = makers.get(dW.operands[1])
    plain = (
        dW.operands[0] is db.operands[0]
        and turned is not None
        and (turned.name, turned.operands[0]) == ("transpose", A)
        and uses[b] == uses[dW.output] == uses[db.output] == 1
    )
    return _Layer(W, b, A, product, add, dW, db) if plain else None


def _folded(
    steps: list[Instruction], layer: _Layer, joint: Value, gradient: Value
) -> list[Instruction]:
    """The instructions with one layer folded; what still wants ``W`` by itself sees a part."""
    W, A = layer.W, layer.A
    k, m = A.shape
    one = constant(np.broadcast_to(np.ones((), A.dtype), (1, m)))
    extended, turned = Value((k + 1, m), A.dtype), Value((m, k + 1), A.dtype)
    part = {"pattern": (slice(None), slice(0, k))}
    result = [Instruction(TABLE["getitem"], (joint,), part, W)]
    for step in steps:
        if step is layer.add:
            result += [
                Instruction(TABLE["concatenate"], (A, one), {"axis": 0}, extended),
                layer.product.on((joint, extended)).giving(step.output),
            ]
        elif step is layer.dW:
            result += [
                Instruction(TABLE["transpose"], (extended,), {"axes": None}, turned),
                step.on((step.operands[0], turned)).giving(gradient),
            ]
        elif step not in (layer.product, layer.db):
            result.append(step)
    return result


# ------------------------------------------------------------------ what does not change


def gather(listing: Listing, frozen: Collection[str]) -> Listing:
    """Multiply the constant factors of a product with each other: ``c (s x)`` as ``(c s) x``."""
    fixed = {listing.given[name] for name in frozen if name in listing.given}
    makers, uses = _makers(listing), _uses(listing)
    steps: list[Instruction] = []

    def is_fixed(x: object) -> bool:
        return isinstance(x, Value) and (x.constant is not None or x in fixed)

    for step in listing.instructions:
        if step.arrays and all(map(is_fixed, step.arrays)):
            fixed.add(step.output)
        for c, t in (step.operands, step.operands[::-1]) if step.name == "mul" else ():
            inner = makers.get(t) if isinstance(t, Value) else None
            if not is_fixed(c) or inner is None or inner.name != "mul" or uses[t] != 1:
                continue
            for s, x in (inner.operands, inner.operands[::-1]):
                if is_fixed(s) and not is_fixed(x):
                    shape = np.broadcast_shapes(c.shape, s.shape)
                    product = Value(shape, step.output.dtype)
                    fixed.add(product)
                    steps.append(Instruction(TABLE["mul"], (c, s), {}, product))
                    step = step.on((product, x))
                    break
            break
        steps.append(step)
    return Listing(listing.given, steps, listing.wanted)


def hoist(listing: Listing, frozen: Collection[str]) -> tuple[Listing, Listing]:
    """Part a listing: what follows from frozen arrays alone is computed once, then given."""
    fixed = {listing.given[name] for name in frozen if name in listing.given}
    once, every = [], []
    for step in listing.instructions:
        if step.arrays and all(x in fixed or x.constant is not None for x in step.arrays):
            fixed.add(step.output)
            once.append(step)
        else:
            every.append(step)
    made = {step.output: step for step in once}
    views = {step.output for step in once if is_view(step) and not _is_long_turn(step)}
    used = {x for step in every for x in step.arrays} | set(listing.wanted.values())
    # A view costs nothing: it is taken anew, of what was made once.
    again: list[Instruction] = []
    for value in reversed(made):
        if value in used and value in views:
            again.insert(0, made[value])
            used |= set(made[value].arrays)
    kept = {f"fixed{k}": x for k, x in enumerate(x for x in made if x in used and x not in views)}
    given = {name: listing.given[name] for name in frozen if name in listing.given}
    first = Listing(given, once, kept)
    return first, Listing(listing.given | kept, again + every, listing.wanted)


def _is_long_turn(step: Instruction) -> bool:
    """Whether a transpose has so many columns that BLAS is quicker on a copy of it."""
    return step.name == "transpose" and step.output.ndim == 2 and step.output.shape[1] >= LONG


def part_views(listing: Listing, names: Collection[str]) -> tuple[list[Instruction], Listing]:
    """Part off the views of given arrays: they are taken once for an array, not once a step."""
    seen = {listing.given[name] for name in names}
    views, rest = [], []
    for step in listing.instructions:
        if is_view(step) and step.operands[0] in seen:
            seen.add(step.output)
            views.append(step)
        else:
            rest.append(step)
    free = Names(taken={*listing.given}).free
    given = {}
    for step in views:
        shown = step.operands[0]
        turned = f"{shown.name or 'view'}_T" if step.name == "transpose" else "view"
        step.output.name = free(step.output.name or turned)
        given[step.output.name] = step.output
    return views, Listing(listing.given | given, rest, listing.wanted)
