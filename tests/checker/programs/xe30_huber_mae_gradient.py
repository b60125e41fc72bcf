import numpy as np

np.random.seed(30)
D = 0.5
lr = 0.02
X = np.random.randn(3, 45)
Y = np.vstack([X[0] * X[1], np.abs(X[2]), X[0] - X[2]])
W1, b1 = np.random.randn(6, 3) * 0.5, np.random.randn(6, 1) * 0.1
W2, b2 = np.random.randn(3, 6) * 0.5, np.random.randn(3, 1) * 0.1
W3, b3 = np.random.randn(3, 3) * 0.5, np.zeros((3, 1))


def lrelu(z):
    return np.where(z >= 0, z, 0.05 * z)


def lrelu_grad(z):
    return np.where(z >= 0, 1.0, 0.05)


def huber(r):
    return np.where(np.abs(r) <= D, 0.5 * r ** 2, D * (np.abs(r) - 0.5 * D))


for it in range(120):
    Z1 = W1.dot(X) + b1
    A1 = lrelu(Z1)
    Z2 = W2.dot(A1) + b2
    A2 = lrelu(Z2)
    A3 = W3.dot(A2) + b3
    R = A3 - Y
    m = X.shape[1]
    loss = huber(R).sum() / m

    dA3 = np.sign(R) / m
    dW3 = dA3.dot(A2.T)
    db3 = np.sum(dA3, axis=1, keepdims=True)
    dZ2 = W3.T.dot(dA3) * lrelu_grad(Z2)
    dW2 = dZ2.dot(A1.T)
    db2 = np.sum(dA3, axis=1, keepdims=True)
    dZ1 = W2.T.dot(dZ2) * lrelu_grad(Z1)
    dW1 = dZ1.dot(X.T)
    db1 = np.sum(dZ1, axis=1, keepdims=True)

    W1 -= lr * dW1; b1 -= lr * db1
    W2 -= lr * dW2; b2 -= lr * db2
    W3 -= lr * dW3; b3 -= lr * db3
print("huber", loss)
