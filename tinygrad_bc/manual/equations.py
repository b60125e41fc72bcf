"""The equations: forward, cost, backward, update, one line of NumPy for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

import numpy as np

from tinygrad_bc.manual.checks import (
    Matrices,
    Matrix,
    check_cache,
    check_layer,
    check_matrix,
    check_not_saturated,
    check_rate,
    check_shape,
    check_start,
    checked_labels,
    gradient_of,
    number_of_layers,
)

Hidden: TypeAlias = Literal["tanh", "relu"]
Start: TypeAlias = Literal["short", "full"]


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


def _activation(hidden: str) -> tuple[Any, Any]:
    if hidden not in _ACTIVATIONS:
        raise ValueError(f"hidden must be 'tanh' or 'relu', got {hidden!r}")
    return _ACTIVATIONS[hidden]


def _times_log(Y: Matrix, A: Matrix) -> Matrix:
    """Y·log(A), where 0·log(0) is its limit 0."""
    with np.errstate(divide="ignore"):
        return np.where(Y == 0, 0, Y * np.log(np.where(Y == 0, 1, A)))


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
    >>> from tinygrad_bc.manual import initialise
    >>> A, cache = forward(np.zeros((3, 2)), initialise([3, 4, 1]))
    >>> A
    array([[0.5, 0.5]])
    >>> list(cache)
    ['A0', 'Z1', 'A1', 'Z2', 'A2']
    """
    L = number_of_layers(parameters)
    g, _ = _activation(hidden)
    check_matrix(X, "X", "(features, samples)")
    cache = {"A0": X}
    for layer in range(1, L + 1):
        W, b, A_prev = parameters[f"W{layer}"], parameters[f"b{layer}"], cache[f"A{layer - 1}"]
        check_layer(layer, L, W, b, A_prev)
        Z = W @ A_prev + b
        A = g(Z) if layer < L else sigmoid(Z)
        check_shape(layer, "Z", Z, (W.shape[0], X.shape[1]))
        check_shape(layer, "A", A, Z.shape)
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
    check_matrix(A, "A", "(1, m) of probabilities")
    Y = checked_labels(Y, A)
    m = Y.shape[1]
    losses = -(_times_log(Y, A) + _times_log(1 - Y, 1 - A))
    J = losses.sum() / m
    if l2:
        if parameters is None:
            raise ValueError(f"the L2 penalty with l2={l2} needs the parameters; got None")
        for layer in range(1, number_of_layers(parameters) + 1):
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
    L = number_of_layers(parameters)
    _, g_derivative = _activation(hidden)
    check_start(start)
    check_cache(parameters, cache, L)
    Y = checked_labels(Y, cache[f"A{L}"])
    m = Y.shape[1]
    gradients: Matrices = {}
    for layer in range(L, 0, -1):
        W, A_prev = parameters[f"W{layer}"], cache[f"A{layer - 1}"]
        Z, A = cache[f"Z{layer}"], cache[f"A{layer}"]
        if layer == L and start == "short":
            dZ = A - Y
        elif layer == L:
            check_not_saturated(layer, A)
            dA = -(Y / A - (1 - Y) / (1 - A))
            dZ = dA * sigmoid_derivative(Z)
            gradients[f"dA{layer}"] = dA
        else:
            dA = parameters[f"W{layer + 1}"].T @ gradients[f"dZ{layer + 1}"]
            dZ = dA * g_derivative(Z)
            gradients[f"dA{layer}"] = check_shape(layer, "dA", dA, A.shape)
        gradients[f"dZ{layer}"] = check_shape(layer, "dZ", dZ, Z.shape)
        dW = dZ @ A_prev.T / m + l2 / m * W
        db = dZ.sum(axis=1, keepdims=True) / m
        gradients[f"dW{layer}"] = check_shape(layer, "dW", dW, W.shape)
        gradients[f"db{layer}"] = check_shape(layer, "db", db, parameters[f"b{layer}"].shape)
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
    check_rate(learning_rate)
    new: Matrices = {}
    for layer in range(1, number_of_layers(parameters) + 1):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        dW, db = gradient_of(gradients, f"dW{layer}"), gradient_of(gradients, f"db{layer}")
        check_shape(layer, "dW", dW, W.shape)
        check_shape(layer, "db", db, b.shape)
        new[f"W{layer}"] = W - learning_rate * dW
        new[f"b{layer}"] = b - learning_rate * db
    return new
