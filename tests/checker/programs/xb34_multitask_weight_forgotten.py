# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["two-heads", "lost-factor"]
# mistake = "The total loss weights the classification head with lam = 2, its gradient does not; and the shared layer's bias sums only the regression head's part."
# wrong_lines = [38, 44]
# cause_lines = []
# right = { "38" = "dq = lam * (p - y_cls) / n", "44" = "dbs = (ds_r + ds_c).sum(axis=0, keepdims=True)" }
# wrong_in_itself = ["dq", "dbs"]
# wrong_quantities = ["dq", "dWc", "dWs", "dbs", "step_Ws", "step_bs", "step_Wc"]
# [/backprop]

import numpy as np

np.random.seed(2024)
n = 25
X = np.random.randn(n, 3)
y_reg = X[:, :1] * 2 - X[:, 1:2]
y_cls = (X[:, 2:] > 0.8).astype(float)
Ws = np.random.randn(3, 5) * 0.5
bs = np.zeros((1, 5))
Wr = np.random.randn(5, 1) * 0.5
Wc = np.random.randn(5, 1) * 0.5
lam = 2.0
lr = 0.1

for epoch in range(100):
    s = X @ Ws + bs
    h = np.tanh(s)
    r = h @ Wr
    q = h @ Wc
    p = 1 / (1 + np.exp(-q))
    mse = np.mean((r - y_reg) ** 2)
    bce = -np.mean(y_cls * np.log(p) + (1 - y_cls) * np.log(1 - p))
    total = mse + lam * bce

    dr = 2 * (r - y_reg) / n
    dq = (p - y_cls) / n
    dWr = h.T @ dr
    dWc = h.T @ dq
    ds_r = dr @ Wr.T * (1 - h ** 2)
    ds_c = dq @ Wc.T * (1 - h ** 2)
    dWs = X.T @ (ds_r + ds_c)
    dbs = ds_r.sum(axis=0, keepdims=True)

    Ws -= lr * dWs
    bs -= lr * dbs
    Wr -= lr * dWr
    Wc -= lr * dWc
    if epoch % 25 == 0:
        print(f"epoch {epoch:3d}: mse={mse:.4f} bce={bce:.4f} total={total:.4f}")
