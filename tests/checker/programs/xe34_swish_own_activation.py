import numpy as np


def swish(z):
    return z / (1 + np.exp(-z))


def d_swish(z):
    s = 1 / (1 + np.exp(-z))
    return s + z * s


def predict(X, weights):
    W1, b1, W2, b2 = weights
    Z1 = W1 @ X + b1
    A1 = swish(Z1)
    return Z1, A1, W2 @ A1 + b2


def gradients(X, T, weights, Z1, A1, out):
    W1, b1, W2, b2 = weights
    n = X.shape[1]
    dout = 2 * (out - T) / n
    dW2 = dout @ A1.T
    db2 = dout.sum(axis=1, keepdims=True)
    dZ1 = (W2.T @ dout) * d_swish(Z1)
    dW1 = dZ1 @ X.T
    db1 = dZ1.sum(axis=1, keepdims=True)
    return dW1, db1, dW2, db2


rng = np.random.RandomState(34)
X = np.linspace(-3, 3, 60).reshape(1, 60)
T = np.sin(X) + 0.1 * X ** 2
weights = (rng.randn(9, 1), rng.randn(9, 1), rng.randn(1, 9) * 0.3, np.zeros((1, 1)))
for i in range(150):
    Z1, A1, out = predict(X, weights)
    loss = np.mean((out - T) ** 2)
    g = gradients(X, T, weights, Z1, A1, out)
    weights = tuple(w - 0.02 * d for w, d in zip(weights, g))
    if i % 50 == 0:
        print(i, loss)
