# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["layer-normalisation", "wrong-axis"]
# mistake = "Layer norm is over the features, but the backward formula takes its two means over the batch (copied from batch norm)."
# wrong_lines = [41]
# cause_lines = []
# right = { "41" = "da = (dnorm - dnorm.mean(axis=1, keepdims=True) - norm * (dnorm * norm).mean(axis=1, keepdims=True)) / std" }
# wrong_in_itself = ["da"]
# wrong_quantities = ["da", "dW", "step_W"]
# [/backprop]

import numpy as np

rng = np.random.default_rng(15)
n, d_in, d, k = 8, 3, 5, 3
X = rng.normal(size=(n, d_in))
t = np.eye(k)[rng.integers(0, k, n)]
W = rng.normal(size=(d_in, d)) * .7
g, b = np.ones(d), np.zeros(d)
U = rng.normal(size=(d, k)) * .7

for i in range(80):
    # linear -> layer norm -> relu -> linear -> softmax
    a = X @ W
    mean = a.mean(axis=1, keepdims=True)
    std = np.sqrt(((a - mean) ** 2).mean(axis=1, keepdims=True) + 1e-6)
    norm = (a - mean) / std
    y = g * norm + b
    h = np.maximum(0, y)
    o = h @ U
    p = np.exp(o) / np.exp(o).sum(axis=1, keepdims=True)
    loss = -(t * np.log(p)).sum() / n

    do = (p - t) / n
    dU = h.T @ do
    dy = (do @ U.T) * (y > 0)
    dg = (dy * norm).sum(axis=0)
    db = dy.sum(axis=0)
    dnorm = dy * g
    da = (dnorm - dnorm.mean(axis=0) - norm * (dnorm * norm).mean(axis=0)) / std
    dW = X.T @ da

    W -= 0.2 * dW
    g -= 0.2 * dg
    b -= 0.2 * db
    U -= 0.2 * dU
    if i % 20 == 0:
        print(i, loss)
