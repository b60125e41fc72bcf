# single-head self attention + mean pool + logistic output.
# Task: does the token "1" occur before the token "2"?
import numpy as np

R = np.random.default_rng(14)
B, L, V, E = 60, 6, 5, 8
tok = R.integers(0, V, (B, L))
lab = np.array([1.0 if (1 in r and 2 in r and list(r).index(1) < list(r).index(2)) else 0.0 for r in tok.tolist()])

emb = R.normal(0, .5, (V, E))
pos = R.normal(0, .5, (L, E))
Wq, Wk, Wv = R.normal(0, E ** -.5, (3, E, E))
w_out = R.normal(0, .3, E)
b_out = np.zeros(1)
params = [emb, pos, Wq, Wk, Wv, w_out, b_out]


def forward_backward():
    X = emb[tok] + pos                                   # B L E
    Q, K, Vv = X @ Wq, X @ Wk, X @ Wv
    S = Q @ K.swapaxes(1, 2) / np.sqrt(E)
    S = S - S.max(-1, keepdims=True)
    A = np.exp(S)
    A /= A.sum(-1, keepdims=True)
    O = A @ Vv + X
    pooled = O.mean(axis=1)
    z = pooled @ w_out + b_out
    loss = np.mean(np.logaddexp(0, z) - lab * z)

    dz = (1 / (1 + np.exp(-z)) - lab) / B
    g_w, g_b = pooled.T @ dz, np.array([dz.sum()])
    dO = np.broadcast_to((dz[:, None] * w_out)[:, None, :] / L, O.shape)
    dA = dO @ Vv.swapaxes(1, 2)
    dV = A.swapaxes(1, 2) @ dO
    dS = A * (dA - (dA * A).sum(-1, keepdims=True)) / np.sqrt(E)
    dQ = dS @ K
    dK = dS.swapaxes(1, 2) @ Q
    gq, gk, gv = (np.einsum("ble,blf->ef", X, d) for d in (dQ, dK, dV))
    dX = dO + dQ @ Wq.T + dK @ Wk.T + dV @ Wv.T
    g_emb = np.zeros_like(emb)
    np.add.at(g_emb, tok, dX)
    return loss, [g_emb, dX.sum(0), gq, gk, gv, g_w, g_b], z


m1 = [np.zeros_like(p) for p in params]
m2 = [np.zeros_like(p) for p in params]
for i in range(1, 201):
    loss, grads, z = forward_backward()
    for p, g, a, b in zip(params, grads, m1, m2):
        a *= .9
        a += .1 * g
        b *= .999
        b += .001 * g * g
        p -= .02 * (a / (1 - .9 ** i)) / (np.sqrt(b / (1 - .999 ** i)) + 1e-8)
    if i % 50 == 0:
        print(f"step {i}: loss {loss:.4f}, acc {np.mean((z > 0) == (lab > .5)):.2f}")
