import numpy as np


def sig(x):
    return 1 / (1 + np.exp(-x))


def model(params, X):
    W1, b1, W2, b2, W3, b3 = params
    a1 = np.tanh(X @ W1 + b1)
    a2 = np.tanh(a1 @ W2 + b2)
    return a1, a2, sig(a2 @ W3 + b3)


def grad(params, X, Y, acts):
    W1, b1, W2, b2, W3, b3 = params
    a1, a2, p = acts
    n = X.shape[0]
    dz3 = (p - Y) / n * p * (1 - p)
    dW3, db3 = a2.T @ dz3, dz3.sum(axis=0)
    da2 = dz3 @ W3.T
    dz2 = da2 * (1 - a2 ** 2)
    dW2, db2 = a1.T @ dz2, dz2.sum(axis=0)
    da1 = dz2 @ W2
    dz1 = da1 * (1 - a1 ** 2)
    dW1, db1 = X.T @ dz1, dz1.sum(axis=0)
    return [dW1, db1, dW2, db2, dW3, db3]


rng = np.random.default_rng(101)
X = rng.normal(size=(60, 2))
Y = (np.hypot(X[:, :1], X[:, 1:]) > 1.1) * 1.0
params = [rng.normal(size=s) * 0.7 for s in [(2, 6), (6,), (6, 6), (6,), (6, 1), (1,)]]
for k in range(150):
    acts = model(params, X)
    P = acts[-1]
    loss = -np.mean(Y * np.log(P) + (1 - Y) * np.log(1 - P))
    for p, g in zip(params, grad(params, X, Y, acts)):
        p -= 0.2 * g
    if k % 50 == 0:
        print(k, loss)
