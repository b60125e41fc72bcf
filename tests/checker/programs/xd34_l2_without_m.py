import numpy as np

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def forward_propagation(X, parameters):
    W1, b1 = parameters["W1"], parameters["b1"]
    W2, b2 = parameters["W2"], parameters["b2"]
    Z1 = np.dot(W1, X) + b1
    A1 = np.maximum(0, Z1)
    Z2 = np.dot(W2, A1) + b2
    A2 = sigmoid(Z2)
    return A2, (Z1, A1, W1, Z2, A2, W2)

def compute_cost_with_regularization(A2, Y, parameters, lambd):
    m = Y.shape[1]
    ce = -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / m
    l2 = lambd / (2 * m) * (np.sum(np.square(parameters["W1"])) + np.sum(np.square(parameters["W2"])))
    return ce + l2

def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]
    Z1, A1, W1, Z2, A2, W2 = cache
    dZ2 = A2 - Y
    dW2 = 1. / m * np.dot(dZ2, A1.T) + (lambd / m) * W2
    db2 = 1. / m * np.sum(dZ2, axis=1, keepdims=True)
    dA1 = np.dot(W2.T, dZ2)
    dZ1 = np.multiply(dA1, np.int64(A1 > 0))
    dW1 = 1. / m * np.dot(dZ1, X.T) + lambd * W1
    db1 = 1. / m * np.sum(dZ1, axis=1, keepdims=True)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}

np.random.seed(3)
X = np.random.randn(2, 50)
Y = (X[0:1] + 0.4 * np.random.randn(1, 50) > 0).astype(int)
parameters = {"W1": np.random.randn(6, 2), "b1": np.zeros((6, 1)),
              "W2": np.random.randn(1, 6), "b2": np.zeros((1, 1))}
lambd = 0.7
for i in range(200):
    A2, cache = forward_propagation(X, parameters)
    cost = compute_cost_with_regularization(A2, Y, parameters, lambd)
    grads = backward_propagation_with_regularization(X, Y, cache, lambd)
    for k in ("W1", "b1", "W2", "b2"):
        parameters[k] = parameters[k] - 0.3 * grads["d" + k]
    if i % 50 == 0:
        print("Cost after iteration {}: {}".format(i, cost))
