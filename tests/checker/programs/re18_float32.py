import numpy as np

f32 = np.float32
gen = np.random.default_rng(12)
X = gen.random((128, 10), dtype=f32)
Y = np.eye(4, dtype=f32)[(X[:, :4] * f32(2) + X[:, 4:8]).argmax(1)]


def glorot(i, o):
    lim = np.sqrt(6 / (i + o))
    return gen.uniform(-lim, lim, (i, o)).astype(f32)


W = [glorot(10, 20), glorot(20, 4)]
b = [np.zeros(20, f32), np.zeros(4, f32)]


def net(X):
    h = X @ W[0] + b[0]
    h = h / (1 + np.abs(h))
    o = h @ W[1] + b[1]
    o -= o.max(-1, keepdims=True)
    e = np.exp(o)
    return h, e / e.sum(-1, keepdims=True)


lr = f32(0.8)
for epoch in range(1, 121):
    h, p = net(X)
    g = (p - Y) / f32(len(X))
    gh = g @ W[1].T * (1 - np.abs(h)) ** 2
    W[1] -= lr * (h.T @ g)
    b[1] -= lr * g.sum(0)
    W[0] -= lr * (X.T @ gh)
    b[0] -= lr * gh.sum(0)
    if epoch % 40 == 0:
        print(epoch, "accuracy", (p.argmax(1) == Y.argmax(1)).mean())
assert W[0].dtype == f32
