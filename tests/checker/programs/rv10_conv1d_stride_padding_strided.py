# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["conv1d", "stride", "padding"]
# about = "1D convolution with stride 2 and padding through as_strided windows; the way back writes into slices of the padded input and cuts the border off."
# [/backprop]

import numpy as np
from numpy.lib.stride_tricks import as_strided

rng = np.random.default_rng(77)
N, C, L, F, k, stride, pad = 3, 2, 6, 2, 3, 2, 1
L_out = (L + 2 * pad - k) // stride + 1
x = rng.normal(size=(N, C, L))
t = rng.normal(size=N)
K = rng.normal(size=(F, C, k)) * 0.5
c = np.zeros(F)
w = rng.normal(size=(F, L_out)) * 0.5


def windows(xp):
    s0, s1, s2 = xp.strides
    return as_strided(xp, (N, C, L_out, k), (s0, s1, s2 * stride, s2))


def forward(x, K, c, w):
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    cols = windows(xp)
    z = np.einsum("nclk,fck->nfl", cols, K) + c[:, None]
    y = np.tensordot(np.maximum(z, 0.1 * z), w, axes=2)
    return cols, z, y


def backward(cols, z, y):
    dy = 2 * (y - t) / N
    dw = np.tensordot(dy, np.maximum(z, 0.1 * z), axes=1)
    dz = np.multiply.outer(dy, w) * np.where(z > 0, 1.0, 0.1)
    dK = np.einsum("nfl,nclk->fck", dz, cols)
    dc = dz.sum(axis=(0, 2))
    dxp = np.zeros((N, C, L + 2 * pad))
    for j in range(k):
        dxp[:, :, j:j + stride * L_out:stride] += np.einsum("nfl,fc->ncl", dz, K[:, :, j])
    dx = dxp[:, :, pad:-pad]
    return dK, dc, dw, dx


if __name__ == "__main__":
    for i in range(40):
        cols, z, y = forward(x, K, c, w)
        dK, dc, dw, dx = backward(cols, z, y)
        for p, g in ((K, dK), (c, dc), (w, dw)):
            p -= 0.05 * g
        if i % 10 == 0:
            print(i, np.mean((y - t) ** 2))
