# Explicit-feedback matrix factorisation with biases. r_ui ~ mu + b_u + c_i + p_u.q_i
import numpy as np

rs = np.random.RandomState(9)
nu, ni, k = 30, 20, 4
P0, Q0 = rs.randn(nu, k), rs.randn(ni, k)
obs = np.argwhere(rs.rand(nu, ni) < 0.4)
u, i = obs.T
r = np.clip(np.round(3 + 0.6 * (P0[u] * Q0[i]).sum(1) + 0.2 * rs.randn(len(u))), 1, 5)

mu = r.mean()
bu, ci = np.zeros(nu), np.zeros(ni)
P, Q = 0.1 * rs.randn(nu, k), 0.1 * rs.randn(ni, k)
lam, lr, mom = 0.5, 0.01, 0.7


def objective():
    e = mu + bu[u] + ci[i] + np.einsum('nk,nk->n', P[u], Q[i]) - r
    return e, 0.5 * e.dot(e) + 0.5 * lam * (bu @ bu + ci @ ci + np.sum(P * P) + np.sum(Q * Q))


def scatter_rows(index, rows, n):
    # one bincount per latent column
    return np.stack([np.bincount(index, weights=col, minlength=n) for col in rows.T], axis=1)


def gradient(e):
    gbu = np.bincount(u, weights=e, minlength=nu) + lam * bu
    gci = np.bincount(i, weights=e, minlength=ni) + lam * ci
    gP = scatter_rows(u, e[:, None] * Q[i], nu) + lam * P
    gQ = scatter_rows(i, e[:, None] * P[u], ni) + lam * Q
    return gbu, gci, gP, gQ


vel = [np.zeros_like(a) for a in (bu, ci, P, Q)]
for it in range(300):
    e, J = objective()
    for a, v, g in zip((bu, ci, P, Q), vel, gradient(e)):
        v *= mom
        v -= lr * g
        a += v
    if it % 60 == 0:
        print("iter %3d  J = %9.3f  RMSE = %.4f" % (it, J, np.sqrt(np.mean(e ** 2))))
