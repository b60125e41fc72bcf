"""The program that is printed gives the gradients of the engine."""

import numpy as np
import pytest

import tinygrad_bc as tg
from tinygrad_bc.reading.numpy_source import to_numpy

FORMS = {
    "net": lambda x, w: (tg.sigmoid(w.T @ tg.tanh(x + 1)) ** 2).mean(),
    "relu": lambda x, w: (tg.relu(x - 1) * tg.leaky_relu(w) + tg.softplus(x)).sum(),
    "index": lambda x, w: (x[0] * w[:, [0, 0, 1]][1]).sum(),
    "join": lambda x, w: np.concatenate([x, w * x], axis=1).max(),
    "einsum": lambda x, w: np.einsum("ij,kj->", x, w) + np.log(x).sum() / np.sqrt(w).sum(),
    "choice": lambda x, w: np.where(x > w, x, w**x).sum() - np.clip(x, 0.3, 0.9).sum(axis=0)[1],
    "shapes": lambda x, w: (x.reshape(3, 2) @ w).transpose(1, 0).mean(axis=1, keepdims=True).sum(),
}


@pytest.mark.parametrize("form", FORMS)
def test_same_gradients(form):
    rng = np.random.default_rng(1)
    x = tg.Tensor(rng.uniform(0.2, 2, (2, 3)), requires_grad=True, name="x")
    w = tg.Tensor(rng.uniform(0.2, 2, (2, 3)), requires_grad=True, name="w")
    J = FORMS[form](x, w)
    space: dict = {}
    exec(to_numpy(J), space)
    code = space["forward"].__code__
    given = {"x": x.detach().numpy(), "w": w.detach().numpy()}
    arguments = code.co_varnames[: code.co_argcount]
    for name in set(arguments) - set(given):  # only the index of one form
        given[name] = np.array([0, 0, 1])
    value, cache = space["forward"](*(given[name] for name in arguments))
    J.backward()
    assert np.allclose(value, J.item(), rtol=1e-12)
    for name, g in space["backward"](cache).items():
        assert np.allclose(g, {"x": x, "w": w}[name].grad, rtol=1e-12)


def test_two_thousand_operations():
    x = tg.Tensor(0.5, requires_grad=True, name="x")
    y = x
    for _ in range(1000):
        y = tg.tanh(y + x)
    space: dict = {}
    exec(to_numpy(y), space)
    _, cache = space["forward"](0.5)
    y.backward()
    assert np.isclose(space["backward"](cache)["x"], x.grad, rtol=1e-12)
