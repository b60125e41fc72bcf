# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["softmax-temperature", "label-smoothing"]
# about = "Softmax with temperature T and smoothed targets: (p - q) / (n T) is the derivative with respect to the logits."
# [/backprop]

import numpy as np

T = 2.5          # temperature
EPS = 0.1        # label smoothing
K = 4

rng = np.random.default_rng(99)
labels = rng.integers(0, K, size=25)
X = rng.normal(size=(25, 3)) + labels[:, None]
W = rng.normal(scale=0.1, size=(3, K))
b = np.zeros((1, K))


def smooth(labels, k=K, eps=EPS):
    q = np.full((labels.size, k), eps / k)
    q[np.arange(labels.size), labels] += 1 - eps
    return q


Q = smooth(labels)


def logits_and_probs(X, W, b, temperature=T):
    z = X @ W + b
    e = np.exp(z / temperature - np.max(z / temperature, axis=1, keepdims=True))
    return z, e / np.sum(e, axis=1, keepdims=True)


def smooth_ce(p, q):
    return -(q * np.log(p + 1e-12)).sum(axis=1).mean()


def grads(X, p, q, temperature=T):
    dz = (p - q) / (temperature * len(X))
    dW = X.T @ dz
    db = dz.sum(axis=0, keepdims=True)
    return dW, db


if __name__ == "__main__":
    for epoch in range(300):
        z, p = logits_and_probs(X, W, b)
        dW, db = grads(X, p, Q)
        W -= 2.0 * dW
        b -= 2.0 * db
        if not epoch % 100:
            print(f"{epoch=} loss={smooth_ce(p, Q):.4f} acc={(p.argmax(1) == labels).mean():.2f}")
