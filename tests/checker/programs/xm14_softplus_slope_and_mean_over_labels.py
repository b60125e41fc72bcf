# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["helper-derivative", "penalty-sign"]
# mistake = "The hidden gradient multiplies with s * (1 - s), the sigmoid's slope, although the hidden unit is softplus (slope s); the penalty's gradient of U is subtracted instead of added."
# wrong_lines = [39, 42]
# cause_lines = []
# right = { "42" = "dz = delta @ theta[\"U\"].T * s", "39" = "grads[\"U\"] = h.T @ delta + lam * theta[\"U\"]" }
# wrong_in_itself = ["gU", "dz"]
# wrong_quantities = ["gU", "dz", "gW", "gb"]
# [/backprop]

import numpy as np

np.random.seed(17)
N = 18
X = np.random.randn(N, 2)
y = np.sin(X[:, :1]) + 0.5 * X[:, 1:] ** 2
lam = 0.02
theta = dict(W=np.random.randn(2, 5), b=np.random.randn(1, 5) * 0.2, U=np.random.randn(5, 1), c=np.zeros((1, 1)))


def forward(theta, X):
    z = X @ theta["W"] + theta["b"]
    h = np.log(1 + np.exp(z))
    yhat = h @ theta["U"] + theta["c"]
    return z, h, yhat


def loss_fn(theta, yhat, y):
    data = 0.5 * np.mean((yhat - y) ** 2)
    penalty = 0.5 * lam * sum(np.sum(theta[k] ** 2) for k in ("W", "U"))
    return data + penalty


def backward(theta, X, y, z, h, yhat):
    delta = (yhat - y) / len(X)
    grads = {}
    grads["U"] = h.T @ delta - lam * theta["U"]
    grads["c"] = delta.sum(axis=0, keepdims=True)
    s = 1 / (1 + np.exp(-z))
    dz = delta @ theta["U"].T * s * (1 - s)
    grads["W"] = X.T @ dz + lam * theta["W"]
    grads["b"] = dz.sum(axis=0, keepdims=True)
    return grads


if __name__ == "__main__":
    for epoch in range(80):
        z, h, yhat = forward(theta, X)
        loss = loss_fn(theta, yhat, y)
        grads = backward(theta, X, y, z, h, yhat)
        for name, g in grads.items():
            theta[name] = theta[name] - 0.1 * g
        if epoch % 20 == 0:
            print("epoch", epoch, "loss", loss)
