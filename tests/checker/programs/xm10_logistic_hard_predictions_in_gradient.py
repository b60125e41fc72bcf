# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["thresholded-prediction"]
# mistake = "The error is taken from the thresholded classes (np.where) instead of the probabilities, and the bias gradient has the opposite sign (minus with predictions minus labels, then subtracted)."
# wrong_lines = [35, 37]
# cause_lines = []
# right = { "35" = "error = p - passed", "37" = "db = np.sum(error) / n" }
# wrong_in_itself = ["error", "db"]
# wrong_quantities = ["error", "dw", "db", "step_w", "step_b"]
# [/backprop]

import numpy as np

rs = np.random.RandomState(77)
hours = rs.uniform(0, 10, 40)
sleep = rs.uniform(4, 9, 40)
passed = ((hours + sleep + rs.normal(0, 1.5, 40)) > 12).astype(float)

X = np.column_stack([hours, sleep])
X = (X - X.mean(axis=0)) / X.std(axis=0)
w = np.array([0.1, -0.2])
b = np.zeros(1)
lr, n = 0.1, len(passed)
history = []

for epoch in range(120):
    z = np.dot(X, w) + b
    p = 1 / (1 + np.exp(-z))
    loss = np.mean(-passed * np.log(p + 1e-9) - (1 - passed) * np.log(1 - p + 1e-9))
    y_pred = np.where(p > 0.5, 1, 0)
    acc = (y_pred == passed).mean()
    history.append((loss, acc))

    error = y_pred - passed
    dw = X.T.dot(error) / n
    db = -np.sum(error) / n

    w -= lr * dw
    b -= lr * db

for i in (0, 60, 119):
    print('epoch %3d loss %.4f acc %.2f' % (i, *history[i]))
