import numpy as np

losowy = np.random.RandomState(42)
wagi = {1: losowy.randn(4, 4) * 0.6, 2: losowy.randn(4, 4) * 0.6, 3: losowy.randn(1, 4) * 0.6}
progi = {1: np.zeros((4, 1)), 2: np.zeros((4, 1)), 3: np.zeros((1, 1))}


def w_przod(X):
    A1 = np.tanh(wagi[1] @ X + progi[1])
    A2 = np.tanh(wagi[2] @ A1 + progi[2])
    A3 = 1 / (1 + np.exp(-(wagi[3] @ A2 + progi[3])))
    return A1, A2, A3


def wstecz(X, Y, A1, A2, A3):
    m = Y.size
    d3 = A3 - Y
    d2 = wagi[3].T @ d3 * (1 - A2 ** 2)
    d1 = wagi[2].T @ d2 * (1 - A1 ** 2)
    dW = {3: d3 @ A2.T / m, 1: d1 @ X.T / m}
    dW[2] = d2 @ X.T / m
    db = {1: d1.sum(1, keepdims=True) / m, 2: d2.sum(1, keepdims=True) / m}
    db[3] = d3.sum(1, keepdims=True)
    return dW, db


X = losowy.randn(4, 36)
Y = (X[:1] * X[1:2] < X[2:3]).astype(float)
tempo = 0.1
for epoka in range(100):
    A1, A2, A3 = w_przod(X)
    koszt = -np.mean(Y * np.log(A3) + (1 - Y) * np.log(1 - A3))
    dW, db = wstecz(X, Y, A1, A2, A3)
    wagi[3] = wagi[3] - tempo * dW[3]
    wagi[2] = wagi[2] - tempo * dW[2]
    wagi[1] = wagi[1] + tempo * dW[1]
    for l in progi:
        progi[l] = progi[l] - tempo * db[l]
    if epoka % 25 == 0:
        print(epoka, koszt)
