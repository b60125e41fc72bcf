"""Constant factors: which gradient has one that the others lack, and which line brought it."""

from __future__ import annotations

from collections import Counter

import numpy as np

from tinygrad_bc.checker.judge import Judge
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
        ends = [q for q in ends if q.role is not None and self._is_parameter(q.role)]
        found: list[tuple[Quantity, float, bool]] = []
        for group in self._groups(ends):
            sizes = [abs(q.factor or 1.0) for q in group]
            if not sizes:
                continue
            own = group[0].parameter is None and self._root(group[0]) is None
            usual = self._usual(sizes, own)
            off = [(q, s / usual) for q, s in zip(group, sizes, strict=True)
                   if abs(s / usual - 1) > 1e-3]  # fmt: skip
            alike = len(off) == len(group) and len(group) > 1
            if off and self._made_good(group):
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
        return all(self._divides(q, step) for q, step in pairs)

    def _divides(self, gradient: Quantity, step: Quantity) -> bool:
        """Whether an update divides by the number of samples."""
        nodes, n = self.story.nodes, max(self.story.output, default=1)
        between = ancestors(nodes, step.node) - ancestors(nodes, gradient.node)
        used = [a for i in between for a in nodes[i].args if isinstance(a, int | float)]
        used += [nodes[r].value for i in between for r in nodes[i].reads
                 if np.ndim(nodes[r].value) == 0]  # fmt: skip
        return n > 1 and any(u == n or abs(u * n - 1) < 1e-9 for u in used)

    def _signs(self) -> list[Quantity]:
        """Gradients, or updates, that go the other way than most do."""
        ends = [(q, self._gradient_of(q)) for q in self.sinks if q.factor and not q.wrong]
        ends = [(q, g) for q, g in ends if self._root(g) is None and self._root(q) is None]
        signs = Counter(sign(q) for q, _ in ends)
        if len(signs) < 2 or (signs[1.0] == signs[-1.0] and not self.story.updates):
            return []
        usual = signs.most_common(1)[0][0] if signs[1.0] != signs[-1.0] else -1.0
        rates = Counter(sign(q) * sign(g) for q, g in ends)
        rate = rates.most_common(1)[0][0]
        odd = [(q, g) for q, g in ends if sign(q) != usual]
        return [q if sign(q) * sign(g) != rate else self._turned(g)
                for q, g in odd]  # fmt: skip

    def _turned(self, q: Quantity) -> Quantity:
        """The quantity above at which the sign turned."""
        above = [u for u in self.judge.upstream(q) if u.factor]
        while above and sign(above[0]) == sign(q):
            if not self.judge.upstream(above[0]):
                return q
            q = above[0]
            above = [u for u in self.judge.upstream(q) if u.factor]
        return q

    def _is_parameter(self, v: int) -> bool:
        """Whether a leaf is a parameter: data have an axis of samples, as the labels have."""
        if self.story.nodes[v].made is not None:
            return False
        output = self.story.output
        if v in self.story.parameters or not output or max(output) == 1:
            return True
        axis, mine = int(np.argmax(output)), np.shape(self.story.nodes[v].value)
        return len(mine) <= axis or len(mine) < len(output) or mine[axis] != output[axis]

    def _groups(self, ends: list[Quantity]) -> list[list[Quantity]]:
        """Gradients whose factors can be compared: of one kind, below the same wrong line."""
        groups: dict[tuple[bool, int | None], list[Quantity]] = {}
        for q in ends:
            groups.setdefault((q.parameter is None, self._root(q)), []).append(q)
        return list(groups.values())

    def _root(self, q: Quantity) -> int | None:
        """The wrong quantity that a quantity inherits from: its factor is anybody's guess."""
        return self._source(q, {w.node for w in self.quantities if w.wrong})

    def _usual(self, sizes: list[float], named: bool) -> float:
        if named and self.story.loss.coded:
            return 1.0
        rounded = Counter(float(f"{s:.4g}") for s in sizes)
        value, count = rounded.most_common(1)[0]
        tied = [v for v, n in rounded.items() if n == count]
        return 1.0 if 1.0 in tied else value if len(tied) == 1 else float(f"{sizes[0]:.4g}")

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
            if not above and (counted or not self.story.loss.coded):
                continue  # the course's delta has the factor m: then the 1/m below is missing
            if abs(abs(u.factor) / before / k - 1) < 1e-3:
                return u
            waiting += above
        return q

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
