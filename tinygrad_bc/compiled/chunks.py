"""Split a listing that runs over samples: what comes before, what each chunk does, what follows.

A cost that is a sum or a mean over samples, none of which looks at another, can be computed in
chunks that stay in the cache; its gradient is the sum of theirs.  Every value is followed: it
either knows nothing of the samples, or has them along one axis, or is a total over all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from tinygrad_bc.compiled.instructions import Instruction, Listing, Value, constant
from tinygrad_bc.compiled.rewriting import is_elementwise, is_uniform, trim

TOTAL = "total"
Axis = int | str | None  # the axis of the samples, TOTAL, or None: knows nothing of them


class Mixed(Exception):
    """Samples meet each other, or in a way that is not followed here."""


@dataclass
class Chunks:
    """The three parts of a listing.

    Attributes
    ----------
    samples : int
    axes : dict
        The axis of the samples in each value of the body that has them.
    before, body, after : Listing
        ``before`` makes what the body needs and does not change from chunk to chunk; what the body
        wants are totals, which add up over the chunks and are given to ``after``.
    """

    samples: int
    axes: dict[Value, int]
    before: Listing
    body: Listing
    after: Listing

    def sized(self, n: int) -> Listing:
        """The body for chunks of `n` samples."""
        values: dict[Value, Value] = {}

        def resized(x: Any) -> Any:
            if not isinstance(x, Value) or x not in self.axes:
                return x
            if x not in values:
                shape = _with(x.shape, self.axes[x], n)
                fixed = x.constant
                if fixed is not None:  # uniform
                    fixed = np.broadcast_to(fixed.flat[0], shape)
                values[x] = replace(x, shape=shape, constant=fixed)
            return values[x]

        steps = []
        for step in self.body.instructions:
            attributes = step.attributes
            if "shape" in attributes and step.output in self.axes:
                attributes = attributes | {"shape": _with(
                    step.output.shape, self.axes[step.output], n)}  # fmt: skip
            steps.append(Instruction(step.operation, tuple(map(resized, step.operands)),
                                     attributes, resized(step.output)))  # fmt: skip
        given = {name: resized(x) for name, x in self.body.given.items()}
        return Listing(given, steps, self.body.wanted)

    def is_total(self, cost: str) -> bool:
        """Whether the cost and all its gradients are totals as they are."""
        return cost in self.body.wanted

    def sliced(self, name: str) -> int | None:
        """The axis along which a given array is cut, None where it is handed over whole."""
        return self.axes.get(self.body.given[name])


def _with(shape: tuple[int, ...], axis: int, n: int) -> tuple[int, ...]:
    return (*shape[:axis], n, *shape[axis + 1 :])


def chunked(listing: Listing, data: dict[str, Value]) -> Chunks | None:
    """Split a listing, or return None where samples are mixed or nothing tells them.

    `data` are the given arrays of which no gradient is wanted: the samples are columns of them,
    or rows.
    """
    for axis in (-1, 0):
        sizes = [x.shape[axis] for x in data.values() if x.ndim]
        samples = max(sizes, default=1)
        if samples > 1:
            start = {x: axis % x.ndim for x in data.values() if x.ndim and x.shape[axis] == samples}
            try:
                return _split(listing, samples, start)
            except Mixed:
                continue
    return None


def _split(listing: Listing, samples: int, start: dict[Value, int]) -> Chunks:
    axes: dict[Value, Axis] = dict(start)
    parts: dict[str, list[Instruction]] = {"before": [], "body": [], "after": []}
    for step in listing.instructions:
        known = [axes.get(x) for x in step.arrays]
        if any(type(axis) is int for axis in known):
            if TOTAL in known:
                raise Mixed(f"{step.name} of a sample and a total")
            axes[step.output] = _followed(step, axes, samples)
            parts["body"].append(step)
        elif TOTAL in known:
            axes[step.output] = TOTAL
            parts["after"].append(step)
        else:
            parts["before"].append(step)
    if any(type(axes.get(x)) is int for x in listing.wanted.values()):
        raise Mixed("a result for each sample is wanted")
    return _parted(listing, parts, axes, samples)


def _parted(
    listing: Listing, parts: dict[str, list[Instruction]], axes: dict[Value, Axis], samples: int
) -> Chunks:
    made = {part: {step.output for step in steps} for part, steps in parts.items()}
    used = {part: {x for step in steps for x in step.arrays} for part, steps in parts.items()}
    wanted = set(listing.wanted.values())
    totals = [x for x in made["body"] if axes[x] == TOTAL and x in used["after"] | wanted]
    kept = [x for x in made["before"] if x in used["body"] | used["after"] | wanted]
    if set(totals) == wanted and len(totals) == len(listing.wanted):
        named = listing.wanted  # nothing is left to do: in their order, under their names
    else:
        named = {f"total{k}": x for k, x in enumerate(totals)}
    common = {f"common{k}": x for k, x in enumerate(kept)}
    given = listing.given
    return Chunks(
        samples,
        {x: axis for x, axis in axes.items() if isinstance(axis, int)},
        _only_used(Listing(given, parts["before"], common)),
        _only_used(Listing(given | common, parts["body"], named)),
        _only_used(Listing(given | common | named, parts["after"], listing.wanted)),
    )


def _only_used(listing: Listing) -> Listing:
    """Leave out the given arrays that nothing reads."""
    listing = trim(listing)
    return Listing(listing.used(), listing.instructions, listing.wanted)


# ------------------------------------------------------------------ where the samples go


def _followed(step: Instruction, axes: dict[Value, Axis], samples: int) -> Axis:
    """The axis of the samples in the result of an instruction, or TOTAL."""
    if is_elementwise(step) or step.name in ("clip", "astype", "broadcast_to"):
        return _aligned(step, axes, samples)
    if step.name in ("concatenate", "stack"):
        return _joined(step, axes, samples)
    if step.name == "matmul":
        return _product(step, axes, samples)
    if step.name == "outer":
        return _outer(step, axes)
    rule = _RULES.get(step.name)
    if rule is None or len(step.arrays) > 1:
        raise Mixed(f"{step.name} is not followed")
    x = step.arrays[0]
    axis = axes[x]
    assert isinstance(axis, int)
    return rule(step, x, axis)


def _aligned(step: Instruction, axes: dict[Value, Axis], samples: int) -> int:
    """Of an elementwise operation: operands are aligned at their last axis."""
    out = step.output
    places = {axes[x] - x.ndim for x in step.arrays if isinstance(axes.get(x), int)}  # type: ignore[operator]
    if len(places) != 1:
        raise Mixed(f"{step.name} of samples along different axes")
    place = places.pop()
    for x in step.arrays:
        if not isinstance(axes.get(x), int) and x.ndim >= -place and x.shape[place] != 1:
            _take_as_samples(x, place % x.ndim, axes, samples)
    if step.name == "broadcast_to" and out.shape[place] != samples:
        raise Mixed("samples are repeated")
    return place + out.ndim


def _take_as_samples(x: Value, axis: int, axes: dict[Value, Axis], samples: int) -> None:
    """Let a uniform constant be as long as the chunk is."""
    if not is_uniform(x) or x.shape[axis] != samples:
        raise Mixed("what knows nothing of the samples has an axis as long as they are")
    axes[x] = axis


def _product(step: Instruction, axes: dict[Value, Axis], samples: int) -> Axis:
    """Of a matrix product: samples are rows of the left, columns of the right, or summed over."""
    x, y = step.operands
    inner = (x.ndim - 1, max(y.ndim - 2, 0))
    left, right = axes.get(x), axes.get(y)
    if left == inner[0] or right == inner[1]:
        for z, axis, known in ((x, inner[0], left), (y, inner[1], right)):
            if known is None:
                _take_as_samples(z, axis, axes, samples)
            elif known != axis:
                raise Mixed("samples meet samples in a product")
        if x.ndim > 2 or y.ndim > 2:
            raise Mixed("a product of batches")
        return TOTAL
    if left is not None and right is None and left == x.ndim - 2:
        return step.output.ndim - (2 if y.ndim > 1 else 1)
    if right is not None and left is None and right == y.ndim - 1:
        return step.output.ndim - 1
    raise Mixed("samples meet samples in a product")


def _outer(step: Instruction, axes: dict[Value, Axis]) -> int:
    """Of an outer product: samples are its rows or its columns."""
    left, right = map(axes.get, step.arrays) if len(step.arrays) == 2 else (None, None)
    flat = all(x.ndim == 1 for x in step.arrays)
    if not flat or (left is None) == (right is None):
        raise Mixed("samples meet samples in an outer product")
    return 0 if right is None else 1


def _joined(step: Instruction, axes: dict[Value, Axis], samples: int) -> int:
    """Of arrays that are joined along another axis than that of the samples."""
    along = step.attributes["axis"]
    places = {axes[x] for x in step.arrays if isinstance(axes.get(x), int)}
    if len(places) != 1 or step.name == "stack" or along is None:
        raise Mixed(f"{step.name} of samples along different axes")
    place = places.pop()
    assert isinstance(place, int)
    if along % step.output.ndim == place:
        raise Mixed("samples are joined to samples")
    for x in step.arrays:
        if not isinstance(axes.get(x), int):
            _take_as_samples(x, place, axes, samples)
    return place


def _sum(step: Instruction, x: Value, axis: int) -> Axis:
    return TOTAL if axis in _reduced(step, x) else _reduction(step, x, axis)


def _reduction(step: Instruction, x: Value, axis: int) -> int:
    reduced = _reduced(step, x)
    if axis in reduced:
        raise Mixed(f"{step.name} over the samples")
    kept = step.attributes.get("keepdims", False)
    return axis if kept else axis - sum(k < axis for k in reduced)


def _reduced(step: Instruction, x: Value) -> tuple[int, ...]:
    axis = step.attributes["axis"]
    return tuple(range(x.ndim)) if axis is None else normalize_axis_tuple(axis, x.ndim)


def _transpose(step: Instruction, x: Value, axis: int) -> int:
    order = step.attributes["axes"]
    if order is None:
        return x.ndim - 1 - axis
    return [normalize_axis_index(k, x.ndim) for k in order].index(axis)


def _swapaxes(step: Instruction, x: Value, axis: int) -> int:
    a, b = (int(step.attributes[k]) % x.ndim for k in ("axis1", "axis2"))
    return {a: b, b: a}.get(axis, axis)


def _reshape(step: Instruction, x: Value, axis: int) -> int:
    """Where only axes of size 1 come and go, or the sizes before and after are the same."""
    out = step.output.shape
    before = prod(x.shape[:axis])
    for k, n in enumerate(out):
        if n == x.shape[axis] and prod(out[:k]) == before:
            return k
    raise Mixed("samples are reshaped")


_RULES: dict[str, Callable[[Instruction, Value, int], Axis]] = {
    "sum": _sum,
    "max": _reduction,
    "min": _reduction,
    "any": _reduction,
    "all": _reduction,
    "transpose": _transpose,
    "swapaxes": _swapaxes,
    "reshape": _reshape,
    "ravel": _reshape,
    "squeeze": _reshape,
    "expand_dims": _reshape,
}


def spans(samples: int, size: int) -> Iterator[tuple[int, int]]:
    """The beginnings and ends of chunks of this size; the last may be smaller.

    Examples
    --------
    >>> list(spans(5, 2))
    [(0, 2), (2, 4), (4, 5)]
    """
    for start in range(0, samples, size):
        yield start, min(start + size, samples)


__all__ = ["Chunks", "Mixed", "chunked", "constant", "spans"]
