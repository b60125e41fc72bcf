import numpy as np

np.random.seed(6)
X = np.random.rand(3, 70)
Y = (X.sum(axis=0) > 1.4).reshape(1, -1) * 1
m = X.shape[1]
W1 = np.random.randn(5, 3) * 0.3
b1 = np.zeros((5, 1))
W2 = np.random.randn(1, 5) * 0.3
b2 = np.zeros((1, 1))

for it in range(401):
    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = 1 / (1 + np.exp(-Z2))
    A2 = np.clip(A2, 1e-10, 1 - 1e-10)
    cost = -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))

    # full chain, nothing simplified
    dA2 = (-(Y / A2) + (1 - Y) / (1 - A2)) / m
    dZ2 = dA2 * A2 * (1 - A2)
    dW2 = dZ2 @ A1.T
    db2 = dZ2.sum(axis=1, keepdims=True)
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * (1 - np.tanh(Z1) ** 2)
    dW1 = dZ1 @ X.T
    db1 = dZ1.sum(axis=1, keepdims=True)

    for p, d in ((W1, dW1), (b1, db1), (W2, dW2), (b2, db2)):
        p -= 0.5 * d
    if it % 100 == 0:
        print("cost", cost)
