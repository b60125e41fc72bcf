"""Steps of training on a cost whose parameters are known: what `BinaryClassifier.fit` runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any

import numpy as np

from tinygrad_bc.compiled.capture import captured, leaves_of
from tinygrad_bc.compiled.instructions import Listing, followed
from tinygrad_bc.compiled.outline import Outline
from tinygrad_bc.compiled.parameters import Parameters, grouped, layout
from tinygrad_bc.compiled.plan import Plan
from tinygrad_bc.compiled.promises import Promises
from tinygrad_bc.compiled.shelf import SHELF, key_of
from tinygrad_bc.recording import Unplannable, planning
from tinygrad_bc.tensor import Tensor
from tinygrad_bc.value import is_finite

Array = np.ndarray[Any, Any]
CAREFUL = Promises(frozen=("X", "Y"), owned=True)
QUICK = Promises(frozen=("X", "Y"), owned=True, binary=("Y",))


class Stepper:
    """Computes a cost of (X, Y) and its gradients by plans, one for each shape of a batch.

    Parameters
    ----------
    cost : callable
        ``cost(X, Y)``, which depends on its arguments and on the parameters, and on nothing else
        that changes.
    parameters : sequence of Tensor
    binary : bool
        Whether all labels are 0 or 1.

    Attributes
    ----------
    groups : list of Parameters
        The parameters of each dtype.
    flat : list of ndarray
        The gradients of each group in one array, which the next call writes anew.

    Raises
    ------
    Unplannable
        When a step is asked of a cost that cannot be planned.
    """

    def __init__(
        self,
        cost: Callable[[Any, Any], Tensor],
        parameters: Sequence[Tensor],
        binary: bool = False,
    ) -> None:
        self._cost = cost
        self._known = {id(p) for p in parameters}
        self._promises = QUICK if binary else CAREFUL
        self._listings: dict[Any, Listing] = {}
        self._plans: dict[Any, Plan] = {}
        self._keys: dict[Plan, Hashable] = {}  # under which the shelf keeps them
        self._plan: Plan | None = None
        self._X: Array | None = None
        self._Y: Array | None = None
        self.groups: list[Parameters] = []
        self.flat: list[Array] = []
        self._tensors: dict[str, Tensor] = {}

    def cost(self, X: Array, Y: Array) -> float:
        """Compute the cost; its gradients are there until the next call."""
        plan = self._plan
        if plan is None or X is not self._X or Y is not self._Y:
            plan = self._turn_to(X, Y, self._promises)
        room = self.groups[0].now()
        value = plan.step(*(room.arguments.get(plan) or self._arguments(plan)))
        if not math.isfinite(value) and self._promises is QUICK:  # a score of hundreds
            plan = self._turn_to(X, Y, CAREFUL)
            value = plan.step(*self._arguments(plan))
            self._X = None
        return value

    def _arguments(self, plan: Plan) -> list[Array]:
        """The parameters where they are, the data, and what follows from either alone.

        They stay while the parameters are in that room, unless some are in another.
        """
        rooms = [group.now() for group in self.groups]
        arguments = plan.arguments([x for room in rooms for x in room.blocks])
        if len(rooms) == 1:
            rooms[0].arguments[plan] = arguments
        return arguments

    def gradients(self) -> Iterator[tuple[Tensor, Array]]:
        """Give each parameter with its gradient, which the next call writes anew."""
        if self._plan is None:
            return
        parts = {pair.name: (pair.W, pair.b) for pair in self._plan.pairs}
        for name, gradient in self._plan.results.items():
            W, *b = parts.get(name[1:], (name[1:],))
            if b:
                yield self._tensors[W], gradient[:, :-1]
                yield self._tensors[b[0]], gradient[:, -1:]
            else:
                yield self._tensors[W], gradient

    def is_finite(self) -> bool:
        """Whether no gradient is infinite or nan."""
        flat = self.flat
        if len(flat) == 1 and math.isfinite(flat[0].dot(flat[0])):  # as almost always
            return True
        return is_finite(*flat)

    def leave(self) -> None:
        """Leave the parameters arrays of their own, and the plans to whoever needs them next."""
        for group in self.groups:
            group.release()
        while self._keys:
            plan, key = self._keys.popitem()
            SHELF.put(key, plan)
        self._plan = None
        self._plans.clear()

    # -------------------------------------------------------------- plans

    def _turn_to(self, X: Array, Y: Array, promises: Promises) -> Plan:
        """Choose the plan for this batch, and let it compute what follows from the data alone."""
        shapes = (X.shape, X.dtype, Y.shape, Y.dtype)
        if shapes not in self._listings:
            self._listings[shapes] = self._captured(X, Y)
        key = (shapes, promises)
        if key not in self._plans:
            self._plans[key] = self._planned(self._listings[shapes], promises)
        plan = self._plan = self._plans[key]
        plan.prepare({"X": X, "Y": Y})
        self._X, self._Y, self.flat = X, Y, plan.flat
        for group in self.groups:
            group.forget_arguments()
        return plan

    def _captured(self, X: Array, Y: Array) -> Listing:
        """Record the cost on arrays without elements."""
        given = [
            followed(Outline.of(x.shape, x.dtype), name=name) for x, name in ((X, "X"), (Y, "Y"))
        ]
        with planning():
            root = self._cost(*given)
        leaves = leaves_of(root, {})
        known = self._known | {id(x) for x in given}
        if any(id(leaf.source) not in known for leaf in leaves):
            raise Unplannable("the cost uses what is neither data nor a parameter")
        self._tensors = {leaf.name: leaf.source for leaf in leaves if leaf.needs_grad}
        return captured(root, leaves)

    def _planned(self, listing: Listing, promises: Promises) -> Plan:
        key = key_of(listing, promises)
        plan = SHELF.take(key) or Plan(listing, next(iter(listing.wanted)), {"X", "Y"}, promises)
        self._keys[plan] = key
        parts = {pair.name: (pair.W, pair.b) for pair in plan.pairs}
        blocks = [
            tuple(self._tensors[part] for part in parts.get(name[1:], (name[1:],)))
            for name in plan.results
        ]
        groups = grouped(blocks)
        if not self.groups:
            self.groups = [Parameters(group) for group in groups]
        elif [group.layout for group in self.groups] != list(map(layout, groups)):
            raise Unplannable("the plans of two batches lay out the parameters differently")
        return plan
