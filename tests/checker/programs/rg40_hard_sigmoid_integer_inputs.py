import numpy as np

np.random.seed(61)
X = np.random.randint(0, 4, size=(36, 3))
y = (X[:, 0] + 2 * X[:, 1] - X[:, 2]).reshape(-1, 1)


def hard_sigmoid(z):
    return np.clip(0.2 * z + 0.5, 0, 1)


def d_hard_sigmoid(z):
    return 0.2 * np.logical_and(z > -2.5, z < 2.5)


W1 = np.random.normal(0, 1, (3, 8))
b1 = np.random.normal(0, 1, (1, 8))
W2 = np.random.normal(0, 1, (8, 1))
b2 = np.zeros((1, 1))
lr = 0.1
N = len(X)

for epoch in range(1, 501):
    Z = X.dot(W1) + b1
    A = hard_sigmoid(Z)
    Y_hat = A.dot(W2) + b2
    rmse = np.sqrt(np.mean((Y_hat - y) ** 2))

    dY = (Y_hat - y) / N
    dW2 = A.T.dot(dY)
    db2 = dY.sum()
    dZ = dY.dot(W2.T) * d_hard_sigmoid(Z)
    dW1 = X.T.dot(dZ)
    db1 = dZ.sum(axis=0)

    W2 = W2 - lr * dW2
    b2 = b2 - lr * db2
    W1 = W1 - lr * dW1
    b1 = b1 - lr * db1
    if epoch % 100 == 0:
        print('epoch', epoch, 'rmse', rmse)
