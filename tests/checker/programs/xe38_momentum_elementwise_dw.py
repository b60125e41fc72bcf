import numpy as np

np.random.seed(38)
size = 5
X = np.random.uniform(-1, 1, (40, 3))
Y = np.hstack([X ** 2, X[:, :2] * X[:, 1:]])

W1 = np.random.randn(3, size) * 0.6
b1 = np.zeros(size)
W2 = np.random.randn(size, size) * 0.6
b2 = np.zeros(size)
vW1, vb1 = np.zeros_like(W1), np.zeros_like(b1)
vW2, vb2 = np.zeros_like(W2), np.zeros_like(b2)
lr, mu = 0.1, 0.8

for epoch in range(15):
    idx = np.random.permutation(40)
    for i in range(0, 40, size):
        x, y = X[idx[i:i + size]], Y[idx[i:i + size]]
        h = np.tanh(x @ W1 + b1)
        out = h @ W2 + b2
        batch_loss = np.sum((out - y) ** 2) / (2 * size)

        dz2 = (out - y) / size
        dW2 = h * dz2
        db2 = np.sum(dz2, axis=0)
        dz1 = (dz2 @ W2.T) * (1 - h * h)
        dW1 = x.T @ dz1
        db1 = np.sum(dz1, axis=0)

        vW1 = mu * vW1 + lr * dW1
        vb1 = mu * vb1 + lr * db1
        vW2 = mu * vW2 + lr * dW2
        vb2 = mu * vb2 + lr * db2
        W1 -= lr * vW1
        b1 -= vb1
        W2 -= vW2
        b2 -= vb2
    print(epoch, batch_loss)
