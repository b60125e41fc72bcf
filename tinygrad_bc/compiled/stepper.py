"""Steps of training on a cost whose parameters are known: what `BinaryClassifier.fit` runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from tinygrad_bc.compiled.capture import captured, leaves_of
from tinygrad_bc.compiled.instructions import followed
from tinygrad_bc.compiled.outline import Outline
from tinygrad_bc.compiled.parameters import Parameters, grouped
from tinygrad_bc.compiled.plan import Plan
from tinygrad_bc.recording import Unplannable, planning
from tinygrad_bc.tensor import Tensor

Array = np.ndarray[Any, Any]


class Stepper:
    """Computes a cost of (X, Y) and its gradients by plans, one for each shape.

    Parameters
    ----------
    cost : callable
        ``cost(X, Y)``, which depends on its arguments and on the parameters, and on nothing else
        that changes.
    parameters : sequence of Tensor

    Raises
    ------
    Unplannable
        When a step is asked of a cost that cannot be planned.
    """

    def __init__(self, cost: Callable[[Any, Any], Tensor], parameters: Sequence[Tensor]) -> None:
        self._cost = cost
        self.parameters = list(parameters)
        self._plans: dict[Any, tuple[Plan, list[Any]]] = {}
        self._plan: Plan
        self._batch: list[Array] = []
        self._arrays: list[Any] = []
        self._groups: list[Parameters] = []
        self._tensors: dict[str, Tensor] = {}

    def __call__(self, X: Array, Y: Array) -> float:
        """Return the cost; its gradients are there until the next call."""
        if not (self._batch and X is self._batch[0] and Y is self._batch[1]):
            self._turn_to(X, Y)
        return self._plan.step(*[x if type(x) is np.ndarray else x._array for x in self._arrays])

    def gradients(self) -> Iterator[tuple[Tensor, Array]]:
        """Give each parameter with its gradient, which the next call writes anew."""
        for name, tensor in self._tensors.items():
            yield tensor, self._plan.results[name]

    def is_finite(self) -> bool:
        """Whether no gradient is infinite or nan."""
        for flat in self._plan.flat:
            # One number tells it for all, unless their squares are too large.
            if not math.isfinite(flat.dot(flat)) and not np.isfinite(flat).all():
                return False
        return True

    def descend(self, learning_rate: float) -> None:
        """``W -= learning_rate * dW`` for every parameter."""
        for group, flat in zip(self._groups, self._plan.flat, strict=True):
            group.descend(flat, learning_rate)

    def held(self) -> AbstractContextManager[Any]:
        """What is entered once for many steps."""
        return self._plan.quiet

    def _turn_to(self, X: Array, Y: Array) -> None:
        key = (X.shape, X.dtype, Y.shape, Y.dtype)
        if key not in self._plans:
            self._plans[key] = self._planned(X, Y)
        self._plan, sources = self._plans[key]
        self._batch = [X, Y]
        self._arrays = [self._batch[s] if type(s) is int else s for s in sources]

    def _planned(self, X: Array, Y: Array) -> tuple[Plan, list[Any]]:
        """Record the cost on arrays without elements, and plan it."""
        given = [
            followed(Outline.of(x.shape, x.dtype), name=name) for x, name in ((X, "X"), (Y, "Y"))
        ]
        with planning():
            root = self._cost(*given)
        leaves = leaves_of(root, {})
        position = {id(x): k for k, x in enumerate(given)}
        known = position.keys() | {id(p) for p in self.parameters}
        if any(id(leaf.source) not in known for leaf in leaves):
            raise Unplannable("the cost uses what is neither data nor a parameter")
        listing = captured(root, leaves)
        plan = Plan(listing, next(iter(listing.wanted)), {"X", "Y"} & listing.given.keys())
        tensors = {f"d{leaf.name}": leaf.source for leaf in leaves if leaf.needs_grad}
        if not self._groups:
            self._tensors = tensors
            self._groups = grouped([tensors[name] for name in plan.results])
        return plan, [position.get(id(leaf.source), leaf.source) for leaf in leaves]
