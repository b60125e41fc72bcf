"""Every line of the oracle has a planted error that its tests notice."""

from __future__ import annotations

import ast
import inspect
import types
from typing import Any

import numpy as np
import pytest

from tests.manual.problems import (
    assert_agrees,
    assert_initialises,
    assert_trains,
    assert_updates,
    mutant,
)
from tinygrad_bc import manual

# Function, line, and what a learner might have typed instead. Every statement of these functions
# stands here or, if it computes nothing, in NOT_EQUATIONS.
MUTANTS: list[tuple[str, str, str]] = [
    ("_activation", "return _ACTIVATIONS[hidden]", 'return _ACTIVATIONS["tanh"]'),
    ("_times_log", "return np.where(Y == 0, 0, Y * np.log(", "return np.where(Y == 1, 0, np.log("),
    ("sigmoid", "E = np.exp(-np.abs(Z))", "E = np.exp(-Z)"),
    ("sigmoid", "return np.where(Z >= 0, 1 / (1 + E), E / (1 + E))", "return 1 / (1 + E)"),
    ("sigmoid_derivative", "A = sigmoid(Z)", "A = Z"),
    ("sigmoid_derivative", "return A * (1 - A)", "return A * (1 + A)"),
    ("tanh_derivative", "A: Matrix = np.tanh(Z)", "A = Z"),
    ("tanh_derivative", "return 1 - A**2", "return 1 - A"),
    ("relu", "return np.maximum(Z, 0)", "return np.abs(Z)"),
    ("relu_derivative", "return np.where(Z > 0, 1, 0).astype(Z.dtype)", "return np.ones_like(Z)"),
    ("forward", "L = number_of_layers(parameters)", "L = number_of_layers(parameters) - 1"),
    ("forward", "g, _ = _activation(hidden)", "g = sigmoid"),
    ("forward", 'cache = {"A0": X}', 'cache = {"A0": X * 1.001}'),
    ("forward", "for layer in range(1, L + 1):", "for layer in range(1, L):"),
    ("forward", 'cache[f"A{layer - 1}"]', 'cache[f"A{max(0, layer - 2)}"]'),
    ("forward", "Z = W @ A_prev + b", "Z = W @ A_prev"),
    ("forward", "A = g(Z) if layer < L else sigmoid(Z)", "A = g(Z)"),
    (
        "forward",
        'cache[f"Z{layer}"], cache[f"A{layer}"] = Z, A',
        'cache[f"Z{layer}"], cache[f"A{layer}"] = A, A',
    ),
    ("forward", 'return cache[f"A{L}"], cache', 'return cache[f"Z{L}"], cache'),
    ("cost", "Y = checked_labels(Y, A)", "Y = 1 - checked_labels(Y, A)"),
    ("cost", "m = Y.shape[1]", "m = Y.shape[0]"),
    (
        "cost",
        "losses = -(_times_log(Y, A) + _times_log(1 - Y, 1 - A))",
        "losses = -_times_log(Y, A)",
    ),
    ("cost", "J = losses.sum() / m", "J = losses.sum()"),
    ("cost", "if l2:", "if not l2:"),
    ("cost", "for layer in range(1, number_of_layers(parameters) + 1):", "for layer in [1]:"),
    ("cost", "J = J + l2 / (2 * m) * ", "J = J + l2 / m * "),
    ("cost", "return float(J)", "return float(J) * 2"),
    ("backward", "L = number_of_layers(parameters)", "L = number_of_layers(parameters) - 1"),
    ("backward", "_, g_derivative = _activation(hidden)", "g_derivative, _ = _activation(hidden)"),
    (
        "backward",
        'Y = checked_labels(Y, cache[f"A{L}"])',
        'Y = 1 - checked_labels(Y, cache[f"A{L}"])',
    ),
    ("backward", "m = Y.shape[1]", "m = Y.shape[0]"),
    ("backward", "gradients: Matrices = {}", 'gradients: Matrices = {"dA0": Y}'),
    ("backward", "for layer in range(L, 0, -1):", "for layer in range(L, 1, -1):"),
    ("backward", 'cache[f"A{layer - 1}"]', 'cache[f"A{layer}"]'),
    (
        "backward",
        'Z, A = cache[f"Z{layer}"], cache[f"A{layer}"]',
        'A, Z = cache[f"Z{layer}"], cache[f"A{layer}"]',
    ),
    ("backward", 'if layer == L and start == "short":', 'if layer == L and start == "full":'),
    ("backward", "dZ = A - Y", "dZ = Y - A"),
    ("backward", "elif layer == L:", "elif layer == 1:"),
    (
        "backward",
        "dA = -(Y / A - (1 - Y) / (1 - A))",
        "dA = -(Y / A + (1 - Y / 1 - A))",
    ),
    ("backward", "dZ = dA * sigmoid_derivative(Z)", "dZ = dA * (1 - Z**2)"),
    ("backward", 'gradients[f"dA{layer}"] = dA', 'gradients[f"dA{layer}"] = dZ'),
    (
        "backward",
        'dA = parameters[f"W{layer + 1}"].T @ gradients[f"dZ{layer + 1}"]',
        'dA = parameters[f"W{layer + 1}"].T @ gradients[f"dZ{layer + 1}"] / m',
    ),
    ("backward", "dZ = dA * g_derivative(Z)", "dZ = dA * g_derivative(A)"),
    (
        "backward",
        'gradients[f"dA{layer}"] = check_shape(layer, "dA", dA, A.shape)',
        'gradients[f"dA{layer}"] = check_shape(layer, "dA", dZ, A.shape)',
    ),
    ("backward", "dW = dZ @ A_prev.T / m + l2 / m * W", "dW = dZ @ A_prev.T / m + l2 * W"),
    ("backward", "dW = dZ @ A_prev.T / m + l2 / m * W", "dW = dZ @ A_prev.T + l2 / m * W"),
    ("backward", "dW = dZ @ A_prev.T / m + l2 / m * W", "dW = dZ @ A_prev.T / m"),
    ("backward", "db = dZ.sum(axis=1, keepdims=True) / m", "db = dZ / m"),
    ("backward", "db = dZ.sum(axis=1, keepdims=True) / m", "db = dZ.sum(axis=1) / m"),
    ("backward", "db = dZ.sum(axis=1, keepdims=True) / m", "db = dZ.sum(axis=1, keepdims=True)"),
    (
        "backward",
        'gradients[f"dZ{layer}"] = check_shape(layer, "dZ", dZ, Z.shape)',
        'gradients[f"dZ{layer}"] = check_shape(layer, "dZ", A, Z.shape)',
    ),
    (
        "backward",
        'gradients[f"dW{layer}"] = check_shape(layer, "dW", dW, W.shape)',
        'gradients[f"dW{layer}"] = check_shape(layer, "dW", W, W.shape)',
    ),
    (
        "backward",
        'gradients[f"db{layer}"] = check_shape(layer, "db", db, parameters[f"b{layer}"].shape)',
        'gradients[f"db{layer}"] = parameters[f"b{layer}"]',
    ),
    ("backward", "return gradients", "return {}"),
    ("update", "new: Matrices = {}", "new: Matrices = dict(gradients)"),
    ("update", "for layer in range(1, number_of_layers(parameters) + 1):", "for layer in [1]:"),
    ("update", 'parameters[f"W{layer}"], parameters', 'gradients[f"dW{layer}"], parameters'),
    ("update", 'gradient_of(gradients, f"dW{layer}")', 'gradient_of(gradients, "dW1")'),
    ("update", "= W - learning_rate * dW", "= W + learning_rate * dW"),
    ("update", "= b - learning_rate * db", "= b - db"),
    ("update", "return new", "return dict(parameters)"),
    ("train", "trained, costs = dict(parameters)", "trained, costs = dict.fromkeys(parameters, 0)"),
    ("train", "for iteration in range(iterations):", "for iteration in range(1, iterations):"),
    (
        "train",
        "A, cache = forward(X, trained, hidden)",
        "A, cache = forward(X, parameters, hidden)",
    ),
    ("train", "J = cost(A, Y, trained, l2)", "J = cost(A, Y, parameters, l2)"),
    ("train", "costs.append(J)", "costs.insert(0, J)"),
    (
        "train",
        "backward(trained, cache, Y, hidden, start, l2)",
        "backward(trained, cache, Y, hidden, start)",
    ),
    ("train", "trained = update(trained, ", "trained = update(parameters, "),
    ("train", "abs(costs[-2] - costs[-1]) <= tolerance", "abs(costs[0] - costs[-1]) > tolerance"),
    ("train", "break", "continue"),
    ("train", "return trained, costs", "return parameters, costs"),
    ("initialise", "rng = np.random.default_rng(rng)", "rng = np.random.default_rng()"),
    ("initialise", "parameters: Matrices = {}", 'parameters: Matrices = {"W0": np.eye(2)}'),
    ("initialise", "pairwise(layers), start=1", "pairwise(layers), start=2"),
    ("initialise", '"small": 0.01', '"small": 0.1'),
    ("initialise", '"xavier": n_prev**-0.5', '"xavier": n**-0.5'),
    ("initialise", "(2 / n_prev) ** 0.5", "2 / n_prev"),
    ("initialise", "standard_normal((n, n_prev))", "random((n, n_prev))"),
    ("initialise", "np.zeros((n, 1))", "np.ones((n, 1))"),
    ("initialise", "return parameters", "return dict(reversed(parameters.items()))"),
]
# Refusals of bad input; test_checks and test_training hold these.
NOT_EQUATIONS = (
    "with np.errstate",
    "if hidden not in",
    "check_",
    "raise ",
    "if parameters is None",
    "if not np.isfinite(J)",
    "if iterations < 0",
    "if len(layers) < 2",
    "if init not in",
)

