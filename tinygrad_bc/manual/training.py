"""First weights, and the loop: forward, cost, backward, update until the cost converges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np

from tinygrad_bc.manual.checks import Matrices, Matrix, check_layers
from tinygrad_bc.manual.equations import Hidden, Start, backward, cost, forward, update

Init: TypeAlias = Literal["zeros", "small", "xavier", "he"]


def initialise(
    layers: Sequence[int],
    init: Init = "xavier",
    rng: np.random.Generator | int | None = 0,
) -> Matrices:
    """Draw the weights; the biases begin at 0.

    Parameters
    ----------
    layers : sequence of int
        ``[n_x, n_1, ..., 1]``.
    init : {"zeros", "small", "xavier", "he"}
        Standard deviation of the normal weights: 0, 0.01, √(1/n_{l-1}), √(2/n_{l-1}); "xavier"
        is what the course calls so, see `tinygrad_bc.nn.initialisers.xavier`.
    rng : numpy.random.Generator or int
        Source of the numbers, or a seed for one.

    Returns
    -------
    dict
        ``W1, b1, ..., WL, bL``.

    Examples
    --------
    >>> {name: V.shape for name, V in initialise([3, 4, 1]).items()}
    {'W1': (4, 3), 'b1': (4, 1), 'W2': (1, 4), 'b2': (1, 1)}
    """
    check_layers(layers)
    if init not in ("zeros", "small", "xavier", "he"):
        raise ValueError(f"init must be 'zeros', 'small', 'xavier' or 'he', got {init!r}")
    rng = np.random.default_rng(rng)
    parameters: Matrices = {}
    for layer, (n_prev, n) in enumerate(pairwise(layers), start=1):
        scale = {"zeros": 0.0, "small": 0.01, "xavier": n_prev**-0.5, "he": (2 / n_prev) ** 0.5}
        parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) * scale[init]
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


def train(
    X: Matrix,
    Y: Matrix,
    parameters: Mapping[str, Matrix],
    *,
    learning_rate: float = 0.1,
    iterations: int = 1000,
    tolerance: float | None = None,
    hidden: Hidden = "tanh",
    start: Start = "short",
    l2: float = 0.0,
) -> tuple[Matrices, list[float]]:
    """Repeat forward, cost, backward, update until the cost converges.

    Parameters
    ----------
    X, Y : array
        Samples (n_x, m) and labels (1, m).
    parameters : mapping
        Where to begin, see `initialise`; it stays as it is.
    learning_rate : float
        Step size.
    iterations : int
        At most that many updates.
    tolerance : float, optional
        Stop when the cost changes by no more than this in one update. A network that is stuck
        changes as little as one that has learned: look at the cost where it stopped.
    hidden, start, l2
        As for `forward` and `backward`.

    Returns
    -------
    parameters : dict
        The trained parameters.
    costs : list of float
        The cost before each update.

    Examples
    --------
    >>> X, Y = np.array([[-1.0, -0.5, 0.5, 1.0]]), np.array([[0, 0, 1, 1]])
    >>> parameters, costs = train(X, Y, initialise([1, 1], init="zeros"), learning_rate=1.0)
    >>> forward(X, parameters)[0].round()
    array([[0., 0., 1., 1.]])
    """
    if iterations < 0:
        raise ValueError(f"iterations must be 0 or more, got {iterations}")
    trained, costs = dict(parameters), list[float]()
    for iteration in range(iterations):
        A, cache = forward(X, trained, hidden)
        J = cost(A, Y, trained, l2)
        if not np.isfinite(J):
            raise FloatingPointError(
                f"the cost is {J} at iteration {iteration} (learning rate {learning_rate}); "
                "lower the learning rate, or standardise X"
            )
        costs.append(J)
        gradients = backward(trained, cache, Y, hidden, start, l2)
        trained = update(trained, gradients, learning_rate)
        if tolerance is not None and len(costs) > 1 and abs(costs[-2] - costs[-1]) <= tolerance:
            break
    return trained, costs
