from dataclasses import dataclass, field, fields

import numpy as np


@dataclass
class Weights:
    kernel: np.ndarray
    offset: np.ndarray
    readout: np.ndarray
    shift: np.ndarray


@dataclass
class Trainer:
    weights: Weights
    lr: float = 0.05
    batch: int = 16
    history: list = field(default_factory=list)

    def minibatches(self, X, y, rng):
        order = rng.permutation(len(X))
        for start in range(0, len(X), self.batch):
            pick = order[start:start + self.batch]
            yield X[pick], y[pick]

    def gradients(self, xb, yb):
        w = self.weights
        pre = xb @ w.kernel + w.offset
        act = np.where(pre > 0, pre, 0.1 * pre)
        resid = (act @ w.readout).ravel() + w.shift - yb
        loss = np.mean(resid ** 2)
        d = (2 / len(yb) * resid)[:, None]
        dpre = np.where(pre > 0, 1.0, 0.1) * (d @ w.readout.T)
        return loss, Weights(xb.T @ dpre, dpre.sum(0), act.T @ d, d.sum(0))

    def run(self, X, y, epochs, seed=0):
        rng = np.random.default_rng(seed)
        for _ in range(epochs):
            losses = []
            for xb, yb in self.minibatches(X, y, rng):
                loss, g = self.gradients(xb, yb)
                for f in fields(Weights):
                    new = getattr(self.weights, f.name) - self.lr * getattr(g, f.name)
                    setattr(self.weights, f.name, new)
                losses.append(loss)
            self.history.append(sum(losses) / len(losses))


r = np.random.default_rng(77)
X = r.normal(size=(100, 3))
y = np.abs(X[:, 0]) - 0.5 * X[:, 1] + 0.1 * r.normal(size=100)
trainer = Trainer(Weights(r.normal(size=(3, 8)) * 0.6, np.zeros(8),
                          r.normal(size=(8, 1)) * 0.4, np.zeros(1)))
trainer.run(X, y, epochs=30)
print(*[f"{h:.3f}" for h in trainer.history[::5]])
