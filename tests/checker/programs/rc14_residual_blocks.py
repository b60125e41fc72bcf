import numpy as np

class ResBlock:
    def __init__(self, dim, rng):
        self.p = {"A": rng.standard_normal((dim, dim)) * 0.3, "a": np.zeros(dim),
                  "B": rng.standard_normal((dim, dim)) * 0.3, "b": np.zeros(dim)}

    def __call__(self, x):
        self.x = x
        self.u = np.maximum(x @ self.p["A"] + self.p["a"], 0)
        return x + self.u @ self.p["B"] + self.p["b"]

    def backward(self, g):
        self.g = {}
        self.g["B"] = self.u.T @ g
        self.g["b"] = g.sum(0)
        gu = (g @ self.p["B"].T) * (self.u > 0)
        self.g["A"] = self.x.T @ gu
        self.g["a"] = gu.sum(0)
        return g + gu @ self.p["A"].T

class Head:
    def __init__(self, dim, k, rng):
        self.p = {"W": rng.standard_normal((dim, k)) * 0.3, "c": np.zeros(k)}

    def __call__(self, x):
        self.x = x
        return x @ self.p["W"] + self.p["c"]

    def backward(self, g):
        self.g = {"W": self.x.T @ g, "c": g.sum(0)}
        return g @ self.p["W"].T

def cross_entropy(logits, y):
    z = logits - logits.max(1, keepdims=True)
    lse = np.log(np.exp(z).sum(1))
    loss = np.mean(lse - z[np.arange(len(y)), y])
    grad = np.exp(z - lse[:, None])
    grad[np.arange(len(y)), y] -= 1
    return loss, grad / len(y)

rng = np.random.default_rng(9)
X = rng.standard_normal((100, 6))
y = ((X[:, 0] * X[:, 1] > 0) * 1 + (X[:, 2] > 0.5) * 1).astype(int)
net = [ResBlock(6, rng), ResBlock(6, rng), Head(6, 3, rng)]

for epoch in range(150):
    out = X
    for block in net:
        out = block(out)
    loss, g = cross_entropy(out, y)
    for block in net[::-1]:
        g = block.backward(g)
    for block in net:
        for name in block.p:
            block.p[name] -= 0.2 * block.g[name]
    if epoch % 30 == 0:
        print("epoch", epoch, "loss", loss)
