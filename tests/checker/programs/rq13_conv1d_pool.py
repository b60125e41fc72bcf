import numpy as np

np.random.seed(2)
K, F, L = 3, 2, 10
kernels = np.random.randn(F, K) * 0.5
kb = np.zeros(F)
P = (L - K + 1) // 2
V = np.random.randn(F * P) * 0.5
c = 0.0
signals = np.random.randn(14, L)
signals[::2, 4:7] += 2
target = (np.arange(14) % 2 == 0).astype(float)


def forward(s):
    conv = np.zeros((F, L - K + 1))
    for f in range(F):
        for i in range(L - K + 1):
            conv[f, i] = np.sum(s[i:i + K] * kernels[f]) + kb[f]
    act = np.maximum(conv, 0)
    pairs = act.reshape(F, P, 2)
    which = pairs.argmax(axis=2)
    pooled = pairs.max(axis=2)
    logit = pooled.ravel() @ V + c
    return conv, which, pooled, 1 / (1 + np.exp(-logit))


for epoch in range(6):
    loss = 0
    dk, dkb, dV, dc = np.zeros_like(kernels), np.zeros_like(kb), np.zeros_like(V), 0.0
    for s, t in zip(signals, target):
        conv, which, pooled, p = forward(s)
        loss -= np.log(p) if t == 1 else np.log(1 - p)
        dlogit = p - t
        dV += dlogit * pooled.ravel()
        dc += dlogit
        dpooled = (dlogit * V).reshape(F, P)
        dact = np.zeros((F, P, 2))
        for f in range(F):
            for q in range(P):
                dact[f, q, which[f, q]] = dpooled[f, q]
        dconv = dact.reshape(F, -1) * (conv > 0)
        for f in range(F):
            for i in range(L - K + 1):
                dk[f] += dconv[f, i] * s[i:i + K]
            dkb[f] += dconv[f].sum()
    kernels -= 0.05 * dk
    kb -= 0.05 * dkb
    V -= 0.05 * dV
    c -= 0.05 * dc
    print("epoch", epoch, "loss", round(float(loss), 4))
