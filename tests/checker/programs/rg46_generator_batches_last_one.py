import numpy as np

np.random.seed(80)


def batches(X, Y, size):
    order = np.arange(len(X))
    np.random.shuffle(order)
    for start in range(0, len(X), size):
        pick = order[start:start + size]
        yield X[pick], Y[pick]


# multi label: two independent yes/no outputs, 41 samples -> last batch has one
X = np.random.randn(41, 5)
Y = np.column_stack([X[:, 0] > X[:, 1], X[:, 2:].sum(axis=1) > 0]).astype(float)

W1, b1 = np.random.randn(5, 6) * 0.5, np.zeros(6)
W2, b2 = np.random.randn(6, 2) * 0.5, np.zeros(2)
rate = 0.08

for epoch in range(40):
    hits = 0
    for xb, yb in batches(X, Y, 8):
        h = np.tanh(np.dot(xb, W1) + b1)
        o = 1.0 / (1.0 + np.exp(-np.dot(h, W2) - b2))
        hits += np.sum((o > 0.5) == (yb > 0.5))

        do = yb - o
        dh = np.dot(do, W2.T)
        dh *= 1.0 - h * h

        W2 += rate * np.dot(h.T, do)
        b2 += rate * np.sum(do, 0)
        W1 += rate * np.dot(xb.T, dh)
        b1 += rate * np.sum(dh, 0)
    if epoch % 10 == 0:
        print('epoch', epoch, 'label accuracy', hits / Y.size)
