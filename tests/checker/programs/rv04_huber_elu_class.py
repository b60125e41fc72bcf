# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["huber", "elu"]
# about = "Huber loss whose gradient is the clipped error; the ELU slope is minimum(a, 0) + 1, taken from the value."
# [/backprop]

import numpy as np

rng = np.random.RandomState(5)
X = rng.uniform(-2, 2, (11, 2))
t = 2 * X[:, 0] - X[:, 1] ** 2
t[3] += 9.0                                    # an outlier


class HuberNet:
    delta = 1.0

    def __init__(self, hidden):
        self.W1 = rng.randn(2, hidden) * 0.6
        self.b1 = np.zeros(hidden)
        self.w2 = rng.randn(hidden) * 0.6
        self.b2 = np.zeros(1)

    def forward(self, X):
        self.X = X
        self.z = X @ self.W1 + self.b1
        self.a = np.where(self.z > 0, self.z, np.expm1(np.minimum(self.z, 0)))
        self.out = self.a @ self.w2 + self.b2
        return self.out

    def huber(self, t):
        e = np.abs(self.out - t)
        return np.where(e <= self.delta, 0.5 * e ** 2, self.delta * (e - 0.5 * self.delta)).mean()

    def backward(self, t):
        g = np.clip(self.out - t, -self.delta, self.delta) / t.size
        self.gw2 = g @ self.a
        self.gb2 = g.sum(keepdims=True)
        gz = np.outer(g, self.w2) * (np.minimum(self.a, 0) + 1)
        self.gW1 = self.X.T @ gz
        self.gb1 = gz.sum(axis=0)

    def step(self, lr):
        for name in ("W1", "b1", "w2", "b2"):
            p = getattr(self, name)
            p -= lr * getattr(self, "g" + name)


model = HuberNet(4)
if __name__ == "__main__":
    for k in range(80):
        model.forward(X)
        if k % 20 == 0:
            print(k, model.huber(t))
        model.backward(t)
        model.step(0.05)
