# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["own-loss", "shared-weights", "sign"]
# mistake = "Contrastive loss: the push-apart term has the wrong sign, and the shared weight gets only the second branch's gradient."
# wrong_lines = [35, 40]
# cause_lines = []
# right = { "35" = "ddist = 2 * (same * dist - (1 - same) * np.maximum(0, margin - dist)) / N", "40" = "dW = dW + x2.T @ (de2 * (1 - e2 ** 2))" }
# wrong_in_itself = ["ddist", "dW"]
# wrong_quantities = ["ddist", "de1", "de2", "dW"]
# [/backprop]

import numpy as np

rng = np.random.default_rng(14)
N, margin = 12, 2.0
x1 = rng.normal(size=(N, 4))
same = (np.arange(N) % 2).astype(float)
x2 = np.where(same[:, None] == 1, x1 + 0.3 * rng.normal(size=(N, 4)), rng.normal(size=(N, 4)))
W = rng.normal(size=(4, 3)) * 0.6


def embed_pair():
    e1 = np.tanh(x1 @ W)
    e2 = np.tanh(x2 @ W)
    dist = np.sqrt(np.sum((e1 - e2) ** 2, axis=1))
    return e1, e2, dist


def contrastive(dist):
    return np.mean(same * dist ** 2 + (1 - same) * np.maximum(0, margin - dist) ** 2)


def backward(e1, e2, dist):
    ddist = 2 * (same * dist + (1 - same) * np.maximum(0, margin - dist)) / N
    unit = (e1 - e2) / dist[:, None]
    de1 = ddist[:, None] * unit
    de2 = -ddist[:, None] * unit
    dW = x1.T @ (de1 * (1 - e1 ** 2))
    dW = x2.T @ (de2 * (1 - e2 ** 2))
    return dW


if __name__ == "__main__":
    for i in range(50):
        e1, e2, dist = embed_pair()
        dW = backward(e1, e2, dist)
        W -= 0.1 * dW
        if i % 10 == 0:
            print(i, contrastive(dist))
