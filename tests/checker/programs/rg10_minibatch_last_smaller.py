import numpy as np

np.random.seed(5)
X = np.random.randn(6, 103)
true_w = np.random.randn(3, 6)
y = np.argmax(true_w @ X, axis=0)
Y = np.eye(3)[y].T

W1 = np.random.randn(10, 6) * np.sqrt(2 / 6)
b1 = np.zeros((10, 1))
W2 = np.random.randn(3, 10) * np.sqrt(2 / 10)
b2 = np.zeros((3, 1))

batch = 16
lr = 0.2
for epoch in range(20):
    perm = np.random.permutation(X.shape[1])
    Xs, Ys = X[:, perm], Y[:, perm]
    total = 0
    for k in range(0, X.shape[1], batch):
        xb = Xs[:, k:k + batch]
        yb = Ys[:, k:k + batch]
        mb = xb.shape[1]          # the last one has only 7

        z1 = W1 @ xb + b1
        a1 = np.maximum(z1, 0)
        z2 = W2 @ a1 + b2
        e = np.exp(z2 - z2.max(axis=0))
        a2 = e / e.sum(axis=0)
        loss = -np.sum(yb * np.log(a2 + 1e-9)) / mb
        total += loss * mb

        dz2 = (a2 - yb) / mb
        dw2 = dz2 @ a1.T
        db2 = dz2.sum(axis=1, keepdims=True)
        dz1 = W2.T @ dz2
        dz1[z1 <= 0] = 0
        dw1 = dz1 @ xb.T
        db1 = dz1.sum(axis=1, keepdims=True)

        W1 -= lr * dw1
        b1 -= lr * db1
        W2 -= lr * dw2
        b2 -= lr * db2
    if epoch % 5 == 0:
        print('epoch', epoch, 'loss', total / X.shape[1])
