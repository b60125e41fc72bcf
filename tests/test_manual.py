"""The oracle against finite differences and autograd; and each of its lines, planted with an error.

Conventions: the oracle's dZ and dA are m·dJ/dZ and m·dJ/dA, its dW and db are dJ/dW and dJ/db.
"""

from __future__ import annotations

import ast
import inspect
import math
import runpy
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tinygrad_bc as tg
from tinygrad_bc import manual

# Layer sizes for L = 1..8, with odd shapes: one feature, one unit, one sample.
NETS: list[tuple[list[int], int]] = [
    ([3, 1], 5),
    ([1, 4, 1], 7),
    ([3, 1, 2, 1], 1),
    ([2, 5, 3, 2, 1], 4),
    ([4, 3, 3, 1, 3, 1], 6),
    ([1, 2, 3, 4, 3, 2, 1], 5),
    ([3, 2, 4, 2, 4, 2, 4, 1], 3),
    ([5, 3, 3, 3, 3, 3, 3, 3, 1], 9),
]
CASES = [
    pytest.param(layers, m, hidden, l2, start, id=f"L{len(layers) - 1}-{hidden}-l2={l2}-{start}")
    for layers, m in NETS
    for hidden in ("tanh", "relu")
    for l2 in (0.0, 0.7)
    for start in ("short", "full")
]


def problem(layers: list[int], m: int, hidden: str) -> tuple[Any, Any, dict[str, Any]]:
    """X, Y, parameters, none of whose Z is near the kink of relu, and with some unit alive."""
    for seed in range(1000):
        rng = np.random.default_rng(seed)
        X = rng.standard_normal((layers[0], m))
        Y = rng.integers(0, 2, (1, m))
        parameters = manual.initialise(layers, "he" if hidden == "relu" else "xavier", rng)
        for name in parameters:
            if name.startswith("b"):
                parameters[name] = 0.5 * rng.standard_normal(parameters[name].shape)
        _, Z, A = textbook(X, Y, parameters, hidden, 0.0)
        far = all(np.min(np.abs(z)) > 1e-3 for z in Z.values())
        alive = all(np.any(A[layer] != 0) for layer in A)
        both_signs = m < 5 or len(np.unique(np.sign(Z[len(layers) - 1]))) == 2
        if far and alive and both_signs:
            return X, Y, parameters
    raise AssertionError("no problem found away from the kinks")


def textbook(
    X: Any,
    Y: Any,
    parameters: dict[str, Any],
    hidden: str,
    l2: float,
    shift: dict[str, Any] | None = None,
) -> tuple[float, dict[int, Any], dict[int, Any]]:
    """J, Z, A written a second time, independently; `shift` is added to a named Z or A."""
    shift = shift or {}
    L, m = len(parameters) // 2, X.shape[1]
    Z: dict[int, Any] = {}
    A: dict[int, Any] = {0: X}
    for i in range(1, L + 1):
        Z[i] = np.einsum("ij,jk->ik", parameters[f"W{i}"], A[i - 1]) + parameters[f"b{i}"]
        Z[i] = Z[i] + shift.get(f"Z{i}", 0.0)
        if i == L:
            A[i] = np.exp(-np.logaddexp(0.0, -Z[i]))
        elif hidden == "tanh":
            A[i] = (np.exp(2 * Z[i]) - 1) / (np.exp(2 * Z[i]) + 1)
        else:
            A[i] = Z[i] * (Z[i] > 0)
        A[i] = A[i] + shift.get(f"A{i}", 0.0)
    J = 0.0
    for j in range(m):
        J -= math.log(A[L][0, j] if Y[0, j] else 1 - A[L][0, j]) / m
    for i in range(1, L + 1):
        J += l2 * float(np.linalg.norm(parameters[f"W{i}"])) ** 2 / (2 * m)
    return J, Z, A


