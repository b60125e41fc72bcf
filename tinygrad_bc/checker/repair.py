"""Whether what is accused is what is wrong: it is put right, and the backward part computed again.

A line is put right by giving its value the true gradient of what it stands for.  If all accused
lines are what is wrong, every parameter then gets its gradient; and a line that is not needed for
that is not accused.
"""

from __future__ import annotations

import itertools
import operator
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from tinygrad_bc.checker.fits import oriented, ratio
from tinygrad_bc.checker.judge import Judge
from tinygrad_bc.checker.operations import Values, reader
from tinygrad_bc.checker.quantities import Quantity

CLOSE = 1e-4
TRIED, SPENT = 400, 60_000  # readings that are tried; values that are computed again for it
MOST = 4  # lines of which every choice is tried

Change = Callable[[int, Any], Any]  # (set of numbers, value as it would be) -> value put right
Every = list[tuple[Quantity, Change]]
Scaled = tuple[Quantity, float, bool]
Pairs = list[tuple[Quantity, int]]  # quantities, and what they are to be gradients of
Found = tuple[Pairs, float]  # with their factor
Choice = tuple[int, list[int], Found | None]  # how many lines, which of those accused, what besides


class Repair:
    """Replays of the backward part with some of its values put right.

    Parameters
    ----------
    judge : Judge
        With the roles that it gave.
    ends : sequence of Quantity
        Where the backward part ends: updates, or gradients that are given back.
    """

    def __init__(self, judge: Judge, ends: Sequence[Quantity]) -> None:
        self.judge, self.story, self.differences = judge, judge.story, judge.differences
        self.sets = self.differences.sets
        self.ends = [q for q in ends if self._goal(q) is not None]
        sets = range(len(self.sets))
        exact = (self.true(k, self._goal(q)) is not None for q in self.ends for k in sets)
        self.known = bool(self.ends) and all(exact)
        self.even = False
        self.spent = 0  # values computed again
        nodes = self.story.nodes
        self.partial = {old for old, new, _ in self.story.seen.updates  # sums that go on to grow
                        if nodes[new].made in (operator.add, operator.sub)
                        and old in nodes[new].reads}  # fmt: skip
        self._made: dict[int, Callable[[Values], Any]] = {}
        self._own: dict[tuple[int, int, tuple[int, ...]], float | None] = {}
        self._below: dict[int, set[int]] = {}
        self._before: dict[int, list[int]] = {}

    def _goal(self, q: Quantity) -> int | None:
        """The parameter that an end is for."""
        if q.parameter is not None:
            return q.parameter
        return q.role if q.role is not None and self.story.is_parameter(q.role) else None

    def true(self, k: int, v: int | None) -> Any:
        """The true gradient by a value, in one set of numbers."""
        return None if v is None else self.story.witnesses.exact(k, v)

    # replays

    def bad(self, changes: dict[int, Change], only: int | None = None) -> list[Quantity]:
        """The ends that are no constant times their true gradient, with some values put right.

        Where all have to have one factor (`even`), those with another one too.
        """
        sets = list(range(len(self.sets))) if only is None else [only]
        replayed = [self._replayed(k, changes) for k in sets]
        if any(values is None for values in replayed):
            return list(self.ends)
        found = {q.node: self._factor(q, sets, replayed) for q in self.ends}
        bad = [q for q in self.ends if found[q.node] is None]
        return bad if bad or not self.even else self._uneven(found)

    def _uneven(self, found: dict[int, float | None]) -> list[Quantity]:
        """The ends with another factor, or sign, than most have."""
        counts = Counter(float(f"{c:.3g}") for c in found.values() if c)
        if len(counts) < 2:
            return []
        usual = counts.most_common(1)[0][0]
        return [q for q in self.ends if (c := found[q.node]) and abs(c / usual - 1) > 1e-2]

    def _factor(self, q: Quantity, sets: list[int], replayed: list[Any]) -> float | None:
        """The factor of an end; 0 for an optimiser's step from a true gradient, None for others."""
        v = self._goal(q)
        assert v is not None
        c = self._compared(q.node, v, sets, replayed)
        if c is not None or q.parameter is None or np.size(self.true(sets[0], v)) < 2:
            return c
        steps = self._steps(q.node, v)
        right = any(self._compared(p, v, sets, replayed) is not None for p in steps)
        return 0.0 if right else None

    def _steps(self, end: int, v: int) -> list[int]:
        """What an update was computed from that may be the gradient of its parameter."""
        if end not in self._before:
            above = self.judge.ancestors(end)
            self._before[end] = [
                p.node for p in self.judge.quantities
                if p.parameter is None and p.node in above - self.partial
                and self.judge.differences.laid_out(p.node, np.shape(self.story.nodes[v].value))
            ]  # fmt: skip
        return self._before[end]

    def _compared(self, node: int, v: int, sets: list[int], replayed: list[Any]) -> float | None:
        """The factor of a value to the true gradient; the learner's own value is compared once."""
        if any(now[node] is not self.sets[k][node] for k, now in zip(sets, replayed, strict=True)):
            return self._multiple(node, v, sets, replayed)
        key = (node, v, tuple(sets))
        if key not in self._own:
            self._own[key] = self._multiple(node, v, sets, replayed)
        return self._own[key]

    def _multiple(self, node: int, v: int, sets: list[int], replayed: list[Any]) -> float | None:
        shape = np.shape(self.story.nodes[v].value)
        found = [oriented(values[node], shape) for values in replayed]
        if any(f is None for f in found):
            return None
        whole = np.concatenate([np.ravel(f) for f in found])
        return ratio(whole, np.concatenate([np.ravel(self.true(k, v)) for k in sets]), CLOSE)

    def _replayed(self, k: int, changes: dict[int, Change]) -> Values | None:
        """Every value of the backward part, computed again; None where that is impossible."""
        values = list(self.sets[k])
        order = set(changes).union(*(self.below(i) for i in changes)) if changes else set()
        self.spent += len(order)
        for i in sorted(order):
            try:
                if self.story.nodes[i].made is not None:
                    values[i] = self._compute(i, values)
                if i in changes:
                    values[i] = changes[i](k, values[i])
            except Exception:  # arrays of other shapes than before
                return None
        return values

    def _compute(self, i: int, values: Values) -> Any:
        node = self.story.nodes[i]
        if i not in self._made:
            made: Any = node.made
            args, kwargs = reader(node.args), reader(node.kwargs)
            self._made[i] = lambda v: made(*args(v), **kwargs(v))
        return self._made[i](values)

    def below(self, node: int) -> set[int]:
        """What was computed from a value, beside the forward part."""
        if node not in self._below:
            found, waiting = set(), [node]
            while waiting:
                for user in self.differences.users(waiting.pop()):
                    if user not in found and user not in self.story.before:
                        found.add(user)
                        waiting.append(user)
            self._below[node] = found
        return self._below[node]

    # what puts a value right

    def gradient(self, q: Quantity, v: int, factor: float) -> Change | None:
        """The true gradient of `v`, in the layout that the learner gives it."""
        shape = np.shape(self.story.nodes[q.node].value)
        right = []
        for k in range(len(self.sets)):
            true = self.true(k, v)
            if true is None:
                return None
            fit = oriented(true, shape)
            right.append(factor * (np.asarray(true) if fit is None else fit))
        return lambda k, value: right[k]

    def claimed(self, q: Quantity) -> float:
        """The factor that a quantity has, or that it would have from those above it.

        It is measured: of its last digits 1 would be another factor than 1.
        """
        factors = [q.factor, *(u.factor for u in self.judge.upstream(q) if u is not q)]
        factor = next((f for f in factors if f), 1.0)
        return float(f"{factor:.12g}")

    # one line that is all

    def single(self, bad: list[Quantity], changes: dict[int, Change]) -> Iterator[Found]:
        """(quantities of one line with what they are gradients of, factor) that put the rest right.

        In a loop the line is put right in every round.
        """
        n = float(max(self.story.output, default=1))
        for pairs in itertools.islice(self._readings(bad, changes), TRIED):
            if all(self._is_sound(q, v) for q, v in pairs):
                continue
            for factor in dict.fromkeys((1.0, self.claimed(pairs[0][0]), n, 1 / n)):
                if self.spent > SPENT:
                    return
                made = {q.node: self.gradient(q, v, factor) for q, v in pairs}
                both = {**changes, **{i: c for i, c in made.items() if c is not None}}
                if None in made.values() or self.bad(both, 0) or self.bad(both):
                    continue
                yield pairs, factor

    def _is_sound(self, q: Quantity, v: int) -> bool:
        """Whether a quantity is the gradient of `v`, with the factor of those above it."""
        factors = [u.factor for u in self.judge.upstream(q) if u.factor]
        c = q.candidates.get(v)
        return c is not None and bool(factors) and all(abs(c / f - 1) < 1e-3 for f in factors)

    def _readings(self, bad: list[Quantity], changes: dict[int, Change]) -> Iterator[Pairs]:
        """What a line may have been meant for, the first line that the wrong ends share first."""
        above = [self.judge.ancestors(q.node) for q in bad]
        goals = {self._goal(q) for q in bad}
        rounds: dict[int, list[Quantity]] = {}
        for q in self.judge.quantities:
            rounds.setdefault(q.bindings[0].site.line, []).append(q)
        for q in self.judge.quantities:
            if q.parameter is not None or q.node in changes:
                continue
            group = rounds[q.bindings[0].site.line]
            if all(q.node in nodes for nodes in above):
                for v in reversed(self.judge.fitting[q.node]):
                    if v != self.judge.loss and goals <= self.judge.ancestors(v):
                        yield [(q, v)]
            if len(group) > 1 and group[0] is q:
                together = [p for p in group if p.parameter is None and p.node not in changes]
                if all(nodes & {p.node for p in together} for nodes in above):
                    yield from self._looped(together)

    def _looped(self, group: list[Quantity]) -> Iterator[Pairs]:
        """The rounds of a line, each for the same forward line: the nearest one before it."""
        lines: dict[int, list[int]] = {}
        for v in self.story.targets:
            site = self.story.nodes[v].site
            if site is not None and v != self.judge.loss:
                lines.setdefault(site.line, []).append(v)
        for forward in lines.values():
            pairs: Pairs = []
            meant: dict[int, int] = {}
            for q in group:
                above = self.judge.upstream(q)
                roles = [meant.get(u.node, max(u.candidates, default=u.role)) for u in above]
                below = [self.judge.ancestors(r) - {r} for r in roles if r is not None]
                fitting = set(self.judge.fitting[q.node])
                fitting -= set(meant.values())
                free = [v for v in forward if v < q.node and v in fitting
                        and all(v in nodes for nodes in below)]  # fmt: skip
                if not free:
                    break
                meant[q.node] = free[-1]
                pairs.append((q, free[-1]))
            if len(pairs) == len(group):
                yield pairs


