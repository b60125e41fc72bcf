import numpy as np

np.random.seed(25)
m = 80
X = np.random.randn(3, m)
Y = np.vstack([np.sin(X[0:1] * X[1:2]), X[2:3] ** 2 / 3])

width = 7
W1 = np.random.randn(width, 3) * 0.5
b1 = np.zeros((width, 1))
W2 = np.random.randn(width, width) * 0.4
b2 = np.zeros((width, 1))
W3 = np.random.randn(2, width) * 0.4
b3 = np.zeros((2, 1))

alpha = 0.1
for i in range(400):
    # ---- forward ----
    A1 = np.tanh(W1 @ X + b1)
    A2 = np.tanh(W2 @ A1 + b2)
    A3 = W3 @ A2 + b3
    J = np.sum((A3 - Y) ** 2) / (2 * m)

    # ---- backward ----
    dZ3 = (A3 - Y) / m
    dW3 = dZ3 @ A2.T
    db3 = np.sum(dZ3, axis=1, keepdims=True)
    dZ2 = (W3.T @ dZ3) * (1 - A2 ** 2)
    dW2 = dZ2 @ A1.T
    db2 = np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = (W2.T @ dZ2) * (1 - A1 ** 2)
    dW1 = dZ1 @ X.T
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m

    # ---- update ----
    W1 = W1 - alpha * dW1
    b1 = b1 - alpha * db1
    W2 = W2 - alpha * dW2
    b2 = b2 - alpha * db1
    W3 = W3 - alpha * dW3
    b3 = b3 - alpha * db3
    if i % 80 == 0:
        print("iter", i, "J =", J)
