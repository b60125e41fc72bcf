import numpy as np

np.random.seed(0)
# toy dataset
X = np.random.randn(80, 2)
y = (X[:, 0] - 2 * X[:, 1] > 0.3).astype(int)
m = len(y)

w = np.random.randn(2, 1) * 0.5
b = 0.0
lr = 0.1


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


for epoch in range(200):
    z = X @ w + b
    y_hat = sigmoid(z)

    loss = -np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))

    # gradients
    error = y_hat - y
    dw = X.T @ error / m
    db = np.mean(error)

    w = w - lr * dw
    b = b - lr * db

    if epoch % 50 == 0:
        print(epoch, "loss:", loss)

acc = np.mean((y_hat > 0.5) == y)
print("train accuracy", acc)
