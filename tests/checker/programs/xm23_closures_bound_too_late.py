# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["late-binding-closure"]
# mistake = "The slopes are kept as lambdas over the loop variable z; when they are called all of them see the last z (layers are equally wide, so no error)."
# wrong_lines = [36]
# cause_lines = [28]
# right = { "28" = "slopes.append(lambda z=z: 1 - np.tanh(z) ** 2)" }
# wrong_in_itself = ["g1", "g0"]
# wrong_quantities = ["g1", "g0", "gW0", "gW1"]
# [/backprop]

import numpy as np

np.random.seed(37)
n, width = 15, 3
X = np.random.randn(n, width)
Y = np.tanh(X @ np.random.randn(width, width)) * 0.8
Ws = [np.random.randn(width, width) for _ in range(3)]
rate = 0.05


def forward(X):
    acts, slopes = [X], []
    for i, W in enumerate(Ws):
        z = acts[-1] @ W
        acts.append(np.tanh(z))
        slopes.append(lambda: 1 - np.tanh(z) ** 2)
    return acts, slopes


def backward(acts, slopes, Y):
    grads = [None] * 3
    g = 2 * (acts[-1] - Y) / n
    for i in reversed(range(3)):
        g = g * slopes[i]()
        grads[i] = acts[i].T @ g
        g = g @ Ws[i].T
    return grads


for epoch in range(60):
    acts, slopes = forward(X)
    loss = np.sum((acts[-1] - Y) ** 2) / n
    grads = backward(acts, slopes, Y)
    for W, dW in zip(Ws, grads):
        W -= rate * dW
    if epoch % 20 == 0:
        print(epoch, loss)
