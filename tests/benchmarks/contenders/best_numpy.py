"""The fastest program for a step that an expert could write by hand in NumPy alone.

It is the yardstick of a compiler that makes NumPy programs, so it uses whatever helps:

- Nothing is allocated in a step, and calls are few and cheap: bound `W.dot(A, out)`, `out` given
  by position, 0-d arrays for numbers (`maximum` wants the keyword and a whole array of zeros:
  its quick loop takes no scalar).
- The bias is the last column of W, against a last row of A that is constant.  The product with
  A.T then gives dW and db at once.
- relu's derivative is the sign, 0 or 1, of the bits of A taken for integers without a sign; times
  it, the bits of a gradient stay as they are or become 0.
- Backward is linear, so the factor learning_rate/m goes in at the end of the network, and what
  comes out is the update: `P += G`, with all parameters in one array.
- The labels are signs, s = 2Y - 1: with u = s Z the loss is log(1 + exp(u)) - u, and
  dZ = -s / (1 + exp(u)).  Sums are products with ones.
- tanh(z) = 1 - 2 / (1 + exp(2z)): where NumPy's tanh has no quick loop (AVX2), less than half
  its time.  That is exact to the last digit of 1, not of a small tanh(z): more than a library may
  take, which must be as exact near 0.
- Many samples go through the network in chunks of 2,048 (the third cache has room), on two threads
  where there is about a millisecond of work; NumPy's BLAS is held to one thread.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController

from tests.benchmarks.machine import second_level_cache
from tests.benchmarks.nets import LEARNING_RATE, Array, Problem, Train

LEAST_CHUNK = 2048  # samples; below, calls are so short that threads wait for Python
WIDE = 128  # units, from which on products outweigh all that the cache could save
THREADED = 5e7  # multiplications and additions in products, about 1 ms on one core
LONG = 256  # features, from which on a contiguous X.T pays for itself

add, subtract, multiply, divide = np.add, np.subtract, np.multiply, np.divide
exp, log, maximum, sign = np.exp, np.log, np.maximum, np.sign


class Scratch:
    """Hands out buffers for all chunks of one width on one thread, the same ones to each."""

    def __init__(self, width: int, dtype: np.dtype[Any]) -> None:
        self.width, self.dtype = width, dtype
        self.buffers: dict[str, Array] = {}

    def rows(self, name: str, n: int, fill: float = 0.0) -> Array:
        if name not in self.buffers:
            self.buffers[name] = np.full((n, self.width), fill, self.dtype)
        return self.buffers[name]


class Pass:
    """Forward and backward over one chunk; all views and bound methods are made beforehand."""

    def __init__(
        self,
        weights: list[Array],
        updates: list[Array],
        hidden: str,
        X: Array,
        Y: Array,
        scratch: Scratch,
        factor: float,
    ) -> None:
        dtype, width = X.dtype, max(W.shape[0] for W in weights)
        bits = np.dtype(f"u{dtype.itemsize}")
        self.relu = hidden == "relu"
        self.one, self.two, self.minus_two = (np.array(x, dtype) for x in (1, 2, -2))

        inputs = [np.vstack([X, np.ones((1, X.shape[1]), dtype)])]
        zeros = scratch.rows("zeros", width)
        self.forward = []
        for l, W in enumerate(weights[:-1]):  # noqa: E741
            n = W.shape[0]
            A = scratch.rows(f"A{l}", n + 1, fill=1)
            self.forward.append((W.dot, inputs[-1], A[:n], zeros[:n]))
            inputs.append(A)

        self.last, self.last_input = weights[-1].dot, inputs[-1]
        self.U, self.E, self.dZ = (scratch.rows(name, 1) for name in ("U", "E", "dZ"))
        self.u, self.e, self.ones = self.U[0], self.E[0], np.ones(X.shape[1], dtype)
        self.signs = (2 * Y - 1).astype(dtype)
        self.last_factor = self.signs * np.array(factor, dtype)

        mask = scratch.rows("mask", width)
        dZ = self.dZ  # all of these are times -learning_rate/m
        self.backward = []
        for l in range(len(weights) - 1, 0, -1):  # noqa: E741
            A, n = inputs[l], inputs[l].shape[0] - 1
            dA = scratch.rows(f"dA{l % 2}", width)[:n]
            own = [A[:n], mask[:n], dA]
            if self.relu:
                own = [array.view(bits) for array in own]
            self.backward.append((dZ.dot, A.T, updates[l], weights[l][:, :n].T.dot, dZ, dA, *own))
            dZ = dA
        XT = inputs[0].T
        self.first = (dZ.dot, XT.copy() if X.shape[0] >= LONG else XT, updates[0])

    def run(self) -> Any:
        """Put the update into its array; return the sum of the losses."""
        one = self.one
        if self.relu:
            for dot, A, Z, zeros in self.forward:
                dot(A, Z)
                maximum(Z, zeros, out=Z)
        else:
            two, minus_two = self.two, self.minus_two
            for dot, A, Z, _ in self.forward:
                dot(A, Z)
                multiply(Z, two, Z)
                exp(Z, Z)
                add(Z, one, Z)
                divide(minus_two, Z, Z)
                add(Z, one, Z)

        U, E = self.U, self.E
        self.last(self.last_input, U)
        multiply(U, self.signs, U)
        exp(U, E)
        add(E, one, E)
        divide(self.last_factor, E, self.dZ)
        log(E, E)
        losses = self.ones.dot(self.e) - self.ones.dot(self.u)
        if not losses < math.inf:  # exp(u) has overflowed, which does no harm to dZ
            losses = np.logaddexp(0, -U).sum()

        if self.relu:
            for dot, AT, dW, back, dZ, dA, A_bits, mask, dA_bits in self.backward:
                dot(AT, dW)
                back(dZ, dA)
                sign(A_bits, mask)
                multiply(dA_bits, mask, dA_bits)
        else:
            for dot, AT, dW, back, dZ, dA, A, slope, _ in self.backward:
                dot(AT, dW)
                back(dZ, dA)
                multiply(A, A, slope)
                subtract(one, slope, slope)
                multiply(dA, slope, dA)
        dot, XT, dW = self.first
        dot(XT, dW)
        return losses

    def products(self) -> None:
        """Run the matrix products of a step, and nothing else."""
        for dot, A, Z, _ in self.forward:
            dot(A, Z)
        self.last(self.last_input, self.U)
        for dot, AT, dW, back, dZ, dA, *_ in self.backward:
            dot(AT, dW)
            back(dZ, dA)
        dot, XT, dW = self.first
        dot(XT, dW)


class Program:
    """The passes of a step, divided among threads."""

    def __init__(self, problem: Problem) -> None:
        net, dtype = problem.net, problem.dtype
        shapes = [(n_out, n_in + 1) for n_in, n_out in pairwise(net.sizes)]
        self.m = net.m
        self.parameters = np.empty(sum(map(math.prod, shapes)), dtype)
        weights = _views(self.parameters, shapes)
        for V, W, b in zip(weights, problem.weights, problem.biases, strict=True):
            V[:, :-1], V[:, -1:] = W, b
        threads = min(problem.cores, 1 + (6 * self.parameters.size * net.m >= THREADED))
        chunk = chunk_size(net.sizes, net.m, dtype.itemsize, threads)
        self.pool = ThreadPoolExecutor(threads - 1, initializer=_quiet) if threads > 1 else None
        self.blas = ThreadpoolController()
        self.workers: list[tuple[list[Pass], Array, Array]] = []
        for t in range(threads):
            total, part = (np.zeros_like(self.parameters) for _ in range(2))
            scratches: dict[int, Scratch] = {}
            passes: list[Pass] = []
            for start in range(t * chunk, net.m, threads * chunk):
                X, Y = (V[:, start : start + chunk] for V in (problem.X, problem.Y))
                width = X.shape[1]
                scratch = scratches.setdefault(width, Scratch(width, dtype))
                updates = _views(part if passes else total, shapes)
                passes.append(
                    Pass(weights, updates, net.hidden, X, Y, scratch, LEARNING_RATE / net.m)
                )
            self.workers.append((passes, total, part))

    def work(self, worker: tuple[list[Pass], Array, Array]) -> Any:
        """One thread's share of a step: the update of its chunks, and their summed losses."""
        (first, *others), total, part = worker
        losses = first.run()
        for each in others:
            losses += each.run()
            add(total, part, total)
        return losses

    def step(self) -> float:
        """Make one update; return the cost before it."""
        mine, *others = self.workers
        if self.pool is None:
            losses = self.work(mine)
        else:
            pending = [self.pool.submit(self.work, worker) for worker in others]
            losses = self.work(mine) + sum(each.result() for each in pending)
            for _, total, _ in others:
                add(mine[1], total, mine[1])
        add(self.parameters, mine[1], self.parameters)
        return float(losses) / self.m

    def train(self, steps: int) -> float:
        """Make so many updates; return the cost before the last."""
        step: Callable[[], float] = self.step
        with self.blas.limit(limits=1, user_api="blas"), np.errstate(over="ignore"):
            for _ in range(steps):
                cost = step()
        return cost


def chunk_size(sizes: tuple[int, ...], m: int, itemsize: int, threads: int) -> int:
    """Samples of a chunk: enough for calls that are long, or an equal share of all."""
    share = -(-m // threads)
    hidden = sizes[1:]
    column = itemsize * (sum(hidden) + len(hidden) + 4 * max(hidden))  # A's, dA's, mask, zeros
    cache = second_level_cache()
    if max(hidden) >= WIDE or share * column <= 2 * cache:
        return share
    fitting = max(LEAST_CHUNK, int(0.8 * cache / column) // 16 * 16)
    passes = -(-share // fitting)
    return -(-share // passes)


def _views(flat: Array, shapes: list[tuple[int, int]]) -> list[Array]:
    ends = np.cumsum([math.prod(shape) for shape in shapes])[:-1]
    return [V.reshape(shape) for V, shape in zip(np.split(flat, ends), shapes, strict=True)]


def _quiet() -> None:
    np.seterr(over="ignore")  # NumPy keeps this for each thread


def trainer(problem: Problem) -> Train:
    return Program(problem).train
