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
    "reshape": lambda x: np.reshape(x, -1),
}


@pytest.mark.parametrize("name", COMPOSED)
def test_values_are_numpys_and_gradients_are_right(name):
    f = COMPOSED[name]
    x = tg.Tensor(X, requires_grad=True, name="x")
    np.testing.assert_allclose(f(x).detach().numpy(), f(X), rtol=1e-14)
    assert tg.gradcheck(lambda x: 1e-3 * f(x), x)


def test_functions_of_shapes_cut_nothing_off():
    x = tg.Tensor(X, requires_grad=True)
    assert np.shape(x) == (3, 4)
    assert np.zeros_like(x).shape == (3, 4)
    assert np.allclose(x, X)


def test_other_norms_are_refused():
    with pytest.raises(TypeError, match="only the 2-norm"):
        np.linalg.norm(tg.Tensor(X), 1)
    with pytest.raises(TypeError, match="only the 2-norm"):
        np.linalg.norm(tg.Tensor(X), 2)  # of a matrix: its largest singular value
