"""Any array, taken for the gradient of any value, carried back through the forward part.

Each operation of the forward part is repeated by itself on Tensors, and its own derivative brings
a gradient from its result to what it read.  One walk back then gives what the chain rule makes of
a learner's own gradient at every earlier value.  Where an operation takes no Tensor, or stands at
a kink, what comes by way of it is left to the differences.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from tinygrad_bc import tape
from tinygrad_bc.checker.fits import oriented
from tinygrad_bc.checker.on_tensors import again, at_kink
from tinygrad_bc.checker.operations import Values
from tinygrad_bc.checker.primitives import ancestors
from tinygrad_bc.checker.truth import Differences, is_float
from tinygrad_bc.recording import recorded, seen_from
from tinygrad_bc.tensor import Tensor

Walk = tuple[dict[int, Any], set[int]]  # what arrived at each value; where it is not all known
Reads = list[tuple[int, Tensor]]
Step = tuple[Tensor, Reads] | None
SMALL = 16  # elements of a result whose Jacobian is kept: a loop over elements asks for it often


class Pullback:
    """The chain rule of one forward part, in each set of numbers.

    Parameters
    ----------
    differences : Differences
        The trace, its forward part, and the sets of numbers.
    loss : int
        A scalar node.
    targets : list of int
        Forward nodes that a gradient may be asked for.
    """

    def __init__(self, differences: Differences, loss: int, targets: list[int]) -> None:
        self.differences, self.loss = differences, loss
        self._live: set[int] = set(targets)
        for i in sorted(differences.forward):
            if any(r in self._live for r in differences.nodes[i].reads):
                self._live.add(i)
        self._steps: list[dict[int, Step]] = [{} for _ in differences.sets]
        self._jacobians: list[dict[int, Any]] = [{} for _ in differences.sets]
        self._walks: dict[tuple[int, int | None, int, frozenset[int]], Walk] = {}
        self._sets: dict[int, set[int]] = {}
        self._orders: dict[int, list[int]] = {}
        self._carried: dict[tuple[int | None, int, int, frozenset[int]], Any] = {}

    def carried(self, upstream: int, at: int, to: int,
                held: frozenset[int] = frozenset()) -> Any:  # fmt: skip
        """Inner products of directions at `to` with the gradient that `upstream` makes there.

        `upstream` is taken to be the gradient of `at`; the chain rule carries it to `to`, past
        the `held` nodes.
        """
        if at == to:
            return self.differences.measured(upstream, to)
        return self._kept(upstream, at, to, held)

    def first(self, upstream: int, at: int, to: int, held: frozenset[int] = frozenset()) -> Any:
        """`carried` in the first set of numbers alone, which rules most readings out."""
        if at == to or not self._alike(upstream, at):
            return None
        found = self.arrived(0, upstream, at, to, (held - {to}) & self._above(at))
        ways = self.differences.ways(to)[0]
        return None if found is None else np.reshape(ways, (len(ways), -1)) @ np.ravel(found)

    def direct(self, at: list[int], to: int) -> Any:
        """How the loss depends on `to` other than through the nodes `at` (a penalty)."""
        return self._kept(None, self.loss, to, frozenset(at) - {self.loss})

    def arrived(self, k: int, upstream: int | None, at: int, to: int,
                held: frozenset[int] = frozenset()) -> Any:  # fmt: skip
        """What arrives at `to`, as an array of its shape; None where it is not known."""
        found, blocked = self._walk(k, upstream, at, held)
        if to in blocked:
            return None
        return found.get(to, np.zeros(np.shape(self.differences.sets[k][to])))

    def _kept(self, upstream: int | None, at: int, to: int, held: frozenset[int]) -> Any:
        held = (held - {to}) & self._above(at)
        key = (upstream, at, to, held)
        if key not in self._carried:
            self._carried[key] = self._rows(upstream, at, to, held)
        return self._carried[key]

    def _rows(self, upstream: int | None, at: int, to: int, held: frozenset[int]) -> Any:
        differences, rows = self.differences, []
        if upstream is not None and not self._alike(upstream, at):
            return None
        for k, ways in enumerate(differences.ways(to)):
            found = self.arrived(k, upstream, at, to, held)
            if found is None:
                if upstream is None:
                    return differences.direct(at, list(held), to)
                return differences.carried(upstream, at, to, held)
            rows.append(np.reshape(ways, (len(ways), -1)) @ np.ravel(found))
        return np.concatenate(rows)

    def _alike(self, upstream: int, at: int) -> bool:
        nodes = self.differences.nodes
        return oriented(nodes[upstream].value, np.shape(nodes[at].value)) is not None

    def _above(self, at: int) -> set[int]:
        if at not in self._sets:
            self._sets[at] = set(self._order(at))
        return self._sets[at]

    def _order(self, at: int) -> list[int]:
        """What a value was computed from, the latest first."""
        if at not in self._orders:
            above = ancestors(self.differences.nodes, at) & self._live
            self._orders[at] = sorted(above, reverse=True)
        return self._orders[at]

    def _walk(self, k: int, upstream: int | None, at: int, held: frozenset[int]) -> Walk:
        key = (k, upstream, at, held)
        if key not in self._walks:
            values = self.differences.sets[k]
            shape = np.shape(values[at])
            given = np.ones(shape) if upstream is None else oriented(values[upstream], shape)
            with recorded(), seen_from(sys._getframe()), np.errstate(all="ignore"):
                self._walks[key] = self._back(k, at, given, held)
        return self._walks[key]

    def _back(self, k: int, at: int, given: Any, held: frozenset[int]) -> Walk:
        """One walk back: each operation's derivative, from the last one to the first."""
        blocked: set[int] = set()
        found = {at: given}
        for i in self._order(at):
            if (i not in found and i not in blocked) or (i in held and i != at):
                continue
            step = self._step(k, i)
            if step is None or i in blocked:
                blocked.update(r for r in self.differences.nodes[i].reads if r in self._live)
                continue
            if not step[1]:
                continue
            for read, dx in self._brought(k, i, step, found[i]):
                found[read] = found[read] + dx if read in found else dx
        return found, blocked

    def _brought(self, k: int, i: int, step: tuple[Tensor, Reads], g: Any) -> list[Any]:
        """What each operand of an operation receives: by its Jacobian, where that is small."""
        out, reads = step
        if out.size > SMALL:
            return _through(out, reads, np.asarray(g))
        if i not in self._jacobians[k]:
            self._jacobians[k][i] = _jacobians(out, reads)
        matrices = self._jacobians[k][i]
        if matrices is None:
            return _through(out, reads, g)
        seed = np.asarray(g).reshape(-1)
        seed = seed if seed.size == out.size else seed.sum(keepdims=True)
        return [(read, (seed @ matrix).reshape(shape)) for read, matrix, shape in matrices]

    def _step(self, k: int, i: int) -> Step:
        """An operation on Tensors of its own, with what it reads; None where it takes none."""
        known = self._steps[k]
        if i not in known:
            known[i] = self._repeated(self.differences.sets[k], i)
        return known[i]

    def _repeated(self, values: Values, i: int) -> Step:
        node = self.differences.nodes[i]
        reads = [(r, Tensor(values[r], requires_grad=True)) for r in dict.fromkeys(node.reads)
                 if r in self._live and is_float(values[r])]  # fmt: skip
        if not reads or not self.differences.moves(i):
            return Tensor(0.0), []
        if at_kink(node, values):
            return None
        now: Any = _Beside(values, dict(reads))
        if (out := again(node, now, values[i])) is None:
            return None
        return (out * 1.0 if any(out is x for _, x in reads) else out), reads


def _through(out: Tensor, reads: Reads, g: Any) -> list[tuple[int, Any]]:
    seed = np.asarray(g) if out.ndim else np.float64(np.sum(g))
    brought = tape.gradients(out, seed)
    return [(read, brought[id(x)]) for read, x in reads if id(x) in brought]


def _jacobians(out: Tensor, reads: Reads) -> list[tuple[int, Any, Any]] | None:
    """For each operand a row for each element of the result; None where it is not finite."""
    units = np.eye(out.size).reshape(out.size, *out.shape)
    rows = [dict(_through(out, reads, unit)) for unit in units]
    found = []
    for read, x in reads:
        if not any(read in row for row in rows):
            continue
        zero = np.zeros(x.shape)
        matrix = np.array([np.ravel(row.get(read, zero)) for row in rows])
        if not np.isfinite(matrix).all():
            return None
        found.append((read, matrix, x.shape))
    return found


class _Beside:
    """Values, of which some are replaced."""

    def __init__(self, values: Values, others: dict[int, Tensor]) -> None:
        self.values, self.others = values, others

    def __getitem__(self, i: int) -> Any:
        return self.others[i] if i in self.others else self.values[i]
