import numpy as np

rng = np.random.RandomState(320)
inputs = rng.rand(20, 3)
outputs = np.stack([inputs.prod(axis=1), inputs.max(axis=1)], axis=1)

sizes = [3, 6, 2]
W = [rng.randn(sizes[k + 1], sizes[k]) for k in range(2)]
b = [rng.randn(sizes[k + 1]) * 0.1 for k in range(2)]


def sigma(z):
    return 1 / (1 + np.exp(-z))


for epoch in range(40):
    dW = [np.zeros_like(w) for w in W]
    db = [np.zeros_like(v) for v in b]
    total = 0.0
    for x, t in zip(inputs, outputs):
        h = sigma(W[0] @ x + b[0])
        o = sigma(W[1] @ h + b[1])
        total += 0.5 * np.sum((o - t) ** 2)
        delta_o = (o - t) * o * (1 - o)
        delta_h = (W[1].T @ delta_o) * h * (1 - h)
        dW[1] += np.outer(delta_o, h)
        db[1] = delta_o
        dW[0] = np.outer(delta_h, x)
        db[0] += delta_h
    total /= len(inputs)
    W[0] -= 0.5 * dW[0] / len(inputs)
    b[0] -= 0.5 * db[0] / len(inputs)
    W[1] -= 0.5 * dW[1] / len(h)
    b[1] -= 0.5 * db[1] / len(inputs)
    if epoch % 10 == 0:
        print(epoch, total)
