"""A name for every value of a recorded graph: given, found among variables, or made up."""

from __future__ import annotations

import keyword
import os
import re
import sys
from typing import Any

from tinygrad_bc import tape
from tinygrad_bc.tape import Node

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_RESERVED = {"np", "forward", "backward", "cache", "sigmoid", "scatter"}


def variables() -> dict[int, str]:
    """The variables of the nearest frame outside this package, by the ``id`` of their value."""
    frame = sys._getframe(1)
    while frame.f_code.co_filename.startswith(_PACKAGE) and frame.f_back is not None:
        frame = frame.f_back
    found: dict[int, str] = {}
    for scope in (frame.f_locals, frame.f_globals):
        for name, value in list(scope.items()):
            if (
                name.isidentifier()
                and name[0] != "_"
                and type(value) not in (int, float, bool, str)
            ):
                found.setdefault(id(value), name)
    return found


def identifier(text: str) -> str:
    """Turn a text into a name that Python accepts.

    Examples
    --------
    >>> identifier("layer.1"), identifier("lambda"), identifier("2x")
    ('layer_1', 'lambda_', '_2x')
    """
    name = re.sub(r"\W", "_", text) or "_"
    name = "_" + name if name[0].isdigit() else name
    return name + "_" if keyword.iskeyword(name) or name in _RESERVED else name


def check(root: Any) -> None:
    """Refuse what has no recorded graph to read."""
    if not isinstance(root, Node):
        raise TypeError(f"a reading needs a Tensor, got {type(root).__name__}")
    if root._array.size != 1:
        raise ValueError(f"a reading starts from a scalar, not from shape {root._array.shape}")
    if root._entry is None:
        raise RuntimeError("nothing is recorded: no operation led to this tensor")


def values_of(root: Node) -> list[Any]:
    """Every Tensor and plain array of the graph in reading order, each once."""
    seen: set[int] = set()
    result: list[Any] = []
    for node in reversed(tape.graph(root)):
        assert node._entry is not None
        for x in (*node._entry.operands, node):
            if (isinstance(x, Node) or hasattr(x, "shape")) and id(x) not in seen:
                seen.add(id(x))
                result.append(x)
    return result


class Namer:
    """Hands out names, none of them twice."""

    def __init__(self) -> None:
        self.taken: set[str] = set(_RESERVED)
        self._count = 0

    def unique(self, wanted: str) -> str:
        """The wanted name, or the first free one that begins with it."""
        name, k = identifier(wanted), 2
        while name in self.taken:
            name, k = f"{identifier(wanted)}_{k}", k + 1
        self.taken.add(name)
        return name

    def made_up(self) -> str:
        """The next free one of t1, t2, ..."""
        while True:
            self._count += 1
            if (name := f"t{self._count}") not in self.taken:
                self.taken.add(name)
                return name


def names_of(root: Node, known: dict[int, str], namer: Namer | None = None) -> dict[int, str]:
    """Name every value of the graph, by ``id``; `known` are the caller's variables."""
    namer = namer or Namer()
    values = values_of(root)
    names = {}
    for x in values:
        wanted = getattr(x, "_name", None) or known.get(id(x))
        if wanted:
            names[id(x)] = namer.unique(wanted)
    for x in values:
        if id(x) not in names:
            names[id(x)] = namer.made_up()
    return names


def layer(name: str) -> str:
    """The layer that a name belongs to: its trailing digits, unless it was made up."""
    match = re.fullmatch(r"[A-Za-z]+?(\d+)", name)
    return match[1] if match and not re.fullmatch(r"t\d+", name) else ""
