from dataclasses import dataclass, field
from typing import List, Optional, Tuple
import logging
import numpy as np
from numpy.typing import NDArray

logging.basicConfig(level=logging.INFO, format="%(message)s")
log = logging.getLogger("train")
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Config:
    hidden: Tuple[int, ...] = (24, 12)
    lr: float = 5e-3
    betas: Tuple[float, float] = (0.9, 0.999)
    smoothing: float = 0.1
    patience: int = 15
    max_epochs: int = 120
    batch: int = 32


@dataclass
class Net:
    weights: List[Array]
    biases: List[Array]
    m: List[Array] = field(default_factory=list)
    v: List[Array] = field(default_factory=list)
    t: int = 0

    @classmethod
    def create(cls, sizes: Tuple[int, ...], seed: int) -> "Net":
        g = np.random.default_rng(seed)
        ws = [g.normal(0, np.sqrt(2 / a), (a, b)) for a, b in zip(sizes[:-1], sizes[1:])]
        net = cls(ws, [np.zeros(w.shape[1]) for w in ws])
        net.m = [np.zeros_like(p) for p in net.params]
        net.v = [np.zeros_like(p) for p in net.params]
        return net

    @property
    def params(self) -> List[Array]:
        return self.weights + self.biases

    def loss(self, x: Array, y: NDArray[np.int64], eps: float, want_grad: bool = False):
        acts = [x]
        for w, b in zip(self.weights[:-1], self.biases[:-1]):
            acts.append(np.maximum(acts[-1] @ w + b, 0.0))
        logits = acts[-1] @ self.weights[-1] + self.biases[-1]
        logits = logits - logits.max(axis=1, keepdims=True)
        logp = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        k = logp.shape[1]
        target = np.full_like(logp, eps / k)
        target[np.arange(len(y)), y] += 1.0 - eps
        value = float(-(target * logp).sum(axis=1).mean())
        if not want_grad:
            return value, logp
        delta = (np.exp(logp) - target) / len(y)
        gw: List[Optional[Array]] = [None] * len(self.weights)
        gb: List[Optional[Array]] = [None] * len(self.weights)
        for i in range(len(self.weights) - 1, -1, -1):
            gw[i], gb[i] = acts[i].T @ delta, delta.sum(axis=0)
            if i:
                delta = (delta @ self.weights[i].T) * (acts[i] > 0)
        return value, gw + gb

    def adam(self, grads, cfg: Config) -> None:
        self.t += 1
        b1, b2 = cfg.betas
        for p, g, m, v in zip(self.params, grads, self.m, self.v):
            m += (1 - b1) * (g - m)
            v += (1 - b2) * (g * g - v)
            p -= cfg.lr * (m / (1 - b1 ** self.t)) / (np.sqrt(v / (1 - b2 ** self.t)) + 1e-8)


def main(cfg: Config = Config()) -> None:
    g = np.random.default_rng(7)
    y = g.integers(0, 4, 320)
    x = g.normal(size=(320, 6)) + np.eye(4, 6)[y] * 2.5
    xt, yt, xv, yv = x[:240], y[:240], x[240:], y[240:]
    net = Net.create((6, *cfg.hidden, 4), seed=1)
    best, best_params, bad = np.inf, None, 0
    for epoch in range(cfg.max_epochs):
        perm = g.permutation(len(xt))
        for s in range(0, len(xt), cfg.batch):
            j = perm[s:s + cfg.batch]
            net.adam(net.loss(xt[j], yt[j], cfg.smoothing, True)[1], cfg)
        val, logp = net.loss(xv, yv, 0.0)
        if val < best - 1e-4:
            best, bad, best_params = val, 0, [p.copy() for p in net.params]
        elif (bad := bad + 1) >= cfg.patience:
            log.info("early stop at %d", epoch)
            break
    for p, q in zip(net.params, best_params):
        p[...] = q
    log.info("best val loss %.4f acc %.3f", best, (net.loss(xv, yv, 0.0)[1].argmax(1) == yv).mean())


if __name__ == "__main__":
    main()
