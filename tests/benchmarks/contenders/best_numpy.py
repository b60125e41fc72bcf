"""The fastest program for a step that an expert could write by hand in NumPy alone.

It is the yardstick of a compiler that makes NumPy programs, so it uses whatever helps:

- Nothing is allocated in a step, and calls are few and cheap: bound `W.dot(A, out)`, `out` given
  by position, 0-d arrays for numbers (`minimum` wants the keyword and a whole array of zeros:
  its quick loop takes no scalar).
- The bias is the last column of W, against a last row of A that is constant.  The product with
  A.T then gives dW and db at once.
- Activations are kept with the opposite sign, B = -A: the sign bit of B is relu's derivative, and
  shifting it over the number makes the mask.  As relu(Z) = -minimum(-Z, 0) and tanh is odd, the
  weights stay as they are, and all gradients change their sign.
- Backward is linear, so the factor learning_rate/m goes in at the end of the network, and what
  comes out is the update: `P += G`, with all parameters in one array.
- The labels are signs, s = 2Y - 1: with u = s Z the loss is log(1 + exp(u)) - u, and
  dZ = -s / (1 + exp(u)).  Sums are products with ones.
- tanh: where NumPy's has no quick loop (AVX2), long arrays by partial fractions, the kernel that
  the compiler has too; else tanh(z) = 1 - 2 / (1 + exp(2z)).
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
from tinygrad_bc.compiled import kernels

LEAST_CHUNK = 2048  # samples; below, calls are so short that threads wait for Python
WIDE = 128  # units, from which on products outweigh all that the cache could save
THREADED = 5e7  # multiplications and additions in products, about 1 ms on one core
LONG = 256  # features, from which on a contiguous X.T pays for itself

add, subtract, multiply, divide = np.add, np.subtract, np.multiply, np.divide
exp, log, minimum = np.exp, np.log, np.minimum
right_shift, bitwise_and = np.right_shift, np.bitwise_and


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
        bits = np.dtype(f"i{dtype.itemsize}")
        self.relu = hidden == "relu"
        self.one, self.two, self.minus_two = (np.array(x, dtype) for x in (1, 2, -2))
        self.sign_bit = np.array(8 * dtype.itemsize - 1, bits)

        B = np.full((X.shape[0] + 1, X.shape[1]), -1, dtype)  # [-X; -1]
        np.negative(X, B[:-1])
        inputs = [B]
        zeros = scratch.rows("zeros", width)
        self.work = [scratch.rows(f"work{k}", width).reshape(-1) for k in range(kernels.WORK)]
        self.forward = []
        for l, W in enumerate(weights[:-1]):  # noqa: E741
            n = W.shape[0]
            B = scratch.rows(f"B{l}", n + 1, fill=-1)
            self.forward.append((W.dot, inputs[-1], B[:n], zeros[:n]))
            inputs.append(B)

        self.last, self.last_input = weights[-1].dot, inputs[-1]
        self.U, self.E, self.dV = (scratch.rows(name, 1) for name in ("U", "E", "dV"))
        self.u, self.e, self.ones = self.U[0], self.E[0], np.ones(X.shape[1], dtype)
        self.signs = (1 - 2 * Y).astype(dtype)  # V = -Z, so u = s Z = (1 - 2Y) V
        self.last_factor = self.signs * np.array(factor, dtype)

        mask = scratch.rows("mask", width)
        dV = self.dV
        self.backward = []
        for l in range(len(weights) - 1, 0, -1):  # noqa: E741
            B, n = inputs[l], inputs[l].shape[0] - 1
            dB = scratch.rows(f"dB{l % 2}", width)[:n]
            own = [B[:n], mask[:n], dB]
            if self.relu:
                own = [array.view(bits) for array in own]
            self.backward.append((dV.dot, B.T, updates[l], weights[l][:, :n].T.dot, dV, dB, *own))
            dV = dB
        XT = inputs[0].T
        self.first = (dV.dot, XT.copy() if X.shape[0] >= LONG else XT, updates[0])

    def run(self) -> Any:
        """Put the update into its array; return the sum of the losses."""
        one = self.one
        if self.relu:
            for dot, B, V, zeros in self.forward:
                dot(B, V)
                minimum(V, zeros, out=V)
        else:
            two, minus_two = self.two, self.minus_two
            for dot, B, V, _ in self.forward:
                dot(B, V)
                if kernels.is_quicker(V.dtype, V.size):
                    kernels.tanh(V, V, *(x[: V.size] for x in self.work))
                    continue
                multiply(V, two, V)
                exp(V, V)
                add(V, one, V)
                divide(minus_two, V, V)
                add(V, one, V)

        U, E = self.U, self.E
        self.last(self.last_input, U)
        multiply(U, self.signs, U)
        exp(U, E)
        add(E, one, E)
        divide(self.last_factor, E, self.dV)
        log(E, E)
        losses = self.ones.dot(self.e) - self.ones.dot(self.u)
        if not losses < math.inf:  # exp(u) has overflowed, which does no harm to dV
            losses = np.logaddexp(0, -U).sum()

        if self.relu:
            sign_bit = self.sign_bit
            for dot, BT, dW, back, dV, dB, B_bits, mask, dV_bits in self.backward:
                dot(BT, dW)
                back(dV, dB)
                right_shift(B_bits, sign_bit, mask)
                bitwise_and(dV_bits, mask, dV_bits)
        else:
            for dot, BT, dW, back, dV, dB, B, slope, _ in self.backward:
                dot(BT, dW)
                back(dV, dB)
                multiply(B, B, slope)
                subtract(one, slope, slope)
                multiply(dB, slope, dB)
        dot, XT, dW = self.first
        dot(XT, dW)
        return losses

    def products(self) -> None:
        """Run the matrix products of a step, and nothing else."""
        for dot, B, V, _ in self.forward:
            dot(B, V)
        self.last(self.last_input, self.U)
        for dot, BT, dW, back, dV, dB, *_ in self.backward:
            dot(BT, dW)
            back(dV, dB)
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
    column = itemsize * (sum(hidden) + len(hidden) + 4 * max(hidden))  # B's, dB's, mask, zeros
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
