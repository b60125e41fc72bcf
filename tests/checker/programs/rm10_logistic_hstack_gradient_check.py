# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["logistic-regression"]
# about = "Logistic regression with a column of ones, labels by np.where, accuracy by np.where, the check by central differences in the same loop."
# [/backprop]

import numpy as np

np.random.seed(100)
features = np.random.randn(30, 2)
labels = np.where(features[:, 0] - 0.5 * features[:, 1] + 0.3 * np.random.randn(30) > 0, 1, 0).reshape(-1, 1)
X = np.hstack((np.ones((features.shape[0], 1)), features))
theta = np.zeros((X.shape[1], 1))


def hypothesis(theta, X):
    return 1.0 / (1.0 + np.exp(-X @ theta))


def cost(theta, X, y):
    h = np.clip(hypothesis(theta, X), 1e-12, 1 - 1e-12)
    return -(y.T @ np.log(h) + (1 - y).T @ np.log(1 - h)).item() / y.size


def gradient(theta, X, y):
    return X.T @ (hypothesis(theta, X) - y) / y.size


def numeric(theta, X, y, h=1e-5):
    out = np.zeros_like(theta)
    for i in range(theta.size):
        up, down = theta.copy(), theta.copy()
        up[i] += h
        down[i] -= h
        out[i] = (cost(up, X, y) - cost(down, X, y)) / (2 * h)
    return out


costs = []
for it in range(201):
    J = cost(theta, X, labels)
    costs.append(J)
    grad = gradient(theta, X, labels)
    if it == 0:
        check = numeric(theta, X, labels)
        diff = np.linalg.norm(grad - check) / (np.linalg.norm(grad) + np.linalg.norm(check))
        assert diff < 1e-6, diff
        print("gradient check passed, difference", diff)
    theta -= 0.5 * grad
    if it % 100 == 0:
        predicted = np.where(hypothesis(theta, X) >= 0.5, 1, 0)
        print(it, round(J, 4), "accuracy", np.mean(predicted == labels))
