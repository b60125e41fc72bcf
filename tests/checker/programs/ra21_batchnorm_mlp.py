import numpy as np

class BN:
    __slots__ = ("gamma", "beta", "rm", "rv", "mom", "xh", "inv", "dgamma", "dbeta")

    def __init__(self, d, mom=0.9):
        self.gamma, self.beta = np.ones(d), np.zeros(d)
        self.rm, self.rv, self.mom = np.zeros(d), np.ones(d), mom

    def __call__(self, x, train):
        if train:
            mu, var = x.mean(0), x.var(0)
            self.rm = self.mom * self.rm + (1 - self.mom) * mu
            self.rv = self.mom * self.rv + (1 - self.mom) * var
        else:
            mu, var = self.rm, self.rv
        self.inv = (var + 1e-5) ** -0.5
        self.xh = (x - mu) * self.inv
        return self.gamma * self.xh + self.beta

    def back(self, dy):
        n = dy.shape[0]
        self.dbeta = dy.sum(0)
        self.dgamma = np.einsum("ij,ij->j", dy, self.xh)
        return self.gamma * self.inv * (dy - self.dbeta / n - self.xh * self.dgamma / n)


class Model:
    def __init__(self, sizes, seed=0):
        r = np.random.RandomState(seed)
        self.W = [r.randn(i, o) * np.sqrt(2. / i) for i, o in zip(sizes[:-1], sizes[1:])]
        self.bn = [BN(d) for d in sizes[1:-1]]
        self.bout = np.zeros(sizes[-1])

    def forward(self, x, train=True):
        self.inp = []
        for W, bn in zip(self.W, self.bn):      # no bias before batch norm
            self.inp.append(x)
            x = np.maximum(0, bn(x @ W, train))
        self.inp.append(x)
        return x @ self.W[-1] + self.bout

    def loss(self, x, y, train=True):
        z = self.forward(x, train)
        z = z - np.max(z, 1, keepdims=True)
        lse = np.log(np.sum(np.exp(z), 1))
        self.dz = np.exp(z - lse[:, None])
        self.dz[np.arange(y.size), y] -= 1.
        self.dz /= y.size
        return np.mean(lse - z[np.arange(y.size), y])

    def backward(self):
        d = self.dz
        self.dbout = d.sum(0)
        self.dW = [None] * len(self.W)
        self.dW[-1] = self.inp[-1].T @ d
        for l in range(len(self.bn) - 1, -1, -1):
            d = d @ self.W[l + 1].T
            d = self.bn[l].back(d * (self.inp[l + 1] > 0))
            self.dW[l] = self.inp[l].T @ d

    def update(self, lr):
        self.bout -= lr * self.dbout
        for W, dW in zip(self.W, self.dW):
            W -= lr * dW
        for b in self.bn:
            b.gamma -= lr * b.dgamma
            b.beta -= lr * b.dbeta


if __name__ == "__main__":
    r = np.random.RandomState(42)
    n = 240
    y = r.randint(3, size=n)
    rad = 1.0 + y + 0.2 * r.randn(n)
    th = r.rand(n) * 2 * np.pi
    x = np.column_stack([rad * np.cos(th), rad * np.sin(th)])
    net = Model([2, 24, 16, 3])
    for ep in range(60):
        p = r.permutation(n)
        for s in range(0, n, 40):
            b = p[s:s + 40]
            L = net.loss(x[b], y[b])
            net.backward()
            net.update(0.1)
        if ep % 15 == 0:
            print(ep, "last batch loss", L)
    print("eval accuracy", np.mean(net.forward(x, train=False).argmax(1) == y))
