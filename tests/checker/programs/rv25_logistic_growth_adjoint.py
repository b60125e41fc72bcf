# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["ode-fit", "adjoint"]
# about = "Euler steps of logistic growth fitted to data; the adjoint lam runs backwards through the steps and gathers the two parameter slopes."
# [/backprop]

import numpy as np

dt, steps = 0.25, 16
rng = np.random.RandomState(3)
time = dt * np.arange(steps + 1)
data = 4.0 / (1 + 7 * np.exp(-0.9 * time)) + 0.05 * rng.randn(steps + 1)
r, K = 0.5, 3.0
y = np.empty(steps + 1)

for it in range(200):
    y[0] = data[0]
    for n in range(steps):
        y[n + 1] = y[n] + dt * r * y[n] * (1 - y[n] / K)
    miss = y - data
    loss = 0.5 * dt * miss @ miss

    lam = 0.0
    grad_r = grad_K = 0.0
    for n in range(steps - 1, -1, -1):
        lam = lam + dt * miss[n + 1]
        grad_r += lam * dt * y[n] * (1 - y[n] / K)
        grad_K += lam * dt * r * y[n] ** 2 / K ** 2
        lam *= 1 + dt * r * (1 - 2 * y[n] / K)
    r -= 0.02 * grad_r
    K -= 0.2 * grad_K
    if it % 50 == 0:
        print(it, round(loss, 6), r, K)
