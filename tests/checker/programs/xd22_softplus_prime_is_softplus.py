import numpy as np

np.random.seed(8)

n = 50
X = np.random.uniform(-2, 2, size=(n, 1))
T = X ** 2 - 1 + 0.1 * np.random.randn(n, 1)

A = np.random.randn(1, 9)
a0 = np.zeros((1, 9))
B = np.random.randn(9, 1) * 0.3
b0 = np.zeros((1, 1))


def softplus(z):
    return np.log1p(np.exp(z))


def softplus_grad(z):
    # like relu
    return (z > 0).astype(float)


def forward(x):
    z = x @ A + a0
    h = softplus(z)
    return z, h, h @ B + b0


for epoch in range(200):
    z, h, yhat = forward(X)
    L = ((yhat - T) ** 2).sum() / (2 * n)

    d_y = (yhat - T) / n
    d_B = h.T @ d_y
    d_b0 = d_y.sum(axis=0, keepdims=True)
    d_h = d_y @ B.T
    d_z = d_h * softplus_grad(z)
    d_A = X.T @ d_z
    d_a0 = d_z.sum(axis=0, keepdims=True)

    A = A - 0.02 * d_A
    a0 = a0 - 0.02 * d_a0
    B = B - 0.02 * d_B
    b0 = b0 - 0.02 * d_b0
    if epoch % 40 == 0:
        print("epoch %3d  L = %.4f" % (epoch, L))
