import numpy as np

text = "abcdabdcabcdabdc" * 3
chars = sorted(set(text))
ix = {c: i for i, c in enumerate(chars)}
V = len(chars)
H = V
np.random.seed(22)
Wxh = np.random.randn(H, V) * 0.3
Whh = np.random.randn(H, H) * 0.3
Why = np.random.randn(V, H) * 0.3
bh, by = np.zeros((H, 1)), np.zeros((V, 1))

def onehot(i):
    v = np.zeros((V, 1))
    v[i] = 1
    return v

def forward(inp, tgt, h):
    xs, hs, ps, loss = {}, {-1: h}, {}, 0
    for t in range(len(inp)):
        xs[t] = onehot(inp[t])
        hs[t] = np.tanh(Wxh @ xs[t] + Whh @ hs[t - 1] + bh)
        y = Why @ hs[t] + by
        ps[t] = np.exp(y) / np.exp(y).sum()
        loss -= np.log(ps[t][tgt[t], 0])
    return loss, xs, hs, ps

def backward(tgt, xs, hs, ps):
    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    dnext = np.zeros_like(bh)
    for t in reversed(range(len(tgt))):
        dy = ps[t] - onehot(tgt[t])
        dWhy += dy @ hs[t].T
        dby += dy
        dz = (Why.T @ dy + dnext) * (1 - hs[t] ** 2)
        dWxh += dz @ xs[t].T
        dWhh += dz @ hs[t - 1].T
        dbh += dz
        dnext = Whh.T @ dz
    np.clip(dWxh, -5, 5, out=dWxh)
    np.clip(dWhh, -5, 5, out=dWxh)
    np.clip(dWhy, -5, 5, out=dWhy)
    return dWxh, dWhh, dWhy, dbh, dby

inputs = [ix[c] for c in text[:8]]
targets = [ix[c] for c in text[1:9]]
for n in range(200):
    loss, xs, hs, ps = forward(inputs, targets, np.zeros((H, 1)))
    grads = backward(targets, xs, hs, ps)
    for p, g in zip((Wxh, Whh, Why, bh, by), grads):
        p -= 0.05 * g
    if n % 40 == 0:
        print("iter", n, "loss", loss)
