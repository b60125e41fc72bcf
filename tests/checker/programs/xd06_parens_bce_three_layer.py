import numpy as np

def sigmoid(Z):
    return 1. / (1. + np.exp(-Z))

def relu(Z):
    return np.maximum(0, Z)

def initialize(layer_dims):
    np.random.seed(5)
    p = {}
    for l in range(1, len(layer_dims)):
        p["W" + str(l)] = np.random.randn(layer_dims[l], layer_dims[l-1]) / np.sqrt(layer_dims[l-1])
        p["b" + str(l)] = np.zeros((layer_dims[l], 1)) + 0.05
    return p

def forward(X, p):
    c = {"A0": X}
    c["Z1"] = p["W1"] @ X + p["b1"]
    c["A1"] = relu(c["Z1"])
    c["Z2"] = p["W2"] @ c["A1"] + p["b2"]
    c["A2"] = relu(c["Z2"])
    c["Z3"] = p["W3"] @ c["A2"] + p["b3"]
    c["A3"] = sigmoid(c["Z3"])
    return c["A3"], c

def backward(Y, p, c):
    m = Y.shape[1]
    A3 = c["A3"]
    g = {}
    dA3 = - Y / A3 + 1 - Y / 1 - A3
    dZ3 = dA3 * A3 * (1 - A3)
    g["dW3"] = dZ3 @ c["A2"].T / m
    g["db3"] = np.sum(dZ3, axis=1, keepdims=True) / m
    dA2 = p["W3"].T @ dZ3
    dZ2 = dA2 * np.int64(c["Z2"] > 0)
    g["dW2"] = dZ2 @ c["A1"].T / m
    g["db2"] = np.sum(dZ2, axis=1, keepdims=True) / m
    dA1 = p["W2"].T @ dZ2
    dZ1 = dA1 * np.int64(c["Z1"] > 0)
    g["dW1"] = dZ1 @ c["A0"].T / m
    g["db1"] = np.sum(dZ1, axis=1, keepdims=True) / m
    return g

np.random.seed(11)
X = np.random.randn(3, 40)
Y = (np.sum(X ** 2, axis=0, keepdims=True) > 2.5) * 1.0
params = initialize([3, 6, 4, 1])
for i in range(200):
    A3, cache = forward(X, params)
    cost = -np.mean(Y * np.log(A3) + (1 - Y) * np.log(1 - A3))
    grads = backward(Y, params, cache)
    for key in params:
        params[key] = params[key] - 0.05 * grads["d" + key]
    if i % 50 == 0:
        print("cost", i, cost)
