import numpy as np


def dense(n_in, n_out, rng):
    W = rng.standard_normal((n_in, n_out)) / n_in ** 0.5
    b = np.zeros(n_out)

    def forward(x):
        def backward(g):
            return g @ W.T, [(W, x.T @ g), (b, g.sum(0))]
        return x @ W + b, backward
    return forward, (W, b)


def leaky(x):
    scale = np.where(x < 0, 0.2, 1.0)
    return x * scale, lambda g: (g * scale, [])


def huber(pred, t, delta=0.5):
    r = pred - t
    small = np.abs(r) <= delta
    value = np.where(small, r ** 2 / 2, delta * (np.abs(r) - delta / 2)).mean()
    return value, np.where(small, r, delta * np.sign(r)) / r.size


rng = np.random.default_rng(23)
f1, p1 = dense(3, 8, rng)
f2, p2 = dense(8, 1, rng)
chain = [f1, leaky, f2]
x = rng.standard_normal((25, 3))
t = (x[:, :1] - 2 * x[:, 1:2]) + (rng.random((25, 1)) < 0.1) * 8
for it in range(60):
    tape, h = [], x
    for f in chain:
        h, back = f(h)
        tape.append(back)
    loss, g = huber(h, t)
    updates = []
    while tape:
        g, pairs = tape.pop()(g)
        updates += pairs
    for p, dp in updates:
        p -= 0.3 * dp
    if it % 20 == 0:
        print(it, loss)