class Proof:
    """The accused of a judgement, those left out that a repair does not need.

    Parameters
    ----------
    repair : Repair
    line : callable
        The line that is named for a quantity.
    wrong, scaled, turned : list
        Wrong quantities, those with a factor too much, those of the other sign.
    """

    def __init__(self, repair: Repair, line: Callable[[Quantity], int], wrong: list[Quantity],
                 scaled: list[Scaled], turned: list[Quantity]) -> None:  # fmt: skip
        self.repair, self.line = repair, line
        self.wrong, self.scaled, self.turned = wrong, scaled, turned
        self.failed = False
        self.forced: set[int] = set()

    def _changes(self) -> Every | None:
        """Every accused quantity, with what puts it right."""
        found: Every = []
        for q in self.wrong:
            change = None
            if q.role is not None:
                change = self.repair.gradient(q, q.role, self.repair.claimed(q))
            if change is None:
                return None
            found.append((q, change))
        found += [(q, _divided(k)) for q, k, _ in self.scaled]
        found += [(q, _divided(-1.0)) for q in self.turned]
        return found

    def weigh(self) -> None:
        """Accuse the fewest lines that a repair needs: some of the accused, or one besides.

        A line that is put right in vain is not wrong; nor is one whose repair spoils what was
        right.  What is left out must not be hidden by a line further down that is put right.
        """
        before, every = self.repair.bad({}), self._changes()
        self.repair.even = bool(self.scaled or self.turned)
        if not before or every is None:
            self.failed = bool(before)
            return
        lines = list(dict.fromkeys(self.line(q) for q, _ in every))
        best = self._fewest(every, lines)
        if best is None and self.repair.even:  # rates may differ: no end says which factor is off
            self.repair.even = False
            self.forced = {self.line(q) for q, _, _ in self.scaled}
            self.forced |= {self.line(q) for q in self.turned}
            best = self._fewest(every, lines)
        if best is None:
            self.failed = True
            return
        self._keep(best[1])
        if best[2] is not None:
            self._accuse(*best[2], alone=not best[1])

    def _fewest(self, every: Every, lines: list[int]) -> Choice | None:
        """The fewest lines that put every end right."""
        best: Choice | None = None
        for kept in self._subsets(lines):
            if (best is not None and len(kept) > best[0]) or self.forced - set(kept):
                continue
            bad = self._bad(every, kept)
            out = [q for q, _ in every if self.line(q) not in kept]
            if not bad:
                if not self._hidden(out, [q.node for q, _ in every if self.line(q) in kept]):
                    best = self._better(best, (len(kept), kept, None))
                if kept == lines and len(lines) == 1:
                    break
                continue
            if len(lines) > MOST or (best is not None and len(kept) + 1 > best[0]):
                continue
            changes = {q.node: c for q, c in every if self.line(q) in kept}
            for found in self.repair.single(bad, changes):
                harmless = [q for q in out if not self._spoils(every, kept, self.line(q), bad)]
                nodes = {q.node for q, _ in found[0]}
                if not self._hidden(harmless, list(nodes)) and self._brings(nodes, out):
                    best = self._better(best, (len(kept) + 1, kept, found))
                break
        return best

    @staticmethod
    def _subsets(lines: list[int]) -> list[list[int]]:
        """All of the lines, all but one, ... none; of many only the extremes."""
        if len(lines) > MOST:
            return [lines, *([x for x in lines if x != out] for out in lines)]
        sizes = range(len(lines), -1, -1)
        return [list(kept) for n in sizes for kept in itertools.combinations(lines, n)]

    @staticmethod
    def _better(best: Choice | None, other: Choice) -> Choice:
        """The fewer lines; of as many, those that were accused."""
        key = (other[0], other[2] is not None)
        return other if best is None or key < (best[0], best[2] is not None) else best

    def _bad(self, every: Every, kept: Sequence[int]) -> list[Quantity]:
        return self.repair.bad({q.node: c for q, c in every if self.line(q) in kept})

    def _hidden(self, out: list[Quantity], nodes: list[int]) -> bool:
        """Whether something that is left out lies above something that is put right."""
        above = set().union(*(self.repair.judge.ancestors(i) - {i} for i in nodes), set())
        return any(q.node in above - self.repair.partial for q in out)

    def _brings(self, nodes: set[int], out: list[Quantity]) -> bool:
        """Whether the factors and signs that are left out come from what is put right."""
        odd = [q for q, _, _ in self.scaled] + self.turned
        left = [q for q in odd if any(q is p for p in out)]
        return all(nodes & self.repair.judge.ancestors(q.node) for q in left)

    def _spoils(self, every: Every, kept: list[int], line: int, bad: list[Quantity]) -> bool:
        """Whether an end that is right without the repair of a line is wrong with it."""
        worse = self._bad(every, [*kept, line])
        return any(all(q is not p for p in bad) for q in worse)

    def _keep(self, lines: list[int]) -> None:
        for q in self.wrong:
            q.wrong = self.line(q) in lines
        self.wrong = [q for q in self.wrong if q.wrong]
        self.scaled = [s for s in self.scaled if self.line(s[0]) in lines]
        self.turned = [q for q in self.turned if self.line(q) in lines]

    def _accuse(self, pairs: Pairs, factor: float, alone: bool) -> None:
        """Accuse quantities of not being the gradients that they are meant for, or their factor."""
        for other in self.repair.judge.quantities:
            other.wrong = other.wrong and not alone
        for q, v in pairs:
            c = q.candidates.get(v)
            if c is None:
                q.role, q.wrong, q.true, q.factor, q.inherits = v, True, False, factor, None
                self.wrong.append(q)
            elif abs(abs(c / factor) - 1) > 1e-3:
                q.role, q.factor = v, c
                self.scaled.append((q, abs(c / factor), False))
            elif c * factor < 0:
                q.role, q.factor = v, c
                self.turned.append(q)


def _divided(k: float) -> Change:
    return lambda _, value: value / k
