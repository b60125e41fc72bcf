import numpy as np

rng = np.random.RandomState(14)
# small sequences cut in windows: (samples, windows, width)
n, length, width, filters = 40, 12, 4, 5
seq = rng.randn(n, length)
has_bump = rng.rand(n) < 0.5
for i in np.flatnonzero(has_bump):
    at = rng.randint(0, length - width)
    seq[i, at:at + width] += [1, 2, 2, 1]
y = has_bump.astype(float)
win = np.stack([seq[:, k:k + width] for k in range(length - width + 1)], axis=1)
K = win.shape[1]

F = rng.randn(width, filters) * 0.4
c = np.zeros(filters)
v = rng.randn(K, filters) * 0.2
d = 0.0
lr = 0.3
for epoch in range(120):
    lin = np.tensordot(win, F, axes=([2], [0])) + c
    m = np.tanh(lin)
    logit = np.tensordot(m, v, axes=2) + d
    p = 1 / (1 + np.exp(-logit))
    ce = -np.average(y * np.log(p) + (1 - y) * np.log1p(-p))

    e = (p - y) / n
    dv = np.tensordot(e, m, axes=(0, 0))
    dm = np.multiply.outer(e, v)
    dlin = dm * (1 - m * m)
    dF = np.tensordot(win, dlin, axes=([0, 1], [0, 1]))
    dc = dlin.sum(axis=(0, 1))
    F, c, v, d = F - lr * dF, c - lr * dc, v - lr * dv, d - lr * e.sum()
    if epoch % 40 == 0:
        print(epoch, "cross entropy", ce)
print("accuracy", np.mean((p > .5) == has_bump))
