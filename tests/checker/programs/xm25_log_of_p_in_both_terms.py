# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["loss-term"]
# mistake = "The second term of the cross-entropy has log(p) instead of log(1 - p); the gradients belong to the loss that was meant."
# wrong_lines = [34]
# cause_lines = []
# right = { "34" = "term_0 = (1 - y) * np.log(1 - p + eps)" }
# wrong_in_itself = []
# wrong_quantities = ["dz2", "dW2", "db2", "dz1", "dW1", "db1"]
# [/backprop]

import numpy as np

rng = np.random.RandomState(66)
X = rng.randn(26, 2)
y = ((X ** 2).sum(axis=1) < 1).astype(float).reshape(-1, 1)

W1 = rng.randn(2, 7)
b1 = rng.randn(1, 7) * 0.1
W2 = rng.randn(7, 1)
b2 = np.zeros((1, 1))
learning_rate = 0.5


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def binary_cross_entropy(y, p, eps=1e-10):
    if not isinstance(p, np.ndarray):
        p = np.asarray(p)
    term_1 = y * np.log(p + eps)
    term_0 = (1 - y) * np.log(p + eps)
    return -np.mean(term_1 + term_0)


for epoch in range(100):
    z1 = X.dot(W1) + b1
    a1 = np.maximum(z1, 0)
    z2 = a1.dot(W2) + b2
    p = sigmoid(z2)
    loss = binary_cross_entropy(y, p)

    dz2 = (p - y) / y.shape[0]
    dW2 = a1.T.dot(dz2)
    db2 = dz2.sum(axis=0, keepdims=True)
    dz1 = dz2.dot(W2.T)
    dz1[z1 <= 0] = 0
    dW1 = X.T.dot(dz1)
    db1 = dz1.sum(axis=0, keepdims=True)

    W1 -= learning_rate * dW1
    b1 -= learning_rate * db1
    W2 -= learning_rate * dW2
    b2 -= learning_rate * db2
    if epoch % 25 == 0:
        print("Epoch {}: loss {:.4f}".format(epoch, loss))
