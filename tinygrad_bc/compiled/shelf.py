"""Plans that nobody uses at the moment, for whoever needs the same again.

Training goes on with a second `fit`, a grid search trains one shape of network after the other: a
plan knows nothing of the numbers, so one that was made before does for each of them.
"""

from __future__ import annotations

from collections.abc import Hashable
from threading import Lock
from typing import Any

from tinygrad_bc.compiled import machine
from tinygrad_bc.compiled.instructions import Listing, Value
from tinygrad_bc.compiled.plan import Plan
from tinygrad_bc.compiled.promises import Promises
from tinygrad_bc.compiled.rewriting import is_uniform

ROOM = 2**25  # bytes that idle plans may hold together


class Shelf:
    """Idle plans, the last one last; who takes one has it alone.

    Parameters
    ----------
    room : int
        The bytes that they may hold together: those that came first have to go.

    Examples
    --------
    >>> shelf = Shelf(room=100)
    >>> shelf.take("of this network") is None
    True
    """

    def __init__(self, room: int) -> None:
        self.room = room
        self._plans: list[tuple[Hashable, Plan]] = []
        self._lock = Lock()

    def take(self, key: Hashable) -> Plan | None:
        """The plan for the same computation, which then is no longer here."""
        with self._lock:
            for k, (known, plan) in enumerate(self._plans):
                if known == key:
                    del self._plans[k]
                    return plan
        return None

    def put(self, key: Hashable, plan: Plan) -> None:
        """Lay down a plan, without the data that it was used on."""
        plan.forget()
        with self._lock:
            self._plans.append((key, plan))
            while sum(plan.size for _, plan in self._plans) > self.room:
                del self._plans[0]


SHELF = Shelf(ROOM)


def key_of(listing: Listing, promises: Promises) -> Hashable:
    """What two computations have in common that one plan does for: all but the given numbers."""
    number = {value: name for name, value in listing.given.items()}
    for k, step in enumerate(listing.instructions):
        number[step.output] = str(k)

    def operand(x: Any) -> Hashable:
        if not isinstance(x, Value):
            return type(x), repr(x)
        return number[x] if x in number else (x.shape, x.dtype, _numbers(x))

    return (
        promises, machine.threads(), machine.cache_size(),
        tuple((name, x.shape, x.dtype) for name, x in listing.given.items()),
        tuple(
            (step.operation, step.output.name, *map(operand, step.operands), repr(step.attributes))
            for step in listing.instructions
        ),
        tuple((name, operand(x)) for name, x in listing.wanted.items()),
    )  # fmt: skip


def _numbers(x: Value) -> bytes:
    numbers: bytes = (x.constant.flat[:1] if is_uniform(x) else x.constant).tobytes()
    return numbers
