"""Other numbers for a program: of the same shapes, and along the same branches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tinygrad_bc.checker.branches import tied
from tinygrad_bc.checker.nodes import Node, is_float
from tinygrad_bc.checker.operations import Values, thawed

NEARER = (1.0, 0.1, 0.01, 1e-3, 1e-4)  # shares of the way there, where a program has conditions
SPREADS = (1.0, 1.0, 0.5, 0.2)  # how far fresh numbers lie apart: less, where more is no good


class Fresh:
    """The half of :class:`truth.Differences` that draws numbers.

    With these a dead unit, a zero or a single sample cannot make a wrong rule look right.
    """

    nodes: list[Node]
    forward: set[int]
    unused: set[int] | frozenset[int]
    guards: Sequence[Node]
    rng: np.random.Generator

    def whole(self, values: Values, moved: dict[int, Any]) -> None:
        """Compute again everything that depends on moved nodes, masks and branches as well."""
        changed = set(moved)
        for index, value in moved.items():
            values[index] = value
        for index, node in enumerate(self.nodes):
            if node.made is None or index in moved or index in self.unused:
                continue
            if any(read in changed for read in node.reads):
                values[index] = node.made(*thawed(node.args, values), **thawed(node.kwargs, values))
                changed.add(index)

    def _drawn(self, own: Values, fresh: Mapping[int, str], spread: float) -> Values | None:
        """The program's values for other numbers of the same shapes; None if they are no good."""
        moved: dict[int, Any] = {}
        for index, kind in fresh.items():
            value = own[index]
            twin = self._twin(value, moved)
            moved[index] = self._other(value, kind, spread) if twin is None else twin
        for share in NEARER if self.guards else (1.0,):
            values = list(own)
            try:
                self.whole(values, {i: own[i] + share * (m - own[i]) for i, m in moved.items()})
                if self._same_way(values):
                    break
            except Exception:
                return None
        else:
            return None
        alike = all(np.shape(a) == np.shape(b) for a, b in zip(values, own, strict=True))
        return values if alike and (self._usable(values) or spread == SPREADS[-1]) else None

    def _same_way(self, values: Values) -> bool:
        """Whether the program would take the same branches with these numbers."""
        return all(
            g.value == (g.made and g.made(*thawed(g.args, values), **thawed(g.kwargs, values)))
            for g in self.guards
        )

    def _other(self, value: Any, kind: str, spread: float) -> Any:
        """Numbers of one shape, of a size that saturates nothing."""
        fan = max(np.shape(value), default=1) if np.ndim(value) == 2 else 1
        size = spread * min(0.4, 1.5 / np.sqrt(fan))
        own = 0.6 * value / max(1.0, float(np.max(np.abs(value))) / 2)
        new = own + self.rng.normal(0, size, np.shape(value))
        if kind == "data":
            if np.min(value) >= 0:
                new = np.abs(new)
            new = np.where(_constant_lines(value), value, new)
            new = _shared_out(value, new)
        if not np.ndim(value):
            return float(new)
        return new.astype(float) if not isinstance(value, np.matrix) else np.asmatrix(new)

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

    def _usable(self, values: Values) -> bool:
        """Whether the forward part is finite, and no value that follows parameters at a kink."""
        for index in self.forward:
            node, value = self.nodes[index], values[index]
            if is_float(value) and not np.isfinite(value).all():
                return False
            if node.made is not None and node.reads:
                at = tied(node.made, thawed(node.args, values))
                if at is not None and np.any(at):
                    return False
        return True


def _shared_out(value: Any, new: Any) -> Any:
    """Numbers with the sums of the old ones, where each row or column is a distribution."""
    value, kind = np.asarray(value), type(new)
    for axis in range(np.ndim(value)):
        sums = np.sum(value, axis=axis, keepdims=True)
        if np.shape(value)[axis] > 1 and np.min(value) >= 0 and np.allclose(sums, 1, atol=1e-6):
            shares = np.asarray(new)
            shares = shares / np.sum(shares, axis=axis, keepdims=True)
            return np.asmatrix(shares) if kind is np.matrix else shares
    return new


def _constant_lines(value: Any) -> Any:
    """Where a row or a column is all ones: it stands for the bias, and stays."""
    ones = np.asarray(value) == 1
    if np.ndim(value) != 2 or min(np.shape(value)) < 2:
        return np.zeros(np.shape(value), bool)
    lines = ones.all(axis=0, keepdims=True) | ones.all(axis=1, keepdims=True)
    return np.broadcast_to(lines, ones.shape)
