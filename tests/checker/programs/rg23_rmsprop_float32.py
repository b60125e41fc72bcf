import numpy as np

np.random.seed(44)
X = np.random.rand(96, 5).astype(np.float32)
Y = (X @ np.array([[1.], [-2.], [.5], [0.], [3.]], dtype=np.float32) + np.float32(0.2)) ** 2
W1 = (np.random.randn(5, 10) * 0.3).astype(np.float32)
b1 = np.zeros(10, dtype=np.float32)
W2 = (np.random.randn(10, 1) * 0.3).astype(np.float32)
b2 = np.zeros(1, dtype=np.float32)
sW1, sb1, sW2, sb2 = [np.zeros_like(p) for p in (W1, b1, W2, b2)]
rho, lr, eps = 0.9, 0.005, 1e-7

for epoch in range(60):
    for s in range(0, 96, 32):
        x, y = X[s:s + 32], Y[s:s + 32]
        h = np.maximum(x @ W1 + b1, 0)
        pred = h @ W2 + b2
        loss = np.mean((pred - y) ** 2)

        dpred = (pred - y) * (2.0 / len(x))
        dW2 = h.T @ dpred
        db2 = dpred.sum(axis=0)
        dh = dpred @ W2.T * (h > 0)
        dW1 = x.T @ dh
        db1 = dh.sum(axis=0)

        sW1 = rho * sW1 + (1 - rho) * dW1 ** 2
        sb1 = rho * sb1 + (1 - rho) * db1 ** 2
        sW2 = rho * sW2 + (1 - rho) * dW2 ** 2
        sb2 = rho * sb2 + (1 - rho) * db2 ** 2
        W1 -= lr * dW1 / (np.sqrt(sW1) + eps)
        b1 -= lr * db1 / (np.sqrt(sb1) + eps)
        W2 -= lr * dW2 / (np.sqrt(sW2) + eps)
        b2 -= lr * db2 / (np.sqrt(sb2) + eps)
    if epoch % 20 == 0:
        print(epoch, loss, W1.dtype)
