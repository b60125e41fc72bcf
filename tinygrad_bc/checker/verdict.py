"""From roles to a verdict: what is wrong, whether all is right, which loss is meant."""

from __future__ import annotations

import re
from typing import Any, Self

import numpy as np

from tinygrad_bc.checker import losses
from tinygrad_bc.checker.fits import combination, oriented, ratio
from tinygrad_bc.checker.implied import compared
from tinygrad_bc.checker.judge import Judge
from tinygrad_bc.checker.losses import Loss
from tinygrad_bc.checker.quantities import Quantity, Story
from tinygrad_bc.checker.scales import Scales, sign

MERIT = re.compile(r"lik(elihood)?\b|log_?lik|reward|elbo|objective", re.I)


class Judgement(Scales):
    """What the roles say about one program and one loss."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.judge = Judge(story)
        self.judge.assign()
        self.quantities = self.judge.quantities
        self.sinks = self._sinks()
        unsure = [q for q in self.sinks if not self._sound(q)]
        self.scaled = [] if unsure else self._factors()
        self.wrong = self._culprits(unsure)
        self.turned = self._signs()
        if unsure:
            self._add_uneven(unsure)
            self.turned = [q for q in self.turned if not self._follows(q)]
            self.wrong += self._incomplete(unsure)
            self.scaled += self._factors() if self.wrong or self.turned else []
            self.scaled = [s for s in self.scaled if not s[0].wrong]
        self.right = bool(self.sinks) and not unsure and not self.scaled
        at = [self.quantities.index(q) for q in self.wrong]
        self.sound = len(self.sinks) - len(unsure)  # how many ends of the backward part are right
        self.score = (not unsure, min(at, default=-1), self.sound)
        self.other_loss: Loss | None = None

    def _sinks(self) -> list[Quantity]:
        """Where the backward part ends: the updates, or else what it gives back."""
        updates = [q for q in self.quantities if q.parameter is not None and self._moves(q)]
        given = set(self.story.seen.returned)
        if updates:
            return updates + [q for q in self.quantities if q.wrong and q.node in given]
        ends = [q for q in self.quantities if not self.judge.users[q.node]]
        return [q for q in ends if q.node in given] or [q for q in ends if q.role is not None]

    def _moves(self, q: Quantity) -> bool:
        """Whether a value is moved, or set to its step: a gradient that is kept is set anew."""
        old, new = q.bindings[0].old, q.bindings[0].node
        near = self.story.seen.near
        if q.parameter is None or near(q.parameter, new) or (old is not None and near(old, new)):
            return True
        above = self.judge.upstream(q)
        return not above or any(q.parameter in {u.role, *u.candidates} for u in above)

    def _sound(self, q: Quantity) -> bool:
        """Whether a sink is the true gradient, or an optimiser's step from it."""
        if q.true and not q.wrong:
            return True
        if q.parameter is None:
            return False
        above = self.story.ancestors(q.node)
        several = np.size(self.story.nodes[q.node].value) > 1  # numbers are soon proportional
        near = self.story.seen.near
        taken = [u for u in self.quantities if u.node in above and (
            u.role == q.parameter or (q.parameter in u.candidates and (
                several or (u.role is not None and near(q.parameter, u.role)))))]  # fmt: skip
        spoilt = any(u.wrong and u.role == q.parameter for u in self.judge.upstream(q))
        right = any(u.true and not u.wrong and u is not q for u in taken)
        return right and not q.wrong and not spoilt

    def _culprits(self, unsure: list[Quantity]) -> list[Quantity]:
        """The wrong quantities that a wrong sink was computed from."""
        reached: set[int] = set()
        for q in unsure:
            reached |= self.story.ancestors(q.node)
        return [q for q in self.quantities if q.wrong and q.node in reached]

    def _add_uneven(self, unsure: list[Quantity]) -> None:
        """Gradients that have another sign, or factor, than those that they are added to."""
        reached: set[int] = set().union(*(self.judge.ancestors(q.node) for q in unsure))
        for node, odd in self.judge.uneven.items():
            q = self.judge.by_node[node]
            if node not in reached or q.true or q.wrong or q.role is None:
                continue
            for u in odd:
                k = (u.factor or 1.0) / (q.factor or 1.0)
                if abs(k + 1) < 1e-3:
                    self.turned.append(self._turned(u) or u)
                else:
                    self.scaled.append((self._origin(u, abs(k)), abs(k), False))

    def _follows(self, q: Quantity) -> bool:
        """Whether a gradient has its sign from one above that is accused for it."""
        above = self.judge.ancestors(q.node) - {q.node}
        return any(u.node in above and sign(u) == sign(q) for u in self.turned)

    def _incomplete(self, unsure: list[Quantity]) -> list[Quantity]:
        """Where the truth is lost: from right gradients, but not all that the loss depends on."""
        if not self.story.loss.coded:
            return []
        accused = {q.node for q in (*self.wrong, *self.turned)}
        accused |= {q.node for q, _, _ in self.scaled}
        accused |= set(self.judge.uneven)
        reached: set[int] = set()
        for q in unsure:
            above = self.judge.ancestors(q.node)
            reached |= above if not above & accused else set()
        for q in self.quantities:
            nearest = self.judge.upstream(q)
            lost = q.role is not None and not q.true and q.parameter is None
            if lost and q.node in reached and nearest and all(u.true for u in nearest):
                q.wrong, q.inherits, q.factor = True, None, None
                return [q]
        return []

    def labelled(self) -> bool:
        """Whether the loss compares an output with labels, and parameters are moved by it."""
        return bool(self.story.labels and self.story.updates)

    def proportional(self, other: Judgement) -> bool:
        """Whether two losses are the same up to a constant; one head of several is not all."""
        mine, whole = self.story, other.story
        beside = whole._leaves(whole.loss.node) - mine._leaves(mine.loss.node) - whole.parameters
        part = mine.loss.node in whole.ancestors(whole.loss.node)
        if part and any(np.ndim(whole.nodes[i].value) for i in beside):
            return False
        return self.like(other.story.loss)

    def like(self, other: Loss) -> bool:
        """Whether the loss is another one up to a constant, near the output."""
        found = self._beside(other)
        return found is not None and ratio(*found) is not None

    def _beside(self, other: Loss) -> tuple[Any, Any] | None:
        """The gradients of this loss and of another one, near the output."""
        mine = self.story.differences
        if other.node >= len(self.story.nodes):
            return None
        above = self.story.ancestors(other.node)
        shared = [v for v in self.story.targets if v in above and v != self.story.loss.node]
        if not shared:
            return None
        v = shared[-1]  # a penalty does not reach it
        return mine.gradient(self.story.loss.node, v), mine.gradient_of(other.node, v)

    def is_measure(self, right: Judgement) -> bool:
        """Whether the loss is one that is printed, not trained with: mean absolute error, RMSE.

        In each set of numbers RMSE has the direction of the squared error; the mean absolute error
        has the sign of each of its elements.
        """
        beside = self._beside(right.story.loss)
        if beside is None:
            return False
        mine, true = (np.split(g, len(self.story.differences.sets)) for g in beside)
        if all(ratio(a, b) is not None for a, b in zip(mine, true, strict=True)):
            return True
        return self.is_absolute()

    def is_absolute(self) -> bool:
        """Whether the loss is the mean absolute error, which is printed beside another one."""
        flat = (np.ptp(np.abs(d)) < 1e-6 * np.max(np.abs(d)) for d, _ in self._slopes())
        return self.is_proper() and all(flat)

    def is_squared(self) -> bool:
        """Whether the loss is a squared error: its slope is a constant times what is off."""
        story, seen = self.story, self.story.seen
        for out, label in compared(story.nodes, seen.born, seen.stepped()):
            if out not in story.before or np.shape(story.nodes[out].value) != story.output:
                continue
            pairs = [(story.differences.each(v, out, story.loss.node), v[out] - v[label])
                     for v in story.differences.sets]  # fmt: skip
            slope, off = (np.concatenate([np.ravel(p[i]) for p in pairs]) for i in (0, 1))
            return slope.shape == off.shape and ratio(slope, off) is not None
        return False

    def is_merit(self) -> bool:
        """Whether the loss rises as each output nears its label: a likelihood, to be climbed."""
        slopes = self._slopes()
        rises = bool(slopes) and all(np.all(d * e <= 0) and np.any(d) for d, e in slopes)
        return rises or bool(MERIT.search(self.story.loss.name.split("=")[0]))

    def is_proper(self) -> bool:
        """Whether the loss falls as each output nears its label: then the gradient is off."""
        slopes = self._slopes()
        return bool(slopes) and all(np.all(d * e >= 0) and np.any(d) for d, e in slopes)

    def _slopes(self) -> list[tuple[Any, Any]]:
        """The loss's derivative by each output, and output minus label, in each set of numbers."""
        story = self.story
        alike = [v for v in story.targets if np.shape(story.nodes[v].value) == story.output
                 and not story.labels & story.ancestors(v)]  # fmt: skip
        labels = [v for v in story.labels if np.size(story.nodes[v].value) > 1]
        if not alike or len(labels) != 1 or np.prod(story.output, dtype=int) > 200:
            return []
        found = []
        for values in story.differences.sets:
            y = oriented(values[labels[0]], story.output)
            if y is None:
                return []
            off = np.asarray(values[alike[-1]]) - np.asarray(y)
            found.append((story.differences.each(values, alike[-1], story.loss.node), off))
        return found

    def decayed(self, seed: int) -> Self | None:
        """The verdict with a weight decay, if one share of every weight is all that is wrong."""
        shares: dict[int, float] = {}
        for q in self.sinks:
            if self._sound(q):
                continue
            if (share := self._decay(q)) is None:
                return None
            shares[q.role or 0] = share
        values = list(shares.values())
        if not values or np.ptp(values) > 1e-3 * abs(values[0]) or values[0] <= 0:
            return None
        seen = self.story.seen
        loss = losses.with_decay(seen, self.story.loss, values[0], list(shares))
        verdict = type(self)(Story(seen, loss, seed))
        every = len(shares) > 1 or len({q.role for q in self.sinks}) <= 2
        return verdict if verdict.right and every else None

    def _decay(self, q: Quantity) -> float | None:
        """The share of a parameter beside its gradient; None if that is not all."""
        if q.role is None or self.story.nodes[q.role].made is not None:
            return None
        differences = self.story.differences
        found = differences.measured(q.node, q.role)
        true = differences.gradient(self.story.loss.node, q.role)
        own = differences.measured(q.role, q.role)
        c = combination(found, [true, own])
        return float(c[1] / c[0]) if c is not None and abs(c[0]) > 1e-12 else None
