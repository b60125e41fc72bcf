import numpy as np


def sigmoid(z):
    s = 1.0 / (1.0 + np.exp(-z))
    return s


def initialize_with_zeros(dim):
    w = np.zeros((dim, 1))
    b = 0
    assert w.shape == (dim, 1)
    assert isinstance(b, float) or isinstance(b, int)
    return w, b


def propagate(w, b, X, Y, lambd):
    m = X.shape[1]
    A = sigmoid(np.dot(w.T, X) + b)
    cost = -1. / m * np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) + lambd / (2. * m) * np.sum(w ** 2)
    dw = 1. / m * np.dot(X, (A - Y).T) + lambd / m * w
    db = 1. / m * np.sum(A - Y)
    assert dw.shape == w.shape
    return {"dw": dw, "db": db}, cost


def optimize(w, b, X, Y, num_iterations, learning_rate, lambd=0.7):
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y, lambd)
        dw, db = grads["dw"], grads["db"]
        w = w - learning_rate * dw
        b = b - learning_rate * db
        if i % 100 == 0:
            costs.append(cost)
            print("Cost after iteration %i: %f" % (i, cost))
    return {"w": w, "b": b}, costs


np.random.seed(20)
X = np.random.rand(12, 64)
Y = (X[:4].mean(axis=0, keepdims=True) > X[4:].mean(axis=0, keepdims=True)).astype(int)
w, b = initialize_with_zeros(X.shape[0])
params, costs = optimize(w, b, X, Y, 500, 0.5)
print("b =", params["b"])
