import numpy as np

rng = np.random.RandomState(0)
T, H = 12, 5
seq = np.sin(np.arange(T + 1) * 0.7)
xs = seq[:-1].reshape(T, 1, 1)
ts = seq[1:].reshape(T, 1, 1)

Wxh = rng.randn(H, 1) * 0.6
Whh = rng.randn(H, H) * 0.5
Why = rng.randn(1, H) * 0.6
bh = np.zeros((H, 1))
by = np.zeros((1, 1))

for it in range(150):
    hs = {-1: np.zeros((H, 1))}
    ys = {}
    loss = 0
    for t in range(T):
        hs[t] = np.tanh(Wxh @ xs[t] + Whh @ hs[t - 1] + bh)
        ys[t] = Why @ hs[t] + by
        loss += 0.5 * ((ys[t] - ts[t]) ** 2).item()

    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    dhnext = np.zeros((H, 1))
    for t in reversed(range(T)):
        dy = ys[t] - ts[t]
        dWhy += dy @ hs[t].T
        dby += dy
        dh = Why.T @ dy
        dhraw = (1 - hs[t] ** 2) * dh
        dbh += dhraw
        dWxh += dhraw @ xs[t].T
        dWhh += dhraw @ hs[t - 1].T
        dhnext = Whh.T @ dhraw

    for param, grad in zip([Wxh, Whh, Why, bh, by], [dWxh, dWhh, dWhy, dbh, dby]):
        param -= 0.02 * grad
    if it % 50 == 0:
        print(it, loss)
