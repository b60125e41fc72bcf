import numpy as np

np.random.seed(19)
m = 42
X = np.random.randn(3, m)
y = (X[0] > 0.4).astype(int) + (X[1] > 0).astype(int)
Y = np.zeros((3, m))
for i in range(m):
    Y[y[i], i] = 1

W1 = np.random.randn(6, 3) * 0.5
b1 = np.zeros((6, 1))
W2 = np.random.randn(3, 6) * 0.5
b2 = np.zeros((3, 1))
alpha = 0.3

def softmax(z):
    t = np.exp(z - np.max(z, axis=0, keepdims=True))
    return t / np.sum(t, axis=0, keepdims=True)

for iteration in range(200):
    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = softmax(Z2)
    cost = -np.sum(Y * np.log(A2)) / m

    dA2 = -Y / A2
    dZ2 = dA2 * A2 * (1 - A2)
    dW2 = dZ2 @ A1.T / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * (1 - A1 ** 2)
    dW1 = dZ1 @ X.T / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m

    W2 -= alpha * dW2
    b2 -= alpha * db2
    W1 -= alpha * dW1
    b1 -= alpha * db1
    if iteration % 40 == 0:
        print(iteration, cost)
print("train acc", np.mean(np.argmax(A2, axis=0) == y))
