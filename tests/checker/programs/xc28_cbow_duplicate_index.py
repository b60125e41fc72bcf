import numpy as np

corpus = "we are about to study the idea of a process the idea is to study the process".split()
words = sorted(set(corpus))
w2i = {w: i for i, w in enumerate(words)}
contexts, centers = [], []
for i in range(2, len(corpus) - 2):
    around = [corpus[i - 2], corpus[i - 1], corpus[i + 1], corpus[i + 2]]
    contexts.append([w2i[w] for w in around])
    centers.append(w2i[corpus[i]])
ctx = np.array(contexts)
tgt = np.array(centers)
V, dim, B = len(words), 6, len(tgt)

rng = np.random.default_rng(28)
E = rng.normal(size=(V, dim)) * 0.5
O = rng.normal(size=(dim, V)) * 0.5
bias = np.zeros(V)

for epoch in range(300):
    hidden = E[ctx].mean(axis=1)
    scores = hidden @ O + bias
    scores = scores - scores.max(axis=1, keepdims=True)
    probs = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.log(probs[np.arange(B), tgt]).mean()

    dscores = probs.copy()
    dscores[np.arange(B), tgt] -= 1
    dscores /= B
    dO = hidden.T @ dscores
    dbias = dscores.sum(axis=0)
    dhidden = dscores @ O.T
    dE = np.zeros_like(E)
    dE[ctx] += dhidden[:, None, :] / ctx.shape[1]

    E -= 0.5 * dE
    O -= 0.5 * dO
    bias -= 0.5 * dbias
    if epoch % 60 == 0:
        print(f"epoch {epoch:3d} loss {loss:.4f}")
