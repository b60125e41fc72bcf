# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["updated-weights-in-backprop", "missing-slope"]
# mistake = "In the loop over hidden units v[j] is changed before it is used for that unit's delta, and the hidden delta takes the slope at the output y instead of h[j]."
# wrong_lines = [49]
# cause_lines = [48]
# right = { "48" = "v_old = v[j]; v[j] -= eta * d_out * h[j]", "49" = "d_hid = d_out * v_old * slope(h[j])" }
# wrong_in_itself = ["d_hid0", "d_hid1", "d_hid2"]
# wrong_quantities = ["d_hid0", "d_hid1", "d_hid2", "step_w01", "step_w11", "step_w21", "step_b0", "step_b1", "step_b2"]
# [/backprop]

import random
from math import exp

random.seed(7)
H = 3
w = [[random.uniform(-2, 2), random.uniform(-2, 2)] for _ in range(H)]
b = [random.uniform(-1, 1) for _ in range(H)]
v = [random.uniform(-2, 2) for _ in range(H)]
c = [0.0]
eta = 0.8
samples = [((0, 1), 1), ((1, 1), 0), ((1, 0), 1), ((0, 0), 0)]


def sig(t):
    return 1.0 / (1.0 + exp(-t))


def slope(s):
    return s * (1.0 - s)


for epoch in range(100):
    total = 0.0
    for (x1, x2), target in samples:
        h = []
        for j in range(H):
            h.append(sig(w[j][0] * x1 + w[j][1] * x2 + b[j]))
        net = sum(v[j] * h[j] for j in range(H)) + c[0]
        y = sig(net)
        E = 0.5 * (y - target) ** 2
        total += E

        d_out = (y - target) * slope(y)
        c[0] -= eta * d_out
        for j in range(H):
            v[j] -= eta * d_out * h[j]
            d_hid = d_out * v[j] * slope(y)
            w[j][0] -= eta * d_hid * x1
            w[j][1] -= eta * d_hid * x2
            b[j] -= eta * d_hid
    if epoch % 25 == 0:
        print("epoch %d error %.5f" % (epoch, total))
