# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["hinge", "momentum"]
# about = "Weston-Watkins hinge loss; np.sign of the margins serves as mask and the true class gets minus the count; L2 and momentum."
# [/backprop]

import numpy as np

np.random.seed(12)
n, classes = 10, 3
X = np.c_[np.random.randn(n, 4), np.ones(n)]
y = np.random.randint(classes, size=n)
W = 0.3 * np.random.randn(5, classes)
velocity = np.zeros_like(W)
reg, lr, mu = 0.05, 0.1, 0.9
rows = np.arange(n)

for it in range(60):
    s = X @ W
    margins = np.maximum(0, s - s[rows, y][:, None] + 1)
    margins[rows, y] = 0
    loss = margins.sum() / n + reg * np.sum(W * W)

    d = np.sign(margins)
    d[rows, y] = -d.sum(axis=1)
    d = d / n
    dW = X.T @ d + 2 * reg * W
    velocity = mu * velocity - lr * dW
    W += velocity
    if it % 20 == 0:
        print(it, loss)
