"""Where the results of a listing live: which share memory, and when it is free again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tinygrad_bc.compiled import kernels
from tinygrad_bc.compiled.instructions import Instruction, Listing, Value
from tinygrad_bc.compiled.rewriting import is_elementwise, is_uniform
from tinygrad_bc.rules import ARRAY

_SHAPES = {"reshape", "ravel", "squeeze", "expand_dims", "broadcast_to", "transpose", "swapaxes",
           "getitem"}  # fmt: skip
# These write into an array that they are given; all others return one of their own.
_INTO = {"matmul", "sum", "max", "min", "any", "all", "astype", "concatenate", "stack",
         "gate"}  # fmt: skip


@dataclass
class Memory:
    """The place of each value.

    Attributes
    ----------
    base : dict
        Of a view: the value whose memory it shows.
    fixed : dict
        Of each value whose memory is known before the program runs: an array like it, untouched.
    block : dict
        The number of the block that a value lives in.
    blocks : list of int
        The size of each block in bytes.
    slots : dict
        The wanted results that are written where they are wanted, with their name.
    parts : dict
        The values that are made where a concatenation wants them: that value, and how many rows.
    joined : dict
        The concatenations for which nothing is left to do, with what fills their other rows.
    work : dict
        Of the values that a kernel makes: the blocks that it works with, free again after it.
    """

    base: dict[Value, Value] = field(default_factory=dict)
    fixed: dict[Value, np.ndarray[Any, Any]] = field(default_factory=dict)
    block: dict[Value, int] = field(default_factory=dict)
    blocks: list[int] = field(default_factory=list)
    slots: dict[Value, str] = field(default_factory=dict)
    parts: dict[Value, tuple[Value, int]] = field(default_factory=dict)
    joined: dict[Value, Any] = field(default_factory=dict)
    work: dict[Value, list[int]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """All bytes that a step writes to or reads constants from, but those of results."""
        constants = {x.shape: _bytes(x) for x in self.fixed if x.constant is not None}
        return sum(self.blocks) + sum(map(_bytes, self.joined)) + sum(constants.values())

    def root(self, x: Value) -> Value:
        """The value that owns the memory."""
        while x in self.base:
            x = self.base[x]
        return x


def is_view(step: Instruction) -> bool:
    """Whether it only shows the elements of its operand in another order or shape."""
    return step.name in _SHAPES and ARRAY not in step.attributes.get("pattern", ())


def writes_into(step: Instruction) -> bool:
    """Whether its result can be written into memory that is there already."""
    ufunc = isinstance(step.operation.function, np.ufunc)
    return bool(step.arrays) and (ufunc or step.name in _INTO)


def placed(listing: Listing) -> Memory:
    """Give each value a place: one that dies frees its block for the next of its size."""
    memory = Memory()
    _place_parts(listing, memory)
    for step in listing.instructions:
        for x in step.arrays:
            if x.constant is not None:
                memory.fixed[x] = x.constant
        _place_view(step, memory)
        if step.output not in memory.fixed and step.output not in memory.base and writes_into(step):
            memory.fixed[step.output] = np.empty(step.output.shape, step.output.dtype)
    _place_results(listing, memory)
    _place_blocks(listing, memory)
    return memory


def _place_parts(listing: Listing, memory: Memory) -> None:
    """Let what a concatenation joins to a constant be made in its place at once.

    Its memory is its own, so the constant rows stay as they were filled.
    """
    makers = {step.output: step for step in listing.instructions}
    uses = Counter(x for step in listing.instructions for x in step.arrays)
    uses.update(listing.wanted.values())
    for step in listing.instructions:
        if step.name != "concatenate" or len(step.arrays) != 2 or step.attributes["axis"] != 0:
            continue
        x, rest = step.arrays
        made = x in makers and writes_into(makers[x]) and uses[x] > 0
        if not (made and is_uniform(rest)) or x in memory.parts or x in listing.wanted.values():
            continue
        whole = memory.fixed[step.output] = np.empty(step.output.shape, step.output.dtype)
        memory.joined[step.output] = rest.constant.flat[0]
        rows = x.shape[0]
        while True:
            memory.parts[x] = (step.output, rows)
            memory.base[x], memory.fixed[x] = step.output, whole[:rows]
            before = [
                z
                for z in makers[x].arrays
                if z.constant is None and (z.shape, z.dtype) == (x.shape, x.dtype)
            ]
            if not (_is_ufunc(makers[x]) and len(before) == 1 and uses[before[0]] == 1):
                break
            x = before[0]  # what it was made of, and nothing else wants, lay there before
            if x not in makers or not writes_into(makers[x]) or x in memory.parts:
                break


def _is_ufunc(step: Instruction) -> bool:
    return is_elementwise(step) and isinstance(step.operation.function, np.ufunc)


def _place_view(step: Instruction, memory: Memory) -> None:
    """Note a view; one of memory that is fixed is fixed too, unless NumPy has to copy."""
    x = step.operands[0]
    if not is_view(step) or not isinstance(x, Value):
        return
    if x not in memory.fixed:
        memory.base[step.output] = x
        return
    shown = step.operation.function(memory.fixed[x], **step.attributes)
    if np.may_share_memory(shown, memory.fixed[x]) or not x.size:
        memory.base[step.output] = x
        memory.fixed[step.output] = shown


def _place_results(listing: Listing, memory: Memory) -> None:
    """Write a wanted result where it is wanted, when an instruction can do so."""
    made = {step.output for step in listing.instructions if writes_into(step)}
    for name, value in listing.wanted.items():
        if value in made and value not in memory.base and value not in memory.slots:
            memory.slots[value] = name


def _place_blocks(listing: Listing, memory: Memory) -> None:
    last: dict[Value, int] = {}
    for k, step in enumerate(listing.instructions):
        for x in (*step.arrays, step.output):
            last[memory.root(x)] = k
    for value in listing.wanted.values():
        last[memory.root(value)] = len(listing.instructions)
    free: list[int] = []
    for k, step in enumerate(listing.instructions):
        out = step.output
        dying = [x for x in dict.fromkeys(map(memory.root, step.arrays))
                 if last[x] == k and x in memory.block]  # fmt: skip
        own = out in memory.slots or out in memory.joined
        if out in memory.fixed and out not in memory.base and not own:
            reused = _in_place(step, dying, memory)
            if reused is not None:
                memory.block[out] = memory.block[reused]
                dying.remove(reused)
            else:
                memory.block[out] = _take(free, _bytes(out), memory.blocks)
            if last[out] == k:
                free.append(memory.block[out])
        if step.name == "tanh" and kernels.is_quicker(out.dtype, out.size):
            size = kernels.work_size(out.size) * out.dtype.itemsize
            memory.work[out] = [_take(free, size, memory.blocks) for _ in range(kernels.WORK)]
            free += memory.work[out]
        free += [memory.block[x] for x in dying]


def _in_place(step: Instruction, dying: list[Value], memory: Memory) -> Value | None:
    """An operand whose memory the result may take over, element by element."""
    if not _is_ufunc(step):
        return None
    out = step.output
    shown = {memory.root(x) for x in step.arrays if x in memory.base}
    for x in step.arrays:
        if x in dying and x not in shown and (x.shape, x.dtype) == (out.shape, out.dtype):
            return x
    return None


def _take(free: list[int], size: int, blocks: list[int]) -> int:
    """The smallest free block that is large enough, the largest one made larger, or a new one."""
    fitting = [b for b in free if blocks[b] >= size]
    if fitting:
        chosen = min(fitting, key=lambda b: blocks[b])
    elif free:
        chosen = max(free, key=lambda b: blocks[b])
        blocks[chosen] = size
    else:
        blocks.append(size)
        return len(blocks) - 1
    free.remove(chosen)
    return chosen


def _bytes(x: Value) -> int:
    return x.size * x.dtype.itemsize
