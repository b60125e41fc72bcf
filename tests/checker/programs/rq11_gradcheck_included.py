import numpy as np
from functools import reduce

np.random.seed(17)
shapes = [(4, 6), (6,), (6, 3), (3,)]
sizes = [reduce(lambda a, b: a * b, s) for s in shapes]
theta = np.random.randn(sum(sizes)) * 0.4
X = np.random.randn(12, 4)
T = np.eye(3)[np.random.randint(0, 3, 12)]


def unpack(vec):
    out, pos = [], 0
    for s, n in zip(shapes, sizes):
        out.append(vec[pos:pos + n].reshape(s))
        pos += n
    return out


def cost(vec):
    W1, b1, W2, b2 = unpack(vec)
    h = np.tanh(X @ W1 + b1)
    logits = h @ W2 + b2
    logZ = np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return -(T * (logits - logZ)).sum() / len(X)


def gradient(vec):
    W1, b1, W2, b2 = unpack(vec)
    grad = np.empty_like(vec)
    gW1, gb1, gW2, gb2 = unpack(grad)
    h = np.tanh(X @ W1 + b1)
    logits = h @ W2 + b2
    e = np.exp(logits)
    delta = (e / e.sum(axis=1, keepdims=True) - T) / len(X)
    gW2[:] = h.T @ delta
    gb2[:] = delta.sum(axis=0)
    delta = (delta @ W2.T) * (1 - h ** 2)
    np.dot(X.T, delta, out=gW1)
    np.sum(delta, axis=0, out=gb1)
    return grad


def numerical(vec, eps=1e-5):
    g = np.zeros_like(vec)
    for i in range(vec.size):
        e = np.zeros_like(vec)
        e[i] = eps
        g[i] = (cost(vec + e) - cost(vec - e)) / (2 * eps)
    return g


a, n = gradient(theta), numerical(theta)
rel = np.linalg.norm(a - n) / (np.linalg.norm(a) + np.linalg.norm(n))
assert rel < 1e-6, rel
print("gradient check", rel)
for it in range(50):
    theta -= 0.5 * gradient(theta)
print("cost", cost(theta))
