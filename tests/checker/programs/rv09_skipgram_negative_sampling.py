# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["word2vec", "np.add.at"]
# about = "Skip-gram with negative sampling; +1/-1 signs fold positives and negatives together, np.add.at gathers repeated words."
# [/backprop]

import numpy as np

rs = np.random.RandomState(99)
vocab, dim = 6, 3
E_in = rs.normal(0, 0.4, (vocab, dim))
E_out = rs.normal(0, 0.4, (vocab, dim))
centre = np.array([0, 2, 2, 5])
words = np.array([[1, 3, 3], [0, 1, 4], [3, 5, 5], [4, 0, 0]])   # first column: true context
signs = np.array([1.0, -1.0, -1.0])


def dots(c, w):
    s = np.einsum("nd,nkd->nk", E_in[c], E_out[w])
    return s


def sgns_loss(s):
    return np.log1p(np.exp(-signs * s)).sum() / len(s)


def grads(s):
    g = -signs / (1 + np.exp(signs * s)) / len(s)
    dIn, dOut = np.zeros((2, vocab, dim))
    np.add.at(dIn, centre, np.einsum("nk,nkd->nd", g, E_out[words]))
    np.add.at(dOut, words, g[..., None] * E_in[centre][:, None, :])
    return dIn, dOut


if __name__ == "__main__":
    for e in range(40):
        score = dots(centre, words)
        if e % 10 == 0:
            print(e, sgns_loss(score))
        dIn, dOut = grads(score)
        E_in -= 0.3 * dIn
        E_out -= 0.3 * dOut
