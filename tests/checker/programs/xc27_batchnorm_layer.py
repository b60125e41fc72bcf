import numpy as np

class BatchNorm:
    def __init__(self, d):
        self.gamma, self.beta = np.ones(d), np.zeros(d)

    def forward(self, x):
        self.x = x
        self.mu = x.mean(axis=0)
        self.xc = x - self.mu
        self.inv = 1 / np.sqrt((self.xc ** 2).mean(axis=0) + 1e-5)
        self.xhat = self.xc * self.inv
        return self.gamma * self.xhat + self.beta

    def backward(self, dout):
        D, N = dout.shape
        self.dbeta = dout.sum(axis=0)
        self.dgamma = (dout * self.x).sum(axis=0)
        dxhat = dout * self.gamma
        dx = self.inv * (dxhat - dxhat.sum(axis=0) / N - self.xhat * (dxhat * self.xhat).sum(axis=0) / N)
        return dx

class Linear:
    def __init__(self, i, o, rs):
        self.W, self.b = rs.randn(i, o) / np.sqrt(i), np.zeros(o)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, d):
        self.dW, self.db = self.x.T @ d, d.sum(axis=0)
        return d @ self.W.T

def softmax_ce(s, y):
    p = np.exp(s - s.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    loss = -np.log(p[np.arange(len(y)), y]).mean()
    p[np.arange(len(y)), y] -= 1
    return loss, p / len(y)

def run(X, y):
    h = bn.forward(l1.forward(X))
    a = np.maximum(h, 0)
    loss, d = softmax_ce(l2.forward(a), y)
    d = l2.backward(d) * (h > 0)
    l1.backward(bn.backward(d))
    return loss

rs = np.random.RandomState(27)
X = rs.randn(64, 5) * np.array([1, 2, 3, 1, 2]) + 1
y = (X[:, 0] > 1).astype(int) + (X[:, 2] > X[:, 4]).astype(int)
l1, bn, l2 = Linear(5, 9, rs), BatchNorm(9), Linear(9, 3, rs)
for step in range(200):
    loss = run(X, y)
    l1.W -= 0.1 * l1.dW
    bn.gamma -= 0.1 * bn.dgamma
    bn.beta -= 0.1 * bn.dbeta
    l2.W -= 0.1 * l2.dW
    l2.b -= 0.1 * l2.db
    if step % 40 == 0:
        print("step", step, "loss", loss)
