"""Whether a function computes the same each time, so that a plan may stand for it."""

from __future__ import annotations

from typing import Any

import numpy as np

from tinygrad_bc import tape
from tinygrad_bc.compiled.capture import Leaf
from tinygrad_bc.compiled.origins import same_number
from tinygrad_bc.recording import Unplannable
from tinygrad_bc.tape import Node
from tinygrad_bc.tensor import Tensor

Array = np.ndarray[Any, Any]
MOST_WATCHED = 10_000  # elements that are compared at each call, some 10 µs


def check_cost(root: Tensor, as_it_is: Tensor) -> None:
    """Refuse a function that asks whether its arguments are arrays, and does something else."""
    near = float(np.finfo(root.dtype if root.dtype.kind == "f" else float).eps) ** 0.5
    if root.dtype != as_it_is.dtype or not np.allclose(
        root._array, as_it_is._array, rtol=near, atol=near, equal_nan=True
    ):
        raise Unplannable("the function computes something else when its arguments are followed")


def check_same(root: Node, again: Node) -> None:
    """Refuse a function that does not do the same when it is called again."""
    nodes, others = tape.graph(root), tape.graph(again)
    place = {id(x): k for graph in (nodes, others) for k, x in enumerate(graph)}
    if len(nodes) != len(others) or not all(
        _is_same(node, other, place) for node, other in zip(nodes, others, strict=True)
    ):
        raise Unplannable("the function draws fresh numbers, or does something else, at each call")


def _is_same(node: Node, other: Node, place: dict[int, int]) -> bool:
    a, b = node._entry, other._entry
    assert a is not None and b is not None
    for name, value in a.attributes.items():
        if isinstance(value, (Node, np.ndarray)):
            raise Unplannable(
                f"{a.operation.name} at {a.place} takes an array as {name}, which a plan cannot "
                "read anew"
            )
    if a.operation is not b.operation or repr(a.attributes) != repr(b.attributes):
        return False
    for x, y, u, v in zip(a.operands, b.operands, a.values, b.values, strict=True):
        if place.get(id(x)) != place.get(id(y)):
            return False
        if id(x) not in place and not (u is v or same_number(u, v) or _is_equal(u, v)):
            return False
    return True


def _is_equal(u: Any, v: Any) -> bool:
    arrays = isinstance(u, np.ndarray) and isinstance(v, np.ndarray)
    return arrays and u.dtype == v.dtype and np.array_equal(u, v, equal_nan=True)


def is_plain_constant(leaf: Leaf, again: Leaf) -> bool:
    """Whether an array that the function makes at each call follows from its code alone.

    One number over and over and 0, 1, 2, ... do, so that most programs are sure; of others it
    cannot be told.

    Raises
    ------
    Unplannable
        For what is not made at each call, but is not found among the variables either.
    """
    array = leaf.array
    if leaf.needs_grad or leaf.source is again.source:
        gradient = " requires a gradient, but" if leaf.needs_grad else ""
        raise Unplannable(
            f"{leaf.name} {array.shape}{gradient} is not found among the variables that the "
            "function uses"
        )
    if array.size < 2 or (array.dtype != bool and (array == array.flat[0]).all()):
        return True
    return array.ndim == 1 and bool((array == np.arange(array.size)).all())


def watched(arrays: list[Any]) -> list[tuple[Any, Array]]:
    """Copies of arrays that constants may follow from, to see when they are changed.

    Raises
    ------
    Unplannable
        Where that would take longer than a step.
    """
    total = sum(x.size for x in arrays)
    if total > MOST_WATCHED:
        raise Unplannable(
            "an array is made inside the function, perhaps from others that a plan would not read "
            "anew; hand it over as an argument"
        )
    return [(x, np.array(getattr(x, "_array", x))) for x in arrays]


def is_changed(x: Any, copy: Array) -> bool:
    """Whether a watched array holds other numbers now."""
    return not np.array_equal(getattr(x, "_array", x), copy, equal_nan=copy.dtype.kind == "f")
