import numpy as np

np.random.seed(32)


def batches(x, y, size):
    order = np.random.permutation(x.shape[1])
    for i in range(0, len(order), size):
        part = order[i:i + size]
        yield x[:, part], y[:, part]


X = np.random.randn(3, 60)
Y = ((X ** 2).sum(axis=0, keepdims=True) > 2.5).astype(int)
Xtr, Ytr, Xva, Yva = X[:, :45], Y[:, :45], X[:, 45:], Y[:, 45:]
W1 = np.random.randn(10, 3) * 0.6
b1 = np.zeros((10, 1))
W2 = np.random.randn(1, 10) * 0.6
b2 = np.zeros((1, 1))
history = {"train": [], "val": []}
best = {"acc": -1}


def model(x):
    a1 = np.maximum(W1 @ x + b1, 0)
    return a1, 1 / (1 + np.exp(-(W2 @ a1 + b2)))


for epoch in range(15):
    lr = 0.5 * 0.95 ** epoch
    for xb, yb in batches(Xtr, Ytr, 15):
        m = xb.shape[1]
        a1, a2 = model(xb)
        cost = -(yb * np.log(a2) + (1 - yb) * np.log(1 - a2)).sum() / m
        dz2 = a2 - yb
        dW2 = 1 / m * dz2 @ a1.T
        db2 = 1 / m * np.sum(dz2, axis=1, keepdims=True)
        dz1 = W2.T @ dz2 * (a1 > 0)
        dW1 = 1 / m * dz1 @ xb.T
        db1 = 1 / m * np.sum(dz1, axis=1, keepdims=True)
        assert dW1.shape == W1.shape and dW2.shape == W2.shape
        W1 = W1 - lr * dW1
        b1 = b1 - lr * db1
        W2 = W2 - lr * dW2
        b2 = b2 - lr * db2
    history["train"].append(cost)
    acc = np.mean((model(Xva)[1] > 0.5) == Yva)
    history["val"].append(acc)
    if acc > best["acc"]:
        best = {"acc": acc, "epoch": epoch, "weights": [w.copy() for w in (W1, b1, W2, b2)]}
W1, b1, W2, b2 = best["weights"]
print("best epoch", best["epoch"], "val acc", best["acc"], "last cost", history["train"][-1])
