import numpy as np

rng = np.random.default_rng(39)
nf, size = 2, 3
F = rng.normal(size=(nf, size, size)) * 0.4
fb = np.zeros(nf)
V = rng.normal(size=(nf, 3, 3)) * 0.4
vb = np.zeros(1)
lr = 0.02


def conv(img):
    out = np.zeros((nf, 3, 3))
    for f in range(nf):
        for i in range(3):
            for j in range(3):
                out[f, i, j] = np.sum(img[i:i + size, j:j + size] * F[f]) + fb[f]
    return out


def conv_back(img, dmap):
    dF = np.zeros_like(F)
    for f in range(nf):
        for i in range(3):
            for j in range(3):
                dF[f] += dmap[0, i, j] * img[i:i + size, j:j + size]
    dfb = np.full(nf, dmap.sum())
    return dF, dfb


images = rng.normal(size=(12, 5, 5))
targets = images[:, 1:4, 1:4].mean(axis=(1, 2)) * 2
for epoch in range(8):
    acc = 0
    for img, target in zip(images, targets):
        cmap = conv(img)
        amap = np.tanh(cmap)
        guess = np.sum(amap * V) + vb
        loss = 0.5 * (guess - target) ** 2
        acc += loss[0]
        dguess = guess - target
        dV = dguess * amap
        dcmap = dguess * V * (1 - amap ** 2)
        dF, dfb = conv_back(img, dcmap)
        F -= lr * dF
        fb -= lr * dfb
        V -= lr * dV
        vb -= lr * dguess
    print(epoch, acc / len(images))
