import numpy as np

rng = np.random.default_rng(40)
lam = 0.05
X = rng.normal(size=(48, 2))
y = np.where(X[:, 0] ** 2 + X[:, 1] > 0.4, 1, -1)

U = rng.normal(size=(2, 6))
c = rng.normal(size=6) * 0.1
V = rng.normal(size=6)
d = np.zeros(1)


def forward(X):
    H = np.tanh(X @ U + c)
    return H, H @ V + d


def objective(scores, y):
    hinge = np.maximum(0, 1 - y * scores)
    return hinge.mean() + 0.5 * lam * (np.sum(U ** 2) + np.sum(V ** 2))


def backward(X, y, H, scores):
    margin = 1 - y * scores
    active = (scores > 0).astype(float)
    ds = -y * active / len(y)
    dV = H.T @ ds
    dd = np.array([ds.sum()])
    dZ = np.outer(ds, V) * (1 - H ** 2)
    dU = X.T @ dZ + lam * U
    dc = dZ.sum(axis=0)
    return dU, dc, dV, dd


for step in range(100):
    H, scores = forward(X)
    loss = objective(scores, y)
    dU, dc, dV, dd = backward(X, y, H, scores)
    U -= 0.1 * dU
    c -= 0.1 * dc
    V -= 0.1 * dV
    d -= 0.1 * dd
    if step % 20 == 0:
        print(step, loss, np.mean(np.sign(scores) == y))
