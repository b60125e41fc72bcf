# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["rnn", "bptt", "accumulator-overwritten"]
# mistake = "BPTT on a sine wave: dhnext stays zero, so no gradient goes back in time, and dWx is overwritten at each step instead of added to."
# wrong_lines = [39, 41]
# cause_lines = []
# right = { "42" = "dWh += draw @ hs[t - 1].T; dhnext = Wh.T @ draw", "41" = "dWx += draw * xs[t]" }
# wrong_in_itself = ["dh4", "dh3", "dh2", "dh1", "dh0", "dWx"]
# wrong_quantities = ["dh4", "dh3", "dh2", "dh1", "dh0", "dWx"]
# [/backprop]

import numpy as np

# learn to predict the next value of a sine wave
np.random.seed(0)
wave = np.sin(np.linspace(0, 12, 61))
hidden, steps, lr = 5, 6, 0.05
Wx = np.random.randn(hidden, 1) * 0.5
Wh = np.random.randn(hidden, hidden) * 0.5
Wy = np.random.randn(1, hidden) * 0.5

for start in range(0, 54):
    xs = wave[start:start + steps]
    ts = wave[start + 1:start + steps + 1]
    hs = {-1: np.zeros((hidden, 1))}
    ys = {}
    loss = 0
    for t in range(steps):
        hs[t] = np.tanh(Wx * xs[t] + Wh @ hs[t - 1])
        ys[t] = Wy @ hs[t]
        loss += np.sum((ys[t] - ts[t]) ** 2)

    dWx, dWh, dWy = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(Wy)
    dhnext = np.zeros((hidden, 1))
    for t in reversed(range(steps)):
        dy = 2 * (ys[t] - ts[t])
        dWy += dy @ hs[t].T
        dh = Wy.T @ dy + dhnext
        draw = dh * (1 - hs[t] ** 2)
        dWx = draw * xs[t]
        dWh += draw @ hs[t - 1].T

    for p, g in ((Wx, dWx), (Wh, dWh), (Wy, dWy)):
        p -= lr * np.clip(g, -5, 5)
    if start % 10 == 0:
        print(start, loss)
