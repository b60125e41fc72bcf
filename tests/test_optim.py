"""The updates against their equations, and what optimisers refuse."""

import numpy as np
import pytest

from tinygrad_bc import optim
from tinygrad_bc.tensor import Tensor

GRADIENTS = [np.array([0.5, -2.0]), np.array([1.5, 0.0]), np.array([-1.0, 3.0])]


def run(make, dtype=np.float64):
    w = Tensor(np.array([1.0, 2.0], dtype=dtype), requires_grad=True, name="w")
    optimizer = make([w])
    for gradient in GRADIENTS:
        w.grad = gradient
        optimizer.step()
    return w.data


def test_gradient_descent_is_exact():
    w = np.array([1.0, 2.0])
    for g in GRADIENTS:
        w -= 0.1 * g
    assert np.array_equal(run(lambda p: optim.GradientDescent(p, 0.1)), w)


def test_momentum():
    w, v = np.array([1.0, 2.0]), 0.0
    for g in GRADIENTS:
        v = 0.8 * v + 0.2 * g
        w = w - 0.1 * v
    np.testing.assert_allclose(run(lambda p: optim.Momentum(p, 0.1, beta=0.8)), w, rtol=1e-14)


def test_adam():
    w, v, s = np.array([1.0, 2.0]), 0.0, 0.0
    for t, g in enumerate(GRADIENTS, 1):
        v, s = 0.9 * v + 0.1 * g, 0.999 * s + 0.001 * g**2
        w = w - 0.1 * (v / (1 - 0.9**t)) / (np.sqrt(s / (1 - 0.999**t)) + 1e-8)
    np.testing.assert_allclose(run(lambda p: optim.Adam(p, 0.1)), w, rtol=1e-12)


@pytest.mark.parametrize("kind", [optim.GradientDescent, optim.Momentum, optim.Adam])
def test_dtype_shape_and_missing_gradients(kind):
    assert run(lambda p: kind(p, np.float64(0.1)), np.float32).dtype == np.float32
    scalar, other = Tensor(1.0, requires_grad=True), Tensor([1.0], requires_grad=True)
    optimizer = kind({"s": scalar, "o": other}, 0.1)
    scalar.grad = 2.0
    optimizer.step()
    assert isinstance(scalar.data, np.ndarray)
    assert scalar.shape == ()
    assert other.item() == 1
    optimizer.zero_grad()
    assert scalar.grad is None


@pytest.mark.parametrize("rate", [0, -0.1, float("nan"), float("inf"), None, "fast", True])
def test_bad_learning_rates(rate):
    with pytest.raises(ValueError, match="learning rate must be a number above 0, got"):
        optim.GradientDescent([Tensor(1.0, requires_grad=True)], rate)


def test_bad_betas():
    w = Tensor(1.0, requires_grad=True)
    with pytest.raises(ValueError, match="beta must be at least 0 and below 1, got 1"):
        optim.Momentum([w], 0.1, beta=1)
    with pytest.raises(ValueError, match=r"beta2 must be .* got -0\.5"):
        optim.Adam([w], 0.1, beta2=-0.5)
    with pytest.raises(ValueError, match="epsilon must be a number above 0, got 0"):
        optim.Adam([w], 0.1, epsilon=0)


def test_bad_parameters():
    w = Tensor([1.0], requires_grad=True, name="W1")
    used = (p for p in [w])
    list(used)
    for parameters, kind, message in [
        ([], ValueError, "no parameters to optimise"),
        (used, ValueError, "already used"),
        ([w, w], ValueError, "W1 is listed twice"),
        ([(w * 2).named("Z")], ValueError, "Z is the result of a computation, not a parameter"),
        ([Tensor([1.0])], ValueError, "parameter 0 does not require a gradient"),
        ([np.ones(1)], TypeError, "parameter 0 must be a Tensor, got ndarray"),
        (w, TypeError, r"write \[tensor\]"),
    ]:
        with pytest.raises(kind, match=message):
            optim.GradientDescent(parameters, 0.1)


def test_an_interrupted_step_is_undone(monkeypatch):
    ws = [Tensor([1.0], requires_grad=True) for _ in range(2)]
    optimizer = optim.Momentum(ws, 0.1)
    for w in ws:
        w.grad = [1.0]
    rebind, calls = Tensor._rebind, []

    def interrupted(self, array):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        rebind(self, array)

    monkeypatch.setattr(Tensor, "_rebind", interrupted)
    with pytest.raises(KeyboardInterrupt):
        optimizer.step()
    monkeypatch.undo()
    assert [w.item() for w in ws] == [1, 1]
    assert optimizer._states == [(), ()]
