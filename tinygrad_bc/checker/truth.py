"""Derivatives of the learner's own program, by differences of the program itself.

A node is moved a little along a random direction and everything later computed again: one pair
of replays gives the derivative of every later value along that direction.  A gradient is compared
with it through its inner product with the direction, so no Jacobian is ever formed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tinygrad_bc.checker.trace import Node, Ref

DIRECTIONS, STEP = 5, 1e-6
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


def is_float(value: Any) -> bool:
    """Whether a value can be moved a little."""
    if isinstance(value, np.ndarray):
        return bool(value.dtype.kind == "f" and value.size)
    return isinstance(value, float | np.floating)


class Differences:
    """Replays of a trace and the derivatives they give.

    Parameters
    ----------
    nodes : list of Node
        The trace.
    seed : int
        Of the directions and of the fresh numbers.
    fixed : set of int
        Leaves that keep the learner's numbers: labels and settings.
    samples : int
        How many sets of numbers besides the learner's own.
    """

    def __init__(self, nodes: list[Node], seed: int, fixed: set[int], samples: int = 2) -> None:
        self.nodes = nodes
        self.rng = np.random.default_rng(seed)
        self.sets = [[node.value for node in nodes]]
        for _ in range(samples):
            values = self._fresh(fixed)
            if values is not None:
                self.sets.append(values)
        self._ways: dict[int, Any] = {}
        self._slopes: dict[int, list[list[dict[int, Any]]]] = {}

    def replay(self, values: Values, moved: dict[int, Any], stop: int | None = None,
               held: set[int] | frozenset[int] = frozenset()) -> dict[int, Any]:  # fmt: skip
        """Compute again what depends on the moved nodes; `held` nodes stay as they are."""
        now, changed = list(values), dict(moved)
        for index, value in moved.items():
            now[index] = value
        last = len(self.nodes) if stop is None else stop + 1
        for index in range(min(moved, default=0) + 1, last):
            node = self.nodes[index]
            if node.made is None or index in moved or index in held:
                continue
            if any(read in changed for read in node.reads):
                now[index] = node.made(*thawed(node.args, now), **thawed(node.kwargs, now))
                changed[index] = now[index]
        return changed

    def _fresh(self, fixed: set[int]) -> Values | None:
        """The program's values for other numbers of the same shapes."""
        moved: dict[int, Any] = {}
        for index, node in enumerate(self.nodes):
            if node.made is None and index not in fixed and is_float(node.value):
                twin = self._twin(node.value, moved)
                if twin is None:
                    noise = self.rng.normal(0, 0.4, np.shape(node.value))
                    new = 0.6 * node.value + noise
                    twin = new if np.ndim(node.value) else float(new)
                moved[index] = twin
        values = list(self.sets[0])
        try:
            for index, value in self.replay(values, moved).items():
                values[index] = value
        except Exception:
            return None
        alike = all(np.shape(a) == np.shape(b) for a, b in zip(values, self.sets[0], strict=True))
        return values if alike else None

    def _twin(self, value: Any, moved: dict[int, Any]) -> Any:
        """The fresh numbers of a leaf with the same numbers: a copy, a second view, a transpose.

        Copies that a program makes before the watched pass (``XT = X.T.copy()``) must follow.
        """
        if np.size(value) < 2 or np.all(value == np.ravel(value)[0]):
            return None  # zeros equal zeros, and are not for that the same
        for index, new in moved.items():
            other = self.nodes[index].value
            if np.shape(other) == np.shape(value) and np.array_equal(other, value):
                return new.copy()
            if np.ndim(value) == 2 == np.ndim(other) and np.array_equal(other.T, value):
                return new.T.copy()
        return None

    def faithful(self) -> bool:
        """Whether a replay of the whole trace gives the program's own numbers."""
        leaves = {i: n.value for i, n in enumerate(self.nodes) if n.made is None}
        again = self.replay(self.sets[0], leaves)
        return all(
            np.allclose(v, self.nodes[i].value, rtol=1e-4, atol=1e-6, equal_nan=True)
            for i, v in again.items()
            if is_float(self.nodes[i].value)
        )

    def ways(self, node: int) -> Any:
        """Random directions of the shape of a node, of shape (DIRECTIONS, ...)."""
        if node not in self._ways:
            shape = np.shape(self.nodes[node].value)
            count = min(DIRECTIONS, max(1, int(np.prod(shape))))
            signs = self.rng.choice([-1.0, 1.0], (count, *shape))
            self._ways[node] = signs * self.rng.uniform(0.5, 1.5, (count, *shape))
        return self._ways[node]

    def slopes(self, node: int) -> list[list[dict[int, Any]]]:
        """For each set of numbers and direction: the derivative of every later node."""
        if node not in self._slopes:
            self._slopes[node] = [
                [self._slope(values, node, way) for way in self.ways(node)] for values in self.sets
            ]
        return self._slopes[node]

    def _slope(self, values: Values, node: int, way: Any,
               held: frozenset[int] = frozenset()) -> dict[int, Any]:  # fmt: skip
        size = STEP * max(1.0, float(np.max(np.abs(values[node]))))
        up = self.replay(values, {node: values[node] + size * way}, held=held)
        down = self.replay(values, {node: values[node] - size * way}, held=held)
        return {
            i: (up[i] - down[i]) / (2 * size)
            for i in up
            if i in down and is_float(up[i]) and np.shape(up[i]) == np.shape(down[i])
        }

    def carried(self, upstream: int, at: int, to: int) -> Any:
        """Inner products of directions at `to` with the gradient that `upstream` makes there.

        `upstream` is taken to be the gradient of `at`; the chain rule carries it to `to`.
        """
        if at == to:
            return self.measured(upstream, to)
        rows = []
        for values, along in zip(self.sets, self.slopes(to), strict=True):
            for later in along:
                moved = later.get(at)
                given = oriented(values[upstream], np.shape(values[at]))
                if given is None:
                    return None
                rows.append(0.0 if moved is None else float(np.sum(given * moved)))
        return np.array(rows)

    def direct(self, loss: int, at: list[int], to: int) -> Any:
        """How the loss depends on `to` other than through the nodes `at` (a penalty)."""
        rows = []
        for values in self.sets:
            for way in self.ways(to):
                later = self._slope(values, to, way, frozenset(at))
                rows.append(float(np.sum(later.get(loss, 0.0))))
        return np.array(rows)

    def gradient(self, loss: int, node: int) -> Any:
        """Inner products of directions at `node` with the loss's true gradient."""
        return np.array(
            [float(np.sum(later.get(loss, 0.0))) for along in self.slopes(node) for later in along]
        )

    def measured(self, quantity: int, node: int) -> Any:
        """Inner products of directions at `node` with a quantity claimed to be its gradient."""
        rows: list[float] = []
        for values in self.sets:
            given = oriented(values[quantity], np.shape(values[node]))
            if given is None:
                return None
            rows.extend(float(np.sum(given * way)) for way in self.ways(node))
        return np.array(rows)


