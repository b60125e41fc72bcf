"""The steps of training: on the tape, or by a compiled plan."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from tinygrad_bc.compiled import machine
from tinygrad_bc.compiled.parameters import Parameters, Room
from tinygrad_bc.compiled.stepper import Stepper
from tinygrad_bc.optim import Adam, GradientDescent, Momentum, Optimizer
from tinygrad_bc.tensor import Tensor
from tinygrad_bc.value import is_finite

State = list[tuple[Tensor, Any]]
Cost = Callable[[Any, Any], Tensor]
ELEMENTWISE = (GradientDescent, Momentum, Adam)  # to which parameters in one array are as good


class OnTape:
    """Records each step, whatever the cost is."""

    def __init__(self, cost: Cost, optimizer: Optimizer, first: int | None = None) -> None:
        self._cost = cost
        self._optimizer = optimizer
        self._first = optimizer._steps if first is None else first  # its steps before training

    def cost(self, X: Any, Y: Any) -> float:
        """Compute the cost of a batch."""
        self._optimizer.zero_grad()
        self._J = self._cost(X, Y)
        return float(self._J.item())

    def differentiate(self) -> None:
        """Compute the gradients of that cost."""
        self._J.backward(keep="leaves")
        del self._J

    def gradients_are_finite(self) -> bool:
        """Whether no gradient is infinite or nan."""
        return is_finite(*[p._grad for p in self._optimizer.parameters if p._grad is not None])

    def not_finite(self) -> str:
        """The names of the parameters whose gradient is not finite."""
        return ", ".join(
            p.name or f"parameter {i}"
            for i, p in enumerate(self._optimizer.parameters)
            if p._grad is not None and not is_finite(p._grad)
        )

    def state(self) -> State:
        """The parameters as they are, to go back to."""
        return [(p, p._array) for p in self._optimizer.parameters]

    def update(self) -> None:
        """Let the optimiser make its step."""
        self._optimizer.step()

    def made(self) -> int:
        """The updates made since training began."""
        return self._optimizer._steps - self._first

    def held(self) -> AbstractContextManager[Any]:
        """What is entered once for all steps."""
        return nullcontext()

    def leave(self) -> None:
        """Leave the parameters to their user."""

    def on_tape(self) -> OnTape:
        """The same steps on the tape."""
        self.leave()
        return OnTape(self._cost, self._optimizer, self._first)


class Planned(OnTape):
    """Runs steps by a `Stepper`; an optimiser of this package then sees one large parameter.

    Raises
    ------
    Unplannable
        By `cost`, where it cannot be planned: then `on_tape` goes on.
    """

    def __init__(self, cost: Cost, optimizer: Optimizer, binary: bool) -> None:
        super().__init__(cost, optimizer)
        self._stepper = Stepper(cost, optimizer.parameters, binary)
        self._joins = type(optimizer) in ELEMENTWISE

    def cost(self, X: Any, Y: Any) -> float:
        return self._stepper.cost(getattr(X, "_array", X), getattr(Y, "_array", Y))

    def differentiate(self) -> None:
        if not self._joins:
            self._leave_gradients()

    def gradients_are_finite(self) -> bool:
        return self._stepper.is_finite()

    def state(self) -> State:
        groups = self._stepper.groups
        if len(groups) == 1:
            return groups[0].state
        return [pair for group in groups for pair in group.state]

    def update(self) -> None:
        if not self._joins:
            self._optimizer.step()
            return
        groups, optimizer = self._stepper.groups, self._optimizer
        step = groups[0].count + 1
        if step == 1:
            for group in groups:
                group.kept = _joined(optimizer, group)
        for group, gradient in zip(groups, self._stepper.flat, strict=True):
            group.descend(*optimizer._change(gradient, group.kept, self._first + step))

    def made(self) -> int:
        groups = self._stepper.groups
        return groups[0].count if self._joins and groups else super().made()

    def held(self) -> AbstractContextManager[Any]:
        return machine.one_blas_thread()

    def not_finite(self) -> str:
        self._leave_gradients()
        return super().not_finite()

    def _leave_gradients(self) -> None:
        for p, gradient in self._stepper.gradients():
            p._grad = gradient.copy()

    def leave(self) -> None:
        """Leave the parameters as the tape would: with gradients, and arrays of their own."""
        groups = self._stepper.groups
        if groups:
            self._optimizer._steps = self._first + self.made()
            for group in groups:
                _hand_back(self._optimizer, group)
            self._leave_gradients()
            self._stepper.leave()


def _joined(optimizer: Optimizer, group: Parameters) -> tuple[Any, ...]:
    """What an optimiser keeps of each parameter, in arrays of all; zeros where it has nothing."""
    kept = dict(zip(map(id, optimizer.parameters), optimizer._states, strict=True))
    states = [kept[id(t)] for t in group.tensors]
    rooms = [Room(group.blocks) for _ in range(max(map(len, states)))]
    for k, room in enumerate(rooms):
        for part, state in zip(room.parts, states, strict=True):
            part[...] = state[k] if state else 0
    return tuple(room.flat for room in rooms)


def _hand_back(optimizer: Optimizer, group: Parameters) -> None:
    """Hand back to an optimiser what it keeps of each parameter."""
    if not group.count:
        return
    rooms = [Room(group.blocks, flat) for flat in group.kept]
    places = {id(t): k for k, t in enumerate(optimizer.parameters)}
    optimizer._states = list(optimizer._states)
    for k, t in enumerate(group.tensors):
        optimizer._states[places[id(t)]] = tuple(room.parts[k].copy() for room in rooms)
