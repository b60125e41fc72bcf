# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["activation-skipped"]
# mistake = "The forward pass hands Z1 instead of A1 to the output layer, so the hidden activation has no effect; backward is written for A1."
# wrong_lines = [27]
# cause_lines = []
# right = { "27" = "Z2 = np.dot(W2, A1) + b2" }
# wrong_in_itself = []
# wrong_quantities = ["dW2", "dZ1", "dW1", "db1"]
# [/backprop]

import numpy as np

np.random.seed(73)
X = np.random.rand(3, 20)
Y = np.eye(3)[np.argmax(X, axis=0)].T
sizes = (3, 6, 3)
params = [np.random.randn(sizes[1], sizes[0]), np.zeros((sizes[1], 1)),
          np.random.randn(sizes[2], sizes[1]), np.zeros((sizes[2], 1))]


def forward_pass(X, params):
    W1, b1, W2, b2 = params
    Z1 = np.dot(W1, X) + b1
    A1 = np.tanh(Z1)
    Z2 = np.dot(W2, Z1) + b2
    Z2 = Z2 - np.max(Z2, axis=0, keepdims=True)
    A2 = np.exp(Z2) / np.sum(np.exp(Z2), axis=0, keepdims=True)
    return Z1, A1, A2


def backward_pass(X, Y, A1, A2, params):
    m = X.shape[1]
    dZ2 = (A2 - Y) / m
    dW2 = np.dot(dZ2, A1.T)
    db2 = np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = np.dot(params[2].T, dZ2) * (1 - np.square(A1))
    dW1 = np.dot(dZ1, X.T)
    db1 = np.sum(dZ1, axis=1, keepdims=True)
    return [dW1, db1, dW2, db2]


for step in range(100):
    Z1, A1, A2 = forward_pass(X, params)
    cost = -np.mean(np.sum(Y * np.log(A2), axis=0))
    grads = backward_pass(X, Y, A1, A2, params)
    params = [p - 0.5 * g for p, g in zip(params, grads)]
    if step % 25 == 0:
        print(step, "cost", cost)
