# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["dataclass"]
# about = "Configuration and network as dataclasses, batches from a generator, a property for the predictions, one output kept 1-d so that np.outer carries it down."
# [/backprop]

from dataclasses import dataclass, field
import numpy as np


@dataclass
class Config:
    hidden: int = 6
    lr: float = 0.3
    batch: int = 8
    epochs: int = 5
    seed: int = 13


@dataclass
class Net:
    W: np.ndarray
    b: np.ndarray
    v: np.ndarray
    c: np.ndarray
    g: dict = field(default_factory=dict)

    @classmethod
    def create(cls, n_in: int, cfg: Config) -> "Net":
        r = np.random.default_rng(cfg.seed)
        return cls(W=r.normal(size=(n_in, cfg.hidden)), b=np.zeros(cfg.hidden), v=r.normal(size=cfg.hidden), c=np.zeros(1))

    def __call__(self, x):
        self.x = x
        self.u = x @ self.W + self.b
        self.a = np.where(self.u > 0, self.u, 0.0)
        self.o = self.a @ self.v + self.c
        return self

    @property
    def prob(self) -> np.ndarray:
        return 1 / (1 + np.exp(-self.o))

    def grads(self, t):
        """Fills self.g with the gradients of the mean cross-entropy."""
        r = (self.prob - t) / t.size
        back = np.outer(r, self.v) * (self.u > 0)
        self.g = {"W": self.x.T @ back, "b": back.sum(axis=0), "v": r @ self.a, "c": np.array([r.sum()])}
        return self.g


def batches(x, t, size, rng):
    order = rng.permutation(len(x))
    for i in range(0, len(x), size):
        yield x[order[i:i + size]], t[order[i:i + size]]


cfg = Config()
rng = np.random.default_rng(cfg.seed + 1)
x_all = rng.normal(size=(30, 2))
t_all = (np.hypot(*x_all.T) < 1.1).astype(float)
net = Net.create(2, cfg)

if __name__ == "__main__":
    for epoch in range(cfg.epochs):
        for xb, tb in batches(x_all, t_all, cfg.batch, rng):
            p = net(xb).prob
            loss = -np.mean(np.where(tb == 1, np.log(p), np.log(1 - p)))
            for name, grad in net.grads(tb).items():
                setattr(net, name, getattr(net, name) - cfg.lr * grad)
        print(f"{epoch=} {loss=:.4f} acc={np.mean((net(x_all).prob > .5) == t_all):.2f}")
