import numpy as np


class Member:
    def __init__(self, d, h, seed):
        self.rs = np.random.RandomState(seed)
        self.A = self.rs.randn(h, d + 1) * 0.8
        self.q = self.rs.randn(h + 1) * 0.8

    def __call__(self, X):
        self.Xa = np.insert(X, 0, 1, axis=1)
        self.Ha = np.insert(np.tanh(self.Xa @ self.A.T), 0, 1, axis=1)
        return 1 / (1 + np.exp(-self.Ha @ self.q))

    def learn(self, X, y, lr):
        p = self(X)
        e = (p - y) / y.size
        gq = e @ self.Ha
        gA = (np.outer(e, self.q[1:]) * (1 - self.Ha[:, 1:] ** 2)).T @ self.Xa
        self.q -= lr * gq
        self.A -= lr * gA
        return -np.mean(np.log(np.where(y == 1, p, 1 - p)))


class Ensemble(list):
    def train(self, X, y, epochs=50, lr=1.0):
        for k, member in enumerate(self):
            boot = member.rs.randint(0, len(X), len(X))
            curve = [member.learn(X[boot], y[boot], lr) for _ in range(epochs)]
            print("member %d: %.3f -> %.3f" % (k, curve[0], curve[-1]))

    def predict(self, X):
        return np.mean([member(X) for member in self], axis=0) > 0.5


np.random.seed(0)
t = np.random.rand(140) * np.pi
y = np.random.randint(0, 2, 140)
X = np.c_[np.cos(t) * (1 - 2 * y) + y, np.sin(t) * (1 - 2 * y) + 0.4 * y] + 0.1 * np.random.randn(140, 2)
moons = Ensemble(Member(2, 6, seed) for seed in range(4))
moons.train(X[:100], y[:100])
print("test accuracy", (moons.predict(X[100:]) == y[100:]).mean())
