import numpy as np


class XORNet:
    def __init__(self, hidden=4, lr=0.5, seed=42):
        rng = np.random.default_rng(seed)
        self.w_ih = rng.normal(size=(2, hidden))
        self.b_h = rng.normal(size=hidden)
        self.w_ho = rng.normal(size=(hidden, 1))
        self.b_o = rng.normal(size=1)
        self.lr = lr

    @staticmethod
    def sigmoid(x):
        return 1.0 / (1.0 + np.exp(-x))

    def predict(self, x):
        self.h = self.sigmoid(x @ self.w_ih + self.b_h)
        self.o = self.sigmoid(self.h @ self.w_ho + self.b_o)
        return self.o

    def train_step(self, x, t):
        out = self.predict(x)
        err = t - out
        self.loss = 0.5 * np.sum(err ** 2)
        d_out = err * out * (1 - out)
        d_hid = d_out @ self.w_ho.T * self.h * (1 - self.h)
        self.w_ho += self.lr * self.h.T @ d_out
        self.b_o += self.lr * d_out.sum(axis=0)
        self.w_ih += self.lr * x.T @ d_hid
        self.b_h += self.lr * d_hid.sum(axis=0)
        return self.loss


inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
targets = np.array([[0], [1], [1], [0]], dtype=float)
net = XORNet()
history = {"loss": [], "acc": []}
for epoch in range(300):
    history["loss"].append(net.train_step(inputs, targets))
    history["acc"].append(((net.predict(inputs) > 0.5) == targets).mean())
print("final loss %.4f, accuracy %.2f" % (history["loss"][-1], history["acc"][-1]))
