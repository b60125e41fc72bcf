"""Where a function finds the Tensors, arrays and numbers that it uses without being given them.

A plan reads arrays anew at each call, but must notice when a variable means another thing.  So
all that is reached from the function is written down as steps, each of which can be looked at
again: its variables, those of the functions and classes that it names, what is in lists,
dictionaries, attributes, and in modules under a name that the code uses.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from operator import getitem
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any, NamedTuple

import numpy as np

from tinygrad_bc.tape import Node

MOST = 2000  # objects that are looked at
NUMBERS = (int, float, bool, complex, str, bytes, type(None), np.generic)
# What Python calls without its name being written: net(X), net[0], for layer in net, ...
_SPECIAL = {"__call__", "__getitem__", "__getattr__", "__iter__", "__len__", "__matmul__",
            "__contains__", "__enter__", "__exit__"}  # fmt: skip
_DYNAMIC = {"getattr", "vars", "__dict__", "attrgetter"}  # then any attribute may be meant
_NOT_LOOKED_INTO = {"numpy", "tinygrad_bc"} | sys.stdlib_module_names


class Step(NamedTuple):
    """What a holder holds under a key, and how to look at it again."""

    holder: Any
    key: Any
    held: Any
    look: Callable[[Any, Any], Any]


class Origins:
    """What is reached from a function, and from other objects that a call depends on.

    Attributes
    ----------
    names : dict
        A name for each Tensor and array, by its ``id``: its variable, key or attribute.
    steps : list of Step
        What must still hold for a plan to be the function's.
    """

    def __init__(self, *roots: Any) -> None:
        self.names: dict[int, str] = {}
        self.steps: list[Step] = []
        self._called: dict[int, str] = {}
        self._seen, self._waiting = set(map(id, roots)), deque(roots)
        mentioned: set[str] = set()  # in code, as a name or a text
        members: list[Step] = []  # of users' classes and their objects: they count when mentioned
        while self._waiting and self.complete:
            x = self._waiting.popleft()
            for step in _held(x):
                self._go(step, self._called.get(id(x), ""))
            if isinstance(x, FunctionType):
                mentioned |= set(_names(x.__code__))
            elif isinstance(x, type) and self._called.get(id(x)):  # Layer(...), by its name
                mentioned.add("__init__")
            members += _members(x)
            counting = [m for m in members if m.key in mentioned | _SPECIAL or _DYNAMIC & mentioned]
            members = [m for m in members if m not in counting]
            for step in counting:
                self._go(step, "")

    @property
    def complete(self) -> bool:
        """Whether all was looked at, rather than too much to look after."""
        return len(self._seen) <= MOST

    def _go(self, step: Step, holder: str) -> None:
        """Take a step; what it leads to is looked at later."""
        self.steps.append(step)
        held = step.held
        if isinstance(held, NUMBERS) or id(held) in self._seen:
            return
        self._seen.add(id(held))
        self._called[id(held)] = _name(step.key, holder)
        if isinstance(held, (Node, np.ndarray)):
            self.names[id(held)] = self._called[id(held)]
        else:
            self._waiting.append(held)

    @property
    def arrays(self) -> list[Any]:
        """The arrays reached that NumPy may have computed with outside the tape."""
        held = {id(step.held): step.held for step in self.steps}.values()
        data = (x for x in held if isinstance(x, Node) and not x._needs_grad)
        return [*data, *(x for x in held if isinstance(x, np.ndarray))]


def hold(steps: Iterable[Step]) -> bool:
    """Whether all holders still hold the same.

    Examples
    --------
    >>> from operator import getitem
    >>> numbers = {"l2": 0.5}
    >>> steps = [Step(numbers, "l2", numbers["l2"], getitem)]
    >>> hold(steps)
    True
    >>> numbers["l2"] = 0.7
    >>> hold(steps)
    False
    """
    try:
        for holder, key, held, look in steps:
            now = look(holder, key)
            if now is not held and not same_number(now, held):
                return False
    except (LookupError, AttributeError, TypeError, ValueError):  # it holds nothing any more
        return False
    return True


def same_number(a: Any, b: Any) -> bool:
    """Whether these are equal numbers or texts of one type; nan equals itself here."""
    return type(a) is type(b) and isinstance(a, NUMBERS) and repr(a) == repr(b)


def _name(key: Any, holder: str) -> str:
    """A variable's or key's own name; of an item the list's with its index: ``W0``."""
    if isinstance(key, str) and not key.startswith("__"):
        return key
    return f"{holder}{key}" if isinstance(key, int) and holder else holder


