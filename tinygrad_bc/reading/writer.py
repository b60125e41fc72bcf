"""From the entries of a graph to statements: what gets a line, and what is written in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from tinygrad_bc.reading.spelling import PLUS, TIMES, Text, literal, ratio, spelled
from tinygrad_bc.tape import Entry, Node

WIDEST = 81  # of a name and its expression: then the line has the usual 88
ROOM = 13  # less for an expression that is written in place
SHORTEST = 20  # of an operand that is given a name to shorten a line
_VIEWS = {"transpose", "broadcast_to", "expand_dims"}  # cost nothing: never a line of their own
Spell = Callable[[Entry, list[Text]], Text]


def constants(nodes: Iterable[Node], seed: Node) -> set[int]:
    """The gradients, by ``id``, that are one number all over: they follow from the seed alone."""
    found = {id(seed)}
    for node in nodes:
        if _follows(node, found):
            found.add(id(node))
    return found


def _follows(node: Node, known: Container[int]) -> bool:
    """Whether it is one number, computed from known ones."""
    entry, array = node._entry, node._array
    assert entry is not None
    numbers = all(id(x) in known or isinstance(x, (int, float)) for x in entry.operands)
    return numbers and array.size > 0 and bool((array == array.flat[0]).all())


def uses_of(nodes: Iterable[Node]) -> Counter[int]:
    """How often each value is an operand, by ``id``."""
    return Counter(id(x) for node in nodes for x in node._entry.operands)  # type: ignore[union-attr]


class Writer:
    """Writes nodes as statements, one printer for forward and backward.

    A value with a name gets a line; one without is written in place where it is used once and its
    text stays short, and is given a name otherwise.

    Parameters
    ----------
    names : dict
        The name of a value by ``id``; names that are made up are added.
    make_up : callable, optional
        Gives the next free name; without it nothing is named.
    spell : callable, optional
        How an entry is spelled from the texts of its operands; in NumPy by default.
    samples : int, optional
        The number that is written ``m`` where 1 is divided by it.
    divided : container of int
        The nodes, by ``id``, that are something divided by ``m``.
    widest : int
        How many characters a name and its expression may have.

    Attributes
    ----------
    due : set of int
        What gets a name wherever it stands: values whose gradients have one.
    """

    def __init__(
        self,
        names: dict[int, str],
        make_up: Callable[[], str] | None = None,
        spell: Spell | None = None,
        samples: int | None = None,
        divided: Container[int] = (),
        widest: int = WIDEST,
    ) -> None:
        self.names = names
        self.texts: dict[int, Text] = {}
        self._make_up = make_up
        self._spell = spell or spelled
        self._samples: int | None = None  # until a gradient begins
        self._m = samples
        self._divided = divided
        self._widest = widest
        self.due: set[int] = set()
        self._constant: set[int] = set()

    def begin(self, seed: Node) -> None:
        """Let a gradient begin here: what follows from it and from numbers alone is a number."""
        self._samples = self._m
        self._constant.add(id(seed))
        self.texts[id(seed)] = self._number(seed._array)

    def take_numbers(self, leaves: Iterable[Any]) -> None:
        """Write these leaves, which have no axes, as numbers, and what follows from them alone."""
        for x in leaves:
            self._constant.add(id(x))
            self.texts[id(x)] = self._number(x._array if isinstance(x, Node) else x)

    def carry_over(self, stand_ins: Mapping[int, Node]) -> None:
        """Let the stand-ins of the gradient's graph be called what the forward values are."""
        for key, x in stand_ins.items():
            if key in self.names:
                self.names[id(x)] = self.names[key]
            elif key in self.texts:
                self.texts[id(x)] = self.texts[key]
                if key in self._constant:
                    self._constant.add(id(x))

    def statements(
        self, nodes: Iterable[Node], uses: Mapping[int, int] | None = None
    ) -> Iterator[tuple[Node, Text]]:
        """Give the nodes that get a line, with the text of what stands right of the ``=``."""
        for node in nodes:
            text, key = self.expression(node), id(node)
            named = key in self.names
            if not named and (uses is None or not self._is_due(node, text, uses[key])):
                self.texts[key] = text
                continue
            while len(self.names.get(key, "t10")) + len(text.text) > self._widest:
                part = self._longest_part(node)
                if part is None:
                    break
                yield part, self.texts.pop(id(part))
                text = self.expression(node)
            if not named and self._make_up is not None:
                self.names[key] = self._make_up()
            yield node, text

    def _longest_part(self, node: Node) -> Node | None:
        """Make up a name for the longest operand that is written in place."""
        assert node._entry is not None
        parts = [x for x in node._entry.operands if isinstance(x, Node) and x._entry is not None]
        parts = [x for x in parts if id(x) in self.texts and id(x) not in self._constant]
        part = max(parts, key=lambda x: len(self.texts[id(x)].text), default=None)
        if self._make_up is None or part is None or len(self.texts[id(part)].text) < SHORTEST:
            return None
        self.names[id(part)] = self._make_up()
        return part

    def _is_due(self, node: Node, text: Text, uses: int) -> bool:
        """Whether it is due, used more than once, or too long to stand in place."""
        if self._make_up is None or id(node) in self._constant:
            return False
        several = uses > 1 and not self._is_cheap(node)
        return several or id(node) in self.due or len(text.text) > self._widest - ROOM

    def _is_cheap(self, node: Node) -> bool:
        """Whether it is as short as a name: ``W.T``, ``1 - A``."""
        entry = node._entry
        assert entry is not None
        arrays = [x for x in entry.operands if not isinstance(x, (int, float))]
        plain = all(id(x) in self.names or id(x) in self._constant for x in arrays)
        return plain and (
            entry.operation.name in _VIEWS
            or (entry.operation.name in ("add", "sub", "neg") and len(arrays) == 1)
        )

    def of(self, x: Any) -> Text:
        """The text of an operand: its name, what is written in place of it, or its numbers."""
        key = id(x)
        if key in self.names:
            return Text(self.names[key])
        if key in self.texts:
            return self.texts[key]
        return literal(x._array if isinstance(x, Node) else x)

    def expression(self, node: Node) -> Text:
        """The text of an operation on its operands."""
        entry = node._entry
        assert entry is not None
        if _follows(node, self._constant):
            self._constant.add(id(node))
            return self._number(node._array)
        operands = [self.of(x) for x in entry.operands]
        name = entry.operation.name
        if name == "where" or (isinstance(entry.operation.function, np.ufunc) and name != "matmul"):
            operands = _shortened(entry, operands)
            if name == "mul" and (factor := self._sign(entry, operands)):
                return factor
            if name == "add" and type(entry.values[0]) is int and not entry.values[0]:
                return operands[1]  # where Python's sum() begins
            if name == "add" and self._constant:
                return self._sum(entry, operands)
            if id(node) in self._divided:
                operands[1] = Text("m")
        text = self._spell(entry, operands)
        if name == "broadcast_to" or (name == "expand_dims" and np.ndim(entry.values[0]) == 0):
            inner = operands[0]
            return text._replace(
                short=inner.short or inner,
                short_shape=inner.short_shape if inner.short else np.shape(entry.values[0]),
            )
        return text

    def _number(self, array: Any) -> Text:
        """The one number that a constant gradient consists of."""
        short = ratio(array.flat[0], self._samples)
        if array.ndim == 0:
            return short
        dtype = "" if array.dtype == np.float64 else f", dtype=np.{array.dtype}"
        if short.text == "1":
            return Text(f"np.ones({array.shape}{dtype})", short=short)
        value = short.text if "/" in short.text else repr(float(array.flat[0]))
        return Text(f"np.full({array.shape}, {value}{dtype})", short=short)

    def _sum(self, entry: Entry, operands: list[Text]) -> Text:
        """A sum of gradients, as a difference where one of them is negative: no bit changes."""
        left, right = operands
        if left.text.startswith("-") and left.level >= TIMES and right.level >= PLUS:
            left, right = right, left
        if right.text.startswith("-") and right.level >= TIMES:
            return Text(f"{left.within(PLUS)} - {right.negative().within(TIMES)}", PLUS)
        return self._spell(entry, operands)

    def _sign(self, entry: Entry, operands: list[Text]) -> Text | None:
        """A product with the constant 1 or -1 is the other factor, but for its sign."""
        for k in (0, 1):
            one, other = operands[k], operands[1 - k]
            value = entry.values[1 - k]
            if (
                id(entry.operands[k]) in self._constant
                and one.text in ("1", "-1")
                and np.shape(value) == entry.output.shape
                and _is_kept(getattr(value, "dtype", None), entry.output.dtype)
            ):
                return other if one.text == "1" else other.negative()
        return None


def _is_kept(dtype: Any, result: np.dtype[Any]) -> bool:
    """Whether an array of this dtype may stand for its product with 1: labels may be integers."""
    return bool(
        dtype == result or (dtype is not None and dtype.kind == "i" and result == np.float64)
    )


def _shortened(entry: Entry, operands: list[Text]) -> list[Text]:
    """Leave out the spreading of an operand that broadcasting does all the same."""
    shapes = [np.shape(value) for value in entry.values]
    result = list(operands)
    for k, x in enumerate(operands):
        if x.short is None:
            continue
        others = [*shapes[:k], x.short_shape, *shapes[k + 1 :]]
        if np.broadcast_shapes(*others) == entry.output.shape:
            shapes, result[k] = others, x.short
    return result
