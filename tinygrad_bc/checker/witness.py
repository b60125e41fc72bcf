"""A second witness of every gradient: autograd, on the forward part of the program itself.

The forward operations of a trace are computed again with Tensors in place of numbers, and one
pass backwards gives the gradient of every forward value.  It shares nothing with the differences
of :mod:`truth` but the trace: an error in a rule of this package, or in the differences, shows as
a dispute between the two, and then nobody is accused.

The witness is strict.  An operation that takes no Tensor, or gives another value with Tensors than
it gave with arrays, or stands at a kink, is *lost*: what reaches the loss by way of it has no
gradient here, never a part of one.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tinygrad_bc.checker.nodes import is_float
from tinygrad_bc.checker.on_tensors import again, at_kink
from tinygrad_bc.checker.operations import Values
from tinygrad_bc.checker.truth import Differences
from tinygrad_bc.differentiation import grad
from tinygrad_bc.recording import recorded, seen_from
from tinygrad_bc.tensor import Tensor

TOLERANCE = 1e-4  # of the larger directional derivative; what is right in itself fits to 3e-5
NOISE = 1e-9  # of the loss: what rounding leaves of a difference


@dataclass
class Comparison:
    """What the two witnesses say of gradients.

    Attributes
    ----------
    agreed, alone : list of int
        Values whose gradients both give alike; that only differences give.
    disputed : list of (int, float, float)
        The others, with a directional derivative by autograd and by differences.
    """

    agreed: list[int] = field(default_factory=list)
    alone: list[int] = field(default_factory=list)
    disputed: list[tuple[int, float, float]] = field(default_factory=list)


class Witnesses:
    """Both witnesses of the gradients of one loss.

    Parameters
    ----------
    differences : Differences
        The first witness, with the sets of numbers that it used.
    loss : int
        A scalar node.
    targets : list of int
        Forward nodes whose gradients may be asked for.
    """

    def __init__(self, differences: Differences, loss: int, targets: list[int]) -> None:
        self.differences, self.loss, self.targets = differences, loss, targets

    @functools.cached_property
    def _found(self) -> list[dict[int, Any]]:
        sets = self.differences.sets
        return [gradients(self.differences, values, self.loss, self.targets) for values in sets]

    def told(self, v: int) -> Iterator[tuple[float, float, bool | None]]:
        """For each set of numbers: a directional derivative by autograd and by differences.

        And whether they agree; None where autograd gives none.  The direction is random: what is
        wrong shows along almost any.
        """
        differences = self.differences
        for k, by_differences in enumerate(differences.sample(self.loss, v)):
            exact = self._found[k].get(v)
            way = differences.ways(v)[k][0]
            by_autograd = by_differences if exact is None else float(np.sum(exact * way))
            if exact is None or not np.isfinite([by_autograd, by_differences]).all():
                yield by_differences, by_differences, None
                continue
            noise = NOISE * max(1.0, float(np.max(np.abs(differences.sets[k][self.loss]))))
            size = max(float(np.max(np.abs(exact))), abs(by_autograd), abs(by_differences))
            apart = abs(by_autograd - by_differences)
            yield by_autograd, by_differences, apart <= TOLERANCE * size + noise

    def gradient(self, v: int) -> Any:
        """Inner products of directions with the true gradient: by autograd if it gives one.

        Differences of a large loss are rounded more than what is right in itself may be off; they
        are compared with it before anybody is accused.
        """
        rows = []
        for k, ways in enumerate(self.differences.ways(v)):
            found = self.exact(k, v)
            if found is None:
                return self.differences.gradient(self.loss, v)
            rows.append(np.reshape(ways, (len(ways), -1)) @ np.ravel(found))
        return np.concatenate(rows)

    def exact(self, k: int, v: int) -> Any:
        """The gradient by autograd in a set of numbers; None where it gives none."""
        found = self._found[k].get(v)
        return found if found is not None and np.isfinite(found).all() else None

    def compared(self, wanted: list[int]) -> Comparison:
        """Where the two agree, and where not."""
        found = Comparison()
        for v in wanted:
            told = list(self.told(v))
            apart = [(a, b) for a, b, agree in told if agree is False]
            if apart:
                found.disputed.append((v, *apart[0]))
            else:
                alone = all(agree is None for _, _, agree in told)
                (found.alone if alone else found.agreed).append(v)
        return found


def gradients(differences: Differences, values: Values, loss: int,
              wanted: list[int]) -> dict[int, Any]:  # fmt: skip
    """The gradients that autograd gives for one set of numbers; those it cannot give are absent.

    Parameters
    ----------
    differences : Differences
        The trace and its forward part.
    values : list
        The numbers of every node.
    loss : int
        A scalar node.
    wanted : list of int
        Forward nodes.
    """
    with recorded(), seen_from(sys._getframe()):
        now, lost, leaves = _forward(differences, values)
        if not isinstance(now[loss], Tensor):
            return {}
        blocked = _blocked(differences, now, lost, leaves)
        told = [v for v in wanted if v not in blocked and isinstance(now[v], Tensor)]
        found = grad(now[loss].sum(), [now[v] for v in told], allow_unused=True)
    return {
        v: np.zeros(np.shape(values[v])) if g is None else g
        for v, g in zip(told, found, strict=True)
    }


def _forward(differences: Differences, values: Values) -> tuple[Values, set[int], set[int]]:
    """The forward part on Tensors; which values were lost on the way, and which depend on none."""
    now = list(values)
    lost: set[int] = set()
    leaves: set[int] = set()
    for i in sorted(differences.forward):
        if not is_float(values[i]):
            continue
        node = differences.nodes[i]
        traced = [r for r in node.reads if isinstance(now[r], Tensor)]
        if traced and differences.moves(i):
            found = None if at_kink(node, values) else again(node, now, values[i])
            if found is not None:  # a value of its own, or two would share one gradient
                now[i] = found * 1.0 if any(found is now[r] for r in traced) else found
                continue
            lost.add(i)
        else:
            leaves.add(i)
        now[i] = Tensor(values[i], requires_grad=True)
    return now, lost, leaves


def _blocked(differences: Differences, now: Values, lost: set[int], leaves: set[int]) -> set[int]:
    """What reaches the loss by way of something that was lost."""
    found: set[int] = set()
    for i in sorted(differences.forward, reverse=True):
        if i in lost or (i in found and i not in leaves):
            found.update(r for r in differences.nodes[i].reads if isinstance(now[r], Tensor))
    return found
