from types import SimpleNamespace as NS

import numpy as np

rnd = np.random.RandomState(0)
p = NS(Wx=rnd.randn(6, 2) * 0.7, bx=np.zeros((6, 1)),
       Wg=rnd.randn(6, 2) * 0.7, bg=np.zeros((6, 1)),
       out=rnd.randn(1, 6) * 0.5)
cfg = NS(lr=0.3, decay=0.995, epochs=200, log=50)


def fprop(p, x):
    c = NS(x=x)
    c.value = np.tanh(p.Wx @ x + p.bx)
    c.gate = 1 / (1 + np.exp(-(p.Wg @ x + p.bg)))
    c.y = p.out @ (c.value * c.gate)
    return c


def bprop(p, c, t):
    m = t.size
    g = NS()
    dy = (c.y - t) / m
    g.out = dy @ (c.value * c.gate).T
    dprod = p.out.T @ dy
    dv = dprod * c.gate * (1 - c.value ** 2)
    dg = dprod * c.value * c.gate * (1 - c.gate)
    g.Wx, g.bx = dv @ c.x.T, dv.sum(1, keepdims=True)
    g.Wg, g.bg = dg @ c.x.T, dg.sum(1, keepdims=True)
    return g


x = rnd.uniform(-2, 2, (2, 60))
t = x[:1] * (x[1:] > 0)
lr = cfg.lr
for e in range(cfg.epochs):
    cache = fprop(p, x)
    g = bprop(p, cache, t)
    for name, grad in vars(g).items():
        vars(p)[name] -= lr * grad
    lr *= cfg.decay
    if e % cfg.log == 0:
        print(e, "cost", np.square(cache.y - t).sum() / (2 * t.size), "lr", lr)
