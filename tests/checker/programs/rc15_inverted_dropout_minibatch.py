import numpy as np

class MLP:
    def __init__(self, d, h, k, p_drop=0.3, seed=0):
        self.rs = np.random.RandomState(seed)
        self.W1 = self.rs.randn(d, h) * np.sqrt(2.0 / d)
        self.b1 = np.zeros((1, h))
        self.W2 = self.rs.randn(h, k) * np.sqrt(2.0 / h)
        self.b2 = np.zeros((1, k))
        self.keep = 1 - p_drop

    def forward(self, x, train=True):
        self.x = x
        self.z = x.dot(self.W1) + self.b1
        self.a = np.where(self.z > 0, self.z, 0.1 * self.z)
        self.mask = (self.rs.rand(*self.a.shape) < self.keep) / self.keep if train else 1.0
        self.ad = self.a * self.mask
        s = self.ad.dot(self.W2) + self.b2
        e = np.exp(s - s.max(axis=1, keepdims=True))
        self.probs = e / e.sum(axis=1, keepdims=True)
        return self.probs

    def nll(self, onehot):
        return -np.sum(onehot * np.log(self.probs + 1e-15)) / onehot.shape[0]

    def backward(self, onehot):
        n = onehot.shape[0]
        ds = self.probs - onehot
        self.dW2 = self.ad.T.dot(ds) / n
        self.db2 = ds.mean(axis=0, keepdims=True)
        da = ds.dot(self.W2.T) * self.mask
        dz = da * np.where(self.z > 0, 1, 0.1)
        self.dW1 = self.x.T.dot(dz) / n
        self.db1 = dz.mean(axis=0, keepdims=True)

    def sgd(self, lr):
        for name in ("W1", "b1", "W2", "b2"):
            setattr(self, name, getattr(self, name) - lr * getattr(self, "d" + name))

rs = np.random.RandomState(5)
centers = rs.randn(4, 6) * 1.5
t = rs.randint(0, 4, 160)
X = centers[t] + rs.randn(160, 6)
T = np.eye(4)[t]
net = MLP(6, 14, 4)
for epoch in range(20):
    perm = rs.permutation(len(X))
    for s in range(0, len(X), 32):
        idx = perm[s:s + 32]
        net.forward(X[idx])
        net.backward(T[idx])
        net.sgd(0.2)
    if epoch % 5 == 0:
        net.forward(X, train=False)
        print("epoch", epoch, "nll", net.nll(T))
