"""What the checker looks at: the loss, the forward values, the gradients a learner wrote."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tinygrad_bc.checker.observe import Observation
from tinygrad_bc.checker.primitives import ancestors
from tinygrad_bc.checker.trace import BINARY, Binding, Node, Ref
from tinygrad_bc.checker.truth import Differences, is_float

NAMED = re.compile(r"loss|cost|mse|bce|err|entropy|objective|nll|total|^[JLE]$|^L_|^J_|now", re.I)
COST = re.compile(r"cost|loss|mse|^err|objective|entropy", re.I)
HINT = re.compile(
    r"^(delta_?|grads?_?|nabla_?|g_|error_?|d_?)(?=\w)|(_?delta|_?grad|_?error|_err)$", re.I
)
CANDIDATES = 120


@dataclass
class Loss:
    """A scalar node that may be the loss whose gradient the learner computes."""

    name: str
    node: int
    line: int = 0
    coded: bool = True


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
        self.before = ancestors(seen.nodes, loss.node)
        self.targets = self._targets()
        self.labels = self._labels()
        self.updates = self._updates()
        self.parameters = {root for root, _, _ in self.updates}
        fresh = {
            i: "parameter" if i in self.parameters else "data"
            for i, n in enumerate(self.nodes)
            if n.made is None and not self._stays(i)
        }
        self.differences = Differences(self.nodes, seed, fresh, self.before)
        self.quantities = self._quantities()

    def _updates(self) -> list[tuple[int, int, Binding]]:
        """(leaf, change, binding) of every parameter that the pass changes."""
        root: dict[int, int] = {}
        last: dict[int, tuple[int, Binding]] = {}
        for old, new, binding in self.seen.updates:
            leaf = root.get(old, old)
            if self.nodes[leaf].made is None and new not in self.before:
                root[new] = leaf
                grown = old in ancestors(self.nodes, new)
                learnt = not self.labels or self.labels & ancestors(self.nodes, new)
                own = leaf not in self.labels and leaf not in self.seen.born
                if leaf in self.before and grown and own and learnt:
                    last[leaf] = (new, binding)
        found = []
        for leaf, (new, binding) in last.items():
            change = Node(self.nodes[new].value - self.nodes[leaf].value, operator.sub,
                          (Ref(new), Ref(leaf)), {}, (new, leaf), binding.site)  # fmt: skip
            if np.shape(change.value) == np.shape(self.nodes[leaf].value):
                self.nodes.append(change)
                found.append((leaf, len(self.nodes) - 1, binding))
        return found

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
        return kinds == {0.0, 1.0} or (kinds == {1.0} and np.size(value) > 1) or counted

    def _labels(self) -> set[int]:
        """Leaves that the loss reads and the network's output does not."""
        own = {v: self._leaves(v) for v in (*self.targets, self.loss.node)}
        every = own[self.loss.node]
        arrays = {i for i in every if np.ndim(self.nodes[i].value)} or every
        outputs = [v for v in self.targets if arrays - own[v]]
        best = max(outputs, key=lambda v: len(own[v]), default=None)
        self.output = np.shape(self.nodes[best].value) if best is not None else ()
        return arrays - own[best] if best is not None else set()

    def _leaves(self, node: int) -> set[int]:
        above = ancestors(self.nodes, node)
        return {i for i in above if self.nodes[i].made is None and i not in self.seen.born}

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
        for binding in (*self.seen.bindings, *given):
            i = binding.node
            node = self.nodes[i]
            fresh = i not in self.before and node.made is not None and is_float(node.value)
            if not fresh or i in self.seen.born:
                continue
            about = bool(self.labels & ancestors(self.nodes, i))
            if about or (not self.labels and self._mark(i) not in marks):
                found.setdefault(i, Quantity(i, [])).bindings.append(binding)
        renewed = {b.node for _, _, b in self.updates}
        found = {i: q for i, q in found.items() if i not in renewed}
        for leaf, change, binding in self.updates:
            found[change] = Quantity(change, [binding], leaf)
        return sorted(found.values(), key=lambda q: (self._when(q), q.node))

    def _when(self, quantity: Quantity) -> int:
        return quantity.node if quantity.parameter is None else quantity.bindings[0].node

    def _mark(self, i: int) -> tuple[Any, ...]:
        """Equal for values that are equal in every set of numbers."""
        sets = self.differences.sets
        sums = [np.round(np.ravel(v[i]).astype(float), 9).tobytes() for v in sets]
        return (np.shape(self.nodes[i].value), *sums)


