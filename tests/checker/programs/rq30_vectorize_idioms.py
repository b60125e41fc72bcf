import math
import numpy as np

relu6 = np.vectorize(lambda z: min(max(z, 0.0), 6.0), otypes=[float])
relu6_grad = np.vectorize(lambda z: 1.0 if 0 < z < 6 else 0.0, otypes=[float])


def softmax_row(row):
    e = [math.exp(v - max(row)) for v in row]
    return np.array(e) / sum(e)


np.random.seed(30)
X = np.random.randn(24, 3) * 3
labels = (X[:, 0] > 0).astype(int) + (X[:, 1] > 1)
Y = np.eye(3)[labels]
W1 = np.random.randn(3, 8)
b1 = np.random.randn(8)
W2 = np.random.randn(8, 3) * 0.2
b2 = np.zeros(3)
try:
    for epoch in range(12):
        Z1 = X @ W1 + b1
        A1 = relu6(Z1)
        P = np.apply_along_axis(softmax_row, 1, A1 @ W2 + b2)
        loss = -np.sum(Y * np.log(P + 1e-15)) / len(X)
        if not np.isfinite(loss):
            raise FloatingPointError("loss is not finite")
        G2 = (P - Y) / len(X)
        G1 = np.multiply(np.matmul(G2, W2.transpose()), relu6_grad(Z1))
        dW2 = np.tensordot(A1, G2, axes=(0, 0))
        db2 = np.add.reduce(G2)
        dW1 = np.tensordot(X, G1, axes=(0, 0))
        db1 = np.add.reduce(G1)
        W2 -= 0.1 * dW2
        b2 -= 0.1 * db2
        W1 -= 0.1 * dW1
        b1 -= 0.1 * db1
        print("%2d %.4f acc %.2f" % (epoch, loss, np.mean(P.argmax(1) == labels)))
except FloatingPointError as exc:
    print("stopped:", exc)
