"""`compile`: from a function or a recorded cost to a program that is run again and again."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

import numpy as np

from tinygrad_bc import differentiation
from tinygrad_bc.compiled.arguments import argument, argument_names, kind
from tinygrad_bc.compiled.capture import Leaf, captured, leaves_of, replay
from tinygrad_bc.compiled.constancy import (
    check_cost,
    check_same,
    is_changed,
    is_plain_constant,
    watched,
)
from tinygrad_bc.compiled.instructions import Listing, followed
from tinygrad_bc.compiled.origins import NUMBERS, Origins, Step, hold
from tinygrad_bc.compiled.parameters import Parameters, grouped
from tinygrad_bc.compiled.plan import Plan
from tinygrad_bc.reading.names import variables
from tinygrad_bc.recording import Unplannable, planning, recorded
from tinygrad_bc.tape import Node
from tinygrad_bc.tensor import Tensor
from tinygrad_bc.value import is_finite

Array = np.ndarray[Any, Any]
MOST_PLANS = 32  # that are kept; the one made first goes first
PATIENCE = 8  # plans that are made without asking whether they pay,
CALLS = 10  # and the calls that each further one must have served


@dataclass
class Ready:
    """A plan, where each of its arrays comes from, and what must still hold for it.

    A source is the position of an argument, a Tensor, or an array.
    """

    plan: Plan
    sources: list[Any]
    parameters: dict[str, Tensor]
    guards: list[Step]
    objects: list[Any]  # arguments that are no arrays: the plan is kept under their identity
    watched: list[tuple[Any, Array]] = field(default_factory=list)
    updates: list[Parameters] = field(default_factory=list)

    def is_stale(self) -> bool:
        """Whether something that the plan was made from has changed."""
        return not hold(self.guards) or any(is_changed(x, copy) for x, copy in self.watched)

    def run(self, arguments: list[Any]) -> float | None:
        """Return the cost; None where it or a gradient is not finite."""
        given = []
        for source in self.sources:
            x = arguments[source] if type(source) is int else source
            given.append(x._array if isinstance(x, Node) else x)
        with np.errstate(all="ignore"), self.plan.held():
            cost = self.plan.step(*self.plan.arguments(given))
            finite = math.isfinite(cost) and all(map(is_finite, self.plan.flat))
        return cost if finite else None

    def descend(self, learning_rate: float) -> None:
        """``W -= learning_rate * dW`` for every parameter."""
        if not self.updates:
            blocks = [(self.parameters[name],) for name in self.plan.results]
            self.updates = [Parameters(group) for group in grouped(blocks)]
        for parameters, gradient in zip(self.updates, self.plan.flat, strict=True):
            parameters.now()
            parameters.descend(np.array(learning_rate, gradient.dtype) * gradient)


class Compiled:
    """A computation with a plan for each kind of arguments; `tinygrad_bc.compile` makes it.

    One thread at a time runs it: a plan has memory of its own, so others wait.

    Attributes
    ----------
    source : str
        The NumPy program of the latest plan; empty before the first call.
    stages : list of (str, Listing)
        What that plan was after each pass, by the name of the pass.
    on_tape : str
        Why the latest call ran on the tape instead; empty where it did not.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._plans: dict[Any, Ready | str] = {}
        self._calls = self._made = 0
        self._lock = threading.RLock()
        self.source = ""
        self.stages: list[tuple[str, Listing]] = []
        self.on_tape = ""

    def __call__(self, *args: Any) -> tuple[float, dict[str, Array]]:
        """Return the cost and its gradients by name, ``{"dW1": ...}``: arrays of your own."""
        with self._lock:
            ready, arguments = self._prepare(args)
            cost = None if ready is None else self._run(ready, arguments)
            if ready is None or cost is None:
                cost, parameters, gradients = self._on_tape(arguments)
                names = [f"d{name}" for name in parameters]
                return cost, dict(zip(names, gradients, strict=True))
            return cost, {name: g.copy() for name, g in ready.plan.results.items()}

    def step(self, *args: Any, learning_rate: float) -> float:
        """Return the cost and update each parameter: ``W -= learning_rate * dW``."""
        rate = _checked_rate(learning_rate)
        with self._lock:
            ready, arguments = self._prepare(args)
            cost = None if ready is None else self._run(ready, arguments)
            if ready is None or cost is None:
                cost, parameters, gradients = self._on_tape(arguments)
                pairs = list(zip(parameters.values(), gradients, strict=True))
                after = [np.asarray(p._array - rate * g, p.dtype) for p, g in pairs]
                for p, array in zip(parameters.values(), after, strict=True):
                    p._rebind(array)
            else:
                ready.descend(rate)
            return cost

    def _run(self, ready: Ready, arguments: list[Any]) -> float | None:
        """Run a plan; what is not finite is left to the tape, whose errors and warnings say why."""
        cost = ready.run(arguments)
        if cost is None:
            self.on_tape = "the cost or a gradient is not finite"
        return cost

    # -------------------------------------------------------------- plans

    def _prepare(self, args: tuple[Any, ...]) -> tuple[Ready | None, list[Any]]:
        """The plan for these arguments, made where there is none or something has changed."""
        arguments = [argument(k, x) for k, x in enumerate(args, 1)]
        key = tuple(map(kind, arguments))
        self._calls += 1
        ready = self._plans.get(key)
        if ready is None or (isinstance(ready, Ready) and ready.is_stale()):
            if self._made >= PATIENCE + self._calls // CALLS:
                self.on_tape = (
                    "the numbers, objects or shapes that the function uses change too often for "
                    "plans to pay; hand numbers over as arrays"
                )
                return None, arguments
            ready = self._make(key, arguments)
        if isinstance(ready, str):
            self.on_tape = ready
            return None, arguments
        self.on_tape, self.source, self.stages = "", ready.plan.source, ready.plan.stages
        return ready, arguments

    def _make(self, key: Any, arguments: list[Any]) -> Ready | str:
        """Make a plan and keep it, or the reason why there is none."""
        ready: Ready | str
        try:
            ready = self._plan(arguments)
        except Unplannable as reason:
            ready = str(reason)
        self._made += 1
        self._plans.pop(key, None)
        if len(self._plans) >= MOST_PLANS:
            del self._plans[next(iter(self._plans))]
        self._plans[key] = ready
        return ready

    def _plan(self, arguments: list[Any]) -> Ready:
        """Record the computation, twice to see that it does the same again, and plan it."""
        as_it_is = self._tape(arguments)  # the function's own errors come from here
        origins = self._origins(arguments)
        if not origins.complete:
            raise Unplannable(
                "the function reaches too many objects to look after; hand over what it needs as "
                "arguments"
            )
        names = argument_names(self._function, len(arguments))
        try:
            root, given = self._record(arguments, names)
            again, _ = self._record(arguments, names)
        except Unplannable:
            raise
        except Exception as error:  # which plain arrays as arguments do not raise
            raise Unplannable(f"it cannot be recorded: {error}") from error
        check_same(root, again)
        check_cost(root, as_it_is)
        names_of = origins.names | {id(x): names[k] for k, x in given.items()}
        positions = {id(x): k for k, x in given.items()}
        leaves = leaves_of(root, names_of)
        fresh, unsure = set(), False
        for leaf, other in zip(leaves, leaves_of(again, {}), strict=True):
            if id(leaf.source) not in names_of:
                fresh.add(leaf.name)
                unsure |= not is_plain_constant(leaf, other)
        ready = _ready(root, leaves, fresh, positions, arguments, origins)
        if unsure:
            ready.watched = watched(origins.arrays)
        return ready

    def _origins(self, arguments: list[Any]) -> Origins:
        """What the function reaches, also by way of objects that it is given."""
        return Origins(self._function, *_objects(arguments))

    def _record(self, arguments: list[Any], names: list[str]) -> tuple[Tensor, dict[int, Node]]:
        """Run the function on arguments that are followed; return them by position."""
        given: dict[int, Node] = {}
        for k, x in enumerate(arguments):
            if isinstance(x, Node):
                given[k] = x if x._needs_grad else followed(x._array, name=x._name or names[k])
            elif isinstance(x, np.ndarray):
                given[k] = followed(x, name=names[k])
        with planning():
            root = self._function(*(given.get(k, x) for k, x in enumerate(arguments)))
        return _checked(root), given

    def _tape(self, arguments: list[Any]) -> Tensor:
        """Run the function as it is."""
        with recorded():
            return _checked(self._function(*arguments))

    def _on_tape(self, arguments: list[Any]) -> tuple[float, dict[str, Tensor], list[Array]]:
        """The cost, the parameters by name, and their gradients, without a plan."""
        root = self._tape(arguments)
        names: dict[int, str] = {}
        if any(leaf.needs_grad and not leaf.source._name for leaf in leaves_of(root, {})):
            called = argument_names(self._function, len(arguments))
            names = self._origins(arguments).names
            names |= {id(x): name for x, name in zip(arguments, called, strict=True)}
        found = {leaf.name: leaf.source for leaf in leaves_of(root, names) if leaf.needs_grad}
        gradients = differentiation.grad(root, list(found.values()), allow_unused=True)
        used = [g is not None for g in gradients]
        parameters = dict(compress(found.items(), used))
        return float(root.item()), parameters, list(compress(gradients, used))


