"""A recorded scalar and its gradient as two lists of statements under one set of names.

All readings begin here: equations, NumPy source, the picture's labels and the step-through page
show the same names, expressions, lines and numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tinygrad_bc.convention import Convention
from tinygrad_bc.reading import names as naming
from tinygrad_bc.reading.derivation import Derivation, derive
from tinygrad_bc.reading.origins import variables
from tinygrad_bc.reading.spelling import PLUS, Text, literal, number
from tinygrad_bc.reading.statements import Input, Rule, Statement
from tinygrad_bc.reading.writer import WIDEST, Spell, Writer, constants, uses_of
from tinygrad_bc.tape import Array, Entry, Node

__all__ = ["Input", "Program", "Rule", "Statement", "program"]

ACTIVATIONS = {"tanh", "sigmoid", "relu", "leaky_relu", "softplus"}


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
    numbers : list
        What is written as the number 1: where a gradient that the graph contains began.
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
    numbers: list[Any] = field(repr=False)
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
        writer.take_numbers(self.numbers)
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
    widest: int = WIDEST,
    reserved: Iterable[str] = (),
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
    widest : int
        How many characters a statement may have before parts of it get lines of their own.
    reserved : iterable of str
        Names that no value may have.

    Raises
    ------
    TypeError, ValueError, RuntimeError
        For what is no recorded scalar, needs no gradient, or was changed since.
    """
    if convention not in ("mean", "course"):
        raise ValueError(f"convention must be 'mean' or 'course', got {convention!r}")
    known = variables() if known is None else known
    found = derive(root, convention)
    return _Builder(found, known, strict, widest, reserved).build(convention)


