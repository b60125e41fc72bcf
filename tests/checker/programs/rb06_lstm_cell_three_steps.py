# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["lstm", "bptt"]
# about = "One LSTM cell by hand, all four gates in one matrix; dh and dc are carried backwards over the steps."
# [/backprop]

import numpy as np

rng = np.random.default_rng(12)
H, D, T = 3, 2, 4
xs = rng.normal(size=(T, D, 1))
target = np.array([[0.7]])
W = rng.normal(scale=0.5, size=(4 * H, H + D))
b = np.zeros((4 * H, 1))
b[H:2 * H] = 1.0     # forget gate bias
V = rng.normal(scale=0.5, size=(1, H))


def sig(a):
    return 1. / (1. + np.exp(-a))


def run(xs, target):
    h = np.zeros((H, 1))
    c = np.zeros((H, 1))
    caches = []
    for t in range(T):
        hx = np.vstack([h, xs[t]])
        z = W @ hx + b
        i, f, o = sig(z[:H]), sig(z[H:2 * H]), sig(z[2 * H:3 * H])
        g = np.tanh(z[3 * H:])
        c_old, c = c, f * c + i * g
        tc = np.tanh(c)
        h = o * tc
        caches.append((hx, i, f, o, g, c_old, tc))
    loss = 0.5 * float(((V @ h - target) ** 2).item())
    return h, loss, caches


def back(caches, h, target):
    dW, db = np.zeros_like(W), np.zeros_like(b)
    err = V @ h - target
    dV = err @ h.T
    dh, dc = V.T @ err, np.zeros((H, 1))
    for t in reversed(range(T)):
        hx, i, f, o, g, c_old, tc = caches[t]
        dc = dc + dh * o * (1 - tc ** 2)
        dz = np.vstack([
            dc * g * i * (1 - i),
            dc * c_old * f * (1 - f),
            dh * tc * o * (1 - o),
            dc * i * (1 - g ** 2),
        ])
        dW += dz @ hx.T
        db += dz
        dh = W[:, :H].T @ dz
        dc = dc * f
    return dW, db, dV


if __name__ == "__main__":
    for k in range(60):
        h, loss, caches = run(xs, target)
        for p, d in zip((W, b, V), back(caches, h, target)):
            p -= 0.3 * d
        if k % 20 == 0:
            print(k, loss)
