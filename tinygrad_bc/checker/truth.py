"""Derivatives of the learner's own program, by differences of the program itself.

A node is moved a little along a random direction and everything later computed again: one pair
of replays gives the derivative of every later value along that direction.  A gradient is compared
with it through its inner product with the direction, so no Jacobian is ever formed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from tinygrad_bc.checker.branches import FLAT, tied
from tinygrad_bc.checker.fits import oriented
from tinygrad_bc.checker.fresh import SPREADS, Fresh
from tinygrad_bc.checker.nodes import Node, is_float
from tinygrad_bc.checker.operations import Values, step, thawed
from tinygrad_bc.checker.primitives import ancestors

Slope = Callable[[int], Any]  # a later node's derivative along a direction; None where it has none
SETS, DIRECTIONS, STEP = 3, 4, 1e-5


class Differences(Fresh):
    """Replays of a trace and the derivatives they give.

    Parameters
    ----------
    nodes : list of Node
        The trace.
    seed : int
        Of the directions and of the fresh numbers.
    fresh : mapping of int to str
        Leaves that get other numbers, and what they are: ``"parameter"`` or ``"data"``.
    forward : set of int
        The nodes that the loss is computed from.
    unused : set of int, optional
        Nodes that need no numbers: what was computed after the pass.
    guards : sequence of Node, optional
        Conditions that the program went by, with their outcome: fresh numbers keep to it.
    """

    def __init__(
        self, nodes: list[Node], seed: int, fresh: Mapping[int, str], forward: set[int],
        unused: set[int] | frozenset[int] = frozenset(), guards: Sequence[Node] = (),
    ) -> None:  # fmt: skip
        self.nodes, self.forward, self.unused, self.guards = nodes, forward, unused, guards
        self.seed, self.rng = seed, np.random.default_rng(seed)
        self._users: list[list[int]] = [[] for _ in nodes]
        for index, node in enumerate(nodes):
            for read in set(node.reads):
                self._users[read].append(index)
        own = [node.value for node in nodes]
        self.sets = [own] if self._usable(own) else []
        for spread in (*SPREADS, *SPREADS[1:]):
            if len(self.sets) < SETS and (values := self._drawn(own, fresh, spread)) is not None:
                self.sets.append(values)
        self.sets = self.sets or [own]
        self._steps: dict[int, Callable[[Values, Values], Any]] = {}
        self._ways: dict[int, list[Any]] = {}
        self._slopes: dict[int, list[list[Slope]]] = {}
        self._gradients: dict[tuple[int, int], Any] = {}
        self._later: dict[int, list[int]] = {}
        self._after: dict[int, set[int]] = {}
        self._direct: dict[tuple[frozenset[int], int], Any] = {}
        self._laid_out: dict[tuple[int, tuple[int, ...]], list[Any] | None] = {}
        self._measured: dict[tuple[int, int], Any] = {}
        self._stacked: dict[tuple[tuple[int, ...], tuple[int, ...]], list[Any]] = {}
        self._carried: dict[tuple[int, int, int, frozenset[int]], Any] = {}

    # replays

    def later(self, node: int, within: set[int] | None = None) -> list[int]:
        """The forward nodes that a node has an effect on, by way of floating point numbers."""
        if within is None and node in self._later:
            return self._later[node]
        inside = self.forward if within is None else within
        found, waiting = set(), [node]
        while waiting:
            for user in self._users[waiting.pop()]:
                if user not in found and user in inside and self.moves(user):
                    found.add(user)
                    waiting.append(user)
        if within is None:
            self._later[node] = sorted(found)
        return sorted(found)

    def after(self, node: int) -> set[int]:
        """:meth:`later`, as a set."""
        if node not in self._after:
            self._after[node] = set(self.later(node))
        return self._after[node]

    def users(self, node: int) -> list[int]:
        """The nodes that read a node."""
        return self._users[node]

    def moves(self, index: int) -> bool:
        """Whether a node changes when what it reads changes a little: no mask or index does."""
        node = self.nodes[index]
        name = getattr(node.made, "__name__", "")
        return node.made is not None and is_float(node.value) and name not in FLAT

    def replay(self, values: Values, node: int, value: Any, stop: int | None = None,
               held: frozenset[int] = frozenset(),
               within: set[int] | None = None) -> dict[int, Any]:  # fmt: skip
        """Compute again what depends on a moved node, along the branches that were taken.

        `held` nodes stay as they are; what lies beside the forward part (or `within`) is left out.
        """
        now, changed = list(values), {node: value}
        now[node] = value
        for index in self.later(node, within):
            if stop is not None and index > stop:
                break
            if index in held or not any(read in changed for read in self.nodes[index].reads):
                continue
            changed[index] = now[index] = self._again(index, values, now)
        return changed

    def _again(self, index: int, was: Values, now: Values) -> Any:
        """What an operation gives from other numbers, on the branch that it took before."""
        if index not in self._steps:
            self._steps[index] = step(self.nodes[index])
        return self._steps[index](was, now)

    def _kinks(self, values: Values, index: int) -> Any:
        """Where a value stands at a kink of what reads it; None for nowhere."""
        found = None
        for user in self._users[index]:
            node = self.nodes[user]
            if user not in self.forward or node.made is None:
                continue
            at = tied(node.made, thawed(node.args, values))
            if at is not None and np.shape(at) == np.shape(values[index]) and np.any(at):
                found = at if found is None else found | at
        return found

    def faithful(self) -> bool:
        """Whether a replay of the whole trace gives the program's own numbers."""
        values = [node.value for node in self.nodes]
        self.whole(values, {i: n.value for i, n in enumerate(self.nodes) if n.made is None})
        return all(
            np.allclose(v, n.value, rtol=1e-4, atol=1e-6, equal_nan=True)
            for v, n in zip(values, self.nodes, strict=True)
            if is_float(n.value)
        )

    # derivatives

    def ways(self, node: int) -> list[Any]:
        """For each set of numbers: random directions of the shape of a node."""
        if node not in self._ways:
            shape = np.shape(self.nodes[node].value)
            count = min(DIRECTIONS, max(1, int(np.prod(shape))))
            rng = np.random.default_rng((self.seed, node))  # whatever was asked for before
            signs = rng.choice([-1.0, 1.0], (count, *shape))
            ways = signs * rng.uniform(0.5, 1.5, (count, *shape))
            kinks = [self._kinks(values, node) for values in self.sets]
            self._ways[node] = [ways if k is None else np.where(k, 0.0, ways) for k in kinks]
        return self._ways[node]

    def slopes(self, node: int) -> list[list[Slope]]:
        """For each set of numbers and direction: the derivative of every later node."""
        if node not in self._slopes:
            self._slopes[node] = self._along(node, frozenset())
        return self._slopes[node]

    def _along(self, node: int, held: frozenset[int],
               stop: int | None = None) -> list[list[Slope]]:  # fmt: skip
        return [
            [self._slope(values, node, way, held, stop=stop) for way in ways]
            for values, ways in zip(self.sets, self.ways(node), strict=True)
        ]

    def _slope(self, values: Values, node: int, way: Any,
               held: frozenset[int] = frozenset(),
               within: set[int] | None = None,
               stop: int | None = None) -> Slope:  # fmt: skip
        size = STEP * max(1.0, float(np.max(np.abs(values[node]))))
        up = self.replay(values, node, values[node] + size * way, stop, held, within)
        down = self.replay(values, node, values[node] - size * way, stop, held, within)

        @cache
        def slope(i: int) -> Any:
            if not (i in up and i in down and is_float(up[i])):
                return None
            alike = np.shape(up[i]) == np.shape(down[i])
            return np.asarray(up[i] - down[i]) / (2 * size) if alike else None

        return slope

    def each(self, values: Values, node: int, loss: int) -> Any:
        """The derivative of a scalar by each element of a node, one after the other."""
        shape = np.shape(values[node])
        found = np.zeros(shape)
        for k in range(int(np.prod(shape))):
            way = np.zeros(shape)
            way.reshape(-1)[k] = 1.0
            found.reshape(-1)[k] = _total(self._slope(values, node, way)(loss))
        return found

    def carried(self, upstream: int, at: int, to: int,
                held: frozenset[int] = frozenset()) -> Any:  # fmt: skip
        """Inner products of directions at `to` with the gradient that `upstream` makes there.

        `upstream` is taken to be the gradient of `at`; the chain rule carries it to `to`, past
        the `held` nodes.
        """
        if at == to:
            return self.measured(upstream, to)
        key = (upstream, at, to, held)
        if key not in self._carried:
            self._carried[key] = self._brought(upstream, at, to, held)
        return self._carried[key]

    def _brought(self, upstream: int, at: int, to: int, held: frozenset[int]) -> Any:
        rows = []
        ways = self._along(to, held, at) if held else self.slopes(to)
        for values, along in zip(self.sets, ways, strict=True):
            given = oriented(values[upstream], np.shape(values[at]))
            if given is None:
                return None
            for later in along:
                moved = later(at)
                rows.append(0.0 if moved is None else float((given * moved).sum()))
        return np.array(rows)

    def direct(self, loss: int, at: list[int], to: int) -> Any:
        """How the loss depends on `to` other than through the nodes `at` (a penalty)."""
        key = (frozenset(at), to)
        if key not in self._direct:
            self._direct[key] = self._beside(loss, key[0], to)
        return self._direct[key]

    def _beside(self, loss: int, at: frozenset[int], to: int) -> Any:
        rows = []
        if not self._leads(to, loss, at):
            return np.zeros(sum(map(len, self.ways(to))))
        for values, ways in zip(self.sets, self.ways(to), strict=True):
            for way in ways:
                rows.append(_total(self._slope(values, to, way, at)(loss)))
        return np.array(rows)

    def _leads(self, node: int, loss: int, held: frozenset[int]) -> bool:
        """Whether a value reaches the loss past the held ones."""
        known, waiting = {node}, [node]
        while waiting:
            for user in self._users[waiting.pop()]:
                if user == loss:
                    return True
                if user not in known and user not in held and user in self.forward:
                    known.add(user)
                    waiting.append(user)
        return False

    def gradient_of(self, other: int, node: int) -> Any:
        """Inner products of directions at `node` with the gradient of another scalar."""
        within = ancestors(self.nodes, other)
        return np.array([
            _total(self._slope(values, node, way, within=within)(other))
            for values, ways in zip(self.sets, self.ways(node), strict=True)
            for way in ways
        ])  # fmt: skip

    def gradient(self, loss: int, node: int) -> Any:
        """Inner products of directions at `node` with the loss's true gradient."""
        if (loss, node) not in self._gradients:
            found = [_total(later(loss)) for ways in self.slopes(node) for later in ways]
            self._gradients[loss, node] = np.array(found)
        return self._gradients[loss, node]

    def sample(self, loss: int, node: int) -> list[float]:
        """In each set of numbers: the loss's derivative along the first direction at a node."""
        if node in self._slopes:
            return [_total(later[0](loss)) for later in self._slopes[node]]
        every = zip(self.sets, self.ways(node), strict=True)
        return [_total(self._slope(values, node, ways[0])(loss)) for values, ways in every]

    def measured(self, quantity: int, node: int) -> Any:
        """Inner products of directions at `node` with a quantity claimed to be its gradient."""
        key = (quantity, node)
        if key not in self._measured:
            self._measured[key] = self._products(quantity, node)
        return self._measured[key]

    def measured_all(self, quantities: list[int], node: int) -> Any:
        """:meth:`measured` for many quantities of one shape: a row for each."""
        shape = np.shape(self.nodes[node].value)
        key = (tuple(quantities), shape)
        if key not in self._stacked:
            given = (self.laid_out(q, shape) for q in quantities)
            self._stacked[key] = [np.stack(rows) for rows in zip(*given, strict=True)]
        every = zip(self._stacked[key], self.ways(node), strict=True)
        return np.concatenate([g @ np.reshape(ways, (len(ways), -1)).T for g, ways in every], 1)

    def _products(self, quantity: int, node: int) -> Any:
        given = self.laid_out(quantity, np.shape(self.nodes[node].value))
        if given is None:
            return None
        every = zip(given, self.ways(node), strict=True)
        return np.concatenate([np.reshape(ways, (len(ways), -1)) @ g for g, ways in every])

    def laid_out(self, quantity: int, shape: tuple[int, ...]) -> list[Any] | None:
        """In each set of numbers the elements of a value, as a shape has them; None if unlike."""
        key = (quantity, shape)
        if key not in self._laid_out:
            found = [oriented(values[quantity], shape) for values in self.sets]
            unlike = any(f is None for f in found)
            self._laid_out[key] = None if unlike else [np.ravel(f) for f in found]
        return self._laid_out[key]


def _total(slope: Any) -> float:
    return 0.0 if slope is None else float(np.sum(slope))
