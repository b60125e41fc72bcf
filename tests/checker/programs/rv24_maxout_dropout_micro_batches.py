# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["maxout", "dropout", "gradient-accumulation"]
# about = "Maxout with stored argmax, plain (not inverted) dropout by a stored mask, gradients accumulated over micro batches that sum to the full mean."
# [/backprop]

import numpy as np

rng = np.random.RandomState(55)
N, D, U, K = 8, 2, 3, 2
X = rng.randn(N, D)
Y = np.abs(X).sum(axis=1, keepdims=True)
P = {"W": rng.randn(D, U * K), "b": np.zeros(U * K), "V": rng.randn(U, 1)}
keep = 0.7
mask = (rng.rand(N, U) < keep).astype(float)     # not scaled: V is multiplied by keep at test time


def micro_batches(size):
    for start in range(0, N, size):
        rows = slice(start, start + size)
        yield X[rows], Y[rows], mask[rows]


def forward(x, m):
    pieces = (x @ P["W"] + P["b"]).reshape(-1, U, K)
    which = pieces.argmax(axis=2)[..., None]
    h = np.take_along_axis(pieces, which, axis=2)[..., 0] * m
    return h, which, h @ P["V"]


def full_loss():
    h, which, out = forward(X, mask)
    return 0.5 * np.mean((out - Y) ** 2)


def accumulate(size=3):
    total = {k: np.zeros_like(v) for k, v in P.items()}
    for x, y, m in micro_batches(size):
        h, which, out = forward(x, m)
        g = (out - y) / N
        gh = (g @ P["V"].T) * m
        gp = np.zeros(gh.shape + (K,))
        np.put_along_axis(gp, which, gh[..., None], axis=2)
        gp = gp.reshape(len(x), -1)
        for key, part in zip("WbV", (x.T @ gp, gp.sum(axis=0), h.T @ g)):
            total[key] += part
    return total


def step(grads, lr):
    for k in P:
        P[k] -= lr * grads[k]


def test_output(x):
    h, _, _ = forward(x, np.ones((len(x), U)))
    return h @ (keep * P["V"])


if __name__ == "__main__":
    for epoch in range(40):
        if epoch % 10 == 0:
            print(epoch, full_loss())
        step(accumulate(), 0.1)
