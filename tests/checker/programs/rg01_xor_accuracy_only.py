# XOR with one hidden layer, only accuracy gets printed
import numpy as np

np.random.seed(7)
inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
targets = np.array([0, 1, 1, 0])

w_h = np.random.uniform(-1, 1, (2, 3))
b_h = np.zeros(3)
w_o = np.random.uniform(-1, 1, 3)
b_o = 0.0
eta = 0.8


def sigma(t):
    return 1.0 / (1.0 + np.exp(-t))


for epoch in range(1500):
    hidden = np.tanh(inputs @ w_h + b_h)
    out = sigma(hidden @ w_o + b_o)

    err = out - targets                 # (4,)
    back = np.outer(err, w_o) * (1 - hidden ** 2)

    w_o -= eta * (err @ hidden) / 4
    b_o -= eta * err.sum() / 4
    w_h -= eta * (inputs.T @ back) / 4
    b_h -= eta * back.sum(0) / 4

    if epoch % 300 == 0:
        print(epoch, "accuracy", np.mean((out > 0.5) == targets))

print(np.round(out, 3))
