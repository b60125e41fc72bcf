# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["one-over-m", "relu-mask"]
# mistake = "linear_backward divides dA_prev by m as well (m is divided out again in dW), and relu_backward masks with the incoming gradient instead of Z."
# wrong_lines = [48, 62]
# cause_lines = []
# right = { "62" = "dA_prev = np.dot(W.T, dZ)", "48" = "dZ[Z <= 0] = 0" }
# wrong_in_itself = ["dA1", "dZ1"]
# wrong_quantities = ["dA1", "dZ1", "dW1", "db1"]
# [/backprop]

import numpy as np


def init(dims, seed=8):
    rng = np.random.RandomState(seed)
    p = {}
    for l in range(1, len(dims)):
        p[f"W{l}"] = rng.randn(dims[l], dims[l - 1]) * np.sqrt(2. / dims[l - 1])
        p[f"b{l}"] = rng.randn(dims[l], 1) * 0.1
    return p


def linear_forward(A, W, b):
    Z = W @ A + b
    return Z, (A, W, b)


def activation_forward(A_prev, W, b, activation):
    Z, lin_cache = linear_forward(A_prev, W, b)
    A = np.maximum(Z, 0) if activation == "relu" else 1. / (1. + np.exp(-Z))
    return A, (lin_cache, Z)


def model_forward(X, p):
    A1, c1 = activation_forward(X, p["W1"], p["b1"], "relu")
    A2, c2 = activation_forward(A1, p["W2"], p["b2"], "sigmoid")
    return A2, [c1, c2]


def cost_fn(AL, Y):
    return float(np.squeeze(-np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))))


def relu_backward(dA, Z):
    dZ = np.array(dA, copy=True)
    dZ[dA <= 0] = 0
    return dZ


def sigmoid_backward(dA, Z):
    s = 1. / (1. + np.exp(-Z))
    return dA * s * (1 - s)


def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = np.dot(dZ, A_prev.T) / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    dA_prev = np.dot(W.T, dZ) / m
    return dA_prev, dW, db


def activation_backward(dA, cache, activation):
    lin_cache, Z = cache
    if activation == "relu":
        dZ = relu_backward(dA, Z)
    else:
        dZ = sigmoid_backward(dA, Z)
    return linear_backward(dZ, lin_cache)


def model_backward(AL, Y, caches):
    grads = {}
    dAL = -(Y / AL - (1 - Y) / (1 - AL))
    dA1, grads["dW2"], grads["db2"] = activation_backward(dAL, caches[1], "sigmoid")
    _, grads["dW1"], grads["db1"] = activation_backward(dA1, caches[0], "relu")
    return grads


rng = np.random.RandomState(4)
X = rng.randn(3, 10)
Y = (X.sum(axis=0, keepdims=True) > 0) * 1
params = init([3, 4, 1])
