# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["softmax-jacobian", "attention"]
# mistake = "Backward through the attention weights subtracts the plain mean of da over time instead of the mean weighted by a."
# wrong_lines = [40]
# cause_lines = []
# right = { "40" = "dscore = w * (dw - (w * dw).sum(axis=1, keepdims=True))" }
# wrong_in_itself = ["dscore"]
# wrong_quantities = ["dscore", "dq", "dkeys", "dWk"]
# [/backprop]

import numpy as np

rng = np.random.RandomState(70)
B, L, D, K = 6, 4, 3, 3
S = rng.randn(B, L, D)
T = S[np.arange(B), np.abs(S[:, :, 0]).argmax(1)][:, 1:]
Wk = rng.randn(D, K) * 0.7
q = rng.randn(K) * 1.5
Wo = rng.randn(D, 2) * 0.7


def forward(S):
    keys = np.tanh(S @ Wk)
    score = keys @ q
    w = np.exp(score - score.max(axis=1, keepdims=True))
    w = w / w.sum(axis=1, keepdims=True)
    ctx = np.einsum('bl,bld->bd', w, S)
    out = ctx @ Wo
    return out, (S, keys, w, ctx)


def backward(out, cache):
    S, keys, w, ctx = cache
    dout = out - T
    dWo = ctx.T @ dout
    dctx = dout @ Wo.T
    dw = np.einsum('bd,bld->bl', dctx, S)
    dscore = w * (dw - dw.mean(axis=1, keepdims=True))
    dq = np.einsum('bl,blk->k', dscore, keys)
    dkeys = dscore[..., None] * q
    dpre = dkeys * (1 - keys ** 2)
    dWk = np.einsum('bld,blk->dk', S, dpre)
    return dWk, dq, dWo


if __name__ == '__main__':
    for step in range(100):
        out, cache = forward(S)
        gk, gq, go = backward(out, cache)
        Wk -= 0.05 * gk
        q -= 0.05 * gq
        Wo -= 0.05 * go
        if step % 25 == 0:
            print(step, 0.5 * np.sum((out - T) ** 2))
