import numpy as np

# multi-label toy: 5 tags per item, loss on logits, weights for rare tags
rng = np.random.default_rng(55)
n, d, h, L = 70, 8, 10, 5
X = rng.normal(size=(n, d))
A = rng.normal(size=(d, L))
Y = (X @ A + rng.normal(size=(n, L)) > np.array([0, 1, 2, 3, 4])).astype(float)

pos_weight = (Y.shape[0] - Y.sum(0)) / np.maximum(Y.sum(0), 1)

Wa = rng.normal(size=(d, h)) * np.sqrt(2 / d)
ba = rng.normal(size=h) * 0.05
Wb = rng.normal(size=(h, L)) * np.sqrt(1 / h)
bb = np.zeros(L)

buf = np.empty((n, h))
lr = 0.2
for epoch in range(250):
    np.matmul(X, Wa, out=buf)
    buf += ba
    np.maximum(buf, 0, out=buf)
    logits = np.matmul(buf, Wb) + bb

    # -[w y log s(z) + (1-y) log(1 - s(z))] without ever taking log of s
    loss = np.mean(pos_weight * Y * np.logaddexp(0, -logits) + (1 - Y) * np.logaddexp(0, logits))

    s = 0.5 * (1 + np.tanh(0.5 * logits))       # sigmoid
    G = ((1 - Y) * s - pos_weight * Y * (1 - s)) / Y.size
    gWb = np.matmul(buf.T, G)
    gbb = np.add.reduce(G, axis=0)
    back = np.matmul(G, Wb.T)
    back[buf == 0] = 0
    gWa = np.matmul(X.T, back)
    gba = np.add.reduce(back, axis=0)

    Wa -= lr * gWa; ba -= lr * gba
    Wb -= lr * gWb; bb -= lr * gbb

    if epoch in (0, 50, 100, 249):
        hit = ((logits > 0) == Y.astype(bool)).mean()
        print(f'{epoch=:3d} {loss=:.4f} {hit=:.3f}')
