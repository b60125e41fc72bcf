# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["bias-summed-over-everything", "wrong-slope-argument"]
# mistake = "db1 and db2 are sums over everything (scalars), and the ReLU slope is taken of the incoming gradient: relu_deriv(dA1) instead of relu_deriv(Z1)."
# wrong_lines = [57, 59, 61]
# cause_lines = []
# right = { "57" = "db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)", "59" = "dZ1 = dA1 * relu_deriv(Z1)", "61" = "db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True)" }
# wrong_in_itself = ["db2", "dZ1", "db1"]
# wrong_quantities = ["db2", "dZ1", "dW1", "db1"]
# [/backprop]

import numpy as np

rng = np.random.default_rng(7)
X_dev = rng.random((8, 30))
Y_dev = rng.integers(0, 3, 30)


def init_params():
    W1 = rng.standard_normal((6, 8)) * np.sqrt(1 / 8)
    b1 = np.zeros((6, 1))
    W2 = rng.standard_normal((3, 6)) * np.sqrt(1 / 6)
    b2 = np.zeros((3, 1))
    return W1, b1, W2, b2


def relu(Z):
    return np.maximum(Z, 0)


def relu_deriv(Z):
    return (Z > 0).astype(float)


def softmax(Z):
    Z = Z - np.max(Z, axis=0)
    return np.exp(Z) / np.sum(np.exp(Z), axis=0)


def one_hot(Y):
    return np.eye(Y.max() + 1)[Y].T


def forward_prop(W1, b1, W2, b2, X):
    Z1 = W1.dot(X) + b1
    A1 = relu(Z1)
    Z2 = W2.dot(A1) + b2
    A2 = softmax(Z2)
    return Z1, A1, Z2, A2


def back_prop(Z1, A1, A2, W2, X, Y):
    m = Y.size
    dZ2 = A2 - one_hot(Y)
    dW2 = 1 / m * dZ2.dot(A1.T)
    db2 = 1 / m * np.sum(dZ2)
    dA1 = W2.T.dot(dZ2)
    dZ1 = dA1 * relu_deriv(dA1)
    dW1 = 1 / m * dZ1.dot(X.T)
    db1 = 1 / m * np.sum(dZ1)
    return dW1, db1, dW2, db2


def get_accuracy(A2, Y):
    return np.mean(np.argmax(A2, 0) == Y)


def gradient_descent(X, Y, iterations, alpha):
    W1, b1, W2, b2 = init_params()
    for i in range(iterations):
        Z1, A1, Z2, A2 = forward_prop(W1, b1, W2, b2, X)
        cost = -np.sum(np.log(A2[Y, np.arange(Y.size)] + 1e-8)) / Y.size
        dW1, db1, dW2, db2 = back_prop(Z1, A1, A2, W2, X, Y)
        W1 -= alpha * dW1
        b1 -= alpha * db1
        W2 -= alpha * dW2
        b2 -= alpha * db2
        if i % 20 == 0:
            print(f"Iteration {i}: cost {cost:.4f} accuracy {get_accuracy(A2, Y):.2%}")
    return W1, b1, W2, b2


gradient_descent(X_dev, Y_dev, 60, 0.1)
