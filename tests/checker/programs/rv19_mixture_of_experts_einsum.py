# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["mixture-of-experts", "softmax-jacobian"]
# about = "Soft mixture of three experts; the gate's gradient g * (e_k - mixture) is the softmax Jacobian already folded in."
# [/backprop]

import numpy as np

rng = np.random.default_rng(9)
n, d, k = 10, 3, 3
X = rng.normal(size=(n, d))
y = np.where(X[:, 0] > 0, X[:, 1], -2 * X[:, 2])
G = rng.normal(size=(d, k)) * 0.3
B = rng.normal(size=(k, d)) * 0.5
c = np.zeros(k)


def forward(X):
    a = np.einsum("nd,dk->nk", X, G)
    gate = np.exp(a - a.max(axis=1, keepdims=True))
    gate = np.einsum("nk,n->nk", gate, 1 / gate.sum(axis=1))
    experts = np.einsum("nd,kd->nk", X, B) + c
    mix = np.einsum("nk,nk->n", gate, experts)
    return gate, experts, mix


def backward(gate, experts, mix):
    r = 2 * (mix - y) / n
    share = r[:, None] * gate
    da = share * (experts - mix[:, None])
    dG = np.einsum("nd,nk->dk", X, da)
    dB = np.einsum("nk,nd->kd", share, X)
    dc = np.einsum("nk->k", share)
    return dG, dB, dc


if __name__ == "__main__":
    for it in range(80):
        gate, experts, mix = forward(X)
        grads = backward(gate, experts, mix)
        for w, g in zip((G, B, c), grads):
            w -= 0.1 * g
        if it % 20 == 0:
            print(it, np.mean((mix - y) ** 2))