def differences(
    X: Any, Y: Any, parameters: dict[str, Any], hidden: str, l2: float, names: list[str]
) -> dict[str, Any]:
    """Central differences of J, by name of W, b, Z or A; all dJ/d..., without the factor m."""
    _, Z, A = textbook(X, Y, parameters, hidden, l2)
    found = {}
    for name in names:
        letter, layer = name[0], int(name[1:])
        shape = parameters[name].shape if letter in "Wb" else {"Z": Z, "A": A}[letter][layer].shape
        gradient = np.zeros(shape)
        for index in np.ndindex(shape):
            J = []
            for h in (1e-5, -1e-5):
                step = np.zeros(shape)
                step[index] = h
                if letter in "Wb":
                    moved = parameters | {name: parameters[name] + step}
                    J.append(textbook(X, Y, moved, hidden, l2)[0])
                else:
                    J.append(textbook(X, Y, parameters, hidden, l2, {name: step})[0])
            gradient[index] = (J[0] - J[1]) / 2e-5
        found[name] = gradient
    return found


def assert_close(got: Any, want: Any, name: str, tolerance: float) -> None:
    assert np.shape(got) == np.shape(want), name
    error = np.max(np.abs(got - want))
    assert error <= tolerance * max(np.max(np.abs(want)), 1e-4), (name, error)


def mean_convention(gradients: dict[str, Any], m: int) -> dict[str, Any]:
    """dZ and dA of the course divided by m: all become dJ/d..."""
    return {name: g / m if name[1] in "ZA" else g for name, g in gradients.items()}


def assert_agrees(
    oracle: Any, layers: list[int], m: int, hidden: str, l2: float, start: str
) -> None:
    """Forward, cost and every gradient of `oracle` against the second writing and differences."""
    X, Y, parameters = problem(layers, m, hidden)
    J, Z, A = textbook(X, Y, parameters, hidden, l2)
    A_L, cache = oracle.forward(X, parameters, hidden)
    L = len(layers) - 1
    assert_close(A_L, A[L], f"A{L}", 1e-10)
    for i in range(1, L + 1):
        assert_close(cache[f"Z{i}"], Z[i], f"Z{i}", 1e-10)
        assert_close(cache[f"A{i}"], A[i], f"A{i}", 1e-10)
    assert math.isclose(oracle.cost(A_L, Y, parameters, l2), J, rel_tol=1e-10)
    gradients = oracle.backward(parameters, cache, Y, hidden, start, l2)
    expected_names = {f"d{v}{i}" for i in range(1, L + 1) for v in ("W", "b", "Z")}
    expected_names |= {f"dA{i}" for i in range(1, L + (start == "full"))}
    assert set(gradients) == expected_names
    want = differences(X, Y, parameters, hidden, l2, [name[1:] for name in gradients])
    for name, gradient in gradients.items():
        course = want[name[1:]] * (m if name[1] in "ZA" else 1)
        assert_close(gradient, course, name, 1e-6)


@pytest.mark.parametrize(("layers", "m", "hidden", "l2", "start"), CASES)
def test_oracle_agrees_with_finite_differences(
    layers: list[int], m: int, hidden: str, l2: float, start: str
) -> None:
    assert_agrees(manual, layers, m, hidden, l2, start)


def recorded(
    X: Any, Y: Any, parameters: dict[str, Any], hidden: str, l2: float
) -> tuple[Any, dict[str, Any]]:
    """J recorded by the engine, and every Tensor by its course name."""
    m, L = X.shape[1], len(parameters) // 2
    T: dict[str, Any] = {
        name: tg.Tensor(V, requires_grad=True, name=name) for name, V in parameters.items()
    }
    A: Any = tg.Tensor(X)
    for i in range(1, L + 1):
        T[f"Z{i}"] = (T[f"W{i}"] @ A + T[f"b{i}"]).named(f"Z{i}")
        g = tg.sigmoid if i == L else {"tanh": tg.tanh, "relu": tg.relu}[hidden]
        A = T[f"A{i}"] = g(T[f"Z{i}"]).named(f"A{i}")
    y = Y.astype(float)
    J = -(y * tg.log(A) + (1 - y) * tg.log(1 - A)).sum() / m
    for i in range(1, L + 1):
        J = J + (T[f"W{i}"] ** 2).sum() * (l2 / (2 * m))
    return J, T


