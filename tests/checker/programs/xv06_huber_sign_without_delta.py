# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["huber"]
# mistake = "Outside the quadratic zone the Huber gradient is sign(e) instead of delta * sign(e)."
# wrong_lines = [33]
# cause_lines = []
# right = { "33" = "dout = np.where(small, e, delta * np.sign(e)) / len(X)" }
# wrong_in_itself = ["dout"]
# wrong_quantities = ["dout", "dW2", "db2", "dA", "dZ", "dW1", "db1", "step_W1", "step_b1", "step_W2", "step_b2"]
# [/backprop]

import numpy as np

np.random.seed(19)
X = np.random.uniform(-1, 1, (12, 2))
t = (3 * X[:, [0]] + X[:, [1]] ** 2) * 2
delta = 0.4
lr = 0.1
W1 = np.random.randn(2, 4)
b1 = np.zeros((1, 4))
W2 = np.random.randn(4, 1)
b2 = np.zeros((1, 1))

for epoch in range(100):
    Z = X.dot(W1) + b1
    A = Z / (1 + np.abs(Z))
    out = A.dot(W2) + b2
    e = out - t
    small = np.abs(e) <= delta
    loss = np.mean(np.where(small, 0.5 * e * e, delta * (np.abs(e) - 0.5 * delta)))

    dout = np.where(small, e, np.sign(e)) / len(X)
    dW2 = A.T.dot(dout)
    db2 = dout.sum(axis=0, keepdims=True)
    dA = dout.dot(W2.T)
    dZ = dA * (1 - np.abs(A)) ** 2
    dW1 = X.T.dot(dZ)
    db1 = dZ.sum(axis=0, keepdims=True)

    W1 -= lr * dW1
    b1 -= lr * db1
    W2 -= lr * dW2
    b2 -= lr * db2
    if epoch % 25 == 0:
        print(epoch, loss)
