import numpy as np

np.random.seed(21)
num_classes = 3
m = 60
X = np.random.randn(2, m)
cls = (np.arctan2(X[1], X[0]) // (2 * np.pi / 3)).astype(int) % num_classes
Y = np.zeros((num_classes, m))
Y[cls, np.arange(m)] = 1

W1 = np.random.randn(8, 2)
b1 = np.zeros((8, 1))
W2 = np.random.randn(num_classes, 8) * 0.5
b2 = np.zeros((num_classes, 1))

def sigmoid(t):
    return 1 / (1 + np.exp(-t))

def softmax(t):
    ex = np.exp(t - t.max(axis=0))
    return ex / ex.sum(axis=0)

alpha = 0.5
for k in range(500):
    H = sigmoid(W1 @ X + b1)
    S = softmax(W2 @ H + b2)
    loss = np.sum((S - Y) ** 2) / (2 * m)

    dS = (S - Y) / m
    dO = dS * S * (1 - S)
    dW2 = dO @ H.T
    db2 = dO.sum(axis=1, keepdims=True)
    dH = W2.T @ dO
    dN = dH * H * (1 - H)
    dW1 = dN @ X.T
    db1 = dN.sum(axis=1, keepdims=True)

    W1 -= alpha * dW1
    b1 -= alpha * db1
    W2 -= alpha * dW2
    b2 -= alpha * db2
    if k % 100 == 0:
        print("iter", k, "cost", loss)
