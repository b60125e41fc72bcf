# 1D convolution + max pooling + dense, detecting a bump vs a dip vs nothing
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

rng = np.random.default_rng(6)


def make(n):
    y = rng.integers(0, 3, n)
    x = rng.normal(0, .3, (n, 1, 22))
    pos = rng.integers(2, 16, n)
    bump = np.array([.5, 1., 1.5, 1., .5])
    for i in range(n):
        x[i, 0, pos[i]:pos[i] + 5] += (0, 1, -1)[y[i]] * bump
    return x, y


class Conv1d:
    def __init__(self, cin, cout, k):
        self.w = rng.normal(0, 1 / np.sqrt(cin * k), (cout, cin, k))
        self.b = np.zeros(cout)

    def forward(self, x):
        self.shape = x.shape
        self.cols = sliding_window_view(x, self.w.shape[2], axis=2)      # n, c, L, k
        return np.einsum("nclk,ock->nol", self.cols, self.w) + self.b[:, None]

    def backward(self, g):
        self.dw = np.einsum("nol,nclk->ock", g, self.cols)
        self.db = g.sum(axis=(0, 2))
        dx = np.zeros(self.shape)
        L = g.shape[2]
        for j in range(self.w.shape[2]):
            dx[:, :, j:j + L] += np.einsum("nol,oc->ncl", g, self.w[:, :, j])
        return dx


class ReluMaxPool:
    def __init__(self, s):
        self.s = s

    def forward(self, x):
        n, c, L = x.shape
        self.L = L
        self.v = x[:, :, :L // self.s * self.s].reshape(n, c, -1, self.s)
        self.am = self.v.argmax(-1)[..., None]
        self.top = np.take_along_axis(self.v, self.am, -1)[..., 0]
        return np.maximum(self.top, 0)

    def backward(self, g):
        d = np.zeros_like(self.v)
        np.put_along_axis(d, self.am, (g * (self.top > 0))[..., None], -1)
        d = d.reshape(*d.shape[:2], -1)
        return np.pad(d, ((0, 0), (0, 0), (0, self.L - d.shape[2])))


class Head:
    def __init__(self, d, k):
        self.w, self.b = rng.normal(0, .1, (d, k)), np.zeros(k)

    def loss(self, x, y):
        f = x.reshape(len(x), -1)
        z = f @ self.w + self.b
        p = np.exp(z - z.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        self.p = p
        l = -np.log(p[range(len(y)), y]).mean()
        d = (p - np.eye(p.shape[1])[y]) / len(y)
        self.dw, self.db = f.T @ d, d.sum(0)
        return l, (d @ self.w.T).reshape(x.shape)


x, y = make(150)
c1, pool, c2, pool2, head = Conv1d(1, 6, 5), ReluMaxPool(2), Conv1d(6, 8, 3), ReluMaxPool(3), Head(16, 3)
for ep in range(80):
    h = x
    for layer in (c1, pool, c2, pool2):
        h = layer.forward(h)
    loss, g = head.loss(h, y)
    for layer in (pool2, c2, pool, c1):
        g = layer.backward(g)
    for o in (c1, c2, head):
        o.w -= .3 * o.dw
        o.b -= .3 * o.db
    if ep % 20 == 0:
        print(ep, f"{loss:.4f}", (head.p.argmax(1) == y).mean())
