# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["helper-derivative"]
# mistake = "The leaky ReLU has slope 0.2 forward, but its derivative returns 0.02; the bias of the hidden layer is averaged although dZ1 already contains 1/m."
# wrong_lines = [51, 53]
# cause_lines = [27]
# right = { "27" = "def leaky_relu_derivative(z, alpha=0.2):", "53" = "db1 = dZ1.sum(axis=0, keepdims=True)" }
# wrong_in_itself = ["dZ1", "db1"]
# wrong_quantities = ["dZ1", "dW1", "db1", "step_W1", "step_b1"]
# [/backprop]

import numpy as np

np.random.seed(42)
m = 24
ang = np.random.uniform(0, np.pi, m)
lab = np.arange(m) % 2
X = np.stack([np.cos(ang) * (1 - 2 * lab) + lab, np.sin(ang) * (1 - 2 * lab) + 0.4 * lab], axis=1)
y = lab[:, np.newaxis].astype(float)


def leaky_relu(z, alpha=0.2):
    return np.where(z > 0, z, alpha * z)


def leaky_relu_derivative(z, alpha=0.02):
    return np.where(z > 0, 1, alpha)


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


W1, b1 = np.random.randn(2, 6), np.zeros((1, 6))
W2, b2 = np.random.randn(6, 1), np.zeros((1, 1))
lr = 0.7

for epoch in range(101):
    Z1 = X @ W1 + b1
    A1 = leaky_relu(Z1)
    Z2 = A1 @ W2 + b2
    A2 = sigmoid(Z2)

    loss = -np.mean(y * np.log(A2 + 1e-12) + (1 - y) * np.log(1 - A2 + 1e-12))

    dZ2 = (A2 - y) / m
    dW2 = A1.T @ dZ2
    db2 = dZ2.sum(axis=0, keepdims=True)
    dA1 = dZ2 @ W2.T
    dZ1 = dA1 * leaky_relu_derivative(Z1)
    dW1 = X.T @ dZ1
    db1 = dZ1.mean(axis=0, keepdims=True)

    for param, grad in zip((W1, b1, W2, b2), (dW1, db1, dW2, db2)):
        param -= lr * grad
    if epoch % 50 == 0:
        print(f"epoch {epoch}: loss={loss:.4f}, accuracy={np.mean((A2 > 0.5) == y):.2f}")