def oriented(value: Any, shape: tuple[int, ...]) -> Any:
    """A value in another layout of the same numbers, transposed or squeezed; None if unlike."""
    if np.shape(value) == shape:
        return np.asarray(value, dtype=float)
    if np.size(value) != int(np.prod(shape)):
        return None
    flat = [n for n in np.shape(value) if n != 1]
    wanted = [n for n in shape if n != 1]
    if flat == wanted:
        return np.asarray(value, dtype=float).reshape(shape)
    if flat == wanted[::-1] and len(flat) == 2 == np.ndim(value):
        return np.asarray(value, dtype=float).T.reshape(shape)
    return None


def ratio(found: Any, wanted: Any, tolerance: float = 3e-5) -> float | None:
    """The constant c with ``found = c * wanted``; None when there is none."""
    if found is None or wanted is None or not (np.isfinite(found) & np.isfinite(wanted)).all():
        return None
    size = float(wanted @ wanted)
    if size < 1e-24:
        return 1.0 if float(found @ found) < 1e-20 else None
    c = float(found @ wanted) / size
    off = float(np.max(np.abs(found - c * wanted)))
    return c if abs(c) > 1e-9 and off <= tolerance * float(np.max(np.abs(found))) else None


def combination(found: Any, columns: list[Any], tolerance: float = 3e-5) -> Any:
    """Coefficients of `columns` that give `found`; None when there are none."""
    if found is None or any(c is None for c in columns) or not columns:
        return None
    table = np.stack(columns, axis=1)
    if not (np.isfinite(table).all() and np.isfinite(found).all()):
        return None
    if len(columns) >= len(found):
        return None
    c = np.linalg.lstsq(table, found, rcond=None)[0]
    off = float(np.max(np.abs(table @ c - found)))
    return c if off <= tolerance * max(float(np.max(np.abs(found))), 1e-12) else None
