import numpy as np

class TiedAutoencoder:
    def __init__(self, n_vis, n_hid, seed=0):
        r = np.random.RandomState(seed)
        self.W = r.uniform(-0.4, 0.4, size=(n_vis, n_hid))
        self.b = np.zeros(n_hid)
        self.c = np.zeros(n_vis)

    @staticmethod
    def sigm(a):
        return 1.0 / (1.0 + np.exp(-a))

    def encode(self, X):
        return self.sigm(X.dot(self.W) + self.b)

    def decode(self, H):
        return self.sigm(H.dot(self.W.T) + self.c)

    def cost(self, X):
        R = self.decode(self.encode(X))
        return -np.mean(np.sum(X * np.log(R) + (1 - X) * np.log(1 - R), axis=1))

    def gradients(self, X):
        N = X.shape[0]
        H = self.encode(X)
        R = self.decode(H)
        d_out = (R - X) / N
        d_hid = d_out.dot(self.W) * H * (1 - H)
        gW = X.T.dot(d_hid) + d_out.T.dot(H)
        gb = d_hid.sum(axis=0)
        gc = d_out.sum(axis=0)
        return gW, gb, gc

    def fit(self, X, epochs=300, lr=0.5, momentum=0.5):
        vW, vb, vc = np.zeros_like(self.W), np.zeros_like(self.b), np.zeros_like(self.c)
        for ep in range(epochs):
            gW, gb, gc = self.gradients(X)
            vW = momentum * vW - lr * gW
            vb = momentum * vb - lr * gb
            vc = momentum * vc - lr * gc
            self.W += vW
            self.b += vb
            self.c += vc
            if ep % 60 == 0:
                print("epoch", ep, "cost", self.cost(X))

rng = np.random.RandomState(1)
proto = (rng.rand(4, 12) > 0.5).astype(float)
X = proto[rng.randint(0, 4, 80)]
flip = rng.rand(*X.shape) < 0.05
X[flip] = 1 - X[flip]
ae = TiedAutoencoder(12, 5)
ae.fit(X)
