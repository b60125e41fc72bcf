import numpy as np


def scorer(docs, net):
    z = docs @ net[0] + net[1]
    return np.maximum(z, 0) @ net[2], z


def ranknet_step(docs, relevance, net, lr):
    """One query: all pairs (i, j) with relevance_i > relevance_j."""
    s, z = scorer(docs, net)
    better = relevance[:, None] > relevance[None, :]
    n_pairs = max(better.sum(), 1)
    gap = s[:, None] - s[None, :]
    loss = np.logaddexp(0, -gap)[better].mean() if better.any() else 0.0

    lam = -1.0 * better / (1 + np.exp(gap))
    ds = (lam.sum(axis=1) - lam.sum(axis=0)) / n_pairs
    d_out = np.maximum(z, 0).T @ ds
    dz = np.outer(ds, net[2])
    dz[z <= 0] = 0
    net[0] -= lr * docs.T @ dz
    net[1] -= lr * dz.sum(0)
    net[2] -= lr * d_out
    return loss


def pair_accuracy(queries, net):
    hits = total = 0
    for docs, rel in queries:
        s, _ = scorer(docs, net)
        better = rel[:, None] > rel
        hits += ((s[:, None] > s) & better).sum()
        total += better.sum()
    return hits / total


rng = np.random.RandomState(71)
taste = rng.randn(5)
queries = []
for _ in range(25):
    docs = rng.randn(rng.randint(4, 9), 5)
    grade = np.digitize(docs @ taste + 0.5 * np.abs(docs[:, 0]), [-1, 1])
    queries.append((docs, grade))

net = [rng.randn(5, 8) * 0.5, np.zeros(8), rng.randn(8) * 0.5]
for epoch in range(25):
    mean_loss = np.mean([ranknet_step(d, g, net, 0.1) for d, g in queries[:20]])
    if epoch % 5 == 0:
        print(epoch, mean_loss, "held out pairs in order:", pair_accuracy(queries[20:], net))
