"""Which loss a program means: the one that it codes, wherever that stands, or one that fits."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tinygrad_bc.checker.branches import FLAT
from tinygrad_bc.checker.nodes import Node, Ref, has_digits, is_float
from tinygrad_bc.checker.observe import Observation
from tinygrad_bc.checker.operations import thawed
from tinygrad_bc.checker.primitives import ancestors

NAMED = re.compile(r"loss|cost|mse|bce|err|entropy|obj|nll|total|^[JLE]$|^L_|^J_|now", re.I)
COST = re.compile(r"cost|loss|mse|bce|^err|objective|entropy|nll|^[JLE]$|reconstruct", re.I)
HINT = re.compile(
    r"^(delta_?|grads?_?|nabla_?|g_|error_?|d_?)(?=\w)|(_?delta|_?grad|_?error|_err)$", re.I
)
TRIED = 3  # scalars without the name of a loss that are looked at


@dataclass
class Loss:
    """A scalar node that may be the loss whose gradient the learner computes.

    Attributes
    ----------
    name : str
        What the learner calls it; the formula for one that is inferred.
    node : int
    line : int
    coded : bool
        Whether the program computes it.
    given : bool
        Whether whoever asks has named it.
    """

    name: str
    node: int
    line: int = 0
    coded: bool = True
    given: bool = False


def named(seen: Observation, wanted: str = "") -> list[Loss]:
    """The scalars whose names, or whose functions, say that they are the loss; the last first."""
    found: dict[str, Loss] = {}
    called: list[Loss] = []
    used = taken_up(seen)
    for late, bindings in ((False, seen.bindings), (True, seen.later)):
        if late and found:
            break  # what is computed after the pass counts where the pass itself has no loss
        for binding in bindings:
            text, node = binding.site.text, binding.node
            calls = bool(wanted and re.search(rf"\b{re.escape(wanted)}\(", binding.site.statement))
            says = (
                calls
                or text in ("learner_loss", wanted)
                or bool(COST.search(binding.site.function))
            )
            says = says or _says_loss(text)
            if not says or binding.parameter or node in used or not _is_scalar(seen, node):
                continue
            if late and text in found:
                continue  # later ones may be of other numbers: a check by differences, say
            stated = restated(seen, node)
            if stated is not None:
                found.pop(text, None)
                found[text] = Loss(text, stated, binding.site.line)
                called += [found[text]] if calls else []
    if wanted:
        return [found[wanted]] if wanted in found else called[-1:]
    return sorted(found.values(), key=lambda c: (c.name != "learner_loss", -c.node))


def of_the_pass(seen: Observation, found: list[Loss]) -> list[Loss]:
    """The losses of values that the gradients were computed from: none of a validation set is."""
    used = taken_up(seen)
    parameters = set(seen.renewed().values())
    if not parameters:
        return found

    moving = set(parameters)
    for i, node in enumerate(seen.nodes):
        if any(r in moving for r in node.reads) and is_float(node.value):
            moving.add(i)
    moving -= parameters
    known = {_mark(seen.nodes[i].value) for i in used & moving}
    if not known:
        return found  # gradients that are made by conditions alone, as those of a hinge
    return [
        loss for loss in found
        if any(_mark(seen.nodes[i].value) in known
               for i in ancestors(seen.nodes, loss.node) & moving)
    ]  # fmt: skip


def _mark(value: Any) -> tuple[tuple[int, ...], bytes]:
    """Equal for equal values."""
    return np.shape(value), np.round(np.asarray(value, float), 9).tobytes()


def scalars(seen: Observation) -> list[Loss]:
    """Scalars of the pass that no update was computed from, the last ones first."""
    used = taken_up(seen)
    found: list[Loss] = []
    for binding in reversed(seen.bindings):
        node = binding.node
        fresh = all(loss.node != node for loss in found) and not binding.parameter
        if fresh and node not in used and _is_scalar(seen, node):
            found.append(Loss(binding.site.text, node, binding.site.line))
    return found[: 2 * TRIED]


def unnamed(seen: Observation) -> list[Loss]:
    """Scalars that nothing reads: one of them may be the loss, as it is printed."""
    used = taken_up(seen)
    flat = {i for i, n in enumerate(seen.nodes) if getattr(n.made, "__name__", "") in FLAT}
    read = {r for i, node in enumerate(seen.nodes) if i not in flat for r in node.reads}
    bound = {b.node for b in seen.bindings}
    read |= {r for condition in seen.guards for r in condition.reads if r not in bound}
    found: list[Loss] = []
    for node in range(len(seen.nodes)):
        if node in read | flat | used or not _is_scalar(seen, node):
            continue
        if seen.nodes[node].made is operator.getitem:
            continue  # an element of something
        stated = restated(seen, node)
        site = seen.nodes[node].site
        if stated is not None and site is not None:
            found.append(Loss(site.statement, stated, site.line))
        if len(found) == TRIED:
            break
    return found


def _is_scalar(seen: Observation, node: int) -> bool:
    value = seen.nodes[node].value
    made = seen.nodes[node].made is not None
    return made and np.size(value) == 1 and is_float(value) and bool(np.isfinite(value).all())


def taken_up(seen: Observation) -> set[int]:
    """What the gradients and updates were computed from: no loss is, but a mean of losses is.

    Of the numbers that change, such a sum or mean has the name of a loss, or reaches no parameter.
    """
    renewed = seen.renewed()
    parameters, reach = set(renewed.values()), ancestors(seen.nodes, *renewed)
    sums = {new for old, new, binding in seen.updates
            if old not in parameters and _is_scalar(seen, new)
            and (_says_loss(binding.site.text)
                 or (renewed and new not in reach and seen.near(old, new)))}  # fmt: skip
    steps = [new for _, new, _ in seen.updates if new not in sums]
    ends = (*seen.returned, *steps)
    return ancestors(seen.nodes, *(r for end in ends for r in seen.nodes[end].reads))


def is_running(seen: Observation, loss: Loss) -> bool:
    """Whether a loss is a total that began before the pass, or after: a measure, of any scale."""
    if any("+=" in b.site.statement and b.site.line == loss.line for b in seen.later):
        return True
    above = ancestors(seen.nodes, loss.node)
    for b in seen.bindings:
        if b.node not in above or "+=" not in b.site.statement or not _is_scalar(seen, b.node):
            continue
        begun = b.site.text in seen.begun if b.old is None else b.old in seen.born
        if not begun and (b.old is None or seen.nodes[b.old].made is None):
            return True
    return False


def _says_loss(text: str) -> bool:
    """Whether a name is one of a loss, and none of a gradient."""
    short = text.split(".")[-1]
    return bool(NAMED.search(short) and not HINT.search(short))


def restated(seen: Observation, scalar: int) -> int | None:
    """The same scalar from the parameters as they were when the pass began.

    A loss that is printed after the update, or after the loop, is a formula as well.  Its
    computation is repeated with the old parameters; where that gives a value of the pass, it is
    that value.
    """
    nodes = seen.nodes
    above = ancestors(nodes, scalar)
    roots = {new: leaf for new, leaf in seen.renewed().items() if new in above}
    if not roots and scalar < seen.length:
        return scalar
    values = [n.value for n in nodes]
    known = Twins(nodes, values, _of_the_pass(seen, set(roots)))
    same: dict[int, int] = dict(roots)
    merged = False
    for i in sorted(above):
        node = nodes[i]
        if i in same:
            continue
        if node.made is None:
            fresh = i >= seen.length and i not in seen.born and np.size(node.value) > 1
            if fresh and is_float(node.value):
                return None  # numbers drawn anew, such as a dropout mask
            continue
        if i < seen.length and not any(r in same for r in node.reads):
            continue
        args, kwargs = _moved(node.args, same), _moved(node.kwargs, same)
        try:
            value = node.made(*thawed(args, values), **thawed(kwargs, values))
        except Exception:
            return None
        twin = known.of(value, node.made, tuple(same.get(r, r) for r in node.reads))
        merged = merged or twin is not None
        if twin is None:
            reads = tuple(same.get(r, r) for r in node.reads)
            nodes.append(Node(value, node.made, args, kwargs, reads, node.site))
            values.append(value)
            twin = len(nodes) - 1
        same[i] = twin
    outputs = {r for r in above if r < seen.length and r not in roots and nodes[r].made is not None}
    return same.get(scalar, scalar) if merged or outputs else None


def _of_the_pass(seen: Observation, renewed: set[int]) -> list[int]:
    """Values of the pass that do not depend on updated parameters; the last ones first."""
    found, later = [], set(renewed)
    for i, node in enumerate(seen.nodes[: seen.length]):
        if any(r in later for r in node.reads):
            later.add(i)
        elif i not in later and node.made is not None and is_float(node.value):
            found.append(i)
    return found[::-1]


def _moved(tree: Any, same: dict[int, int]) -> Any:
    if isinstance(tree, Ref):
        return Ref(same.get(tree.node, tree.node))
    if type(tree) in (list, tuple):
        return type(tree)([_moved(part, same) for part in tree])
    if type(tree) is dict:
        return {key: _moved(part, same) for key, part in tree.items()}
    return tree


class Twins:
    """Values in which another one is looked for: by its shape and its last element first."""

    def __init__(self, nodes: list[Node], values: list[Any], known: list[int]) -> None:
        self.nodes, self.values = nodes, values
        self.alike: dict[tuple[int, ...], list[int]] = {}
        for i in known:
            self.alike.setdefault(np.shape(values[i]), []).append(i)
        self.last = {shape: np.array([np.ravel(values[i])[-1] for i in found])
                     for shape, found in self.alike.items()}  # fmt: skip

    def of(self, value: Any, made: Any, reads: tuple[int, ...]) -> int | None:
        """The one of them that a value equals; None where there is none.

        What has one number alone, as all that starts from zeros, equals much that it is not: then
        it must have been made in the same way, of the same values.
        """
        shape = np.shape(value)
        if shape not in self.alike or not is_float(value):
            return None
        end = np.ravel(value)[-1]
        near = np.flatnonzero(np.abs(self.last[shape] - end) <= 1e-12 * abs(end))
        found = [i for k in near if np.allclose(self.values[i := self.alike[shape][k]], value,
                                                rtol=1e-12, atol=0)]  # fmt: skip
        alike = [i for i in found if _kind(self.nodes[i].made) == _kind(made)]
        own = next((i for i in alike if self.nodes[i].reads == reads), None)
        if own is not None:
            return own
        if (np.size(value) > 1 and np.ptp(value) == 0) or not has_digits(value):
            given = sorted(_mark(self.values[r]) for r in reads)
            return next((i for i in alike if given == sorted(
                _mark(self.values[r]) for r in self.nodes[i].reads)), None)  # fmt: skip
        return next(iter(found), None)


def _kind(made: Any) -> str:
    return getattr(made, "__name__", repr(made))


def summed(seen: Observation, found: list[Loss]) -> list[Loss]:
    """The losses, or their sum where each is of parameters that the others know nothing of."""
    parameters = set(seen.renewed().values())
    total: list[Loss] = []
    known: set[int] = set()
    for loss in found:
        own = parameters & ancestors(seen.nodes, loss.node)
        if own and not own & known:
            total.append(loss)
            known |= own
    if len(total) < 2:
        return found
    node = total[0].node
    for loss in total[1:]:
        both, value = (node, loss.node), seen.nodes[node].value + seen.nodes[loss.node].value
        seen.nodes.append(Node(value, operator.add, (Ref(node), Ref(loss.node)), {}, both))
        node = len(seen.nodes) - 1
    return [Loss(" + ".join(loss.name for loss in total), node, total[0].line)]


def with_fixed_targets(seen: Observation, loss: Loss) -> Iterator[Observation]:
    """The pass with one side of a difference held fast, where parameters are in both sides.

    What a network is compared with may come from the network itself (in Q-learning, say): then it
    is taken for a constant, and no gradient goes through it.
    """
    nodes = seen.nodes
    parameters = set(seen.renewed().values())
    terms = _terms(nodes, loss.node)
    for i in sorted(ancestors(nodes, loss.node) - terms):
        if nodes[i].made not in (operator.sub, np.subtract) or len(nodes[i].reads) != 2:
            continue
        sides = [nodes[r] for r in nodes[i].reads]
        moved = all(parameters & ancestors(nodes, r) for r in nodes[i].reads)
        if moved and all(np.size(side.value) == np.size(nodes[i].value) for side in sides):
            for r in reversed(nodes[i].reads):
                fixed = list(nodes)
                fixed[r] = Node(nodes[r].value, site=nodes[r].site)
                yield replace(seen, nodes=fixed)


def _terms(nodes: list[Node], loss: int) -> set[int]:
    """What the loss adds up, or takes off: ``loss -= np.log(p)`` compares nothing."""
    found, waiting = {loss}, [loss]
    while waiting:
        node = nodes[waiting.pop()]
        if node.made in (operator.add, operator.sub):
            found.update(node.reads)
            waiting += node.reads
    return found


def with_decay(seen: Observation, loss: Loss, share: float, weights: list[int]) -> Loss:
    """The loss with half the squares of the weights, times `share`, beside it."""

    def decayed(value: Any, *every: Any) -> Any:
        return value + share / 2 * sum(np.sum(np.square(w)) for w in every)

    reads = (loss.node, *weights)
    value = decayed(*(seen.nodes[i].value for i in reads))
    seen.nodes.append(Node(value, decayed, tuple(Ref(i) for i in reads), {}, reads))
    return Loss(f"{loss.name} with a weight decay of {share:.4g}", len(seen.nodes) - 1, loss.line,
                loss.coded)  # fmt: skip