def losses(seen: Observation, wanted: str = "") -> Iterator[Loss]:
    """The losses that the program may mean: those it codes, then those that its errors imply."""
    coded: dict[str, Loss] = {}
    used: set[int] = set()
    for end in (*seen.returned, *(new for _, new, _ in seen.updates)):
        used |= ancestors(seen.nodes, end) - {end}
    for binding in seen.bindings:
        text, node = binding.site.text, seen.nodes[binding.node]
        short = text.split(".")[-1]
        named = text == "learner_loss" or bool(COST.search(binding.site.function))
        named = named or bool(NAMED.search(short) and not HINT.search(short))
        scalar = np.size(node.value) == 1 and is_float(node.value)
        made = node.made is not None and binding.node not in used
        if named and scalar and made and not binding.parameter:
            coded.pop(text, None)
            coded[text] = Loss(text, binding.node, binding.site.line)
    if not wanted:
        yield from sorted(coded.values(), key=lambda c: (c.name != "learner_loss", -c.node))
    elif wanted in coded:
        yield coded[wanted]
    yield from (loss for loss in _implied(seen) if wanted in ("", loss.name))


def _implied(seen: Observation) -> list[Loss]:
    """Squared error and cross-entropy of each output that is compared with labels."""
    pairs = list(_compared(seen.nodes, seen.born))
    found = []
    for name, (formula, fits) in FORMULAS.items():
        terms = [p for p in pairs if fits(*(seen.nodes[i].value for i in p))]
        by_depth = {p: len(ancestors(seen.nodes, p[0])) for p in terms}
        if not terms:
            continue
        chosen = [p for p in terms if by_depth[p] > 1]
        total = None
        for out, label in chosen:
            value = formula(seen.nodes[out].value, seen.nodes[label].value)
            seen.nodes.append(Node(value, formula, (Ref(out), Ref(label)), {}, (out, label)))
            part = len(seen.nodes) - 1
            if total is not None:
                both = (Ref(total), Ref(part))
                value = seen.nodes[total].value + value
                seen.nodes.append(Node(value, operator.add, both, {}, (total, part)))
                part = len(seen.nodes) - 1
            total = part
        if total is not None:
            found.append(Loss(name, total, 0, False))
    return found


def _compared(nodes: list[Node], born: set[int]) -> Iterator[tuple[int, int]]:
    """(output, label) where one is subtracted from the other, once each."""
    known: set[tuple[int, int]] = set()
    errors: set[int] = set()
    for index, node in enumerate(list(nodes)):
        if node.made not in (BINARY["Sub"], np.subtract) or len(node.reads) != 2:
            continue
        for out, label in (node.reads, node.reads[::-1]):
            own = ancestors(nodes, label)
            made, leaf = nodes[out].made is not None, len(own) <= 6 and own < ancestors(
                nodes, out) | own and bool(own - ancestors(nodes, out))  # fmt: skip
            alike = np.size(nodes[out].value) == np.size(nodes[label].value)
            if not (made and leaf and alike and is_float(nodes[out].value)) or label in born:
                continue
            if not ancestors(nodes, out) & errors:  # an update subtracts what an error has made
                errors.add(index)
                if (out, label) not in known:
                    known.add((out, label))
                    yield out, label


def _squared(a: Any, y: Any) -> Any:
    return 0.5 * np.sum((np.asarray(a) - y) ** 2)


def _anything(a: Any, y: Any) -> bool:
    return True


def _cross(a: Any, y: Any) -> Any:
    a, y = np.asarray(a), np.asarray(y)
    return -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a))


def _probability(a: Any, y: Any) -> bool:
    return bool(np.min(a) > 0 and np.max(a) < 1 and np.min(y) >= 0 and np.max(y) <= 1)


def _soft(a: Any, y: Any) -> Any:
    return -np.sum(np.asarray(y) * np.log(a))


def _distribution(a: Any, y: Any) -> bool:
    if not _probability(a, y) or np.ndim(a) != 2 or 1 in np.shape(a):
        return False
    return any(np.allclose(np.sum(a, axis=axis), 1, atol=1e-3) for axis in (0, 1))


FORMULAS: dict[str, tuple[Callable[[Any, Any], Any], Callable[[Any, Any], bool]]] = {
    "squared-error": (_squared, _anything),
    "cross-entropy": (_cross, _probability),
    "softmax cross-entropy": (_soft, _distribution),
}
