# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["own-loss"]
# about = "Focal loss with pt: dz = s * (1-pt)^gamma * (gamma*pt*log(pt) + pt - 1), s = +-1."
# [/backprop]

import numpy as np

gamma = 2.0
rng = np.random.default_rng(8)
X = rng.normal(size=(45, 3))
y = (X @ np.array([1.0, -2.0, 0.5]) + rng.normal(size=45) > 2).astype(int)
W = rng.normal(size=3) * 0.1
b = np.zeros(1)


def forward(X):
    z = X.dot(W) + b
    return z, 1 / (1 + np.exp(-z))


def focal(p, y):
    pt = np.where(y == 1, p, 1 - p)
    return np.mean(-(1 - pt) ** gamma * np.log(pt))


def backward(X, p, y):
    pt = np.where(y == 1, p, 1 - p)
    sign = 2 * y - 1
    dz = sign * (1 - pt) ** gamma * (gamma * pt * np.log(pt) + pt - 1)
    gW = dz.dot(X) / len(y)
    gb = dz.mean(keepdims=True)
    return gW, gb


if __name__ == "__main__":
    for i in range(500):
        z, p = forward(X)
        gW, gb = backward(X, p, y)
        W -= 1.0 * gW
        b -= 1.0 * gb
        if i % 100 == 0:
            print(i, focal(p, y), "recall", ((p > .5) & (y == 1)).sum() / y.sum())
