"""A recorded scalar and its gradient as two lists of statements under one set of names.

All readings begin here: equations, NumPy source, the picture's labels and the step-through page
show the same names, expressions, lines and numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tinygrad_bc.convention import Convention
from tinygrad_bc.reading import names as naming
from tinygrad_bc.reading.derivation import Derivation, between, derive, general
from tinygrad_bc.reading.spelling import PLUS, Text, literal, number
from tinygrad_bc.reading.writer import Spell, Writer, uses_of
from tinygrad_bc.tape import Array, Entry, Node


@dataclass(frozen=True)
class Input:
    """A value that the graph begins with.

    Attributes
    ----------
    name : str
    label : str
        The name as the user wrote it, where that is no identifier.
    array : ndarray
        What was recorded.
    parameter : bool
        Whether a gradient is wanted.
    layer : str
        ``"1"`` for ``W1``; empty where the name has no number.
    node : object
        The Tensor or array itself.
    """

    name: str
    label: str
    array: Array
    parameter: bool
    layer: str
    node: Any


@dataclass(frozen=True)
class Rule:
    """A row of the table: ``a = tanh(z)`` and ``dz = da * (1 - a**2)``."""

    operation: str
    gradient: str

    def __str__(self) -> str:
        return f"{self.gradient}   for   {self.operation}"


@dataclass(frozen=True)
class Statement:
    """One line, forward or backward.

    Attributes
    ----------
    name : str
        What it computes: ``Z1``, ``dZ1``.
    text : str
        How, in NumPy.
    array : ndarray
        What came out.
    layer : str
        ``"1"`` for ``Z1`` and ``dZ1``; empty where the name has no number.
    node : Node
        The value on the graph; of a gradient, on the gradient's graph.
    of : str
        For a gradient: the name of the forward value that it belongs to.
    entries : tuple of Entry
        The forward operations that it comes from: the one that made the value, or those that a
        gradient came back through.
    rules : tuple of Rule
        For a gradient: the general rules that were applied.
    """

    name: str
    text: str
    array: Array
    layer: str
    node: Node
    of: str = ""
    entries: tuple[Entry, ...] = ()
    rules: tuple[Rule, ...] = ()

    @property
    def places(self) -> list[str]:
        """The forward lines that it belongs to, such as ``["net.py:12"]``."""
        return list(dict.fromkeys(entry.place for entry in self.entries))

    @property
    def sources(self) -> list[str]:
        """The text of these lines."""
        return list(dict.fromkeys(entry.source for entry in self.entries if entry.source))

    def __str__(self) -> str:
        return f"{self.name} = {self.text}"


@dataclass(frozen=True)
class Program:
    """The statements of a scalar and of its gradient.

    Attributes
    ----------
    root : str
        The name of the scalar.
    inputs : tuple of Input
        In reading order.
    forward, backward : tuple of Statement
        In the order in which they run.
    gradients : dict
        The name of the gradient of each forward name that has one; a gradient that an addition
        merely passes through has the name of the one that it equals.
    samples : int or None
        The number that is written ``m``: the columns that the cost runs over.
    convention : {"mean", "course"}
        Whether gradients of computed values are dJ/dZ, or m times that.
    names, inline : dict
        The name of each forward value, by ``id``, or the text that stands in its place.
    """

    root: str
    inputs: tuple[Input, ...]
    forward: tuple[Statement, ...]
    backward: tuple[Statement, ...]
    gradients: dict[str, str]
    samples: int | None
    convention: Convention
    names: dict[int, str] = field(repr=False)
    inline: dict[int, Text] = field(repr=False)
    derivation: Derivation = field(repr=False)

    def respelled(self, spell: Spell, names: dict[str, str]) -> Iterator[tuple[Statement, Text]]:
        """Write every statement once more, with another printer and other names."""
        found = self.derivation
        writer = Writer(
            {key: names[name] for key, name in self.names.items()},
            spell=spell,
            samples=self.samples,
            divided=found.divided,
        )
        for key, x in self.inline.items():
            text = re.sub(r"[^\W\d]\w*", lambda word: names.get(word[0], word[0]), x.text)
            writer.texts[key] = Text(text, x.level)
        texts = dict(writer.statements(self.derivation.nodes))
        yield from ((s, texts[s.node]) for s in self.forward)
        writer.carry_over(found.stand_ins)
        writer.begin(found.seed)
        writer.names |= {id(s.node): names[s.name] for s in self.backward}
        texts = dict(writer.statements(found.backward_nodes))
        yield from ((s, texts.get(s.node) or writer.of(s.node)) for s in self.backward)


def program(
    root: Any,
    *,
    convention: Convention = "mean",
    known: dict[int, str] | None = None,
    strict: bool = True,
) -> Program:
    """Read a recorded scalar and its gradient as statements.

    Parameters
    ----------
    root : Tensor
        The scalar.
    convention : {"mean", "course"}
        Gradients of computed values as dJ/dZ, or as m·dJ/dZ with ``/ m`` in those of parameters.
    known : dict, optional
        Names of the caller's variables, by ``id``; those of the calling frame by default.
    strict : bool
        Refuse names that are no identifiers; otherwise they are made ones.

    Raises
    ------
    TypeError, ValueError, RuntimeError
        For what is no recorded scalar, needs no gradient, or was changed since.
    """
    if convention not in ("mean", "course"):
        raise ValueError(f"convention must be 'mean' or 'course', got {convention!r}")
    known = naming.variables() if known is None else known
    found = derive(root, convention)
    return _Builder(found, known, strict).build(convention)


class _Builder:
    """Names first, then the forward statements, then those of the gradient."""

    def __init__(self, found: Derivation, known: dict[int, str], strict: bool) -> None:
        self.found = found
        self.namer = naming.Namer()
        self.names: dict[int, str] = {}
        self.inline: dict[int, Text] = {}
        self._name_values(known, strict)
        self.writer = Writer(
            self.names, self.namer.made_up, samples=found.samples, divided=found.divided
        )
        self.writer.texts |= self.inline

    def build(self, convention: Convention) -> Program:
        found = self.found
        inputs = tuple(self._inputs())
        forward = tuple(self._forward())
        names = {key: self.names[key] for key in found.arrays if key in self.names}
        self.writer.carry_over(found.stand_ins)
        gradients = self._name_gradients()
        self.writer.begin(found.seed)
        backward = tuple(self._backward())
        return Program(
            names[id(found.root)],
            inputs,
            forward,
            backward,
            gradients,
            found.samples,
            convention,
            names,
            self.inline,
            found,
        )

    # -------------------------------------------------------------- names

    def _name_values(self, known: dict[int, str], strict: bool) -> None:
        """Names that are given or known; other inputs have one made up, or follow from a named."""
        root, values = self.found.root, self.found.values
        for x in values:
            given = getattr(x, "_name", None)
            if given and strict:
                naming.check_name(given)
            wanted = given or known.get(id(x)) or ("J" if x is root else None)
            if wanted:
                self.names[id(x)] = self.namer.unique(wanted)
        for x in values:
            if id(x) not in self.names and getattr(x, "_entry", None) is None:
                fixed = not getattr(x, "_needs_grad", False)
                text = self._following(x, self.found.arrays[id(x)]) if fixed else None
                if text is None:
                    self.names[id(x)] = self.namer.made_up()
                else:
                    self.inline[id(x)] = text

    def _following(self, x: Any, array: Array) -> Text | None:
        """A number, the transposed view of a named array, or the complement of 0/1 labels."""
        if isinstance(x, np.generic):
            return number(x)
        for key, name in self.names.items():
            other = self.found.arrays.get(key)
            if other is not None and _is_transposed(array, other):
                return Text(f"{name}.T")
            if other is not None and _is_complement(array, other):
                return Text(f"1 - {name}", PLUS)
        return None

    def _name_gradients(self) -> dict[str, str]:
        """Name each gradient after its value; one that several share, after the latest of them."""
        found, result = self.found, {}
        for x in reversed(found.values):
            g = found.gradients.get(id(x))
            if g is not None and x is not found.root and id(x) in self.names:
                if id(g) not in self.names:
                    self.names[id(g)] = self.namer.unique("d" + self.names[id(x)])
                result[self.names[id(x)]] = self.names[id(g)]
        for node in found.backward_nodes:
            self._name_probability(node)
        return result

    def _name_probability(self, node: Node) -> None:
        """The sigmoid of a score Z2 is A2, where the cost was computed from the score alone."""
        assert node._entry is not None
        score = self.names.get(id(node._entry.operands[0]), "")
        wanted = "A" + score[1:]
        sigmoid = node._entry.operation.name == "sigmoid" and score.startswith("Z")
        if sigmoid and id(node) not in self.names and wanted not in self.namer.taken:
            self.names[id(node)] = self.namer.unique(wanted)

    # -------------------------------------------------------------- statements

    def _inputs(self) -> Iterator[Input]:
        for x in self.found.values:
            if getattr(x, "_entry", None) is None and id(x) in self.names:
                name, array = self.names[id(x)], self.found.arrays[id(x)]
                label = getattr(x, "_name", None) or name
                parameter = isinstance(x, Node) and x._needs_grad
                yield Input(name, label, array, parameter, naming.layer(name), x)

    def _forward(self) -> Iterator[Statement]:
        nodes = self.found.nodes
        uses, back = uses_of(nodes), uses_of(self.found.backward_nodes)
        for key, x in self.found.stand_ins.items():
            uses[key] += 2 * back[id(x)]  # what the backward pass reads needs a name
        for node, text in self.writer.statements(nodes, uses):
            assert node._entry is not None
            name, array = self.names[id(node)], node._entry.output
            yield Statement(
                name, text.text, array, naming.layer(name), node, entries=(node._entry,)
            )

    def _backward(self) -> Iterator[Statement]:
        found = self.found
        owners: dict[int, Any] = {}
        for x in reversed(found.values):
            if id(x) in self.names and id(x) in found.gradients and x is not found.root:
                owners.setdefault(id(found.gradients[id(x)]), x)
        for x in owners.values():  # a gradient that is the seed, or numbers, and no computation
            g = found.gradients[id(x)]
            if g._entry is None:
                yield self._gradient(g, self.writer.texts.get(id(g)) or literal(g._array), x)
        nodes = found.backward_nodes
        for node, text in self.writer.statements(nodes, uses_of(nodes)):
            yield self._gradient(node, text, owners.get(id(node)))

    def _gradient(self, node: Any, text: Text, x: Any) -> Statement:
        name = self.names[id(node)]
        if x is None:
            return Statement(name, text.text, node._array, naming.layer(name), node)
        of, through = self.names[id(x)], self._through(x)
        entries = tuple(dict.fromkeys(entry for entry, _ in through))
        return Statement(
            name, text.text, node._array, naming.layer(of), node, of, entries, _rules(through)
        )

    def _through(self, x: Any) -> list[tuple[Entry, int]]:
        """The entries, latest first, from the nearest named gradients back to this value."""
        result, stack, seen = [], [x], {id(x)}
        while stack:
            for node, i in self.found.consumers.get(id(stack.pop()), ()):
                assert node._entry is not None
                result.append((node._entry, i))
                if id(node) not in self.names and id(node) not in seen:
                    seen.add(id(node))
                    stack.append(node)
        return sorted(result, key=lambda pair: -pair[0].number)


def _rules(through: list[tuple[Entry, int]]) -> tuple[Rule, ...]:
    """The general rules, each once; those that pass a gradient on unchanged are left out."""
    rules, passing = dict[Rule, None](), dict[Rule, None]()
    for entry, i in through:
        dx, names, operation, target = general(entry, i)
        nodes = between([dx])
        writer = Writer(names)
        for node in nodes:
            writer.texts[id(node)] = writer.expression(node)
        text = writer.of(dx)
        rule = Rule(operation, f"{target} = {(text.short or text).text}")
        (rules if nodes else passing)[rule] = None
    return tuple(rules or passing)


def _is_transposed(array: Any, other: Array) -> bool:
    """Whether it is a view of the other one's memory, transposed."""
    return bool(
        array.ndim == other.ndim == 2
        and array.shape == other.shape[::-1]
        and array.strides == other.strides[::-1]
        and array.ctypes.data == other.ctypes.data
    )


def _is_complement(array: Array, other: Array) -> bool:
    """Whether these are 0/1 labels and 1 minus them."""
    if array.shape != other.shape or other.size < 2:
        return False
    labels = ((other == 0) | (other == 1)).all() and other.any() and not other.all()
    return bool(labels) and np.array_equal(array, 1 - other)
