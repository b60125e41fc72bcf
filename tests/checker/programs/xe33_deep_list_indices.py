import numpy as np

rng = np.random.default_rng(333)
dims = [4, 4, 4, 4, 4]
Ws = [rng.normal(size=(p, q)) * 0.7 for p, q in zip(dims, dims[1:])]
bs = [rng.normal(size=q) * 0.3 for q in dims[1:]]
decay = 0.02
X = rng.normal(size=(40, 4))
y = (X * X[:, ::-1] + X[:, :1] > 0).astype(float)


def forward(X):
    acts = [X]
    for i, (W, b) in enumerate(zip(Ws, bs)):
        z = acts[-1] @ W + b
        acts.append(np.tanh(z) if i < len(Ws) - 1 else 1 / (1 + np.exp(-z)))
    return acts


def backward(acts, y):
    dWs, dbs = [None] * len(Ws), [None] * len(bs)
    delta = (acts[-1] - y) / len(y)
    for i in range(len(Ws) - 1, -1, -1):
        dWs[i] = acts[i].T @ delta + decay * Ws[i - 1]
        dbs[i] = delta.sum(axis=0) + decay * bs[i]
        if i > 0:
            a = acts[i]
            back = delta @ Ws[i].T
            delta = back * (a * (1 - a))
    return dWs, dbs


for epoch in range(120):
    acts = forward(X)
    p = acts[-1]
    loss = -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)) / len(y) + decay / 2 * sum(np.sum(W ** 2) for W in Ws)
    dWs, dbs = backward(acts, y)
    for i in range(len(Ws)):
        Ws[i] -= 0.2 * dWs[i]
        bs[i] -= 0.2 * dbs[i]
    if epoch % 30 == 0:
        print(epoch, loss)
