from collections import namedtuple

import numpy as np

Params = namedtuple("Params", "w1 b1 w2 b2")
Cache = namedtuple("Cache", "x h p")


def init(key, d, h):
    r = np.random.RandomState(key)
    return Params(w1=r.randn(d, h) / d ** 0.5, b1=np.zeros((1, h)),
                  w2=r.randn(h, 1) / h ** 0.5, b2=np.zeros((1, 1)))


def apply(params, x):
    h = np.maximum(x @ params.w1 + params.b1, 0.0)
    p = 1.0 / (1.0 + np.exp(-(h @ params.w2 + params.b2)))
    return Cache(x, h, p)


def bce(cache, y, eps=1e-12):
    return float(np.mean(-y * np.log(cache.p + eps) - (1 - y) * np.log(1 - cache.p + eps)))


def grad(params, cache, y):
    dlogit = (cache.p - y) / y.shape[0]
    dh = dlogit @ params.w2.T
    dh[cache.h <= 0] = 0
    return Params(b2=dlogit.sum(0, keepdims=True),
                  w2=cache.h.T @ dlogit,
                  b1=dh.sum(0, keepdims=True),
                  w1=cache.x.T @ dh)


def update(params, grads, lr):
    return Params(*(p - lr * g for p, g in zip(params, grads)))


def main():
    r = np.random.RandomState(99)
    x = r.randn(120, 3)
    y = (x[:, :1] * x[:, 1:2] + x[:, 2:] > 0).astype(np.float64)
    params = init(7, 3, 16)
    for step in range(100):
        cache = apply(params, x)
        grads = grad(params, cache, y)
        params = update(params, grads, lr=0.5)
    final = apply(params, x)
    print("loss", bce(final, y), "acc", ((final.p > 0.5) == y).mean())


main()
