# linear-decoder autoencoder with tied weights
import numpy as np

np.random.seed(18)
Zt = np.random.randn(100, 2)
X = np.tanh(Zt @ np.random.randn(2, 6))
W = np.random.randn(6, 3) * 0.3
b = np.zeros(3)
c = np.zeros(6)
lr = 0.1

for i in range(300):
    a = X @ W + b
    h = 1 / (1 + np.exp(-a))
    R = h @ W.T + c
    loss = 0.5 * np.sum((R - X) ** 2) / len(X)

    dR = (R - X) / len(X)
    dc = dR.sum(0)
    dh = dR @ W
    da = dh * h * (1 - h)
    db = da.sum(0)
    dW = X.T @ da + dR.T @ h        # encoder part + decoder part

    W -= lr * dW
    b -= lr * db
    c -= lr * dc
    if i % 100 == 0:
        print("reconstruction", i, loss)