CASES = [
    ([2, 4, 3, 1], 5, "tanh", 0.7, "short"),
    ([2, 4, 3, 1], 5, "relu", 0.7, "full"),
    ([2, 4, 3, 1], 5, "tanh", 0.0, "full"),
]


def assert_right(module: Any) -> None:
    """What the module of a function has to do, from the smallest problems."""
    if hasattr(module, "initialise"):
        assert_initialises(module)
        assert_trains(module)
    else:
        assert_updates(module)
        for case in CASES:
            assert_agrees(module, *case)
        assert module.cost(np.array([[0.0, 1.0]]), np.array([[0, 1]])) == 0


@pytest.mark.parametrize(("function", "old", "new"), MUTANTS)
def test_a_planted_error_is_caught(function: str, old: str, new: str) -> None:
    planted = mutant(function, old, new)
    caught = AssertionError, ValueError, FloatingPointError, KeyError, TypeError
    with np.errstate(all="ignore"), pytest.raises(caught):
        assert_right(planted)


@pytest.mark.parametrize("function", ["backward", "train"])
def test_the_unchanged_source_passes_what_the_mutants_fail(function: str) -> None:
    assert_right(mutant(function, "return ", "return "))


@pytest.mark.parametrize("room", [manual.equations, manual.training])
def test_every_line_has_a_planted_error(room: types.ModuleType) -> None:
    for name, function in inspect.getmembers(room, inspect.isfunction):
        if function.__module__ != room.__name__:
            continue
        source = inspect.getsource(function)
        lines = source.splitlines()
        (definition,) = ast.parse(source).body
        for node in ast.walk(definition):
            if not isinstance(node, ast.stmt) or node is definition:
                continue
            text = lines[node.lineno - 1].strip()
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                continue  # the docstring
            if text.startswith(NOT_EQUATIONS):
                continue
            planted = [old for planted_in, old, _ in MUTANTS if planted_in == name and old in text]
            assert planted, f"{name}: no error is planted in {text!r}"
