"""How a plan runs: as one program, or as three, the middle one over and over, on threads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import numpy as np

from tinygrad_bc.compiled.chunks import Chunks, spans
from tinygrad_bc.compiled.instructions import Listing
from tinygrad_bc.compiled.passes import final
from tinygrad_bc.compiled.program import Program

Array = np.ndarray[Any, Any]


class Whole:
    """One program for all samples.

    Attributes
    ----------
    step : callable
        Takes the given arrays; returns the cost.
    results : dict of ndarray
        The gradients by name.
    flat : list of ndarray
        What they are parts of.
    source : str
    """

    def __init__(self, listing: Listing, cost: str) -> None:
        program = Program(final(listing), cost)
        self.step: Callable[..., float] = program.step
        self.results, self.flat, self.source = program.results, program.flat, program.source


class InChunks:
    """What comes before, each chunk, what follows; attributes as of `Whole`.

    Where the cost and its gradients are totals themselves, as without a penalty, nothing follows.
    """

    def __init__(
        self, chunks: Chunks, size: int, threads: int, given: Sequence[str], cost: str
    ) -> None:
        self._given = given
        self._before = Program(final(chunks.before))
        self._after = None if chunks.is_total(cost) else Program(final(chunks.after), cost)
        self._body = list(chunks.body.given)
        parts = list(spans(chunks.samples, size))
        total = cost if self._after is None else ""
        self._workers = [_Worker(chunks, parts[k::threads], total) for k in range(threads)]
        self._pool = ThreadPoolExecutor(threads - 1) if threads > 1 else None
        last: Any = self._after or self._workers[0]
        self.results, self.flat = last.results, last.flat
        each = f"# each of {len(parts)} chunks of {size} samples; threads: {threads}\n"
        self.source = "\n\n".join(
            ["# before the chunks\n" + self._before.source] * bool(self._before.given)
            + [each + self._workers[0].source]
            + ["# after the chunks\n" + p.source for p in (self._after,) if p]
        )

    def step(self, *given: Array) -> float:
        """Run on the given arrays; return the cost."""
        arrays = dict(zip(self._given, given, strict=True))
        self._before.step(*(arrays[name] for name in self._before.given))
        arrays |= self._before.results
        operands = [arrays[name] for name in self._body]
        first, *others = self._workers
        assert self._pool is not None or not others
        running = [self._pool.submit(worker, operands) for worker in others if self._pool]
        try:
            cost: float = first(operands)
        finally:
            wait(running)  # whatever happens, nobody may write any more when this ends
        for worker, result in zip(others, running, strict=True):
            cost += result.result()
            for total, part in zip(first.flat, worker.flat, strict=True):
                np.add(total, part, total)
        if self._after is None:
            return cost
        arrays |= first.results
        cost = self._after.step(*(arrays[name] for name in self._after.given))
        return cost


class _Worker:
    """A thread's chunks, with programs and totals of its own."""

    def __init__(self, chunks: Chunks, spans: list[tuple[int, int]], cost: str) -> None:
        self.spans = spans
        self._cost = cost
        sizes = dict.fromkeys(end - start for start, end in spans)
        self._programs = {n: Program(final(chunks.sized(n)), cost) for n in sizes}
        first = self._programs[next(iter(sizes))]
        self.source = first.source
        self.flat, self.results = first.flat, first.results
        if len(spans) > 1:
            self.flat = [np.empty_like(x) for x in first.flat]
            self.results = first.parts_of(self.flat)
        self._cuts = [_cutter(chunks.sliced(name)) for name in chunks.body.given]

    def __call__(self, operands: Sequence[Array]) -> float:
        with np.errstate(all="ignore"):  # a thread begins with NumPy's defaults
            return sum((self._chunk(operands, *span) for span in self.spans), 0.0)

    def _chunk(self, operands: Sequence[Array], start: int, end: int) -> float:
        program = self._programs[end - start]
        arrays = [cut(x, start, end) for cut, x in zip(self._cuts, operands, strict=True)]
        cost: float = program.step(*arrays) or 0.0
        for total, part in zip(self.flat, program.flat, strict=True):
            if start != self.spans[0][0]:
                np.add(total, part, total)
            elif total is not part:
                np.copyto(total, part)
        return cost


def _cutter(axis: int | None) -> Callable[[Array, int, int], Array]:
    if axis is None:
        return lambda x, start, end: x
    before = (slice(None),) * axis
    return lambda x, start, end: x[(*before, slice(start, end))]
