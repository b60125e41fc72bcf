"""Values and derivatives where functions have kinks, poles and limits: f, f' and f''."""

import warnings

import numpy as np
import pytest

import tinygrad_bc as tg
from tinygrad_bc import rules

inf, nan = np.inf, np.nan
ANY = object()

POINTS = [
    # Where torch, JAX and autograd agree.
    ("relu(0)", tg.relu, 0.0, 0, 0, 0),
    ("maximum(x, 0) at 0", lambda x: np.maximum(x, 0.0), 0.0, 0, 0.5, ANY),
    ("maximum(x, x)", lambda x: np.maximum(x, x), 0.7, 0.7, 1, ANY),
    ("sqrt(0)", np.sqrt, 0.0, 0, inf, -inf),
    ("sqrt(x)**2 at 0", lambda x: np.sqrt(x) ** 2, 0.0, 0, nan, ANY),
    ("log(0)", np.log, 0.0, -inf, inf, ANY),
    ("log(-1)", np.log, -1.0, nan, -1, ANY),
    ("x log x at 0", lambda x: x * np.log(x), 0.0, nan, nan, ANY),
    ("1/x at 0", lambda x: 1 / x, 0.0, inf, -inf, ANY),
    ("x**0 at 0", lambda x: x**0, 0.0, 1, 0, 0),
    ("x**1 at 0", lambda x: x**1, 0.0, 0, 1, 0),
    ("x**2 at 0", lambda x: x**2, 0.0, 0, 0, 2),
    ("x**3 at -2", lambda x: x**3, -2.0, -8, 12, -12),
    ("x**-1 at 0", lambda x: x**-1.0, 0.0, inf, -inf, inf),
    ("x**0.5 at 0", lambda x: x**0.5, 0.0, 0, inf, ANY),
    ("x**1.5 at 0", lambda x: x**1.5, 0.0, 0, 0, inf),
    ("x * x**0.5 at 0", lambda x: x * x**0.5, 0.0, 0, nan, ANY),
    ("0**x", lambda x: 0.0**x, 2.0, 0, 0, 0),
    ("(-2)**x", lambda x: (-2.0) ** x, 2.0, 4, nan, ANY),
    ("exp(710)", np.exp, 710.0, inf, inf, inf),
    ("tanh(400)", np.tanh, 400.0, 1, 0, 0),
    ("sigmoid(800)", tg.sigmoid, 800.0, 1, 0, 0),
    ("sigmoid(-800)", tg.sigmoid, -800.0, 0, 0, 0),
    ("softplus(800)", tg.softplus, 800.0, 800, 1, 0),
    ("softplus(-800)", tg.softplus, -800.0, 0, 0, 0),
    ("cross_entropy(800, 0)", lambda z: rules.cross_entropy(z, 0.0), 800.0, 800, 1, 0),
    ("cross_entropy(800, 1)", lambda z: rules.cross_entropy(z, 1.0), 800.0, 0, 0, 0),
    ("where(x > 0, sqrt(x), 0)", lambda x: np.where(x > 0, np.sqrt(x), 0.0), 0.0, 0, nan, ANY),
    ("exp(nan)", np.exp, nan, nan, nan, nan),
    # Where they differ, and what is chosen here.
    ("abs(0)", abs, 0.0, 0, 0, 0),
    ("clip at the upper bound", lambda x: np.clip(x, 0.0, 1.0), 1.0, 1, 1, 0),
    ("clip at the lower bound", lambda x: np.clip(x, 0.0, 1.0), 0.0, 0, 1, 0),
    ("clip at the only upper bound", lambda x: np.clip(x, None, 1.0), 1.0, 1, 1, 0),
    ("clip at the only lower bound", lambda x: np.clip(x, 0.0, None), 0.0, 0, 1, 0),
    ("minimum(x, 0) at 0", lambda x: np.minimum(x, 0.0), 0.0, 0, 0.5, ANY),
    ("minimum(0, x) at 0", lambda x: np.minimum(0.0, x), 0.0, 0, 0.5, ANY),
    ("minimum(x, x)", lambda x: np.minimum(x, x), 0.7, 0.7, 1, ANY),
    ("maximum(0, x) at 0", lambda x: np.maximum(0.0, x), 0.0, 0, 0.5, ANY),
    ("leaky_relu(0)", lambda x: tg.leaky_relu(x, 0.25), 0.0, 0, 0.25, 0),
    ("x**y at 0, y a Tensor of 0", lambda x: x ** tg.Tensor(0.0), 0.0, 1, 0, 0),
    ("x**y at 0, y a Tensor of 1", lambda x: x ** tg.Tensor(1.0), 0.0, 0, 1, ANY),
    ("x**y at 0, y a Tensor of 2", lambda x: x ** tg.Tensor(2.0), 0.0, 0, 0, 2),
    ("0**x at 0", lambda x: 0.0**x, 0.0, 1, 0, 0),
    ("x/x at 1e-200", lambda x: x / x, 1e-200, 1, 0, ANY),
    ("expm1(-800)", np.expm1, -800.0, -1, 0, 0),
    ("exp(-800)", np.exp, -800.0, 0, 0, 0),
    ("relu(nan)", tg.relu, nan, nan, 0, ANY),
    ("maximum(x, nan)", lambda x: np.maximum(x, nan), 1.0, nan, 0, ANY),
    ("sqrt(-0.0)", np.sqrt, -0.0, 0, -inf, ANY),
    ("max with ties", lambda x: np.stack([x, x, x * 0 - 9]).max(), 2.0, 2, 1, 0),
]
SILENT = {
    "relu(0)", "tanh(400)", "sigmoid(800)", "sigmoid(-800)", "softplus(800)", "softplus(-800)",
    "x**2 at 0", "x**0 at 0", "cross_entropy(800, 0)", "cross_entropy(800, 1)", "abs(0)",
    "clip at the upper bound", "clip at the lower bound", "0**x", "0**x at 0", "leaky_relu(0)",
    "maximum(x, 0) at 0", "maximum(x, x)", "x**1 at 0", "x**3 at -2", "max with ties",
    "x**y at 0, y a Tensor of 0", "x**y at 0, y a Tensor of 2", "exp(-800)", "expm1(-800)",
}  # fmt: skip


