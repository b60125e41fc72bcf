"""`compile`: from a function or a recorded cost to a program that is run again and again."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from tinygrad_bc import differentiation
from tinygrad_bc.compiled.capture import Leaf, captured, leaves_of, replay
from tinygrad_bc.compiled.instructions import followed
from tinygrad_bc.compiled.origins import Origins, Step
from tinygrad_bc.compiled.parameters import Parameters, grouped
from tinygrad_bc.compiled.plan import Plan
from tinygrad_bc.reading.names import variables
from tinygrad_bc.recording import Unplannable, planning, recorded
from tinygrad_bc.tape import Node
from tinygrad_bc.tensor import Tensor

Array = np.ndarray[Any, Any]
PATIENCE = 8  # plans that may become stale before the tape takes over


class Ready(NamedTuple):
    """A plan, where each of its arrays comes from, and what must still hold for it.

    A source is the position of an argument, a Tensor, or an array.
    """

    plan: Plan
    sources: list[Any]
    parameters: dict[str, Tensor]
    guards: list[Step]

    def arrays(self, arguments: list[Any]) -> list[Array]:
        """The arrays of a call, as they are now."""
        found = []
        for source in self.sources:
            x = arguments[source] if type(source) is int else source
            found.append(x._array if isinstance(x, Node) else x)
        return found


class Compiled:
    """A computation with a plan for each kind of arguments; `tinygrad_bc.compile` makes it.

    Attributes
    ----------
    source : str
        The NumPy program of the latest plan; empty before the first call.
    on_tape : str
        Why the latest call ran on the tape instead; empty where it did not.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._plans: dict[Any, Ready | str] = {}
        self._updates: dict[int, list[Parameters]] = {}
        self._stale = 0
        self.source = ""
        self.on_tape = ""

    def __call__(self, *args: Any) -> tuple[float, dict[str, Array]]:
        """Return the cost and its gradients by name, ``{"dW1": ...}``: arrays of your own."""
        ready, arguments = self._prepare(args)
        if ready is None:
            cost, parameters = self._on_tape(args)
            gradients = differentiation.grad(cost, list(parameters.values()))
            names = [f"d{name}" for name in parameters]
            return float(cost.item()), dict(zip(names, gradients, strict=True))
        value = ready.plan.step(*ready.plan.arguments(ready.arrays(arguments)))
        return value, {name: g.copy() for name, g in ready.plan.results.items()}

    def step(self, *args: Any, learning_rate: float) -> float:
        """Return the cost and update each parameter: ``W -= learning_rate * dW``."""
        ready, arguments = self._prepare(args)
        if ready is None:
            cost, parameters = self._on_tape(args)
            gradients = differentiation.grad(cost, list(parameters.values()))
            for p, g in zip(parameters.values(), gradients, strict=True):
                p.data = p._array - learning_rate * g
            return float(cost.item())
        value = ready.plan.step(*ready.plan.arguments(ready.arrays(arguments)))
        self._descend(ready, learning_rate)
        return value

    def _descend(self, ready: Ready, learning_rate: float) -> None:
        updates = self._updates.get(id(ready.plan))
        if updates is None:
            blocks = [(ready.parameters[name],) for name in ready.plan.results]
            updates = [Parameters(group) for group in grouped(blocks)]
            self._updates[id(ready.plan)] = updates
        for parameters, gradient in zip(updates, ready.plan.flat, strict=True):
            parameters.now()
            parameters.descend(gradient, learning_rate)

    # -------------------------------------------------------------- plans

    def _prepare(self, args: tuple[Any, ...]) -> tuple[Ready | None, list[Any]]:
        """The plan for these arguments, made where there is none or something has changed."""
        arguments = [np.asarray(x) if _is_numbers(x) else x for x in args]
        key = tuple(map(_kind, arguments))
        ready = self._plans.get(key)
        if isinstance(ready, Ready) and not all(step.holds() for step in ready.guards):
            self._stale += 1
            ready = None
            if self._stale > PATIENCE:
                ready = self._plans[key] = "the variables of the function change with every call"
        if ready is None:
            try:
                ready = self._plan(arguments)
            except Unplannable as reason:
                ready = str(reason)
            self._plans[key] = ready
        if isinstance(ready, str):
            self.on_tape = ready
            return None, arguments
        self.on_tape, self.source = "", ready.plan.source
        return ready, arguments

    def _plan(self, arguments: list[Any]) -> Ready:
        """Record the computation, twice where it must be seen that it does the same again."""
        origins = Origins(self._function)
        names = _argument_names(self._function, len(arguments))
        root, given = self._record(arguments, names)
        leaves = leaves_of(root, origins.names | {id(x): names[k] for k, x in given.items()})
        positions = {id(x): k for k, x in given.items()}
        fresh = [
            leaf for leaf in leaves
            if id(leaf.source) not in positions and id(leaf.source) not in origins.names
        ]  # fmt: skip
        if fresh:
            again, _ = self._record(arguments, names)
            _check_fresh(fresh, leaves, leaves_of(again, {}))
        return _ready(root, leaves, fresh, positions, arguments, origins)

    def _record(self, arguments: list[Any], names: list[str]) -> tuple[Tensor, dict[int, Tensor]]:
        """Run the function on arguments that are followed."""
        given = {
            k: followed(x._array, x._needs_grad, x._name or names[k])
            if isinstance(x, Node)
            else followed(x, False, names[k])
            for k, x in enumerate(arguments)
            if isinstance(x, (Node, np.ndarray))
        }
        with planning():
            root = self._function(*(given.get(k, x) for k, x in enumerate(arguments)))
        return _checked(root), given

    def _on_tape(self, args: tuple[Any, ...]) -> tuple[Tensor, dict[str, Tensor]]:
        """Run the function as it is, and find the parameters that it used."""
        with recorded():
            root = _checked(self._function(*args))
        known = Origins(self._function).names
        parameters = {leaf.name: leaf.source for leaf in leaves_of(root, known) if leaf.needs_grad}
        if not root._needs_grad:
            raise RuntimeError(
                "nothing to differentiate: the function used no Tensor with requires_grad=True"
            )
        return root, parameters


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
    Parameters and arrays are read anew at each call, so changes in place count.  Variables that
    the function uses, its helpers' and those in lists, dictionaries and attributes are looked
    after: where one means another object or number, a new plan is made.  Where the function asks
    for numbers of a recorded value (``if``, ``.item()``, ``.data``), draws random numbers, makes
    arrays of numbers that a plan cannot know, or uses a Tensor that is not found, the tape runs
    instead, and `Compiled.on_tape` says why.  Not seen: a number that Python or NumPy computes
    from plain arrays inside the function, and side effects such as printing, which happen when a
    plan is made only.

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
    fresh: list[Leaf],
    positions: Mapping[int, int],
    arguments: list[Any],
    origins: Origins,
) -> Ready:
    listing = captured(root, [leaf for leaf in leaves if leaf not in fresh])
    by_name = {leaf.name: leaf.source for leaf in leaves}
    tensors = {
        f"d{leaf.name}": arguments[positions[id(leaf.source)]]
        if id(leaf.source) in positions
        else leaf.source
        for leaf in leaves
        if leaf.needs_grad
    }
    data = {leaf.name for leaf in leaves if leaf not in fresh and not leaf.needs_grad}
    cost = next(iter(listing.wanted))
    plan = Plan(listing, cost, data)
    sources = [positions.get(id(by_name[name]), by_name[name]) for name in plan.given]
    parameters = {name: tensors[name] for name in plan.results}
    if not parameters:
        raise RuntimeError(
            "nothing to differentiate: the function used no Tensor with requires_grad=True"
        )
    return Ready(plan, sources, parameters, origins.guards(list(by_name.values())))


