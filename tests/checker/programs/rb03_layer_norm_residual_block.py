# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["layer-normalisation", "residual"]
# about = "Pre-norm residual block: y = x W + f(layernorm(x W)); the gradient of the skip path is added in place."
# [/backprop]

import numpy as np

rng = np.random.RandomState(8)
B, d = 9, 4
data = rng.randn(B, 3)
target = np.stack([data.sum(1), data.prod(1)], axis=1)
Win = rng.randn(3, d) * .5
g = np.ones(d)
be = np.zeros(d)
W = rng.randn(d, d) * .5
V = rng.randn(d, 2) * .5

for step in range(150):
    x = data @ Win
    mu = x.mean(-1, keepdims=True)
    r = 1 / np.sqrt(x.var(-1, keepdims=True) + 1e-5)
    xn = (x - mu) * r
    u = (xn * g + be) @ W
    h = x + np.tanh(u)
    out = h @ V
    J = ((out - target) ** 2).sum() / B

    dout = 2 * (out - target) / B
    dV = h.T @ dout
    dh = dout @ V.T
    du = dh * (1 - np.tanh(u) ** 2)
    dW = (xn * g + be).T @ du
    dy = du @ W.T
    dg = (dy * xn).sum(0)
    dbe = dy.sum(0)
    dxn = dy * g
    dx = r * (dxn - dxn.mean(-1, keepdims=True) - xn * (dxn * xn).mean(-1, keepdims=True))
    dx += dh
    dWin = data.T @ dx

    for p, dp in ((Win, dWin), (g, dg), (be, dbe), (W, dW), (V, dV)):
        p -= 0.1 * dp
    if step % 50 == 0:
        print(step, J)
