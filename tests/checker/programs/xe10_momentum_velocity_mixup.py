import numpy as np

rng = np.random.default_rng(13)
X = rng.normal(size=(40, 3))
T = np.tanh(X @ rng.normal(size=(3, 2))) + 0.1

P = [rng.normal(size=(3, 2)) * 0.5, np.zeros(2), rng.normal(size=(2, 2)) * 0.5, np.zeros(2)]
V = [np.zeros_like(p) for p in P]
beta, lr = 0.9, 0.05


def predict(X):
    h = np.tanh(X @ P[0] + P[1])
    return h, h @ P[2] + P[3]


def gradients(X, T, h, out):
    n, d = X.shape
    dout = (out - T)
    gW2 = h.T @ dout / n
    gb2 = dout.sum(0) / n
    dh = dout @ P[2].T * (1 - h * h)
    gW1 = X.T @ dh / d
    gb1 = dh.sum(0) / n
    return gW1, gb1, gW2, gb2


for t in range(120):
    h, out = predict(X)
    loss = np.sum((out - T) ** 2) / (2 * len(X))
    g = gradients(X, T, h, out)
    for j in range(4):
        V[j] = beta * V[j] + (1 - beta) * g[j]
    P[0] = P[0] - lr * V[0]
    P[1] = P[1] - lr * V[1]
    P[2] = P[2] - lr * V[2]
    P[3] = P[3] - lr * V[1]
    if t % 30 == 0:
        print(t, loss)
