import numpy as np

text = ("the king rules the land and the queen rules the land "
        "the dog chases the cat and the cat chases the mouse "
        "the king loves the queen and the dog loves the cat").split()
vocab = sorted(set(text))
index = {w: i for i, w in enumerate(vocab)}
ids = np.array([index[w] for w in text])

WINDOW, NEG, DIM = 2, 3, 8
pairs = [(ids[i], ids[j]) for i in range(len(ids))
         for j in range(max(0, i - WINDOW), min(len(ids), i + WINDOW + 1)) if i != j]
pairs = np.array(pairs)
freq = np.bincount(ids) ** 0.75
freq /= freq.sum()

np.random.seed(33)
E_in = (np.random.rand(len(vocab), DIM) - 0.5) * 0.6
E_out = (np.random.rand(len(vocab), DIM) - 0.5) * 0.6


def sigmoid(x):
    return 1. / (1. + np.exp(-x))


def batch_loss(center, context, negative):
    pos = np.sum(E_in[center] * E_out[context], axis=1)
    neg = np.einsum("bd,bkd->bk", E_in[center], E_out[negative])
    return -np.log(sigmoid(pos)).sum() - np.log(sigmoid(-neg)).sum()


for epoch in range(30):
    np.random.shuffle(pairs)
    epoch_loss = 0
    for batch in np.array_split(pairs, 6):
        center, context = batch.T
        negative = np.random.choice(len(vocab), (len(batch), NEG), p=freq)
        epoch_loss += batch_loss(center, context, negative)

        v, u, un = E_in[center], E_out[context], E_out[negative]
        gp = sigmoid((v * u).sum(1)) - 1
        gn = sigmoid((un @ v[:, :, None])[:, :, 0])
        gv = gp[:, None] * u + (gn[:, :, None] * un).sum(axis=1)
        np.add.at(E_in, center, -0.05 * gv)
        np.add.at(E_out, context, -0.05 * gp[:, None] * v)
        np.add.at(E_out, negative, -0.05 * gn[..., None] * v[:, None, :])
    if epoch % 10 == 0:
        print("epoch", epoch, "loss per pair", epoch_loss / len(pairs))

unit = E_in / np.linalg.norm(E_in, axis=1, keepdims=True)
print("nearest to king:", [vocab[i] for i in np.argsort(-unit @ unit[index["king"]])[1:4]])
