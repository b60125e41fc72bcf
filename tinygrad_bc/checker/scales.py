"""Constant factors: which gradient has one that the others lack, and which line brought it."""

from __future__ import annotations

import operator
from collections import Counter
from typing import Any

import numpy as np

from tinygrad_bc.checker import naming
from tinygrad_bc.checker.judge import Judge
from tinygrad_bc.checker.local import Local
from tinygrad_bc.checker.losses import COST, is_running
from tinygrad_bc.checker.primitives import ancestors
from tinygrad_bc.checker.quantities import Quantity, Story


class Scales:
    """The half of a verdict that weighs right gradients against each other."""

    story: Story
    judge: Judge
    quantities: list[Quantity]
    sinks: list[Quantity]

    def _gradient_of(self, sink: Quantity) -> Quantity:
        """The named gradient that an update takes, or the update itself.

        A velocity is a multiple of the gradient too: of several names, the nearest to factor 1.
        """
        if sink.parameter is None:
            return sink
        above = ancestors(self.story.nodes, sink.node)
        named = [q for q in self.quantities if q.node in above and q.role == sink.parameter
                 and q.parameter is None and q.factor]  # fmt: skip
        return min(named, key=lambda q: abs(np.log(abs(q.factor or 1.0))), default=sink)

    def _factors(self) -> list[tuple[Quantity, float, bool]]:
        """(quantity, factor that is too much, whether all gradients have it)."""
        ends = [self._gradient_of(q) for q in self.sinks]
        ends = [q for q in ends if q.factor is not None and not q.wrong and q.role is not None]
        ends = [q for q in ends if q.role is not None and self.story.is_parameter(q.role)]
        found: list[tuple[Quantity, float, bool]] = []
        for group in self._groups(ends):
            sizes = [abs(q.factor or 1.0) for q in group]
            if not sizes:
                continue
            own = group[0].parameter is None and self._root(group[0]) is None
            own = own and not is_running(self.story.seen, self.story.loss)
            kin = [abs(q.factor or 1.0) for q in ends if q.parameter is group[0].parameter]
            usual = self._usual(sizes, own, kin, self._known(group[0]))
            off = [(q, s / usual) for q, s in zip(group, sizes, strict=True)
                   if abs(s / usual - 1) > 1e-3]  # fmt: skip
            alike = len(off) == len(group) and len(group) > 1
            if off and (self._made_good(group) or self._doubled(group, off)):
                continue
            if len(off) == len(group) and self._averages({k for _, k in off}):
                continue
            if len(group) < len(self.sinks) and self._one_rate():
                continue  # those that have no name have the factor as well
            if alike and (odd := self._not_divided(group, off[0][1])):
                found += [(step, off[0][1], False) for step in odd]
                continue
            found += [(self._origin(q, k), k, alike) for q, k in off]
        unique = {q.node: (q, k, alike) for q, k, alike in found}
        return list(unique.values())

    def _made_good(self, group: list[Quantity]) -> bool:
        """Whether the updates make up for factors: each is the same multiple of the gradient.

        Factors that are all alike stay a finding, unless the step is what has them (the learning
        rate is inside) or the updates divide by the number of samples.
        """
        moved = {q.parameter: q for q in self.sinks if q.parameter is not None and q.factor}
        pairs = [(q, moved[q.role]) for q in group
                 if q.role is not None and q.role in moved and q.parameter is None]  # fmt: skip
        if not group or len(pairs) < len(group):
            return False
        steps = [abs(step.factor or 1.0) for _, step in pairs]
        if any(abs(s / steps[0] - 1) > 1e-3 for s in steps):
            return False
        rates = [s / abs(q.factor or 1.0) for s, q in zip(steps, group, strict=True)]
        if any(abs(r / rates[0] - 1) > 1e-3 for r in rates) or abs(rates[0] - 1) < 1e-3:
            return True
        if all(self._is_rate(steps[0], q, step) for q, step in pairs):
            return True
        return all(self._divides(q, step) or self._counts(q, step) for q, step in pairs)

    def _one_rate(self) -> bool:
        """Whether every parameter is moved by one multiple of its gradient."""
        steps = {float(f"{q.factor or 0.0:.4g}") for q in self.sinks}
        return len(steps) == 1 and 0.0 not in steps and all(
            q.parameter is not None and q.true for q in self.sinks)  # fmt: skip

    def _doubled(self, group: list[Quantity], off: list[tuple[Quantity, float]]) -> bool:
        """Whether all gradients lack, or have, the 2 that comes of a square: many leave it out."""
        alike = {round(k, 3) for _, k in off}
        every = len(off) == len(group) and self._root(group[0]) is None
        if not every or alike not in ({0.5}, {2.0}) or not self.is_squared():
            return False
        return not any(self._puts_in(self._origin(q, k), k) for q, k in off)

    def _averages(self, factors: set[float]) -> bool:
        """Whether all gradients are those of the mean, where twice the sum is told: a deviance.

        What is called a loss is what is to be differentiated.
        """
        n = max(self.story.output, default=1)
        called = COST.search(self.story.loss.name.split("=")[0].split("(")[0])
        if called or n < 2 or any(abs(2 * k * n - 1) > 1e-3 for k in factors):
            return False
        counts = (n, 1 / n, 2 * n, 1 / (2 * n))
        for i in self.story.before:
            node = self.story.nodes[i]
            if getattr(node.made, "__name__", "") in ("mean", "average"):
                return False
            if node.made in (operator.truediv, operator.mul, np.divide, np.multiply):
                used = [a for a in node.args if isinstance(a, int | float)]
                used += [self.story.nodes[r].value for r in node.reads
                         if np.ndim(self.story.nodes[r].value) == 0]  # fmt: skip
                if any(abs(u / c - 1) < 1e-9 for u in used for c in counts):
                    return False
        return True

    def _puts_in(self, q: Quantity, k: float) -> bool:
        """Whether a line has a factor that those above it have not, the number of samples aside."""
        above, n = self.judge.upstream(q), max(self.story.output, default=1)
        own = abs((q.factor or 1.0) / (above[0].factor or 1.0)) / k if above else 0.0
        return any(abs(own * c - 1) < 1e-3 for c in (1.0, n, 1 / n))

    def is_squared(self) -> bool:
        """Whether the loss is a squared error; the verdict knows."""
        raise NotImplementedError

    def _not_divided(self, group: list[Quantity], k: float) -> list[Quantity]:
        """Of updates by gradients that are all `k` times too large: those that do not make up."""
        moved = {q.parameter: q for q in self.sinks if q.parameter is not None}
        pairs = [(q, moved[q.role]) for q in group if q.role in moved and q.parameter is None]
        odd = [step for q, step in pairs if not self._divides(q, step, k)]
        return odd if len(odd) < len(pairs) == len(group) else []

    def _divides(self, gradient: Quantity, step: Quantity, count: float = 0.0) -> bool:
        """Whether an update divides by the number of samples."""
        n = max(self.story.output, default=1)
        n = round(count) if abs(count - round(count)) < 1e-6 and count > 1 else n
        used = self._numbers(gradient, step)
        return n > 1 and any(u == n or abs(u * n - 1) < 1e-9 for u in used)

    def _counts(self, gradient: Quantity, step: Quantity) -> bool:
        """Whether an update divides by a whole number: of the batch, where the loss is of all."""
        nodes = self.story.nodes
        between = ancestors(nodes, step.node) - ancestors(nodes, gradient.node)
        divisors = (nodes[i].args[1] for i in between
                    if nodes[i].made in (operator.truediv, np.divide))  # fmt: skip
        return any(type(d) is int and d > 1 for d in divisors)

    def _numbers(self, gradient: Quantity, step: Quantity) -> list[Any]:
        """The numbers that an update is made with, beside the gradient."""
        nodes = self.story.nodes
        between = ancestors(nodes, step.node) - ancestors(nodes, gradient.node)
        used = [a for i in between for a in nodes[i].args if isinstance(a, int | float)]
        return used + [nodes[r].value for i in between for r in nodes[i].reads
                       if np.ndim(nodes[r].value) == 0]  # fmt: skip

    def _is_rate(self, size: float, gradient: Quantity, step: Quantity) -> bool:
        """Whether a step is one of its numbers, times the true gradient: then that is its rate."""
        own = {float(u) for u in self._numbers(gradient, step)} - {0.0}
        return len(own) > 1 and any(abs(size / abs(u) - 1) < 1e-6 for u in own)

    def _signs(self) -> list[Quantity]:
        """Gradients, or updates, that go the other way than those beside them."""
        ends = [(q, self._gradient_of(q)) for q in self.sinks if not q.wrong]
        ends = [(q, g) for q, g in ends if g.factor and not g.wrong]
        found = []
        for group in self._groups([g for _, g in ends]):
            mine = [(q, g) for q, g in ends if any(g is m for m in group)]
            found += self._odd(mine)
        return list({q.node: q for q in found}.values())

    def _odd(self, ends: list[tuple[Quantity, Quantity]]) -> list[Quantity]:
        """Of (end, its gradient): what sends some of them the wrong way.

        An update that goes up is wrong; where that says nothing it is where the sign turns on the
        way down, or else what the fewer of them have.
        """
        known = all(q.factor for q, _ in ends)
        way = {q.node: sign(q if known else g) for q, g in ends}
        signs = Counter(way.values())
        if len(signs) < 2:
            return []
        rates = Counter(way[q.node] * sign(g) for q, g in ends)
        rate = rates.most_common(1)[0][0]
        turns = [(q, q if way[q.node] * sign(g) != rate else self._turned(g)) for q, g in ends]
        moved = known and all(q.parameter is not None for q, _ in ends)
        if moved and self._root(ends[0][1]) is None:
            down = [g for q, g in ends if sign(q) < 0]
            return [at or self._first(self._gradient_of(q), down) for q, at in turns
                    if sign(q) > 0]  # fmt: skip
        turned = [at for _, at in turns if at is not None]
        if turned and len(turned) < len(turns):
            return turned
        usual = signs.most_common(1)[0][0]
        return [] if signs[1.0] == signs[-1.0] else [
            at or self._gradient_of(q) for q, at in turns if way[q.node] != usual
        ]  # fmt: skip

    def _first(self, q: Quantity, others: list[Quantity]) -> Quantity:
        """The first gradient on the way to one, that none of the others is computed from.

        As a delta that starts from ``Y - A``, where the others start from ``A - Y``.
        """
        beside = set().union(*(self.judge.ancestors(g.node) for g in others), set())
        while q.node not in beside:
            above = [u for u in self.judge.upstream(q) if u.factor and not u.wrong]
            above = [u for u in above if u.node not in beside and sign(u) == sign(q)]
            if not above:
                break
            q = above[0]
        return q

    def _turned(self, q: Quantity) -> Quantity | None:
        """The quantity at which the sign turned, on the way down to this one."""
        known: set[int] = set()
        while q.node not in known:
            known.add(q.node)
            above = [u for u in self.judge.upstream(q) if u.factor and u.role != q.role]
            if not above or q.wrong:
                return None
            if sign(above[0]) != sign(q):
                return q
            q = above[0]
        return None

    def _groups(self, ends: list[Quantity]) -> list[list[Quantity]]:
        """Gradients whose factors can be compared: of one kind, below the same wrong line."""
        groups: dict[tuple[bool, int | None], list[Quantity]] = {}
        for q in ends:
            groups.setdefault((q.parameter is None, self._root(q)), []).append(q)
        return list(groups.values())

    def _root(self, q: Quantity) -> int | None:
        """The wrong quantity that a quantity inherits from: its factor is anybody's guess."""
        return self._source(q, {w.node for w in self.quantities if w.wrong})

    def _known(self, q: Quantity) -> float:
        """The factor that is right below a wrong line, once its mistake has a name; 0 if not."""
        top = self.judge.by_node.get(self._root(q) or -1)
        if top is None or top.role is None or not self.story.loss.coded:
            return 0.0
        local = Local(self.judge, top)
        if naming.named(local) is None or local.constant is None:
            return 0.0
        before = local.upstream.factor if local.upstream is not None else 1.0
        return abs((top.factor or 1.0) / local.constant / (before or 1.0))

    def _usual(self, sizes: list[float], named: bool, kin: list[float], known: float) -> float:
        """The factor that most have; as many of each: that which most of the others have."""
        if named and self.story.loss.coded:
            return 1.0
        counts = Counter(float(f"{s:.4g}") for s in sizes)
        most = max(counts.values())
        tied = [v for v, n in counts.items() if n == most]
        if len(tied) == 1:
            return tied[0]
        if known:
            return known
        every = Counter(float(f"{s:.4g}") for s in kin)
        best = max(every[v] for v in tied)
        tied = [v for v in tied if every[v] == best]
        n = max(self.story.output, default=1)
        mean = [v for v in tied if abs(v * n - 1) < 1e-3 and not self.story.loss.coded]
        return mean[0] if mean else 1.0 if 1.0 in tied else tied[0]

    def _origin(self, q: Quantity, k: float) -> Quantity:
        """The quantity above that brought a factor in, if it was not this one."""
        n = max(self.story.output, default=1)
        counted = any(abs(k / c - 1) < 1e-3 for c in (float(n), 1.0 / n))
        waiting, known = list(self.judge.upstream(q)), set()
        while waiting:
            u = waiting.pop()
            if u.node in known or not u.factor:
                continue
            known.add(u.node)
            above = [w for w in self.judge.upstream(u) if w.factor]
            before = abs(above[0].factor or 1.0) if above else 1.0
            meant = abs(abs(u.factor) - 1) < 1e-3 and any(w.role == u.role for w in above)
            if not above and (counted or self._rounds(u, k) or not self.story.loss.coded):
                continue  # the course's delta has the factor m: then the 1/m below is missing
            if abs(abs(u.factor) / before / k - 1) < 1e-3 and not meant:
                return u
            waiting += above
        return q

    def _rounds(self, u: Quantity, k: float) -> bool:
        """Whether a factor is the number of samples that a loop runs over, one by one."""
        rounds = sum(p.bindings[0].site is u.bindings[0].site for p in self.quantities)
        return rounds > 1 and any(abs(k / c - 1) < 1e-3 for c in (rounds, 1 / rounds))

    def _source(self, q: Quantity, wrong: set[int]) -> int | None:
        at: Quantity | None = q
        seen: set[int] = set()
        while at is not None and at.node not in seen and at.node not in wrong:
            seen.add(at.node)
            at = self.judge.by_node.get(at.inherits) if at.inherits is not None else None
        return at.node if at is not None and at is not q and at.node in wrong else None


def sign(q: Quantity) -> float:
    """The sign of a quantity's factor."""
    return -1.0 if (q.factor or 1.0) < 0 else 1.0
