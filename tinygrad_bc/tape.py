"""What an operation leaves behind, and the walk back over it.

A `Node` is a value on the tape (`Tensor` is the one kind that users meet); an `Entry` is one
operation as it happened.  Entries are numbered as they are made, so descending numbers are an
order in which every gradient is complete before it is used: no recursion, no sorting of graphs.
Gradients live in a dictionary of the pass and are handed out when the pass has succeeded.
"""

from __future__ import annotations

import linecache
import os
import sys
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from itertools import count
from operator import attrgetter
from types import CodeType, FrameType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinygrad_bc.allocation import keep_freed_memory
from tinygrad_bc.operation import Operation
from tinygrad_bc.rules import fit

keep_freed_memory()

Array = NDArray[Any]

PACKAGE = os.path.dirname(os.path.abspath(__file__)) + os.sep
_NOT_THE_USER = (PACKAGE, os.path.dirname(np.__file__) + os.sep)
_inside: dict[str, bool] = {}  # whether a file is of this package or NumPy
next_number = count().__next__


def user_frame(frame: FrameType) -> FrameType:
    """This frame, or the nearest one outside of it that runs no code of this package or NumPy."""
    while frame.f_back is not None:
        filename = frame.f_code.co_filename
        inside = _inside.get(filename)
        if inside is None:
            inside = _inside[filename] = filename.startswith(_NOT_THE_USER)
        if not inside:
            break
        frame = frame.f_back
    return frame


def caller() -> str:
    """The place outside this package that is being executed, as ``file.py:12``."""
    frame = user_frame(sys._getframe(1))
    return f"{os.path.basename(frame.f_code.co_filename)}:{frame.f_lineno}"


def line_of(code: CodeType, instruction: int) -> int:
    """Look up the line number that belongs to an instruction of a code object."""
    for start, end, line in code.co_lines():
        if start <= instruction < end and line is not None:
            return line
    return code.co_firstlineno


def place_of(code: CodeType, instruction: int) -> str:
    """The line that belongs to an instruction, as ``file.py:12``."""
    return f"{os.path.basename(code.co_filename)}:{line_of(code, instruction)}"


class Entry:
    """One operation as it happened.

    `values` holds the arrays (or numbers) that went in, `output` the array that came out; the
    forward line is kept as a code object and an instruction, which hold no variables alive.
    """

    __slots__ = (
        "attributes",
        "code",
        "instruction",
        "number",
        "operands",
        "operation",
        "output",
        "values",
    )

    number: int
    operation: Operation
    operands: Sequence[Any]
    values: Sequence[Any]
    attributes: dict[str, Any]
    output: Array
    code: CodeType
    instruction: int

    @property
    def line(self) -> int:
        """The line of the forward program that made this entry."""
        return line_of(self.code, self.instruction)

    @property
    def place(self) -> str:
        """The forward line as ``file.py:12``."""
        return place_of(self.code, self.instruction)

    @property
    def source(self) -> str:
        """The text of the forward line, empty where the file cannot be read."""
        return linecache.getline(self.code.co_filename, self.line).strip()


class Node:
    """A value on the tape: an array, the entry that made it (None for a leaf), and flags.

    ``_needs_grad``: a gradient is wanted or passes through; ``_traced``: operations on it are
    recorded (gradients are, or an input is to be followed); ``_held``: an entry or another value
    may share the array; ``_lent``: the array was given to the user, who may write into it.
    """

    __slots__ = (
        "__weakref__",
        "_array",
        "_backward_place",
        "_entry",
        "_grad",
        "_held",
        "_lent",
        "_name",
        "_needs_grad",
        "_traced",
    )

    _array: Array
    _backward_place: tuple[CodeType, int] | None
    _entry: Entry | None
    _grad: Array | None
    _held: bool
    _lent: bool
    _name: str | None
    _needs_grad: bool
    _traced: bool


# ------------------------------------------------------------------ the graph


