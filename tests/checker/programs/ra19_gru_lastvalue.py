import numpy as np
# GRU predicting the next value of a noisy oscillation; features are columns of time-major array [T, B, 1]
rng = np.random.default_rng(12)
T, B, H = 8, 24, 6
phase = rng.uniform(0, 2 * np.pi, B)
series = np.sin(0.6 * np.arange(T + 1)[:, None] + phase) + 0.02 * rng.normal(size=(T + 1, B))
xs, target = series[:-1, :, None], series[-1]

sig = lambda a: 1 / (1 + np.exp(-a))
S = 0.4
par = dict(Wz=S * rng.normal(size=(1, H)), Uz=S * rng.normal(size=(H, H)), bz=np.zeros(H),
           Wr=S * rng.normal(size=(1, H)), Ur=S * rng.normal(size=(H, H)), br=np.zeros(H),
           Wn=S * rng.normal(size=(1, H)), Un=S * rng.normal(size=(H, H)), bn=np.zeros(H),
           v=S * rng.normal(size=H), c=np.zeros(1))


def run(P):
    h = np.zeros((B, H))
    stack = []
    for x in xs:
        z = sig(x @ P["Wz"] + h @ P["Uz"] + P["bz"])
        r = sig(x @ P["Wr"] + h @ P["Ur"] + P["br"])
        n = np.tanh(x @ P["Wn"] + (r * h) @ P["Un"] + P["bn"])
        stack.append((x, h, z, r, n))
        h = (1 - z) * n + z * h
    yhat = h @ P["v"] + P["c"]
    err = yhat - target
    return np.mean(err ** 2), err, h, stack


def bptt(P, err, hT, stack):
    G = {k: np.zeros_like(w) for k, w in P.items()}
    e = 2 * err / B
    G["v"] += hT.T @ e
    G["c"] += e.sum()
    dh = np.outer(e, P["v"])
    while stack:
        x, h, z, r, n = stack.pop()
        an = dh * (1 - z) * (1 - n ** 2)
        az = dh * (h - n) * z * (1 - z)
        drh = an @ P["Un"].T
        ar = drh * h * r * (1 - r)
        for gate, a, inp in (("z", az, h), ("r", ar, h), ("n", an, r * h)):
            G["W" + gate] += x.T @ a
            G["U" + gate] += inp.T @ a
            G["b" + gate] += a.sum(0)
        dh = dh * z + drh * r + az @ P["Uz"].T + ar @ P["Ur"].T
    return G


losses = []
for step in range(250):
    loss, err, hT, stack = run(par)
    losses.append(loss)
    grad = bptt(par, err, hT, stack)
    lr = 0.2 * 0.5 * (1 + np.cos(np.pi * step / 250))      # cosine schedule
    for k in par:
        par[k] -= lr * grad[k]
print("mse first/last:", losses[0].round(4), losses[-1].round(4))
