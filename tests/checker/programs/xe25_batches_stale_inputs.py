import numpy as np

rng = np.random.RandomState(64)
X_train = rng.rand(64, 3) * 2 - 1
y_train = (X_train[:, [0]] - X_train[:, [1]] * X_train[:, [2]])
batch_size = 16

W1 = rng.randn(3, 8) * 0.6
b1 = rng.randn(1, 8) * 0.1
W2 = rng.randn(8, 1) * 0.6
b2 = np.zeros((1, 1))

x_batch = X_train[:batch_size]
y_batch = y_train[:batch_size]
print("batch shape", x_batch.shape, y_batch.shape)

for epoch in range(20):
    order = rng.permutation(len(X_train))
    for start in range(0, len(X_train), batch_size):
        xb = X_train[order[start:start + batch_size]]
        yb = y_train[order[start:start + batch_size]]

        s1 = np.matmul(xb, W1) + b1
        r1 = np.where(s1 > 0, s1, 0.1 * s1)
        yhat = np.matmul(r1, W2) + b2
        loss = ((yhat - yb) ** 2).mean()

        dy = 2.0 * (yhat - yb) / yb.shape[0]
        dW2 = np.matmul(r1.T, dy)
        db2 = dy.sum(axis=0, keepdims=True)
        dr1 = np.matmul(dy, W2.T)
        ds1 = dr1 * np.where(s1 > 0, 1, 0.1)
        dW1 = np.matmul(x_batch.T, ds1)
        db1 = ds1.sum(axis=0, keepdims=True)

        W1 -= 0.05 * dW1
        b1 -= 0.05 * db1
        W2 -= 0.05 * dW2
        b2 -= 0.05 * db2
    if epoch % 5 == 0:
        print(epoch, loss)
