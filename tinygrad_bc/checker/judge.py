"""Which line is wrong in itself, judged from the learner's own upstream values."""

from __future__ import annotations

import numpy as np

from tinygrad_bc.checker.chain_rule import LARGE, ChainRule, Sum
from tinygrad_bc.checker.fits import ratio
from tinygrad_bc.checker.losses import HINT
from tinygrad_bc.checker.nodes import Binding
from tinygrad_bc.checker.quantities import Quantity

NEAR = 40  # forward values that a gradient may belong to, the nearest ones
TRIED = 4  # ways to read a wrong backward part that are compared


class Judge(ChainRule):
    """Gives every quantity its role: the forward value that it is the gradient of.

    A quantity that equals a true gradient up to a constant has that role.  Another is right *in
    itself* when the chain rule, applied to the learner's own upstream quantities, gives it.  What
    neither explains, but its users treat as the gradient of something, is wrong in itself.
    """

    # roles

    def assign(self) -> None:
        """Give roles so that as few lines as possible are wrong.

        What is taken for the gradient of an earlier value is wrong itself, or else every line
        that takes it so: what accuses fewer lines is believed.
        """
        self.near = NEAR if len(self.quantities) <= LARGE else NEAR // 4
        trusted: set[int] = set()
        tried: set[int] = set()
        fewest, open_ = self._pass(trusted)
        most = TRIED if len(self.quantities) <= LARGE else 0
        while fewest > 1 and len(tried) < most and (left := [n for n in open_ if n not in tried]):
            tried.add(left[0])
            count, others = self._pass(trusted | {left[0]})
            if count < fewest:
                trusted, fewest, open_ = trusted | {left[0]}, count, others
        self._pass(trusted)

    def _pass(self, trusted: set[int]) -> tuple[int, list[int]]:
        """Give roles in the order of execution; return how many lines are wrong, and which moved.

        What lines in `trusted` give is not taken for the gradient of an earlier value.
        Where all that the program ends with is right, what is on the way to it is not looked into.
        """
        self._trusted = trusted
        self.uneven = {}
        self._moved: list[int] = []
        for q in self.quantities:
            q.role = q.factor = q.inherits = None
            q.wrong = q.misused = False
            q.fits = set(q.candidates)
        given = set(self.story.seen.returned)
        ends = [q for q in self.quantities if q.parameter is not None or q.node in given]
        done = bool(ends) and all(q.candidates or q.still for q in ends)
        settled = bool(ends) and all(q.candidates or q.still or self._reached(q) for q in ends)
        for q in self.quantities:
            q.true = bool(q.candidates) or q.still
            if q.parameter is not None:
                self._update(q)
            elif q.candidates:
                q.role = self._best(q, list(q.candidates), settled)
                q.factor = q.candidates[q.role]
                if not settled:
                    self._misused(q)
                self._final(q)
            elif not done:
                self._local(q)
        return len({q.bindings[0].site.line for q in self.quantities if q.wrong}), self._moved

    def _reached(self, end: Quantity) -> bool:
        """Whether an update comes from a true gradient of its parameter, by whatever step."""
        above = self.ancestors(end.node)
        return any(end.parameter in q.candidates and q.node in above for q in self.quantities)

    def _update(self, q: Quantity) -> None:
        q.role = q.parameter
        above = self.upstream(q)
        if q.true:
            q.factor = q.candidates.get(q.role) if q.role is not None else None
            return
        taken = [u for u in above if u.role == q.role or q.role in u.candidates]
        if taken or not above:
            q.inherits = taken[0].node if taken else None
            q.factor = None
        elif q.role is not None and (found := self.explanation(q, q.role))[0] is not None:
            self._accept(q, found)
            q.inherits = above[0].node
        else:
            source = [u for u in self._above[q.node] if u.role is None or self._taken(q, u)]
            source = [u for u in source if not u.true or q.role in self._names(u)]
            for u in sorted(source, key=lambda u: u.node)[:1]:  # not what keeps its square
                u.role, u.wrong, u.true, u.factor, q.inherits = q.role, True, False, None, u.node
            q.wrong = not source

    def _accept(self, q: Quantity, found: Sum) -> None:
        """Take the factor of the role; what is only tried leaves nothing behind."""
        q.factor, odd = found
        if odd is not None:
            self.uneven[q.node] = odd

    def _taken(self, q: Quantity, u: Quantity) -> bool:
        """Whether an update is a constant times a quantity: it takes it for the gradient."""
        sets = self.differences.sets
        if any(np.shape(v[q.node]) != np.shape(v[u.node]) for v in sets):
            return self._spreads(q, u)
        step, g = (np.concatenate([np.ravel(v[i]) for v in sets]) for i in (q.node, u.node))
        return ratio(step, g) is not None

    def _local(self, q: Quantity) -> None:
        above = self.upstream(q)
        fitting = self.fitting[q.node]
        every = {v: self.explanation(q, v, above) for v in fitting}
        found = [v for v in fitting if every[v][0] is not None]
        if found:
            q.role, q.fits = self._best(q, found), set(found)
            self._accept(q, every[q.role])
            q.inherits = above[0].node if above else None
            self._misused(q)
            self._final(q)
            return
        if (given := self._prepared(q, above)) is not None:
            q.role, q.factor, q.inherits, q.true = given.role, given.factor, given.node, given.true
            return
        if (part := self._part(q, above)) is not None:
            q.role, q.factor = part
            q.inherits = above[0].node
            return
        copied = [u for u in above if u.wrong and self._equal(u, q)]
        if copied:
            q.role, q.factor, q.inherits = copied[0].role, copied[0].factor, copied[0].node
            return
        role = self._wanted(q, fitting)
        begun = any(u.bindings[0].site is q.bindings[0].site for u in self.users[q.node])
        if role is None and begun:
            return  # a sum that is not complete yet
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

    def _prepared(self, q: Quantity, above: list[Quantity]) -> Quantity | None:
        """The parameter's gradient that a step prepares: clipped, scaled, averaged.

        Nothing of the forward part comes in there but by way of parameters' gradients.
        """
        nodes = self.story.nodes
        if not above or any(u.role is None or nodes[u.role].made is not None for u in above):
            return None
        known = set().union(*(self.ancestors(u.node) for u in above))
        for i in self.ancestors(q.node) - known:
            if getattr(nodes[i].made, "__name__", "").endswith("_like"):
                continue  # zeros of a shape
            if any(r in self.story.before and r not in self.story.seen.born
                   and np.ndim(nodes[r].value) for r in nodes[i].reads):  # fmt: skip
                return None
        mine = np.ravel(nodes[q.node].value)
        alike = [u for u in above if np.shape(nodes[u.node].value) == np.shape(nodes[q.node].value)]

        def likeness(u: Quantity) -> float:
            other = np.ravel(nodes[u.node].value)
            return float(abs(mine @ other) / (np.linalg.norm(other) or 1.0))

        return max(alike, default=None, key=likeness)

    def _part(self, q: Quantity, above: list[Quantity]) -> tuple[int, float] | None:
        """What a quantity is one contribution to: it goes down by the direct way alone."""
        targets = set(self.story.targets)
        for v in self.fitting[q.node][-NEAR:]:
            if len(above) != 1 or above[0].role is None or self.story.nodes[v].made is None:
                continue
            at = above[0].role
            between = targets & self.ancestors(at) & self.differences.after(v) - {at}
            if v not in self.ancestors(at) or not between:
                continue
            carried = self.story.pullback.carried(above[0].node, at, v, frozenset(between))
            c = ratio(self.differences.measured(q.node, v), carried)
            if c is not None and np.any(np.abs(carried) > 1e-14):
                return v, c * (above[0].factor or 1.0)
        return None

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

    def _support(self, q: Quantity, role: int, least: int = 0) -> int:
        """How many users of a quantity the chain rule explains, if it has this role.

        Where they are too few to be `least`, the rest is not looked into.
        """
        kept, q.role = (q.role, q.factor, q.wrong), role
        q.factor, q.wrong = q.factor or 1.0, not q.candidates
        below = self.ancestors(role)
        count, left = 0, len(self.users[q.node])
        for user in self.users[q.node]:
            if count + left < least:
                break
            above = self.upstream(user)
            roles = [v for v in self.fitting[user.node] if v in below or v == user.parameter]
            count += any(self.explained(user, v, above) is not None for v in roles[-self.near :])
            left -= 1
        q.role, q.factor, q.wrong = kept
        return count

    def _wanted(self, q: Quantity, fitting: list[int], beyond: int = 0) -> int | None:
        """The role that the users of a quantity give it, if it explains more than `beyond`."""
        if beyond == len(self.users[q.node]):
            return None  # no role explains more of them
        reach = [u.role for u in self.upstream(q) if u.role is not None]
        below = set().union(*(self.ancestors(r) for r in reach)) if reach else None
        fitting = [v for v in fitting if below is None or v in below]
        reach += [v for u in self.upstream(q) for v in u.fits]
        fitting = fitting[-self.near :]
        for roles in ([v for v in fitting if v not in reach], [v for v in fitting if v in reach]):
            if best := self._most(q, roles, beyond + 1):
                return self._best(q, best)
        return None

    def _most(self, q: Quantity, roles: list[int], least: int = 0) -> list[int]:
        """The roles that explain the most users of a quantity, `least` or more."""
        support: dict[int, int] = {}
        for v in roles:
            support[v] = self._support(q, v, least)
            least = max(least, support[v])
        return [v for v in roles if support[v] == least]

    def _misused(self, q: Quantity) -> None:
        """A quantity that every user takes for the gradient of an earlier value lacks a factor."""
        users = [u for u in self.users[q.node] if not u.candidates]
        if not users or q.role is None or len(users) < len(self.users[q.node]):
            return
        if len(users) > 1 and q.role in self._names(q) and self._named_once(q):
            return
        if len(self.quantities) > LARGE and self._support(q, q.role):
            return
        earlier = self.ancestors(q.role) - {q.role}
        fitting = [v for v in self.fitting[q.node] if v in earlier]
        role = self._wanted(q, fitting, self._support(q, q.role))
        line = q.bindings[0].site.line
        if role is not None and line not in self._trusted:
            self._moved.append(line)
            q.role, q.wrong, q.true, q.inherits, q.misused = role, True, False, None, True

    def _best(self, q: Quantity, roles: list[int], settled: bool = False) -> int:
        """Of roles that fit alike: the one of the name, then the one with most support."""
        if len(roles) == 1:
            return roles[0]
        named = [v for v in roles if v in self._names(q)]
        if named:
            return named[-1]
        if self.users[q.node] and not settled:
            roles = self._most(q, roles)
        return roles[-1]

    def _names(self, q: Quantity) -> set[int]:
        """Forward values whose name is that of the quantity without its ``d``, ``delta``..."""
        if q.node in self._called:
            return self._called[q.node]
        hints = [b for b in q.bindings if HINT.search(b.name)]
        wanted = {HINT.sub("", b.name) for b in hints} - {""}
        seen = self.story.seen
        called = [b for b in seen.bindings if b.name in wanted] if wanted else []
        keys = {b.key for b in hints if b.key is not None}
        called = [b for b in called if b.key in keys] or called  # of layers in a list: its own
        found = {i for b in called for i in (b.node, b.old) if i is not None}
        found |= {i for name, i in seen.held().items() if name.lower() in wanted}
        self._called[q.node] = found
        return found

    def _named_once(self, q: Quantity) -> bool:
        """Whether its names hold nothing else: ``dA[Z < 0] = 0`` makes another gradient of dA.

        A delta is that of a score, though it has the name of what the score becomes.
        """
        texts, sites = {b.site.text for b in q.bindings}, {b.site for b in q.bindings}
        seen = self.story.seen
        changed = any(q.node in (old, new) for old, new, _ in seen.updates)
        changed = changed or any("delta" in text.lower() for text in texts)
        return not changed and all(b.site in sites for b in seen.bindings if b.site.text in texts)

    def claims(self, binding: Binding, role: int | None) -> bool:
        """Whether the name at a line says that the value is the gradient of `role`."""
        seen = self.story.seen
        names = {b.name for b in seen.bindings if role in (b.node, b.old)}
        names |= {name.lower() for name, node in seen.held().items() if node == role}
        return bool(HINT.search(binding.name)) and HINT.sub("", binding.name) in names

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
