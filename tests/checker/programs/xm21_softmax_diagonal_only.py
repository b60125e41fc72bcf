# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["softmax-derivative"]
# mistake = "The softmax is treated like a sigmoid: softmax_prime keeps only the diagonal s * (1 - s) of the Jacobian in the full chain dA2 -> dZ2; and the ReLU slope is taken at Z1 >= 1."
# wrong_lines = [53, 56]
# cause_lines = [29]
# right = { "53" = "dZ2 = A2 * (dA2 - np.sum(dA2 * A2, axis=0))", "29" = "return 1.0 * (z >= 0)" }
# wrong_in_itself = ["dZ2", "dZ1"]
# wrong_quantities = ["dZ2", "dW2", "db2", "dZ1", "dW1", "db1"]
# [/backprop]

import numpy as np

np.random.seed(19)
X = np.random.randn(2, 21)
lab = np.digitize(X[0] + X[1], [-0.7, 0.7])
Y = np.zeros((3, 21))
Y[lab, range(21)] = 1
p = {"W1": np.random.randn(6, 2), "b1": np.random.randn(6, 1) * 0.3,
     "W2": np.random.randn(3, 6), "b2": np.zeros((3, 1))}


def relu(z):
    return np.maximum(0, z)


def relu_prime(z):
    return 1.0 * (z >= 1)


def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


def softmax_prime(z):
    s = softmax(z)
    return s * (1 - s)


def forward(X):
    Z1 = p["W1"] @ X + p["b1"]
    A1 = relu(Z1)
    Z2 = p["W2"] @ A1 + p["b2"]
    A2 = softmax(Z2)
    return Z1, A1, Z2, A2


def backward(X, Y, Z1, A1, Z2, A2):
    m = X.shape[1]
    dA2 = -Y / A2 / m
    dZ2 = dA2 * softmax_prime(Z2)
    dW2 = dZ2 @ A1.T
    db2 = dZ2.sum(axis=1, keepdims=True)
    dZ1 = p["W2"].T @ dZ2 * relu_prime(Z1)
    dW1 = dZ1 @ X.T
    db1 = dZ1.sum(axis=1, keepdims=True)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


for epoch in range(60):
    Z1, A1, Z2, A2 = forward(X)
    loss = -np.sum(Y * np.log(A2)) / X.shape[1]
    grads = backward(X, Y, Z1, A1, Z2, A2)
    for key in p:
        p[key] = p[key] - 0.2 * grads[key]
    if epoch % 20 == 0:
        print("epoch:", epoch, "loss:", loss, "accuracy:", (A2.argmax(0) == lab).mean())