class _Builder:
    """Names first, then the forward statements, then those of the gradient."""

    def __init__(
        self,
        found: Derivation,
        known: dict[int, str],
        strict: bool,
        widest: int,
        reserved: Iterable[str],
    ) -> None:
        self.found = found
        self.namer = naming.Namer(reserved)
        self.names: dict[int, str] = {}
        self.inline: dict[int, Text] = {}
        self.numbers: list[Any] = []
        self.owners: dict[int, Any] = {}  # the value of a gradient
        self._name_values(known, strict)
        self.writer = Writer(
            self.names,
            self.namer.made_up,
            samples=found.samples,
            divided=found.divided,
            widest=widest,
        )
        self.writer.texts |= self.inline
        self.writer.take_numbers(self.numbers)
        self.constant = constants(found.backward_nodes, found.seed)
        self.writer.due = set(self._due())
        self._name_scores()
        self.layers = {naming.layer(self.names.get(id(x), "")) for x in self._parameters()}

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
            self.numbers,
            found,
        )

    # -------------------------------------------------------------- names

    def _name_values(self, known: dict[int, str], strict: bool) -> None:
        """Names that are given or known; other inputs have one made up, or follow from a named."""
        root, values = self.found.root, self.found.values
        if strict:
            for given in filter(None, (getattr(x, "_name", None) for x in values)):
                naming.check_name(given)
        wanted = naming.Wanted(values, self.found.nodes, root, known)
        for x in values:
            if name := wanted.fixed.get(id(x)):
                self.names[id(x)] = self.namer.unique(name)
        for x in values:
            if id(x) not in self.names:
                name = wanted.by_lines(x, self.names) or ("J" if x is root else None)
                if name:
                    self.names[id(x)] = self.namer.unique(name)
        for x in values:
            if id(x) not in self.names and getattr(x, "_entry", None) is None:
                fixed = not getattr(x, "_needs_grad", False)
                if fixed and _is_one(self.found.arrays[id(x)], root):
                    self.numbers.append(x)
                    continue
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
        """Name each gradient after its value; one that several share, after the latest of them.

        A value whose name was made up comes last, and gets no gradient that is a mere number.
        """
        found, result = self.found, {}
        known = [x for x in reversed(found.values) if id(x) in self.names and x is not found.root]
        for x in sorted(known, key=lambda x: self.names[id(x)] in self.namer.made):
            g, name = found.gradients.get(id(x)), self.names[id(x)]
            if g is None or (id(g) in self.constant and name in self.namer.made):
                continue
            if id(g) not in self.names:
                self.names[id(g)] = self.namer.unique("d" + name)
            result[name] = self.names[id(g)]
            self.owners.setdefault(id(g), x)
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

    def _parameters(self) -> list[Any]:
        return [x for x in self.found.values if getattr(x, "_needs_grad", 0) and not x._entry]

    def _layer(self, name: str) -> str:
        """The layer of a name, where there is a parameter of that number."""
        n = naming.layer(name)
        return n if n in self.layers else ""

    def _due(self) -> Iterator[int]:
        """The values without a name whose gradients are used more than once, and have no name."""
        found, uses = self.found, uses_of(self.found.backward_nodes)
        done = self.constant | {id(g) for x, g in found.gradients.items() if x in self.names}
        for node in reversed(found.nodes):
            g = id(found.gradients.get(id(node)))
            if uses[g] > 1 and g not in done:
                done.add(g)
                yield id(node)

    def _name_scores(self) -> None:
        """A score without a name that an activation A1 was computed from is Z1."""
        for node in self.found.nodes:
            entry, name = node._entry, self.names.get(id(node), "")
            assert entry is not None
            score = id(entry.operands[0])
            wanted = "Z" + name[1:]
            if (
                entry.operation.name in ACTIVATIONS
                and score in self.writer.due
                and name.startswith("A")
                and wanted not in self.namer.taken
            ):
                self.names[score] = self.namer.unique(wanted)

    # -------------------------------------------------------------- statements

    def _inputs(self) -> Iterator[Input]:
        for x in self.found.values:
            if getattr(x, "_entry", None) is None and id(x) in self.names:
                name, array = self.names[id(x)], self.found.arrays[id(x)]
                label = getattr(x, "_name", None) or name
                parameter = isinstance(x, Node) and x._needs_grad
                yield Input(name, label, array, parameter, self._layer(name), x)

    def _forward(self) -> Iterator[Statement]:
        nodes = self.found.nodes
        uses, back = uses_of(nodes), uses_of(self.found.backward_nodes)
        for key, x in self.found.stand_ins.items():
            uses[key] += 2 * back[id(x)]  # what the backward pass reads needs a name
        for node, text in self.writer.statements(nodes, uses):
            assert node._entry is not None
            name, array = self.names[id(node)], node._entry.output
            yield Statement(name, text.text, array, self._layer(name), node, entries=(node._entry,))

    def _backward(self) -> Iterator[Statement]:
        found = self.found
        for x in self.owners.values():  # of a gradient that is numbers, or the seed itself
            g = found.gradients[id(x)]
            if g._entry is None:
                yield self._gradient(g, self.writer.texts.get(id(g)) or literal(g._array), x)
        nodes = found.backward_nodes
        for node, text in self.writer.statements(nodes, uses_of(nodes)):
            yield self._gradient(node, text, self.owners.get(id(node)))

    def _gradient(self, node: Any, text: Text, x: Any) -> Statement:
        name = self.names[id(node)]
        if x is None:  # a part of what a rule computes
            entry = self.found.origin(node)._entry
            assert entry is not None
            rules = entry.operation.rules_of(len(entry.values))
            through = [(entry, i) for i, y in enumerate(entry.operands)
                       if rules[i] and id(y) in self.found.gradients]  # fmt: skip
            of = ""
        else:
            of, through = self.names[id(x)], self._through(x)
        entries = tuple(dict.fromkeys(entry for entry, _ in through))
        return Statement(
            name, text.text, node._array, self._layer(of or name), node, of, entries, tuple(through)
        )

    def _through(self, x: Any) -> list[tuple[Entry, int]]:
        """The entries, latest first, from the nearest named gradients back to this value."""
        result, stack, seen = [], [x], {id(x)}
        while stack:
            for node, i in self.found.consumers.get(id(stack.pop()), ()):
                assert node._entry is not None
                result.append((node._entry, i))
                g = self.found.gradients.get(id(node))
                if self.owners.get(id(g)) is not node and id(node) not in seen:
                    seen.add(id(node))
                    stack.append(node)
        return sorted(result, key=lambda pair: -pair[0].number)


def _is_one(array: Array, root: Node) -> bool:
    """Whether it is a plain 1, such as a gradient on the graph began with; the dtype stays."""
    return array.ndim == 0 and array.dtype == root._array.dtype and bool(array == 1)


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
