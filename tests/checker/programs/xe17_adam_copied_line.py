import numpy as np

rng = np.random.default_rng(77)
X = rng.normal(size=(50, 4))
y = ((X[:, 0] * X[:, 1] > 0) * 1.0)[:, None]
sg = lambda s: 1 / (1 + np.exp(-s))

W1 = rng.normal(size=(4, 4)) * 0.8
b1 = np.zeros(4)
W2 = rng.normal(size=(4, 4)) * 0.8
b2 = np.zeros(4)
w3 = rng.normal(size=(4, 1))
mW1 = vW1 = np.zeros((4, 4))
mW2 = vW2 = np.zeros((4, 4))
mb1 = vb1 = mb2 = vb2 = np.zeros(4)
mw3 = vw3 = np.zeros((4, 1))
B1, B2, EPS, LR = 0.9, 0.999, 1e-8, 0.01

for t in range(1, 101):
    a1 = sg(X @ W1 + b1)
    a2 = sg(a1 @ W2 + b2)
    p = sg(a2 @ w3)
    loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

    d3 = (p - y) / len(X)
    dw3 = a2.T @ d3
    d2 = d3 @ w3.T * a2 * (1 - a2)
    dW2, db2 = a1.T @ d2, d2.sum(0)
    d1 = d2 @ W2.T * a1 * (1 - a1)
    dW1, db1 = X.T @ d1, d1.sum(0)

    mW1 = B1 * mW1 + (1 - B1) * dW1
    vW1 = B2 * vW1 + (1 - B2) * dW1 ** 2
    mW2 = B1 * mW2 + (1 - B1) * dW2
    vW2 = B2 * vW2 + (1 - B2) * dW1 ** 2
    mb1, vb1 = B1 * mb1 + (1 - B1) * db1, B2 * vb1 + (1 - B2) * db1 ** 2
    mb2, vb2 = B1 * mb2 + (1 - B1) * db2, B2 * vb2 + (1 - B2) * db2 ** 2
    mw3, vw3 = B1 * mw3 + (1 - B1) * dw3, B2 * vw3 + (1 - B2) * dw3 ** 2

    c1, c2 = 1 - B1 ** t, 1 - B2 ** t
    W1 = W1 - LR * (mW1 / c1) / (np.sqrt(vW1 / c2) + EPS)
    b1 = b1 - LR * (mb1 / c1) / (np.sqrt(vb1 / c2) + EPS)
    W2 = W2 - LR * (mW2 / c1) / (np.sqrt(vW2 / c2) + EPS)
    b2 = b2 - LR * (mb2 / c1) / (np.sqrt(vb2 / c2) + EPS)
    w3 = w3 - LR * (mw3 / c1) / (np.sqrt(vw3 / c2) + EPS)
print(loss)
