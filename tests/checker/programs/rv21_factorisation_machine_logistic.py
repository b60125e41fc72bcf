# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["factorisation-machine", "log-loss"]
# about = "Second-order factorisation machine with labels -1/+1; the factor gradient x (xV) - x^2 V in one einsum, weight decay on V only."
# [/backprop]

import numpy as np

rng = np.random.RandomState(10)
X = (rng.rand(9, 5) < 0.5) * rng.rand(9, 5).round(2)
s = np.where(X[:, 0] * X[:, 2] + X[:, 1] > 0.3, 1.0, -1.0)
w0, w, V = np.zeros(1), np.zeros(5), rng.randn(5, 2) * 0.3
decay = 0.01


def fm(X):
    XV = X @ V
    pairs = 0.5 * (XV ** 2 - X ** 2 @ V ** 2).sum(axis=1)
    score = w0 + X @ w + pairs
    return score, XV


def objective(score):
    return np.mean(np.log1p(np.exp(-s * score))) + 0.5 * decay * np.sum(V ** 2)


def gradient(score, XV):
    g = -s / (1 + np.exp(s * score)) / len(s)
    dw0 = np.array([g.sum()])
    dw = g @ X
    dV = np.einsum("n,ni,nf->if", g, X, XV) - (g @ X ** 2)[:, None] * V
    dV += decay * V
    return dw0, dw, dV


if __name__ == "__main__":
    for epoch in range(100):
        score, XV = fm(X)
        dw0, dw, dV = gradient(score, XV)
        w0 -= 0.2 * dw0
        w -= 0.2 * dw
        V -= 0.2 * dV
        if epoch % 25 == 0:
            print(epoch, objective(score))
