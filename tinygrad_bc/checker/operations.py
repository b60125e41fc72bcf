"""An operation of a trace, computed again from other numbers."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from tinygrad_bc.checker.branches import steady
from tinygrad_bc.checker.nodes import Node, Ref, refs

Values = list[Any]


def thawed(tree: Any, values: Values) -> Any:
    """The arguments of an operation, with numbers in place of nodes."""
    if isinstance(tree, Ref):
        return values[tree.node]
    if isinstance(tree, list | tuple):
        return type(tree)([thawed(part, values) for part in tree])
    if isinstance(tree, dict):
        return {key: thawed(part, values) for key, part in tree.items()}
    return np.float64 if tree is np.float32 else tree


def reader(tree: Any) -> Callable[[Values], Any]:
    """:func:`thawed` for one tree, put together once."""
    if isinstance(tree, Ref):
        return operator.itemgetter(tree.node)
    if not any(True for _ in refs(tree)):
        fixed = thawed(tree, [])
        return lambda values: fixed
    if isinstance(tree, dict):
        held = {key: reader(part) for key, part in tree.items()}
        return lambda values: {key: read(values) for key, read in held.items()}
    reads, kind = [reader(part) for part in tree], type(tree)
    return lambda values: kind([read(values) for read in reads])


def step(node: Node) -> Callable[[Values, Values], Any]:
    """One operation from (numbers before, numbers now), along the branch that it took before."""
    made: Any = node.made
    args, kwargs = reader(node.args), reader(node.kwargs)
    branch = steady(made, len(node.args))
    if branch is not None and not ("out" in node.kwargs or "where" in node.kwargs):
        return lambda was, now: branch(args(was), args(now), kwargs(now))
    if not node.kwargs:
        return lambda was, now: made(*args(now))
    return lambda was, now: made(*args(now), **kwargs(now))