@pytest.mark.parametrize("convention", ["mean", "course"])
@pytest.mark.parametrize(("layers", "m", "hidden", "l2", "start"), CASES)
def test_oracle_agrees_with_autograd(
    layers: list[int], m: int, hidden: str, l2: float, start: str, convention: str
) -> None:
    X, Y, parameters = problem(layers, m, hidden)
    A_L, cache = manual.forward(X, parameters, hidden)  # type: ignore[arg-type]
    gradients = manual.backward(parameters, cache, Y, hidden, start, l2)  # type: ignore[arg-type]
    J, T = recorded(X, Y, parameters, hidden, l2)
    J.backward()
    assert math.isclose(J.item(), manual.cost(A_L, Y, parameters, l2), rel_tol=1e-10)
    if convention == "mean":
        gradients = mean_convention(gradients, m)
    for name, gradient in gradients.items():
        auto = T[name[1:]].grad
        if convention == "course" and name[1] in "ZA":
            auto = auto * m
        assert_close(gradient, auto, name, 1e-10)


@pytest.mark.parametrize(("layers", "m", "hidden", "l2", "start"), CASES)
def test_autograd_agrees_with_finite_differences(
    layers: list[int], m: int, hidden: str, l2: float, start: str
) -> None:
    X, Y, parameters = problem(layers, m, hidden)
    J, T = recorded(X, Y, parameters, hidden, l2)
    J.backward()
    for name, want in differences(X, Y, parameters, hidden, l2, list(T)).items():
        assert_close(T[name].grad, want, name, 1e-6)


def test_compare_calls_the_oracle_equal() -> None:
    X, Y, parameters = problem([2, 5, 3, 2, 1], 4, "tanh")
    _, cache = manual.forward(X, parameters)
    J, _ = recorded(X, Y, parameters, "tanh", 0.0)
    assert tg.compare(manual.backward(parameters, cache, Y, start="full"), J).equal


# ---------------------------------------------------------------- a planted error in each line

