# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["weight-normalisation", "rms-norm"]
# about = "Weight-normalised layer (g * v / |v|, rows of v) followed by RMS norm; both projections written out."
# [/backprop]

import numpy as np

np.random.seed(64)
n, d, h = 7, 3, 4
X, y = np.random.randn(n, d), np.random.randn(n)
v = np.random.randn(h, d)
g = np.ones(h)
scale = np.full(h, 0.9)
U = np.random.randn(h) * 0.5
eps = 1e-6

for step in range(60):
    length = np.linalg.norm(v, axis=1)
    W = v * (g / length)[:, None]
    Z = X @ W.T
    rms = np.sqrt((Z * Z).mean(axis=1, keepdims=True) + eps)
    R = Z / rms
    S = R * scale
    A = np.tanh(S)
    out = A @ U
    loss = ((out - y) ** 2).mean()

    dout = 2 / n * (out - y)
    dU = dout @ A
    dS = np.outer(dout, U) * (1 - A ** 2)
    dscale = np.einsum("nh,nh->h", dS, R)
    dR = dS * scale
    dZ = (dR - R * (dR * R).mean(axis=1, keepdims=True)) / rms
    dW = dZ.T @ X
    unit = v / length[:, None]
    dg = (dW * unit).sum(axis=1)
    dv = (g / length)[:, None] * (dW - dg[:, None] * unit)

    v -= 0.1 * dv
    g -= 0.1 * dg
    scale -= 0.1 * dscale
    U -= 0.1 * dU
    if step % 15 == 0:
        print(step, loss)
