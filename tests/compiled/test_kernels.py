"""What stands in for NumPy's own where that is slow."""

import numpy as np
import pytest

import tinygrad_bc as tg
from tinygrad_bc.compiled import kernels, machine

DTYPES = [np.float32, np.float64]
TINY = {np.float32: -36, np.float64: -300}  # the exponent of numbers that are still normal


def tanh(z, out=None):
    """The kernel with room of its own to work in."""
    out = np.empty_like(z) if out is None else out
    kernels.tanh(z, out, *np.full((kernels.WORK, kernels.work_size(z.size)), np.nan, z.dtype))
    return out


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("size", [1, 5, kernels.PIECE - 1, kernels.PIECE, 2 * kernels.PIECE + 3])
def test_tanh_is_exact_but_for_the_last_digits(size, dtype):
    rng = np.random.default_rng(size)
    sizes = 10.0 ** rng.uniform(TINY[dtype], 2, size)
    z = rng.choice([-1, 1], size) * sizes
    for x in (z, np.linspace(-25, 25, size), np.linspace(-1, 9, size), rng.normal(size=size)):
        x = x.astype(dtype)
        a = tanh(x)
        exact = np.tanh(x.astype(np.longdouble))
        epsilons = 2.5 if dtype == np.float32 else 4
        np.testing.assert_allclose(a, exact, rtol=epsilons * np.finfo(dtype).eps, atol=0)
        assert (np.abs(a) <= 1).all()


@pytest.mark.parametrize("dtype", DTYPES)
def test_tanh_is_1_where_its_numbers_end(dtype):
    far = kernels.FRACTIONS[np.dtype(dtype).name].far
    z = np.array([far, np.nextafter(far, 99), np.finfo(dtype).max, -far], dtype)
    with np.errstate(over="ignore"):
        np.testing.assert_array_equal(tanh(z), np.array([1, 1, 1, -1], dtype))
    assert dtype(np.tanh(np.longdouble(far))) == 1


@pytest.mark.parametrize("dtype", DTYPES)
def test_tanh_of_what_is_no_number_or_infinite_or_zero(dtype):
    z = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0], dtype)
    a = tanh(z)
    np.testing.assert_array_equal(a, np.tanh(z))
    np.testing.assert_array_equal(np.signbit(a[1:]), np.signbit(z[1:]))


@pytest.mark.parametrize("dtype", DTYPES)
def test_tanh_in_place_and_of_two_axes(dtype):
    z = np.random.default_rng(0).normal(size=(700, 500)).astype(dtype)
    a = z.copy()
    tanh(a, a)
    np.testing.assert_array_equal(a, tanh(z))
    np.testing.assert_allclose(a, np.tanh(z), rtol=5 * np.finfo(dtype).eps)


@pytest.mark.parametrize("m", [500, 5000])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("slow", [True, False])
def test_a_program_uses_it_where_numpy_is_slow(monkeypatch, slow, dtype, m):
    monkeypatch.setattr(machine, "gathers_slowly", lambda: slow)
    rng = np.random.default_rng(1)
    W = tg.Tensor(rng.normal(size=(20, 3)).astype(dtype), requires_grad=True, name="W")
    V = tg.Tensor(rng.normal(size=(30, 20)).astype(dtype), requires_grad=True, name="V")
    X = rng.normal(size=(3, m)).astype(dtype)

    def cost():
        return np.tanh(V @ np.tanh(W @ X)).mean()

    plan = tg.compile(cost)
    found, gradients = plan()
    assert ("compiled.kernels" in plan.source) is slow
    J = cost()
    J.backward()
    digits = 1e-5 if dtype == np.float32 else 1e-12
    np.testing.assert_allclose(found, J.item(), rtol=digits)
    for p in (W, V):
        least = digits * np.abs(p.grad).max()
        np.testing.assert_allclose(gradients[f"d{p.name}"], p.grad, rtol=digits, atol=least)


def test_a_short_array_is_left_to_numpy(monkeypatch):
    monkeypatch.setattr(machine, "gathers_slowly", lambda: True)
    assert not kernels.is_quicker(np.dtype(float), 100)
    assert not kernels.is_quicker(np.dtype("float32"), 4000)
    assert not kernels.is_quicker(np.dtype("float16"), 10**6)
    assert kernels.is_quicker(np.dtype(float), 10**6)
    assert kernels.is_quicker(np.dtype("float32"), 10**6)


def test_one_program_may_use_both(monkeypatch):
    monkeypatch.setattr(machine, "gathers_slowly", lambda: True)
    X = np.random.default_rng(0).normal(size=(3, 9000))
    W = tg.Tensor(np.ones((40, 3)) / 3, requires_grad=True, name="W")
    v = tg.Tensor(np.ones((1, 40)) / 40, requires_grad=True, name="v")

    def cost():
        return (np.tanh(v).sum() + np.tanh(v @ np.tanh(W @ X))).mean()

    plan = tg.compile(cost)
    found, gradients = plan()
    assert "long_tanh(" in plan.source and " tanh(" in plan.source
    J = cost()
    J.backward()
    np.testing.assert_allclose(found, J.item(), rtol=1e-12)
    for p in (W, v):
        np.testing.assert_allclose(gradients[f"d{p.name}"], p.grad, rtol=1e-10)
