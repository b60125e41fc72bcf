"""Layers chained with >> ; each one is callable and remembers what it needs."""
from __future__ import annotations
import numpy as np

rng = np.random.default_rng(99)


class Op:
    params: list = []

    def __rshift__(self, other):
        return Chain(self, other)

    def grads(self):
        return []


class Chain(Op):
    def __init__(self, *ops):
        self.ops = [o for op in ops for o in (op.ops if isinstance(op, Chain) else [op])]

    def __call__(self, x):
        for op in self.ops:
            x = op(x)
        return x

    def __invert__(self):
        return lambda g: self.back(g)

    def back(self, g):
        for op in reversed(self.ops):
            g = op.back(g)
        return g

    def pairs(self):
        for op in self.ops:
            yield from zip(op.params, op.grads())


class Affine(Op):
    def __init__(self, i, o):
        self.params = [rng.standard_normal((i, o)) * np.sqrt(2 / i), np.zeros(o)]

    def __call__(self, x):
        self.x = x
        return x @ self.params[0] + self.params[1]

    def back(self, g):
        self.g = g
        return g @ self.params[0].T

    def grads(self):
        return [np.tensordot(self.x, self.g, axes=(0, 0)), np.add.reduce(self.g, axis=0)]


class ELU(Op):
    def __call__(self, x):
        self.y = np.where(x > 0, x, np.expm1(np.minimum(x, 0)))
        return self.y

    def back(self, g):
        return g * np.where(self.y > 0, 1.0, self.y + 1.0)


class LogSoftmax(Op):
    def __call__(self, x):
        x = x - x.max(-1, keepdims=True)
        self.y = x - np.log(np.exp(x).sum(-1, keepdims=True))
        return self.y

    def back(self, g):
        return g - np.exp(self.y) * g.sum(-1, keepdims=True)


def nll(logp, y):
    g = np.zeros_like(logp)
    np.put_along_axis(g, y[:, None], -1 / len(y), axis=1)
    return -np.take_along_axis(logp, y[:, None], axis=1).mean(), g


X = rng.normal(size=(90, 5))
y = np.digitize(X[:, 0] + np.abs(X[:, 1]), [0.2, 1.2])
model = Affine(5, 16) >> ELU() >> Affine(16, 16) >> ELU() >> Affine(16, 3) >> LogSoftmax()

for epoch in range(150):
    order = rng.permutation(len(X))
    tot = 0.
    for b in np.array_split(order, 6):
        loss, g = nll(model(X[b]), y[b])
        (~model)(g)
        for p, dp in model.pairs():
            p -= 0.08 * dp
        tot += loss * len(b)
    if epoch % 30 == 0:
        print(epoch, tot / len(X))
