import numpy as np

np.random.seed(7)
m = 50
X = np.random.randn(3, m)
Y = (X[0:1] * X[1:2] + 0.3 * X[2:3] > 0).astype(float)

W1 = np.random.randn(6, 3) * 0.4
b1 = np.zeros((6, 1))
W2 = np.random.randn(1, 6) * 0.4
b2 = np.zeros((1, 1))
lr = 0.2

for epoch in range(200):
    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = 1 / (1 + np.exp(-Z2))
    cost = -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))

    dZ2 = A2 - Y
    dW2 = (1 / m) * dZ2 @ A1.T
    db2 = (1 / m) * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = W2.T @ dZ2 * (1 - A1 ** 2)
    dW1 = (1 / m) * dZ1 @ X.T
    db1 = np.sum(dZ1, axis=1, keepdims=True)

    W1 -= lr * dW1
    b1 -= lr * db1
    W2 -= lr * dW2
    b2 -= lr * db2

print(cost)
