from functools import reduce
from operator import add

import numpy as np

rs = np.random.RandomState(13)
shapes = [(2, 8), (8, 8), (8, 1)]
Ws = list(map(lambda s: rs.standard_normal(s) / np.sqrt(s[0]), shapes))
bs = list(map(lambda s: np.zeros(s[1]), shapes))

sin_act = lambda z: np.sin(z)
forward = lambda x: reduce(
    lambda zs, wb: zs + [(sin_act(zs[-1]) if len(zs) > 1 else zs[-1]) @ wb[0] + wb[1]],
    zip(Ws, bs), [x])


def backward(zs, t):
    n = len(t)
    ds = [(zs[-1] - t) * (2.0 / n)]
    for W, z in zip(Ws[:0:-1], zs[-2:0:-1]):
        ds.append((ds[-1] @ W.T) * np.cos(z))
    ds.reverse()
    ins = [zs[0]] + list(map(sin_act, zs[1:-1]))
    return list(map(lambda a, d: a.T @ d, ins, ds)), list(map(lambda d: d.sum(axis=0), ds))


X = rs.uniform(-2, 2, (90, 2))
T = (X[:, [0]] ** 2 - X[:, [1]]) / 2
eta, hist = 0.03, []
for i in range(150):
    zs = forward(X)
    hist.append(np.mean((zs[-1] - T) ** 2))
    dWs, dbs = backward(zs, T)
    Ws = list(map(lambda w, g: w - eta * g, Ws, dWs))
    bs = list(map(lambda b, g: b - eta * g, bs, dbs))
print("total of the losses:", reduce(add, hist), " last:", hist[-1])
