"""Bag-of-embeddings sentiment toy: mean of word vectors -> tanh -> logit."""
import numpy as np

rng = np.random.default_rng(77)
VOCAB, EMB, HID = 20, 6, 5
PAD_LEN = 7

tokens = rng.integers(0, VOCAB, size=(48, PAD_LEN))      # words may occur twice in a row
labels = ((tokens < 8).sum(axis=1) > (tokens >= 12).sum(axis=1)).astype(float)

emb = rng.normal(0, 0.5, (VOCAB, EMB))
w1 = rng.normal(0, EMB ** -0.5, (EMB, HID))
b1 = np.zeros(HID)
w2 = rng.normal(0, HID ** -0.5, HID)
b2 = np.zeros(())
lr, batch = 0.5, 12


def batches(n, size):
    order = rng.permutation(n)
    for s in range(0, n, size):
        yield order[s:s + size]


for epoch in range(25):
    running = []
    for idx in batches(len(tokens), batch):
        tok, y = tokens[idx], labels[idx]
        vecs = emb[tok]                       # (B, T, E)
        mean = vecs.mean(axis=1)
        h = np.tanh(mean @ w1 + b1)
        logit = h @ w2 + b2
        loss = np.mean(np.logaddexp(0, logit) - y * logit)
        running.append(loss)

        p = 1 / (1 + np.exp(-logit))
        dlogit = (p - y) / len(idx)
        dw2 = h.T @ dlogit
        db2 = dlogit.sum()
        dh = np.outer(dlogit, w2) * (1 - h ** 2)
        dw1 = mean.T @ dh
        db1 = dh.sum(axis=0)
        dmean = dh @ w1.T
        demb = np.zeros_like(emb)
        np.add.at(demb, tok, np.repeat(dmean[:, None, :] / PAD_LEN, PAD_LEN, axis=1))

        emb -= lr * demb
        w1 -= lr * dw1
        b1 -= lr * db1
        w2 -= lr * dw2
        b2 = b2 - lr * db2
    if epoch % 5 == 0:
        print(f"epoch {epoch:2d}  loss {np.mean(running):.4f}")
