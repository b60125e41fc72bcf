import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def init(sizes):
    np.random.seed(5)
    p = {}
    for l in range(1, len(sizes)):
        p['W' + str(l)] = np.random.randn(sizes[l], sizes[l - 1]) * 0.5
        p['b' + str(l)] = np.zeros((sizes[l], 1))
    return p


def forward(X, p, L):
    c = {'A0': X}
    for l in range(1, L + 1):
        c['Z' + str(l)] = p['W' + str(l)] @ c['A' + str(l - 1)] + p['b' + str(l)]
        c['A' + str(l)] = np.tanh(c['Z' + str(l)]) if l < L else sigmoid(c['Z' + str(l)])
    return c


def backward(Y, p, c, L):
    m = Y.shape[1]
    g = {}
    dZ = c['A' + str(L)] - Y
    g['dW' + str(L)] = dZ @ c['A' + str(L - 1)].T / m
    g['db' + str(L)] = dZ.sum(axis=1, keepdims=True) / m
    for l in reversed(range(1, L)):
        dA = p['W' + str(l + 1)].T @ dZ
        dZ = dA * (1 - c['A' + str(l)] ** 2)
        g['dW' + str(l)] = dZ @ c['A' + str(l)].T / m
        g['db' + str(l)] = dZ.sum(axis=1, keepdims=True) / m
    return g


X = np.random.RandomState(1).randn(4, 30)
Y = (X.sum(axis=0, keepdims=True) > 0) * 1.0
p = init([4, 4, 4, 1])
for it in range(100):
    c = forward(X, p, 3)
    A3 = c['A3']
    cost = -np.mean(Y * np.log(A3) + (1 - Y) * np.log(1 - A3))
    g = backward(Y, p, c, 3)
    for l in range(1, 4):
        p['W' + str(l)] -= 0.3 * g['dW' + str(l)]
        p['b' + str(l)] -= 0.3 * g['db' + str(l)]
    if it % 20 == 0:
        print(it, cost)
