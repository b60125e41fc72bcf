import numpy as np


def init_weights(sizes, seed=5):
    rng = np.random.default_rng(seed)
    Ws = [rng.standard_normal((o, i)) * np.sqrt(1 / i) for i, o in zip(sizes, sizes[1:])]
    bs = [np.zeros((o, 1)) for o in sizes[1:]]
    return Ws, bs


def forward(X, Ws, bs):
    zs, activations = [], [X]
    for idx, (W, b) in enumerate(zip(Ws, bs)):
        zs.append(W @ activations[-1] + b)
        last = idx == len(Ws) - 1
        activations.append(zs[-1] if last else np.tanh(zs[-1]))
    return zs, activations


def backward(Y, Ws, zs, activations):
    m = Y.shape[1]
    dWs, dbs = [], []
    delta = (activations[-1] - Y) / m
    for i in range(len(Ws) - 1, -1, -1):
        dWs.insert(0, delta @ activations[i].T)
        dbs.insert(0, delta.sum(axis=1, keepdims=True))
        if i:
            delta = (Ws[i].T @ delta) * (1 - activations[i] ** 2)
    return dWs, dbs


def mse(out, Y):
    return 0.5 * np.sum((out - Y) ** 2) / Y.shape[1]


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    X = rng.uniform(-1, 1, (2, 60))
    Y = np.vstack([np.sin(2 * X[0]) * X[1], X[0] - X[1] ** 2])
    Ws, bs = init_weights([2, 8, 8, 6, 5, 2])
    for epoch in range(300):
        zs, acts = forward(X, Ws, bs)
        dWs, dbs = backward(Y, Ws, zs, acts)
        for W, dW in zip(Ws, dWs):
            W -= 0.1 * dW
        for b, db in zip(bs, dbs):
            b -= 0.1 * db
        if epoch % 100 == 0:
            print(epoch, mse(acts[-1], Y))
