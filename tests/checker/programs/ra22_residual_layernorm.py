"""Pre-norm residual MLP blocks, regression with log-cosh. AdamW."""
import numpy as np
import itertools as it

rng = np.random.default_rng(77)
D, F, BLOCKS = 6, 10, 2


def new_block():
    return {"g": np.ones(D), "s": np.zeros(D), "A": rng.normal(size=(D, F)) / D ** .5,
            "a": np.zeros(F), "B": rng.normal(size=(F, D)) / F ** .5, "b": np.zeros(D)}


net = [new_block() for _ in range(BLOCKS)]
head = {"w": rng.normal(size=D) / D ** .5, "c": np.zeros(())}


def gelu(u):
    k = np.sqrt(2 / np.pi)
    th = np.tanh(k * (u + 0.044715 * u ** 3))
    return 0.5 * u * (1 + th), 0.5 * (1 + th) + 0.5 * u * (1 - th ** 2) * k * (1 + 3 * 0.044715 * u ** 2)


def block_fwd(q, x):
    mu = x.mean(-1, keepdims=True)
    istd = 1 / np.sqrt(x.var(-1, keepdims=True) + 1e-5)
    xh = (x - mu) * istd
    n = q["g"] * xh + q["s"]
    u = n @ q["A"] + q["a"]
    act, dact = gelu(u)
    return x + act @ q["B"] + q["b"], (istd, xh, n, act, dact)


def block_bwd(q, cache, dy):
    istd, xh, n, act, dact = cache
    du = dy @ q["B"].T * dact
    dn = du @ q["A"].T
    grad = {"B": act.T @ dy, "b": dy.sum(0), "A": n.T @ du, "a": du.sum(0),
            "g": (dn * xh).sum(0), "s": dn.sum(0)}
    dxh = dn * q["g"]
    dx = istd * (dxh - dxh.mean(-1, keepdims=True) - xh * (dxh * xh).mean(-1, keepdims=True))
    return dy + dx, grad


def loss_grads(x, t):
    caches = []
    for q in net:
        x, c = block_fwd(q, x)
        caches.append(c)
    e = x @ head["w"] + head["c"] - t
    loss = np.mean(np.logaddexp(e, -e) - np.log(2))      # log cosh e
    de = np.tanh(e) / e.size
    gh = {"w": de @ x, "c": de.sum()}
    d = np.multiply.outer(de, head["w"])
    gs = []
    for q, c in zip(net[::-1], caches[::-1]):
        d, gq = block_bwd(q, c, d)
        gs.insert(0, gq)
    return loss, gs + [gh]


X = rng.normal(size=(128, D))
t = X[:, 0] * X[:, 1] + np.cos(X[:, 2])
opt = [{k: [np.zeros_like(v), np.zeros_like(v)] for k, v in p.items()} for p in net + [head]]
for step in it.count(1):
    loss, grads = loss_grads(X, t)
    if step % 50 == 1:
        print(step, round(loss, 5))
    for p, g, o in zip(net + [head], grads, opt):
        for k in p:
            m, v = o[k]
            o[k][0] = m = 0.9 * m + 0.1 * g[k]
            o[k][1] = v = 0.99 * v + 0.01 * g[k] ** 2
            decay = 1e-3 if np.ndim(p[k]) == 2 else 0.0
            p[k] = p[k] - 5e-3 * (m / (1 - 0.9 ** step) / (np.sqrt(v / (1 - 0.99 ** step)) + 1e-8) + decay * p[k])
    if step == 200 or loss < 1e-3:
        break
