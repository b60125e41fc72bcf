"""Problems for the oracle, and the equations written a second time."""

from __future__ import annotations

import inspect
import math
import types
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


def assert_updates(oracle: Any) -> None:
    """The update is exactly gradient descent, and changes nothing given."""
    rng = np.random.default_rng(0)
    parameters = manual.initialise([2, 4, 3, 1], rng=rng)
    gradients = {f"d{name}": rng.standard_normal(V.shape) for name, V in parameters.items()}
    before = {name: V.copy() for name, V in parameters.items()}
    new = oracle.update(parameters, gradients, 0.3)
    assert list(new) == list(parameters)
    for name, V in parameters.items():
        assert np.array_equal(V, before[name])
        assert np.array_equal(new[name], V - 0.3 * gradients[f"d{name}"])


def assert_trains(oracle: Any) -> None:
    """The loop against three steps along finite differences; then that it stops in time."""
    X, Y, parameters = problem([2, 3, 1], 5, "relu")
    given = dict(parameters)
    settings: Any = {"learning_rate": 0.01, "hidden": "relu", "start": "full", "l2": 0.7}
    trained, costs = oracle.train(X, Y, parameters, iterations=3, **settings)
    assert all(parameters[name] is V for name, V in given.items())
    expected = []
    for _ in range(3):
        expected.append(textbook(X, Y, given, "relu", 0.7)[0])
        slopes = differences(X, Y, given, "relu", 0.7, list(given))
        given = {name: V - 0.01 * slopes[name] for name, V in given.items()}
    np.testing.assert_allclose(costs, expected, rtol=1e-8)
    for name, V in given.items():
        assert_close(trained[name], V, name, 1e-6)
    _, costs = oracle.train(X, Y, parameters, iterations=5000, tolerance=1e-5, **settings)
    assert 2 < len(costs) < 5000
    assert abs(costs[-2] - costs[-1]) <= 1e-5 < abs(costs[-3] - costs[-2])


def assert_initialises(oracle: Any) -> None:
    """Shapes, order, spread, and the same seed the same numbers."""
    for init, spread in (("zeros", 0), ("small", 0.01), ("xavier", 0.05), ("he", 0.0707)):
        first, again = (oracle.initialise([400, 300, 1], init, 5) for _ in range(2))
        assert list(first) == ["W1", "b1", "W2", "b2"]
        assert first["W1"].shape == (300, 400) and first["b2"].shape == (1, 1)
        assert all(np.array_equal(first[name], again[name]) for name in first)
        assert np.std(first["W1"]) == pytest.approx(spread, rel=0.02)
        assert abs(np.mean(first["W1"])) <= spread / 10
        assert not first["b1"].any()


def mutant(function: str, old: str, new: str) -> types.ModuleType:
    """The module of a function of the oracle, with one line of that function replaced."""
    room = manual.equations if hasattr(manual.equations, function) else manual.training
    whole, part = inspect.getsource(room), inspect.getsource(getattr(room, function))
    # The docstring may quote the line: replace in the code, behind it.
    code = part.rindex('"""') if '"""' in part else 0
    assert whole.count(part) == 1 and part[code:].count(old) == 1, (function, old)
    changed = part[:code] + part[code:].replace(old, new)
    module = types.ModuleType("mutant")
    exec(compile(whole.replace(part, changed), "mutant", "exec"), module.__dict__)
    return module
