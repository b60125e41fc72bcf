import numpy as np

LAYERS = {}


def register(name):
    def deco(cls):
        LAYERS[name] = cls
        return cls
    return deco


@register("affine")
class Affine:
    def __init__(self, nin, nout):
        self.theta = {"W": np.random.randn(nin, nout) * np.sqrt(2 / nin),
                      "b": np.zeros((1, nout))}
        self.grad = dict.fromkeys(self.theta)

    def forward(self, x):
        self.inp = x
        return np.dot(x, self.theta["W"]) + self.theta["b"]

    def backward(self, dout):
        self.grad["W"] = np.dot(self.inp.T, dout)
        self.grad["b"] = np.sum(dout, axis=0, keepdims=True)
        return np.dot(dout, self.theta["W"].T)

    def step(self, lr):
        for k in self.theta:
            self.theta[k] -= lr * self.grad[k]


@register("elu")
class ELU:
    def forward(self, x):
        self.out = np.where(x > 0, x, np.expm1(np.minimum(x, 0)))
        return self.out

    def backward(self, dout):
        return dout * np.where(self.out > 0, 1, self.out + 1)

    def step(self, lr):
        pass


class Sequential:
    def __init__(self, *spec):
        self.stack = [LAYERS[name](*args) for name, *args in spec]

    def forward(self, x):
        for l in self.stack:
            x = l.forward(x)
        return x

    def backward(self, d):
        for l in self.stack[::-1]:
            d = l.backward(d)
        return d

    def step(self, lr):
        for l in self.stack:
            l.step(lr)


def softmax_loss(logits, y):
    e = np.exp(logits - np.max(logits, axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    N = logits.shape[0]
    d = p.copy()
    d[np.arange(N), y] -= 1
    return -np.sum(np.log(p[np.arange(N), y])) / N, d / N


np.random.seed(10)
y = np.arange(150) % 3
X = np.random.randn(150, 2) * 0.4 + np.c_[np.cos(2 * y), np.sin(2 * y)] * (1 + y)[:, None]
net = Sequential(("affine", 2, 16), ("elu",), ("affine", 16, 8), ("elu",), ("affine", 8, 3))
for epoch in range(60):
    loss, d = softmax_loss(net.forward(X), y)
    net.backward(d)
    net.step(lr=0.2)
    if (epoch + 1) % 20 == 0:
        print("Epoch", epoch + 1, "loss", loss)
