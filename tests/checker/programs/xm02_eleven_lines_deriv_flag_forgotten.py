# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["derivative-flag-forgotten"]
# mistake = "The middle delta calls nonlin(h2) without deriv=True, so it multiplies with sigmoid(h2) instead of the slope."
# wrong_lines = [39]
# cause_lines = []
# right = { "39" = "h2_delta = h2_err * nonlin(h2, deriv=True)" }
# wrong_in_itself = ["h2_delta"]
# wrong_quantities = ["h2_delta", "h1_err", "step_syn0", "step_syn1"]
# [/backprop]

import numpy as np


def nonlin(x, deriv=False):
    if (deriv == True):
        return x * (1 - x)
    return 1 / (1 + np.exp(-x))


inp = np.array([[0, 0, 0, 1], [0, 1, 1, 1], [1, 0, 1, 1], [1, 1, 0, 1], [1, 1, 1, 1]], dtype=float)
t = np.array([[0], [1], [1], [0], [1]])

np.random.seed(11)
# one weight matrix per layer, all in (-1, 1)
synapses = [2 * np.random.random(s) - 1 for s in ((4, 5), (5, 3), (3, 1))]

for it in range(1, 301):
    h1 = nonlin(inp @ synapses[0])
    h2 = nonlin(h1 @ synapses[1])
    out = nonlin(h2 @ synapses[2])

    # how much did we miss?
    out_err = t - out
    out_delta = out_err * nonlin(out, deriv=True)

    h2_err = out_delta @ synapses[2].T
    h2_delta = h2_err * nonlin(h2)

    h1_err = h2_delta @ synapses[1].T
    h1_delta = h1_err * nonlin(h1, deriv=True)

    synapses[2] += h2.T @ out_delta
    synapses[1] += h1.T @ h2_delta
    synapses[0] += inp.T @ h1_delta
    if it % 100 == 0:
        print("Error:", np.abs(out_err).mean())
