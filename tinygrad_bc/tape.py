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
from itertools import count
from operator import attrgetter
from types import CodeType, FrameType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinygrad_bc.operation import Operation
from tinygrad_bc.rules import fit

Array = NDArray[Any]

_PACKAGE = os.path.dirname(os.path.abspath(__file__)) + os.sep
_numbers = count()
_number_of = attrgetter("_entry.number")


def user_frame(frame: FrameType) -> FrameType:
    """This frame, or the nearest one outside of it that does not run code of this package."""
    while frame.f_code.co_filename.startswith(_PACKAGE) and frame.f_back is not None:
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

    def __init__(
        self,
        operation: Operation,
        operands: Sequence[Any],
        values: Sequence[Any],
        attributes: dict[str, Any],
        output: Array,
        frame: FrameType,
    ) -> None:
        self.number = next(_numbers)
        self.operation = operation
        self.operands = operands
        self.values = values
        self.attributes = attributes
        self.output = output
        self.code = frame.f_code
        self.instruction = frame.f_lasti

    @property
    def line(self) -> int:
        """The line of the forward program that made this entry."""
        return line_of(self.code, self.instruction)

    @property
    def place(self) -> str:
        """The forward line as ``file.py:12``."""
        return f"{os.path.basename(self.code.co_filename)}:{self.line}"

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
    _backward_place: str | None
    _entry: Entry | None
    _grad: Array | None
    _held: bool
    _lent: bool
    _name: str | None
    _needs_grad: bool
    _traced: bool


# ------------------------------------------------------------------ the graph


def reached(root: Node) -> dict[int, Node]:
    """The root and every node that led to it, leaves too, each once, by ``id``."""
    found = {id(root): root}
    stack = [root]
    while stack:
        entry = stack.pop()._entry
        if entry is not None:
            for x in entry.operands:
                if isinstance(x, Node) and id(x) not in found:
                    found[id(x)] = x
                    stack.append(x)
    return found


def graph(root: Node) -> list[Node]:
    """The nodes that lead to `root` and were made by operations, the latest first."""
    return _latest_first(reached(root))


def _latest_first(nodes: dict[int, Node]) -> list[Node]:
    return sorted(
        (node for node in nodes.values() if node._entry is not None), key=_number_of, reverse=True
    )


def _leading_to(nodes: list[Node], wanted: Iterable[Node]) -> set[int]:
    """The ids of the nodes through which a gradient reaches one of the `wanted` ones."""
    ids = {id(x) for x in wanted}
    for node in reversed(nodes):
        assert node._entry is not None
        if any(isinstance(x, Node) and id(x) in ids for x in node._entry.operands):
            ids.add(id(node))
    return ids


# ------------------------------------------------------------------ the pass


def gradients(
    root: Node,
    seed: Any,
    wanted: Sequence[Node] | None = None,
    *,
    nodes: dict[int, Node] | None = None,
    record: bool = False,
    keep: str = "all",
) -> dict[int, Any]:
    """Run backwards from `root`: the gradient of each node that needs one, by ``id``.

    `wanted` limits the pass to what leads to these nodes; `nodes` are those that `root` has
    `reached`, if the caller knows them.  With `record` the rules run on the nodes themselves, so
    that they leave a graph behind; otherwise on the recorded arrays.  ``keep="leaves"`` forgets
    the gradient of a node as soon as it has been used.
    """
    made = _latest_first(reached(root) if nodes is None else nodes)
    leading = None if wanted is None else _leading_to(made, wanted)
    kept = set() if wanted is None else {id(x) for x in wanted}
    found = {id(root): seed}
    for node in made:
        key = id(node)
        if key not in found:
            continue
        g = found[key]
        if keep == "leaves" and key not in kept:
            del found[key]
        entry = node._entry
        assert entry is not None
        try:
            if record:
                _through(entry, g, node, _current(entry), found, leading)
            else:
                _through(entry, g, entry.output, entry.values, found, leading)
        except Exception as error:
            error.add_note(f"in the derivative of {entry.operation.name} at {entry.place}")
            raise
    return found


def _through(
    entry: Entry,
    g: Any,
    output: Any,
    values: Sequence[Any],
    found: dict[int, Any],
    leading: set[int] | None,
) -> None:
    """Hand the gradient `g` of an entry's output on to its operands."""
    rules = entry.operation.rules
    if len(rules) != len(values):
        rules = entry.operation.rules_of(len(values))
    attributes = entry.attributes
    i = -1
    for x in entry.operands:
        i += 1
        if not isinstance(x, Node):
            continue
        key = id(x)
        rule = rules[i]
        if rule is None or not (x._needs_grad if leading is None else key in leading):
            continue
        dx = rule(g, output, values, attributes, i)
        value = values[i]
        if dx.shape != value.shape or dx.dtype is not value.dtype:
            dx = fit(dx, value)
        found[key] = found[key] + dx if key in found else dx


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
        if type(g) is not np.ndarray or g.base is not None or id(g) in seen:
            found[key] = g = np.array(g)
        seen.add(id(g))
    return found
