import numpy as np

np.random.seed(7)
T, n_x, n_h = 5, 2, 6
Wx = np.random.randn(n_h, n_x) * 0.4
Wh = np.random.randn(n_h, n_h) * 0.4
bh = np.zeros((n_h, 1))
Wy = np.random.randn(1, n_h) * 0.4
by = np.zeros((1, 1))


def rnn(xs, ys):
    hs = {-1: np.zeros((n_h, 1))}
    preds = {}
    loss = 0
    for t in range(len(xs)):
        hs[t] = np.tanh(Wx @ xs[t] + Wh @ hs[t - 1] + bh)
        preds[t] = Wy @ hs[t] + by
        loss += 0.5 * float(((preds[t] - ys[t]) ** 2).sum())
    dWx, dWh, dWy = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(Wy)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    dhnext = np.zeros_like(hs[0])
    for t in reversed(range(len(xs))):
        dy = preds[t] - ys[t]
        dWy += dy @ hs[t].T
        dby += dy
        dh = Wy.T @ dy + dhnext
        draw = (1 - hs[t] * hs[t]) * dh
        dbh += draw
        dWx += draw @ xs[t].T
        dWh += draw @ hs[t - 1].T
        dhnext = Wh.T @ draw
    return loss, (dWx, dWh, dbh, dWy, dby)


for it in range(60):
    xs = np.random.randn(T, n_x, 1)
    ys = np.cumsum(xs.sum(axis=1, keepdims=True), axis=0) * 0.3
    loss, grads = rnn(xs, ys)
    for p, g in zip((Wx, Wh, bh, Wy, by), grads):
        p -= 0.02 * np.clip(g, -5, 5)
    if it % 15 == 0:
        print(it, round(loss, 4))
