# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["weight-normalisation"]
# mistake = "dv is only dW * g / |v|: the part along v is not taken off (the length depends on v)."
# wrong_lines = [38]
# cause_lines = []
# right = { "38" = "dV = g / norms * (dW - dg * V / norms)" }
# wrong_in_itself = ["dV"]
# wrong_quantities = ["dV", "step_V"]
# [/backprop]

import numpy as np

rng = np.random.default_rng(70)
X = rng.normal(size=(8, 3))
y = rng.normal(size=(8, 1))
V = rng.normal(size=(3, 4))
g = rng.uniform(0.5, 1.5, 4)
b = np.zeros(4)
w2 = rng.normal(size=(4, 1)) * 0.5

for it in range(60):
    norms = np.sqrt((V ** 2).sum(axis=0))
    W = V / norms * g
    z = X @ W + b
    a = np.log1p(np.exp(z))
    pred = a @ w2
    loss = np.mean((pred - y) ** 2)

    dpred = 2 * (pred - y) / y.size
    dw2 = a.T @ dpred
    da = dpred @ w2.T
    dz = da / (1 + np.exp(-z))
    db = dz.sum(axis=0)
    dW = X.T @ dz
    dg = (dW * V / norms).sum(axis=0)
    dV = dW * g / norms

    V -= 0.1 * dV
    g -= 0.1 * dg
    b -= 0.1 * db
    w2 -= 0.1 * dw2
    if it % 15 == 0:
        print(it, loss)
