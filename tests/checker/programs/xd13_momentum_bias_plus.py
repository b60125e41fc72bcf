import numpy as np

np.random.seed(21)
X = np.random.rand(64, 3)
y = (2 * X[:, [0]] - X[:, [1]] ** 2 + 0.5)
hidden = 8
lr, mu = 0.02, 0.9

W1 = np.random.randn(3, hidden) * np.sqrt(2 / 3)
b1 = np.zeros(hidden)
W2 = np.random.randn(hidden, 1) * np.sqrt(2 / hidden)
b2 = np.zeros(1)
vW1, vb1 = np.zeros_like(W1), np.zeros_like(b1)
vW2, vb2 = np.zeros_like(W2), np.zeros_like(b2)

for epoch in range(30):
    perm = np.random.permutation(64)
    for start in range(0, 64, 16):
        idx = perm[start:start + 16]
        xb, yb = X[idx], y[idx]

        z1 = xb @ W1 + b1
        a1 = np.maximum(z1, 0)
        out = a1 @ W2 + b2
        loss = np.mean((out - yb) ** 2)

        dout = 2 * (out - yb) / len(xb)
        gW2 = a1.T @ dout
        gb2 = dout.sum(axis=0)
        dz1 = (dout @ W2.T) * (z1 > 0)
        gW1 = xb.T @ dz1
        gb1 = dz1.sum(axis=0)

        vW2 = mu * vW2 + lr * gW2
        vb2 = mu * vb2 + lr * gb2
        vW1 = mu * vW1 + lr * gW1
        vb1 = mu * vb1 + lr * gb1
        W2 -= vW2
        b2 += vb2
        W1 -= vW1
        b1 -= vb1
    if epoch % 10 == 0:
        print(f"epoch {epoch} loss {loss:.5f}")