def _held(x: Any) -> Iterator[Step]:
    """What an object holds: a function its variables, a container its items, others attributes."""
    if isinstance(x, MethodType):
        yield from _attributes(x, "__self__", "__func__")
    elif isinstance(x, (staticmethod, classmethod)):
        yield from _attributes(x, "__func__")
    elif isinstance(x, property):
        yield from _attributes(x, "fget")
    elif isinstance(x, partial):
        yield from _attributes(x, "func", "args", "keywords")
    elif isinstance(x, FunctionType):
        if _is_users(x):
            yield from _variables(x)
    elif isinstance(x, dict):
        yield Step(x, None, len(x), _length)
        yield from _items(x)
    elif isinstance(x, (list, tuple, deque)):
        yield Step(x, None, len(x), _length)
        yield from (Step(x, k, value, getitem) for k, value in enumerate(x))
    elif not isinstance(x, (type, ModuleType)):
        yield from _attributes(x, "__class__")
        if not _is_users(type(x)):
            yield from _attributes(x, "__dict__")


def _members(x: Any) -> Iterator[Step]:
    """The methods and attributes of a user's class, or the attributes of an object of one."""
    if isinstance(x, type):
        for each in filter(_is_users, x.__mro__):
            yield from _items(vars(each))
    elif _is_users(type(x)):
        yield from _items(getattr(x, "__dict__", {}))
        for each in type(x).__mro__:
            slots = vars(each).get("__slots__", ()) if _is_users(each) else ()
            yield from _attributes(x, *((slots,) if isinstance(slots, str) else slots))


def _items(x: Any) -> Iterator[Step]:
    return (Step(x, key, value, getitem) for key, value in list(x.items()))


def _attributes(x: Any, *names: str) -> Iterator[Step]:
    for name in names:
        if hasattr(x, name):
            yield Step(x, name, getattr(x, name), getattr)


def _length(holder: Any, key: Any) -> int:
    return len(holder)


def _content(cell: Any, key: Any) -> Any:
    return cell.cell_contents


def _is_users(x: Any) -> bool:
    """Whether a function or class is neither Python's, nor NumPy's, nor ours."""
    return str(x.__module__).partition(".")[0] not in _NOT_LOOKED_INTO


def _variables(function: FunctionType) -> Iterator[Step]:
    """Its closure, its defaults, and what its code names among globals and in modules."""
    names = set(_names(function.__code__))
    spaces = [function.__globals__]
    for name in names & sys.modules.keys():  # imported inside the function
        _add_module(sys.modules[name], spaces)
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            content = cell.cell_contents
        except ValueError:  # not bound yet
            continue
        yield Step(cell, name, content, _content)
        _add_module(content, spaces)
    for space in spaces:  # which grows by the modules that are found
        for name in sorted(names & space.keys()):
            yield Step(space, name, space[name], getitem)
            _add_module(space[name], spaces)
    yield from _attributes(function, "__defaults__", "__kwdefaults__", "__dict__")


def _add_module(x: Any, spaces: list[dict[str, Any]]) -> None:
    if not isinstance(x, ModuleType) or x.__name__.partition(".")[0] in _NOT_LOOKED_INTO:
        return
    if not any(vars(x) is space for space in spaces):
        spaces.append(vars(x))


def _names(code: CodeType) -> Iterator[str]:
    """The names in a function's code, and the texts: one of them may be given to `getattr`."""
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names(inner)
        elif isinstance(inner, str):
            yield inner