# Function, line, and what a learner might have typed instead. Every statement of these functions
# stands here or, if it computes nothing, in NOT_EQUATIONS.
MUTANTS: list[tuple[str, str, str]] = [
    ("sigmoid", "E = np.exp(-np.abs(Z))", "E = np.exp(-Z)"),
    ("sigmoid", "return np.where(Z >= 0, 1 / (1 + E), E / (1 + E))", "return 1 / (1 + E)"),
    ("sigmoid_derivative", "A = sigmoid(Z)", "A = Z"),
    ("sigmoid_derivative", "return A * (1 - A)", "return A * (1 + A)"),
    ("tanh_derivative", "A: Matrix = np.tanh(Z)", "A = Z"),
    ("tanh_derivative", "return 1 - A**2", "return 1 - A"),
    ("relu", "return np.maximum(Z, 0)", "return np.abs(Z)"),
    ("relu_derivative", "return np.where(Z > 0, 1, 0).astype(Z.dtype)", "return np.ones_like(Z)"),
    ("forward", "L = _number_of_layers(parameters)", "L = _number_of_layers(parameters) - 1"),
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
    ("cost", "Y = _labels(Y, A)", "Y = 1 - _labels(Y, A)"),
    ("cost", "m = Y.shape[1]", "m = Y.shape[0]"),
    (
        "cost",
        "losses = -(_times_log(Y, A) + _times_log(1 - Y, 1 - A))",
        "losses = -_times_log(Y, A)",
    ),
    ("cost", "J = losses.sum() / m", "J = losses.sum()"),
    ("cost", "if l2:", "if not l2:"),
    ("cost", "for layer in range(1, _number_of_layers(parameters) + 1):", "for layer in [1]:"),
    ("cost", "J = J + l2 / (2 * m) * ", "J = J + l2 / m * "),
    ("cost", "return float(J)", "return float(J) * 2"),
    ("backward", "L = _number_of_layers(parameters)", "L = _number_of_layers(parameters) - 1"),
    ("backward", "_, g_derivative = _activation(hidden)", "g_derivative, _ = _activation(hidden)"),
    ("backward", 'Y = _labels(Y, cache[f"A{L}"])', 'Y = 1 - _labels(Y, cache[f"A{L}"])'),
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
        'gradients[f"dA{layer}"] = _check_shape(layer, "dA", dA, A.shape)',
        'gradients[f"dA{layer}"] = _check_shape(layer, "dA", dZ, A.shape)',
    ),
    ("backward", "dW = dZ @ A_prev.T / m + l2 / m * W", "dW = dZ @ A_prev.T / m + l2 * W"),
    ("backward", "dW = dZ @ A_prev.T / m + l2 / m * W", "dW = dZ @ A_prev.T + l2 / m * W"),
    ("backward", "dW = dZ @ A_prev.T / m + l2 / m * W", "dW = dZ @ A_prev.T / m"),
    ("backward", "db = dZ.sum(axis=1, keepdims=True) / m", "db = dZ / m"),
    ("backward", "db = dZ.sum(axis=1, keepdims=True) / m", "db = dZ.sum(axis=1) / m"),
    ("backward", "db = dZ.sum(axis=1, keepdims=True) / m", "db = dZ.sum(axis=1, keepdims=True)"),
    (
        "backward",
        'gradients[f"dZ{layer}"] = _check_shape(layer, "dZ", dZ, Z.shape)',
        'gradients[f"dZ{layer}"] = _check_shape(layer, "dZ", A, Z.shape)',
    ),
    (
        "backward",
        'gradients[f"dW{layer}"] = _check_shape(layer, "dW", dW, W.shape)',
        'gradients[f"dW{layer}"] = _check_shape(layer, "dW", W, W.shape)',
    ),
    (
        "backward",
        'gradients[f"db{layer}"] = _check_shape(layer, "db", db, parameters[f"b{layer}"].shape)',
        'gradients[f"db{layer}"] = parameters[f"b{layer}"]',
    ),
    ("backward", "return gradients", "return {}"),
]
# Refusals of bad input; test_refusals and test_shape_checks hold these.
NOT_EQUATIONS = ("_check_", "if parameters is None", "raise ")

MUTATION_CASES = [
    ([2, 4, 3, 1], 5, "tanh", 0.7, "short"),
    ([2, 4, 3, 1], 5, "relu", 0.7, "full"),
    ([2, 4, 3, 1], 5, "tanh", 0.0, "full"),
]


def source_of(name: str) -> str:
    return inspect.getsource(getattr(manual, name))


def mutant(function: str, old: str, new: str) -> types.ModuleType:
    """The module with one line of one function replaced."""
    whole, part = inspect.getsource(manual), source_of(function)
    assert whole.count(part) == 1 and part.count(old) >= 1, (function, old)
    # The docstring may quote the line: replace in the code, behind it.
    code = part.rindex('"""')
    assert part[code:].count(old) == 1, (function, old)
    changed = part[:code] + part[code:].replace(old, new)
    module = types.ModuleType("mutant")
    exec(compile(whole.replace(part, changed), "mutant", "exec"), module.__dict__)
    return module


@pytest.mark.parametrize(("function", "old", "new"), MUTANTS)
def test_a_planted_error_is_caught(function: str, old: str, new: str) -> None:
    planted = mutant(function, old, new)
    caught = False
    with np.errstate(all="ignore"):
        for case in MUTATION_CASES:
            try:
                assert_agrees(planted, *case)
            except (AssertionError, ValueError, FloatingPointError, KeyError, TypeError):
                caught = True
    assert caught, f"{function}: {new!r} instead of {old!r} went unnoticed"


