"""Which line is wrong in itself, judged from the learner's own upstream values."""

from __future__ import annotations

from typing import Any

import numpy as np

from tinygrad_bc.checker.losses import HINT
from tinygrad_bc.checker.nodes import Binding
from tinygrad_bc.checker.primitives import ancestors
from tinygrad_bc.checker.quantities import Quantity, Story, short
from tinygrad_bc.checker.truth import combination, oriented, ratio


class Judge:
    """Gives every quantity its role: the forward value that it is the gradient of.

    A quantity that equals a true gradient up to a constant has that role.  Another is right *in
    itself* when the chain rule, applied to the learner's own upstream quantities, gives it.  What
    neither explains, but its users treat as the gradient of something, is wrong in itself.
    """

    def __init__(self, story: Story) -> None:
        self.story, self.differences = story, story.differences
        self.loss = story.loss.node
        self.quantities = story.quantities
        self.by_node = {q.node: q for q in self.quantities}
        self._ancestors: dict[int, set[int]] = {}
        self.users: dict[int, list[Quantity]] = {q.node: [] for q in self.quantities}
        self._above = {q.node: self._upstream(q) for q in self.quantities}
        for q in self.quantities:
            for u in self._above[q.node]:
                self.users[u.node].append(q)
        self._match()

    # what is read

    def ancestors(self, node: int) -> set[int]:
        """Every node that a node was computed from, itself included."""
        if node not in self._ancestors:
            self._ancestors[node] = ancestors(self.story.nodes, node)
        return self._ancestors[node]

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
        for q in self.quantities:
            targets = [q.parameter] if q.parameter is not None else self.story.targets
            for v in targets:
                if oriented(self.story.nodes[q.node].value, self._shape(v)) is None:
                    continue
                true = self.story.witnesses.gradient(v)
                found = self.differences.measured(q.node, v)
                c = ratio(found, true)
                if c is not None and float(true @ true) > 1e-20:
                    q.candidates[v] = c

    def _shape(self, v: int) -> tuple[int, ...]:
        return np.shape(self.story.nodes[v].value)

    # roles

    def assign(self) -> None:
        """Give roles in the order of execution.

        Where all that the program ends with is right, what is on the way to it is not looked into.
        """
        given = set(self.story.seen.returned)
        ends = [q for q in self.quantities if q.parameter is not None or q.node in given]
        done = bool(ends) and all(q.candidates for q in ends)
        for q in self.quantities:
            q.true = bool(q.candidates)
            if q.parameter is not None:
                self._update(q)
            elif q.candidates:
                q.role = self._best(q, list(q.candidates))
                q.factor = q.candidates[q.role]
                self._misused(q)
                self._final(q)
            elif not done:
                self._local(q)

    def _update(self, q: Quantity) -> None:
        q.role = q.parameter
        above = self.upstream(q)
        if q.candidates:
            q.factor = q.candidates[q.role] if q.role is not None else None
            return
        taken = [u for u in above if u.role == q.role or q.role in u.candidates]
        if taken or not above:
            q.inherits = taken[0].node if taken else None
            q.factor = None
        elif q.role is not None and (c := self.explained(q, q.role)) is not None:
            q.factor, q.inherits = c, above[0].node
        else:
            source = [u for u in self._above[q.node] if u.role is None or self._taken(q, u)]
            source = [u for u in source if not u.true or q.role in self._names(u)]
            for u in source[:1]:
                u.role, u.wrong, u.true, u.factor, q.inherits = q.role, True, False, None, u.node
            q.wrong = not source

    def _taken(self, q: Quantity, u: Quantity) -> bool:
        """Whether an update is a constant times a quantity: it takes it for the gradient."""
        sets = self.differences.sets
        if any(np.shape(v[q.node]) != np.shape(v[u.node]) for v in sets):
            return self._spreads(q, u)
        step, g = (np.concatenate([np.ravel(v[i]) for v in sets]) for i in (q.node, u.node))
        return ratio(step, g) is not None

    def _local(self, q: Quantity) -> None:
        above = self.upstream(q)
        fitting = [v for v in self.story.targets if self._fits(q, v)]
        found = {v: c for v in fitting if (c := self.explained(q, v)) is not None}
        if found:
            q.role = self._best(q, list(found))
            q.factor = found[q.role]
            q.inherits = above[0].node if above else None
            self._misused(q)
            self._final(q)
            return
        copied = [u for u in above if u.wrong and self._equal(u, q)]
        if copied:
            q.role, q.factor, q.inherits = copied[0].role, copied[0].factor, copied[0].node
            return
        role = self._wanted(q, fitting)
        if role is None:
            role = self._named(q, fitting if self.users[q.node] else self.story.targets)
        if role is None and not self.users[q.node]:
            role = self._left_over(q, above)
        if role is not None:
            u = next((u for u in self._above[q.node] if self._spreads(q, u)), None)
            if u is not None:  # the step is right but for what it was given
                u.role, u.wrong, u.factor = role, True, None
                q.role, q.inherits = role, u.node
                return
            q.role, q.wrong = role, True
            q.factor = self._claimed(q)

    def _spreads(self, q: Quantity, u: Quantity) -> bool:
        """Whether it is a constant times a quantity of another shape, spread by broadcasting."""
        mine, given = (np.asarray(self.story.nodes[i].value) for i in (q.node, u.node))
        if mine.shape == given.shape or given.size >= mine.size:
            return False
        try:
            spread = np.broadcast_to(given, mine.shape)
        except ValueError:
            return False
        return ratio(np.ravel(mine), np.ravel(spread)) is not None

    def _equal(self, a: Quantity, b: Quantity) -> bool:
        nodes = self.story.nodes
        return np.array_equal(np.ravel(nodes[a.node].value), np.ravel(nodes[b.node].value))

    def _final(self, q: Quantity) -> None:
        """What is given back as a parameter's gradient must not be that of a value between."""
        given = q.node in self.story.seen.returned
        if q.wrong or self.users[q.node] or not given:
            return
        fitting = {*q.candidates, q.role}
        names = self._names(q)
        if names & fitting:
            return
        leaves = [v for v in self.story.targets if self.story.nodes[v].made is None]
        taken = {v for p in self.quantities if p is not q for v in p.candidates}
        named = [v for v in leaves if v in names and v not in taken]
        role = named[0] if len(named) == 1 else None
        if role is None and not fitting & set(leaves):
            role = self._left_over(q, self.upstream(q))
        if role is not None:
            q.role, q.wrong, q.true = role, True, False
            q.factor = self._claimed(q)

    def _fits(self, q: Quantity, v: int) -> bool:
        return oriented(self.story.nodes[q.node].value, self._shape(v)) is not None

    def explained(self, q: Quantity, v: int) -> float | None:
        """The factor with which the chain rule gives `q` as the gradient of `v`, if it does."""
        found = self.differences.measured(q.node, v)
        used, columns = [], []
        for u in self.upstream(q):
            if u.role is None:
                continue
            carried = self._carried(u, v)
            if carried is not None and np.any(np.abs(carried) > 1e-14):
                used.append(u)
                columns.append(carried / (u.factor or 1.0))
        if not columns:
            return None
        if len(columns) == 1 and (c := ratio(found, columns[0])) is not None:
            return c
        c = combination(found, columns) if len(columns) > 1 else None
        if c is not None and np.ptp(c) <= 1e-4 * np.max(np.abs(c)):
            return float(c[0])
        if self.story.nodes[v].made is None:
            direct = self.differences.direct(self.loss, self._cuts(used, v), v)
            if np.any(np.abs(direct) > 1e-12):
                whole = ratio(found, sum(columns) + direct)
                tainted = any(self._tainted(u) for u in used)
                if whole is not None and not tainted:
                    return whole
                c = self._beside(found, sum(columns), direct)
                return c if tainted or c is None or self._brings(used[0], c) else None
        return None

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
        cuts = []
        for u in used:
            parts = self.upstream(u) if u.role == v else [u]
            cuts += [p.role for p in parts if p.role is not None and p.role != v]
        return cuts

    def _carried(self, u: Quantity, v: int) -> Any:
        if u.role is None or (u.role != v and v not in self.ancestors(u.role)):
            return None
        return self.differences.carried(u.node, u.role, v)

    def _support(self, q: Quantity, role: int) -> int:
        """How many users of a quantity the chain rule explains, if it has this role."""
        kept, q.role = (q.role, q.factor, q.wrong), role
        q.factor, q.wrong = q.factor or 1.0, not q.candidates
        count = 0
        for user in self.users[q.node]:
            targets = [user.parameter] if user.parameter is not None else [
                v for v in self.story.targets if self._fits(user, v)]  # fmt: skip
            count += any(self.explained(user, v) is not None for v in targets)
        q.role, q.factor, q.wrong = kept
        return count

    def _wanted(self, q: Quantity, fitting: list[int]) -> int | None:
        """The role that the users of an unexplained quantity give it."""
        reach = [u.role for u in self.upstream(q) if u.role is not None]
        below = set().union(*(self.ancestors(r) for r in reach)) if reach else None
        fitting = [v for v in fitting if below is None or v in below]
        support = {v: self._support(q, v) for v in fitting}
        most = max(support.values(), default=0)
        return self._best(q, [v for v in fitting if support[v] == most]) if most else None

    def _misused(self, q: Quantity) -> None:
        """A quantity that every user takes for the gradient of an earlier value lacks a factor."""
        users = [u for u in self.users[q.node] if not u.candidates]
        if not users or q.role is None or len(users) < len(self.users[q.node]):
            return
        if self._support(q, q.role):
            return
        earlier = self.ancestors(q.role) - {q.role}
        fitting = [v for v in self.story.targets if v in earlier and self._fits(q, v)]
        role = self._wanted(q, fitting)
        if role is not None:
            q.role, q.wrong, q.true, q.inherits = role, True, False, None

    def _best(self, q: Quantity, roles: list[int]) -> int:
        """Of roles that fit alike: the one of the name, then the one with most support."""
        if len(roles) == 1:
            return roles[0]
        named = [v for v in roles if v in self._names(q)]
        if named:
            return named[-1]
        if len(roles) > 1 and self.users[q.node]:
            support = {v: self._support(q, v) for v in roles}
            top = max(support.values())
            roles = [v for v in roles if support[v] == top]
        return roles[-1]

    def _names(self, q: Quantity) -> set[int]:
        """Forward values whose name is that of the quantity without its ``d``, ``delta``..."""
        wanted = {short(b.site.text) for b in q.bindings}
        wanted = {HINT.sub("", w).lower() for w in wanted if HINT.search(w)} - {""}
        seen = self.story.seen.bindings
        found = {b.node for b in seen if short(b.site.text).lower() in wanted}
        found |= {i for name, i in self.story.seen.names.items() if name.lower() in wanted}
        return found | {
            b.old for b in seen if b.old is not None and short(b.site.text).lower() in wanted
        }

    def claims(self, binding: Binding, role: int | None) -> bool:
        """Whether the name at a line says that the value is the gradient of `role`."""
        wanted = HINT.sub("", short(binding.site.text)).lower()
        seen = self.story.seen
        names = {short(b.site.text).lower() for b in seen.bindings if role in (b.node, b.old)}
        names |= {name.lower() for name, node in seen.names.items() if node == role}
        return bool(HINT.search(short(binding.site.text))) and wanted in names

    def _named(self, q: Quantity, fitting: list[int]) -> int | None:
        names = self._names(q)
        named = [v for v in fitting if v in names]
        return named[-1] if len({self._shape(v) for v in named}) == 1 else None

    def _left_over(self, q: Quantity, above: list[Quantity]) -> int | None:
        """The parameter next to the upstream quantity that nothing else is the gradient of."""
        taken = {v for p in self.quantities for v in p.candidates}
        taken |= {p.role for p in self.quantities if p.role is not None}
        roles = [u.role for u in above if u.role is not None]
        if q.node not in self.story.seen.returned or len(roles) > 1:
            return None
        near = self._leaves(roles[0]) if roles else set(self.story.targets)
        left = [v for v in near if v not in taken and v in self.story.targets
                and self.story.nodes[v].made is None]  # fmt: skip
        left = [v for v in left if self.story.is_parameter(v)]
        if not roles:  # one line from the loss to the parameter: the smallest is the bias
            left = sorted(left, key=lambda v: np.size(self.story.nodes[v].value))[:1]
        return left[0] if len(left) == 1 else None

    def _leaves(self, node: int) -> set[int]:
        """Leaves that a forward value reads without another bound value between."""
        found, waiting = set(), list(self.story.nodes[node].reads)
        stops = set(self.story.targets)
        while waiting:
            i = waiting.pop()
            if self.story.nodes[i].made is None:
                found.add(i)
            elif i not in stops or not self.story.nodes[i].site:
                waiting.extend(self.story.nodes[i].reads)
            elif len(self.story.nodes[i].reads) and np.ndim(self.story.nodes[i].value):
                waiting.extend(r for r in self.story.nodes[i].reads
                               if self.story.nodes[r].made is None)  # fmt: skip
        return found

    def _claimed(self, q: Quantity) -> float:
        """The factor that the learner means: that of the upstream quantity."""
        factors = [u.factor for u in self.upstream(q) if u.factor]
        return factors[0] if factors else 1.0
