"""What an operation leaves behind, and the walk back over it.

A `Node` is a value on the tape (`Tensor` is the one kind that users meet); an `Entry` is one
operation as it happened.  Entries are numbered as they are made, so descending numbers are an
order in which every gradient is complete before it is used: no recursion, no sorting of graphs.
Gradients live in a dictionary of the pass and are handed out when the pass has succeeded.
"""

from __future__ import annotations

import inspect
import linecache
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar, Token
from functools import wraps
from itertools import count
from types import CodeType, TracebackType
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from tinygrad_bc.rules import Operation, fit

Array = NDArray[Any]
F = TypeVar("F", bound=Callable[..., Any])

_PACKAGE = os.path.dirname(os.path.abspath(__file__)) + os.sep
_numbers = count()
_recording: ContextVar[bool] = ContextVar("tinygrad_bc recording", default=True)
is_recording = _recording.get


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
    ) -> None:
        self.number = next(_numbers)
        self.operation = operation
        self.operands = operands
        self.values = values
        self.attributes = attributes
        self.output = output
        frame = sys._getframe(2)
        while frame.f_code.co_filename.startswith(_PACKAGE) and frame.f_back is not None:
            frame = frame.f_back
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


def line_of(code: CodeType, instruction: int) -> int:
    """Look up the line number that belongs to an instruction of a code object."""
    for start, end, line in code.co_lines():
        if start <= instruction < end and line is not None:
            return line
    return code.co_firstlineno


def caller() -> str:
    """The place outside this package that is being executed, as ``file.py:12``."""
    frame = sys._getframe(1)
    while frame.f_code.co_filename.startswith(_PACKAGE) and frame.f_back is not None:
        frame = frame.f_back
    return f"{os.path.basename(frame.f_code.co_filename)}:{frame.f_lineno}"


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
    made.sort(key=_latest_first)
    return made


def _latest_first(node: Node) -> int:
    assert node._entry is not None
    return -node._entry.number


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
    record: bool = False,
    keep: str = "all",
) -> dict[int, Any]:
    """Run backwards from `root`: the gradient of each node that needs one, by ``id``.

    `wanted` limits the pass to what leads to these nodes.  With `record` the rules run on the
    nodes themselves, so that they leave a graph behind; otherwise on the recorded arrays.
    ``keep="leaves"`` forgets the gradient of a node as soon as it has been used.
    """
    nodes = graph(root)
    leading = None if wanted is None else _leading_to(nodes, wanted)
    kept = set() if wanted is None else {id(x) for x in wanted}
    found = {id(root): seed}
    for node in nodes:
        g = found.get(id(node))
        if g is None:
            continue
        if keep == "leaves" and id(node) not in kept:
            del found[id(node)]
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
    attributes = entry.attributes
    i = -1
    for rule in entry.operation.rules_of(len(values)):
        i += 1
        x = entry.operands[i]
        if rule is None or not isinstance(x, Node):
            continue
        key = id(x)
        if not (x._needs_grad if leading is None else key in leading):
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
    own = {}
    for key, g in found.items():
        if type(g) is not np.ndarray or g.base is not None or id(g) in seen:
            g = np.array(g)
        own[key] = g
        seen.add(id(g))
    return own


# ------------------------------------------------------------------ no_grad


class no_grad:
    """Do not record operations, for the time of a ``with`` block or of a decorated function.

    The mode belongs to the thread or async task that sets it.

    Raises
    ------
    TypeError
        When it decorates a generator or coroutine function, whose body runs at other times.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> w = tg.Tensor(2.0, requires_grad=True)
    >>> with tg.no_grad():
    ...     y = w * 3
    >>> y.requires_grad
    False
    """

    def __init__(self) -> None:
        self._tokens: list[Token[bool]] = []

    def __enter__(self) -> no_grad:
        self._tokens.append(_recording.set(False))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _recording.reset(self._tokens.pop())

    def __call__(self, function: F) -> F:
        if any(
            test(function)
            for test in (
                inspect.isgeneratorfunction,
                inspect.iscoroutinefunction,
                inspect.isasyncgenfunction,
            )
        ):
            raise TypeError(
                f"no_grad() cannot decorate the generator or coroutine {function.__name__}: "
                "use 'with no_grad():' inside it"
            )

        @wraps(function)
        def quiet(*args: Any, **kwargs: Any) -> Any:
            with no_grad():
                return function(*args, **kwargs)

        return quiet  # type: ignore[return-value]
