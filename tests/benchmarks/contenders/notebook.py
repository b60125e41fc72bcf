"""What a careful learner writes in the course's notebook: plain NumPy, every step with caches."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.benchmarks.nets import LEARNING_RATE, Array, Problem, Train

Caches = list[tuple[Array, Array, Array]]


def sigmoid(Z: Array) -> Array:
    e = np.exp(-np.abs(Z))
    return np.where(Z >= 0, 1 / (1 + e), e / (1 + e))


def compute_cost(Z: Array, Y: Array) -> float:
    m = Y.shape[1]
    losses = np.maximum(Z, 0) - Y * Z + np.log1p(np.exp(-np.abs(Z)))
    return float(np.sum(losses) / m)


def activation_forward(Z: Array, activation: str) -> Array:
    return np.maximum(0, Z) if activation == "relu" else np.tanh(Z)


def activation_backward(dA: Array, Z: Array, activation: str) -> Array:
    if activation == "relu":
        dZ = np.array(dA, copy=True)
        dZ[Z <= 0] = 0
        return dZ
    return dA * (1 - np.tanh(Z) ** 2)


def model_forward(X: Array, parameters: dict[str, Array], hidden: str) -> tuple[Array, Caches]:
    L = len(parameters) // 2
    caches = []
    A = X
    for l in range(1, L + 1):  # noqa: E741
        A_prev, W, b = A, parameters[f"W{l}"], parameters[f"b{l}"]
        Z = np.dot(W, A_prev) + b
        caches.append((A_prev, W, Z))
        A = activation_forward(Z, hidden) if l < L else sigmoid(Z)
    return A, caches


def linear_backward(dZ: Array, A_prev: Array, W: Array) -> tuple[Array, Array, Array]:
    m = A_prev.shape[1]
    dW = np.dot(dZ, A_prev.T) / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db


def model_backward(AL: Array, Y: Array, caches: Caches, hidden: str) -> dict[str, Array]:
    gradients: dict[str, Array] = {}
    dZ = AL - Y
    for l in range(len(caches), 0, -1):  # noqa: E741
        A_prev, W, _ = caches[l - 1]
        dA, gradients[f"dW{l}"], gradients[f"db{l}"] = linear_backward(dZ, A_prev, W)
        if l > 1:
            dZ = activation_backward(dA, caches[l - 2][2], hidden)
    return gradients


def trainer(problem: Problem) -> Train:
    X, Y, hidden = problem.X, problem.Y, problem.net.hidden
    parameters: dict[str, Any] = {}
    for l, (W, b) in enumerate(zip(problem.weights, problem.biases, strict=True), 1):  # noqa: E741
        parameters[f"W{l}"], parameters[f"b{l}"] = W.copy(), b.copy()

    def train(steps: int) -> float:
        for _ in range(steps):
            AL, caches = model_forward(X, parameters, hidden)
            cost = compute_cost(caches[-1][2], Y)
            gradients = model_backward(AL, Y, caches, hidden)
            for name in parameters:
                parameters[name] = parameters[name] - LEARNING_RATE * gradients["d" + name]
        return cost

    return train
