# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["rnn", "bptt", "tanh-derivative"]
# mistake = "The tanh slope in the BPTT loop is taken from the state before the step, h[t], instead of h[t+1]."
# wrong_lines = [40]
# cause_lines = []
# right = { "40" = "da = dh * (1 - h[t + 1] ** 2)" }
# wrong_in_itself = ["da3", "da2", "da1", "da0"]
# wrong_quantities = ["da3", "da2", "da1", "da0", "dWxh", "dWhh", "dbh", "step_Wxh", "step_Whh", "step_bh"]
# [/backprop]

import numpy as np

rng = np.random.RandomState(36)
T, D, H = 4, 2, 3
xs = [rng.randn(D, 1) for _ in range(T)]
ys = [np.sin(k + 1.0) * np.ones((1, 1)) for k in range(T)]
Wxh = rng.randn(H, D) * 0.6
Whh = rng.randn(H, H) * 0.6
bh = rng.randn(H, 1) * 0.1
Why = rng.randn(1, H) * 0.6

for epoch in range(60):
    h = [np.full((H, 1), 0.2)]
    out = []
    loss = 0
    for t in range(T):
        a = Wxh @ xs[t] + Whh @ h[t] + bh
        h.append(np.tanh(a))
        out.append(Why @ h[t + 1])
        loss += 0.5 * np.sum((out[t] - ys[t]) ** 2)

    dWxh, dWhh, dbh, dWhy = (np.zeros_like(M) for M in (Wxh, Whh, bh, Why))
    dnext = np.zeros((H, 1))
    for t in reversed(range(T)):
        dy = out[t] - ys[t]
        dWhy += dy @ h[t + 1].T
        dh = Why.T @ dy + dnext
        da = dh * (1 - h[t] ** 2)
        dWxh += da @ xs[t].T
        dWhh += da @ h[t].T
        dbh += da
        dnext = Whh.T @ da
    Wxh -= 0.05 * dWxh
    Whh -= 0.05 * dWhh
    bh -= 0.05 * dbh
    Why -= 0.05 * dWhy
    if epoch % 15 == 0:
        print(epoch, loss)
