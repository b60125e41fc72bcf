"""Losses that a program does not code: what fits that it compares outputs with labels."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tinygrad_bc.checker.losses import Loss, taken_up
from tinygrad_bc.checker.nodes import BINARY, Node, Ref, is_float, refs
from tinygrad_bc.checker.observe import Observation
from tinygrad_bc.checker.primitives import ancestors, ancestry, set_item


def implied(seen: Observation, wanted: str = "") -> Iterator[Loss]:
    """Losses that fit what the program compares with its labels."""
    for loss in _implied(seen):
        if wanted in ("", loss.name, loss.name.split()[-1]):  # a softmax one is a cross-entropy
            loss.given = bool(wanted) and not seen.entry.inferred
            yield loss


def _implied(seen: Observation) -> list[Loss]:
    """Squared error and cross-entropy of each output that is compared with labels."""
    pairs = list(compared(seen.nodes, seen.born, seen.stepped()))
    pairs += _counted_off(seen)
    used = taken_up(seen)
    pairs = [p for p in pairs if p[0] in used] or pairs  # none of a validation set
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


def _counted_off(seen: Observation) -> list[tuple[int, int]]:
    """(output, label) where 1 is taken from the output's element that an integer label names."""
    nodes = seen.nodes
    found: list[tuple[int, int]] = []
    for node in list(nodes[: seen.length]):
        if getattr(node.made, "__name__", "") != "updated_item" or len(node.args) != 3:
            continue
        owner, index, _ = node.args
        if not isinstance(owner, Ref):
            continue  # an element of a record
        out, given = owner.node, list(refs(index))
        while getattr(nodes[out].made, "__name__", "") in ("copy", "array") and nodes[out].reads:
            out = nodes[out].reads[0]
        taken = np.asarray(nodes[owner.node].value) - node.value
        if not given or not is_float(node.value) or nodes[out].made is None:
            continue
        if set(np.unique(np.round(taken, 12))) - {0.0, 1.0}:
            continue
        hot = _one_hot(np.shape(node.value))
        nodes.append(Node(taken, hot, (index,), {}, tuple(given)))
        found.append((out, len(nodes) - 1))
    return found


def _one_hot(shape: tuple[int, ...]) -> Callable[..., Any]:
    return lambda index: set_item(np.zeros(shape), index, 1.0)


def compared(nodes: list[Node], born: set[int], parameters: set[int]) -> Iterator[tuple[int, int]]:
    """(output, label) where one is subtracted from the other, once each."""
    known: set[tuple[int, int]] = set()
    errors: set[int] = set()
    above_of = ancestry(nodes)
    for index, node in enumerate(list(nodes)):
        if node.made not in (BINARY["Sub"], np.subtract) or len(node.reads) != 2:
            continue
        for out, label in (node.reads, node.reads[::-1]):
            own, above = above_of(label), above_of(out)
            given = len(own) <= 15 and bool(own - above) and not own & parameters
            alike = np.size(nodes[out].value) == np.size(nodes[label].value)
            made = nodes[out].made is not None and is_float(nodes[out].value)
            if not (made and given and alike) or label in born:
                continue
            if not above & errors:  # an update subtracts what an error has made
                errors.add(index)
                if (out, label) not in known:
                    known.add((out, label))
                    yield out, label


def _squared(a: Any, y: Any) -> Any:
    return 0.5 * np.sum(np.square(np.subtract(a, y)))


def _anything(a: Any, y: Any) -> bool:
    return True


def _cross(a: Any, y: Any) -> Any:
    ones, zeros = np.multiply(y, np.log(a)), np.multiply(1 - y, np.log(1 - a))
    return -np.sum(ones + zeros)


def _probability(a: Any, y: Any) -> bool:
    return bool(np.min(a) > 0 and np.max(a) < 1 and np.min(y) >= 0 and np.max(y) <= 1)


def _soft(a: Any, y: Any) -> Any:
    return -np.sum(np.multiply(y, np.log(a)))


def _distribution(a: Any, y: Any) -> bool:
    if not _probability(a, y) or np.shape(a) != np.shape(y):
        return False
    axes = (axis for axis, n in enumerate(np.shape(a)) if n > 1)
    return any(np.allclose([np.sum(a, axis=i), np.sum(y, axis=i)], 1, atol=1e-3) for i in axes)


FORMULAS: dict[str, tuple[Callable[[Any, Any], Any], Callable[[Any, Any], bool]]] = {
    "squared-error": (_squared, _anything),
    "cross-entropy": (_cross, _probability),
    "softmax cross-entropy": (_soft, _distribution),
}
