import numpy as np

text = "the cat sat on the mat the dog sat on the rug the cat ran to the dog".split()
vocab = sorted(set(text))
stoi = {w: i for i, w in enumerate(vocab)}
V = len(vocab)
block = 2
xs, ys = [], []
for i in range(len(text) - block):
    xs.append([stoi[w] for w in text[i:i + block]])
    ys.append(stoi[text[i + block]])
Xs = np.array(xs)
Ys = np.array(ys)
N = len(Xs)

g = np.random.default_rng(2147483647)
C = g.standard_normal((V, 3))
W1 = g.standard_normal((block * 3, 8)) * 0.4
b1 = g.standard_normal(8) * 0.1
W2 = g.standard_normal((8, V)) * 0.4
b2 = np.zeros(V)

for it in range(400):
    emb = C[Xs]
    embcat = emb.reshape(N, -1)
    h = np.tanh(embcat @ W1 + b1)
    logits = h @ W2 + b2
    counts = np.exp(logits - logits.max(1, keepdims=True))
    P = counts / counts.sum(1, keepdims=True)
    loss = -np.log(P[range(N), Ys]).mean()

    dlogits = P
    dlogits[range(N), Ys] -= 1
    dlogits /= N
    dW2 = h.T @ dlogits
    db2 = dlogits.sum(0)
    dhpre = (dlogits @ W2.T) * (1 - h * h)
    dW1 = embcat.T @ dhpre
    db1 = dhpre.sum(0)
    demb = (dhpre @ W1.T).reshape(emb.shape)
    dC = np.zeros_like(C)
    for k in range(Xs.shape[0]):
        for j in range(Xs.shape[1]):
            dC[Xs[k, j]] += demb[k, j]

    for p, gr in ((C, dC), (W1, dW1), (b1, db1), (W2, dW2), (b2, db2)):
        p -= 0.3 * gr
    if it % 100 == 0:
        print(it, loss)
