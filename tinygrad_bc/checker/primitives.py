"""Operations as functions without effects, so that a trace can be computed again.

A change in place becomes a function that returns the changed copy; a view of memory that changed
becomes a function of both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tinygrad_bc.tensor import Tensor


def part(made: Callable[..., Any], i: int) -> Callable[..., Any]:
    """One of several results."""
    return lambda *args, **kwargs: made(*args, **kwargs)[i]


def method(name: str) -> Callable[..., Any]:
    """A method as a function."""

    def called(value: Any, *args: Any, **kwargs: Any) -> Any:
        return getattr(value, name)(*args, **kwargs)

    called.__name__ = name
    return called


def with_keywords(made: Callable[..., Any], kwargs: dict[str, Any]) -> Callable[..., Any]:
    """The function with keywords filled in."""

    def called(*args: Any) -> Any:
        return made(*args, **kwargs)

    called.__name__ = getattr(made, "__name__", "")
    return called


def changing(made: Callable[..., Any], kwargs: dict[str, Any]) -> Callable[..., Any]:
    """A function that changes its argument, as one that returns the changed copy."""

    def changed(value: Any, *args: Any) -> Any:
        copy = np.array(value)
        made(copy, *args, **kwargs)
        return copy

    return changed


def set_item(value: Any, index: Any, new: Any) -> Any:
    """A copy with an element, or several, set."""
    if isinstance(value, Tensor) or isinstance(new, Tensor):
        size = np.size(value)
        at = np.arange(size).reshape(np.shape(value))
        places = at[index]
        at[index] = size + np.arange(np.size(places)).reshape(np.shape(places))
        return _picked(value, new + np.zeros(np.shape(places)), at)
    copy = np.array(value)
    copy[index] = new
    return copy


def _picked(old: Any, new: Any, at: Any) -> Any:
    """Elements of two arrays, numbered one after the other: a change in place, on Tensors."""
    return np.concatenate([np.ravel(old), np.ravel(new)])[at]


def updating_item(operation: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """A copy with an element, or several, updated by an operation."""

    def updated_item(value: Any, index: Any, new: Any) -> Any:
        return set_item(value, index, operation(value[index], new))

    return updated_item


def addresses(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Where in memory each element of an array stands."""
    at = np.full(array.shape, array.__array_interface__["data"][0], dtype=np.int64)
    for axis, stride in enumerate(array.strides):
        shape = [-1 if a == axis else 1 for a in range(array.ndim)]
        at = at + (stride * np.arange(array.shape[axis])).reshape(shape)
    return at.ravel()


def seen_through(view: Any, changed: Any) -> Callable[[Any, Any], Any]:
    """How a view follows a change of the memory that it shares."""
    _, here, there = np.intersect1d(addresses(view), addresses(changed), return_indices=True)

    def follow(old: Any, new: Any) -> Any:
        if isinstance(old, Tensor) or isinstance(new, Tensor):
            at = np.arange(np.size(old))
            at[here] = np.size(old) + there
            return _picked(old, new, at.reshape(np.shape(old)))
        out = np.array(old, order="C")
        out.reshape(-1)[here] = np.asarray(new).reshape(-1)[there]
        return out

    return follow


def ancestry(nodes: Sequence[Any]) -> Callable[[int], set[int]]:
    """:func:`ancestors` of one node after the other: what is known of those before is used."""
    known: dict[int, set[int]] = {}

    def of(node: int) -> set[int]:
        if node not in known:
            found, waiting = {node}, [node]
            while waiting:
                for read in nodes[waiting.pop()].reads:
                    if read in known:
                        found |= known[read]
                    elif read not in found:
                        found.add(read)
                        waiting.append(read)
            known[node] = found
        return known[node]

    return of


def ancestors(nodes: Sequence[Any], *last: int) -> set[int]:
    """Every node that some nodes were computed from, themselves included."""
    found, waiting = set(last), list(last)
    while waiting:
        for read in nodes[waiting.pop()].reads:
            if read not in found:
                found.add(read)
                waiting.append(read)
    return found
