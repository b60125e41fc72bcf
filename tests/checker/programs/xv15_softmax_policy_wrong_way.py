# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["reinforce", "sign"]
# mistake = "The deltas are those of ascent, (one-hot - pi) * advantage, so the updates must add; the one of the first layer subtracts."
# wrong_lines = [38]
# cause_lines = []
# right = { "38" = "theta += rate * states.T @ push_z" }
# wrong_in_itself = ["step_theta"]
# wrong_quantities = ["step_theta"]
# [/backprop]

import numpy as np

rng = np.random.default_rng(24)
N = 8
states = rng.normal(size=(N, 3))
theta = rng.normal(size=(3, 4)) * 0.6
phi = rng.normal(size=(4, 3)) * 0.6
actions = rng.integers(0, 3, N)
returns = rng.normal(1.0, 1.0, N)
advantage = returns - returns.mean()
chosen = np.eye(3)[actions]
rate = 0.2

for sweep in range(40):
    z = states @ theta
    h = np.maximum(z, 0)
    scores = h @ phi
    pi = np.exp(scores - scores.max(axis=1, keepdims=True))
    pi = pi / pi.sum(axis=1, keepdims=True)
    loss = -np.mean(advantage * np.log((pi * chosen).sum(axis=1)))

    push = (chosen - pi) * advantage[:, None] / N
    push_h = push @ phi.T
    push_z = push_h * (z > 0)
    phi += rate * h.T @ push
    theta -= rate * states.T @ push_z
    if sweep % 10 == 0:
        print(sweep, loss)
