import numpy as np

np.random.seed(26)

def conv(img, F, b):
    k = F.shape[1]
    n = img.shape[0] - k + 1
    out = np.zeros((F.shape[0], n, n))
    for f in range(F.shape[0]):
        for i in range(n):
            for j in range(n):
                out[f, i, j] = np.sum(img[i:i + k, j:j + k] * F[f]) + b[f]
    return out

def pool(a):
    c, n, _ = a.shape
    out = np.zeros((c, n // 2, n // 2))
    for i in range(n // 2):
        for j in range(n // 2):
            out[:, i, j] = a[:, 2 * i:2 * i + 2, 2 * j:2 * j + 2].max(axis=(1, 2))
    return out

def pool_back(d, a):
    da = np.zeros_like(a)
    for f in range(d.shape[0]):
        for i in range(d.shape[1]):
            for j in range(d.shape[2]):
                win = a[f, 2 * i:2 * i + 2, 2 * j:2 * j + 2]
                da[f, 2 * i:2 * i + 2, 2 * j:2 * j + 2] = d[f, i, j]
    return da

def conv_back(d, img, F):
    dF = np.zeros_like(F)
    k = F.shape[1]
    for f in range(F.shape[0]):
        for i in range(d.shape[1]):
            for j in range(d.shape[2]):
                dF[f] += d[f, i, j] * img[j:j + k, i:i + k]
    return dF, d.sum(axis=(1, 2))

F, bF = np.random.randn(2, 3, 3) * 0.4, np.zeros(2)
W, bW = np.random.randn(3, 2 * 3 * 3) * 0.2, np.zeros(3)

def forward(img, y):
    c = conv(img, F, bF)
    a = np.tanh(c)
    v = pool(a).ravel()
    s = W @ v + bW
    p = np.exp(s - s.max())
    p /= p.sum()
    return a, v, p, -np.log(p[y])

def backward(img, y, a, v, p):
    ds = p.copy()
    ds[y] -= 1
    dv = W.T @ ds
    da = pool_back(dv.reshape(2, 3, 3), a)
    dF, dbF = conv_back(da * (1 - a ** 2), img, F)
    return dF, dbF, np.outer(ds, v), ds

X = np.random.rand(24, 8, 8)
y = np.arange(24) % 3
for i in range(24):
    X[i, y[i] * 2:y[i] * 2 + 3, :] += 0.8
for epoch in range(5):
    total = 0
    for img, lab in zip(X, y):
        a, v, p, loss = forward(img, lab)
        for param, g in zip((F, bF, W, bW), backward(img, lab, a, v, p)):
            param -= 0.05 * g
        total += loss
    print("epoch", epoch, total / len(X))