def test_the_unchanged_source_passes_what_the_mutants_fail() -> None:
    unchanged = mutant("backward", "dZ = A - Y", "dZ = A - Y")
    for case in MUTATION_CASES:
        assert_agrees(unchanged, *case)


def test_every_line_has_a_planted_error() -> None:
    for function in dict.fromkeys(name for name, _, _ in MUTANTS):
        source = source_of(function)
        lines = source.splitlines()
        body = ast.parse(source).body[0]
        assert isinstance(body, ast.FunctionDef)
        for node in ast.walk(body):
            if not isinstance(node, ast.stmt) or node is body:
                continue
            text = lines[node.lineno - 1].strip()
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                continue  # the docstring
            if text.startswith(NOT_EQUATIONS):
                continue
            planted = [old for name, old, _ in MUTANTS if name == function and old in text]
            assert planted, f"{function}: no error is planted in {text!r}"


# ---------------------------------------------------------------- update, train, initialise


def test_update_is_exactly_gradient_descent_and_changes_nothing_given() -> None:
    X, Y, parameters = problem([2, 4, 3, 1], 5, "tanh")
    before = {name: V.copy() for name, V in parameters.items()}
    gradients = manual.backward(parameters, manual.forward(X, parameters)[1], Y)
    new = manual.update(parameters, gradients, 0.3)
    for name, V in parameters.items():
        assert np.array_equal(V, before[name])
        assert np.array_equal(new[name], V - 0.3 * gradients[f"d{name}"])


@pytest.mark.parametrize("hidden", ["tanh", "relu"])
def test_training_learns_and_both_starts_go_the_same_way(hidden: Any) -> None:
    rng = np.random.default_rng(3)
    X = rng.standard_normal((2, 100))
    Y = (X[:1] * X[1:] > 0).astype(int)
    start = manual.initialise([2, 8, 8, 1], "he", 1)
    settings: Any = {"learning_rate": 0.1, "iterations": 800, "hidden": hidden, "l2": 0.01}
    short, costs = manual.train(X, Y, start, start="short", **settings)
    full, full_costs = manual.train(X, Y, start, start="full", **settings)
    assert costs[-1] < 0.5 < costs[0] and len(costs) == 800
    np.testing.assert_allclose(costs, full_costs, rtol=1e-6)
    assert all(np.allclose(short[name], full[name], rtol=1e-5) for name in short)


def test_training_stops_when_the_cost_converges() -> None:
    X, Y = np.array([[-1.0, -0.5, 0.5, 1.0]]), np.array([[0, 1, 0, 1]])
    start = manual.initialise([1, 1])
    _, costs = manual.train(X, Y, start, learning_rate=1.0, iterations=10_000, tolerance=1e-9)
    assert 2 < len(costs) < 10_000
    assert costs[-2] - costs[-1] <= 1e-9 < costs[-3] - costs[-2]


def test_float32_stays_float32() -> None:
    X = np.ones((2, 3), np.float32)
    parameters = {n: V.astype(np.float32) for n, V in manual.initialise([2, 3, 1]).items()}
    A, cache = manual.forward(X, parameters, "relu")
    gradients = manual.backward(parameters, cache, np.array([[0, 1, 1]]), "relu", "full", 0.1)
    assert {V.dtype for V in (A, *cache.values(), *gradients.values())} == {np.dtype(np.float32)}


def test_extreme_logits_give_the_limits_without_a_warning() -> None:
    parameters = {"W1": np.array([[1e4]]), "b1": np.zeros((1, 1))}
    A, cache = manual.forward(np.array([[-1.0, 1.0]]), parameters)
    right, wrong = np.array([[0, 1]]), np.array([[1, 0]])
    assert manual.cost(A, right) == 0.0 and manual.cost(A, wrong) == math.inf
    assert np.array_equal(manual.backward(parameters, cache, wrong)["dZ1"], [[-1.0, 1.0]])
    with pytest.raises(FloatingPointError, match=r"layer 1: .* A1 is exactly 0 at sample 0"):
        manual.backward(parameters, cache, right, start="full")


