"""The oracle, autograd and finite differences agree pairwise.

Conventions: the oracle's dZ and dA are m·dJ/dZ and m·dJ/dA, its dW and db are dJ/dW and dJ/db.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

import tinygrad_bc as tg
from tests.manual.problems import (
    CASES,
    assert_agrees,
    assert_close,
    differences,
    mean_convention,
    problem,
    recorded,
)
from tinygrad_bc import manual


@pytest.mark.parametrize(("layers", "m", "hidden", "l2", "start"), CASES)
def test_oracle_agrees_with_finite_differences(
    layers: list[int], m: int, hidden: str, l2: float, start: str
) -> None:
    assert_agrees(manual, layers, m, hidden, l2, start)


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
