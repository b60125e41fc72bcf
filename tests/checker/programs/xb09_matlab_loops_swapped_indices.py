# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["converted-code", "transposed-weight"]
# mistake = "In the loops of the back-propagated error the indices of W2 are swapped (forward W2[i, j], backward W2[j, i], both layers have 4 units)."
# wrong_lines = [49]
# cause_lines = []
# right = { "49" = "d1[i] = d1[i] + d2[j] * W2[j, i]" }
# wrong_in_itself = ["d1"]
# wrong_quantities = ["d1", "step_W1"]
# [/backprop]

# converted from MATLAB, a(i) = sum_j W(i,j)*x(j)
import numpy as np

np.random.seed(31)
ni, nh = 3, 4
W1 = np.random.rand(nh, ni) - 0.5
W2 = np.random.rand(nh, nh) - 0.5
W3 = np.random.rand(nh) - 0.5
xdata = np.random.rand(30, ni)
ydata = np.sin(xdata.sum(axis=1))
eta = 0.2

for p in range(30):
    x = xdata[p]
    a1 = np.zeros(nh)
    for i in range(nh):
        for j in range(ni):
            a1[i] = a1[i] + W1[i, j] * x[j]
    z1 = np.tanh(a1)
    a2 = np.zeros(nh)
    for i in range(nh):
        for j in range(nh):
            a2[i] = a2[i] + W2[i, j] * z1[j]
    z2 = np.tanh(a2)
    out = 0.0
    for i in range(nh):
        out = out + W3[i] * z2[i]
    E = 0.5 * (out - ydata[p]) ** 2

    d3 = out - ydata[p]
    d2 = np.zeros(nh)
    for i in range(nh):
        d2[i] = d3 * W3[i] * (1 - z2[i] ** 2)
    d1 = np.zeros(nh)
    for i in range(nh):
        for j in range(nh):
            d1[i] = d1[i] + d2[j] * W2[i, j]
        d1[i] = d1[i] * (1 - z1[i] ** 2)

    for i in range(nh):
        W3[i] = W3[i] - eta * d3 * z2[i]
        for j in range(nh):
            W2[i, j] = W2[i, j] - eta * d2[i] * z1[j]
        for j in range(ni):
            W1[i, j] = W1[i, j] - eta * d1[i] * x[j]
    if p % 10 == 0:
        print(p, E)
