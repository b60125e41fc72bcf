import numpy as np

rs = np.random.RandomState(6)
X = rs.randn(64, 5)
y = np.sum(np.abs(X), axis=1, keepdims=True) - 3.5

W_in = rs.randn(5, 8) * 0.5
W_a = rs.randn(8, 8) * 0.3
b_a = np.zeros(8)
w_out = rs.randn(8, 1) * 0.3
b_out = np.zeros(1)

lr = 0.02
for step in range(300):
    h1 = np.tanh(X @ W_in)
    pre = h1 @ W_a + b_a
    branch = np.maximum(pre, 0)
    h2 = h1 + branch
    pred = h2 @ w_out + b_out
    diff = pred - y
    loss = 0.5 * np.mean(diff ** 2)

    dpred = diff / len(X)
    dw_out = h2.T @ dpred
    db_out = dpred.sum(axis=0)
    dh2 = dpred @ w_out.T
    dbranch = dh2
    dbranch *= (pre > 0)
    dW_a = h1.T @ dbranch
    db_a = dbranch.sum(axis=0)
    dh1 = dh2 + dbranch @ W_a.T
    dW_in = X.T @ (dh1 * (1 - h1 ** 2))

    W_in -= lr * dW_in
    W_a -= lr * dW_a
    b_a -= lr * db_a
    w_out -= lr * dw_out
    b_out -= lr * db_out
    if step % 50 == 0:
        print("step", step, "loss", round(loss, 5))
