# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["embedding"]
# about = "Averaged word embeddings of sentences of unequal length; np.add.at collects repeated words, each divided by its sentence's length."
# [/backprop]

import numpy as np

sentences = ["good good movie", "bad movie", "really bad bad plot", "good plot really good",
             "not a bad movie", "a really good plot", "bad plot"]
labels = np.array([1, 0, 0, 1, 1, 1, 0])
vocab = sorted({word for s in sentences for word in s.split()})
word2id = {word: i for i, word in enumerate(vocab)}

ids = [word2id[word] for s in sentences for word in s.split()]
owner = [k for k, s in enumerate(sentences) for _ in s.split()]
count = np.bincount(owner)[:, None]

rng = np.random.RandomState(64)
E = rng.randn(len(vocab), 3) * .5
W = rng.randn(3, 2) * .5
lr = 1.0

for epoch in range(150):
    avg = np.zeros((len(sentences), 3))
    np.add.at(avg, owner, E[ids])
    avg /= count
    logit = avg @ W
    p = np.exp(logit)
    p /= p.sum(1, keepdims=True)
    loss = -np.log(p[np.arange(len(labels)), labels]).mean()

    p[np.arange(len(labels)), labels] -= 1
    p /= len(labels)
    dW = avg.T @ p
    davg = p @ W.T
    dE = np.zeros_like(E)
    np.add.at(dE, ids, (davg / count)[owner])
    E -= lr * dE
    W -= lr * dW
    if epoch % 50 == 0:
        print(epoch, loss)
