import numpy as np


class ResBlock:
    def __init__(self, width, rng):
        self.W, self.b = rng.normal(0, 0.3, (width, width)), np.zeros(width)
        self.V = rng.normal(0, 0.3, (width, width))

    def forward(self, x):
        self.x = x
        self.mask = (x @ self.W + self.b) > 0
        self.h = (x @ self.W + self.b) * self.mask
        return x + self.h @ self.V

    def backward(self, g):
        gh = g @ self.V.T * self.mask
        self.grads = {"V": self.h.T @ g, "W": self.x.T @ gh, "b": gh.sum(0)}
        return g + gh @ self.W.T

    def apply(self, lr):
        self.__dict__.update({k: getattr(self, k) - lr * g for k, g in self.grads.items()})


def loss_and_grad(out, y):
    z = out.squeeze(1)
    margin = np.where(y, z, -z)
    return np.logaddexp(0, -margin).mean(), ((1 / (1 + np.exp(-z)) - y) / y.size)[:, None]


rng = np.random.default_rng(101)
width, depth = 6, 3
X = rng.uniform(-1.5, 1.5, (120, 2))
y = (np.sin(3 * X[:, 0]) > X[:, 1])
lift = rng.normal(0, 1, (2, width))
blocks = [ResBlock(width, rng) for _ in range(depth)]
top = rng.normal(0, 0.3, (width, 1))

for epoch in range(80):
    h = X @ lift
    for block in blocks:
        h = block.forward(h)
    loss, g = loss_and_grad(h @ top, y)
    g_top = h.T @ g
    g = g @ top.T
    for block in blocks[::-1]:
        g = block.backward(g)
    lift -= 0.1 * X.T @ g
    top -= 0.1 * g_top
    [block.apply(0.1) for block in blocks]
    if not epoch % 20:
        print("epoch:", epoch, "loss:", loss)
