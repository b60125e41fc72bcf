import numpy as np
from types import SimpleNamespace as NS

# Siamese embedding with the Hadsell contrastive loss.
# same: d^2 / 2 ; different: max(0, margin - d)^2 / 2
MARGIN = 1.0


def encode(net, x):
    h = np.maximum(x @ net.A + net.a, 0)
    return h, h @ net.B


def encode_back(net, x, h, de):
    dh = de @ net.B.T * (h > 0)
    return NS(A=x.T @ dh, a=dh.sum(0), B=h.T @ de)


def pair_loss(net, x1, x2, same):
    h1, e1 = encode(net, x1)
    h2, e2 = encode(net, x2)
    diff = e1 - e2
    dist = np.sqrt((diff ** 2).sum(1) + 1e-12)
    gap = np.maximum(MARGIN - dist, 0)
    loss = 0.5 * np.mean(np.where(same, dist ** 2, gap ** 2))
    ddist = np.where(same, dist, -gap) / len(same)
    ddiff = (ddist / dist)[:, None] * diff
    left, right = encode_back(net, x1, h1, ddiff), encode_back(net, x2, h2, -ddiff)
    grad = NS(**{k: getattr(left, k) + getattr(right, k) for k in vars(left)})
    return loss, grad


def pairs(X, y, n, rng):
    i, j = rng.integers(0, len(X), (2, n))
    flip = rng.random(n) < 0.4                       # enough positives
    for k in np.flatnonzero(flip):
        j[k] = rng.choice(np.flatnonzero(y == y[i[k]]))
    return X[i], X[j], y[i] == y[j]


def new_net(rng, d=5, h=12, e=2):
    return NS(A=rng.normal(size=(d, h)) * .5, a=np.full(h, .01), B=rng.normal(size=(h, e)) * .3)


if __name__ == "__main__":
    rng = np.random.default_rng(8)
    y = rng.integers(0, 3, 90)
    X = rng.normal(size=(90, 5)) * .5 + np.eye(3, 5)[y] * 2
    net = new_net(rng)
    for step in range(400):
        loss, g = pair_loss(net, *pairs(X, y, 64, rng))
        for k, gk in vars(g).items():
            setattr(net, k, getattr(net, k) - 0.2 * gk)
        if step % 100 == 0:
            print(step, round(loss, 4))
    E = encode(net, X)[1]
    D = np.linalg.norm(E[:, None] - E[None], axis=-1)
    np.fill_diagonal(D, np.inf)
    print("1-NN label agreement", np.mean(y[D.argmin(1)] == y))
