"""The hand-derived equations of an L-layer binary classifier, as a textbook writes them.

Plain NumPy, one line for each equation, and nothing imported from the rest of the package: these
lines are the witness against which the automatic gradients are checked.

==========================  =======================================================
forward                     backward (m·dJ/d... for dA and dZ, dJ/d... for dW and db)
==========================  =======================================================
``Z[l] = W[l] A[l-1] + b``  ``dW[l] = dZ[l] A[l-1].T / m``, ``db[l] = sum(dZ[l]) / m``
``A[l] = g(Z[l])``          ``dA[l] = W[l+1].T dZ[l+1]``, ``dZ[l] = dA[l] * g'(Z[l])``
``A[L] = sigmoid(Z[L])``    ``dZ[L] = A[L] - Y``
==========================  =======================================================

The 1/m convention is the course's: the cost J is a mean over the m samples, ``dZ[l]`` and
``dA[l]`` are m·dJ/dZ[l] and m·dJ/dA[l], and the division by m happens once, in dW and db.
Shapes: X (n_x, m), Y (1, m), W[l] (n_l, n_{l-1}), b[l] (n_l, 1).

Examples
--------
>>> rng = np.random.default_rng(0)
>>> X = rng.standard_normal((2, 200))
>>> Y = (X[:1] * X[1:] > 0).astype(float)
>>> parameters, costs = train(
...     X, Y, initialise([2, 8, 1], rng=rng), learning_rate=1.0, iterations=500
... )
>>> bool(costs[-1] < 0.3 < costs[0])
True
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "backward",
    "cost",
    "forward",
    "initialise",
    "relu",
    "relu_derivative",
    "sigmoid",
    "sigmoid_derivative",
    "tanh_derivative",
    "train",
    "update",
]

Matrix: TypeAlias = NDArray[np.floating[Any]]
Matrices: TypeAlias = dict[str, Matrix]
Hidden: TypeAlias = Literal["tanh", "relu"]
Start: TypeAlias = Literal["short", "full"]
Init: TypeAlias = Literal["zeros", "small", "xavier", "he"]


# ------------------------------------------------------------------ activations, each with its g'


def sigmoid(Z: Matrix) -> Matrix:
    """Return 1 / (1 + exp(-Z)), written so that exp never overflows.

    Examples
    --------
    >>> sigmoid(np.array([[-1e4, 0.0, 1e4]]))
    array([[0. , 0.5, 1. ]])
    """
    E = np.exp(-np.abs(Z))
    return np.where(Z >= 0, 1 / (1 + E), E / (1 + E))


def sigmoid_derivative(Z: Matrix) -> Matrix:
    """Return sigmoid'(Z) = A (1 - A), where A = sigmoid(Z), not Z (1 - Z).

    Examples
    --------
    >>> sigmoid_derivative(np.array([[0.0]]))
    array([[0.25]])
    """
    A = sigmoid(Z)
    return A * (1 - A)


def tanh_derivative(Z: Matrix) -> Matrix:
    """Return tanh'(Z) = 1 - A², where A = tanh(Z), not 1 - Z².

    Examples
    --------
    >>> tanh_derivative(np.array([[0.0]]))
    array([[1.]])
    """
    A: Matrix = np.tanh(Z)
    return 1 - A**2


def relu(Z: Matrix) -> Matrix:
    """Return max(0, Z).

    Examples
    --------
    >>> relu(np.array([[-2.0, 0.0, 3.0]]))
    array([[0., 0., 3.]])
    """
    return np.maximum(Z, 0)


def relu_derivative(Z: Matrix) -> Matrix:
    """Return 1 where Z > 0, else 0 (at the kink, too).

    Examples
    --------
    >>> relu_derivative(np.array([[-2.0, 0.0, 3.0]]))
    array([[0., 0., 1.]])
    """
    return np.where(Z > 0, 1, 0).astype(Z.dtype)


_ACTIVATIONS = {"tanh": (np.tanh, tanh_derivative), "relu": (relu, relu_derivative)}


# ------------------------------------------------------------------ the equations


def forward(
    X: Matrix, parameters: Mapping[str, Matrix], hidden: Hidden = "tanh"
) -> tuple[Matrix, Matrices]:
    """Compute the probabilities, and keep every Z[l] and A[l] for the backward pass.

    Parameters
    ----------
    X : array of shape (n_x, m)
        One sample in each column.
    parameters : mapping
        ``W1, b1, ..., WL, bL``.
    hidden : {"tanh", "relu"}
        Activation of the hidden layers; the output layer has the sigmoid.

    Returns
    -------
    A_L : array of shape (1, m)
        The probability that each label is 1.
    cache : dict
        ``A0`` (that is X), ``Z1, A1, ..., ZL, AL``.

    Examples
    --------
    >>> A, cache = forward(np.zeros((3, 2)), initialise([3, 4, 1]))
    >>> A
    array([[0.5, 0.5]])
    >>> list(cache)
    ['A0', 'Z1', 'A1', 'Z2', 'A2']
    """
    L = _number_of_layers(parameters)
    g, _ = _activation(hidden)
    _check_matrix(X, "X", "(features, samples)")
    cache = {"A0": X}
    for layer in range(1, L + 1):
        W, b, A_prev = parameters[f"W{layer}"], parameters[f"b{layer}"], cache[f"A{layer - 1}"]
        _check_layer(layer, L, W, b, A_prev)
        Z = W @ A_prev + b
        A = g(Z) if layer < L else sigmoid(Z)
        _check_shape(layer, "Z", Z, (W.shape[0], X.shape[1]))
        _check_shape(layer, "A", A, Z.shape)
        cache[f"Z{layer}"], cache[f"A{layer}"] = Z, A
    return cache[f"A{L}"], cache


def cost(
    A: Matrix, Y: Matrix, parameters: Mapping[str, Matrix] | None = None, l2: float = 0.0
) -> float:
    """Return the mean binary cross-entropy, plus λ/(2m)·Σ‖W[l]‖² (weights only, no biases).

    Parameters
    ----------
    A : array of shape (1, m)
        Probabilities.
    Y : array of shape (1, m)
        Labels 0 or 1.
    parameters : mapping, optional
        Needed when `l2` is not 0.
    l2 : float
        The λ of the L2 penalty.

    Returns
    -------
    float
        The cost; infinite when a label has the probability 0.

    Examples
    --------
    >>> round(cost(np.array([[0.5, 0.5]]), np.array([[0, 1]])), 4)
    0.6931
    """
    Y = _labels(Y, A)
    m = Y.shape[1]
    losses = -(_times_log(Y, A) + _times_log(1 - Y, 1 - A))
    J = losses.sum() / m
    if l2:
        if parameters is None:
            raise ValueError(f"the L2 penalty with l2={l2} needs the parameters; got None")
        for layer in range(1, _number_of_layers(parameters) + 1):
            J = J + l2 / (2 * m) * np.sum(parameters[f"W{layer}"] ** 2)
    return float(J)


def backward(
    parameters: Mapping[str, Matrix],
    cache: Mapping[str, Matrix],
    Y: Matrix,
    hidden: Hidden = "tanh",
    start: Start = "short",
    l2: float = 0.0,
) -> Matrices:
    """Compute the gradients from the last layer to the first.

    Parameters
    ----------
    parameters, cache : mapping
        As given to and returned by `forward`.
    Y : array of shape (1, m)
        Labels 0 or 1.
    hidden : {"tanh", "relu"}
        As given to `forward`.
    start : {"short", "full"}
        "full" begins with ``dA[L] = -(Y/A - (1-Y)/(1-A))`` and the derivative of the sigmoid;
        "short" begins with ``dZ[L] = A - Y``, which is the same with the fraction cancelled.
    l2 : float
        The λ of the L2 penalty: adds ``(λ/m) W[l]`` to dW[l].

    Returns
    -------
    dict
        ``dZ[l]`` and ``dA[l]`` (m·dJ/dZ[l] and m·dJ/dA[l]), ``dW[l]`` and ``db[l]``
        (dJ/dW[l] and dJ/db[l]). ``dA[L]`` is there with the full start only.

    Examples
    --------
    >>> parameters = {"W1": np.zeros((1, 1)), "b1": np.zeros((1, 1))}
    >>> A, cache = forward(np.array([[2.0, 4.0]]), parameters)
    >>> gradients = backward(parameters, cache, np.array([[0, 1]]))
    >>> gradients["dZ1"], gradients["dW1"], gradients["db1"]
    (array([[ 0.5, -0.5]]), array([[-0.5]]), array([[0.]]))
    """
    L = _number_of_layers(parameters)
    _, g_derivative = _activation(hidden)
    _check_start(start)
    _check_cache(parameters, cache, L)
    Y = _labels(Y, cache[f"A{L}"])
    m = Y.shape[1]
    gradients: Matrices = {}
    for layer in range(L, 0, -1):
        W, A_prev = parameters[f"W{layer}"], cache[f"A{layer - 1}"]
        Z, A = cache[f"Z{layer}"], cache[f"A{layer}"]
        if layer == L and start == "short":
            dZ = A - Y
        elif layer == L:
            _check_not_saturated(layer, A)
            dA = -(Y / A - (1 - Y) / (1 - A))
            dZ = dA * sigmoid_derivative(Z)
            gradients[f"dA{layer}"] = dA
        else:
            dA = parameters[f"W{layer + 1}"].T @ gradients[f"dZ{layer + 1}"]
            dZ = dA * g_derivative(Z)
            gradients[f"dA{layer}"] = _check_shape(layer, "dA", dA, A.shape)
        gradients[f"dZ{layer}"] = _check_shape(layer, "dZ", dZ, Z.shape)
        dW = dZ @ A_prev.T / m + l2 / m * W
        db = dZ.sum(axis=1, keepdims=True) / m
        gradients[f"dW{layer}"] = _check_shape(layer, "dW", dW, W.shape)
        gradients[f"db{layer}"] = _check_shape(layer, "db", db, parameters[f"b{layer}"].shape)
    return gradients


def update(
    parameters: Mapping[str, Matrix], gradients: Mapping[str, Matrix], learning_rate: float
) -> Matrices:
    """Return the parameters after one step of gradient descent; the given ones stay as they are.

    Parameters
    ----------
    parameters, gradients : mapping
        ``W1, b1, ...`` and ``dW1, db1, ...``.
    learning_rate : float
        The α of ``W - α dW``.

    Returns
    -------
    dict
        New ``W1, b1, ...``.

    Examples
    --------
    >>> update({"W1": np.array([[1.0]]), "b1": np.array([[2.0]])},
    ...        {"dW1": np.array([[5.0]]), "db1": np.array([[-5.0]])}, 0.1)
    {'W1': array([[0.5]]), 'b1': array([[2.5]])}
    """
    if not (np.isfinite(learning_rate) and learning_rate > 0):
        raise ValueError(f"learning_rate must be a number above 0, got {learning_rate}")
    new: Matrices = {}
    for layer in range(1, _number_of_layers(parameters) + 1):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        dW, db = _gradient(gradients, f"dW{layer}"), _gradient(gradients, f"db{layer}")
        _check_shape(layer, "dW", dW, W.shape)
        _check_shape(layer, "db", db, b.shape)
        new[f"W{layer}"] = W - learning_rate * dW
        new[f"b{layer}"] = b - learning_rate * db
    return new


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
        Standard deviation of the normal weights: 0, 0.01, √(1/n_{l-1}), √(2/n_{l-1}).
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
    if len(layers) < 2 or min(layers) < 1 or layers[-1] != 1:
        raise ValueError(f"layers must be [n_x, ..., 1], all 1 or more; got {list(layers)}")
    if init not in ("zeros", "small", "xavier", "he"):
        raise ValueError(f"init must be 'zeros', 'small', 'xavier' or 'he', got {init!r}")
    rng = np.random.default_rng(rng)
    parameters: Matrices = {}
    for layer, (n_prev, n) in enumerate(pairwise(layers), start=1):
        scale = {"zeros": 0.0, "small": 0.01, "xavier": n_prev**-0.5, "he": (2 / n_prev) ** 0.5}
        parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) * scale[init]
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


# ------------------------------------------------------------------ shape checks


def _times_log(Y: Matrix, A: Matrix) -> Matrix:
    """Y·log(A), where 0·log(0) is its limit 0."""
    with np.errstate(divide="ignore"):
        return np.where(Y == 0, 0, Y * np.log(np.where(Y == 0, 1, A)))


def _number_of_layers(parameters: Mapping[str, Matrix]) -> int:
    L = sum(1 for name in parameters if name.startswith("W"))
    missing = [f"{v}{i}" for i in range(1, L + 1) for v in "Wb" if f"{v}{i}" not in parameters]
    if L == 0 or missing:
        raise ValueError(
            f"the parameters must be W1, b1, ..., WL, bL; got {', '.join(parameters) or 'none'}"
            + (f": {', '.join(missing)} missing" if missing else "")
        )
    return L


def _activation(hidden: str) -> tuple[Any, Any]:
    if hidden not in _ACTIVATIONS:
        raise ValueError(f"hidden must be 'tanh' or 'relu', got {hidden!r}")
    return _ACTIVATIONS[hidden]


def _check_start(start: str) -> None:
    if start not in ("short", "full"):
        raise ValueError(f"start must be 'short' or 'full', got {start!r}")


def _check_matrix(V: Matrix, name: str, meaning: str) -> None:
    if not isinstance(V, np.ndarray) or V.ndim != 2:
        raise ValueError(f"{name} must be a 2-D array {meaning}; got shape {np.shape(V)}")
    if V.size == 0:
        raise ValueError(f"{name} {meaning} is empty: shape {V.shape}")


def _check_layer(layer: int, L: int, W: Matrix, b: Matrix, A_prev: Matrix) -> None:
    before = "X" if layer == 1 else f"A{layer - 1}"
    _check_matrix(W, f"layer {layer}: W{layer}", f"(n_{layer}, n_{layer - 1})")
    if W.shape[1] != A_prev.shape[0]:
        raise ValueError(
            f"layer {layer}: W{layer} has shape {W.shape} and {before} has shape {A_prev.shape}; "
            f"the {W.shape[1]} columns of W{layer} must match the {A_prev.shape[0]} rows of "
            + before
            + (
                f"; did you mean {before}.T?"
                if layer == 1 and W.shape[1] == A_prev.shape[1]
                else ""
            )
        )
    if layer == L and W.shape[0] != 1:
        raise ValueError(f"layer {layer}: W{layer} is the last and must have 1 row; got {W.shape}")
    _check_shape(layer, "b", b, (W.shape[0], 1))


def _check_shape(layer: int, letter: str, V: Matrix, expected: tuple[int, ...]) -> Matrix:
    if np.shape(V) != expected:
        raise ValueError(
            f"layer {layer}: {letter}{layer} has shape {np.shape(V)}, expected {expected}"
        )
    return V


def _check_cache(parameters: Mapping[str, Matrix], cache: Mapping[str, Matrix], L: int) -> None:
    names = ["A0"] + [f"{v}{layer}" for layer in range(1, L + 1) for v in "ZA"]
    if missing := [name for name in names if name not in cache]:
        raise ValueError(f"the cache lacks {', '.join(missing)}; it must come from forward()")
    m = cache["A0"].shape[1]
    for layer in range(1, L + 1):
        _check_layer(
            layer, L, parameters[f"W{layer}"], parameters[f"b{layer}"], cache[f"A{layer - 1}"]
        )
        for letter in "ZA":
            _check_shape(
                layer, letter, cache[f"{letter}{layer}"], (parameters[f"W{layer}"].shape[0], m)
            )


def _check_not_saturated(layer: int, A: Matrix) -> None:
    saturated = np.flatnonzero((A == 0) | (A == 1))
    if saturated.size:
        raise FloatingPointError(
            f"layer {layer}: the full chain divides by A{layer} and 1 - A{layer}, and A{layer} is "
            f"exactly {A.flat[saturated[0]]:g} at sample {saturated[0]}; use start='short'"
        )


def _labels(Y: Matrix, A: Matrix) -> Matrix:
    """Y in the dtype of A; of the very shape of A, since (m, 1) would broadcast to m x m."""
    if np.shape(Y) != A.shape:
        raise ValueError(
            f"Y has shape {np.shape(Y)}, the probabilities of the output layer {A.shape}; "
            f"Y must be (1, m) with m = {A.shape[1]}"
        )
    Y = np.asarray(Y)
    wrong = np.flatnonzero(~((Y == 0) | (Y == 1)))
    if wrong.size:
        raise ValueError(
            f"Y must hold labels 0 or 1; found {Y.flat[wrong[0]]} (first at sample {wrong[0]})"
        )
    return Y.astype(A.dtype)


def _gradient(gradients: Mapping[str, Matrix], name: str) -> Matrix:
    if name not in gradients:
        raise ValueError(f"the gradients lack {name}; they must come from backward()")
    return gradients[name]
