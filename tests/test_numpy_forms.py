"""NumPy functions that are made of the table's operations: NumPy's values, and right gradients."""

import numpy as np
import pytest

import tinygrad_bc as tg

rng = np.random.default_rng(0)
X, ROW, CUBE = rng.normal(size=(3, 4)), rng.normal(size=4), rng.normal(size=(2, 4, 3))

COMPOSED = {
    "var": np.var,
    "var of rows": lambda x: np.var(x, axis=1, ddof=1),
    "std": lambda x: np.std(x, axis=(0, 1), keepdims=True),
    "norm": np.linalg.norm,
    "norm of columns": lambda x: np.linalg.norm(x, 2, axis=0),
    "reciprocal": np.reciprocal,
    "logaddexp": lambda x: np.logaddexp(x, ROW),
    "logaddexp, far apart": lambda x: np.logaddexp(1e3 * x, -1e3 * ROW),
    "dot, 3-D": lambda x: np.dot(x, CUBE),
    "dot, number": lambda x: np.dot(3.0, x),
    "vstack": lambda x: np.vstack([x, ROW]),
    "hstack": lambda x: np.hstack([x, x]),
    "hstack of vectors": lambda x: np.hstack([x[0], ROW]),
    "atleast_2d": lambda x: np.atleast_2d(x[0]),
    "clip by name": lambda x: np.clip(x, min=-0.5, max=0.5),
    "clip by tensors": lambda x: np.clip(x, x[:1] * 0.5 - 1, x[1:2] * 0.25 + 0.5),
    "clip, bounds crossed": lambda x: np.clip(x * 0.1, 0 * x[0] + 2, 0.1 * x[1]),
    "reshape": lambda x: np.reshape(x, -1),
    "einsum, optimized": lambda x: np.einsum("ij,kj->ik", x, x, optimize=True),
    "named operand": lambda x: np.sum(a=x, axis=0, dtype=None, out=None),
    "positive": np.positive,
}


@pytest.mark.parametrize("name", COMPOSED)
def test_values_are_numpys_and_gradients_are_right(name):
    f = COMPOSED[name]
    x = tg.Tensor(X, requires_grad=True, name="x")
    np.testing.assert_allclose(f(x).detach().numpy(), f(X), rtol=1e-14)
    assert tg.gradcheck(f, x)


def test_functions_of_shapes_cut_nothing_off():
    x = tg.Tensor(X, requires_grad=True)
    assert np.shape(x) == (3, 4)
    assert np.zeros_like(x).shape == (3, 4)
    assert np.zeros_like(a=x).shape == (3, 4)
    assert np.allclose(x, b=X)


@pytest.mark.parametrize("decimals", [0, 1])
def test_round_has_numpys_values_and_no_gradient(decimals):
    y = np.round(tg.Tensor(X, requires_grad=True), decimals)
    np.testing.assert_allclose(y.data, np.round(X, decimals))
    assert not y.requires_grad


def test_a_bound_that_is_a_tensor_receives_the_gradient_of_what_it_replaces():
    x = tg.Tensor([-1.0, 0.5, 2.0, np.nan], requires_grad=True)
    low, high = (tg.Tensor(v, requires_grad=True) for v in (0.0, 1.0))
    y = x.clip(low, high)
    y.sum().backward()
    assert y.detach().tolist()[:3] == [0, 0.5, 1] and np.isnan(y.detach().tolist()[3])
    assert x.grad.tolist() == [0, 1, 0, 1] and low.grad == high.grad == 1
    np.testing.assert_array_equal(x.clip(None, high).data, [-1, 0.5, 1, np.nan])
    np.testing.assert_array_equal(x.clip(low, None).data, [0, 0.5, 2, np.nan])


def test_other_norms_are_refused():
    with pytest.raises(TypeError, match="only the 2-norm"):
        np.linalg.norm(tg.Tensor(X), 1)
    with pytest.raises(TypeError, match="only the 2-norm"):
        np.linalg.norm(tg.Tensor(X), 2)  # of a matrix: its largest singular value
