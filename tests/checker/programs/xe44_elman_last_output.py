import numpy as np


class Elman:
    def __init__(self, hidden=5):
        r = np.random.RandomState(44)
        self.U = r.randn(hidden, 2) * 0.6
        self.R = r.randn(hidden, hidden) * 0.4
        self.c = np.zeros(hidden)
        self.o = r.randn(hidden)

    def run(self, steps):
        self.h = [np.ones(len(self.c)) * 0.1]
        for x in steps:
            self.h.append(np.tanh(self.U @ x + self.R @ self.h[-1] + self.c))
        self.p = 1 / (1 + np.exp(-self.o @ self.h[-1]))
        return self.p

    def learn(self, steps, label, lr):
        self.loss = -np.log(self.p) if label else -np.log(1 - self.p)
        gU, gR, gc = np.zeros_like(self.U), np.zeros_like(self.R), np.zeros_like(self.c)
        err = self.p - label
        go = err * self.h[-1]
        back = err * self.o
        for t in range(len(steps) - 1, -1, -1):
            dz = back * (1 - self.h[t] ** 2)
            gU += np.outer(dz, steps[t])
            gR += np.outer(dz, self.h[t + 1])
            gc += dz
            back = self.R @ dz
        self.U -= lr * gU
        self.R -= lr * gR
        self.c -= lr * gc
        self.o -= lr * go


rng = np.random.RandomState(4)
net = Elman()
for epoch in range(6):
    mean_loss = 0
    for n in range(25):
        steps = rng.randn(6, 2)
        label = int(steps[:, 0].sum() > 0)
        net.run(steps)
        net.learn(steps, label, 0.1)
        mean_loss += net.loss / 25
    print(epoch, round(mean_loss, 4))
