"""The networks and data of the benchmark of a training step, and what a contender is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinygrad_bc.nn.initialisers import he, xavier

Array = NDArray[Any]
Train = Callable[[int], float]
"""Makes that many updates, going on from the last; returns the cost before the last of them."""

LEARNING_RATE = 0.01


@dataclass(frozen=True)
class Net:
    """A row of the table."""

    sizes: tuple[int, ...]
    m: int
    hidden: str = "relu"

    def __str__(self) -> str:
        return f"{list(self.sizes)} {self.m}"


NETS = {
    "tiny": Net((2, 4, 1), 100),
    "moons": Net((2, 16, 16, 1), 200),
    "deep": Net((30, 32, 32, 32, 32, 32, 32, 1), 569),
    "deep/tanh": Net((30, 32, 32, 32, 32, 32, 32, 1), 569, "tanh"),
    "cat": Net((12288, 20, 7, 5, 1), 209),
    "wide": Net((784, 256, 128, 1), 1000),
    "tall": Net((20, 64, 64, 1), 100_000),
    "tall/tanh": Net((20, 64, 64, 1), 100_000, "tanh"),
    "big": Net((784, 512, 512, 512, 1), 8192),
}


@dataclass(frozen=True)
class Problem:
    """The same data and first parameters for every contender, in the course's notation."""

    net: Net
    X: Array  # (n_x, m)
    Y: Array  # (1, m)
    weights: list[Array]  # W[l] of (n_l, n_{l-1})
    biases: list[Array]  # b[l] of (n_l, 1)
    cores: int

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.X.dtype

    def astype(self, dtype: str) -> Problem:
        """The same numbers as another dtype."""
        return replace(
            self,
            X=self.X.astype(dtype),
            Y=self.Y.astype(dtype),
            weights=[W.astype(dtype) for W in self.weights],
            biases=[b.astype(dtype) for b in self.biases],
        )


def problem(net: Net, dtype: str, cores: int) -> Problem:
    """Draw normal features, labels that a plane divides, and He's or Xavier's first weights."""
    rng = np.random.default_rng(0)
    X = rng.standard_normal((net.sizes[0], net.m))
    Y = rng.standard_normal((1, net.sizes[0])) @ X > 0
    initial = he if net.hidden == "relu" else xavier
    weights = [initial((n_out, n_in), rng) for n_in, n_out in pairwise(net.sizes)]
    biases = [0.1 * rng.standard_normal((n, 1)) for n in net.sizes[1:]]
    return Problem(net, X, Y.astype(float), weights, biases, cores).astype(dtype)
