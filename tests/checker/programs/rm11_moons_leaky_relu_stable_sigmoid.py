# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["leaky-relu", "stable-sigmoid"]
# about = "Bias as the last row of each weight matrix (np.c_ adds ones, [:-1] takes it off again in backward), sigmoid with two branches, leaky slope from the output's sign."
# [/backprop]

import numpy as np

rng = np.random.RandomState(1234)
n = 20
t = np.linspace(0, np.pi, n)
outer = np.c_[np.cos(t), np.sin(t)]
inner = np.c_[1 - np.cos(t), 0.5 - np.sin(t)]
X = np.r_[outer, inner] + rng.normal(0, 0.1, (2 * n, 2))
y = np.r_[np.zeros((n, 1)), np.ones((n, 1))]

SLOPE = 0.1
W = [rng.normal(0, 0.7, (3, 8)), rng.normal(0, 0.7, (9, 1))]


def sigmoid(z):
    # no overflow for large |z|: exp is only ever taken of -|z|
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def ones(a):
    return np.c_[a, np.ones(len(a))]


losses, lr = [], 0.5
for epoch in range(150):
    x0 = ones(X)
    s = x0 @ W[0]
    h = np.where(s > 0, s, SLOPE * s)
    x1 = ones(h)
    o = x1 @ W[1]
    p = sigmoid(o)
    # max(o, 0) - o * y + log(1 + exp(-|o|))
    bce = np.mean(np.maximum(o, 0) - o * y + np.log1p(np.exp(-np.abs(o))))
    losses.append(bce)

    g = (p - y) / y.size
    dW = [None, x1.T @ g]
    g = g @ W[1][:-1].T
    g *= np.where(h > 0, 1, SLOPE)
    dW[0] = x0.T @ g
    for k in (0, 1):
        W[k] = W[k] - lr * dW[k]

print("loss", losses[0], "->", losses[-1], "acc", np.mean((p > .5) == y))
