import numpy as np

# Siamese net with contrastive loss (Hadsell et al. 2006), toy points instead of faces
rng = np.random.default_rng(8)
margin, lr = 1.5, 0.2
n_pairs = 60

xa = rng.normal(size=(n_pairs, 4))
same = rng.integers(0, 2, n_pairs)                       # 1 = similar pair
xb = np.where(same[:, None] == 1, xa + 0.2 * rng.normal(size=xa.shape), rng.normal(size=xa.shape))

W1 = rng.normal(size=(4, 6)) * 0.5
b1 = rng.normal(size=6) * 0.1
W2 = rng.normal(size=(6, 2)) * 0.5


def embed(x):
    h = np.tanh(x @ W1 + b1)
    return h, h @ W2


for epoch in range(200):
    ha, ea = embed(xa)
    hb, eb = embed(xb)
    diff = ea - eb
    dist = np.sqrt(np.sum(diff ** 2, axis=1) + 1e-9)
    hinge = np.maximum(margin - dist, 0)
    loss = np.mean(same * dist ** 2 + (1 - same) * hinge ** 2) / 2

    # d loss / d dist, then d dist / d diff = diff / dist
    ddist = (same * dist - (1 - same) * hinge) / n_pairs
    ddiff = (ddist / dist)[:, None] * diff
    dea, deb = ddiff, -ddiff

    # the two branches share their weights: add up
    dW2 = ha.T @ dea + hb.T @ deb
    dza = dea @ W2.T * (1 - ha ** 2)
    dzb = deb @ W2.T * (1 - hb ** 2)
    dW1 = xa.T @ dza + xb.T @ dzb
    db1 = (dza + dzb).sum(axis=0)

    W1 -= lr * dW1
    b1 -= lr * db1
    W2 -= lr * dW2
    if epoch % 50 == 0:
        print(epoch, loss)

d = np.linalg.norm(embed(xa)[1] - embed(xb)[1], axis=1)
print("similar", d[same == 1].mean(), "different", d[same == 0].mean())
