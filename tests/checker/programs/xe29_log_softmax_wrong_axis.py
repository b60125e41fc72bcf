import numpy as np


def log_softmax(scores):
    shifted = scores - scores.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def nll(scores, labels):
    return -log_softmax(scores)[np.arange(len(labels)), labels].mean()


def score_gradient(scores, labels):
    ex = np.exp(scores)
    p = ex / ex.sum(axis=0, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1
    return p / len(labels)


rng = np.random.default_rng(29)
centers = rng.normal(size=(3, 2)) * 2
labels = rng.integers(0, 3, 60)
points = centers[labels] + rng.normal(size=(60, 2)) * 0.6
W = rng.normal(size=(2, 3)) * 0.1
b = np.zeros(3)

for epoch in range(100):
    scores = points @ W + b
    loss = nll(scores, labels)
    dscores = score_gradient(scores, labels)
    dW = points.T @ dscores
    db = dscores.sum(axis=0)
    W -= 0.5 * dW
    b -= 0.5 * db

print(loss, np.mean(np.argmax(points @ W + b, axis=1) == labels))
