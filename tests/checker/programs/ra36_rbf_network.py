"""RBF network, trainable centres and widths: y = sum_j a_j exp(-|x-c_j|^2 / (2 s_j^2)) + a0"""
import numpy as np

prng = np.random.RandomState(4)
gx, gy = np.meshgrid(np.linspace(-2, 2, 13), np.linspace(-2, 2, 13))
pts = np.stack([gx.ravel(), gy.ravel()], axis=-1)
surf = np.sin(pts[:, 0]) * np.exp(-0.3 * pts[:, 1] ** 2) + 0.02 * prng.randn(len(pts))

M = 9
c = pts[prng.choice(len(pts), M, replace=False)] + 0.1 * prng.randn(M, 2)
log_s = np.zeros(M)
a = prng.randn(M) * 0.1
a0 = 0.0


def rbf_eval(c, log_s, a, a0):
    delta = pts[:, np.newaxis, :] - c[np.newaxis]          # N M 2
    sq = np.square(delta).sum(-1)
    k = np.exp(-0.5 * sq * np.exp(-2 * log_s))
    return delta, sq, k, k @ a + a0


def sse(*args):
    return 0.5 * np.sum((rbf_eval(*args)[-1] - surf) ** 2)


def derivs(c, log_s, a, a0):
    delta, sq, k, out = rbf_eval(c, log_s, a, a0)
    e = out - surf
    ka = e[:, None] * k * a
    prec = np.exp(-2 * log_s)
    g_c = np.einsum("nm,nmd->md", ka, delta) * prec[:, None]
    g_s = (ka * sq).sum(0) * prec
    return g_c, g_s, k.T @ e, e.sum()


E0 = sse(c, log_s, a, a0)
lr = 1e-2
for it in range(500):
    g = derivs(c, log_s, a, a0)
    trial = tuple(p - lr * gp for p, gp in zip((c, log_s, a, a0), g))
    # bold driver
    if (E1 := sse(*trial)) < E0:
        c, log_s, a, a0 = trial
        E0 = E1
        lr *= 1.05
    else:
        lr *= 0.5
    if it % 100 == 0:
        print(f"it={it:4d} E={E0:.5f} lr={lr:.2e}")
