# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["scalars"]
# about = "One sigmoid neuron for the AND gate with scalars only; dw1 = dw2 = dbias = cost = 0.0 at the start of each pass, += per sample, division at the end; log loss guarded by try."
# [/backprop]

import math
import numpy as np

gate = {(0, 0): 0, (0, 1): 0, (1, 0): 0, (1, 1): 1}
np.random.seed(6)
w1, w2 = (float(v) for v in np.random.randn(2))
bias = 0.0
learning_rate = 1.0
n = len(gate)
history = []


def safe_log(value):
    try:
        return math.log(value)
    except ValueError:
        return -1e10


for epoch in range(1, 201):
    dw1 = dw2 = dbias = cost = 0.0
    for (x1, x2), label in gate.items():
        z = w1 * x1 + w2 * x2 + bias
        a = 1.0 / (1.0 + math.exp(-z))
        cost -= label * safe_log(a) + (1 - label) * safe_log(1 - a)
        dz = a - label
        dw1 += x1 * dz
        dw2 += x2 * dz
        dbias += dz
    cost /= n
    dw1, dw2, dbias = dw1 / n, dw2 / n, dbias / n
    w1, w2 = w1 - learning_rate * dw1, w2 - learning_rate * dw2
    bias -= learning_rate * dbias
    history.append(cost)
    if epoch % 100 == 0:
        print(f"epoch {epoch} cost {cost:.4f} w1={w1:.2f} w2={w2:.2f} b={bias:.2f}")

for x1, x2 in gate:
    print(x1, "AND", x2, "=", int(w1 * x1 + w2 * x2 + bias > 0))