def graph(root: Node) -> list[Node]:
    """The nodes that lead to `root` and were made by operations, the latest first."""
    made, stack, seen = [], [root], {id(root)}
    while stack:
        node = stack.pop()
        if node._entry is None:
            continue
        made.append(node)
        for x in node._entry.operands:
            if isinstance(x, Node) and id(x) not in seen:
                seen.add(id(x))
                stack.append(x)
    made.sort(key=attrgetter("_entry.number"), reverse=True)
    return made


def _leading_to(nodes: list[Node], wanted: Iterable[Node]) -> set[int]:
    """The ids of the nodes through which a gradient reaches one of the `wanted` ones."""
    ids = {id(x) for x in wanted}
    for node in reversed(nodes):
        assert node._entry is not None
        if node._array.dtype.kind != "f":  # an index or a mask: no gradient comes back through it
            continue
        if any(isinstance(x, Node) and id(x) in ids for x in node._entry.operands):
            ids.add(id(node))
    return ids


# ------------------------------------------------------------------ the pass


def gradients(
    root: Node,
    seed: Any,
    wanted: Sequence[Node] | None = None,
    *,
    record: bool = False,
    keep: str = "all",
) -> dict[int, Any]:
    """Run backwards from `root`: the gradient of each node that needs one, by ``id``.

    `wanted` limits the pass to what leads to these nodes.  With `record` the rules run on the
    nodes themselves, so that they leave a graph behind; otherwise on the recorded arrays.
    ``keep="leaves"`` forgets the gradient of a node as soon as it has been used.
    """
    return run(root, seed, wanted, record=record, keep=keep)[1]


def run(
    root: Node, seed: Any, wanted: Sequence[Node] | None = None, *, record: bool, keep: str
) -> tuple[dict[int, Node], dict[int, Any]]:
    """Do the work of `gradients`; return the nodes as well, both by ``id``."""
    leading = None if wanted is None else _leading_to(graph(root), wanted)
    kept = set() if wanted is None else {id(x) for x in wanted}
    nodes, found = {id(root): root}, {id(root): seed}
    # The latest entry first: whatever used a node has then handed its share on already.
    waiting = [] if root._entry is None else [(-root._entry.number, root)]
    take = found.pop if keep == "leaves" else found.__getitem__
    while waiting:
        node = heappop(waiting)[1]
        entry: Any = node._entry
        key = id(node)
        g = take(key)
        if key in kept:
            found[key] = g
        try:
            attributes, operation = entry.attributes, entry.operation
            output, values = (node, _current(entry)) if record else (entry.output, entry.values)
            rules = operation.rules_of(len(values)) if operation.takes_many else operation.rules
            for i, x in enumerate(entry.operands):
                if not isinstance(x, Node) or (rule := rules[i]) is None:
                    continue
                key = id(x)
                if not (x._needs_grad if leading is None else key in leading):
                    continue
                dx, value = rule(g, output, values, attributes, i), values[i]
                if dx.shape != value.shape or dx.dtype is not value.dtype:
                    dx = fit(dx, value)
                if key in found:
                    found[key] = found[key] + dx
                    continue
                found[key], nodes[key] = dx, x
                if x._entry is not None:
                    heappush(waiting, (-x._entry.number, x))
        except Exception as error:
            error.add_note(f"in the derivative of {entry.operation.name} at {entry.place}")
            raise
    return nodes, found


def _current(entry: Entry) -> Sequence[Any]:
    """The operands as nodes, for a pass that is recorded; their values must still stand."""
    for x, value in zip(entry.operands, entry.values, strict=True):
        if not isinstance(x, Node) or x._array is value:
            continue
        if not np.array_equal(x._array, value, equal_nan=value.dtype.kind == "f"):
            raise RuntimeError(
                f"{x._name or 'a tensor'} was changed after {entry.operation.name} at "
                f"{entry.place} had used it: compute the result again first"
            )
    return entry.operands


def unshared(found: dict[int, Any], seed: Any) -> dict[int, Array]:
    """Give each gradient memory of its own: a rule may return its upstream or a view of it."""
    seen = {id(seed)}
    for key, g in found.items():
        if type(g) is not np.ndarray:
            found[key] = g = np.array(g)
        elif g.base is not None or id(g) in seen:
            found[key] = g = g.copy()
        seen.add(id(g))
    return found
