import numpy as np

np.random.seed(3)
X = np.random.randn(2, 96)
Y = ((X[0:1] ** 2 + X[1:2] ** 2) < 1.2) * 1.0
m = X.shape[1]
batch_size = 32
learning_rate = 0.4

W1 = np.random.randn(6, 2) * 0.6
b1 = np.zeros((6, 1))
W2 = np.random.randn(1, 6) * 0.6
b2 = np.zeros((1, 1))

for epoch in range(40):
    order = np.random.permutation(m)
    X_shuffled = X[:, order]
    Y_shuffled = Y[:, order]
    epoch_cost = 0
    for k in range(m // batch_size):
        mb_X = X_shuffled[:, k * batch_size:(k + 1) * batch_size]
        mb_Y = Y_shuffled[:, k * batch_size:(k + 1) * batch_size]
        bs = mb_X.shape[1]

        Z1 = np.dot(W1, mb_X) + b1
        A1 = np.tanh(Z1)
        Z2 = np.dot(W2, A1) + b2
        A2 = 1 / (1 + np.exp(-Z2))
        cost = -1 / bs * np.sum(mb_Y * np.log(A2) + (1 - mb_Y) * np.log(1 - A2))
        epoch_cost += cost

        dZ2 = A2 - mb_Y
        dW2 = 1 / m * np.dot(dZ2, A1.T)
        db2 = 1 / bs * np.sum(dZ2, axis=1, keepdims=True)
        dZ1 = np.dot(W2.T, dZ2) * (1 - np.power(A1, 2))
        dW1 = 1 / bs * np.dot(dZ1, X[:, k * batch_size:(k + 1) * batch_size].T)
        db1 = 1 / bs * np.sum(dZ1, axis=1, keepdims=True)

        W1 -= learning_rate * dW1
        b1 -= learning_rate * db1
        W2 -= learning_rate * dW2
        b2 -= learning_rate * db2
    if epoch % 10 == 0:
        print("epoch", epoch, "cost", epoch_cost / (m // batch_size))
