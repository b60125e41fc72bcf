# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["own-loss"]
# about = "Pinball loss for three quantiles at once; derivative is -q or 1-q by the sign of the residual; leaky slope written as a power."
# [/backprop]

import numpy as np

np.random.seed(11)
m = 30
X = np.random.rand(1, m)
Y = 2 * X + np.random.randn(1, m) * X
tau = np.array([[0.1], [0.5], [0.9]])
W1 = np.random.randn(5, 1)
b1 = np.random.randn(5, 1)
W2 = np.random.randn(3, 5) * .5
b2 = np.zeros((3, 1))


def forward(W1, b1, W2, b2):
    Z1 = W1 @ X + b1
    A1 = np.maximum(Z1, 0.1 * Z1)
    P = W2 @ A1 + b2
    return Z1, A1, P


def pinball(P):
    e = Y - P
    return np.sum(np.maximum(tau * e, (tau - 1) * e)) / m


def backward(Z1, A1, P, W2):
    dP = (np.where(Y > P, -tau, 1 - tau)) / m
    dW2 = dP @ A1.T
    db2 = dP @ np.ones((m, 1))
    dZ1 = (W2.T @ dP) * 0.1 ** (Z1 < 0)
    dW1 = dZ1 @ X.T
    db1 = dZ1 @ np.ones((m, 1))
    return dW1, db1, dW2, db2


if __name__ == '__main__':
    for k in range(300):
        Z1, A1, P = forward(W1, b1, W2, b2)
        grads = backward(Z1, A1, P, W2)
        for W, dW in zip([W1, b1, W2, b2], grads):
            W -= 0.05 * dW
        if k % 100 == 0:
            print(k, pinball(P))
