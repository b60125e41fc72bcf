# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["multi-task", "highway", "residual"]
# mistake = "Two heads on a gated trunk: the trunk gradient of the second head overwrites the first one's, the gate slope lacks t*(1-t), and dWc is formed with the hidden layer instead of its input."
# wrong_lines = [54, 55, 58]
# cause_lines = []
# right = { "54" = "ds += np.outer(dlogit, p[\"c\"])", "55" = "dzt = ds * (h - u) * t * (1 - t)", "58" = "dWc = u.T @ dzc" }
# wrong_in_itself = ["ds", "dzt", "dWc"]
# wrong_quantities = ["ds", "dzt", "dzc", "dWt", "dWc", "du", "dz"]
# [/backprop]

import numpy as np

rng = np.random.RandomState(83)
N = 7
X = rng.randn(N, 3)
value = X.sum(axis=1)
flag = (X[:, 0] > 0).astype(float)
p = {k: rng.randn(3, 3) * 0.6 for k in ("W", "Wt", "Wc")}
p.update(a=rng.randn(3), c=rng.randn(3))
mix = 0.7


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


def forward(X):
    z = X @ p["W"]
    u = np.tanh(z)
    zt = u @ p["Wt"]
    zc = u @ p["Wc"]
    t, h = sigmoid(zt), np.tanh(zc)
    s = t * h + (1 - t) * u
    out = s @ p["a"]
    logit = s @ p["c"]
    return dict(z=z, u=u, t=t, h=h, s=s, out=out, logit=logit)


def losses(f):
    square = 0.5 * np.mean((f["out"] - value) ** 2)
    cross = np.mean(np.log1p(np.exp(f["logit"])) - flag * f["logit"])
    return square + mix * cross


def backward(f):
    u, t, h, s = (f[k] for k in "uths")
    dout = (f["out"] - value) / N
    dlogit = mix * (sigmoid(f["logit"]) - flag) / N
    da = s.T @ dout
    dc = s.T @ dlogit
    ds = np.outer(dout, p["a"])
    ds = np.outer(dlogit, p["c"])
    dzt = ds * (h - u)
    dzc = ds * t * (1 - h ** 2)
    dWt = u.T @ dzt
    dWc = h.T @ dzc
    du = ds * (1 - t) + dzt @ p["Wt"].T + dzc @ p["Wc"].T
    dz = du * (1 - u ** 2)
    return dict(W=X.T @ dz, Wt=dWt, Wc=dWc, a=da, c=dc)


if __name__ == "__main__":
    for e in range(60):
        f = forward(X)
        g = backward(f)
        for k in p:
            p[k] -= 0.1 * g[k]
        if e % 20 == 0:
            print(e, losses(f))
