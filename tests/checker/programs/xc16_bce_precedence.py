import numpy as np

np.random.seed(16)
X = np.random.rand(3, 140) * 2 - 1
Y = (X[0] + X[1] * X[2] > 0).astype(float).reshape(1, -1)
m = X.shape[1]

n0, n1, n2 = 3, 6, 1
W1 = np.random.randn(n1, n0) * 0.6
b1 = np.zeros((n1, 1))
W2 = np.random.randn(n2, n1) * 0.6
b2 = np.zeros((n2, 1))
learning_rate = 0.3

costs = []
for i in range(600):
    # forward propagation
    Z1 = W1.dot(X) + b1
    A1 = np.tanh(Z1)
    Z2 = W2.dot(A1) + b2
    A2 = 1 / (1 + np.exp(-Z2))
    cost = -1 / m * np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))

    # backward propagation
    dA2 = -Y / A2 + 1 - Y / (1 - A2)
    dZ2 = dA2 * A2 * (1 - A2)
    dW2 = 1 / m * dZ2.dot(A1.T)
    db2 = 1 / m * dZ2.sum(axis=1, keepdims=True)
    dA1 = W2.T.dot(dZ2)
    dZ1 = dA1 * (1 - A1 * A1)
    dW1 = 1 / m * dZ1.dot(X.T)
    db1 = 1 / m * dZ1.sum(axis=1, keepdims=True)

    W1 -= learning_rate * dW1
    b1 -= learning_rate * db1
    W2 -= learning_rate * dW2
    b2 -= learning_rate * db2
    costs.append(cost)

print("first costs:", costs[:3])
print("last cost:", costs[-1])
