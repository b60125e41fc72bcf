"""A name for every value of a reading: given, found among variables, or made up."""

from __future__ import annotations

import keyword
import re
import sys

from tinygrad_bc.tape import user_frame

_RESERVED = {"np", "m", "forward", "backward", "cache", "sigmoid", "scatter"}


def variables() -> dict[int, str]:
    """The variables of the nearest frame outside this package, by the ``id`` of their value."""
    frame = user_frame(sys._getframe(1))
    found: dict[int, str] = {}
    for scope in (frame.f_locals, frame.f_globals):
        for name, value in list(scope.items()):
            if name.isidentifier() and name[0] != "_" and hasattr(value, "shape"):
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


def check_name(name: str) -> None:
    """Refuse a name that cannot stand in a program."""
    if not name.isidentifier() or keyword.iskeyword(name):
        raise ValueError(
            f"the name {name!r} of a tensor is no Python identifier, so no equation can be written "
            f"with it; rename the tensor: .named({identifier(name)!r})"
        )


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


def layer(name: str) -> str:
    """The layer that a name belongs to: its trailing digits, unless it was made up.

    Examples
    --------
    >>> layer("W1"), layer("dZ12"), layer("X"), layer("t3")
    ('1', '12', '', '')
    """
    match = re.fullmatch(r"[A-Za-z]+?(\d+)", name)
    return match[1] if match and not re.fullmatch(r"d?t\d+", name) else ""
