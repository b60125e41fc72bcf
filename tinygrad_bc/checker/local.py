"""Around one wrong line: what it starts from, what the chain rule gives there, as arrays."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np

from tinygrad_bc.checker.fits import oriented, ratio
from tinygrad_bc.checker.judge import Judge
from tinygrad_bc.checker.nodes import is_float
from tinygrad_bc.checker.quantities import Quantity
from tinygrad_bc.checker.truth import STEP

LARGEST = 800  # elements that are moved one by one


class Local:
    """The forward values and upstream gradients next to a quantity.

    Attributes
    ----------
    v : int
        The forward value that the quantity should be the gradient of.
    a : int
        What `v` becomes by an elementwise function: the activation of a score; `v` itself where
        there is none.
    upstream : Quantity or None
        The gradient that it starts from; None next to the loss.
    r : int
        The forward value that the upstream gradient belongs to; the loss where there is none.
    """

    def __init__(self, judge: Judge, q: Quantity) -> None:
        self.judge, self.story, self.q = judge, judge.story, q
        self.nodes, self.values = self.story.nodes, judge.differences.sets[0]
        assert q.role is not None
        self.v = q.role
        above = [u for u in judge.upstream(q) if u.role is not None and u.role != self.v
                 and self.v in self.story.ancestors(u.role)]  # fmt: skip
        self.upstream = above[0] if above else None
        role = above[0].role if above else None
        self.r = self.story.loss.node if role is None else role
        self.path = self.story.ancestors(self.r)
        self.a = self._activation()
        self.constant: float | None = None  # of the last expression that gave the written value

    # -------------------------------------------------------------- forward

    def value(self, node: int) -> Any:
        """What a node was."""
        return self.values[node]

    def _activation(self) -> int:
        """The last named value on the way that `v` alone becomes, element by element."""
        if self.nodes[self.v].made is None and self.v in self.story.parameters:
            return self.v
        shape, own = np.shape(self.value(self.v)), self.leaves(self.v)
        bound = {b.node for b in self.story.seen.bindings}
        later = [i for i in self.path & bound if i != self.v and np.shape(self.value(i)) == shape
                 and self.v in self.story.ancestors(i) and is_float(self.value(i))
                 and self.leaves(i) <= own]  # fmt: skip
        return max((i for i in later if self._elementwise(i)), default=self.v)

    def leaves(self, node: int) -> set[int]:
        """The parameters and data that a value was computed from."""
        return self.story._leaves(node)

    def _elementwise(self, i: int) -> bool:
        """Whether each element of node `i` depends on that element of `v` alone."""
        moved = self._moved(self.v, i, 0)
        if moved is None or np.size(moved) < 2:
            return moved is not None
        return bool(np.all(np.abs(np.ravel(moved)[1:]) < 1e-9))

    def _moved(self, at: int, to: int, element: int | None) -> Any:
        """The derivative of node `to` when one element of `at` (or all of them) moves."""
        way = np.ones(np.shape(self.value(at)))
        if element is not None:
            way = np.zeros(way.shape)
            way.reshape(-1)[element] = 1.0
        size = STEP * max(1.0, float(np.max(np.abs(self.value(at)))))
        replay = self.judge.differences.replay
        up = replay(self.values, at, self.value(at) + size * way, stop=to)
        down = replay(self.values, at, self.value(at) - size * way, stop=to)
        return (up[to] - down[to]) / (2 * size) if to in up and to in down else None

    @cached_property
    def slope(self) -> Any:
        """The derivative of the activation at each element; ones where there is none."""
        if self.a == self.v:
            return np.ones(np.shape(self.value(self.v)))
        return self._moved(self.v, self.a, None)

    # -------------------------------------------------------------- backward

    @cached_property
    def arrived(self) -> Any:
        """The gradient at the activation that the upstream one leads to; None if too large."""
        return self.at(self.a)

    def at(self, node: int) -> Any:
        """The gradient at a node between, from the learner's own upstream values."""
        if self.upstream is not None and node == self.r:
            return oriented(self.value(self.upstream.node), np.shape(self.value(node)))
        if node not in self.path:
            return None
        start = self.upstream.node if self.upstream is not None else None
        brought = self.story.pullback.arrived(0, start, self.r, node)
        if brought is not None or np.size(self.value(node)) > LARGEST:
            return brought
        given = 1.0
        if self.upstream is not None:
            given = oriented(self.value(self.upstream.node), np.shape(self.value(self.r)))
        found = np.zeros(np.shape(self.value(node)))
        for k in range(np.size(found)):
            moved = self._moved(node, self.r, k)
            found.reshape(-1)[k] = 0.0 if moved is None else float(np.sum(given * moved))
        return found

    @cached_property
    def gradient(self) -> Any:
        """The true gradient of the loss at `v`; None if too large."""
        loss = self.story.loss.node
        exact = self.story.witnesses.exact(0, self.v)
        if exact is not None:
            return exact
        if np.size(self.value(self.v)) > LARGEST:
            return None
        moved = (self._moved(self.v, loss, k) for k in range(np.size(self.value(self.v))))
        flat = [0.0 if d is None else float(np.sum(d)) for d in moved]
        return np.reshape(flat, np.shape(self.value(self.v)))

    @cached_property
    def written(self) -> Any:
        """The learner's value in the layout of `v`; as it is where the sizes differ."""
        mine = self.value(self.q.node)
        return mine if (fit := oriented(mine, np.shape(self.value(self.v)))) is None else fit

    def is_written(self, candidate: Any) -> bool:
        """Whether the learner's value is a constant times the candidate, in any layout."""
        mine = self.written
        fit = None if candidate is None else oriented(candidate, np.shape(mine))
        if fit is None or not np.isfinite(fit).all():
            return False
        c = ratio(np.ravel(np.asarray(mine, float)), np.ravel(fit), 1e-4)
        if c is None or abs(float(np.ravel(fit) @ np.ravel(fit))) < 1e-24:
            return False
        self.constant = c
        return np.size(mine) > 2 or self._is_usual(c)

    def _is_usual(self, c: float) -> bool:
        """Whether a constant is one that people write: few numbers agree up to any other."""
        n = max(self.story.output, default=1)
        usual = {1.0, 2.0, 0.5, float(n), 1 / n, 2 / n, n / 2}
        return any(abs(abs(c) / k - 1) < 1e-5 for k in usual)

    # -------------------------------------------------------------- names

    def name(self, node: int) -> str:
        """What the learner calls a value."""
        return self.story.seen.name(node)

    def others(self) -> Iterator[tuple[str, int]]:
        """Every value with a name that is no part of this line: forward, backward, parameters."""
        known: set[int] = set()
        own = self.q.node
        for b in self.story.seen.bindings:
            for node in (b.node, b.old):
                if node is not None and node != own and node not in known and node < own:
                    known.add(node)
                    if is_float(self.value(node)):
                        yield b.site.text, node
        for name, node in self.story.seen.names.items():
            if node not in known and is_float(self.value(node)) and node < own:
                known.add(node)
                yield name, node

    @property
    def target(self) -> str:
        """What the learner calls the quantity where it is computed."""
        first = next((b for b in self.q.bindings if not b.parameter), self.q.bindings[0])
        return first.site.text

    def label(self) -> tuple[str, Any] | None:
        """The labels, if there is one such array."""
        found = [i for i in self.story.labels if is_float(self.value(i)) or np.ndim(self.value(i))]
        return (self.name(found[0]) or "the labels", self.value(found[0])) if found else None


def products(u: Any, x: Any) -> Iterator[tuple[str, Any]]:
    """Every product of two arrays that a learner may have written, with how it reads."""
    u, x = np.asarray(u, float), np.asarray(x, float)
    if u.ndim == x.ndim == 0 or u.size == 1 or x.size == 1:
        yield "{u} * {x}", u * x
        return
    forms = [("{u} @ {x}.T", u, x.T), ("{x}.T @ {u}", x.T, u), ("{u} @ {x}", u, x),
             ("{x} @ {u}", x, u), ("{u}.T @ {x}", u.T, x), ("{x} @ {u}.T", x, u.T),
             ("{u}.T @ {x}.T", u.T, x.T), ("{x}.T @ {u}.T", x.T, u.T)]  # fmt: skip
    if u.ndim == x.ndim == 1:
        yield "np.outer({u}, {x})", np.outer(u, x)
        yield "np.outer({x}, {u})", np.outer(x, u)
    for text, left, right in forms:
        if left.ndim and right.ndim and left.shape[-1] == right.shape[max(right.ndim - 2, 0)]:
            yield text, left @ right
    if u.shape == x.shape:
        yield "{u} * {x}", u * x
