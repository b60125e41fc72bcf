import numpy as np

np.random.seed(43)
L = 3
params = {}
for l in range(1, L + 1):
    params['W' + str(l)] = np.random.randn(4, 4) * 0.7
    params['b' + str(l)] = np.random.rand(4, 1) * 0.3


def forward_propagation(X):
    store = {'A0': X}
    A = X
    for l in range(1, L + 1):
        Z = params['W' + str(l)].dot(A) + params['b' + str(l)]
        if l < L:
            A = np.maximum(Z, 0)
        else:
            A = np.exp(Z - Z.max(axis=0))
            A = A / A.sum(axis=0)
        store['Z' + str(l)] = Z
        store['A' + str(l)] = A
    return A, store


def backward_propagation(Y, store):
    m = Y.shape[1]
    derivatives = {}
    dZ = store['A' + str(L)] - Y
    derivatives['dW' + str(L)] = dZ.dot(store['A' + str(L - 1)].T) / m
    derivatives['db' + str(L)] = np.sum(dZ, axis=1, keepdims=True) / m
    for l in range(L - 1, 0, -1):
        dA = params['W' + str(l)].T.dot(dZ)
        dZ = dA * (store['Z' + str(l + 1)] > 0)
        derivatives['dW' + str(l)] = dZ.dot(store['A' + str(l - 1)].T) / m
        derivatives['db' + str(l)] = np.mean(dZ, axis=1, keepdims=True) / dZ.shape[0]
    return derivatives


X = np.random.randn(4, 50)
Y = np.eye(4)[np.argmax(X * [[1], [-1], [2], [1]], axis=0)].T
for iteration in range(100):
    A, store = forward_propagation(X)
    cost = -np.mean(np.sum(Y * np.log(A + 1e-12), axis=0))
    grads = backward_propagation(Y, store)
    for l in range(1, L + 1):
        params['W' + str(l)] = params['W' + str(l)] - 0.1 * grads['dW' + str(l)]
        params['b' + str(l)] = params['b' + str(l)] - 0.1 * grads['db' + str(l)]
    if iteration % 25 == 0:
        print(iteration, cost, np.mean(A.argmax(axis=0) == Y.argmax(axis=0)))
