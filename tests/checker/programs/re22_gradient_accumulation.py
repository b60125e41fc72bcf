import numpy as np


class Model:
    ACCUMULATE = 4

    def __init__(self, d, h, k, seed):
        rs = np.random.RandomState(seed)
        self.p = dict(U=rs.randn(h, d) * 0.4, a=np.zeros(h), V=rs.randn(k, h) * 0.4, c=np.zeros(k))
        self.zero_grad()

    def zero_grad(self):
        self.g = {name: np.zeros_like(v) for name, v in self.p.items()}
        self.seen = 0

    def log_probs(self, X):
        H = np.maximum(0, X @ self.p['U'].T + self.p['a'])
        S = H @ self.p['V'].T + self.p['c']
        S = S - S.max(axis=1, keepdims=True)
        return H, S - np.log(np.exp(S).sum(axis=1, keepdims=True))

    def accumulate(self, X, y):
        H, lp = self.log_probs(X)
        D = np.exp(lp)
        D[np.arange(len(y)), y] -= 1.0
        self.g['V'] += D.T @ H
        self.g['c'] += D.sum(0)
        dH = (D @ self.p['V']) * (H > 0)
        self.g['U'] += dH.T @ X
        self.g['a'] += dH.sum(0)
        self.seen += len(y)
        return -lp[np.arange(len(y)), y].sum()

    def step(self, lr):
        for name in self.p:
            self.p[name] -= lr * self.g[name] / self.seen
        self.zero_grad()


rs = np.random.RandomState(9)
X = rs.randn(192, 4)
y = (X[:, 0] > 0).astype(int) + 2 * (X[:, 1] * X[:, 2] > 0).astype(int)
model = Model(4, 14, 4, seed=1)
for epoch in range(40):
    total = 0
    for i, start in enumerate(range(0, 192, 8)):
        total += model.accumulate(X[start:start + 8], y[start:start + 8])
        if (i + 1) % Model.ACCUMULATE == 0:
            model.step(0.3)
    if epoch % 10 == 0:
        print("epoch", epoch, "cross-entropy", round(total / 192, 4))
