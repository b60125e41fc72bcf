import numpy as np


class Tape:
    def __init__(self):
        self.ops = []

    def record(self, fn):
        self.ops.append(fn)

    def unwind(self):
        while self.ops:
            self.ops.pop()()


class Var:
    def __init__(self, value):
        self.v = np.asarray(value, dtype=float)
        self.g = np.zeros_like(self.v)


def affine(tape, x, w, b):
    out = Var(x.v @ w.v + b.v)

    def bw():
        w.g += x.v.T @ out.g
        b.g += out.g.sum(axis=0)
        x.g += out.g @ w.v.T
    tape.record(bw)
    return out


def relu(tape, x):
    out = Var(np.where(x.v > 0, x.v, 0))

    def bw():
        x.g += np.where(x.v > 0, out.g, 0)
    tape.record(bw)
    return out


def mse(tape, x, y):
    out = Var(np.mean((x.v - y) ** 2))

    def bw():
        x.g += out.g * 2 * (x.v - y) / y.size
    tape.record(bw)
    return out


np.random.seed(303)
X = np.random.uniform(-1, 1, (70, 2))
Y = np.hypot(X[:, 0], X[:, 1])[:, None]
params = [Var(np.random.randn(2, 10)), Var(np.zeros(10)), Var(np.random.randn(10, 1) * 0.4), Var([0.3])]
for epoch in range(100):
    tape = Tape()
    w1, b1, w2, b2 = params
    loss = mse(tape, affine(tape, relu(tape, affine(tape, Var(X), w1, b1)), w2, b2), Y)
    for p in params:
        p.g.fill(0)
    loss.g = np.array(1.0)
    tape.unwind()
    for p in params:
        p.v -= 0.1 * p.g
    if epoch % 25 == 0:
        print(epoch, float(loss.v))
