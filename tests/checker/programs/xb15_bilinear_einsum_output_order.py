# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["transposed-gradient"]
# mistake = "The einsum of dM yields its transpose ('ji'); M is square, so nothing complains."
# wrong_lines = [35]
# cause_lines = []
# right = { "35" = "dM = np.einsum('n,ni,nj->ij', ds, head, tail)" }
# wrong_in_itself = ["dM"]
# wrong_quantities = ["dM"]
# [/backprop]

import numpy as np

rng = np.random.default_rng(24)
head = rng.normal(size=(18, 3))
tail = rng.normal(size=(18, 3))
link = (head[:, 0] * tail[:, 1] > 0).astype(float)
M = 0.3 * rng.normal(size=(3, 3))
bias = np.zeros(1)


def score(M, bias):
    """s_n = h_n^T M t_n + b"""
    s = np.einsum('ni,ij,nj->n', head, M, tail) + bias
    return s, 1 / (1 + np.exp(-s))


def nll(p):
    return -np.mean(link * np.log(p) + (1 - link) * np.log(1 - p))


def gradients(p):
    ds = (p - link) / len(p)
    dM = np.einsum('n,ni,nj->ji', ds, head, tail)
    db = ds.sum(keepdims=True)
    return dM, db


if __name__ == '__main__':
    for k in range(200):
        s, p = score(M, bias)
        dM, db = gradients(p)
        M -= 0.05 * dM
        bias -= 0.05 * db
        if k % 50 == 0:
            print(k, nll(p))