@pytest.mark.parametrize(
    ("init", "spread"), [("zeros", 0), ("small", 0.01), ("xavier", 0.05), ("he", 0.0707)]
)
def test_initialisers(init: Any, spread: float) -> None:
    first, again = (manual.initialise([400, 300, 1], init, 5) for _ in range(2))
    assert all(np.array_equal(first[name], again[name]) for name in first)
    assert np.std(first["W1"]) == pytest.approx(spread, rel=0.02)
    assert not first["b1"].any()


# ---------------------------------------------------------------- refusals


X23, Y3 = np.ones((2, 3)), np.array([[0, 1, 1]])
NET = manual.initialise([2, 4, 1])
CACHE = manual.forward(X23, NET)[1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: manual.forward(np.ones(3), NET), r"X must be a 2-D array .*shape \(3,\)"),
        (lambda: manual.forward(np.ones((2, 0)), NET), r"X .* is empty: shape \(2, 0\)"),
        (
            lambda: manual.forward(np.ones((3, 2)), NET),
            r"layer 1: W1 has shape \(4, 2\) and X has shape \(3, 2\).*did you mean X\.T\?",
        ),
        (
            lambda: manual.forward(X23, NET | {"W2": np.ones((1, 5))}),
            r"layer 2: W2 has shape \(1, 5\) and A1 has shape \(4, 3\)",
        ),
        (
            lambda: manual.forward(X23, NET | {"W2": np.ones((2, 4))}),
            r"layer 2: W2 is the last and must have 1 row; got \(2, 4\)",
        ),
        (
            lambda: manual.forward(X23, NET | {"b1": np.ones((4, 3))}),
            r"layer 1: b1 has shape \(4, 3\), expected \(4, 1\)",
        ),
        (lambda: manual.forward(X23, {"W1": np.ones((1, 2))}), r"b1 missing"),
        (lambda: manual.forward(X23, {}), r"got none"),
        (lambda: manual.forward(X23, NET, "elu"), r"hidden must be 'tanh' or 'relu', got 'elu'"),  # type: ignore[arg-type]
        (lambda: manual.cost(np.ones((1, 3)), Y3[0]), r"Y has shape \(3,\).*\(1, 3\)"),
        (lambda: manual.cost(np.ones((1, 3)), Y3.T), r"Y has shape \(3, 1\).*\(1, 3\)"),
        (lambda: manual.cost(np.ones((1, 3)), Y3 * 2), r"found 2 \(first at sample 1\)"),
        (lambda: manual.cost(np.ones((1, 3)), Y3, None, 0.1), r"needs the parameters"),
        (lambda: manual.backward(NET, CACHE, Y3, start="long"), r"start must be .*got 'long'"),  # type: ignore[arg-type]
        (lambda: manual.backward(NET, {"A0": X23}, Y3), r"the cache lacks Z1, A1, Z2, A2"),
        (
            lambda: manual.backward(NET, CACHE | {"Z1": X23}, Y3),
            r"layer 1: Z1 has shape \(2, 3\), expected \(4, 3\)",
        ),
        (lambda: manual.update(NET, {}, 0.1), r"the gradients lack dW1"),
        (
            lambda: manual.update(
                NET, manual.backward(NET, CACHE, Y3) | {"db1": np.ones((4, 3))}, 0.1
            ),
            r"layer 1: db1 has shape \(4, 3\), expected \(4, 1\)",
        ),
        (lambda: manual.update(NET, {}, -1.0), r"learning_rate must be a number above 0, got -1"),
        (lambda: manual.train(X23, Y3, NET, iterations=-1), r"iterations must be 0 or more"),
        (lambda: manual.initialise([2, 3]), r"layers must be \[n_x, ..., 1\].*got \[2, 3\]"),
        (lambda: manual.initialise([2, 1], "one"), r"init must be .*got 'one'"),  # type: ignore[arg-type]
    ],
)
def test_refusals(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message) as error:
        call()
    assert "\n" not in str(error.value)


