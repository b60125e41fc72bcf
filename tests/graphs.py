"""Drawn graphs that together use every operation of the table.

A plan is a list of steps (name, i, j): the step of that name makes a new (2, 3) value of values i
and j of the pool.  Every step is smooth or keeps away from kinks on the numbers that occur, and
is tame, so that long plans stay finite.
"""

import numpy as np
from hypothesis import strategies as st

import tinygrad_bc as tg
from tinygrad_bc import rules

SHAPE = (2, 3)
MASK = np.array([[True, False, True], [False, True, False]])

STEPS = {
    "neg": lambda x, y: -x,
    "add": lambda x, y: x + y,
    "add, broadcast": lambda x, y: 1 + x + y[:1],
    "sub": lambda x, y: x - y,
    "sub, broadcast": lambda x, y: 2.5 - x - y[:, 1:2],
    "mul": lambda x, y: 0.5 * x * y,
    "mul, number": lambda x, y: np.float64(0.5) * x,
    "div": lambda x, y: x / (y * y + 1),
    "div, number": lambda x, y: 1 / (x * x + 1) - y / 3,
    "pow": lambda x, y: (x * x + 0.5) ** np.tanh(y),
    "pow, number": lambda x, y: np.tanh(x) ** 3 + np.tanh(y) ** 2 + (y * y + 1) ** -0.5,
    "square": lambda x, y: np.square(np.tanh(x)),
    "sqrt": lambda x, y: np.sqrt(x * x + 0.1),
    "abs": lambda x, y: abs(x) + np.tanh(y),
    "exp": lambda x, y: np.exp(np.tanh(x)),
    "expm1": lambda x, y: np.expm1(np.sin(x)),
    "log": lambda x, y: np.log(x * x + 0.5),
    "log1p": lambda x, y: np.log1p(x * x),
    "sin": lambda x, y: np.sin(x),
    "cos": lambda x, y: np.cos(x * y),
    "tanh": lambda x, y: np.tanh(x),
    "sigmoid": lambda x, y: tg.sigmoid(x),
    "relu": lambda x, y: tg.relu(x) + y,
    "leaky_relu": lambda x, y: tg.leaky_relu(x, 0.2),
    "softplus": lambda x, y: tg.softplus(x),
    "cross_entropy": lambda x, y: rules.cross_entropy(np.tanh(x), np.tanh(y)),
    "maximum": lambda x, y: np.maximum(x, y + 0.01) + np.maximum(x, 0.0),
    "minimum": lambda x, y: np.minimum(x, y + 0.01),
    "where": lambda x, y: np.where(x > y, x, 0.5 * y),
    "where, plain": lambda x, y: np.where(MASK, x, y),
    "clip": lambda x, y: np.clip(x, -0.7, 0.7) + np.clip(y, None, 0.4),
    "sum": lambda x, y: x + np.tanh(y.sum()),
    "sum, axis": lambda x, y: np.tanh(x.sum(axis=0)) + np.tanh(y).sum(axis=1, keepdims=True),
    "mean": lambda x, y: x - y.mean(axis=(0, 1)) + x.mean(axis=1, keepdims=True),
    "max": lambda x, y: x - y.max() + x.max(axis=0),
    "min": lambda x, y: x - np.tanh(y.min(axis=1, keepdims=True)),
    "matmul": lambda x, y: np.tanh(x @ y.T) @ x,
    "matmul, vector": lambda x, y: np.tanh(x @ y[0])[:, None] * x + np.tanh(y[:, 0] @ x),
    "matmul, vectors": lambda x, y: np.tanh(x[0] @ y[1]) * x,
    "matmul, batched": lambda x, y: np.tanh(x[None] @ np.stack([y.T, y.T]))[1] @ y,
    "linear": lambda x, y: rules.linear(np.tanh(x), np.tanh(y.T), x[:, :1]) @ y,
    "outer": lambda x, y: np.outer(np.tanh(x[:, 0]), y[1]),
    "dot": lambda x, y: np.dot(np.tanh(x.dot(y.T)), y),
    "einsum": lambda x, y: np.tanh(np.einsum("ij,kj->ik", x, y)) @ y,
    "einsum, diagonal": lambda x, y: np.tanh(np.einsum("ii->i", x @ y.T))[:, None] + x,
    "einsum, summed": lambda x, y: np.tanh(np.einsum("ij,kl", x, y))[:, :, 1, 2],
    "reshape": lambda x, y: x.reshape(3, 2).T,
    "ravel": lambda x, y: np.reshape(x.ravel() * y.ravel(), (2, -1)),
    "squeeze": lambda x, y: np.squeeze(x[:, None], axis=1) * 0.5,
    "expand_dims": lambda x, y: np.tanh(np.expand_dims(x, 1) * np.expand_dims(y, 0))[:, 1],
    "broadcast_to": lambda x, y: np.broadcast_to(np.tanh(x[0]), (2, 3)) + y,
    "transpose": lambda x, y: np.transpose(x[:, :, None], (2, 0, 1))[0] * 0.9,
    "swapaxes": lambda x, y: np.swapaxes(np.swapaxes(x, 0, 1) * y.T, 0, 1) * 0.5,
    "astype": lambda x, y: x * (y > 0).astype(float),
    "getitem": lambda x, y: x[::-1, [2, 0, 0]] * y[..., 1:2],
    "getitem, mask": lambda x, y: x * np.tanh(y[y > -10].sum()),
    "getitem, rows": lambda x, y: x[np.array([1, 1])] + y[1],
    "concatenate": lambda x, y: np.concatenate([x[:, :1], y[:, 1:]], axis=1),
    "concatenate, flat": lambda x, y: np.concatenate([x, y], axis=None)[3:9].reshape(2, 3),
    "stack": lambda x, y: np.stack((x, y), axis=1)[:, 1],
    "equal": lambda x, y: np.where(np.equal(x, y), y, x),
    "not_equal": lambda x, y: x * (x != y + 1),
    "less": lambda x, y: x * (x < y),
    "less_equal": lambda x, y: x * (x <= y),
    "greater": lambda x, y: x * (1 - (x > y)),
    "greater_equal": lambda x, y: x * (0.5 + (x >= y)),
    "logical_and": lambda x, y: x * np.logical_and(x > 0, y > 0),
    "logical_or": lambda x, y: x * np.logical_or(x > 0, y > 0),
    "logical_xor": lambda x, y: x * np.logical_xor(x > 0, y > 0),
    "logical_not": lambda x, y: x * np.logical_not(y > 0),
    "bitwise_and": lambda x, y: x * ((x > 0) & (y > 0)),
    "bitwise_or": lambda x, y: x * ((x > 0) | (y > 0)),
    "bitwise_xor": lambda x, y: x * ((x > 0) ^ (y > 0)),
    "invert": lambda x, y: x * ~(y > 0),
    "isnan": lambda x, y: np.where(np.isnan(y), 0.0, x),
    "isinf": lambda x, y: np.where(np.isinf(y), 0.0, x),
    "isfinite": lambda x, y: np.where(np.isfinite(y), x, 0.0),
    "sign": lambda x, y: x * np.sign(y),
    "floor": lambda x, y: x - 0.1 * np.floor(y),
    "ceil": lambda x, y: x + 0.1 * np.ceil(y),
    "rint": lambda x, y: x - 0.1 * np.rint(y),
    "any": lambda x, y: np.where((y > 1).any(axis=1, keepdims=True), x, 0.3 * x),
    "all": lambda x, y: np.where((y > -1).all(), x, 0.3 * x),
    "argmax": lambda x, y: x * (0.1 + np.argmax(y[0]) > 0.5),
    "argmin": lambda x, y: x * (0.1 * np.argmin(y, axis=0)),
}

plans = st.lists(
    st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 20), st.integers(0, 20)),
    min_size=1,
    max_size=8,
)


def leaves(seed):
    """Two parameters and an array of data, by name."""
    rng = np.random.default_rng(seed)
    return {name: rng.uniform(-1.5, 1.5, SHAPE) for name in ("w", "v", "data")}


def build(plan, arrays, names=False):
    """Run a plan on leaves; return the scalar and the parameters by name."""
    w, v = (tg.Tensor(arrays[n], requires_grad=True, name=n) for n in ("w", "v"))
    return run(plan, w, v, tg.Tensor(arrays["data"], name="data"), names), {"w": w, "v": v}


def run(plan, w, v, data, names=False):
    """Run a plan on two parameters and data; return the scalar."""
    pool = [w, v, data, w * v]
    for k, (name, i, j) in enumerate(plan):
        value = STEPS[name](pool[-1 - i % len(pool)], pool[-1 - j % len(pool)])
        pool.append(value.named(f"s{k}") if names and k % 2 else value)
    J = (pool[-1] * pool[-1]).mean() + sum((0.3 * x).sum() for x in pool[3:-1])
    return J.named("J")
