# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["einsum"]
# about = "Per-sample gradients by einsum, averaged afterwards; the slope of the hidden unit (sin) is cos; the output has no bias."
# [/backprop]

import numpy as np


class SinNet:
    def __init__(self, n_in, n_hid, n_out, seed=0):
        g = np.random.default_rng(seed)
        self.K = g.normal(0, 0.8, size=(n_hid, n_in))
        self.k = g.uniform(-1, 1, size=n_hid)
        self.Q = g.normal(0, 0.5, size=(n_out, n_hid))
        self.grad = {}

    def forward(self, X):
        self.X = X
        self.U = np.einsum("ni,hi->nh", X, self.K) + self.k
        self.H = np.sin(self.U)
        self.O = np.einsum("nh,oh->no", self.H, self.Q)
        return self.O

    def loss(self, yhat, y):
        return 0.5 * np.einsum("no,no->", yhat - y, yhat - y) / len(y)

    def backward(self, y):
        e = self.O - y
        per_Q = np.einsum("no,nh->noh", e, self.H)
        eh = np.einsum("no,oh,nh->nh", e, self.Q, np.cos(self.U))
        per_K = np.einsum("nh,ni->nhi", eh, self.X)
        self.norms = np.sqrt(np.einsum("nhi,nhi->n", per_K, per_K) + np.einsum("noh,noh->n", per_Q, per_Q))
        self.grad = {"K": per_K.mean(axis=0), "k": eh.mean(axis=0), "Q": per_Q.mean(axis=0)}
        return self.grad

    def step(self, lr, max_norm=5.0):
        total = np.sqrt(sum(np.sum(g ** 2) for g in self.grad.values()))
        factor = min(1.0, max_norm / (total + 1e-12))
        for name, g in self.grad.items():
            getattr(self, name)[...] -= lr * factor * g


rng = np.random.default_rng(1)
X = rng.uniform(-1, 1, (14, 2))
y = np.column_stack([np.sin(2 * X[:, 0]), X[:, 0] * X[:, 1]])
model = SinNet(2, 6, 2)

if __name__ == "__main__":
    for epoch in range(100):
        out = model.forward(X)
        model.backward(y)
        model.step(lr=0.2)
        if epoch % 25 == 0:
            print(f"epoch {epoch}: loss = {model.loss(out, y):.4f}, largest sample gradient {model.norms.max():.3f}")
