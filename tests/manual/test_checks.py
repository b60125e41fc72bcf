"""Bad operands: one sentence each, naming layer and matrix."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.manual.problems import mutant, problem
from tinygrad_bc import manual

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
        (
            lambda: manual.initialise([2, 1.5, 1]),
            r"layers must be whole numbers.*got \[2, 1.5, 1\]",
        ),
        (lambda: manual.forward([[1.0]], NET), r"X must be a NumPy array .*, got list"),
        (lambda: manual.cost([[0.5]], Y3), r"A must be a NumPy array .*probabilities, got list"),
        (lambda: manual.initialise([2, 3]), r"layers must be \[n_x, ..., 1\].*got \[2, 3\]"),
        (lambda: manual.initialise([2, 1], "one"), r"init must be .*got 'one'"),  # type: ignore[arg-type]
    ],
)
def test_refusals(call: Any, message: str) -> None:
    with pytest.raises((ValueError, TypeError), match=message) as error:
        call()
    assert "\n" not in str(error.value)


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
