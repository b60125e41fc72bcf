import numpy as np


def train_net(Xtr, ytr, hidden, iters=60, lr=0.3, seed=0):
    rs = np.random.RandomState(seed)
    W = rs.randn(Xtr.shape[1], hidden) * 0.5
    b = np.zeros(hidden)
    V = rs.randn(hidden) * 0.5
    c = 0.0
    n = len(ytr)
    for _ in range(iters):
        H = np.tanh(Xtr.dot(W) + b)
        p = 1 / (1 + np.exp(-(H.dot(V) + c)))
        err = (p - ytr) / n
        dH = err.reshape(-1, 1) * V.reshape(1, -1) * (1 - H * H)
        V = V - lr * H.T.dot(err)
        c = c - lr * err.sum()
        W = W - lr * Xtr.T.dot(dH)
        b = b - lr * dH.sum(axis=0)
    return W, b, V, c


def score(model, X, y):
    W, b, V, c = model
    z = np.tanh(X.dot(W) + b).dot(V) + c
    logloss = np.mean(np.log(1 + np.exp(-z * (2 * y - 1))))
    return logloss, np.mean((z > 0) == y)


rs = np.random.RandomState(42)
X = rs.randn(90, 2)
y = (X[:, 0] ** 2 + X[:, 1] ** 2 > 1.2).astype(float)
folds = np.array_split(rs.permutation(90), 3)

results = {}
for hidden in [2, 4, 8]:
    per_fold = []
    for k, test in enumerate(folds):
        train = np.hstack([f for j, f in enumerate(folds) if j != k])
        mean, std = X[train].mean(axis=0), X[train].std(axis=0)
        model = train_net((X[train] - mean) / std, y[train], hidden, seed=k)
        per_fold.append(score(model, (X[test] - mean) / std, y[test]))
    results[hidden] = np.mean(per_fold, axis=0)
    print("hidden=%d  cv log loss=%.3f  cv accuracy=%.3f" % (hidden, *results[hidden]))
best = min(results, key=lambda k: results[k][0])
print("best hidden size:", best)
