"""Parameters that lie one after the other in one array, so that an update is two calls."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy import subtract

from tinygrad_bc.tensor import Tensor

Array = np.ndarray[Any, Any]
Block = tuple[Tensor, ...]  # Tensors that lie beside each other as columns: (W,) or (W, b)


class Room:
    """One array for all parameters, or for what belongs to each of them.

    Attributes
    ----------
    flat : ndarray
    blocks : list of ndarray
        The part of each block, ``[W b]``.
    parts : list of ndarray
        The part of each Tensor.
    state : list of (Tensor, ndarray)
        The same with the Tensors.
    arguments : dict
        What a plan is called with while the parameters are here, by plan.
    """

    def __init__(self, blocks: Sequence[Block], flat: Array | None = None) -> None:
        tensors = [t for block in blocks for t in block]
        size, dtype = sum(t.size for t in tensors), tensors[0].dtype
        self.flat = np.empty(size, dtype) if flat is None else flat
        self.blocks: list[Array] = []
        self.parts: list[Array] = []
        self.arguments: dict[Any, list[Array]] = {}
        start = 0
        for block in blocks:
            end = start + sum(t.size for t in block)
            alone = len(block) == 1
            shape = block[0].shape if alone else (block[0].shape[0], -1)
            whole = self.flat[start:end].reshape(shape)
            edges = np.cumsum([0] + [t.shape[-1] for t in block if not alone]).tolist()
            self.blocks.append(whole)
            self.parts += [whole] if alone else [
                whole[:, a:b] for a, b in pairwise(edges)
            ]  # fmt: skip
            start = end
        self.state = list(zip(tensors, self.parts, strict=True))


class Parameters:
    """Tensors whose arrays are parts of one, and a spare one that the next update is written to.

    So the parameters of the last step stand until the next update is whole, and an array that the
    user holds is never written to.

    Parameters
    ----------
    blocks : sequence of tuple of Tensor
        Of one dtype, in the order of the flat gradient.

    Attributes
    ----------
    count : int
        The updates made: it tells whether one that was interrupted is whole.
    kept : tuple of ndarray
        What an optimiser keeps of the parameters since the last update, in their order.
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = list(blocks)
        self.layout = layout(blocks)
        self.tensors = [t for block in blocks for t in block]
        self._now, self._next = Room(blocks), Room(blocks)
        self._free: Room | None = None
        self.count = 0
        self.kept: tuple[Array, ...] = ()
        self._adopt()

    @property
    def state(self) -> list[tuple[Tensor, Array]]:
        """Each Tensor with its part, which stands until the update after the next."""
        return self._now.state

    def now(self) -> Room:
        """Return where the parameters are; what a Tensor was given meanwhile is taken over."""
        for t, part in self._now.state:
            if t._array is not part or t._lent or t._held:
                self._adopt()
                break
        return self._now

    def _adopt(self) -> None:
        """Take over the numbers of Tensors that were given other arrays, or lent theirs.

        They go into a room of their own, since the state of the last step must stand, be it in
        this room or in the next; a room of which someone holds an array is never used again.
        """
        held = any(t._lent or t._held for t in self.tensors)
        free, self._free = self._free, None if held else self._now
        self._now = free or Room(self.blocks)
        for t, part in zip(self.tensors, self._now.parts, strict=True):
            np.copyto(part, t._array)
            t._rebind(part)

    def descend(self, change: Array, kept: tuple[Array, ...] = ()) -> None:
        """Subtract a change from all at once, whole or not at all, after `now`."""
        now, after = self._now, self._next
        subtract(now.flat, change, after.flat)
        count, before = self.count, self.kept
        try:
            for t, part in after.state:
                t._array = part
            self._now, self._next, self.kept = after, now, kept
            self.count = count + 1  # from here on the update is made
        except BaseException:  # an interrupt on the way
            if self.count == count:
                for t, part in now.state:
                    t._array = part
                self._now, self._next, self.kept = now, after, before
            raise

    def forget_arguments(self) -> None:
        """Let every plan be called with what follows from other data."""
        for room in (self._now, self._next, self._free):
            if room is not None:
                room.arguments.clear()

    def release(self) -> None:
        """Give every Tensor an array of its own again."""
        for t, part in zip(self.tensors, self._now.parts, strict=True):
            if t._array is part:
                t._rebind(part.copy())


def layout(blocks: Sequence[Block]) -> list[tuple[int, ...]]:
    """Which Tensors lie where, by ``id``."""
    return [tuple(map(id, block)) for block in blocks]


def grouped(blocks: Sequence[Block]) -> list[list[Block]]:
    """Blocks in groups of one dtype, as the flat gradients of a plan have them."""
    groups: dict[Any, list[Block]] = {}
    for block in blocks:
        groups.setdefault(block[0].dtype, []).append(block)
    return list(groups.values())
