# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["average-pooling", "conv2d"]
# mistake = "The gradient of 2x2 average pooling is repeated to all four cells but not divided by four."
# wrong_lines = [48]
# cause_lines = []
# right = { "48" = "da = dpool.repeat(2, axis=2).repeat(2, axis=3) / 4" }
# wrong_in_itself = ["da"]
# wrong_quantities = ["da", "dz", "dK", "db"]
# [/backprop]

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

rng = np.random.default_rng(4)
imgs = rng.normal(size=(3, 5, 5))
labels = np.array([0, 1, 1])


class TinyConvNet:
    def __init__(self):
        self.K = rng.normal(size=(2, 2, 2)) * 0.5
        self.b = np.zeros(2)
        self.W = rng.normal(size=(2 * 2 * 2, 2)) * 0.5

    def forward(self, x):
        self.win = sliding_window_view(x, (2, 2), axis=(1, 2))
        self.z = np.einsum("nhwij,fij->nfhw", self.win, self.K) + self.b[:, None, None]
        self.a = np.tanh(self.z)
        n, f, h, w = self.a.shape
        self.pool = self.a.reshape(n, f, h // 2, 2, w // 2, 2).mean(axis=(3, 5))
        self.flat = self.pool.reshape(n, -1)
        scores = self.flat @ self.W
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.p = e / e.sum(axis=1, keepdims=True)
        return self.p

    def loss(self, y):
        return -np.log(self.p[np.arange(len(y)), y]).mean()

    def backward(self, y):
        d = self.p.copy()
        d[np.arange(len(y)), y] -= 1
        d /= len(y)
        self.dW = self.flat.T @ d
        dpool = (d @ self.W.T).reshape(self.pool.shape)
        da = dpool.repeat(2, axis=2).repeat(2, axis=3)
        dz = da * (1 - self.a ** 2)
        self.dK = np.einsum("nfhw,nhwij->fij", dz, self.win)
        self.db = dz.sum(axis=(0, 2, 3))

    def step(self, lr):
        self.K -= lr * self.dK
        self.b -= lr * self.db
        self.W -= lr * self.dW


net = TinyConvNet()
if __name__ == "__main__":
    for epoch in range(30):
        net.forward(imgs)
        if epoch % 10 == 0:
            print(epoch, net.loss(labels))
        net.backward(labels)
        net.step(0.2)
