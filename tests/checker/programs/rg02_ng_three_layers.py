import numpy as np


def initialize(layer_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters['W' + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) / np.sqrt(layer_dims[l - 1])
        parameters['b' + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


def relu(Z):
    return np.maximum(0, Z)


def forward(X, parameters):
    A = X
    caches = []
    for l in (1, 2, 3):
        W, b = parameters['W' + str(l)], parameters['b' + str(l)]
        Z = np.dot(W, A) + b
        caches.append((A, W, Z))
        A = relu(Z) if l < 3 else sigmoid(Z)
    return A, caches


def compute_cost(AL, Y):
    m = Y.shape[1]
    cost = -(1 / m) * (np.dot(Y, np.log(AL).T) + np.dot(1 - Y, np.log(1 - AL).T))
    return np.squeeze(cost)


def backward(AL, Y, caches):
    grads = {}
    m = Y.shape[1]
    dZ = AL - Y
    for l in reversed(range(3)):
        A_prev, W, Z = caches[l]
        grads['dW' + str(l + 1)] = 1. / m * dZ.dot(A_prev.T)
        grads['db' + str(l + 1)] = 1. / m * np.sum(dZ, axis=1, keepdims=True)
        if l > 0:
            dA_prev = W.T.dot(dZ)
            dZ = np.multiply(dA_prev, np.int64(caches[l - 1][2] > 0))
    return grads


np.random.seed(1)
X = np.random.randn(2, 200)
Y = ((X ** 2).sum(axis=0, keepdims=True) < 1.2).astype(int)
parameters = initialize([2, 8, 4, 1])

for i in range(300):
    AL, caches = forward(X, parameters)
    cost = compute_cost(AL, Y)
    grads = backward(AL, Y, caches)
    for l in range(1, 4):
        parameters['W' + str(l)] = parameters['W' + str(l)] - 0.3 * grads['dW' + str(l)]
        parameters['b' + str(l)] = parameters['b' + str(l)] - 0.3 * grads['db' + str(l)]
    if i % 100 == 0:
        print("Cost after iteration {}: {}".format(i, cost))
