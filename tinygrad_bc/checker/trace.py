"""What a program computed, as a straight line: each operation with what it read and gave.

Values are followed by the identity of their objects, so a cache, a dictionary, a list of layers
or an attribute needs no understanding.  A trace can be *replayed* with other numbers in any
place: that is how differences of the program itself are taken.
"""

from __future__ import annotations

import operator
import sys
import time
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from tinygrad_bc.checker.nodes import (
    AFTER,
    AFTER_SECONDS,
    BINARY,
    CONSUMING,
    INPLACE,
    LIMIT,
    MUTATORS,
    UNARY,
    Binding,
    Node,
    PassOver,
    Ref,
    TooLong,
    copied,
    element,
    followed,
    has_digits,
    place,
    refs,
    same,
    variable,
)
from tinygrad_bc.checker.primitives import (
    changing,
    method,
    part,
    seen_through,
    set_item,
    updating_item,
    with_keywords,
)
from tinygrad_bc.checker.watch import Site


class Recorder:
    """Receives what the rewritten program reports; see :class:`watch.Rewriter`."""

    slice = staticmethod(slice)

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
        self.lost: set[int] = set()  # leaves that may be one of several computed numbers
        self.length: int | None = None  # of the pass, in nodes, once it is over
        self.pass_bindings = self.pass_updates = 0
        self.deadline = 0.0
        self.when_over: Callable[[], None] = lambda: None
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

    def end(self) -> None:
        """The loop was left: what follows may still compute the loss, and is watched a while."""
        if self.on and self.length is None:
            self.length = len(self.nodes)
            self.pass_bindings, self.pass_updates = len(self.bindings), len(self.updates)
            self.deadline = time.monotonic() + AFTER_SECONDS
            self.when_over()

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
        """What a value was taken from in a way that nobody saw: a number is known by its digits."""
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

    def frozen(self, value: Any, reads: list[int]) -> Any:
        """The same structure with nodes in place of numbers."""
        if followed(value):
            reads.append(self.node(value))
            return Ref(reads[-1])
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

    # expressions

    def number(self, value: float) -> float:
        """A float of its own."""
        own = float(repr(value))
        if self.on:
            self.born.add(self.node(own))
        return own

    def known(self, value: Any) -> int | None:
        """The node of a value, if it was followed."""
        return self._of[id(value)][1] if id(value) in self._of else None

    def binary(self, site: int, name: str, left: Any, right: Any) -> Any:
        """``left + right`` and its kin."""
        if name == "Difference":
            return self._difference(site, left, right)
        made = BINARY[name]
        return self.record(site, made, (left, right), {}, made(left, right))

    def _difference(self, site: int, left: Any, right: Any) -> Any:
        """A difference of variables: an integer one may be a label, so it is followed as well."""
        if self.on and type(right) in (int, bool) and followed(left):
            right = self._ints.setdefault(int(right), float(right))
        elif self.on and type(left) in (int, bool) and followed(right):
            left = self._ints.setdefault(int(left), float(left))
        return self.binary(site, "Sub", left, right)

    def unary(self, site: int, name: str, operand: Any) -> Any:
        """``-operand``."""
        return self.record(site, UNARY[name], (operand,), {}, UNARY[name](operand))

    def attribute(self, site: int, value: Any, name: str) -> Any:
        """``value.T``."""
        out = getattr(value, name)
        if not isinstance(value, np.ndarray):
            return out
        return self.record(site, operator.attrgetter(name), (value,), {}, out)

    def item(self, site: int, value: Any, index: Any) -> Any:
        """``value[index]``; ``np.c_[a, b]`` is an operation that is spelled as an index."""
        out = value[index]
        if not isinstance(value, (np.ndarray, type(np.c_), type(np.r_))):
            text = self.sites[site].text
            if self.on and text and followed(out):
                self.elements.setdefault(text, self.node(out))
            return out
        return self.record(site, operator.getitem, (value, index), {}, out)

    def rows(self, value: Any) -> Any:
        """What a loop runs over."""
        if isinstance(value, np.ndenumerate) and self.on:
            flat = value.iter.base  # type: ignore[attr-defined]
            return [(at, self.item(0, flat, at)) for at, _ in value]
        if not isinstance(value, np.ndarray) or not self.on or value.ndim == 0:
            return value
        pieces = [value[i] for i in range(len(value))]
        return [self.record(0, operator.getitem, (value, i), {}, p) for i, p in enumerate(pieces)]

    def call(self, site: int, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """A call: of the learner's own code, which reports by itself, or of anything else."""
        if self.length is not None:
            self._check_end()
        updates = type(getattr(function, "__self__", None)) is dict and function.__name__ == "update"
        if self.on and (function is setattr or updates):
            return self._stored(site, function, args, kwargs)
        if self._own(function):
            self.calls.append(self.sites[site].line)
            try:
                return function(*args, **kwargs)
            finally:
                self.calls.pop()
        if isinstance(function, type) and function in (zip, enumerate, map, reversed, list):
            args = tuple(self.rows(a) for a in args)
        if function in CONSUMING or getattr(function, "__module__", "") == "numpy":
            args = tuple(list(a) if isinstance(a, types.GeneratorType) else a for a in args)
        out = function(*args, **kwargs)
        return self._primitive(site, function, args, kwargs, out) if self.on else out

    def _stored(self, site: int, function: Any, args: Any, kwargs: Any) -> Any:
        """``setattr(net, "W1", value)`` or ``params.update(W1=value)``: bindings in a call."""
        owner = args[0] if function is setattr else getattr(function, "__self__", None)
        held = vars(owner) if function is setattr and hasattr(owner, "__dict__") else owner
        before = dict(held) if type(held) is dict else {}
        out = function(*args, **kwargs)
        for key, value in list(held.items()) if type(held) is dict else ():
            if value is not before.get(key):
                self._bound(site, value, str(key), before.get(key), _key(key))
        return out

    def _own(self, function: Any) -> bool:
        code = getattr(getattr(function, "__func__", function), "__code__", None)
        if isinstance(function, type):
            return function.__module__ in ("learner", "__main__")
        return getattr(code, "co_filename", "") == self.filename

    def _primitive(self, site: int, function: Any, args: Any, kwargs: Any, out: Any) -> Any:
        owner, name = getattr(function, "__self__", None), getattr(function, "__name__", "")
        if isinstance(owner, list) and name in {"append", "insert"} and followed(args[-1]):
            self._bound(site, args[-1], place(self.sites[site]))
        if isinstance(owner, np.random.RandomState | np.random.Generator):
            return out
        if isinstance(owner, np.ndarray | np.number | float):
            made, args = method(name), (owner, *args)
        else:  # rounding to single precision has no derivative
            made = np.float64 if function in (np.float32, np.float16) else function
        target = kwargs.get("out", args[0] if name in MUTATORS and args else None)
        if isinstance(target, np.ndarray):
            plain = {k: v for k, v in kwargs.items() if k != "out"}
            changed = changing(made, plain) if name in MUTATORS else with_keywords(made, plain)
            before = self.node(target)
            self._mutated(site, changed, args, target)
            if self.on:
                made_here = Binding(self.node(target), self.sites[site], tuple(self.calls), before)
                self.updates.append((before, made_here.node, made_here))
                if "out" in kwargs or name == "at":
                    self.bindings.append(made_here)
            return out
        return self.record(site, made, args, kwargs, out)

    # bindings

    def _bound(self, site: int, value: Any, text: str = "", old: Any = None,
               key: Any = None) -> None:  # fmt: skip
        if not self.on or not followed(value):
            return
        at = self.sites[site]
        at = Site(at.line, text, at.statement, at.function) if text else at
        node = self.node(value)
        before = self.node(old) if followed(old) else None
        made = Binding(node, at, tuple(self.calls), before, key=key)
        self.bindings.append(made)
        if before is not None and before != node:
            self.updates.append((before, node, made))

    def _each(self, site: int, value: Any, old: Any) -> None:
        """A list, a tuple or a dictionary replaces one of the same form: each element is bound."""
        if not self.on or type(value) not in (list, tuple, dict) or type(old) is not type(value):
            return
        keys = value if type(value) is dict else range(len(value))
        if len(value) != len(old) or (type(value) is dict and value.keys() != old.keys()):
            return
        for key in list(keys):
            if value[key] is old[key]:
                continue
            if followed(value[key]) and followed(old[key]):
                self._bound(site, value[key], f"{self.sites[site].text}[{key!r}]", old[key])
            else:
                self._each(site, value[key], old[key])

    def bind(self, site: int, value: Any) -> Any:
        """A name is bound, or an element of a display computed."""
        if self.on:
            old = variable(sys._getframe(1), self.sites[site].text)
            self._bound(site, value, "", old)
            self._each(site, value, old)
        return value

    def unpack(self, site: int, value: Any, texts: tuple[str, ...]) -> Any:
        """Several names are bound at once."""
        parts = self.rows(value)
        if self.on and type(parts) in (list, tuple) and len(parts) == len(texts):
            frame = sys._getframe(1)
            for part, text in zip(parts, texts, strict=True):
                self._bound(site, part, text, variable(frame, text))
        return parts

    def enter(self, names: tuple[str, ...], *values: Any) -> None:
        """A function begins: its parameters were bound by the line that calls it."""
        if not self.on or not self.calls:
            return
        *outer, line = self.calls
        for name, value in zip(names, values, strict=True):
            if followed(value):
                at = Site(line, name, "", "")
                self.bindings.append(Binding(self.node(value), at, tuple(outer), None, True))

    def set(self, site: int, owner: Any, name: str, value: Any) -> None:
        """``owner.name = value``."""
        old = getattr(owner, name, None)
        setattr(owner, name, value)
        self._bound(site, value, "", old)
        self._each(site, value, old)

    def store(self, site: int, owner: Any, index: Any, value: Any) -> None:
        """``owner[index] = value``."""
        if isinstance(owner, np.ndarray):
            before = self.node(owner) if self.on else 0
            args = (owner, index, value)
            frozen = [self.frozen(args, [])] if self.on else []
            owner[index] = value
            if frozen:
                self._changed(site, set_item, frozen[0], owner, before)
            return
        try:
            old = owner[index]
        except (LookupError, TypeError):
            old = None
        owner[index] = value
        self._bound(site, value, "", old, _key(index))

    def _changed(self, site: int, made: Callable[..., Any], args: Any, value: Any,
                 before: int, key: Any = None) -> None:  # fmt: skip
        self._mutated(site, made, args, value)
        self.nodes[self.node(value)].reads = tuple(refs(args))
        binding = Binding(self.node(value), self.sites[site], tuple(self.calls), before, key=key)
        self.bindings.append(binding)
        self.updates.append((before, binding.node, binding))

    def update(self, site: int, name: str, old: Any, value: Any, key: Any = None) -> Any:
        """``old += value``, in place for an array."""
        if not self.on:
            return INPLACE[name](old, value)
        before = self.node(old) if followed(old) else None
        args = self.frozen((old, value), [])
        out = INPLACE[name](old, value)
        if out is old and isinstance(old, np.ndarray):
            self._changed(site, BINARY[name], args, old, before or 0, key)
            return out
        self.record(site, BINARY[name], (old, value), {}, out)
        self._bound(site, out, "", old, key)
        return out

    def update_attribute(self, site: int, name: str, owner: Any, key: str, value: Any) -> None:
        """``owner.key += value``."""
        setattr(owner, key, self.update(site, name, getattr(owner, key), value))

    def update_item(self, site: int, name: str, owner: Any, index: Any, value: Any) -> None:
        """``owner[index] += value``."""
        if not isinstance(owner, np.ndarray) or not self.on:
            owner[index] = self.update(site, name, owner[index], value, _key(index))
            return
        out = BINARY[name](owner[index], value)
        before = self.node(owner)
        args = self.frozen((owner, index, value), [])
        owner[index] = out
        self._changed(site, updating_item(BINARY[name]), args, owner, before)


def _key(index: Any) -> str | int | None:
    """The index of an element that has a name of its own: a layer in a list or a dictionary."""
    return index if isinstance(index, str | int) else None
