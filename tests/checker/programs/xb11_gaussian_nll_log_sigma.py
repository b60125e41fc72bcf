# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["own-loss", "missing-chain-factor"]
# mistake = "rho = log sigma: d_rho is the derivative with respect to sigma (1/sigma - r^2/sigma^3), the factor sigma of the exponential is missing."
# wrong_lines = [32]
# cause_lines = []
# right = { "32" = "d_rho = (1 - r ** 2 / sigma ** 2) / len(x)" }
# wrong_in_itself = ["d_rho"]
# wrong_quantities = ["d_rho", "dWs", "dh", "dW", "db", "step_W", "step_b", "step_Ws"]
# [/backprop]

import numpy as np

np.random.seed(6)
x = np.random.uniform(-2, 2, (24, 1))
y = x ** 2 + np.random.randn(24, 1) * np.abs(x)
W = np.random.randn(1, 6)
b = np.random.randn(6)
Wm = np.random.randn(6, 1) * 0.5
Ws = np.random.randn(6, 1) * 0.1

for step in range(100):
    h = np.tanh(x @ W + b)
    mu = h @ Wm
    rho = h @ Ws
    sigma = np.exp(rho)
    nll = np.mean(rho + (y - mu) ** 2 / (2 * sigma ** 2))

    r = y - mu
    d_mu = -r / sigma ** 2 / len(x)
    d_rho = (1 / sigma - r ** 2 / sigma ** 3) / len(x)
    dWm = h.T @ d_mu
    dWs = h.T @ d_rho
    dh = d_mu @ Wm.T + d_rho @ Ws.T
    dpre = dh * (1 - h ** 2)
    dW = x.T @ dpre
    db = dpre.sum(axis=0)

    W -= 0.02 * dW
    b -= 0.02 * db
    Wm -= 0.02 * dWm
    Ws -= 0.02 * dWs
    if step % 25 == 0:
        print(step, nll)
