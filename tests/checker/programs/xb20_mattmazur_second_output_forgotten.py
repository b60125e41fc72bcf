# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["lost-path", "wrong-unit"]
# mistake = "As in the step by step example: dE/d(out_h1) has only the first output's error, and h2's slope is taken from out_h1."
# wrong_lines = [46, 49]
# cause_lines = []
# right = { "46" = "dE_dout_h1 = dE_dnet_o1 * w5 + dE_dnet_o2 * w7", "49" = "dE_dnet_h2 = dE_dout_h2 * out_h2 * (1 - out_h2)" }
# wrong_in_itself = ["dE_dout_h1", "dE_dnet_h2"]
# wrong_quantities = ["dE_dout_h1", "dE_dnet_h1", "dE_dnet_h2", "step_w1", "step_w2", "step_w3", "step_w4"]
# [/backprop]

import math

# like the well known worked example, with other numbers
i1, i2 = 0.5, 1.0
t1, t2 = 0.01, 0.99
w1, w2, w3, w4 = 0.15, -0.60, 0.90, 1.10
w5, w6, w7, w8 = 0.40, 0.45, -0.50, 1.55
b1, b2 = 0.35, 0.60
eta = 0.5


def squash(x):
    return 1 / (1 + math.exp(-x))


for n in range(100):
    net_h1 = w1 * i1 + w2 * i2 + b1
    net_h2 = w3 * i1 + w4 * i2 + b1
    out_h1 = squash(net_h1)
    out_h2 = squash(net_h2)
    net_o1 = w5 * out_h1 + w6 * out_h2 + b2
    net_o2 = w7 * out_h1 + w8 * out_h2 + b2
    out_o1 = squash(net_o1)
    out_o2 = squash(net_o2)
    E_total = 0.5 * (t1 - out_o1) ** 2 + 0.5 * (t2 - out_o2) ** 2

    dE_dnet_o1 = -(t1 - out_o1) * out_o1 * (1 - out_o1)
    dE_dnet_o2 = -(t2 - out_o2) * out_o2 * (1 - out_o2)
    dE_dw5 = dE_dnet_o1 * out_h1
    dE_dw6 = dE_dnet_o1 * out_h2
    dE_dw7 = dE_dnet_o2 * out_h1
    dE_dw8 = dE_dnet_o2 * out_h2

    dE_dout_h1 = dE_dnet_o1 * w5
    dE_dout_h2 = dE_dnet_o1 * w6 + dE_dnet_o2 * w8
    dE_dnet_h1 = dE_dout_h1 * out_h1 * (1 - out_h1)
    dE_dnet_h2 = dE_dout_h2 * out_h1 * (1 - out_h1)

    w1 -= eta * dE_dnet_h1 * i1
    w2 -= eta * dE_dnet_h1 * i2
    w3 -= eta * dE_dnet_h2 * i1
    w4 -= eta * dE_dnet_h2 * i2
    w5 -= eta * dE_dw5
    w6 -= eta * dE_dw6
    w7 -= eta * dE_dw7
    w8 -= eta * dE_dw8
print("after", n + 1, "rounds the error is", E_total)
