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
from tinygrad_bc.checker.nodes import is_float
from tinygrad_bc.checker.on_tensors import again, at_kink
from tinygrad_bc.checker.operations import Values
from tinygrad_bc.checker.primitives import ancestors
from tinygrad_bc.checker.truth import Differences
from tinygrad_bc.recording import recorded, seen_from
from tinygrad_bc.tensor import Tensor

Walk = tuple[dict[int, Any], set[int]]  # what arrived at each value; where it is not all known
Reads = list[tuple[int, Tensor]]
Step = tuple[Tensor, Reads] | None
ROUNDING = 1e-12  # of what goes by way of held nodes: is left of nothing
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
        self._small: dict[int, bool] = {}
        self._whole: dict[tuple[int, int], Walk] = {}
        self._totals: dict[tuple[int, int], Any] = {}
        self._slopes: dict[tuple[int, int], Any] = {}
        self._sets: dict[int, set[int]] = {}
        self._orders: dict[int, list[int]] = {}
        self._seeds: dict[tuple[int | None, int, frozenset[int]], dict[int, Any] | None] = {}
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

    def first(self, upstream: int, at: int, to: int) -> Any:
        """`carried` in the first set of numbers alone, which rules most readings out.

        None where all of it is as soon known.
        """
        if at == to or self._is_small(at) or self._laid_out(upstream, at) is None:
            return None
        return self._row(0, upstream, at, to, frozenset())

    def direct(self, at: list[int], to: int) -> Any:
        """How the loss depends on `to` other than through the nodes `at` (a penalty)."""
        return self._kept(None, self.loss, to, frozenset(at) - {self.loss})

    def arrived(self, k: int, upstream: int | None, at: int, to: int,
                held: frozenset[int] = frozenset()) -> Any:  # fmt: skip
        """What arrives at `to`, as an array of its shape; None where it is not known."""
        found, blocked = self._walk(k, upstream, at, held)
        if to in blocked:
            return None
        shape = np.shape(self.differences.sets[k][to])
        return found[to].reshape(shape) if to in found else np.zeros(shape)

    def _kept(self, upstream: int | None, at: int, to: int, held: frozenset[int]) -> Any:
        held = (held - {to}) & self._above(at)
        key = (upstream, at, to, held)
        if key not in self._carried:
            self._carried[key] = self._rows(upstream, at, to, held)
        return self._carried[key]

    def _rows(self, upstream: int | None, at: int, to: int, held: frozenset[int]) -> Any:
        differences = self.differences
        if upstream is not None and self._laid_out(upstream, at) is None:
            return None
        if self._is_small(at) and (found := self._past(upstream, at, to, held)) is not None:
            return found
        rows = [self._row(k, upstream, at, to, held) for k in range(len(differences.sets))]
        if all(row is not None for row in rows):
            return np.concatenate(rows)
        held &= differences.after(to)
        if upstream is None:
            return differences.direct(at, list(held), to)
        return differences.carried(upstream, at, to, held)

    def _row(self, k: int, upstream: int | None, at: int, to: int, held: frozenset[int]) -> Any:
        """The inner products in one set of numbers; None where what arrives is not known."""
        found, blocked = self._walk(k, upstream, at, held)
        if to in blocked:
            return None
        ways = self.differences.ways(to)[k]
        if to not in found:
            return np.zeros(len(ways))
        return np.reshape(ways, (len(ways), -1)) @ found[to][0]

    def _laid_out(self, upstream: int, at: int) -> list[Any] | None:
        """In each set of numbers the elements of a gradient as those of the value stand."""
        return self.differences.laid_out(upstream, np.shape(self.differences.nodes[at].value))

    # small values: their Jacobians serve every gradient, and all that is held

    def _is_small(self, at: int) -> bool:
        """Whether a value, and every result on the way back from it, has few elements."""
        if at not in self._small:
            nodes = self.differences.nodes
            made = (i for i in self._order(at) if nodes[i].made is not None)
            self._small[at] = all(np.size(nodes[i].value) <= SMALL for i in (at, *made))
        return self._small[at]

    def _past(self, upstream: int | None, at: int, to: int, held: frozenset[int]) -> Any:
        """The inner products by Jacobians; None where one of them is not known."""
        going = self._going(upstream, at, held & self.differences.after(to))
        parts = [(g, self._along(i, to)) for i, g in going.items()] if going else []
        if not parts or any(slopes is None for _, slopes in parts):
            return None
        brought = [(g @ slopes).ravel() for g, slopes in parts]
        if len(brought) == 1:
            return brought[0]
        rows = np.sum(brought, axis=0)
        rows[np.abs(rows) < ROUNDING * np.abs(brought).max()] = 0.0
        return rows

    def _going(self, upstream: int | None, at: int, held: frozenset[int]) -> dict[int, Any] | None:
        """The gradient at `at`, and at each held node what is to be taken off for it.

        From all that comes to an earlier value is taken what comes by way of the held nodes: what
        arrives at the latest of them, then at the next past that one.
        """
        key = (upstream, at, held)
        if key not in self._seeds:
            self._seeds[key] = self._taken_off(*key)
        return self._seeds[key]

    def _taken_off(self, upstream: int | None, at: int,
                   held: frozenset[int]) -> dict[int, Any] | None:  # fmt: skip
        given = self._laid_out(upstream, at) if upstream is not None else None
        seeds = np.ones((len(self.differences.sets), 1, np.size(self.differences.nodes[at].value)))
        going = {at: seeds if given is None else np.stack(given)[:, np.newaxis]}
        for h in sorted(held, reverse=True):
            parts = [(g, self._jacobian(i, h)) for i, g in going.items()]
            if any(jacobian is None for _, jacobian in parts):
                return None
            going[h] = -sum(g @ jacobian for g, jacobian in parts)
        return going

    def _jacobian(self, at: int, to: int) -> Any:
        """In each set of numbers the derivatives of all elements of `at` by those of `to`."""
        if (at, to) not in self._totals:
            walks = [self._every(k, at) for k in range(len(self.differences.sets))]
            size = tuple(np.size(self.differences.nodes[i].value) for i in (at, to))
            known = all(to not in blocked for _, blocked in walks)
            found = [found.get(to, np.zeros(size)) for found, _ in walks]
            self._totals[at, to] = np.stack(found) if known else None
        return self._totals[at, to]

    def _along(self, at: int, to: int) -> Any:
        """In each set of numbers the derivatives of all elements of `at` along each direction."""
        if (at, to) not in self._slopes:
            jacobian = self._jacobian(at, to)
            ways = np.stack([np.reshape(w, (len(w), -1)).T for w in self.differences.ways(to)])
            self._slopes[at, to] = None if jacobian is None else jacobian @ ways
        return self._slopes[at, to]

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
        """The walk of one gradient; of ones, if it is of the loss itself."""
        key = (k, upstream, at, held)
        if key not in self._walks:
            given = self._laid_out(upstream, at) if upstream is not None else None
            ones = np.ones(np.size(self.differences.nodes[at].value))
            seed = ones if given is None else given[k]
            self._walks[key] = self._back(k, at, seed.reshape(1, -1), held)
        return self._walks[key]

    def _every(self, k: int, at: int) -> Walk:
        """The walk of each element of a small value."""
        if (k, at) not in self._whole:
            seeds = np.eye(np.size(self.differences.nodes[at].value))
            self._whole[k, at] = self._back(k, at, seeds, frozenset())
        return self._whole[k, at]

    def _back(self, k: int, at: int, seeds: Any, held: frozenset[int]) -> Walk:
        """One walk back: each operation's derivative, from the last one to the first.

        A gradient is a row of the elements of its value, one below the other if there are several.
        """
        with recorded(), seen_from(sys._getframe()), np.errstate(all="ignore"):
            return self._visited(k, at, seeds, held)

    def _visited(self, k: int, at: int, seeds: Any, held: frozenset[int]) -> Walk:
        blocked: set[int] = set()
        found = {at: seeds}
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

    def _brought(self, k: int, i: int, step: tuple[Tensor, Reads], g: Any) -> list[tuple[int, Any]]:
        """What each operand of an operation receives: by its Jacobian, where that is small."""
        out, reads = step
        if out.size > SMALL:
            return _through(out, reads, g)
        if i not in self._jacobians[k]:
            self._jacobians[k][i] = _jacobians(out, reads)
        matrices = self._jacobians[k][i]
        if matrices is None:
            return _through(out, reads, g)
        return [(read, g @ matrix) for read, matrix in matrices]

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


def _through(out: Tensor, reads: Reads, rows: Any) -> list[tuple[int, Any]]:
    """What each operand receives from each of several gradients of a result."""
    brought = [tape.gradients(out, row.reshape(out.shape)) for row in rows]
    return [(read, np.stack([np.ravel(one[id(x)]) for one in brought]))
            for read, x in reads if id(x) in brought[0]]  # fmt: skip


def _jacobians(out: Tensor, reads: Reads) -> list[tuple[int, Any]] | None:
    """For each operand a row for each element of the result; None where it is not finite."""
    found = _through(out, reads, np.eye(out.size))
    return found if all(np.isfinite(matrix).all() for _, matrix in found) else None


class _Beside:
    """Values, of which some are replaced."""

    def __init__(self, values: Values, others: dict[int, Tensor]) -> None:
        self.values, self.others = values, others

    def __getitem__(self, i: int) -> Any:
        return self.others[i] if i in self.others else self.values[i]
