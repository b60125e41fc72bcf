import numpy as np

def swish(z):
    return z / (1 + np.exp(-z))

def swish_grad(z):
    s = 1 / (1 + np.exp(-z))
    return s + z * s * (1 - s)

def huber(r, k=0.5):
    small = np.abs(r) <= k
    return np.where(small, 0.5 * r ** 2, k * (np.abs(r) - 0.5 * k))

def huber_grad(r, k=0.5):
    return np.clip(r, -k, k)

def forward(X, Ws, bs):
    hs, zs = [X], []
    for i, (W, b) in enumerate(zip(Ws, bs)):
        z = hs[-1] @ W + b
        zs.append(z)
        hs.append(swish(z) if i < len(Ws) - 1 else z)
    return hs, zs

def grads(y, hs, zs, Ws):
    gW, gb = [None] * len(Ws), [None] * len(Ws)
    d = huber_grad(hs[-1] - y) / y.shape[0]
    for i in range(len(Ws) - 1, -1, -1):
        gW[i] = hs[i].T @ d
        gb[i] = d.sum(axis=0)
        if i:
            d = (d @ Ws[i].T) * swish_grad(zs[i - 1])
    return gW, gb

rng = np.random.default_rng(20)
X = rng.uniform(-2, 2, (100, 2))
y = (X[:, :1] ** 2 - X[:, 1:]) + rng.standard_t(2, (100, 1)) * 0.1
sizes = [2, 10, 10, 1]
Ws = [rng.normal(0, np.sqrt(1 / a), (a, b)) for a, b in zip(sizes, sizes[1:])]
bs = [np.zeros(b) for b in sizes[1:]]
params = Ws + bs
m1 = [np.zeros_like(p) for p in params]
m2 = [np.zeros_like(p) for p in params]
lr, beta1, beta2, eps = 0.01, 0.9, 0.999, 1e-8

for t in range(1, 401):
    hs, zs = forward(X, Ws, bs)
    gW, gb = grads(y, hs, zs, Ws)
    for j, g in enumerate(gW + gb):
        m1[j] = beta1 * m1[j] + (1 - beta1) * g
        m2[j] = beta2 * m2[j] + (1 - beta2) * g * g
        mhat = m1[j] / (1 - beta1 ** t)
        vhat = m2[j] / (1 - beta2 ** t)
        params[j] -= lr * mhat / (np.sqrt(vhat) + eps)
    if t % 80 == 0:
        print(t, huber(hs[-1] - y).mean())
