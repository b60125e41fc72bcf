from abc import ABC, abstractmethod
import numpy as np


class Activation(ABC):
    @abstractmethod
    def f(self, z): ...

    @abstractmethod
    def df(self, z): ...


class ELU(Activation):
    def f(self, z):
        return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))

    def df(self, z):
        return np.where(z > 0, 1.0, np.exp(np.minimum(z, 0)))


class Swish(Activation):
    def f(self, z):
        return z / (1 + np.exp(-z))

    def df(self, z):
        s = 1 / (1 + np.exp(-z))
        return s + z * s * (1 - s)


class Momentum:
    def __init__(self, lr, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, {}

    def __call__(self, name, p, g):
        self.v[name] = self.mu * self.v.get(name, 0) - self.lr * g
        p += self.v[name]


class MLP:
    def __init__(self, acts, dims, seed):
        r = np.random.RandomState(seed)
        self.acts = acts
        self.Ws = [r.randn(a + 1, b) * 0.5 for a, b in zip(dims, dims[1:])]

    @property
    def n_layers(self):
        return len(self.Ws)

    def forward(self, x):
        self.inputs, self.zs = [], []
        for k, W in enumerate(self.Ws):
            self.inputs.append(np.hstack([x, np.ones((len(x), 1))]))
            self.zs.append(self.inputs[-1] @ W)
            x = self.acts[k].f(self.zs[-1]) if k < self.n_layers - 1 else self.zs[-1]
        return x

    def gradients(self, x, t):
        e = self.forward(x) - t
        g = e / len(x)
        out = {}
        for k in range(self.n_layers - 1, -1, -1):
            if k != self.n_layers - 1:
                g = g * self.acts[k].df(self.zs[k])
            out[k] = self.inputs[k].T @ g
            g = g @ self.Ws[k][:-1, :].T
        return (e ** 2).sum() / (2 * len(x)), out


rs = np.random.RandomState(0)
X = rs.randn(30, 2)
T = np.maximum(X[:, :1], X[:, 1:])
net = MLP([ELU(), Swish()], [2, 6, 4, 1], seed=3)
opt = Momentum(0.02)
for epoch in range(40):
    loss, grads = net.gradients(X, T)
    for k, g in grads.items():
        opt(k, net.Ws[k], g)
    if epoch % 10 == 0:
        print(epoch, loss)
