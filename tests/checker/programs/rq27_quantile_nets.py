import numpy as np

np.random.seed(27)
x = np.sort(np.random.rand(50)) * 4
y = np.sin(x) + np.random.randn(50) * 0.3
basis = x[:, None]
nets = {}
for q in (0.1, 0.5, 0.9):
    nets[q] = [np.random.randn(1, 8), np.random.randn(8), np.random.randn(8) * 0.3, np.zeros(1)]


def pinball(pred, q):
    r = y - pred
    return np.mean(np.maximum(q * r, (q - 1) * r))


for q, net in nets.items():
    for it in range(30):
        W, b, v, c = net
        h = 1 / (1 + np.exp(-(basis @ W + b)))
        pred = h @ v + c
        loss = pinball(pred, q)
        dpred = np.where(y > pred, -q, 1 - q) / y.size
        dv = h.T @ dpred
        dc = np.array([dpred.sum()])
        dz = dpred[:, None] * v * h * (1 - h)
        dW = basis.T @ dz
        db = np.einsum("ij->j", dz)
        net[:] = [p - 0.5 * g for p, g in zip(net, (dW, db, dv, dc))]
    print("quantile", q, "loss", round(loss, 4))
