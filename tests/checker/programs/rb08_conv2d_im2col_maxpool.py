# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["convolution", "max-pooling"]
# about = "One convolution by im2col, 2x2 max pooling by reshape with a mask, a dense layer and softmax."
# [/backprop]

import numpy as np

rs = np.random.RandomState(17)
imgs = rs.rand(6, 1, 6, 6)
lab = (imgs[:, 0, :3].mean((1, 2)) > imgs[:, 0, 3:].mean((1, 2))).astype(int)
F = rs.randn(2, 1, 3, 3) * 0.5
fb = np.zeros(2)
W = rs.randn(2 * 2 * 2, 2) * 0.5
b = np.zeros(2)


def im2col(x, k=3):
    n, c, h, w = x.shape
    oh, ow = h - k + 1, w - k + 1
    cols = np.empty((n, oh, ow, c * k * k))
    for i in range(oh):
        for j in range(ow):
            cols[:, i, j] = x[:, :, i:i + k, j:j + k].reshape(n, -1)
    return cols.reshape(n * oh * ow, -1), oh, ow


def forward(x, lab):
    n = x.shape[0]
    cols, oh, ow = im2col(x)
    flat = cols @ F.reshape(F.shape[0], -1).T + fb
    conv = flat.reshape(n, oh, ow, -1).transpose(0, 3, 1, 2)
    act = np.maximum(conv, 0)
    win = act.reshape(n, -1, oh // 2, 2, ow // 2, 2)
    pooled = win.max(axis=(3, 5))
    fc = pooled.reshape(n, -1)
    scores = fc @ W + b
    e = np.exp(scores - scores.max(1, keepdims=True))
    p = e / e.sum(1, keepdims=True)
    loss = -np.log(p[np.arange(n), lab]).sum() / n
    return loss, (cols, conv, win, pooled, fc, p)


def backward(cache, lab):
    cols, conv, win, pooled, fc, p = cache
    n = len(lab)
    d = p.copy()
    d[np.arange(n), lab] -= 1
    d /= n
    dW = fc.T @ d
    db = d.sum(0)
    dpool = (d @ W.T).reshape(pooled.shape)
    mask = win == pooled[:, :, :, None, :, None]
    dact = (mask * dpool[:, :, :, None, :, None]).reshape(conv.shape)
    dconv = dact * (conv > 0)
    dflat = dconv.transpose(0, 2, 3, 1).reshape(-1, F.shape[0])
    dF = (dflat.T @ cols).reshape(F.shape)
    dfb = dflat.sum(0)
    return dF, dfb, dW, db


if __name__ == "__main__":
    for it in range(60):
        loss, cache = forward(imgs, lab)
        for par, g in zip((F, fb, W, b), backward(cache, lab)):
            par -= 0.5 * g
        if it % 20 == 0:
            print(it, round(loss, 4))
