# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["accumulators-reset"]
# mistake = "The accumulators of the hidden layer are set to zero inside the loop over the samples, so dW and db hold the last sample only; dc forgets to be averaged."
# wrong_lines = [30, 31, 49]
# cause_lines = []
# right = { "30" = "dW = dW if i else np.zeros((4, 3))", "31" = "db = db if i else np.zeros(4)", "49" = "dc /= m; c -= 0.5 * dc" }
# wrong_in_itself = ["dW", "db", "dc"]
# wrong_quantities = ["dW", "db", "dc", "step_W", "step_b", "step_c"]
# [/backprop]

import numpy as np

rng = np.random.RandomState(31)
X = rng.rand(10, 3)
y = (X.sum(axis=1) > 1.5).astype(float)

W = rng.randn(4, 3)
b = np.zeros(4)
v = rng.randn(4)
c = np.zeros(1)
m = len(X)

for epoch in range(100):
    cost = 0
    dv = np.zeros(4)
    dc = np.zeros(1)
    for i in range(m):
        dW = np.zeros((4, 3))
        db = np.zeros(4)
        # forward
        h = np.tanh(W @ X[i] + b)
        a = 1 / (1 + np.exp(-(v @ h + c[0])))
        cost += -(y[i] * np.log(a) + (1 - y[i]) * np.log(1 - a)) / m
        # backward
        dz = a - y[i]
        dv += dz * h
        dc += dz
        dh = dz * v * (1 - h ** 2)
        dW += np.outer(dh, X[i])
        db += dh
    dv /= m
    dW /= m
    db /= m
    W -= 0.5 * dW
    b -= 0.5 * db
    v -= 0.5 * dv
    c -= 0.5 * dc
    if epoch % 25 == 0:
        print("epoch", epoch, "cost", cost)
