import numpy as np


class AdamW:
    def __init__(self, tensors, lr=0.01, wd=0.05, betas=(0.9, 0.999)):
        self.tensors, self.lr, self.wd, self.betas, self.t = tensors, lr, wd, betas, 0
        self.state = [(np.zeros_like(a), np.zeros_like(a)) for a in tensors]

    def step(self, grads):
        self.t += 1
        b1, b2 = self.betas
        scale = self.lr * np.sqrt(1 - b2 ** self.t) / (1 - b1 ** self.t)
        for a, g, (m, v) in zip(self.tensors, grads, self.state):
            if a.ndim > 1:
                a *= 1 - self.lr * self.wd
            m += (1 - b1) * (g - m)
            v += (1 - b2) * (g * g - v)
            a -= scale * m / (np.sqrt(v) + 1e-8)


def gelu_like(x):
    s = 1 / (1 + np.exp(-1.702 * x))
    return x * s, s + 1.702 * x * s * (1 - s)


rng = np.random.default_rng(19)
X = rng.normal(size=(96, 5))
y = np.exp(-0.5 * (X[:, :2] ** 2).sum(1, keepdims=True)) + X[:, 2:3]
W1, b1 = rng.normal(size=(5, 12)) / 5 ** 0.5, np.zeros(12)
W2, b2 = rng.normal(size=(12, 1)) / 12 ** 0.5, np.zeros(1)
opt = AdamW([W1, b1, W2, b2])

for it in range(151):
    h, slope = gelu_like(X @ W1 + b1)
    pred = h @ W2 + b2
    delta = 2 * (pred - y) / y.size
    hidden_delta = delta.dot(W2.T) * slope
    opt.step([X.T.dot(hidden_delta), hidden_delta.sum(0), h.T.dot(delta), delta.sum(0)])
    if it % 50 == 0:
        print("iteration", it, "mse", ((pred - y) ** 2).mean())
