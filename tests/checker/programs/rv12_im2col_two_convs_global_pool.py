# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["conv2d", "im2col", "global-average-pooling"]
# about = "Two convolutions by im2col with index arrays, col2im by np.add.at, global average pooling undone with broadcast_to."
# [/backprop]

import numpy as np

rng = np.random.default_rng(50)
x = rng.normal(size=(2, 1, 5, 5))
labels = np.array([2, 0])
P = [rng.normal(size=(2, 1 * 3 * 3)) * 0.5, rng.normal(size=(3, 2 * 2 * 2)) * 0.5, rng.normal(size=(3, 3))]


def indices(channels, size, k):
    o = size - k + 1
    c, di, dj = (v.reshape(-1, 1) for v in np.indices((channels, k, k)))
    i, j = (v.reshape(1, -1) for v in np.indices((o, o)))
    return c, di + i, dj + j, o


IDX1, IDX2 = indices(1, 5, 3), indices(2, 3, 2)


def conv(x, K, idx):
    c, i, j, o = idx
    cols = x[:, c, i, j]                                   # (n, c*k*k, o*o)
    return cols, (K @ cols).reshape(len(x), -1, o, o)


def conv_back(dz, cols, K, idx, shape):
    c, i, j, _ = idx
    d = dz.reshape(dz.shape[0], dz.shape[1], -1)
    dx = np.zeros(shape)
    np.add.at(dx, (slice(None), c, i, j), K.T @ d)
    return np.tensordot(d, cols, axes=([0, 2], [0, 2])), dx


def forward(x):
    cols1, z1 = conv(x, P[0], IDX1)
    a1 = np.fmax(z1, 0)
    cols2, z2 = conv(a1, P[1], IDX2)
    gap = z2.mean(axis=(-2, -1))
    scores = gap @ P[2]
    return scores, (cols1, z1, cols2, z2, gap)


def nll(s):
    return np.mean(np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(s)), labels])


def backward(scores, tape):
    cols1, z1, cols2, z2, gap = tape
    ds = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True) - np.eye(3)[labels]
    ds = ds / len(labels)
    dW = gap.T @ ds
    dgap = ds @ P[2].T
    dz2 = np.broadcast_to(dgap[:, :, None, None] / z2[0, 0].size, z2.shape)
    dK2, da1 = conv_back(dz2, cols2, P[1], IDX2, z1.shape)
    da1[z1 <= 0] = 0
    dK1, _ = conv_back(da1, cols1, P[0], IDX1, x.shape)
    return dK1, dK2, dW


def sgd(grads):
    for p, g in zip(P, grads):
        p -= 0.3 * g


if __name__ == "__main__":
    for epoch in range(25):
        scores, tape = forward(x)
        sgd(backward(scores, tape))
        if epoch % 5 == 0:
            print(epoch, nll(scores))
