import numpy as np
from math import exp, log

np.random.seed(2020)
X = np.random.rand(24, 3)
labels = [int(r.sum() > 1.5) for r in X]

n_hidden = 4
w = [[np.random.uniform(-1, 1) for _ in range(3)] for _ in range(n_hidden)]
bias = [0.0] * n_hidden
w_out = [np.random.uniform(-1, 1) for _ in range(n_hidden)]
bias_out = 0.0
learning_rate = 2.0


def sigmoid(s):
    return 1 / (1 + exp(-s))


for epoch in range(100):
    grad_w = np.zeros((n_hidden, 3))
    grad_bias = np.zeros(n_hidden)
    grad_w_out = np.zeros(n_hidden)
    grad_bias_out = 0.0
    cost = 0.0
    for row, label in zip(X, labels):
        # forward
        hidden = []
        for j in range(n_hidden):
            s = bias[j]
            for k in range(3):
                s += w[j][k] * row[k]
            hidden.append(sigmoid(s))
        out = sigmoid(sum(wj * hj for wj, hj in zip(w_out, hidden)) + bias_out)
        cost -= log(out) if label == 1 else log(1 - out)
        # backward
        d_out = out - label
        grad_bias_out += d_out
        for j in range(n_hidden):
            grad_w_out[j] += d_out * hidden[j]
            d_hidden = d_out * w_out[j] * hidden[j] * (1 - hidden[j])
            grad_bias[j] += d_hidden
            for k in range(3):
                grad_w[j, k] += d_hidden * row[k]
    # update with the average over the rows
    for j in range(n_hidden):
        w_out[j] -= learning_rate * grad_w_out[j] / len(X)
        bias[j] -= learning_rate * grad_bias[j] / len(X)
        for k in range(3):
            w[j][k] -= learning_rate * grad_w[j, k] / len(X)
    bias_out -= learning_rate * grad_bias_out / len(X)
    if epoch % 25 == 0:
        print("Epoch", epoch, "cost", cost / len(X))
