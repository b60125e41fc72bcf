"""From a recorded scalar to a listing of it and of its gradient."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinygrad_bc import tape
from tinygrad_bc.compiled.instructions import Listing, Names, Value, followed, instructions_of
from tinygrad_bc.compiled.outline import Outline
from tinygrad_bc.reading.derivation import between
from tinygrad_bc.recording import Unplannable, recorded
from tinygrad_bc.tape import Node
from tinygrad_bc.tensor import Tensor, apply


@dataclass(frozen=True)
class Leaf:
    """What the computation begins with: a Tensor or an array, and the name of it in the plan."""

    name: str
    source: Any

    @property
    def array(self) -> np.ndarray[Any, Any]:
        """Its numbers now."""
        array: np.ndarray[Any, Any] = getattr(self.source, "_array", self.source)
        return array

    @property
    def needs_grad(self) -> bool:
        """Whether a gradient is wanted of it."""
        return isinstance(self.source, Node) and self.source._needs_grad


def leaves_of(root: Node, names: dict[int, str]) -> list[Leaf]:
    """The Tensors and arrays that lead to `root` and that no operation made, in reading order."""
    found: dict[int, Any] = {}
    for node in reversed(tape.graph(root)):
        assert node._entry is not None
        for x in node._entry.operands:
            made = isinstance(x, Node) and x._entry is not None
            if isinstance(x, (Node, np.ndarray)) and not made:
                found.setdefault(id(x), x)
    given = {key: getattr(x, "_name", None) or names.get(key, "") for key, x in found.items()}
    namer = Names()
    return [Leaf(namer.free(given[key] or "x"), x) for key, x in found.items()]


def replay(root: Node, leaves: Iterable[Leaf], stand_in: Callable[[Leaf], Any]) -> Node:
    """Do the operations that led to `root` once more, on what stands in for the leaves."""
    made: dict[int, Any] = {id(leaf.source): stand_in(leaf) for leaf in leaves}
    for node in reversed(tape.graph(root)):
        entry = node._entry
        assert entry is not None
        operands = tuple(made.get(id(x), x) for x in entry.operands)
        if any(_is_mask(x) for x in operands[1:]) and entry.operation.name in (
            "getitem",
            "scatter",
        ):
            raise Unplannable("the shape of what a boolean index selects depends on the numbers")
        made[id(node)] = again = apply(entry.operation, operands, entry.attributes)
        again._name = node._name
    result: Node = made[id(root)]
    return result


def _is_mask(x: Any) -> bool:
    """Whether it is a boolean array whose numbers are not known."""
    return isinstance(x, Node) and isinstance(x._array, Outline) and x._array.dtype == bool


def captured(root: Node, leaves: list[Leaf]) -> Listing:
    """Write a recorded scalar and its gradients by the leaves as a listing.

    Raises
    ------
    Unplannable
        Where a shape depends on numbers, or Python asked for one.
    """
    with recorded():
        outlines = {leaf.name: _outline(leaf) for leaf in leaves}
        J = replay(root, leaves, lambda leaf: outlines[leaf.name])
        wanted = [x for x in outlines.values() if x._needs_grad]
        seed = followed(np.ones(J._array.shape, J._array.dtype))
        found = tape.gradients(J, seed, wanted, record=True) if wanted else {}
    given = {name: Value(x.shape, x.dtype, name) for name, x in outlines.items()}
    known = {id(x): given[name] for name, x in outlines.items()}
    ends = {J._name or "J": J} | {f"d{x._name}": found[id(x)] for x in wanted if id(x) in found}
    _name_gradients(J, found)
    instructions = instructions_of(between(ends.values()), known)
    seed_value = Value(seed.shape, seed.dtype, constant=seed._array)
    results = {name: known.get(id(x), seed_value) for name, x in ends.items()}
    return Listing(given, instructions, results)


def _outline(leaf: Leaf) -> Tensor:
    array = leaf.array
    return followed(Outline.of(array.shape, array.dtype), leaf.needs_grad, leaf.name)


def _name_gradients(J: Node, found: dict[int, Any]) -> None:
    """Name the gradient of ``Z1`` ``dZ1``, unless it is one that has a name already."""
    for node in tape.graph(J):
        g = found.get(id(node))
        if node._name and isinstance(g, Node) and g._name is None and g._entry is not None:
            g._name = f"d{node._name}"
