import numpy as np

np.random.seed(14)
text = "the cat sat on the mat and the dog sat on the rug".split()
vocab = sorted(set(text))
ix = {w: i for i, w in enumerate(vocab)}
ids = np.array([ix[w] for w in text])
ctx = np.stack([ids[:-2], ids[1:-1]], axis=1)
nxt = ids[2:]
V, D = len(vocab), 4
E = np.random.randn(V, D) * 0.5
W = np.random.randn(2 * D, V) * 0.5
b = np.zeros(V)
for epoch in range(40):
    emb = E[ctx].reshape(len(ctx), -1)
    s = emb @ W + b
    s -= s.max(1, keepdims=True)
    p = np.exp(s)
    p /= p.sum(1, keepdims=True)
    loss = -np.mean(np.log(p[np.arange(len(nxt)), nxt]))
    ds = p
    ds[np.arange(len(nxt)), nxt] -= 1
    ds /= len(nxt)
    dW = emb.T @ ds
    db = ds.sum(0)
    demb = (ds @ W.T).reshape(len(ctx), 2, D)
    dE = np.zeros_like(E)
    np.add.at(dE, ctx, demb)
    E -= dE
    W -= dW
    b -= db
    if epoch % 10 == 0:
        print(epoch, loss)
