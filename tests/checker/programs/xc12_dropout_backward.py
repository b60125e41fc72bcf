import numpy as np

def relu(z):
    return np.maximum(0, z)

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward_propagation_with_dropout(X, P, keep_prob, seed):
    rs = np.random.RandomState(seed)
    Z1 = P["W1"] @ X + P["b1"]
    A1 = relu(Z1)
    D1 = rs.rand(*A1.shape) < keep_prob
    A1 = A1 * D1 / keep_prob
    Z2 = P["W2"] @ A1 + P["b2"]
    A2 = relu(Z2)
    D2 = rs.rand(*A2.shape) < keep_prob
    A2 = A2 * D2 / keep_prob
    Z3 = P["W3"] @ A2 + P["b3"]
    A3 = sigmoid(Z3)
    return A3, (Z1, D1, A1, Z2, D2, A2)

def compute_cost(A3, Y):
    return -np.mean(Y * np.log(A3) + (1 - Y) * np.log(1 - A3))

def backward_propagation_with_dropout(X, Y, A3, cache, P, keep_prob):
    m = X.shape[1]
    Z1, D1, A1, Z2, D2, A2 = cache
    G = {}
    dZ3 = A3 - Y
    G["W3"] = 1. / m * dZ3 @ A2.T
    G["b3"] = 1. / m * np.sum(dZ3, axis=1, keepdims=True)
    dA2 = P["W3"].T @ dZ3
    dA2 = dA2 * D1
    dA2 = dA2 / keep_prob
    dZ2 = np.multiply(dA2, Z2 > 0)
    G["W2"] = 1. / m * dZ2 @ A1.T
    G["b2"] = 1. / m * np.sum(dZ2, axis=1, keepdims=True)
    dA1 = P["W2"].T @ dZ2
    dA1 = dA1 * D1
    dZ1 = np.multiply(dA1, Z1 > 0)
    G["W1"] = 1. / m * dZ1 @ X.T
    G["b1"] = 1. / m * np.sum(dZ1, axis=1, keepdims=True)
    return G

np.random.seed(1)
X = np.random.randn(2, 100)
Y = (X[0:1] ** 2 > X[1:2]).astype(float)
P = {"W1": np.random.randn(10, 2) * 0.5, "b1": np.zeros((10, 1)),
     "W2": np.random.randn(10, 10) * 0.3, "b2": np.zeros((10, 1)),
     "W3": np.random.randn(1, 10) * 0.3, "b3": np.zeros((1, 1))}
for i in range(400):
    A3, cache = forward_propagation_with_dropout(X, P, 0.8, i)
    G = backward_propagation_with_dropout(X, Y, A3, cache, P, 0.8)
    for k in P:
        P[k] = P[k] - 0.05 * G[k]
    if i % 80 == 0:
        print("Cost after iteration", i, compute_cost(A3, Y))