def derivatives(f, at):
    x = tg.Tensor(at, requires_grad=True)
    y = f(x)
    first = tg.grad(y, x, create_graph=True)
    second = 0.0
    if isinstance(first, tg.Tensor) and first.requires_grad:
        second = tg.grad(first, x, allow_unused=True)
    number = first.item() if isinstance(first, tg.Tensor) else float(first)
    return y.item(), number, 0.0 if second is None else float(second)


@pytest.mark.parametrize(
    ("name", "f", "at", "value", "first", "second"), POINTS, ids=[p[0] for p in POINTS]
)
def test_point(name, f, at, value, first, second):
    with warnings.catch_warnings():
        warnings.simplefilter("error" if name in SILENT else "ignore")
        found = derivatives(f, at)
    for number, expected in zip(found, (value, first, second), strict=True):
        if expected is not ANY:
            np.testing.assert_allclose(number, expected, rtol=1e-12)


@pytest.mark.parametrize("size", [0, 1, 3])
def test_elements_that_tie_share_the_gradient(size):
    x = tg.Tensor(np.full((2, size), 5.0), requires_grad=True)
    if size:
        x.max(axis=1).sum().backward()
        np.testing.assert_allclose(x.grad.sum(axis=1), 1)
    else:
        x.sum().backward()
        assert x.grad.shape == (2, 0)


def test_a_nan_stays_visible():
    x = tg.Tensor([1.0, nan], requires_grad=True)
    for f in (np.exp, np.tanh, tg.sigmoid, tg.relu, np.square, abs):
        assert np.isnan(f(x).detach().numpy()).tolist() == [False, True]
    with np.errstate(invalid="ignore"):  # logaddexp says that nan is none of its numbers
        assert np.isnan(tg.softplus(x).detach().numpy()).tolist() == [False, True]
