# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["loss-formula"]
# mistake = "The stable form of the log loss is max(z,0) - z*y + log1p(exp(-|z|)); here the middle term has a plus. The gradients are those of the right loss."
# wrong_lines = [32]
# cause_lines = []
# right = { "32" = "loss = np.mean(np.maximum(z, 0) - z * yb + np.log1p(np.exp(-np.abs(z))))" }
# wrong_in_itself = []
# wrong_quantities = ["dz", "dv", "dc", "du", "dW", "db"]
# [/backprop]

import numpy as np

rng = np.random.default_rng(1001)
X = rng.normal(size=(40, 2))
y = (X[:, 0] > X[:, 1] ** 2 - 0.5).astype(float)
W, b = rng.normal(size=(2, 6)), np.zeros(6)
v, c = rng.normal(size=6) * 0.5, np.zeros(1)
batch = 10
lr = 0.3
losses = []

for epoch in range(30):
    idx = rng.permutation(len(X))
    for k in range(0, len(X), batch):
        xb, yb = X[idx[k:k + batch]], y[idx[k:k + batch]]
        u = xb @ W + b
        h = np.tanh(u)
        z = h @ v + c
        # numerically stable binary cross entropy with logits
        loss = np.mean(np.maximum(z, 0) + z * yb + np.log1p(np.exp(-np.abs(z))))
        losses.append(loss)

        dz = (1 / (1 + np.exp(-z)) - yb) / len(yb)
        dv = h.T @ dz
        dc = dz.sum()
        du = np.outer(dz, v) * (1 - h ** 2)
        dW = xb.T @ du
        db = du.sum(axis=0)

        W -= lr * dW
        b -= lr * db
        v -= lr * dv
        c -= lr * dc
print("mean loss of the last epoch:", np.mean(losses[-4:]))
