"""How a plan runs: as one program, or as three, the middle one over and over, on threads.

What follows from frozen data alone is computed when the data come, for each chunk by itself, so
that what a chunk reads lies together.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import numpy as np

from tinygrad_bc.compiled.chunks import Chunks, spans
from tinygrad_bc.compiled.instructions import Listing
from tinygrad_bc.compiled.passes import final
from tinygrad_bc.compiled.program import Program
from tinygrad_bc.compiled.promises import hoist

Array = np.ndarray[Any, Any]


class Whole:
    """One program for all samples.

    Attributes
    ----------
    listing : Listing
        What a step does.
    fixed : list of ndarray
        What a step is given last: frozen arrays and what follows from them.
    step : callable
        Takes the other given arrays, in the order of the listing, and these; returns the cost.
    results : dict of ndarray
        The gradients by name.
    flat : list of ndarray
        What they are parts of.
    source : str
    """

    def __init__(self, listing: Listing, cost: str, frozen: Collection[str] = ()) -> None:
        first, self.listing = hoist(listing, frozen)
        self._first = Program(final(first), together="fixed") if first.wanted else None
        used = {x for step in self.listing.instructions for x in step.arrays}
        used |= set(self.listing.wanted.values())
        names = {
            name: x for name, x in self.listing.given.items() if x in used or name not in frozen
        }
        self._fixed = [name for name in names if name in frozen or name in first.wanted]
        others = {name: x for name, x in names.items() if name not in self._fixed}
        self.listing.given = others | {name: names[name] for name in self._fixed}
        self.fixed: list[Array] = []
        self.program = Program(final(self.listing), cost)
        self.step: Callable[..., float] = self.program.step
        self.results, self.flat = self.program.results, self.program.flat
        self.source = self.program.source
        if self._first is not None:
            self.source = f"# once for these data\n{self._first.source}\n\n{self.source}"

    @property
    def size(self) -> int:
        """The bytes that it holds."""
        return self.program.size + (self._first.size if self._first is not None else 0)

    def forget(self) -> None:
        """Let go of the frozen arrays."""
        self.fixed = []

    def prepare(self, arrays: Mapping[str, Array]) -> list[Array]:
        """Compute what follows from frozen arrays; it stays until the next call."""
        found = dict(arrays)
        if self._first is not None:
            self._first.step(*(arrays[name] for name in self._first.given))
            found |= self._first.results
        self.fixed = [found[name] for name in self._fixed]
        return self.fixed


class InChunks:
    """What comes before, each chunk, what follows; attributes as of `Whole`.

    Where the cost and its gradients are totals themselves, as without a penalty, nothing follows.
    """

    fixed: tuple[Array, ...] = ()  # each chunk has its own

    def __init__(
        self, chunks: Chunks, size: int, threads: int, given: Sequence[str], cost: str,
        frozen: Collection[str] = (),
    ) -> None:  # fmt: skip
        self._given = given
        self._frozen: dict[str, Array] = {}
        self._before = Program(final(chunks.before))
        self._after = None if chunks.is_total(cost) else Program(final(chunks.after), cost)
        parts = list(spans(chunks.samples, size))
        total = cost if self._after is None else ""
        self._workers = [_Worker(chunks, parts[k::threads], total, frozen) for k in range(threads)]
        self._pool: ThreadPoolExecutor | None = None
        self._process = 0  # whose threads they are: a process that was forked has none of them
        last: Any = self._after or self._workers[0]
        self.results, self.flat = last.results, last.flat
        self.listing = self._workers[0].listing
        each = f"# each of {len(parts)} chunks of {size} samples; threads: {threads}\n"
        self.source = "\n\n".join(
            ["# before the chunks\n" + self._before.source] * bool(self._before.given)
            + [each + self._workers[0].source]
            + ["# after the chunks\n" + p.source for p in (self._after,) if p]
        )

    @property
    def size(self) -> int:
        """The bytes that it holds, without the data."""
        after = self._after.size if self._after is not None else 0
        return self._before.size + sum(worker.size for worker in self._workers) + after

    def forget(self) -> None:
        """Let go of the frozen arrays, and of what follows from them."""
        self._frozen = {}
        for worker in self._workers:
            worker.forget()

    def prepare(self, arrays: Mapping[str, Array]) -> None:
        """Compute, for each chunk, what follows from frozen arrays."""
        for worker in self._workers:
            worker.prepare(arrays)
        self._frozen = dict(arrays)

    def step(self, *given: Array) -> float:
        """Run on the given arrays; return the cost."""
        arrays = dict(zip(self._given, given, strict=True)) | self._frozen
        self._before.step(*(arrays[name] for name in self._before.given))
        arrays |= self._before.results
        first, *others = self._workers
        if others and (self._pool is None or self._process != os.getpid()):
            self._pool, self._process = ThreadPoolExecutor(len(others)), os.getpid()
        running = [self._pool.submit(worker, arrays) for worker in others if self._pool]
        try:
            cost: float = first(arrays)
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

    def __init__(
        self, chunks: Chunks, spans: list[tuple[int, int]], cost: str, frozen: Collection[str]
    ) -> None:
        self.spans = spans
        self._axes = {name: chunks.sliced(name) for name in chunks.body.given}
        self._frozen = [name for name in frozen if name in self._axes]
        sizes = dict.fromkeys(end - start for start, end in spans)
        self._runs = {n: Whole(chunks.sized(n), cost, self._frozen) for n in sizes}
        self._pieces: list[list[Array]] = [[] for _ in spans]
        first = self._runs[next(iter(sizes))]
        self._names = [name for name in first.listing.given if name in self._axes
                       and name not in self._frozen]  # fmt: skip
        self.source, self.listing = first.source, first.listing
        self.flat, self.results = first.flat, first.results
        if len(spans) > 1:
            self.flat = [np.empty_like(x) for x in first.flat]
            self.results = first.program.parts_of(self.flat)

    @property
    def size(self) -> int:
        """The bytes that it holds, without the data."""
        return sum(run.size for run in self._runs.values())

    def forget(self) -> None:
        """Let go of what follows from the frozen arrays."""
        self._pieces = [[] for _ in self.spans]
        for run in self._runs.values():
            run.forget()

    def prepare(self, arrays: Mapping[str, Array]) -> None:
        """Compute what follows from the frozen arrays of each chunk; copies, that lie together."""
        for k, (start, end) in enumerate(self.spans):
            cut = {name: self._cut(name, arrays[name], start, end) for name in self._frozen}
            fixed = self._runs[end - start].prepare(cut)  # until the next call
            alone = len(self.spans) == 1
            self._pieces[k] = [np.asarray(x, order="C") if alone else x.copy() for x in fixed]

    def __call__(self, arrays: Mapping[str, Array]) -> float:
        given = [(name, arrays[name]) for name in self._names]
        cost = 0.0
        with np.errstate(all="ignore"):  # a thread begins with NumPy's defaults
            for k, (start, end) in enumerate(self.spans):
                run = self._runs[end - start]
                operands = [self._cut(name, x, start, end) for name, x in given]
                cost += run.step(*operands, *self._pieces[k]) or 0.0
                for total, part in zip(self.flat, run.flat, strict=True):
                    if k:
                        np.add(total, part, total)
                    elif total is not part:
                        np.copyto(total, part)
        return cost

    def _cut(self, name: str, x: Array, start: int, end: int) -> Array:
        axis = self._axes[name]
        return x if axis is None else x[(slice(None),) * axis + (slice(start, end),)]
