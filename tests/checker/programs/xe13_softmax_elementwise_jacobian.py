import numpy as np

rng = np.random.RandomState(31)
m, K = 36, 3
X = rng.randn(2, m)
cls = (np.arctan2(X[1], X[0]) // (2 * np.pi / 3)).astype(int) % K
Y = np.zeros((K, m))
Y[cls, np.arange(m)] = 1

W1, b1 = rng.randn(6, 2), np.zeros((6, 1))
W2, b2 = rng.randn(K, 6) * 0.5, np.zeros((K, 1))


def softmax(S):
    E = np.exp(S - S.max(axis=0))
    return E / E.sum(axis=0)


def forward(X):
    H = np.tanh(W1 @ X + b1)
    return H, softmax(W2 @ H + b2)


def backward(X, Y, H, P):
    dP = -(Y / P) / m
    dS = dP * P * (1 - P)
    dW2 = dS @ H.T
    db2 = dS.sum(axis=1, keepdims=True)
    dH = W2.T @ dS
    dA = dH * (1 - H ** 2)
    return dA @ X.T, dA.sum(axis=1, keepdims=True), dW2, db2


for it in range(200):
    H, P = forward(X)
    loss = -np.sum(Y * np.log(P)) / m
    g = backward(X, Y, H, P)
    W1 = W1 - 0.5 * g[0]
    b1 = b1 - 0.5 * g[1]
    W2 = W2 - 0.5 * g[2]
    b2 = b2 - 0.5 * g[3]
print("loss", loss)
