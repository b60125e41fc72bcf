import numpy as np

# labels are -1 / +1, margin loss on top of a one hidden layer network.
# After every step the incoming weights of each hidden unit are projected
# back on a ball of radius RADIUS (max-norm).

RADIUS = 2.0
D, K = 2, 20

def moons(n, rs):
    a = rs.rand(n) * np.pi
    up = np.stack([np.cos(a), np.sin(a)], 1)
    dn = np.stack([1 - np.cos(a), .4 - np.sin(a)], 1)
    X = np.concatenate([up, dn]) + .12 * rs.randn(2 * n, 2)
    return X, np.concatenate([np.ones(n), -np.ones(n)])

def scores(X, U, c, v, d):
    H = np.tanh(np.einsum('nd,kd->nk', X, U) + c)
    return H, np.einsum('nk,k->n', H, v) + d

def objective(X, t, U, c, v, d, lam):
    H, s = scores(X, U, c, v, d)
    slack = np.clip(1 - t * s, 0, None)
    J = np.mean(slack ** 2) + lam * np.einsum('k,k', v, v)
    ds = -2 * t * slack / t.size
    dv = np.einsum('n,nk->k', ds, H) + 2 * lam * v
    dpre = np.einsum('n,k,nk->nk', ds, v, 1 - H ** 2)
    dU = np.einsum('nk,nd->kd', dpre, X)
    return J, (dU, np.einsum('nk->k', dpre), dv, ds.sum())

def project(U):
    n = np.linalg.norm(U, axis=1, keepdims=True)
    np.multiply(U, RADIUS / n, out=U, where=n > RADIUS)

if __name__ == '__main__':
    rs = np.random.RandomState(11)
    X, t = moons(80, rs)
    assert set(np.unique(t)) == {-1.0, 1.0}
    U, c, v, d = rs.randn(K, D), np.zeros(K), .1 * rs.randn(K), 0.
    lr, hist = .2, []
    for ep in range(400):
        J, (gU, gc, gv, gd) = objective(X, t, U, c, v, d, 1e-3)
        U -= lr * gU
        project(U)
        c -= lr * gc
        v -= lr * gv
        d -= lr * gd
        hist.append(J)
    err = np.mean(np.sign(scores(X, U, c, v, d)[1]) != t)
    print('J: %.4f -> %.4f, error rate %.3f' % (hist[0], hist[-1], err))
