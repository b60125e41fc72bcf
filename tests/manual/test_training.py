"""The update, the loop and the first weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.manual.problems import assert_initialises, assert_trains, assert_updates
from tinygrad_bc import manual


def test_update_loop_and_first_weights() -> None:
    assert_updates(manual)
    assert_trains(manual)
    assert_initialises(manual)


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


def test_a_cost_that_is_not_finite_stops_the_training_with_a_sentence() -> None:
    parameters = {"W1": np.array([[1e4]]), "b1": np.zeros((1, 1))}
    with pytest.raises(FloatingPointError, match=r"cost is inf at iteration 0 \(learning rate"):
        manual.train(np.array([[-1.0, 1.0]]), np.array([[1, 0]]), parameters)
