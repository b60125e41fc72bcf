"""The decision how a listing is run: whole or in chunks, by one thread or by several."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any

import numpy as np

from tinygrad_bc.compiled import machine
from tinygrad_bc.compiled.chunks import Chunks, chunked, spans
from tinygrad_bc.compiled.instructions import Instruction, Listing, Value
from tinygrad_bc.compiled.memory import placed
from tinygrad_bc.compiled.passes import simplified
from tinygrad_bc.compiled.program import Program
from tinygrad_bc.compiled.promises import (
    NOTHING,
    Pair,
    Promises,
    fold_biases,
    gather,
    hoist,
    part_views,
)
from tinygrad_bc.compiled.rewriting import dense, fold, share, sums, trim

Array = np.ndarray[Any, Any]
WIDE = 128  # units of two layers, from which on BLAS wants the product in one piece
WORTH_THREADS = 1e-3  # seconds of work in a step


class Plan:
    """A listing made ready to run again and again.

    Parameters
    ----------
    listing : Listing
        As captured.
    cost : str
        The name of the wanted cost.
    data : collection of str
        The given arrays that hold samples, if the plan may run in chunks of them.
    promises : Promises
        What it may rely on.

    Attributes
    ----------
    given : list of str
        The arrays that `arguments` takes.
    step : callable
        Takes these arguments and returns the cost.
    pairs : list of Pair
        Weights and biases that are given as one array.
    results : dict of ndarray
        The gradients by name, written anew by each step.
    flat : list of ndarray
        What they are parts of: one array for each dtype.
    source : str
        The program, or the three parts of it.
    """

    def __init__(
        self,
        listing: Listing,
        cost: str,
        data: Collection[str] = (),
        promises: Promises = NOTHING,
    ) -> None:
        listing = list(simplified(listing, promises))[-1][1]
        self.pairs: list[Pair] = []
        if promises.owned:
            listing, self.pairs = fold_biases(listing)
            listing = trim(share(listing))
        listing = trim(fold(gather(listing, promises.frozen)))
        first, self.listing = hoist(listing, promises.frozen)
        self._first = Program(first, together="fixed") if first.wanted else None
        self.listing.given = _parameters_first(self.listing)
        self.given = list(self.listing.given)
        samples = {*data, *first.wanted} & self.listing.given.keys()
        self._places = {x: k for k, x in enumerate(self.listing.given.values())}
        self._views, self.listing = part_views(self.listing, set(self.given) - samples)
        self._run = _runner(self.listing, samples, cost)
        program = self._run.last
        self.step: Callable[..., float] = self._run.step
        self.results = {name: x for name, x in program.results.items() if name != cost}
        self.flat = program.flat
        self.source = self._run.source
        if self._first is not None:
            self.source = f"# once for these data\n{self._first.source}\n\n{self.source}"

    def prepare(self, arrays: Mapping[str, Array]) -> dict[str, Array]:
        """Compute what follows from frozen arrays alone; they stay until the next call."""
        if self._first is None:
            return {}
        self._first.step(*(arrays[name] for name in self._first.given))
        return self._first.results

    def arguments(self, given: Sequence[Array]) -> list[Array]:
        """The arrays that `given` names, and the views of them that a step takes."""
        arrays = dict(zip(self._places, given, strict=True))
        for view in self._views:
            shown = view.operation.function(arrays[view.operands[0]], **view.attributes)
            arrays[view.output] = shown
        return list(arrays.values())


def _parameters_first(listing: Listing) -> dict[str, Value]:
    """The given arrays, those that have a gradient first, as the flat gradients have them."""
    names = [name[1:] for name in listing.wanted if name[1:] in listing.given]
    dtypes = list(dict.fromkeys(listing.given[name].dtype for name in names))
    names.sort(key=lambda name: dtypes.index(listing.given[name].dtype))
    used = {x for step in listing.instructions for x in step.arrays} | set(listing.wanted.values())
    rest = {name: x for name, x in listing.given.items() if x in used}
    return {name: listing.given[name] for name in names} | rest


def _runner(listing: Listing, data: Collection[str], cost: str) -> _Whole | _InChunks:
    """Run it whole, or in chunks where that is possible and pays."""
    chunks = chunked(listing, {name: listing.given[name] for name in data})
    size, threads = _chunking(chunks, listing)
    if chunks is None or size >= chunks.samples:
        return _Whole(listing, cost)
    return _InChunks(chunks, size, threads, list(listing.given), cost)


def _chunking(chunks: Chunks | None, listing: Listing) -> tuple[int, int]:
    """The samples in a chunk, and the threads: by rule, without trying."""
    if chunks is None:
        return 0, 1
    body = chunks.sized(chunks.samples)
    threads = machine.threads() if _seconds(body) > WORTH_THREADS else 1
    memory = sum(placed(body).blocks) / chunks.samples
    fitting = int(machine.cache_size() / 2 / max(memory, 1)) // 64 * 64
    if _is_wide(body, chunks):
        fitting = chunks.samples
    count = -(-chunks.samples // max(fitting, 256))
    count = -(-count // threads) * threads
    return -(-chunks.samples // count), threads


def _is_wide(body: Listing, chunks: Chunks) -> bool:
    """Whether a layer is so wide that a product fills the cache by itself."""
    products = [step for step in body.instructions if step.name == "matmul"]
    weights = [x for step in products for x in step.arrays if x not in chunks.axes]
    return any(
        x.ndim == 2 and min(x.shape) >= WIDE and x.shape[-1] != chunks.samples for x in weights
    ) and not any(chunks.samples in x.shape for x in weights)


def _seconds(listing: Listing) -> float:
    """A rough guess of the time of a step on one core."""
    return sum(map(_guess, listing.instructions))


def _guess(step: Instruction) -> float:
    if step.name == "matmul":
        return 2 * step.arrays[0].size * step.output.shape[-1:][0] / 2e10 if step.output.ndim else 0
    slow = step.name in ("exp", "log", "log1p", "tanh", "sin", "cos", "pow", "where")
    return step.output.size * (5e-9 if slow else 0.4e-9)


def _final(listing: Listing) -> Listing:
    """The last passes, which need to know how many samples there are."""
    return trim(dense(sums(listing)))


class _Whole:
    """One program for all samples."""

    def __init__(self, listing: Listing, cost: str) -> None:
        self.last = Program(_final(listing), cost)
        self.source = self.last.source
        self.step = self.last.step


class _InChunks:
    """Before, each chunk, after: three programs, the middle one run over and over."""

    def __init__(
        self, chunks: Chunks, size: int, threads: int, given: Sequence[str], cost: str
    ) -> None:
        self.given = given
        spans_of = list(spans(chunks.samples, size))
        self._before = Program(_final(chunks.before))
        self._after = self.last = Program(_final(chunks.after), cost)
        self._names = [list(part.given) for part in (chunks.before, chunks.body, chunks.after)]
        self._cut = {name: chunks.sliced(name) for name in chunks.body.given}
        self.threads = threads
        self._workers = [_Worker(chunks, spans_of[k::threads], self._cut) for k in range(threads)]
        self._pool = ThreadPoolExecutor(threads - 1) if threads > 1 else None
        first = next(iter(self._workers[0].programs.values()))
        self._totals = self._workers[0].totals
        count = f"# {len(spans_of)} chunks of {size} samples, {threads} threads\n"
        self.source = "\n\n".join(
            ["# before the chunks\n" + self._before.source, count + first.source,
             "# after the chunks\n" + self._after.source]
        )  # fmt: skip

    def step(self, *given: Array) -> float:
        """Run the three parts on the given arrays; return the cost."""
        with machine.one_blas_thread() if self.threads > 1 else nullcontext():
            return self._through(dict(zip(self.given, given, strict=True)))

    def _through(self, arrays: dict[str, Array]) -> float:
        before, body, after = self._names
        self._before.step(*(arrays[name] for name in before))
        arrays |= self._before.results
        operands = [arrays[name] for name in body]
        others = [self._pool.submit(worker, operands) for worker in self._workers[1:] if self._pool]
        self._workers[0](operands)
        for worker, other in zip(self._workers[1:], others, strict=True):
            other.result()
            for total, part in zip(self._workers[0].flat, worker.flat, strict=True):
                np.add(total, part, total)
        arrays |= self._totals
        cost: float = self._after.step(*(arrays[name] for name in after))
        return cost


class _Worker:
    """A thread's chunks, with programs and totals of its own."""

    def __init__(
        self, chunks: Chunks, spans: list[tuple[int, int]], cut: Mapping[str, int | None]
    ) -> None:
        self.spans = spans
        self.programs = {
            n: Program(_final(chunks.sized(n))) for n in {end - start for start, end in spans}
        }
        first = self.programs[spans[0][1] - spans[0][0]]
        self.flat = [np.empty_like(x) for x in first.flat]
        self.totals = _parts(first.results, first.flat, self.flat)
        self._cuts = [_cutter(axis) for axis in cut.values()]

    def __call__(self, operands: Sequence[Array]) -> None:
        for k, (start, end) in enumerate(self.spans):
            program = self.programs[end - start]
            program.step(*(
                cut(x, start, end) for cut, x in zip(self._cuts, operands, strict=True)
            ))  # fmt: skip
            for total, part in zip(self.flat, program.flat, strict=True):
                if k:
                    np.add(total, part, total)
                else:
                    np.copyto(total, part)


def _cutter(axis: int | None) -> Callable[[Array, int, int], Array]:
    if axis is None:
        return lambda x, start, end: x
    before = (slice(None),) * axis
    return lambda x, start, end: x[(*before, slice(start, end))]


def _parts(results: dict[str, Array], flat: list[Array], other: list[Array]) -> dict[str, Array]:
    """The parts of another set of flat arrays, by the same names."""
    found = {}
    for name, x in results.items():
        for mine, theirs in zip(flat, other, strict=True):
            if np.may_share_memory(x, mine):
                start = (x.ctypes.data - mine.ctypes.data) // x.itemsize
                found[name] = theirs[start : start + x.size].reshape(x.shape)
    return found


__all__ = ["Plan", "Value"]
