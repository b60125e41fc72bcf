import numpy as np
np.random.seed(99)

ALPHA = 0.01      # leaky slope
LR = 0.005
RHO = 0.9

def leaky(x):
    return np.where(x > 0, x, ALPHA * x)

def dleaky(x):
    dx = np.ones_like(x)
    dx[x < 0] = ALPHA
    return dx

# two moons by hand
n = 60
th = np.pi * np.random.rand(n)
upper = np.c_[np.cos(th), np.sin(th)]
lower = np.c_[1 - np.cos(th), 0.5 - np.sin(th)]
X = np.vstack([upper, lower]) + 0.1 * np.random.randn(2 * n, 2)
y = np.r_[np.zeros(n), np.ones(n)].reshape(-1, 1)

W = [np.random.randn(2, 10), np.random.randn(10, 10) * 0.4, np.random.randn(10, 1) * 0.4]
B = [np.random.randn(1, 10) * 0.1, np.zeros((1, 10)), np.zeros((1, 1))]
cacheW = [0, 0, 0]
cacheB = [0, 0, 0]

for epoch in range(200):
    Z1 = X @ W[0] + B[0]; A1 = leaky(Z1)
    Z2 = A1 @ W[1] + B[1]; A2 = leaky(Z2)
    Z3 = A2 @ W[2] + B[2]
    P = 1 / (1 + np.exp(-Z3))
    loss = -np.mean(y * np.log(P + 1e-12) + (1 - y) * np.log(1 - P + 1e-12))

    dZ3 = (P - y) / len(X)
    dZ2 = dZ3 @ W[2].T * dleaky(Z2)
    dZ1 = dZ2 @ W[1].T * dleaky(Z1)
    dW = [X.T @ dZ1, A1.T @ dZ2, A2.T @ dZ3]
    dB = [np.sum(d, axis=0, keepdims=True) for d in (dZ1, dZ2, dZ3)]

    for i in range(3):
        cacheW[i] = RHO * cacheW[i] + (1 - RHO) * dW[i] ** 2
        cacheB[i] = RHO * cacheB[i] + (1 - RHO) * dB[i] ** 2
        W[i] -= LR * dW[i] / (np.sqrt(cacheW[i]) + 1e-8)
        B[i] -= LR * dB[i] / (np.sqrt(cacheB[i]) + 1e-8)

    if epoch % 50 == 49:
        acc = ((P > .5) == y).mean()
        print("epoch", epoch + 1, "loss", loss, "acc", acc)
