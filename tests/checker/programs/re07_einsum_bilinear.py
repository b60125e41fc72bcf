import numpy as np

# score_nk = sum_ij  u_ni  T_kij  v_nj   + c_k
rng = np.random.default_rng(2)
n, I, J, K = 50, 4, 3, 3
u = rng.normal(size=(n, I))
v = rng.normal(size=(n, J))
T_true = rng.normal(size=(K, I, J))
labels = np.einsum("ni,kij,nj->nk", u, T_true, v).argmax(1)
onehot = np.zeros((n, K))
onehot[range(n), labels] = 1

T = 0.1 * rng.normal(size=(K, I, J))
c = np.zeros(K)
P = 0.3 * rng.normal(size=(I, I)) + np.eye(I)

for step in range(120):
    pu = np.einsum("ni,im->nm", u, P)
    score = np.einsum("nm,kmj,nj->nk", pu, T, v) + c
    score -= score.max(axis=1)[:, np.newaxis]
    prob = np.exp(score)
    prob /= np.einsum("nk->n", prob)[:, None]
    nll = -np.einsum("nk,nk->", onehot, np.log(prob)) / n

    r = (prob - onehot) / n
    gT = np.einsum("nk,nm,nj->kmj", r, pu, v)
    gc = np.einsum("nk->k", r)
    gpu = np.einsum("nk,kmj,nj->nm", r, T, v)
    gP = np.einsum("ni,nm->im", u, gpu)

    for arr, g in ((T, gT), (c, gc), (P, gP)):
        arr -= 0.8 * g
    if step % 30 == 0:
        print("step {:3d} nll {:.4f} acc {:.2f}".format(step, nll, np.mean(prob.argmax(1) == labels)))
