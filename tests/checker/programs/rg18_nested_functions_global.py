import numpy as np

W, V, a, c = None, None, None, None


def make_data():
    r = np.random.RandomState(77)
    x = r.uniform(0, 1, (45, 2))
    return x, ((x[:, 0] - .5) ** 2 + (x[:, 1] - .5) ** 2 < .1).astype(float)[:, None]


def init(hidden=9):
    global W, V, a, c
    r = np.random.RandomState(78)
    W = r.randn(2, hidden) * 2
    a = r.randn(hidden)
    V = r.randn(hidden, 1)
    c = np.zeros(1)


def train(x, y, steps, rate):
    global W, V, a, c
    n = len(x)

    def squash(q):
        return 1 / (1 + np.exp(-q))

    def forward():
        u = x @ W + a
        h = squash(u)
        return u, h, squash(h @ V + c)

    def loss_of(p):
        return -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()

    for s in range(steps):
        u, h, p = forward()
        loss = loss_of(p)
        r = (p - y) / n
        gV, gc = h.T @ r, r.sum(0)
        q = r @ V.T * squash(u) * (1 - squash(u))
        V = V - rate * gV
        c = c - rate * gc
        W = W - rate * x.T @ q
        a = a - rate * q.sum(0)
        if s % 200 == 199:
            print('step', s + 1, 'loss', loss)


init()
train(*make_data(), 600, 2.0)
