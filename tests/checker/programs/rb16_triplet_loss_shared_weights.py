# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["shared-weights", "own-loss"]
# about = "Triplet loss: anchor, positive and negative go through the same encoder, their weight gradients are added."
# [/backprop]

import numpy as np

rng = np.random.default_rng(3)
n, margin = 14, 1.0
centres = rng.normal(size=(2, 3)) * 2
cls = rng.integers(0, 2, n)
A = centres[cls] + rng.normal(size=(n, 3))
Pos = centres[cls] + rng.normal(size=(n, 3))
Neg = centres[1 - cls] + rng.normal(size=(n, 3))
W = rng.normal(size=(3, 2)) * 0.3
b = np.zeros(2)


def encode(x):
    return np.tanh(x @ W + b)


def triplet(ea, ep, en):
    d_pos = np.sum((ea - ep) ** 2, axis=1)
    d_neg = np.sum((ea - en) ** 2, axis=1)
    viol = d_pos - d_neg + margin
    active = (viol > 0).astype(float)
    return np.sum(active * viol) / n, active


def grad_triplet(ea, ep, en, active):
    s = (2 * active / n)[:, np.newaxis]
    # d/d anchor: 2(a-p) - 2(a-n) = 2(n-p)
    dea = s * (en - ep)
    dep = s * (ep - ea)
    den = s * (ea - en)
    dW = np.zeros_like(W)
    db = np.zeros_like(b)
    for x, e, de in ((A, ea, dea), (Pos, ep, dep), (Neg, en, den)):
        delta = de * (1 - e * e)
        dW += x.T @ delta
        db += delta.sum(axis=0)
    return dW, db


if __name__ == "__main__":
    for epoch in range(100):
        ea, ep, en = encode(A), encode(Pos), encode(Neg)
        loss, act = triplet(ea, ep, en)
        dW, db = grad_triplet(ea, ep, en, act)
        W -= 0.1 * dW
        b -= 0.1 * db
        if epoch % 20 == 0:
            print(f"{epoch:3d}: loss {loss:.4f}, {int(act.sum())} active triplets")
