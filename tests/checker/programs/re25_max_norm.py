import numpy as np

np.random.seed(61)
X = np.random.randn(110, 8)
labels = (X[:, :2].sum(axis=1) > 0) * 1 + (X[:, 2] > 0.8) * 1
Y = (labels[:, None] == np.arange(3)).astype(int)

Wh = np.random.randn(8, 15) * 0.5
bh = np.zeros((15,))
Wo = np.random.randn(15, 3) * 0.5
bo = np.zeros((3,))
MAXNORM = 2.0
losses = []


def project(W, limit):
    norms = np.linalg.norm(W, axis=0)
    return W * np.minimum(1, limit / np.maximum(norms, 1e-9))


for epoch in range(150):
    a = X @ Wh + bh
    h = np.log1p(np.exp(-np.abs(a))) + np.maximum(a, 0)
    s = h @ Wo + bo
    p = np.exp(s - s.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    losses.append((-Y * np.log(p)).sum(axis=1).mean())

    ds = (p - Y) / X.shape[0]
    dWo, dbo = h.T @ ds, ds.sum(axis=0)
    da = (ds @ Wo.T) / (1 + np.exp(-a))
    dWh, dbh = X.T @ da, da.sum(axis=0)

    Wo -= 0.5 * dWo
    bo -= 0.5 * dbo
    Wh -= 0.5 * dWh
    bh -= 0.5 * dbh
    Wh = project(Wh, MAXNORM)
    Wo = project(Wo, MAXNORM)

print("loss %.4f -> %.4f, largest column norm %.3f" % (losses[0], losses[-1], np.linalg.norm(Wh, axis=0).max()))