def _check_fresh(fresh: Iterable[Leaf], leaves: list[Leaf], again: list[Leaf]) -> None:
    """Refuse what the function makes anew at each call, unless it is the same each time."""
    if len(leaves) != len(again):
        raise Unplannable("the function does not compute the same each time")
    for leaf, other in zip(leaves, again, strict=True):
        if leaf not in fresh:
            continue
        array = leaf.array
        if leaf.needs_grad:
            raise Unplannable(
                f"{leaf.name} {array.shape} requires a gradient, but is not among the variables "
                "that the function uses"
            )
        if not np.array_equal(array, other.array, equal_nan=array.dtype.kind == "f"):
            raise Unplannable("the function draws fresh numbers at each call")
        if array.dtype.kind == "f" and array.size > 1 and np.unique(array).size > 1:
            raise Unplannable(
                f"an array of shape {array.shape} is made inside the function from numbers that a "
                "plan does not see; hand it over as an argument"
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
        raise RuntimeError("nothing is recorded: no operation led to the cost")
    return root


def _argument_names(function: Callable[..., Any], n: int) -> list[str]:
    try:
        named = [p.name for p in inspect.signature(function).parameters.values()
                 if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]  # fmt: skip
    except (TypeError, ValueError):
        named = []
    return [named[k] if k < len(named) else f"x{k + 1}" for k in range(n)]


def _is_numbers(x: Any) -> bool:
    return not isinstance(x, Node) and (isinstance(x, list) or hasattr(x, "__array__"))


def _kind(x: Any) -> Any:
    """What a plan depends on: of an array shape and dtype, of all else the thing itself."""
    if isinstance(x, Node):
        return (x._array.shape, x._array.dtype, x._needs_grad, id(x) if x._needs_grad else 0)
    if isinstance(x, np.ndarray):
        return (x.shape, x.dtype)
    try:
        hash(x)
    except TypeError:
        raise TypeError(
            f"an argument of type {type(x).__name__} cannot be kept with a plan; hand over arrays, "
            "Tensors, numbers or strings"
        ) from None
    return (type(x), x)


__all__ = ["Compiled", "compile"]
