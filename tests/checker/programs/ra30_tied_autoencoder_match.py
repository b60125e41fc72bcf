"""Autoencoder with tied weights; activation picked by `match`. L1 penalty on the code."""
import numpy as np


def activate(kind, z):
    match kind:
        case "sigmoid":
            a = 1 / (1 + np.exp(-z))
            return a, a * (1 - a)
        case "tanh":
            a = np.tanh(z)
            return a, 1 - a ** 2
        case "linear":
            return z, np.ones_like(z)
        case _:
            raise ValueError(kind)


class TiedAE:
    def __init__(self, n_vis, n_code, enc="tanh", dec="sigmoid", sparsity=1e-3, rng=None):
        self.rng = rng or np.random.default_rng()
        self.W = self.rng.normal(0, .3, (n_vis, n_code))
        self.bc, self.bv = np.zeros(n_code), np.zeros(n_vis)
        self.enc, self.dec, self.sparsity = enc, dec, sparsity

    def loss(self, X):
        self.X = X
        self.C, self.dC = activate(self.enc, X @ self.W + self.bc)
        self.R, self.dR = activate(self.dec, self.C @ self.W.T + self.bv)
        return 0.5 * np.sum((self.R - X) ** 2) / len(X) + self.sparsity * np.abs(self.C).sum() / len(X)

    def grad(self):
        n = len(self.X)
        dv = (self.R - self.X) / n * self.dR
        dc = (dv @ self.W + self.sparsity * np.sign(self.C) / n) * self.dC
        # W is used twice: decoder (transposed) + encoder
        return {"W": dv.T @ self.C + self.X.T @ dc, "bv": dv.sum(0), "bc": dc.sum(0)}

    def step(self, lr):
        for name, g in self.grad().items():
            setattr(self, name, getattr(self, name) - lr * g)


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    proto = rng.integers(0, 2, (4, 12)).astype(float)
    X = np.abs(proto[rng.integers(0, 4, 160)] - (rng.random((160, 12)) < .05))
    ae = TiedAE(12, 3, rng=rng)
    hist = []
    for i in range(400):
        hist.append(ae.loss(X))
        ae.step(0.5)
    print("loss: " + " ".join(f"{h:.3f}" for h in hist[::80]), "->", f"{hist[-1]:.3f}")
    print("bits wrong: %.3f" % np.mean((ae.R > .5) != (X > .5)))