class _Recorded:
    """A cost that was recorded before, as a function without arguments."""

    def __init__(self, root: Tensor, names: dict[int, str]) -> None:
        self._root = root
        self.leaves = {leaf.name: leaf.source for leaf in leaves_of(root, names)}

    def __call__(self) -> Any:
        leaves = [Leaf(name, source) for name, source in self.leaves.items()]
        return replay(self._root, leaves, lambda leaf: leaf.source)


def compile(computation: Callable[..., Any] | Tensor) -> Compiled:
    """Make a NumPy program of a computation and its gradients, to run it again and again fast.

    The computation is recorded once for each kind of arguments (shapes and dtypes) and planned:
    memory is used again, nothing is computed that nobody asked for, samples go through the cache
    in chunks where they do not mix, on several threads where that pays.  The program is plain
    NumPy and can be read: ``print(compiled.source)``.

    Parameters
    ----------
    computation : callable or Tensor
        A function of arrays or Tensors that returns a scalar cost; or a cost that was recorded,
        which is computed again from what its Tensors and arrays hold at each call.

    Returns
    -------
    Compiled
        ``compiled(X, Y)`` gives the cost and the gradients by name, ``{"dW1": ...}``, of every
        Tensor that requires one; ``compiled.step(X, Y, learning_rate=...)`` updates them as well.

    Raises
    ------
    TypeError, ValueError
        For what is neither, or a function that returns no scalar Tensor.

    Notes
    -----
    Parameters and arrays are read anew at each call, so changes in place count.  All that the
    function reaches is looked after: its variables, those of functions, classes and modules that
    it names, what is in lists, dictionaries and attributes; where a name means another object or
    number, a new plan is made.  The function is run three times for that, and must do the same.

    The tape runs instead, and `Compiled.on_tape` says why, where the function asks for numbers of
    a recorded value (``if``, ``.item()``, ``.data``, ``no_grad()``), draws random numbers, selects
    by a boolean index, uses a Tensor that is not found, or does with arrays what Tensors do not
    know; also for a call whose cost or gradient is not finite, so that errors and NumPy's warnings
    are those of the tape, and while plans would have to be made too often.

    Not seen: a number (not an array) that Python or NumPy computes from plain arrays inside the
    function; what a loss checks of Tensors, such as labels of 0 and 1; and side effects such as
    printing: all happen when a plan is made, not at each call.

    Examples
    --------
    >>> import numpy as np
    >>> import tinygrad_bc as tg
    >>> w = tg.Tensor([[1.0, 2.0]], requires_grad=True, name="w")
    >>> def cost(X, Y):
    ...     return ((w @ X - Y) ** 2).mean()
    >>> compiled = tg.compile(cost)
    >>> compiled(np.eye(2), np.zeros((1, 2)))
    (2.5, {'dw': array([[1., 2.]])})
    """
    if isinstance(computation, Tensor):
        return Compiled(_Recorded(_checked(computation), variables()))
    if not callable(computation):
        raise TypeError(
            f"compile() takes a function or a recorded Tensor, got {type(computation).__name__}"
        )
    return Compiled(computation)


