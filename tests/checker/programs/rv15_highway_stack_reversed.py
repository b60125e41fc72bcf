# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["highway", "gates"]
# about = "Three highway layers t*h + (1-t)*x; the loop back runs with enumerate(reversed(...)) and the gate bias starts negative."
# [/backprop]

import numpy as np

rng = np.random.default_rng(33)
D, depth = 3, 3
X = rng.normal(size=(5, D))
Y = np.roll(X, 1, axis=1)
layers = [dict(H=rng.normal(size=(D, D)) * 0.6, T=rng.normal(size=(D, D)) * 0.6, c=-np.ones(D))
          for _ in range(depth)]


def forward(x):
    saved = []
    for l, L in enumerate(layers):
        zh = x @ L["H"]
        zt = x @ L["T"] + L["c"]
        h, t = np.tanh(zh), 1 / (1 + np.exp(-zt))
        saved.append((x, h, t))
        x = x + t * (h - x)
    return x, saved


def backward(out, saved):
    grads = [None] * depth
    dx = out - Y
    for i, (x, h, t) in enumerate(reversed(saved)):
        l = depth - 1 - i
        dzh = dx * t * (1 - h ** 2)
        dzt = dx * (h - x) * t * (1 - t)
        grads[l] = {"H": x.T @ dzh, "T": x.T @ dzt, "c": dzt.sum(axis=0)}
        dx = dx - dx * t + dzh @ layers[l]["H"].T + dzt @ layers[l]["T"].T
    return grads


def apply(grads, lr):
    for L, G in zip(layers, grads):
        for k in L:
            L[k] -= lr * G[k]


if __name__ == "__main__":
    for e in range(60):
        out, saved = forward(X)
        if e % 20 == 0:
            print(e, 0.5 * ((out - Y) ** 2).sum())
        apply(backward(out, saved), 0.02)
