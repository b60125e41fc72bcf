"""Dense classifier with inverted dropout, `with net.training():` and gradient accumulation."""
from contextlib import contextmanager
import time
import numpy as np


class DropNet:
    def __init__(self, dims=(8, 32, 1), keep=0.8, seed=0):
        self.rng = np.random.default_rng(seed)
        self.keep = keep
        self._train = False
        d, h, o = dims
        self.P = [self.rng.normal(size=(d, h)) * (2 / d) ** .5, np.zeros((1, h)),
                  self.rng.normal(size=(h, o)) * (1 / h) ** .5, np.zeros((1, o))]
        self.zero()

    def zero(self):
        self.G = [np.zeros_like(p) for p in self.P]

    @contextmanager
    def training(self):
        self._train = True
        try:
            yield self
        finally:
            self._train = False

    def forward(self, X):
        W1, b1, W2, b2 = self.P
        pre = X @ W1 + b1
        hid = np.maximum(pre, 0)
        if self._train:
            mask = (self.rng.random(hid.shape) < self.keep) / self.keep
        else:
            mask = 1.0
        hid = hid * mask
        self.tape = X, pre, hid, mask
        return hid @ W2 + b2

    def accumulate(self, dlogit):
        X, pre, hid, mask = self.tape
        dh = dlogit @ self.P[2].T * mask
        dh *= pre > 0
        for acc, g in zip(self.G, (X.T @ dh, dh.sum(0, keepdims=True), hid.T @ dlogit, dlogit.sum(0, keepdims=True))):
            acc += g


def bce_logits(z, y):
    loss = np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))
    sig = np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))))
    return loss.sum(), sig - y


def fit(net, X, y, epochs=40, micro=10, every=4, lr=.2):
    for ep in range(epochs):
        order = net.rng.permutation(len(X))
        seen, running = 0, 0.
        with net.training():
            for k, s in enumerate(range(0, len(X), micro), 1):
                idx = order[s:s + micro]
                loss, dz = bce_logits(net.forward(X[idx]), y[idx])
                net.accumulate(dz)
                running += loss
                seen += len(idx)
                if k % every == 0 or s + micro >= len(X):
                    for p, g in zip(net.P, net.G):
                        p -= lr * g / seen
                    net.zero()
                    seen = 0
        if ep % 10 == 0:
            print(f"epoch {ep:3d} loss {running / len(X):.4f}")


if __name__ == "__main__":
    r = np.random.default_rng(5)
    X = r.normal(size=(260, 8))
    y = ((X[:, :4] ** 2).sum(1) > 3.5).astype(float)[:, None]
    t0 = time.perf_counter()
    net = DropNet()
    fit(net, X, y)
    print("acc", np.mean((net.forward(X) > 0) == y), "time %.2fs" % (time.perf_counter() - t0))
