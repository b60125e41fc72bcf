"""What a reading consists of: the values that it begins with, and a statement for each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tinygrad_bc.reading.derivation import between, general
from tinygrad_bc.reading.writer import Writer
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
    through : tuple of (Entry, int)
        For a gradient: these operations, each with the operand that it came back to.
    """

    name: str
    text: str
    array: Array
    layer: str
    node: Node
    of: str = ""
    entries: tuple[Entry, ...] = ()
    through: tuple[tuple[Entry, int], ...] = ()

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """For a gradient: the general rules that were applied."""
        return _rules(self.through)

    @property
    def lines(self) -> list[str]:
        """The forward lines that it belongs to, such as ``net.py:12  A1 = np.tanh(Z1)``.

        What no terminal should be sent, such as an escape in a file's name, is left out.
        """
        lines = {entry.place: entry.source for entry in self.entries}
        texts = [f"{place}  {source}".rstrip() for place, source in lines.items()]
        return ["".join(c if c.isprintable() else " " for c in text) for text in texts]

    def __str__(self) -> str:
        return f"{self.name} = {self.text}"


def _rules(through: Iterable[tuple[Entry, int]]) -> tuple[Rule, ...]:
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
