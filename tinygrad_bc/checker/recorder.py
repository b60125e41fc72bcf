"""What a rewritten program reports while it runs: operations, calls, bindings, conditions."""

from __future__ import annotations

import operator
import sys
import types
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from tinygrad_bc.checker.nodes import (
    BINARY,
    CONSUMING,
    INPLACE,
    MUTATORS,
    UNARY,
    Binding,
    PassOver,
    followed,
    place,
    refs,
    variable,
)
from tinygrad_bc.checker.primitives import (
    changing,
    method,
    set_item,
    updating_item,
    with_keywords,
)
from tinygrad_bc.checker.trace import Trace
from tinygrad_bc.checker.watch import Site

LONGEST = 60  # letters of what is looked into
OWN = ("learner", "__main__")  # the module of the program's own classes
ELEMENTS = 20  # of a list with values of layers; a longer one holds samples
ELEMENT_BY_ELEMENT = (np.apply_along_axis, np.fromfunction, np.piecewise)


class Recorder(Trace):
    """Receives what the rewritten program reports; see :class:`watch.Rewriter`."""

    slice = staticmethod(slice)

    # expressions

    def number(self, value: float) -> float:
        """A float of its own."""
        own = float(repr(value))
        if self.on:
            self.born.add(self.node(own))
        return own

    def binary(self, site: int, name: str, left: Any, right: Any) -> Any:
        """``left + right`` and its kin."""
        if name == "Difference":
            return self._difference(site, left, right)
        made = BINARY[name]
        out = made(left, right)
        if name == "Mult" and type(out) in (list, tuple):  # [0.0] * n: n numbers, not one
            return type(out)(map(self.apart, out))
        return self.record(site, made, (left, right), {}, out)

    def apart(self, value: Any) -> Any:
        """A number of its own: ``b1 = b2 = 0.1`` are two."""
        return self.number(value) if type(value) is float else value

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
        of_dict = type(getattr(function, "__self__", None)) is dict
        if self.on and (function is setattr or (of_dict and function.__name__ == "update")):
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
        watched = self.on
        if isinstance(function, np.vectorize) or function in ELEMENT_BY_ELEMENT:
            self.on = False  # one operation, whatever the function does for each element
        try:
            out = function(*args, **kwargs)
        finally:
            self.on = watched
        return self._primitive(site, function, args, kwargs, out) if self.on else out

    def _stored(self, site: int, function: Any, args: Any, kwargs: Any) -> Any:
        """``setattr(net, "W1", value)`` or ``params.update(W1=value)``: bindings in a call."""
        if function is setattr:
            old = getattr(args[0], args[1], None)
            setattr(*args)
            self._bound(site, args[2], args[1], old)
            return None
        before = dict(function.__self__)
        function(*args, **kwargs)
        for key, value in list(function.__self__.items()):
            if value is not before.get(key):
                self._bound(site, value, str(key), before.get(key), _key(key))
        return None

    def _own(self, function: Any) -> bool:
        code = getattr(getattr(function, "__func__", function), "__code__", None)
        if isinstance(function, type):
            return function.__module__ in OWN
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

    def _arrives(self) -> None:
        """Let what waits for the next binding look at the names as they are; then it is over."""
        visit = self.visits.pop(len(self.bindings), None)
        if visit is None:
            return
        frame = sys._getframe(1)
        while frame.f_code.co_filename != self.filename and frame.f_back is not None:
            frame = frame.f_back
        self.on = False
        visit(frame)
        self.on = True
        if not self.visits:
            raise PassOver

    def _bound(self, site: int, value: Any, text: str = "", old: Any = None,
               key: Any = None) -> None:  # fmt: skip
        if not self.on or not followed(value):
            return
        if self.visits:
            self._arrives()
        at = self.sites[site]
        at = Site(at.line, text, at.statement, at.function) if text else at
        node = self.node(value)
        before = self.node(old) if followed(old) else None
        made = Binding(node, at, tuple(self.calls), before, key=key)
        self.bindings.append(made)
        if before is not None and before != node:
            self.updates.append((before, node, made))

    def _each(self, site: int, value: Any, old: Any, text: str = "") -> None:
        """A list, a dictionary or an object replaces one of the same form: each part is bound."""
        text = text or self.sites[site].text
        deep = len(text) > LONGEST  # objects may hold each other
        if not self.on or type(old) is not type(value) or value is old or deep:
            return
        now, before = _parts(value), _parts(old)
        if now.keys() != before.keys():
            return
        for key, part in now.items():
            if part is before[key]:
                continue
            if followed(part) and followed(before[key]):
                self._bound(site, part, text + key, before[key])
            else:
                self._each(site, part, before[key], text + key)

    def bind(self, site: int, value: Any) -> Any:
        """A name is bound, or an element of a display computed."""
        if self.on:
            self._begins(self.sites[site].text, value)
            old = variable(sys._getframe(1), self.sites[site].text)
            self._bound(site, value, "", old)
            self._each(site, value, old)
            self._computed_elements(site, value)
        return value

    def _computed_elements(self, site: int, value: Any) -> None:
        """A comprehension, or the like, has made a list of values that have no name yet."""
        parts = _parts(value)
        if not 0 < len(parts) <= ELEMENTS:
            return
        named = {b.node for b in self.bindings}
        for key, part in parts.items():
            node = self.known(part)
            if node is not None and self.nodes[node].made is not None and node not in named:
                self._bound(site, part, f"{self.sites[site].text}{key}")

    def _begins(self, text: str, value: Any) -> None:
        """A sum of the pass begins."""
        if self.length is None and type(value) is int:
            self.begun.add(text)

    def unpack(self, site: int, value: Any, texts: tuple[str, ...]) -> Any:
        """Several names are bound at once."""
        parts = self.rows(value)
        if self.on and type(parts) in (list, tuple) and len(parts) == len(texts):
            frame = sys._getframe(1)
            for part, text in zip(parts, texts, strict=True):
                self._begins(text, part)
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
        self._begins(self.sites[site].text, value)
        self._bound(site, value, "", old)
        self._each(site, value, old)
        setattr(owner, name, value)

    def store(self, site: int, owner: Any, index: Any, value: Any) -> None:
        """``owner[index] = value``."""
        if isinstance(owner, np.ndarray):
            before = self.node(owner) if self.on else 0
            args = (owner, index, value)
            frozen = [self.frozen(args, [])] if self.on else []
            if self.visits and self.on:
                self._arrives()
            owner[index] = value
            if frozen:
                self._changed(site, set_item, frozen[0], owner, before)
            return
        try:
            old = owner[index]
        except (LookupError, TypeError):
            old = None
        self._bound(site, value, "", old, _key(index))
        owner[index] = value

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
        if self.visits and isinstance(old, np.ndarray):
            self._arrives()
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
            missing = isinstance(owner, defaultdict) and index not in owner
            held = owner[index]
            if missing and self.on and followed(held):
                self.born.add(self.node(held))
            owner[index] = self.update(site, name, held, value, _key(index))
            return
        if self.visits:
            self._arrives()
        out = BINARY[name](owner[index], value)
        before = self.node(owner)
        args = self.frozen((owner, index, value), [])
        owner[index] = out
        self._changed(site, updating_item(BINARY[name]), args, owner, before)


def _parts(value: Any) -> dict[str, Any]:
    """The parts of a list, a dictionary or an object of the program, by how they are written."""
    if isinstance(value, dict):
        return {f"[{key!r}]": part for key, part in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):  # a named tuple
        return {f".{name}": part for name, part in value._asdict().items()}
    if type(value) in (list, tuple):
        return {f"[{k}]": part for k, part in enumerate(value)}
    if type(value).__module__ in OWN and hasattr(value, "__dict__"):
        return {f".{name}": part for name, part in vars(value).items()}
    return {}


def _key(index: Any) -> str | int | None:
    """The index of an element that has a name of its own: a layer in a list or a dictionary."""
    return index if isinstance(index, str | int) else None
