"""HIPS autograd: plain NumPy forward code, and ``value_and_grad`` of it."""

from __future__ import annotations

from typing import Any

from autograd import numpy as anp
from autograd import value_and_grad

from tests.benchmarks.nets import LEARNING_RATE, Problem, Train

ACTIVATIONS = {"relu": lambda Z: anp.maximum(Z, 0), "tanh": anp.tanh}


def trainer(problem: Problem) -> Train:
    X, Y, activation = problem.X, problem.Y, ACTIVATIONS[problem.net.hidden]
    parameters: Any = list(zip(problem.weights, problem.biases, strict=True))

    def cost(parameters: Any) -> Any:
        A = X
        for W, b in parameters[:-1]:
            A = activation(anp.dot(W, A) + b)
        W, b = parameters[-1]
        Z = anp.dot(W, A) + b
        return anp.mean(anp.logaddexp(0, Z) - Y * Z)

    cost_and_gradients = value_and_grad(cost)

    def train(steps: int) -> float:
        nonlocal parameters
        for _ in range(steps):
            J, gradients = cost_and_gradients(parameters)
            parameters = [
                (W - LEARNING_RATE * dW, b - LEARNING_RATE * db)
                for (W, b), (dW, db) in zip(parameters, gradients, strict=True)
            ]
        return float(J)

    return train
