"""What stands in for NumPy's own where that is slow."""

import numpy as np
import pytest

import tinygrad_bc as tg
from tinygrad_bc.compiled import kernels, machine

EPS = np.finfo(float).eps


@pytest.mark.parametrize("size", [1, 5, kernels.PIECE - 1, kernels.PIECE, 2 * kernels.PIECE + 3])
def test_tanh_is_exact_but_for_the_last_digits(size):
    rng = np.random.default_rng(size)
    sizes = 10.0 ** rng.uniform(-300, 2, size)
    z = rng.choice([-1, 1], size) * sizes
    for x in (z, np.linspace(-25, 25, size), rng.normal(size=size)):
        a = np.empty_like(x)
        kernels.tanh(x, a)
        np.testing.assert_allclose(a, np.tanh(x), rtol=5 * EPS, atol=0)
        assert (np.abs(a) <= 1).all()


def test_tanh_of_what_is_no_number_or_infinite_or_zero():
    z = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0])
    a = np.empty_like(z)
    kernels.tanh(z, a)
    np.testing.assert_array_equal(a, np.tanh(z))
    np.testing.assert_array_equal(np.signbit(a[1:]), np.signbit(z[1:]))


def test_tanh_in_place_and_of_two_axes():
    z = np.random.default_rng(0).normal(size=(70, 500))
    a = z.copy()
    kernels.tanh(a, a)
    np.testing.assert_allclose(a, np.tanh(z), rtol=5 * EPS)


@pytest.mark.parametrize("slow", [True, False])
def test_a_program_uses_it_where_numpy_is_slow(monkeypatch, slow):
    monkeypatch.setattr(machine, "gathers_slowly", lambda: slow)
    rng = np.random.default_rng(1)
    W = tg.Tensor(rng.normal(size=(20, 3)), requires_grad=True, name="W")
    X = rng.normal(size=(3, 400))

    def cost():
        return np.tanh(W @ X).mean()

    plan = tg.compile(cost)
    found, gradients = plan()
    assert ("compiled.kernels" in plan.source) is slow
    J = cost()
    J.backward()
    np.testing.assert_allclose(found, J.item(), rtol=1e-13)
    np.testing.assert_allclose(gradients["dW"], W.grad, rtol=1e-12)


def test_a_short_array_is_left_to_numpy(monkeypatch):
    monkeypatch.setattr(machine, "gathers_slowly", lambda: True)
    assert not kernels.is_quicker(np.dtype(float), 100)
    assert not kernels.is_quicker(np.dtype("float32"), 10**6)
    assert kernels.is_quicker(np.dtype(float), 10**6)
