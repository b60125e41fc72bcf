import numpy as np

rng = np.random.default_rng(8)
n, d = 5, 4
X = rng.normal(size=(n, d))
T = np.roll(X, 1, axis=0)[:, :2]
Wq, Wk = rng.normal(size=(2, d, 3)) * 0.5
Wv = rng.normal(size=(d, 2)) * 0.5
s = 1 / np.sqrt(3)


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


for it in range(50):
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    A = softmax(Q @ K.T * s)
    O = A @ V
    loss = ((O - T) ** 2).mean()
    dO = 2 * (O - T) / T.size
    dA, dV = dO @ V.T, A.T @ dO
    dS = A * (dA - (dA * A).sum(axis=1, keepdims=True))
    dS *= s
    dQ, dK = dS @ K, dS.T @ Q
    dWq, dWk, dWv = (X.T @ g for g in (dQ, dK, dV))
    Wq -= 0.5 * dWq
    Wk -= 0.5 * dWk
    Wv -= 0.5 * dWv
    if it % 10 == 0:
        print(it, loss)
