import numpy as np

# tiny residual net by hand
np.random.seed(6)
X = np.random.randn(45, 3)
y = (np.sin(X[:, 0]) + 0.5 * X[:, 1] * X[:, 2]).reshape(-1, 1)
n = y.shape[0]

Wa = np.random.randn(3, 5) * 0.5
ba = np.zeros(5)
Wb = np.random.randn(5, 5) * 0.5
bb = np.zeros(5)
Wo = np.random.randn(5, 1) * 0.5
bo = np.zeros(1)
lr = 0.1
log = []

for ep in range(200):
    # ---- forward ----
    h1 = np.tanh(X @ Wa + ba)
    r = np.tanh(h1 @ Wb + bb)
    h2 = h1 + r
    pred = h2 @ Wo + bo
    mse = np.mean(np.square(pred - y))
    log.append(mse)

    # ---- backward ----
    dpred = 2.0 / n * (pred - y)
    dWo = h2.T @ dpred
    dbo = np.sum(dpred, axis=0)
    dh2 = dpred @ Wo.T
    dr = dh2 * (1 - r * r)
    dWb = h1.T @ dr
    dbb = np.sum(dr, axis=0)
    dh1 = dr @ Wb.T
    da = dh1 * (1 - h1 * h1)
    dWa = X.T @ da
    dba = np.sum(da, axis=0)

    # ---- sgd ----
    Wa -= lr * dWa
    ba -= lr * dba
    Wb -= lr * dWb
    bb -= lr * dbb
    Wo -= lr * dWo
    bo -= lr * dbo

print("start", log[0], "end", log[-1])
