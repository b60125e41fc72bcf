import numpy as np

rng = np.random.default_rng(4)
data = rng.uniform(-1, 1, (25, 2))
target = data[:, 0] ** 2 - data[:, 1]

W1 = rng.normal(size=(5, 2))
b1 = rng.normal(size=5) * 0.1
w2 = rng.normal(size=5)
b2 = 0.0
lr = 0.1

for epoch in range(40):
    gb1 = np.zeros(5)
    gw2 = np.zeros(5)
    gb2 = 0.0
    loss = 0.0
    for x, t in zip(data, target):
        gW1 = np.zeros((5, 2))
        h = 1 / (1 + np.exp(-(W1 @ x + b1)))
        out = w2 @ h + b2
        err = out - t
        loss += err ** 2 / 2
        gw2 += err * h
        gb2 += err
        dh = err * w2 * h * (1 - h)
        gW1 += np.outer(dh, x)
        gb1 += dh
    n = len(data)
    loss /= n
    W1 -= lr * gW1 / n
    b1 -= lr * gb1 / n
    w2 -= lr * gw2 / n
    b2 -= lr * gb2 / n
    print(epoch, loss)
