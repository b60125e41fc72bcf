# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["activation-derivative"]
# about = "GELU in the tanh form, derivative written out; log-cosh loss whose derivative is tanh of the error."
# [/backprop]

import numpy as np

C = np.sqrt(2 / np.pi)
np.random.seed(123)
X = np.random.randn(20, 3)
t = np.abs(X[:, 0]) + X[:, 1] * X[:, 2]
W = np.random.randn(3, 6) * .6
b = np.random.randn(6) * .1
v = np.random.randn(6) * .4


def gelu(x):
    return 0.5 * x * (1 + np.tanh(C * (x + 0.044715 * x**3)))


def d_gelu(x):
    th = np.tanh(C * (x + 0.044715 * x**3))
    return 0.5 * (1 + th) + 0.5 * x * (1 - th**2) * C * (1 + 0.134145 * x**2)


def model(X):
    z = X @ W + b
    h = gelu(z)
    out = h @ v
    return z, h, out


def logcosh(out):
    return np.log(np.cosh(out - t)).sum()


def backprop(z, h, out):
    d_out = np.tanh(out - t)
    d_v = d_out @ h
    d_z = d_out[:, None] * v[None, :] * d_gelu(z)
    d_W = X.T @ d_z
    d_b = d_z.sum(0)
    return d_W, d_b, d_v


if __name__ == '__main__':
    for i in range(200):
        z, h, out = model(X)
        dW, db, dv = backprop(z, h, out)
        W -= .02 * dW
        b -= .02 * db
        v -= .02 * dv
        if i % 50 == 0:
            print(i, logcosh(out))
