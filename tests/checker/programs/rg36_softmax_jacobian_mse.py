import numpy as np

# softmax output, but trained with squared error -> need the full jacobian
np.random.seed(40)
X = np.random.randn(24, 4)
cls = np.argmax(X[:, :3] + 0.2 * np.random.randn(24, 3), axis=1)
T = np.eye(3)[cls]
W = np.random.randn(4, 3) * 0.1
b = np.zeros(3)


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


lr = 0.5
for epoch in range(60):
    gW = np.zeros_like(W)
    gb = np.zeros_like(b)
    cost = 0
    for x, t in zip(X, T):
        s = softmax(x @ W + b)
        cost += np.sum((s - t) ** 2) / 2
        J = np.diag(s) - np.outer(s, s)
        dz = J @ (s - t)
        gW += np.outer(x, dz)
        gb += dz
    W -= lr * gW
    b -= lr * gb
    if epoch % 20 == 0:
        print(epoch, cost)
