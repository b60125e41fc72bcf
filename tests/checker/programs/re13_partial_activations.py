import numpy as np
from functools import partial


def leaky(z, slope=0.01, deriv=False):
    if deriv:
        return np.where(z >= 0, 1.0, slope)
    return np.where(z >= 0, z, slope * z)


def scaled_tanh(z, a=1.7159, b=2 / 3, deriv=False):
    if deriv:
        return a * b * (1 - np.tanh(b * z) ** 2)
    return a * np.tanh(b * z)


def identity(z, deriv=False):
    return np.ones_like(z) if deriv else z


acts = [partial(leaky, slope=0.2), partial(scaled_tanh, b=0.5), identity]
derivs = [partial(f, deriv=True) for f in acts]
dims = [3, 10, 6, 2]

prng = np.random.RandomState(31)
mats = [prng.randn(o, i + 1) / np.sqrt(i) for i, o in zip(dims, dims[1:])]
with_one = lambda a: np.vstack([a, np.ones((1, a.shape[1]))])


def run(mats, x):
    zs, ins = [], []
    for M, f in zip(mats, acts):
        ins.append(with_one(x))
        zs.append(M @ ins[-1])
        x = f(zs[-1])
    return x, zs, ins


def backprop(mats, x, t):
    out, zs, ins = run(mats, x)
    delta = (out - t) / t.shape[1] * derivs[-1](zs[-1])
    grads = [delta @ ins[-1].T]
    for l in range(len(mats) - 2, -1, -1):
        delta = (mats[l + 1][:, :-1].T @ delta) * derivs[l](zs[l])
        grads.insert(0, delta @ ins[l].T)
    return grads, out


x = prng.uniform(-1, 1, (3, 70))
t = np.stack([x[0] * x[1], np.maximum(x[2], x[0])])
for i in range(400):
    g, out = backprop(mats, x, t)
    mats = [M - 0.1 * dM for M, dM in zip(mats, g)]
    if not i % 100:
        print("half mse", 0.5 * ((out - t) ** 2).sum(0).mean())
