# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["softmax-chain"]
# about = "Everything goes in and out by position (six parameters, seven intermediates); dA3 = -Y/A3, then the vectorised softmax Jacobian, A3 * (dA3 - sum(dA3 * A3)); the final division by m in the update."
# [/backprop]

import numpy as np

np.random.seed(47)


def initialise(n0, n1, n2, n3):
    def pair(n_out, n_in):
        return np.random.randn(n_out, n_in) * np.sqrt(2 / (n_in + n_out)), np.zeros((n_out, 1))
    return (*pair(n1, n0), *pair(n2, n1), *pair(n3, n2))


def forward(X, w1, b1, w2, b2, w3, b3):
    z1 = w1 @ X + b1
    a1 = np.tanh(z1)
    z2 = w2 @ a1 + b2
    a2 = np.maximum(z2, 0.1 * z2)
    z3 = w3 @ a2 + b3
    a3 = np.exp(z3) / np.sum(np.exp(z3), axis=0, keepdims=True)
    return z1, a1, z2, a2, z3, a3


def backward(X, Y, z1, a1, z2, a2, z3, a3, w2, w3):
    da3 = -np.divide(Y, a3)
    dz3 = a3 * (da3 - np.sum(da3 * a3, axis=0, keepdims=True))
    dw3, db3 = dz3 @ a2.T, np.sum(dz3, axis=1, keepdims=True)
    da2 = w3.T @ dz3
    dz2 = np.where(z2 > 0, da2, 0.1 * da2)
    dw2, db2 = dz2 @ a1.T, np.sum(dz2, axis=1, keepdims=True)
    da1 = w2.T @ dz2
    dz1 = da1 - da1 * a1 ** 2
    dw1, db1 = dz1 @ X.T, np.sum(dz1, axis=1, keepdims=True)
    return dw1, db1, dw2, db2, dw3, db3


def update(w1, b1, w2, b2, w3, b3, dw1, db1, dw2, db2, dw3, db3, rate, m):
    rate = rate / m
    w1, w2, w3 = w1 - rate * dw1, w2 - rate * dw2, w3 - rate * dw3
    b1, b2, b3 = b1 - rate * db1, b2 - rate * db2, b3 - rate * db3
    return w1, b1, w2, b2, w3, b3


X = np.random.uniform(-1, 1, (2, 18))
klass = 1 * (X[0] > 0) + 2 * (X[1] > 0)
Y = np.array([(klass == c) for c in range(4)], dtype=float)
w1, b1, w2, b2, w3, b3 = initialise(2, 6, 5, 4)
history = []
for i in range(101):
    z1, a1, z2, a2, z3, a3 = forward(X, w1, b1, w2, b2, w3, b3)
    cost = -np.sum(Y * np.log(a3))
    dw1, db1, dw2, db2, dw3, db3 = backward(X, Y, z1, a1, z2, a2, z3, a3, w2, w3)
    w1, b1, w2, b2, w3, b3 = update(w1, b1, w2, b2, w3, b3, dw1, db1, dw2, db2, dw3, db3, 0.5, Y.shape[1])
    history.append((i, cost))
    if i % 50 == 0:
        print("%d: cost %.4f, accuracy %.2f" % (i, cost, np.mean(a3.argmax(axis=0) == klass)))
