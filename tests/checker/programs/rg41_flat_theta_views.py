import numpy as np

sizes = [2, 7, 5, 1]
np.random.seed(15)
n_par = sum(i * o + o for i, o in zip(sizes[:-1], sizes[1:]))
theta = np.random.randn(n_par) * 0.6
dtheta = np.zeros_like(theta)


def views(vec):
    """cut the flat vector into (W, b) pairs that share its memory"""
    pairs, pos = [], 0
    for i, o in zip(sizes[:-1], sizes[1:]):
        W = vec[pos:pos + i * o].reshape(i, o)
        pos += i * o
        pairs.append((W, vec[pos:pos + o]))
        pos += o
    return pairs


P, G = views(theta), views(dtheta)
X = np.random.uniform(-1, 1, (100, 2))
X = np.vstack([X, X[:10]])                     # some points twice
y = ((X ** 2).sum(1) < 0.6)[:, None] * 1.0

for it in range(400):
    a = [X]
    for W, b in P:
        a.append(1 / (1 + np.exp(-(a[-1] @ W + b))))
    loss = ((a[-1] - y) ** 2).mean()

    d = 2 * (a[-1] - y) / len(y) * a[-1] * (1 - a[-1])
    for k in (2, 1, 0):
        G[k][0][...] = a[k].T @ d
        G[k][1][...] = d.sum(0)
        if k > 0:
            d = d @ P[k][0].T * a[k] * (1 - a[k])

    theta -= 3.0 * dtheta
    if it % 100 == 0:
        print(it, loss, np.linalg.norm(dtheta))
