"""What the checker looks at: the loss, the forward values, the gradients a learner wrote."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tinygrad_bc.checker.implied import compared
from tinygrad_bc.checker.losses import Loss
from tinygrad_bc.checker.nodes import Binding, Node, Ref, is_float
from tinygrad_bc.checker.observe import Observation, joined
from tinygrad_bc.checker.primitives import ancestry
from tinygrad_bc.checker.pullback import Pullback
from tinygrad_bc.checker.truth import Differences
from tinygrad_bc.checker.witness import Witnesses

CANDIDATES = 400


@dataclass
class Quantity:
    """A value of the backward part, with the bindings that hold it."""

    node: int
    bindings: list[Binding]
    parameter: int | None = None  # of an update: the leaf that it changes
    role: int | None = None
    factor: float | None = None
    true: bool = False
    wrong: bool = False
    fits: set[int] = field(default_factory=set)  # every role that explains it alike
    still: bool = False  # of an update: nothing changes, and nothing is to change
    misused: bool = False  # right for another value than the one it is taken for
    inherits: int | None = None
    candidates: dict[int, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What the learner calls it."""
        return self.bindings[-1].site.text


class Story:
    """A trace with its forward part told from its backward part, for one choice of loss."""

    def __init__(self, seen: Observation, loss: Loss, seed: int) -> None:
        self.seen, self.loss, self.nodes = seen, loss, list(seen.nodes)
        self._known: dict[int, set[int]] = {}
        self._moved: dict[int, dict[int, Any]] = {}  # by what an optimiser keeps
        self._ancestry = ancestry(self.nodes)
        self.leaves = {i for i, node in enumerate(self.nodes) if node.made is None} - seen.born
        self.before = self.ancestors(loss.node)
        self.targets = self._targets()
        self.labels = self._labels()
        self.updates = self._updates()
        self.parameters = {root for root, _, _ in self.updates}
        self.penalised = self._penalised()
        fresh = {
            i: "parameter" if i in self.parameters else "data"
            for i, n in enumerate(self.nodes)
            if n.made is None and not self._stays(i)
        }
        after = set(range(seen.length, len(seen.nodes)))
        after -= {i for i in after if self.nodes[i].site is None} | self.before
        self.differences = Differences(self.nodes, seed, fresh, self.before, after, seen.guards)
        self.witnesses = Witnesses(self.differences, loss.node, self.targets)
        self.pullback = Pullback(self.differences, loss.node, self.targets)
        self.quantities = self._quantities()

    def ancestors(self, node: int) -> set[int]:
        """Every node that a node was computed from, itself included."""
        return self._ancestry(node)

    def _updates(self) -> list[tuple[int, int, Binding]]:
        """(leaf, change, binding) of every parameter that the pass changes."""
        root: dict[int, int] = {}
        last: dict[int, tuple[int, Binding]] = {}
        stepped = set(self.seen.renewed().values())
        given = self._leaves(self.loss.node) - stepped
        for old, new, binding in self.seen.updates:
            leaf = root.get(old, old)
            if self.nodes[leaf].made is None and new not in self.before:
                root[new] = leaf
                grown = old in self.ancestors(new)
                reads = self._leaves(new)
                learnt = not self.labels or bool(self.labels & reads)
                learnt = learnt or (leaf in stepped and bool(given & reads))
                own = leaf not in self.labels and leaf not in self.seen.born
                if leaf in self.before and grown and own and learnt:
                    last[leaf] = (new, binding)
        found = []
        every = {new for new, _ in last.values()}
        for leaf, (new, binding) in last.items():
            direct = self.seen.near(binding.old or 0, new) or self.seen.near(leaf, new)
            others = every - {new}
            if not direct and others & self.ancestors(new):
                start = self.starts_from(new, others)
                if start is None or root[start] not in self.ancestors(self.loss.node):
                    continue  # something that was computed from updated parameters
            was, now = self.nodes[leaf].value, self.nodes[new].value
            if np.shape(now) == np.shape(was):
                change = Node(now - was, operator.sub, (Ref(new), Ref(leaf)), {}, (new, leaf),
                              binding.site)  # fmt: skip
                self.nodes.append(change)
                found.append((leaf, len(self.nodes) - 1, binding))
        return found

    def starts_from(self, new: int, parameters: set[int]) -> int | None:
        """The one of these that a step was taken from, as ``b1`` in ``b2 = b1 - lr * db2``."""
        node = self.nodes[new]
        for k, start in enumerate(node.reads):
            rest = [r for i, r in enumerate(node.reads) if i != k]
            alike = np.shape(self.nodes[start].value) == np.shape(node.value)
            if (start in parameters and alike and node.made in (operator.sub, operator.add)
                    and rest and start not in self.ancestors(rest[0])):  # fmt: skip
                return start
        return None

    def _stays(self, leaf: int) -> bool:
        """Whether a leaf keeps the learner's numbers when fresh ones are drawn."""
        value = self.nodes[leaf].value
        if leaf in self.parameters:
            return False
        if leaf in self.seen.born or leaf not in self.before or not is_float(value):
            return True
        if np.ndim(value) == 0:
            return any(np.ndim(self.nodes[i].value) for i in self.before) or value == int(value)
        kinds = set(np.unique(np.ravel(value)[:10_000]))
        counted = leaf in self.labels and all(k == int(k) for k in kinds)
        return counted or (kinds == {1.0} and np.size(value) > 1)

    def _labels(self) -> set[int]:
        """Leaves that the loss reads and the network's output does not."""
        own = {v: self._leaves(v) for v in (*self.targets, self.loss.node)}
        every = own[self.loss.node]
        arrays = {i for i in every if np.ndim(self.nodes[i].value)} or every
        pairs = [(out, self._leaves(label)) for out, label in
                 compared(self.nodes, self.seen.born, self.seen.stepped())
                 if out in self.before or self.before & set(self.nodes[out].reads)]  # fmt: skip
        known = {leaf for _, leaves in pairs if len(leaves) == 1 for leaf in leaves} & every
        outputs = [v for v in self.targets if arrays - own[v]]
        outputs = [v for v in outputs if not own[v] & known] or outputs
        best = max(outputs, key=lambda v: len(own[v]), default=None)
        self.output = np.shape(self.nodes[best].value) if best is not None else ()
        updated = set(self.seen.renewed().values()) | self.seen.stepped()
        if best is None:
            return set()
        beside = {leaf for out, leaves in pairs for leaf in leaves
                  if np.shape(self.nodes[out].value) == self.output}  # fmt: skip
        return (arrays | beside) - own[best] - updated

    def _leaves(self, node: int) -> set[int]:
        if node not in self._known:
            self._known[node] = self.ancestors(node) & self.leaves
        return self._known[node]

    def _targets(self) -> list[int]:
        """Forward values that a gradient may belong to."""
        bound = {b.node for b in self.seen.bindings}
        found = []
        for i in sorted(self.before):
            node = self.nodes[i]
            if not is_float(node.value) or i in self.seen.born or (node.made and not node.site):
                continue
            joins = len([r for r in node.reads if r not in self.seen.born]) > 1
            if node.made is None or i in bound or joins:
                found.append(i)
        return found[:CANDIDATES]

    def _quantities(self) -> list[Quantity]:
        marks = {self._mark(i) for i in self.targets}
        found: dict[int, Quantity] = {}
        given = [
            Binding(i, site, ())
            for i in self.seen.returned
            if (site := self.nodes[i].site) is not None
        ]
        state = self._state()
        for binding in (*self.seen.bindings, *given):
            i = binding.node
            node = self.nodes[i]
            fresh = i not in self.before and node.made is not None and is_float(node.value)
            if not fresh or i in self.seen.born or self._only_joins(i):
                continue
            above = self.ancestors(i)
            about = bool(self.labels & above) and bool(self._leaves(i) - self.labels)
            if above & state and self._carries(i, state & above):
                continue
            if about or (not self.labels and self._mark(i) not in marks):
                found.setdefault(i, Quantity(i, [])).bindings.append(binding)
        renewed = {b.node for _, _, b in self.updates}
        found = {i: q for i, q in found.items() if i not in renewed}
        for leaf, change, binding in self.updates:
            found[change] = Quantity(change, [binding], leaf)
        return sorted(found.values(), key=lambda q: (self._when(q), q.node))

    def _only_joins(self, i: int) -> bool:
        """Whether it is a long vector of gradients, and no parameter is such a vector."""
        if not joined(self.nodes, i):
            return False
        sizes = {np.size(self.nodes[v].value) for v in self.targets}
        return np.size(self.nodes[i].value) not in sizes

    def _penalised(self) -> set[int]:
        """Leaves that the loss depends on in a way of their own, past the output: a penalty."""
        found = set(self.nodes[self.loss.node].reads)
        for i in self.before:
            leaves = self._leaves(i) if np.size(self.nodes[i].value) == 1 else set()
            leaves = {v for v in leaves if is_float(self.nodes[v].value)}
            if leaves <= self.parameters:
                found |= leaves
        return found if self.parameters else set(self.targets)

    def is_penalised(self, v: int) -> bool:
        """Whether a value is a penalised parameter, or a piece of one."""
        leaves = self._leaves(v)
        return bool(leaves) and leaves <= self.penalised

    def is_parameter(self, v: int) -> bool:
        """Whether a leaf is a parameter: data have an axis of samples, as the labels have."""
        if self.nodes[v].made is not None:
            return False
        output = self.output
        if v in self.parameters or not output or max(output) == 1:
            return True
        axis, mine = int(np.argmax(output)), np.shape(self.nodes[v].value)
        return len(mine) <= axis or len(mine) < len(output) or mine[axis] != output[axis]

    def is_input(self, v: int) -> bool:
        """Whether a leaf is what the network is given: an updated parameter alone meets it."""
        waiting, nodes = [v], self.nodes
        while waiting:
            at = waiting.pop()
            for i in self.differences.users(at):
                others = {r for r in nodes[i].reads if r != at and is_float(nodes[r].value)}
                beside = set().union(*(self._leaves(r) for r in others), set())
                if i in self.before and is_float(nodes[i].value):
                    if beside and beside <= self.parameters:
                        return True
                    waiting += [] if beside else [i]
        return False

    def _state(self) -> set[int]:
        """What an optimiser keeps from pass to pass: leaves that change and are no parameters."""
        old = {old for old, _, _ in self.seen.updates if self.nodes[old].made is None}
        kept = {i for i in old - self.before if is_float(self.nodes[i].value)}
        return kept - self.seen.born - self.labels

    def _carries(self, node: int, state: set[int]) -> bool:
        """Whether a value depends on what was kept: an accumulator or an average does."""
        values = self.differences.sets[0]
        for leaf in state:
            if leaf not in self._moved:  # in all that the names of the pass were computed from
                within = set().union(*(self.ancestors(b.node) for b in self.seen.bindings))
                self._moved[leaf] = self.differences.replay(
                    values, leaf, values[leaf] + 0.37, within=within)  # fmt: skip
            now = self._moved[leaf].get(node, values[node])
            if not np.array_equal(now, values[node], equal_nan=True):
                return True
        return False

    def _when(self, quantity: Quantity) -> int:
        return quantity.node if quantity.parameter is None else quantity.bindings[0].node

    def _mark(self, i: int) -> tuple[Any, ...]:
        """Equal for values that are equal in every set of numbers."""
        sets = self.differences.sets
        sums = [np.round(np.ravel(v[i]).astype(float), 9).tobytes() for v in sets]
        return (np.shape(self.nodes[i].value), *sums)
