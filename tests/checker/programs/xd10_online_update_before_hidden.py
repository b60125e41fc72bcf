import numpy as np

np.random.seed(12)
# Lernrate
eta = 0.3
xs = np.random.uniform(-1, 1, (30, 2))
ts = np.sin(xs[:, 0:1]) * 0.4 + 0.5 * (xs[:, 1:2] > 0)

v = np.random.uniform(-1, 1, (2, 3))
bv = np.zeros((1, 3))
w = np.random.uniform(-1, 1, (3, 1))
bw = np.zeros((1, 1))


def sig(a):
    return 1 / (1 + np.exp(-a))


for durchlauf in range(20):
    summe = 0
    for k in range(30):
        x = xs[k:k + 1]
        t = ts[k:k + 1]
        # vorwaerts
        h = sig(x @ v + bv)
        o = sig(h @ w + bw)
        err = 0.5 * np.sum((t - o) ** 2)
        summe += err

        # rueckwaerts
        delta_o = (o - t) * o * (1 - o)
        w = w - eta * h.T @ delta_o
        bw = bw - eta * delta_o
        delta_h = delta_o @ w.T * h * (1 - h)
        v = v - eta * x.T @ delta_h
        bv = bv - eta * delta_h
    if durchlauf % 5 == 0:
        print("Fehler", summe / 30)
