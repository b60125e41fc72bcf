# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["stale-variable"]
# mistake = "forward() writes its own local a1; backward() reads the global a1, which still comes from the call before the loop and never changes (first pass: equal, later: stale)."
# wrong_lines = [41, 43]
# cause_lines = [57]
# right = { "57" = "a1, a2 = forward(X)" }
# wrong_in_itself = ["dW2", "dz1"]
# wrong_quantities = ["dW2", "dz1", "dW1", "db1", "step_W1", "step_b1", "step_W2"]
# [/backprop]

import numpy as np

np.random.seed(3)
X = np.random.randn(16, 2)
y = (X[:, 0:1] * X[:, 1:2] < 0) * 1.0

W1 = np.random.randn(2, 6)
b1 = np.zeros((1, 6))
W2 = np.random.randn(6, 1)
b2 = np.zeros((1, 1))
lr = 1.0


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward(X):
    z1 = X @ W1 + b1
    a1 = np.tanh(z1)
    z2 = a1 @ W2 + b2
    return a1, sigmoid(z2)


def backward(X, y, a2):
    global W1, b1, W2, b2
    m = len(X)
    dz2 = (a2 - y) / m
    dW2 = a1.T @ dz2
    db2 = dz2.sum(axis=0, keepdims=True)
    dz1 = (dz2 @ W2.T) * (1 - a1 ** 2)
    dW1 = X.T @ dz1
    db1 = dz1.sum(axis=0, keepdims=True)
    W1 -= lr * dW1
    b1 -= lr * db1
    W2 -= lr * dW2
    b2 -= lr * db2


a1, before = forward(X)
print("accuracy before training:", np.mean((before > 0.5) == y))

losses = []
for epoch in range(100):
    _, a2 = forward(X)
    loss = -np.mean(y * np.log(a2) + (1 - y) * np.log(1 - a2))
    losses.append(loss)
    backward(X, y, a2)

print("loss: first", losses[0], "last", losses[-1])
