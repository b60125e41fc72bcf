# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["l1", "elastic-net", "logistic-regression"]
# mistake = "The L1 part of the gradient is l1 * |w| instead of l1 * sign(w); the intercept's gradient misses the 1/n."
# wrong_lines = [30, 31]
# cause_lines = []
# right = { "30" = "grad_w = X.T @ diff / n + l1 * np.sign(w) + l2 * w", "31" = "grad_w0 = diff.sum() / n" }
# wrong_in_itself = ["grad_w", "grad_w0"]
# wrong_quantities = ["grad_w", "grad_w0", "step_w", "step_w0"]
# [/backprop]

import numpy as np

np.random.seed(46)
n = 15
X = np.random.randn(n, 4)
y = (X[:, 0] - 2 * X[:, 1] + 0.3 * np.random.randn(n) > 0) * 1.0
w = np.random.randn(4) * 0.5
w0 = 0.2
l1, l2, eta = 0.1, 0.05, 0.2

for epoch in range(100):
    margin = X @ w + w0
    prob = 1 / (1 + np.exp(-margin))
    nll = -np.mean(y * np.log(prob) + (1 - y) * np.log(1 - prob))
    cost = nll + l1 * np.abs(w).sum() + 0.5 * l2 * (w ** 2).sum()

    diff = prob - y
    grad_w = X.T @ diff / n + l1 * np.abs(w) + l2 * w
    grad_w0 = diff.sum()
    w = w - eta * grad_w
    w0 = w0 - eta * grad_w0
    if epoch % 25 == 0:
        print(epoch, cost)
