import numpy as np
from collections import Counter

corpus = """the king rules the land and the queen rules the castle
a dog chases a cat and a cat chases a mouse
the queen loves the king and the king loves the land
a mouse fears a cat and a cat fears a dog""".split()

cnt = Counter(corpus)
itos = [w for w, _ in cnt.most_common()]
stoi = {w: i for i, w in enumerate(itos)}
ids = np.array([stoi[w] for w in corpus])
freq = np.array([cnt[w] for w in itos], dtype=float) ** 0.75
freq /= freq.sum()

DIM, NEG, WIN = 10, 4, 2
rng = np.random.default_rng(0)
VIN = (rng.random((len(itos), DIM)) - .5) / DIM * 4
VOUT = (rng.random((len(itos), DIM)) - .5) / DIM * 4


def skipgrams():
    for i, c in enumerate(ids):
        for j in range(max(0, i - WIN), min(len(ids), i + WIN + 1)):
            if j != i:
                yield c, ids[j]


def sgns(center, ctx, neg):
    """center (B,), ctx (B,), neg (B,NEG) -> mean loss, grads for both tables"""
    B = len(center)
    rows = np.concatenate([ctx[:, None], neg], axis=1)
    sign = np.ones(rows.shape)
    sign[:, 1:] = -1                     # s(u.v) for positives, s(-u.v) for negatives
    vc = VIN[center]
    U = VOUT[rows]
    dots = np.matmul(U, vc[:, :, None])[..., 0]
    loss = np.logaddexp(0, -sign * dots).sum() / B
    coef = -sign / (1 + np.exp(sign * dots)) / B
    gin, gout = np.zeros_like(VIN), np.zeros_like(VOUT)
    np.add.at(gin, center, np.einsum("bk,bkd->bd", coef, U))
    np.add.at(gout, rows, coef[..., None] * vc[:, None, :])
    return loss, gin, gout


pairs = np.array(list(skipgrams()))
for epoch in range(60):
    rng.shuffle(pairs)
    tot, nb = 0., 0
    for chunk in np.array_split(pairs, 8):
        neg = rng.choice(len(itos), size=(len(chunk), NEG), p=freq)
        l, gi, go = sgns(chunk[:, 0], chunk[:, 1], neg)
        VIN -= 1.0 * gi
        VOUT -= 1.0 * go
        tot += l
        nb += 1
    if epoch % 20 == 0:
        print(epoch, tot / nb)

n = VIN / np.linalg.norm(VIN, axis=1, keepdims=True)
for w in ("king", "cat"):
    sim = n @ n[stoi[w]]
    print(w, [itos[k] for k in np.argsort(-sim)[1:4]])
