import numpy as np


class MLP:
    """784-30-10 would be the real thing, here 25-12-10"""

    def __init__(self, layers, lmbda=2.0, eta=0.5, seed=1):
        rng = np.random.RandomState(seed)
        self.w = {i: rng.randn(layers[i + 1], layers[i]) / np.sqrt(layers[i]) for i in range(len(layers) - 1)}
        self.b = {i: rng.randn(layers[i + 1], 1) for i in range(len(layers) - 1)}
        self.L = len(layers) - 1
        self.lmbda, self.eta = lmbda, eta

    @staticmethod
    def act(z):
        return 1 / (1 + np.exp(-z))

    @classmethod
    def act_prime(cls, z):
        return cls.act(z) * (1 - cls.act(z))

    def total_cost(self, a, y, n):
        c = np.sum(np.nan_to_num(-y * np.log(a) - (1 - y) * np.log(1 - a))) / y.shape[1]
        return c + 0.5 * self.lmbda / n * sum(np.sum(w ** 2) for w in self.w.values())

    def train_step(self, x, y, n):
        a, z = {0: x}, {}
        for i in range(self.L):
            z[i + 1] = self.w[i].dot(a[i]) + self.b[i]
            a[i + 1] = self.act(z[i + 1])
        cost = self.total_cost(a[self.L], y, n)

        delta = a[self.L] - y
        k = x.shape[1]
        for i in reversed(range(self.L)):
            nabla_w, nabla_b = delta.dot(a[i].T), delta.sum(axis=1, keepdims=True)
            if i > 0:
                delta = self.w[i].T.dot(delta) * self.act_prime(z[i])
            # weight decay only on the weights; delta above still used the old ones
            self.w[i] = (1 - self.eta * self.lmbda / n) * self.w[i] - self.eta / k * nabla_w
            self.b[i] = self.b[i] - self.eta / k * nabla_b
        return cost


np.random.seed(100)
glyphs = np.random.rand(10, 25) > 0.6
labels = np.tile(np.arange(10), 15)
pixels = (glyphs[labels] * 0.8 + 0.2 * np.random.rand(150, 25)).T
onehot = np.array([[1.0 if d == k else 0.0 for d in labels] for k in range(10)])

net = MLP([25, 12, 10])
for epoch in range(12):
    p = np.random.permutation(150)
    for j in range(0, 150, 20):
        sel = p[j:j + 20]
        cost = net.train_step(pixels[:, sel], onehot[:, sel], 150)
    print('Epoch', epoch, 'cost of last batch', round(cost, 4))
