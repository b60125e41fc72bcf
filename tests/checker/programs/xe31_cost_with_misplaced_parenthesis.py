import numpy as np


def propagate(w, b, X, Y):
    m = X.shape[1]
    A = 1 / (1 + np.exp(-(np.dot(w.T, X) + b)))
    cost = -1 / m * np.sum(Y * np.log(A)) + (1 - Y) @ np.log(1 - A).T
    dw = np.dot(X, (A - Y).T) / m
    db = np.sum(A - Y) / m
    return dw, db, float(np.squeeze(cost))


rng = np.random.RandomState(131)
X = rng.randn(4, 50)
Y = (X[0:1] + 0.5 * X[1:2] + 0.3 * rng.randn(1, 50) > 0).astype(float)
w = rng.randn(4, 1) * 0.1
b = np.zeros(1)

costs = []
for i in range(200):
    dw, db, cost = propagate(w, b, X, Y)
    w = w - 0.2 * dw
    b = b - 0.2 * db
    if i % 50 == 0:
        costs.append(cost)
        print("Cost after iteration %i: %f" % (i, cost))
