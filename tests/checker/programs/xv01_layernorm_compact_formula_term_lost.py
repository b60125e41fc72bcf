# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["layer-norm"]
# mistake = "In the compact layer-norm gradient the term with the mean of the gradient itself is missing (only the xhat term is subtracted)."
# wrong_lines = [44]
# cause_lines = []
# right = { "44" = "dZ = inv * (dxhat - dxhat.mean(axis=-1, keepdims=True) - xhat * (dxhat * xhat).mean(axis=-1, keepdims=True))" }
# wrong_in_itself = ["dZ"]
# wrong_quantities = ["dZ", "dW", "step_W"]
# [/backprop]

import numpy as np

np.random.seed(7)
X = np.random.randn(6, 3)
Y = np.random.randn(6, 2)
W = np.random.randn(3, 5)
gamma = np.ones(5) + 0.1 * np.random.randn(5)
beta = np.zeros(5)
V = np.random.randn(5, 2) * 0.5
eps = 1e-5


def forward(X):
    Z = X @ W
    mu = Z.mean(axis=-1, keepdims=True)
    inv = 1 / np.sqrt(Z.var(axis=-1, keepdims=True) + eps)
    xhat = (Z - mu) * inv
    N = gamma * xhat + beta
    A = np.maximum(0, N)
    out = A @ V
    return out, (xhat, inv, N, A)


def backward(out, cache):
    xhat, inv, N, A = cache
    dout = (out - Y) / len(X)
    dV = A.T @ dout
    dN = (dout @ V.T) * (N > 0)
    dgamma = (dN * xhat).sum(axis=0)
    dbeta = dN.sum(axis=0)
    dxhat = dN * gamma
    dZ = inv * (dxhat - xhat * (dxhat * xhat).mean(axis=-1, keepdims=True))
    dW = X.T @ dZ
    return dW, dgamma, dbeta, dV


if __name__ == "__main__":
    for step in range(50):
        out, cache = forward(X)
        dW, dgamma, dbeta, dV = backward(out, cache)
        for p, g in zip((W, gamma, beta, V), (dW, dgamma, dbeta, dV)):
            p -= 0.1 * g
        if step % 10 == 0:
            print(step, 0.5 * np.mean(np.sum((out - Y) ** 2, axis=1)))
