import numpy as np
from itertools import product

np.random.seed(34)
imgs = np.random.rand(10, 6, 6) * 0.3
lab = np.arange(10) % 2
imgs[lab == 1, 2, :] += 1
imgs[lab == 0, :, 3] += 1
filt = np.random.randn(3, 3, 3) * 0.3
fb = np.zeros(3)
W = np.random.randn(12, 2) * 0.3
b = np.zeros(2)
lr = 0.02
for epoch in range(4):
    total = 0.0
    gf, gfb, gW, gb = (np.zeros_like(p) for p in (filt, fb, W, b))
    for im, t in zip(imgs, lab):
        fmap = np.empty((3, 4, 4))
        for i, j in product(range(4), repeat=2):
            fmap[:, i, j] = (im[i:i + 3, j:j + 3] * filt).sum(axis=(1, 2)) + fb
        r = np.maximum(fmap, 0)
        pooled = r.reshape(3, 2, 2, 2, 2).mean(axis=(2, 4))
        flat = pooled.reshape(-1)
        s = flat @ W + b
        p = np.exp(s - s.max())
        p /= p.sum()
        total += -np.log(p[t])
        p[t] -= 1
        gW += np.outer(flat, p)
        gb += p
        dpool = (W @ p).reshape(3, 2, 2)
        dr = dpool.repeat(2, axis=1).repeat(2, axis=2) / 4
        dr *= fmap > 0
        for i, j in product(range(4), repeat=2):
            gf += dr[:, i, j][:, None, None] * im[i:i + 3, j:j + 3]
        gfb += dr.sum(axis=(1, 2))
    filt -= lr * gf
    fb -= lr * gfb
    W -= lr * gW
    b -= lr * gb
    print(epoch, total)
