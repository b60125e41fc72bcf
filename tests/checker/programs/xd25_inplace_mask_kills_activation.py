import numpy as np

np.random.seed(15)
x_train = np.random.randn(60, 4)
y_train = (x_train @ np.array([1.0, -1.0, 0.5, 2.0]) > 0).astype(float).reshape(60, 1)

W1 = np.random.randn(4, 6) * np.sqrt(2.0 / 4)
b1 = np.ones((1, 6)) * 0.01
W2 = np.random.randn(6, 1) * np.sqrt(2.0 / 6)
b2 = np.zeros((1, 1))
lr = 0.3

def bce_loss(p, t):
    p = np.clip(p, 1e-10, 1 - 1e-10)
    return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))

for e in range(100):
    a1 = np.maximum(0, x_train.dot(W1) + b1)
    p = 1 / (1 + np.exp(-(a1.dot(W2) + b2)))
    bce = bce_loss(p, y_train)

    dz2 = (p - y_train) / len(y_train)

    # relu derivative: 1 where active, else 0
    mask = a1
    mask[mask > 0] = 1
    dz1 = dz2.dot(W2.T) * mask

    gW2 = a1.T.dot(dz2)
    gb2 = dz2.sum(axis=0, keepdims=True)
    gW1 = x_train.T.dot(dz1)
    gb1 = dz1.sum(axis=0, keepdims=True)

    W1 -= lr * gW1
    b1 -= lr * gb1
    W2 -= lr * gW2
    b2 -= lr * gb2
    if (e + 1) % 20 == 0:
        print("epoch", e + 1, "bce", bce, "acc", np.mean((p > .5) == y_train))
