import numpy as np

np.random.seed(17)
n = 5
X = np.random.rand(n, 32) - 0.5
Y = np.abs(X) + X[::-1]

W1 = np.random.randn(n, n) * 0.5
W2 = np.random.randn(n, n) * 0.5
W3 = np.random.randn(n, n) * 0.5
b1 = np.random.randn(n, 1) * 0.2
b2 = np.random.randn(n, 1) * 0.2
b3 = np.zeros((n, 1))

for ep in range(60):
    Z1 = W1 @ X + b1
    A1 = Z1 * (Z1 > 0)
    Z2 = W2 @ A1 + b2
    A2 = Z2 * (Z2 > 0)
    Z3 = W3 @ A2 + b3
    E = Z3 - Y
    J = 0.5 * np.sum(E ** 2)

    dZ3 = E
    dW3 = dZ3 @ A2.T
    db3 = dZ3.sum(1, keepdims=True)
    dA2 = W3.T @ dZ3
    dZ2 = dA2 * (Z1 > 0)
    dW2 = dZ2 @ A1.T
    db2 = dZ2.sum(1, keepdims=True)
    dA1 = W3.T @ dZ2
    dZ1 = dA1 * (Z1 > 0)
    dW1 = dZ1 @ X.T
    db1 = -dZ1.sum(1, keepdims=True)

    W1 = W1 - 0.005 * dW1
    b1 = b1 - 0.005 * db1
    W2 = W2 - 0.005 * dW2
    b2 = b2 - 0.005 * db2
    W3 = W3 - 0.005 * dW3
    b3 = b3 - 0.005 * db3
    if ep % 10 == 0:
        print(ep, J)
