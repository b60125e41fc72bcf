import numpy as np

gen = np.random.default_rng(8)
feats = gen.normal(size=(72, 4))
lab = (feats[:, 0] * feats[:, 1] + feats[:, 2] > 0).astype(np.int64)

w1 = gen.normal(size=(4, 9)) * 0.6
w2 = gen.normal(size=(9, 2)) * 0.6
c1 = np.zeros(9)
c2 = np.zeros(2)

for ep in range(150):
    pre = np.einsum('ni,ih->nh', feats, w1) + c1
    hid = 1 / (1 + np.exp(-pre))
    logits = np.einsum('nh,hk->nk', hid, w2) + c2
    ex = np.exp(logits)
    prob = ex / np.einsum('nk->n', ex)[:, None]
    nll = -np.log(prob[np.arange(72), lab]).mean()

    dlog = prob.copy()
    dlog[np.arange(72), lab] -= 1
    dlog /= 72
    dhid = np.einsum('nk,hk->nh', dlog, w2)
    dpre = np.einsum('nh,nh,nh->nh', dhid, hid, 1 - hid)

    w2 -= 1.5 * np.einsum('nh,nk->hk', hid, dlog)
    c2 -= 1.5 * np.einsum('nk->k', dlog)
    w1 -= 1.5 * np.einsum('ni,nh->ih', feats, dpre)
    c1 -= 1.5 * np.einsum('nh->h', dpre)
    if ep % 50 == 0:
        print(ep, nll)
