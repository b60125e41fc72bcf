# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["class-weights", "log-softmax"]
# about = "Weighted NLL with integer labels through the log-softmax; the gradient array is built by fancy indexing and normalised by the sum of the weights."
# [/backprop]

import numpy as np

rng = np.random.default_rng(3)
X = rng.normal(size=(9, 3))
y = rng.integers(0, 4, 9)
w_class = np.array([1.0, 2.0, 0.5, 1.5])
W = rng.normal(size=(3, 4)) * 0.3
b = np.zeros(4)
rows = np.arange(len(y))

for step in range(40):
    logits = X @ W + b
    shifted = logits - logits.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    wi = w_class[y]
    loss = -(wi * logp[rows, y]).sum() / wi.sum()

    g = np.exp(logp) * wi[:, None]
    g[rows, y] -= wi
    g /= wi.sum()
    W -= 0.5 * (X.T @ g)
    b -= 0.5 * np.add.reduce(g)
    if step % 10 == 0:
        print(step, round(loss, 4))
