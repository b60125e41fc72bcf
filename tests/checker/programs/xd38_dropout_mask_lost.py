import numpy as np

np.random.seed(40)
X = np.random.randn(54, 5)
labels = np.random.randint(0, 3, 54)
X[np.arange(54), labels] += 2.0
T = np.eye(3)[labels]
keep = 0.8

W1 = np.random.randn(5, 9) * 0.5
b1 = np.zeros((1, 9))
W2 = np.random.randn(9, 3) * 0.5
b2 = np.zeros((1, 3))


def softmax(s):
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def fwd(X):
    Z1 = X @ W1 + b1
    A1 = np.maximum(Z1, 0)
    D1 = (np.random.rand(*A1.shape) < keep) / keep
    A1 = A1 * D1
    return Z1, A1, D1, softmax(A1 @ W2 + b2)


def bwd(X, T, Z1, A1, D1, P):
    n = X.shape[0]
    dZ2 = (P - T) / n
    dW2 = A1.T @ dZ2 / n
    db2 = dZ2.sum(axis=0, keepdims=True)
    dA1 = dZ2 @ W2.T
    dZ1 = dA1 * (Z1 > 0)
    dW1 = X.T @ dZ1
    db1 = dZ1.sum(axis=0, keepdims=True)
    return dW1, db1, dW2, db2


for ep in range(120):
    Z1, A1, D1, P = fwd(X)
    loss = -np.sum(T * np.log(P)) / len(T)
    g = bwd(X, T, Z1, A1, D1, P)
    W1, b1, W2, b2 = [p - 0.1 * dp for p, dp in zip((W1, b1, W2, b2), g)]
    if ep % 40 == 0:
        print("epoch", ep, "loss", loss)
