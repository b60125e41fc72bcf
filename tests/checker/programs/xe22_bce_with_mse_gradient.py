import numpy as np

np.random.seed(55)
n = 6
X = np.random.randn(n, 4)
Y = np.random.randint(0, 2, (n, 2)).astype(float)

W1 = np.random.randn(4, n) * 0.7
b1 = np.zeros((1, n)) + 0.05
W2 = np.random.randn(n, 2) * 0.7
b2 = np.zeros((1, 2))


def sigmoid(s):
    return 1 / (1 + np.exp(-s))


for epoch in range(300):
    z1 = X @ W1 + b1
    a1 = np.tanh(z1)
    z2 = a1 @ W2 + b2
    a2 = sigmoid(z2)
    L = -np.sum(Y * np.log(a2) + (1 - Y) * np.log(1 - a2)) / n

    # gradients
    dz2 = (a2 - Y) * a2 * (1 - a2) / n
    dW2 = a1.T @ dz2
    db2 = np.sum(dz2, axis=0, keepdims=True)
    da1 = dz2 @ W2.T
    dz1 = da1 @ (1 - a1 ** 2)
    dW1 = X.T @ dz1
    db1 = np.sum(dz1, axis=0, keepdims=True)

    W2 -= 0.1 * dW2
    b2 -= 0.1 * db2
    W1 -= 0.1 * dW1
    if epoch % 100 == 0:
        print(epoch, L)
