# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["batch-normalisation"]
# about = "Batch normalisation with the compact one-line input gradient (n*d - sum - xhat*sum)/(n*std)."
# [/backprop]

import numpy as np

np.random.seed(21)
N, D, H, C = 12, 4, 5, 3
X = np.random.randn(N, D)
y = np.random.randint(0, C, N)
P = {
    'W1': np.random.randn(D, H) * 0.6,
    'gamma': np.ones(H) + 0.1 * np.random.randn(H),
    'beta': np.zeros(H) + 0.05,
    'W2': np.random.randn(H, C) * 0.6,
    'b2': np.zeros(C),
}


def forward(X, y, P, eps=1e-5):
    a = X.dot(P['W1'])
    mu = a.mean(axis=0)
    std = np.sqrt(a.var(axis=0) + eps)
    ahat = (a - mu) / std
    bn = P['gamma'] * ahat + P['beta']
    h = np.maximum(bn, 0)
    s = h.dot(P['W2']) + P['b2']
    s -= s.max(axis=1, keepdims=True)
    p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(len(y)), y]).mean()
    return loss, (X, ahat, std, bn, h, p)


def backward(cache, y, P):
    X, ahat, std, bn, h, p = cache
    n = X.shape[0]
    ds = p.copy()
    ds[range(n), y] -= 1
    ds /= n
    G = {'W2': h.T.dot(ds), 'b2': ds.sum(0)}
    dbn = ds.dot(P['W2'].T) * (h > 0)
    G['beta'] = dbn.sum(0)
    G['gamma'] = (dbn * ahat).sum(0)
    # bias in front of a batchnorm would be useless, so there is none
    da = P['gamma'] / (n * std) * (n * dbn - G['beta'] - ahat * G['gamma'])
    G['W1'] = X.T.dot(da)
    return G


if __name__ == '__main__':
    for it in range(100):
        loss, cache = forward(X, y, P)
        grads = backward(cache, y, P)
        for name in P:
            P[name] -= 0.5 * grads[name]
        if it % 25 == 0:
            print('iter', it, 'loss', loss)
