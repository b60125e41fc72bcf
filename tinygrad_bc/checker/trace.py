"""What a program computed, as a straight line: each operation with what it read and gave.

Values are followed by the identity of their objects, so a cache, a dictionary, a list of layers
or an attribute needs no understanding.  A trace can be *replayed* with other numbers in any
place: that is how differences of the program itself are taken.
"""

from __future__ import annotations

import operator
import time
from collections.abc import Callable, Iterable, Iterator
from types import FrameType
from typing import Any

import numpy as np

from tinygrad_bc.checker.nodes import (
    AFTER,
    AFTER_SECONDS,
    LIMIT,
    Binding,
    Node,
    PassOver,
    Ref,
    TooLong,
    copied,
    element,
    followed,
    has_digits,
    same,
)
from tinygrad_bc.checker.primitives import (
    part,
    seen_through,
)
from tinygrad_bc.checker.watch import Site


class Trace:
    """The nodes of one watched pass, and of what follows it for a while."""

    def __init__(self, sites: list[Site], filename: str, limit: int = LIMIT,
                 unwatched: int = 0) -> None:  # fmt: skip
        self.limit, self.unwatched = limit, unwatched
        self.sites, self.filename = sites, filename
        self.nodes: list[Node] = []
        self.bindings: list[Binding] = []
        self.updates: list[tuple[int, int, Binding]] = []
        self.calls: list[int] = []
        self.on = False
        self.born: set[int] = set()
        self.elements: dict[str, int] = {}  # params["W1"]: by the text that reads it
        self.computed: list[int] = []  # nodes of the pass with numbers that can be told apart
        self.guards: list[Node] = []  # conditions, and other choices by a number: how they came out
        self.begun: set[str] = set()  # names that are set to whole numbers, as sums are: total = 0
        self.lost: set[int] = set()  # leaves that may be one of several computed numbers
        self.length: int | None = None  # of the pass, in nodes, once it is over
        self.pass_bindings = self.pass_updates = 0
        self.deadline = 0.0
        self.when_over: Callable[[], None] = lambda: None
        self.visits: dict[int, Callable[[FrameType], None]] = {}  # by the number of the binding
        self._ints: dict[int, float] = {}
        self._of: dict[int, tuple[Any, int]] = {}

    # the watched pass

    def begin(self) -> bool:
        """Start to record; the next time, the pass is over and the loop is to be left."""
        if self.length is not None:
            raise PassOver
        if self.unwatched:
            self.unwatched -= 1
            return False
        if self.on:
            self.end()
            return True
        self.on = True
        return False

    def passes(self, value: Iterable[Any]) -> Iterator[Any]:
        """What a comprehension runs over, when its elements are the passes."""
        for item in value:
            if self.begin():
                return
            yield item
        self.end()

    def end(self) -> None:
        """The loop was left: what follows may still compute the loss, and is watched a while."""
        if self.on and self.length is None:
            self.length = len(self.nodes)
            self.pass_bindings, self.pass_updates = len(self.bindings), len(self.updates)
            self.deadline = time.monotonic() + AFTER_SECONDS
            self.when_over()

    def close(self) -> int:
        """Stop for good; functions of the program may be called again.  The pass's length."""
        length, self.length, self.on = self.length or 0, None, False
        return length

    def _check_end(self) -> None:
        """End what follows the pass before it becomes long."""
        late = self.length is not None and (
            len(self.nodes) > self.length + AFTER or time.monotonic() > self.deadline
        )
        if late:
            raise PassOver

    # nodes

    def node(self, value: Any) -> int:
        """The node of a value; one never seen is a leaf."""
        known = self._of.get(id(value))
        return known[1] if known else self._new(value, self._found(value) or Node(copied(value)))

    def _found(self, value: Any) -> Node | None:
        """What a value was taken from in a way that nobody saw: a number is known by its digits.

        Or by its memory: ``W_prime = W.T`` of before the pass is the weight of both layers.
        """
        if self.on and isinstance(value, np.ndarray) and value.ndim > 1 and value.base is not None:
            for other, i in list(self._of.values()):
                if isinstance(other, np.ndarray) and _is_transposed(value, other):
                    turned = operator.attrgetter("T")
                    return Node(copied(value), turned, (Ref(i),), {}, (i,))
        if not self.on or not self.computed or not has_digits(value):
            return None
        for i in reversed(self.computed):
            held = self.nodes[i].value
            if np.ndim(value):
                if np.shape(held) == np.shape(value) and np.array_equal(held, value):
                    return Node(copied(value), np.copy, (Ref(i),), {}, (i,))
                continue
            at = np.flatnonzero(np.asarray(held) == value)
            if len(at) > 1:
                self.lost.add(len(self.nodes))
                return None
            if len(at):
                return Node(copied(value), element, (Ref(i), int(at[0])), {}, (i,))
        return None

    def _new(self, value: Any, node: Node) -> int:
        self._check_end()
        if self.length is None and len(self.nodes) >= self.limit:
            raise TooLong(f"one pass of the program computes more than {self.limit} values")
        if node.made is not None and self.length is None and has_digits(node.value):
            self.computed.append(len(self.nodes))
        self.nodes.append(node)
        self._of[id(value)] = (value, len(self.nodes) - 1)
        return len(self.nodes) - 1

    def known(self, value: Any) -> int | None:
        """The node of a value, if it was followed."""
        return self._of[id(value)][1] if id(value) in self._of else None

    def frozen(self, value: Any, reads: list[int]) -> Any:
        """The same structure with nodes in place of numbers."""
        if followed(value):
            reads.append(self.node(value))
            return Ref(reads[-1])
        if type(value) is slice:  # its bounds stay as they are
            for bound in filter(followed, (value.start, value.stop)):
                self._guarded(int, (bound,), {}, int(bound))
        if type(value) in (list, tuple) and len(value) <= 5000:
            return type(value)([self.frozen(v, reads) for v in value])
        if type(value) is dict:
            return {k: self.frozen(v, reads) for k, v in value.items()}
        return value

    def record(self, site: int, made: Callable[..., Any], args: Any, kwargs: Any, out: Any) -> Any:
        """Note an operation; what no number went into is a leaf."""
        if not self.on:
            return out
        if type(out) in (list, tuple) and any(followed(v) for v in out):
            for i, value in enumerate(out):
                if followed(value):
                    self.record(site, part(made, i), args, kwargs, value)
        elif followed(out) and id(out) not in self._of:
            reads: list[int] = []
            inside = self.frozen(args, reads), self.frozen(kwargs, reads)
            if reads:
                made_here = Node(copied(out), made, *inside, tuple(reads), self.sites[site])
                self._new(out, made_here)
            else:
                self.born.add(self.node(out))
        elif isinstance(out, bool | int | np.bool_):
            self._guarded(made, args, kwargs, out)
        return out

    def _guarded(self, made: Callable[..., Any], args: Any, kwargs: Any, out: Any) -> None:
        """Note what the program goes by: with other numbers it would go another way."""
        reads: list[int] = []
        inside = self.frozen(args, reads), self.frozen(kwargs, reads)
        if reads and self.length is None:
            self.guards.append(Node(out, made, *inside, tuple(reads)))

    def test(self, value: Any) -> Any:
        """A number as a condition."""
        if self.on and followed(value) and np.size(value) == 1:
            self._guarded(bool, (value,), {}, bool(value))
        return value

    def _mutated(self, site: int, made: Callable[..., Any], args: Any, value: Any) -> None:
        """An array was changed in place, and with it every view of its memory."""
        if not self.on:
            return
        reads: list[int] = []
        inside = self.frozen(args, reads)
        new = self._new(value, Node(copied(value), made, inside, {}, tuple(reads),
                                    self.sites[site]))  # fmt: skip
        for other, old in list(self._of.values()):
            shared = isinstance(other, np.ndarray) and other is not value
            if shared and np.may_share_memory(other, value):
                changed = not same(other, self.nodes[old].value)
                if changed:
                    change = seen_through(other, value)
                    self._new(other, Node(copied(other), change, (Ref(old), Ref(new)), {},
                                          (old, new), self.sites[site]))  # fmt: skip


def _is_transposed(a: Any, b: Any) -> bool:
    """Whether two arrays are the same memory, read in rows and in columns."""
    alike = a.shape == b.shape[::-1] and a.strides == b.strides[::-1] and a.dtype == b.dtype
    return bool(alike and a.ctypes.data == b.ctypes.data)
