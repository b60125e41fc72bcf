# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["softmax-temperature", "lost-factor"]
# mistake = "The softmax divides by a temperature of 3, dZ2 does not; with the L2 term in the cost this is no common factor."
# wrong_lines = [45]
# cause_lines = []
# right = { "45" = "dZ2 = (A2 - Y) / tau" }
# wrong_in_itself = ["dZ2"]
# wrong_quantities = ["dZ2", "dW2", "db2", "dZ1", "dW1", "db1"]
# [/backprop]

import numpy as np

np.random.seed(3)
m, lambd, tau = 16, 0.7, 3.0
X = np.random.randn(2, m)
Y = np.zeros((3, m))
Y[(X[0] > 0).astype(int) + (X[1] > 0), np.arange(m)] = 1
params = {"W1": np.random.randn(4, 2), "b1": np.zeros((4, 1)),
          "W2": np.random.randn(3, 4), "b2": np.zeros((3, 1))}


def softmax(z, temp=1.0):
    e = np.exp(z / temp)
    return e / np.sum(e, axis=0, keepdims=True)


def forward_propagation(X, params):
    Z1 = np.dot(params["W1"], X) + params["b1"]
    A1 = np.tanh(Z1)
    Z2 = np.dot(params["W2"], A1) + params["b2"]
    A2 = softmax(Z2, tau)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


def compute_cost(A2, Y, params):
    ce = -np.sum(Y * np.log(A2)) / m
    return ce + lambd / (2 * m) * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))


def backward_propagation(params, cache, X, Y):
    A1, A2 = cache["A1"], cache["A2"]
    W1, W2 = params["W1"], params["W2"]
    dZ2 = A2 - Y
    dW2 = 1 / m * np.dot(dZ2, A1.T) + lambd / m * W2
    db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = np.dot(W2.T, dZ2) * (1 - A1 ** 2)
    dW1 = 1 / m * np.dot(dZ1, X.T) + lambd / m * W1
    db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


if __name__ == "__main__":
    for i in range(200):
        A2, cache = forward_propagation(X, params)
        grads = backward_propagation(params, cache, X, Y)
        params = {k: params[k] - 0.5 * grads[k] for k in params}
        if i % 50 == 0:
            print(i, compute_cost(A2, Y, params))
