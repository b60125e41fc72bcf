# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["attention", "positional-encoding"]
# about = "Causal scaled dot-product attention over four tokens with sinusoidal positions; scale folded into Q, residual around the head."
# [/backprop]

import numpy as np

rng = np.random.RandomState(2)
V, T, d = 5, 4, 4
tokens = np.array([1, 3, 1, 0])
nxt = np.array([3, 1, 0, 4])
E = rng.randn(V, d) * 0.5
Wq, Wk, Wv = (rng.randn(d, d) * 0.5 for _ in range(3))
Wo = rng.randn(d, V) * 0.5
pos = np.arange(T)[:, None] / 10.0 ** np.arange(0, d, 2)[None, :]
PE = np.stack([np.sin(pos), np.cos(pos)], axis=-1).reshape(T, d)
future = np.triu(np.ones((T, T), bool), 1)
lr = 0.1

for it in range(40):
    x = E[tokens] + PE
    q = x @ Wq / np.sqrt(d)
    k, v = x @ Wk, x @ Wv
    S = q @ k.T
    S[future] = -np.inf
    A = np.exp(S - S.max(1, keepdims=True))
    A /= A.sum(1, keepdims=True)
    y = x + A @ v
    logits = y @ Wo
    P = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    loss = -np.log(P[range(T), nxt]).mean()

    dl = (P - np.eye(V)[nxt]) / T
    dy = dl @ Wo.T
    dv = A.T @ dy
    dA = dy @ v.T
    dS = A * dA
    dS -= A * dS.sum(1, keepdims=True)
    dq = dS @ k
    dk = dS.T @ q
    dx = dy + dq @ Wq.T / np.sqrt(d) + dk @ Wk.T + dv @ Wv.T
    dE = np.zeros_like(E)
    np.add.at(dE, tokens, dx)
    grads = [dE, x.T @ dq / np.sqrt(d), x.T @ dk, x.T @ dv, y.T @ dl]
    for w, g in zip([E, Wq, Wk, Wv, Wo], grads):
        w -= lr * g
    if it % 10 == 0:
        print(it, loss)
