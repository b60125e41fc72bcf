# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["embedding", "lost-factor"]
# mistake = "The forward pass averages the word vectors of a sentence, the gradient of the words is not divided by the sentence's length."
# wrong_lines = [41]
# cause_lines = []
# right = { "41" = "np.add.at(dE, d, davg[k] / len(d))" }
# wrong_in_itself = ["dE"]
# wrong_quantities = ["dE"]
# [/backprop]

import numpy as np

docs = [[0, 3, 3], [1, 2], [4, 0, 5, 5, 3], [2, 2, 1, 4], [3], [1, 5]]
target = np.array([1., 0., 1., 0., 1., 0.])
rng = np.random.RandomState(66)
E = rng.normal(0, .5, size=(6, 3))
w = rng.normal(size=3)
b = np.zeros(1)


def predict(E, w, b):
    avg = np.array([E[d].mean(axis=0) for d in docs])
    h = np.tanh(avg)
    z = h @ w + b
    return avg, h, 1 / (1 + np.exp(-z))


def log_loss(p):
    return -(target * np.log(p) + (1 - target) * np.log(1 - p)).sum()


def gradient(avg, h, p, w):
    dz = p - target
    dw = h.T @ dz
    db = np.array([dz.sum()])
    davg = np.outer(dz, w) * (1 - h ** 2)
    dE = np.zeros_like(E)
    for k, d in enumerate(docs):
        np.add.at(dE, d, davg[k])
    return dE, dw, db


if __name__ == '__main__':
    for epoch in range(100):
        avg, h, p = predict(E, w, b)
        dE, dw, db = gradient(avg, h, p, w)
        E -= .1 * dE
        w -= .1 * dw
        b -= .1 * db
        if epoch % 25 == 0:
            print(epoch, log_loss(p))
