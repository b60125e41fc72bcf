"""A name for every value of a reading: given, found among variables, or made up."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator
from typing import Any
from unicodedata import normalize

from tinygrad_bc.reading.origins import Called, is_part, operand, target
from tinygrad_bc.reading.origins import variables as variables
from tinygrad_bc.tape import Entry, Node

_RESERVED = {"np", "m", "forward", "backward", "cache", "sigmoid", "scatter", "bool"}
WORD = re.compile(r"[^\W\d]\w*")


def identifier(text: str) -> str:
    """Turn a text into a name that Python accepts.

    Examples
    --------
    >>> identifier("layer.1"), identifier("lambda"), identifier("2x")
    ('layer_1', 'lambda_', '_2x')
    """
    name = re.sub(r"\W", "_", normalize("NFKC", text)) or "_"  # as Python reads it
    name = "_" + name if name[0].isdigit() else name
    return name + "_" if keyword.iskeyword(name) else name


def check_name(name: str) -> None:
    """Refuse a name that cannot stand in a program."""
    if not name.isidentifier() or keyword.iskeyword(name):
        raise ValueError(
            f"the name {name!r} of a tensor is no Python identifier, so no equation can be written "
            f"with it; rename the tensor: .named({identifier(name)!r})"
        )


def words(text: str) -> Iterable[str]:
    """The names that an expression mentions, each once."""
    return dict.fromkeys(WORD.findall(text))


class Namer:
    """Hands out names, none of them twice."""

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self.reserved = _RESERVED | set(reserved)
        self.taken = set(self.reserved)
        self.made: set[str] = set()
        self._count = 0

    def unique(self, wanted: str) -> str:
        """The wanted name, or the first free one that begins with it."""
        first = identifier(wanted)
        first += "_" if first in self.reserved else ""
        name, k = first, 2
        while name in self.taken:
            name, k = f"{first}_{k}", k + 1
        self.taken.add(name)
        return name

    def made_up(self) -> str:
        """The next free one of t1, t2, ..."""
        while True:
            self._count += 1
            if (name := f"t{self._count}") not in self.taken:
                self.taken.add(name)
                self.made.add(name)
                return name


def layer(name: str) -> str:
    """The layer that a name belongs to: its trailing digits, unless it was made up.

    Examples
    --------
    >>> layer("W1"), layer("dZ12"), layer("X"), layer("t3")
    ('1', '12', '', '')
    """
    match = re.fullmatch(r"[^\W\d_]+?(\d+)", name)
    return match[1] if match and not re.fullmatch(r"d?t\d+", name) else ""


class Wanted:
    """What each value of a graph would be called, from its name or from the user's program.

    A name that lines give to several values, as in a loop (``Z = W @ A + b``) or by an index
    (``Z[l] = ...``), gets numbers: the layer of the parameter that the statement reads, else that
    of the other values in it, else the next.

    Parameters
    ----------
    values : list
        In reading order, operands before results.
    nodes : list of Node
        Those that operations made, in the order of their making.
    root : Node
        The scalar.
    known : dict
        Names of the caller's variables, by ``id``.
    """

    def __init__(
        self, values: list[Any], nodes: list[Node], root: Node, known: dict[int, str]
    ) -> None:
        self._root = root
        self.fixed: dict[int, str] = {}  # given, or of a variable
        self._called = dict(_called_by_lines(nodes))
        series: dict[tuple[str, int], list[int]] = {}
        for x in values:
            if not getattr(x, "_name", None) and x is not root and id(x) in self._called:
                series.setdefault(self._series(x), []).append(id(x))
        self._several = {key for key, ids in series.items() if len(ids) > 1}
        left_over = {  # what a loop's variable still names is no more than the last of several
            key for key in self._several if any(known.get(i) == key[0] for i in series[key])
        }
        for x in values:
            of_loop = id(x) in self._called and x is not root and self._series(x) in left_over
            name = getattr(x, "_name", None) or (None if of_loop else known.get(id(x)))
            if name:
                self.fixed[id(x)] = name
        self._last: dict[str, int] = {}

    def _series(self, x: Any) -> tuple[str, int]:
        """Values of one name and kind: data, parameters, or computed."""
        kind = 2 if getattr(x, "_entry", None) else bool(getattr(x, "_needs_grad", False))
        return self._called[id(x)].text, kind

    def by_lines(self, x: Any, names: dict[int, str]) -> str | None:
        """The name that the lines of the program give, numbered where it must be."""
        called = self._called.get(id(x))
        if called is None:
            return None
        base = called.text
        numbered = called.counted or self._series(x) in self._several
        if not numbered or x is self._root or base[-1].isdigit():
            return base
        n = _layer_of(x, base, names) or self._last.get(base, 0) + 1
        self._last[base] = n
        return f"{base}{n}"


def _called_by_lines(nodes: list[Node]) -> Iterator[tuple[int, Called]]:
    """What lines call the values: where they are used first, or better, where they are made."""
    for node in reversed(nodes):
        entry = _of(node)
        for i, x in enumerate(entry.operands):
            if not isinstance(x, (int, float)) and (called := operand(entry, i)):
                yield id(x), called
    for node, after in zip(nodes, [*nodes[1:], None], strict=True):
        entry = _of(node)
        if after is not None and _same_place(entry, _of(after)) and is_part(entry):
            continue  # of a function that goes on
        if called := target(entry):
            yield id(node), called


def _same_place(entry: Entry, other: Entry) -> bool:
    return entry.code is other.code and entry.instruction == other.instruction


def _layer_of(x: Any, base: str, names: dict[int, str]) -> int:
    """The layer of what the statement reads, parameters first; 0 where nothing tells."""
    parameters, others = [0], [0]
    stack, seen = [x], {id(x)}
    while stack:
        entry = getattr(stack.pop(), "_entry", None)
        for y in entry.operands if entry else ():
            name = names.get(id(y))
            if name is None and isinstance(y, Node) and id(y) not in seen:
                seen.add(id(y))
                stack.append(y)
            elif name and (digits := layer(name)) and name != base + digits:
                leaf = isinstance(y, Node) and y._entry is None and y._needs_grad
                (parameters if leaf else others).append(int(digits))
    return max(parameters) or max(others)


def _of(node: Any) -> Entry:
    entry: Entry = node._entry
    return entry
