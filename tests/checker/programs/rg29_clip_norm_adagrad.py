import numpy as np

rng = np.random.RandomState(3)
X = rng.randn(64, 8) * 3
Y = np.c_[np.sum(np.abs(X[:, :4]), 1), np.prod(np.sign(X[:, 4:6]), 1), X[:, 7] ** 2]

H1, H2 = 14, 10
P = {'W1': rng.randn(8, H1) * .2, 'b1': np.zeros((1, H1)),
     'W2': rng.randn(H1, H2) * .2, 'b2': np.zeros((1, H2)),
     'W3': rng.randn(H2, 3) * .2, 'b3': np.zeros((1, 3))}
cache = {k: np.zeros_like(v) for k, v in P.items()}
max_norm = 5.0

for epoch in range(200):
    z1 = X @ P['W1'] + P['b1']
    a1 = np.maximum(.01 * z1, z1)
    z2 = a1 @ P['W2'] + P['b2']
    a2 = np.maximum(.01 * z2, z2)
    yhat = a2 @ P['W3'] + P['b3']
    L = np.mean((yhat - Y) ** 2)

    G = dict()
    d3 = 2 * (yhat - Y) / Y.size
    G['W3'], G['b3'] = a2.T @ d3, d3.sum(0, keepdims=True)
    d2 = d3 @ P['W3'].T
    d2[z2 < 0] *= .01
    G['W2'], G['b2'] = a1.T @ d2, d2.sum(0, keepdims=True)
    d1 = d2 @ P['W2'].T
    d1[z1 < 0] *= .01
    G['W1'], G['b1'] = X.T @ d1, d1.sum(0, keepdims=True)

    norm = np.sqrt(sum((g ** 2).sum() for g in G.values()))
    if norm > max_norm:
        for g in G.values():
            g *= max_norm / norm

    for k in P:
        cache[k] += G[k] ** 2
        P[k] -= 0.1 * G[k] / (np.sqrt(cache[k]) + 1e-8)
    if epoch % 50 == 0:
        print(epoch, L, norm)
