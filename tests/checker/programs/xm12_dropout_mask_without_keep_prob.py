# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["dropout", "momentum"]
# mistake = "Backward applies the dropout mask but not the division by keep_prob, and the momentum update of W1 is subtracted although its velocity already contains the minus."
# wrong_lines = [48, 58]
# cause_lines = []
# right = { "48" = "dA1 = dA1 * D1 / keep_prob", "58" = "W1 += vW1" }
# wrong_in_itself = ["dA1", "step_W1"]
# wrong_quantities = ["dA1", "dZ1", "dW1", "db1", "step_W1", "step_b1"]
# [/backprop]

import numpy as np

np.random.seed(61)
X = np.random.rand(4, 36)
labels = (X[0] > X[1]).astype(int) + (X[2] > X[3])
Y = np.zeros((3, 36))
Y[labels, np.arange(36)] = 1

W1 = np.random.randn(8, 4)
b1 = np.zeros((8, 1))
W2 = np.random.randn(3, 8) * 0.5
b2 = np.zeros((3, 1))
vW1, vb1, vW2, vb2 = 0, 0, 0, 0
lr, momentum, keep_prob = 0.2, 0.9, 0.7

for epoch in range(10):
    order = np.random.permutation(36)
    for batch in np.array_split(order, 5):
        x, y = X[:, batch], Y[:, batch]
        n = batch.size
        # forward pass with dropout on the hidden layer
        Z1 = np.dot(W1, x) + b1
        A1 = np.tanh(Z1)
        D1 = np.random.rand(A1.shape[0], A1.shape[1]) < keep_prob
        A1_drop = A1 * D1 / keep_prob
        Z2 = np.dot(W2, A1_drop) + b2
        E = np.exp(Z2 - Z2.max(axis=0))
        P = E / E.sum(axis=0)
        loss = -np.sum(y * np.log(P)) / n

        # backward pass
        dZ2 = (P - y) / n
        dW2 = np.dot(dZ2, A1_drop.T)
        db2 = np.sum(dZ2, axis=1, keepdims=True)
        dA1 = np.dot(W2.T, dZ2)
        dA1 = dA1 * D1
        dZ1 = dA1 * (1 - A1 ** 2)
        dW1 = np.dot(dZ1, x.T)
        db1 = np.sum(dZ1, axis=1, keepdims=True)

        # momentum
        vW1 = momentum * vW1 - lr * dW1
        vb1 = momentum * vb1 - lr * db1
        vW2 = momentum * vW2 - lr * dW2
        vb2 = momentum * vb2 - lr * db2
        W1 -= vW1
        b1 += vb1
        W2 += vW2
        b2 += vb2
    if epoch % 3 == 0:
        print(epoch, loss)
