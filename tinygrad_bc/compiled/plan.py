"""The decision how a listing is run: whole or in chunks, by one thread or by several."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np

from tinygrad_bc.compiled import machine
from tinygrad_bc.compiled.chunks import Chunks, chunked
from tinygrad_bc.compiled.instructions import Instruction, Listing, Value
from tinygrad_bc.compiled.memory import is_view, placed
from tinygrad_bc.compiled.passes import final, simplified
from tinygrad_bc.compiled.promises import (
    NOTHING,
    Pair,
    Promises,
    fold_biases,
    gates,
    gather,
    part_views,
)  # fmt: skip
from tinygrad_bc.compiled.rewriting import fold, share, trim
from tinygrad_bc.compiled.running import InChunks, Whole

Array = np.ndarray[Any, Any]
LARGE = 8  # second-level caches: what may pass through the third
LONG_CHUNK = 2048  # samples, from which on calls are so long that threads seldom wait for Python
WIDE = 128  # units of two layers, from which on BLAS wants the product in one piece
WORTH_THREADS = 1e-3  # seconds of work in a step, and
WORTH_A_CALL = 4e-5  # in each call, since a thread that comes back from a call waits for Python
WORTH_HOLDING = 1e-4  # to hold BLAS at one thread takes some microseconds


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
    prepare, forget : callable
        `prepare` takes the frozen arrays by name, before a step and when they change; `forget`
        lets go of them.
    step : callable
        Takes these arguments and returns the cost.
    stages : list of (str, Listing)
        The listing as captured and after each pass, with the name of the pass.
    pairs : list of Pair
        Weights and biases that are given as one array.
    results : dict of ndarray
        The gradients by name, written anew by each step.
    flat : list of ndarray
        What they are parts of: one array for each dtype.
    source : str
        The program, or the three parts of it.
    size : int
        The bytes of its memory.
    """

    def __init__(
        self,
        listing: Listing,
        cost: str,
        data: Collection[str] = (),
        promises: Promises = NOTHING,
    ) -> None:
        self.stages = [("captured", listing), *simplified(listing, promises)]
        self.pairs: list[Pair] = []
        if promises.owned:
            listing, self.pairs = fold_biases(self.stages[-1][1])
            self.stages.append(("fold_biases", trim(share(listing))))
            self.stages.append(("gates", trim(gates(self.stages[-1][1]))))
        listing = trim(fold(gather(self.stages[-1][1], promises.frozen)))
        self.stages.append(("gather", listing))
        listing.given = _parameters_first(listing)
        frozen = [name for name in listing.given if name in promises.frozen]
        self.given = [name for name in listing.given if name not in frozen]
        self._places = [listing.given[name] for name in self.given]
        self._views, listing = part_views(listing, set(self.given) - {*data})
        listing.given = listing.used()
        self._taken = [x for name, x in listing.given.items() if name not in frozen]
        self._run = _runner(listing, {*data} & listing.given.keys(), cost, frozen)
        self.stages.append(("hoist", self._run.listing))
        self.prepare, self.forget = self._run.prepare, self._run.forget
        self.step: Callable[..., float] = self._run.step
        self.results, self.flat = self._run.results, self._run.flat
        self.source, self.size = self._run.source, self._run.size
        self._is_long = _seconds(listing) > WORTH_HOLDING

    def held(self) -> AbstractContextManager[Any]:
        """What a single step is run in: BLAS at one thread, but for a step of no length."""
        return machine.one_blas_thread() if self._is_long else nullcontext()

    def arguments(self, given: Sequence[Array]) -> list[Array]:
        """The arrays that `given` names, the views of them that a step takes, and the fixed."""
        arrays = dict(zip(self._places, given, strict=True))
        for view in self._views:
            shown = view.operation.function(arrays[view.operands[0]], **view.attributes)
            arrays[view.output] = shown
        return [*(arrays[x] for x in self._taken), *self._run.fixed]


def _parameters_first(listing: Listing) -> dict[str, Value]:
    """The given arrays, those that have a gradient first, as the flat gradients have them."""
    names = [name[1:] for name in listing.wanted if name[1:] in listing.given]
    dtypes = list(dict.fromkeys(listing.given[name].dtype for name in names))
    names.sort(key=lambda name: dtypes.index(listing.given[name].dtype))
    return {name: listing.given[name] for name in names} | listing.used()


def _runner(
    listing: Listing, data: Collection[str], cost: str, frozen: Collection[str]
) -> Whole | InChunks:
    """Run it whole, or in chunks where that is possible and pays."""
    chunks = chunked(listing, {name: listing.given[name] for name in data})
    if chunks is not None:
        size, threads = _chunking(chunks)
        if size < chunks.samples:
            names = [name for name in listing.given if name not in frozen]
            return InChunks(chunks, size, threads, names, cost, frozen)
    return Whole(listing, cost, frozen)


def _chunking(chunks: Chunks) -> tuple[int, int]:
    """The samples in a chunk, and the threads: by rule, without trying."""
    samples, cache = chunks.samples, machine.cache_size()
    threads = _threads(chunks.body)
    if threads == 1 and _written(chunks.body) < LARGE * cache:
        return samples, 1
    few = min(samples, 1024)
    body = final(chunks.sized(few))
    column = placed(body).size / few
    if column * samples < LARGE * cache or _is_wide(body):
        count = 1
    else:
        quick, slow = (int(share * cache / column) // 64 * 64 for share in (0.8, LARGE))
        count = -(-samples // max(quick, min(slow, LONG_CHUNK), 256))
    count = -(-count // threads) * threads
    return -(-samples // count), threads


def _threads(body: Listing) -> int:
    """As many as there are cores where that pays, else one."""
    threads, seconds = machine.threads(), _seconds(body)
    calls = threads * sum(not is_view(step) for step in body.instructions)
    return threads if seconds > max(WORTH_THREADS, WORTH_A_CALL * calls) else 1


def _written(body: Listing) -> int:
    """All bytes that instructions make: more than a step needs, since memory is used again."""
    return sum(step.output.size * step.output.dtype.itemsize for step in body.instructions)


def _is_wide(body: Listing) -> bool:
    """Whether a layer is so wide that its product fills the cache by itself."""
    given = set(body.given.values())
    weights = [
        x for step in body.instructions if step.name == "matmul" for x in step.operands[:1]
        if x in given and x.ndim == 2
    ]  # fmt: skip
    return any(min(x.shape) >= WIDE for x in weights)


def _seconds(listing: Listing) -> float:
    """A rough guess of the time of a step on one core."""
    return sum(map(_guess, listing.instructions))


def _guess(step: Instruction) -> float:
    out = step.output
    if step.name == "matmul":
        inner: int = step.operands[0].shape[-1]
        return 2 * out.size * inner * out.dtype.itemsize / 2e11
    slow = step.name in ("exp", "log", "log1p", "tanh", "sin", "cos", "pow", "where")
    return out.size * out.dtype.itemsize * (1e-9 if slow else 0.1e-9)
