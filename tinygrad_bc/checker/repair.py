"""Whether what is accused is what is wrong: it is put right, and the backward part computed again.

A line is put right by giving its value the true gradient of what it stands for.  If all accused
lines are what is wrong, every parameter then gets its gradient; and a line that is not needed for
that is not accused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from tinygrad_bc.checker.fits import oriented, ratio
from tinygrad_bc.checker.judge import Judge
from tinygrad_bc.checker.quantities import Quantity
from tinygrad_bc.checker.truth import Values, reader

Change = Callable[[int, Any], Any]  # (set of numbers, value as it would be) -> value put right
CLOSE = 1e-4
TRIED = 400  # single repairs that are tried


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
        self._made: dict[int, Callable[[Values], Any]] = {}
        self._below: dict[int, set[int]] = {}

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
        """The ends that are no constant times their true gradient, with some values put right."""
        sets = range(len(self.sets)) if only is None else [only]
        replayed = [self._replayed(k, changes) for k in sets]
        if any(values is None for values in replayed):
            return list(self.ends)
        return [q for q in self.ends if not self._good(q, list(sets), replayed)]

    def _good(self, q: Quantity, sets: list[int], replayed: list[Any]) -> bool:
        v = self._goal(q)
        assert v is not None
        wanted = [np.ravel(self.true(k, v)) for k in sets]
        if self._is_multiple(q.node, v, wanted, replayed):
            return True
        if q.parameter is None or np.size(wanted[0]) < 2:
            return False
        above = self.judge.ancestors(q.node)  # an optimiser's step, from the true gradient
        return any(
            p.parameter is None and p.node in above
            and self._is_multiple(p.node, v, wanted, replayed)
            for p in self.judge.quantities
        )  # fmt: skip

    def _is_multiple(self, node: int, v: int, wanted: list[Any], replayed: list[Any]) -> bool:
        shape = np.shape(self.story.nodes[v].value)
        found = [oriented(values[node], shape) for values in replayed]
        if any(f is None for f in found):
            return False
        whole = np.concatenate([np.ravel(f) for f in found])
        return ratio(whole, np.concatenate(wanted), CLOSE) is not None

    def _replayed(self, k: int, changes: dict[int, Change]) -> Values | None:
        """Every value of the backward part, computed again; None where that is impossible."""
        values = list(self.sets[k])
        order = set(changes).union(*(self.below(i) for i in changes)) if changes else set()
        for i in sorted(order):
            try:
                with np.errstate(all="ignore"):
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
        """The factor that a quantity has, or that it would have from those above it."""
        factors = [q.factor, *(u.factor for u in self.judge.upstream(q) if u is not q)]
        return next((f for f in factors if f), 1.0)

    # one line that is all

    def single(self, bad: list[Quantity]) -> Iterator[tuple[Quantity, int, float]]:
        """(quantity, what it is the gradient of, factor): each alone puts all ends right."""
        common = set.intersection(*(self.judge.ancestors(q.node) for q in bad))
        goals = {self._goal(q) for q in bad}
        tried = 0
        for q in self.judge.quantities:
            if q.parameter is not None or q.node not in common:
                continue
            for v in reversed(self.judge.fitting[q.node]):
                if v == self.judge.loss or not goals <= self.judge.ancestors(v):
                    continue
                for factor in dict.fromkeys((1.0, self.claimed(q))):
                    tried += 1
                    change = self.gradient(q, v, factor)
                    if tried > TRIED or change is None:
                        continue
                    if not self.bad({q.node: change}, 0) and not self.bad({q.node: change}):
                        yield q, v, factor


Scaled = tuple[Quantity, float, bool]


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

    def _changes(self) -> list[tuple[Quantity, Change]] | None:
        """Every accused quantity, with what puts it right."""
        found: list[tuple[Quantity, Change]] = []
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
        """Keep what a repair needs; where one other line is all that is wrong, accuse that."""
        before = self.repair.bad({})
        every = self._changes()
        if not before or every is None:
            return
        after = self.repair.bad({q.node: change for q, change in every})
        if not after:
            self._leave_out(every)
            return
        accused = {q.node for q, _ in every}
        for q, v, factor in self.repair.single(before):
            if not accused & (self.repair.judge.ancestors(q.node) - {q.node}):
                self._accuse(q, v, factor)
                return
            break
        self.failed = True
        self._helping(every, before, after)

    def _accuse(self, q: Quantity, v: int, factor: float) -> None:
        for other in self.repair.judge.quantities:
            other.wrong = False
        self.wrong, self.scaled, self.turned = [], [], []
        if v in q.candidates:
            k = abs(q.candidates[v] / factor)
            q.role, q.factor = v, q.candidates[v]
            if abs(k - 1) > 1e-3:
                self.scaled = [(q, k, False)]
            else:
                self.turned = [q]
            return
        q.role, q.wrong, q.true, q.factor, q.inherits = v, True, False, factor, None
        self.wrong = [q]

    def _leave_out(self, every: list[tuple[Quantity, Change]]) -> None:
        """Lines without whose repair every parameter gets its gradient."""
        judge = self.repair.judge
        lines = list(dict.fromkeys(self.line(q) for q in self.wrong))
        kept = list(every)
        for line in lines:
            own = [q for q, _ in kept if self.line(q) == line]
            others = [(q, c) for q, c in kept if self.line(q) != line]
            spoils = any(judge.ancestors(p.node) & {q.node for q in own} for p, _ in others)
            if others and not spoils and not self.repair.bad({q.node: c for q, c in others}):
                kept = others
                for q in own:
                    q.wrong = False
        nodes = {q.node for q, _ in kept}
        self.wrong = [q for q in self.wrong if q.node in nodes]

    def _helping(self, every: list[tuple[Quantity, Change]], before: list[Quantity],
                 after: list[Quantity]) -> None:  # fmt: skip
        """Drop the lines below which no end comes out right."""


def _divided(k: float) -> Change:
    return lambda _, value: value / k
