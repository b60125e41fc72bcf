# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["wrong-partial-derivative", "sign"]
# mistake = "RBF network: dbeta has lost the minus of exp(-beta d^2), and the centres' gradient has lost its factor 2."
# wrong_lines = [35, 38]
# cause_lines = []
# right = { "35" = "dbeta = -(dphi * phi * d2).sum(axis=0)", "38" = "dC = -2 * (dd2[:, :, None] * diff).sum(axis=0)" }
# wrong_in_itself = ["dbeta", "dC"]
# wrong_quantities = ["dbeta", "dC"]
# [/backprop]

import numpy as np

rng = np.random.default_rng(68)
X = rng.uniform(-1, 1, (20, 2))
y = np.exp(-3 * (X ** 2).sum(1)) - 0.3 * X[:, 0]
C = rng.uniform(-1, 1, (4, 2))
beta = np.full(4, 1.5)
w = rng.normal(size=4)


def rbf(X, C, beta, w):
    diff = X[:, None, :] - C[None, :, :]          # samples x centres x dims
    d2 = (diff ** 2).sum(axis=2)
    phi = np.exp(-beta * d2)
    out = phi @ w
    return d2, phi, out


def rbf_grad(X, y, C, beta, w, d2, phi, out):
    e = 2 * (out - y) / len(y)
    dw = phi.T @ e
    dphi = e[:, None] * w
    dbeta = (dphi * phi * d2).sum(axis=0)
    dd2 = -beta * phi * dphi
    diff = X[:, None, :] - C[None, :, :]
    dC = -(dd2[:, :, None] * diff).sum(axis=0)
    return dC, dbeta, dw


if __name__ == "__main__":
    for i in range(200):
        d2, phi, out = rbf(X, C, beta, w)
        dC, dbeta, dw = rbf_grad(X, y, C, beta, w, d2, phi, out)
        C -= 0.1 * dC
        beta -= 0.1 * dbeta
        w -= 0.1 * dw
        if i % 50 == 0:
            print(i, np.mean((out - y) ** 2))