def _ready(
    root: Tensor,
    leaves: list[Leaf],
    fresh: Collection[str],
    positions: Mapping[int, int],
    arguments: list[Any],
    origins: Origins,
) -> Ready:
    """Plan a recorded computation; `fresh` leaves are constants of it."""
    kept = [leaf for leaf in leaves if leaf.name not in fresh]
    listing = captured(root, kept)
    source = {leaf.name: positions.get(id(leaf.source), leaf.source) for leaf in kept}
    parameters = {f"d{leaf.name}": leaf.source for leaf in kept if leaf.needs_grad}
    data = {leaf.name for leaf in kept if not leaf.needs_grad}
    plan = Plan(listing, next(iter(listing.wanted)), data)
    return Ready(
        plan,
        [source[name] for name in plan.given],
        {name: parameters[name] for name in plan.results},
        origins.steps,
        _objects(arguments),
    )


def _checked(root: Any) -> Tensor:
    if not isinstance(root, Tensor):
        raise TypeError(
            f"the function must return the cost, a scalar Tensor, got {type(root).__name__}"
        )
    if root.size != 1:
        raise ValueError(
            f"the function must return a scalar, got {root.name or 'a tensor'} of shape "
            f"{root.shape}; call .sum() or .mean() first"
        )
    if root._entry is None:
        raise RuntimeError(
            "nothing is recorded: the cost does not follow from a Tensor with requires_grad=True"
        )
    if not root._needs_grad:
        raise RuntimeError(
            "nothing to differentiate: the function used no Tensor with requires_grad=True"
        )
    return root


def _checked_rate(rate: Any) -> float:
    number = isinstance(rate, (int, float, np.integer, np.floating)) and type(rate) is not bool
    if not number or not 0 < rate < math.inf:
        raise ValueError(f"learning rate must be a number above 0, got {rate!r}")
    return float(rate)


def _objects(arguments: list[Any]) -> list[Any]:
    """The arguments that are neither arrays nor numbers."""
    return [x for x in arguments if not isinstance(x, (Node, np.ndarray, *NUMBERS))]


__all__ = ["Compiled", "compile"]
