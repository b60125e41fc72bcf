# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["gelu", "hard-sigmoid", "adagrad"]
# about = "Exact GELU by a vectorised math.erf, gated by a hard sigmoid (slope by np.select), AdaGrad with a decaying rate."
# [/backprop]

import math

import numpy as np

rng = np.random.default_rng(18)
X = rng.normal(size=(8, 3))
y = X[:, 0] * X[:, 1]
p = {"A": rng.normal(size=(3, 4)), "B": rng.normal(size=(3, 4)), "w": rng.normal(size=4)}
cache = dict.fromkeys(p, 1e-8)
Phi = np.vectorize(lambda t: 0.5 * (1 + math.erf(t / math.sqrt(2))))

for epoch in range(60):
    u = X @ p["A"]
    v = X @ p["B"]
    cdf = Phi(u)
    gelu = u * cdf
    gate = np.clip(v / 6 + 0.5, 0, 1)
    h = gelu * gate
    res = h @ p["w"] - y
    J = res @ res / (2 * len(y))

    res = res / len(y)
    dh = res[:, None] * p["w"]
    du = dh * gate * (cdf + u * np.exp(-u * u / 2) / math.sqrt(2 * math.pi))
    dv = dh * gelu * np.select([v < -3, v > 3], [0.0, 0.0], 1 / 6)
    grads = {"A": X.T @ du, "B": X.T @ dv, "w": h.T @ res}
    rate = 0.3 / (1 + 0.02 * epoch)
    for k, g in grads.items():
        cache[k] = cache[k] + g ** 2
        p[k] -= rate * g / np.sqrt(cache[k])
    if epoch % 15 == 0:
        print(epoch, J)