def test_a_cost_that_is_not_finite_stops_the_training_with_a_sentence() -> None:
    parameters = {"W1": np.array([[1e4]]), "b1": np.zeros((1, 1))}
    with pytest.raises(FloatingPointError, match=r"cost is inf at iteration 0 \(learning rate"):
        manual.train(np.array([[-1.0, 1.0]]), np.array([[1, 0]]), parameters)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "dZ = A - Y",
            "dZ = (A - Y)[:, :1]",
            r"layer 3: dZ3 has shape \(1, 1\), expected \(1, 5\)",
        ),
        (
            "db = dZ.sum(axis=1, keepdims=True) / m",
            "db = dZ.sum(axis=1) / m",
            r"layer 3: db3 has shape \(1,\), expected \(1, 1\)",
        ),
        (
            "db = dZ.sum(axis=1, keepdims=True) / m",
            "db = dZ / m",
            r"layer 3: db3 has shape \(1, 5\), expected \(1, 1\)",
        ),
        (
            "dW = dZ @ A_prev.T / m + l2 / m * W",
            "dW = (dZ @ A_prev.T).T / m",
            r"layer 3: dW3 has shape \(3, 1\), expected \(1, 3\)",
        ),
        (
            'dA = parameters[f"W{layer + 1}"].T @ gradients[f"dZ{layer + 1}"]',
            'dA = (parameters[f"W{layer + 1}"].T @ gradients[f"dZ{layer + 1}"])[:1, :1]',
            r"layer 2: dA2 has shape \(1, 1\), expected \(3, 5\)",
        ),
    ],
)
def test_shape_checks_name_layer_and_matrix(old: str, new: str, message: str) -> None:
    X, Y, parameters = problem([2, 4, 3, 1], 5, "tanh")
    planted = mutant("backward", old, new)
    _, cache = planted.forward(X, parameters)
    with pytest.raises(ValueError, match=message):
        planted.backward(parameters, cache, Y)


def test_the_oracle_imports_nothing_of_the_package() -> None:
    for node in ast.walk(ast.parse(inspect.getsource(manual))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0 and not (node.module or "").startswith("tinygrad_bc")
        if isinstance(node, ast.Import):
            assert not any(name.name.startswith("tinygrad_bc") for name in node.names)


# ---------------------------------------------------------------- the story told with it


EXAMPLE = Path(__file__).parents[1] / "examples" / "stuck_at_ln2.py"


def test_the_example_runs_and_its_right_lines_are_the_true_gradient(
    capsys: pytest.CaptureFixture[str],
) -> None:
    results = runpy.run_path(str(EXAMPLE))["main"](iterations=5)
    assert set(results) == {"small", "scaled"}
    for runs in results.values():
        cosines = {r.variant.name: r.cosine for r in runs}
        assert cosines["every line right, tanh"] == pytest.approx(1, abs=1e-12)
        assert cosines["every line right, relu"] == pytest.approx(1, abs=1e-12)
    assert "What each wrong line causes" in capsys.readouterr().out


def test_in_the_example_the_initialisation_alone_decides() -> None:
    names = runpy.run_path(str(EXAMPLE))
    data, new = names["balanced_data"](), names["balanced_data"](50, seed=1)
    for variant in (names["RIGHT_TANH"], names["RIGHT_RELU"]):
        small, scaled = (names["run"](variant, i, 600, *data, *new) for i in ("small", "scaled"))
        assert small.stuck and small.dW1_start < 1e-5
        assert scaled.learned and not scaled.stuck
