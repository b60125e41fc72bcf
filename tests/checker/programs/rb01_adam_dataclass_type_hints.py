# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["optimizer"]
# about = "Adam written out in a dataclass: the step is not lr * gradient, the gradients themselves are right."
# [/backprop]

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


@dataclass
class Adam:
    lr: float = 0.02
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    t: int = 0
    m: dict = field(default_factory=dict)
    v: dict = field(default_factory=dict)

    def step(self, params: dict, grads: dict) -> None:
        self.t += 1
        for key, g in grads.items():
            self.m[key] = self.beta1 * self.m.get(key, 0.0) + (1 - self.beta1) * g
            self.v[key] = self.beta2 * self.v.get(key, 0.0) + (1 - self.beta2) * g ** 2
            m_hat = self.m[key] / (1 - self.beta1 ** self.t)
            v_hat = self.v[key] / (1 - self.beta2 ** self.t)
            params[key] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


@dataclass
class Regressor:
    n_in: int
    n_hidden: int
    seed: int = 0
    params: dict = field(default_factory=dict)

    def __post_init__(self) -> None:
        rng = np.random.default_rng(self.seed)
        self.params = {
            "W1": rng.normal(scale=0.7, size=(self.n_in, self.n_hidden)),
            "b1": np.zeros(self.n_hidden),
            "W2": rng.normal(scale=0.7, size=(self.n_hidden, 1)),
            "b2": np.zeros(1),
        }

    def loss_and_grads(self, x: np.ndarray, y: np.ndarray) -> tuple[float, dict]:
        p = self.params
        pre = x @ p["W1"] + p["b1"]
        hid = np.tanh(pre)
        pred = hid @ p["W2"] + p["b2"]
        err = pred - y
        loss = float(np.mean(err ** 2))
        n = len(x)
        d_pred = 2.0 / n * err
        d_pre = d_pred @ p["W2"].T / np.cosh(pre) ** 2
        grads = {
            "W1": x.T @ d_pre,
            "b1": d_pre.sum(axis=0),
            "W2": hid.T @ d_pred,
            "b2": d_pred.sum(axis=0),
        }
        return loss, grads


def main() -> None:
    rng = np.random.default_rng(5)
    x = rng.uniform(-2, 2, size=(40, 2))
    y = np.sin(x[:, :1]) * x[:, 1:]
    net = Regressor(2, 8)
    opt = Adam()
    for epoch in range(200):
        loss, grads = net.loss_and_grads(x, y)
        opt.step(net.params, grads)
        if epoch % 50 == 0:
            print(f"epoch {epoch:4d}  loss {loss:.5f}")


if __name__ == "__main__":
    main()
