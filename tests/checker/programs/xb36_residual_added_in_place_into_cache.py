# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["in-place-aliasing", "residual"]
# mistake = "x += h adds the block's output into the very array that was put in the cache, so dW is computed with the block's output instead of its input."
# wrong_lines = [46]
# cause_lines = [28]
# right = { "28" = "x = x + h" }
# wrong_in_itself = []
# wrong_quantities = ["dW1", "dW0"]
# [/backprop]

import numpy as np

np.random.seed(27)
X = np.random.randn(14, 4)
Y = X[:, :2] * X[:, 2:]
Ws = [np.random.randn(4, 4) * 0.4 for _ in range(2)]
V = np.random.randn(4, 2) * 0.5


def forward(X, Ws, V):
    x = X.copy()
    cache = []
    for W in Ws:
        h = np.tanh(x @ W)
        cache.append((x, h))
        x += h          # skip connection
    out = x @ V
    cache.append(x)
    return out, cache


def mse(out):
    return np.sum((out - Y) ** 2) / len(Y)


def backward(out, cache, Ws, V):
    dout = 2 * (out - Y) / len(Y)
    dV = cache[-1].T @ dout
    dx = dout @ V.T
    dWs = []
    for i in range(len(Ws) - 1, -1, -1):
        x, h = cache[i]
        dz = dx * (1 - h ** 2)
        dWs.insert(0, x.T @ dz)
        dx = dx + dz @ Ws[i].T
    return dWs, dV


if __name__ == "__main__":
    for epoch in range(80):
        out, cache = forward(X, Ws, V)
        dWs, dV = backward(out, cache, Ws, V)
        for W, dW in zip(Ws, dWs):
            W -= 0.03 * dW
        V -= 0.03 * dV
        if epoch % 20 == 0:
            print(epoch, mse(out))
