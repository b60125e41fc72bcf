import numpy as np


def bn_forward(x, gamma, beta, eps=1e-5):
    mu = x.mean(axis=0)
    var = x.var(axis=0)
    inv = 1 / np.sqrt(var + eps)
    xhat = (x - mu) * inv
    return gamma * xhat + beta, (xhat, inv, gamma)


def bn_backward(dout, cache):
    xhat, inv, gamma = cache
    N = dout.shape[0]
    dgamma = (dout * xhat).sum(0)
    dbeta = dout.sum(0)
    dxhat = dout * gamma
    dx = inv / N * (N * dxhat - dxhat.sum(0) - xhat * (dxhat * xhat).sum(0))
    return dx, dgamma, dbeta


rng = np.random.default_rng(5)
X = rng.normal(3, 2, size=(24, 4))
Y = ((X[:, 0] - X[:, 1]) > 0).astype(float)[:, None]
W1 = rng.normal(size=(4, 7)) * 0.5
gamma, beta = np.ones(7), np.zeros(7)
W2 = rng.normal(size=(7, 1)) * 0.5
b2 = np.zeros(1)
losses = []
for epoch in range(40):
    z1 = X @ W1
    bn, cache = bn_forward(z1, gamma, beta)
    a1 = np.where(bn > 0, bn, 0.1 * bn)
    z2 = a1 @ W2 + b2
    p = 1 / (1 + np.exp(-z2))
    losses.append(-(Y * np.log(p) + (1 - Y) * np.log(1 - p)).mean())
    dz2 = (p - Y) / Y.size
    dW2, db2 = a1.T @ dz2, dz2.sum(0)
    dbn = dz2 @ W2.T
    dbn[bn <= 0] *= 0.1
    dz1, dgamma, dbeta = bn_backward(dbn, cache)
    dW1 = X.T @ dz1
    for par, g in ((W1, dW1), (gamma, dgamma), (beta, dbeta), (W2, dW2), (b2, db2)):
        par -= 0.5 * g
print("loss", losses[0], "->", losses[-1])
