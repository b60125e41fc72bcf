# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["activations-dictionary"]
# about = "A dictionary of (function, slope) lambdas; ELU's slope is written with its output plus alpha, swish's as f + sigmoid * (1 - f)."
# [/backprop]

import numpy as np

sig = lambda z: 1 / (1 + np.exp(-z))
ALPHA = 0.7
ACT = {
    "elu": (lambda z: np.where(z > 0, z, ALPHA * (np.exp(np.minimum(z, 0)) - 1)),
            lambda z, a: np.where(z > 0, 1.0, a + ALPHA)),
    "swish": (lambda z: z * sig(z),
              lambda z, a: a + sig(z) * (1 - a)),
    "linear": (lambda z: z * 1.0,
               lambda z, a: np.ones_like(z)),
    "tanh": (np.tanh, lambda z, a: 1 - a * a),
}

rng = np.random.default_rng(8)
x = np.sort(rng.uniform(-2, 2, (1, 30)))
y = x ** 3 / 4 - x + rng.normal(0, 0.05, x.shape)
m = x.shape[-1]

spec = [(1, None), (7, "elu"), (5, "swish"), (1, "linear")]
net = {"W": [], "b": [], "act": []}
for (n_prev, _), (n_cur, name) in zip(spec, spec[1:]):
    net["W"].append(rng.normal(0, np.sqrt(1 / n_prev), (n_cur, n_prev)))
    net["b"].append(rng.normal(0, 0.1, (n_cur, 1)))
    net["act"].append(ACT[name])

for step in range(150):
    Z, A = [], [x]
    for W, b, (f, _) in zip(net["W"], net["b"], net["act"]):
        Z.append(W @ A[-1] + b)
        A.append(f(Z[-1]))
    cost = np.sum((A[-1] - y) ** 2) / (2 * m)

    dW, db = [0] * 3, [0] * 3
    dA = (A[-1] - y) / m
    for l in (2, 1, 0):
        dZ = dA * net["act"][l][1](Z[l], A[l + 1])
        dW[l] = dZ @ A[l].T
        db[l] = dZ.sum(axis=-1, keepdims=True)
        dA = net["W"][l].T @ dZ
    for l in range(3):
        net["W"][l] = net["W"][l] - 0.1 * dW[l]
        net["b"][l] = net["b"][l] - 0.1 * db[l]
    if step % 50 == 0:
        print(f"{step:>5} {cost:.5f}")
