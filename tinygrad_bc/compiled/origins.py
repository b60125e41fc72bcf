"""Where a function finds the Tensors, arrays and numbers that it uses without being given them.

A plan reads them anew at each call, but must notice when a variable means another one: it checks
every step of the way from the function's variables, its helpers', and the objects in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any, NamedTuple

import numpy as np

from tinygrad_bc.tape import PACKAGE, Node

MOST = 2000  # objects that are looked at
_NUMBERS = (int, float, bool, str, type(None))


class Step(NamedTuple):
    """One step of a way: what a holder holds under a key."""

    holder: Any
    key: Any
    held: Any
    look: Callable[[Any, Any], Any]

    def holds(self) -> bool:
        """Whether it still holds the same."""
        try:
            now = self.look(self.holder, self.key)
        except (KeyError, IndexError, AttributeError, ValueError):
            return False
        return now is self.held or (type(now) in _NUMBERS and now == self.held)


class Origins:
    """What is reached from a function.

    Attributes
    ----------
    names : dict
        The variable or key of each Tensor and array, by its ``id``.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.names: dict[int, str] = {}
        self._way: dict[int, Step] = {}
        self._numbers: list[Step] = []
        seen, waiting = {id(function)}, [function]
        while waiting and len(seen) < MOST:
            for step in _held(waiting.pop(0)):
                held = step.held
                if type(held) in _NUMBERS:
                    self._numbers.append(step)
                elif id(held) not in seen:
                    seen.add(id(held))
                    self._way[id(held)] = step
                    if isinstance(held, (Node, np.ndarray)):
                        self.names[id(held)] = step.key if isinstance(step.key, str) else ""
                    else:
                        waiting.append(held)

    def guards(self, used: list[Any]) -> list[Step]:
        """What must still hold for these to be the ones that the function uses."""
        steps: dict[tuple[int, Any], Step] = {}
        for step in self._numbers:
            self._add(step, steps)
        for x in used:
            if id(x) in self._way:
                self._add(self._way[id(x)], steps)
        return list(steps.values())

    def _add(self, step: Step, steps: dict[tuple[int, Any], Step]) -> None:
        key = (id(step.holder), step.key)
        while key not in steps:
            steps[key] = step
            if id(step.holder) not in self._way:
                return
            step = self._way[id(step.holder)]
            key = (id(step.holder), step.key)


def _held(x: Any) -> Iterator[Step]:
    """What an object holds: a function its variables, a container its items, others attributes."""
    if isinstance(x, MethodType):
        yield Step(x, "__self__", x.__self__, getattr)
        yield Step(x, "__func__", x.__func__, getattr)
    elif isinstance(x, partial):
        yield from (
            Step(x, name, getattr(x, name), getattr) for name in ("func", "args", "keywords")
        )
    elif isinstance(x, FunctionType):
        if not x.__code__.co_filename.startswith(PACKAGE):
            yield from _variables(x)
    elif isinstance(x, dict):
        yield from (Step(x, key, value, _item) for key, value in list(x.items()))
    elif isinstance(x, (list, tuple)):
        yield from (Step(x, k, value, _item) for k, value in enumerate(x))
    elif not isinstance(x, (type, ModuleType)) and hasattr(x, "__dict__"):
        yield Step(x, "__dict__", vars(x), _attributes)


def _item(holder: Any, key: Any) -> Any:
    return holder[key]


def _content(holder: Any, key: Any) -> Any:
    return holder.cell_contents


def _attributes(holder: Any, key: Any) -> Any:
    return vars(holder)


def _variables(function: FunctionType) -> Iterator[Step]:
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            yield Step(cell, name, cell.cell_contents, _content)
        except ValueError:  # not bound yet
            continue
    space = function.__globals__
    for name in _names(function.__code__):
        if name in space:
            yield Step(space, name, space[name], _item)
    if function.__defaults__:
        yield Step(function, "__defaults__", function.__defaults__, getattr)


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names(inner)
