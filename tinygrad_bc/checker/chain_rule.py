"""What the chain rule makes of a learner's own gradients: each line by its own inputs."""

from __future__ import annotations

from typing import Any

import numpy as np

from tinygrad_bc.checker.fits import combination, multiples, ratio
from tinygrad_bc.checker.quantities import Quantity, Story

LARGE = 60  # gradients: of more, sums of nested ones are not judged by what they add up
MANY = 6  # gradients of steps in time: nor is a longer sum

Sum = tuple[float | None, list[Quantity] | None]  # a factor, and those above that have another one


class ChainRule:
    """Compares quantities with the true gradients, and with what those above them give."""

    def __init__(self, story: Story) -> None:
        self.story, self.differences = story, story.differences
        self.loss = story.loss.node
        self.quantities = story.quantities
        self.by_node = {q.node: q for q in self.quantities}
        self._called: dict[int, set[int]] = {}
        self.users: dict[int, list[Quantity]] = {q.node: [] for q in self.quantities}
        self._above = {q.node: self._upstream(q) for q in self.quantities}
        for q in self.quantities:
            for u in self._above[q.node]:
                self.users[u.node].append(q)
        self._shapes: dict[int, tuple[int, ...]] = {
            v: np.shape(story.nodes[v].value) for v in story.targets
        }
        self.fitting = {q.node: self._fits(q) for q in self.quantities}
        self.many = MANY if len(self.quantities) <= LARGE else 1
        self._summed: dict[tuple[Any, ...], Sum] = {}
        self.uneven: dict[int, list[Quantity]] = {}  # of sums: the gradients of another factor
        self._match()

    # what is read

    def ancestors(self, node: int) -> set[int]:
        """Every node that a node was computed from, itself included."""
        return self.story.ancestors(node)

    def _upstream(self, q: Quantity) -> list[Quantity]:
        """The quantities that a quantity reads, the nearest ones."""
        found: list[Quantity] = []
        waiting = list(self.story.nodes[q.node].reads)
        known: set[int] = set()
        if q.parameter is not None:
            waiting = [r for r in waiting if r != q.parameter]
        renewed = {b.node for _, _, b in self.story.updates} if q.parameter is None else set()
        while waiting:
            i = waiting.pop()
            if i in known or i in renewed:
                continue
            known.add(i)
            if i in self.by_node:
                found.append(self.by_node[i])
            else:
                waiting.extend(self.story.nodes[i].reads)
        return found

    def upstream(self, q: Quantity) -> list[Quantity]:
        """Upstream quantities that have a role; those without are looked through."""
        found: list[Quantity] = []
        waiting, known = list(self._above[q.node]), set()
        while waiting:
            u = waiting.pop()
            if u.node in known:
                continue
            known.add(u.node)
            if u.role is None:
                waiting.extend(self._above[u.node])
            else:
                found.append(u)
        return found

    # truth

    def _match(self) -> None:
        """Compare every quantity with every true gradient of its shape."""
        alike: dict[tuple[int, ...], list[Quantity]] = {}
        for q in self.quantities:
            for shape in {self._shape(v) for v in self.fitting[q.node]}:
                alike.setdefault(shape, []).append(q)
        fitted = set().union(*self.fitting.values()) - {self.loss}  # any constant is its gradient
        for v in sorted(fitted):
            true = self.story.witnesses.gradient(v)
            size = float(true @ true)
            near = alike[self._shape(v)]
            every = self.differences.measured_all([q.node for q in near], v)
            for i in multiples(every, true):
                q = near[i]
                if q.parameter not in (None, v):
                    continue
                c = ratio(every[i], true)
                if c is not None and size > 1e-20:
                    q.candidates[v] = c
                elif c is not None and q.parameter is not None:
                    q.still = True

    def _shape(self, v: int) -> tuple[int, ...]:
        return self._shapes[v]

    def _fits(self, q: Quantity) -> list[int]:
        """The forward values that a quantity has as many numbers as."""
        if q.parameter is not None:
            return [v for v in self.story.targets if v == q.parameter]
        shapes = {shape for shape in set(self._shapes.values())
                  if self.differences.laid_out(q.node, shape) is not None}  # fmt: skip
        return [v for v, shape in self._shapes.items() if shape in shapes]

    def explained(self, q: Quantity, v: int, given: list[Quantity] | None = None) -> float | None:
        """The factor with which the chain rule gives `q` as the gradient of `v`, if it does.

        `given` are the upstream quantities, where they are known.
        """
        return self.explanation(q, v, given)[0]

    def explanation(self, q: Quantity, v: int, given: list[Quantity] | None = None) -> Sum:
        """:meth:`explained`, with the upstream quantities that have another factor."""
        given = self.upstream(q) if given is None else given
        above = [u for u in given if u.role is not None and v in self.ancestors(u.role)]
        if not above:
            return None, None
        if len(above) > self.many and self._nested(above):
            leaf = self.story.nodes[v].made is None
            return (above[0].factor or 1.0) if leaf else None, None
        key = (q.node, v, *((u.node, u.role, u.factor) for u in above))
        if key not in self._summed:
            self._summed[key] = self._sum(q, v, above)
        if self._summed[key][0] is None and self.story.is_penalised(v):
            return self._beside_penalty(q, v, above), None
        return self._summed[key]

    def _sum(self, q: Quantity, v: int, above: list[Quantity]) -> Sum:
        """The factor with which `q` is what those above it bring to `v`, the penalty aside."""
        found = self.differences.measured(q.node, v)
        if not self.story.is_penalised(v) and not self._possible(found, above, v):
            return None, None
        used = self._bringing(above, v)
        if not used:  # nothing comes, and nothing is there
            return (None if np.any(np.abs(found) > 1e-14) else above[0].factor or 1.0), None
        if (c := ratio(found, sum(carried / (u.factor or 1.0) for u, carried in used))) is not None:
            return c, None
        if len(used) > 1 and (c := ratio(found, sum(carried for _, carried in used))) is not None:
            factors = [u.factor or 1.0 for u, _ in used]
            usual = max(factors, key=lambda f: sum(abs(f / g - 1) < 1e-3 for g in factors))
            odd = [u for u, _ in used if abs((u.factor or 1.0) / usual - 1) > 1e-3]
            return c * usual, odd
        return None, None

    def _beside_penalty(self, q: Quantity, v: int, above: list[Quantity]) -> float | None:
        """The factor, if what the loss depends on `v` for by itself comes on top."""
        found = self.differences.measured(q.node, v)
        if not (used := self._bringing(above, v)):
            return None
        direct = self.story.pullback.direct(self._cuts([u for u, _ in used], v), v)
        if not np.any(np.abs(direct) > 1e-12):
            return None
        brought = sum(carried / (u.factor or 1.0) for u, carried in used)
        whole = ratio(found, brought + direct)
        tainted = any(self._tainted(u) for u, _ in used)
        if whole is not None and not tainted:
            return whole
        c = self._beside(found, brought, direct)
        return c if tainted or c is None or self._brings(used[0][0], c) else None

    def _bringing(self, above: list[Quantity], v: int) -> list[tuple[Quantity, Any]]:
        """The upstream quantities that bring something to `v`, with what they bring."""
        brought = ((u, self._carried(u, v, above)) for u in above)
        return [(u, carried) for u, carried in brought
                if carried is not None and (np.abs(carried) > 1e-14).any()]  # fmt: skip

    def _possible(self, found: Any, above: list[Quantity], v: int) -> bool:
        """Whether one upstream quantity alone may explain another in the first set of numbers."""
        if len(above) != 1 or found is None:
            return True
        carried = self.story.pullback.first(above[0].node, above[0].role or 0, v)
        return carried is None or ratio(found[: len(carried)], carried, 1e-4) is not None

    def _nested(self, above: list[Quantity]) -> bool:
        """Whether gradients belong to values that lie on each other's way: of steps in time."""
        roles = {u.role for u in above}
        return any(len(roles & self.ancestors(u.role)) > 1 for u in above if u.role is not None)

    def _brings(self, u: Quantity, c: float) -> bool:
        """Whether a right gradient brought a factor with it, which its own line put there."""
        top, known = u, set()
        while top.node not in known and (above := [w for w in self.upstream(top) if w.factor]):
            known.add(top.node)
            top = above[0]
        return abs((u.factor or 1.0) / (top.factor or 1.0) / c - 1) < 1e-3

    def _tainted(self, u: Quantity) -> bool:
        """Whether a quantity is wrong, or comes from one that is: its factor says nothing."""
        known: set[int] = set()
        at: Quantity | None = u
        while at is not None and not at.wrong and at.node not in known:
            known.add(at.node)
            at = self.by_node.get(at.inherits) if at.inherits is not None else None
        return at is not None and at.wrong

    @staticmethod
    def _beside(found: Any, carried: Any, direct: Any) -> float | None:
        """The factor of what a wrong gradient carries, if the penalty beside it is whole."""
        c = combination(found, [carried, direct])
        whole = c is not None and abs(c[1] - 1) < 1e-3
        return float(c[0]) if whole else None

    def _cuts(self, used: list[Quantity], v: int) -> list[int]:
        """Forward values through which the gradients in `used` already account for `v`."""
        cuts, waiting, known = [], list(used), set()
        while waiting:
            u = waiting.pop()
            if u.node in known:
                continue
            known.add(u.node)
            if u.role == v:
                waiting += self.upstream(u)
            elif u.role is not None:
                cuts.append(u.role)
        return cuts

    def _carried(self, u: Quantity, v: int, beside: list[Quantity]) -> Any:
        """What `u` brings to `v` past the values whose own gradients stand beside it."""
        assert u.role is not None
        return self.story.pullback.carried(u.node, u.role, v, self.nearer(u, beside))

    def nearer(self, u: Quantity, beside: list[Quantity]) -> frozenset[int]:
        """The values past which `u` brings nothing: their gradients stand beside it."""
        assert u.role is not None
        others = {w.role for w in beside if w.role is not None} - {u.role}
        return frozenset(others & self.ancestors(u.role)) if others else frozenset()
