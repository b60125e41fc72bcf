import numpy as np

# one trunk, two heads (value in [-1, 1] and a yes/no)
np.random.seed(31)
X = np.random.randn(64, 4)
y_reg = np.tanh(X[:, :1] - X[:, 1:2])
y_cls = (X[:, 2:3] + X[:, 3:] > 0).astype(float)
N = len(X)

Ws = np.random.randn(4, 10) * 0.6
bs = np.zeros((1, 10))
Wr = np.random.randn(10, 1) * 0.4
br = np.zeros((1, 1))
Wc = np.random.randn(10, 1) * 0.4
bc = np.zeros((1, 1))

for it in range(150):
    zs = X @ Ws + bs
    hs = np.maximum(zs, 0)
    reg = np.tanh(hs @ Wr + br)
    cls = 1 / (1 + np.exp(-(hs @ Wc + bc)))
    loss_reg = np.mean((reg - y_reg) ** 2)
    loss_cls = -np.mean(y_cls * np.log(cls) + (1 - y_cls) * np.log(1 - cls))
    total = loss_reg + loss_cls

    # head gradients
    d_reg = 2 * (reg - y_reg) / N
    d_cls = (cls - y_cls) / N
    dWr, dbr = hs.T @ d_reg, d_reg.sum(axis=0, keepdims=True)
    dWc, dbc = hs.T @ d_cls, d_cls.sum(axis=0, keepdims=True)

    # trunk
    dhs = d_cls @ Wc.T
    dzs = dhs * (zs > 0)
    dWs, dbs = X.T @ dzs, dzs.sum(axis=0, keepdims=True)

    Ws -= 0.05 * dWs
    bs -= 0.05 * dbs
    Wr -= 0.05 * dWr
    br -= 0.05 * dbr
    Wc -= 0.05 * dWc
    bc -= 0.05 * dbc
    if it % 30 == 0:
        print(it, "reg", loss_reg, "cls", loss_cls)
