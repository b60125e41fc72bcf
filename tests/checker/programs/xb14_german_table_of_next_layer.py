# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["activation-table", "wrong-layer"]
# mistake = "In the loop the derivative is looked up with the activation of layer l+1 instead of the layer's own."
# wrong_lines = [41]
# cause_lines = []
# right = { "41" = "delta = (W[l + 1].T @ delta) * f_strich[art[l]](z[l])" }
# wrong_in_itself = ["delta1", "delta0"]
# wrong_quantities = ["delta1", "dW1", "db1", "delta0", "dW0", "db0", "step_W0", "step_W1", "step_b0", "step_b1"]
# [/backprop]

# Neuronales Netz, mehrere Schichten, Aktivierung je Schicht wählbar
import numpy as np

zufall = np.random.RandomState(90)
groessen = [2, 5, 4, 1]
art = ["relu", "tanh", "sigmoid"]
f = {"relu": lambda z: np.maximum(z, 0), "tanh": np.tanh, "sigmoid": lambda z: 1 / (1 + np.exp(-z))}
f_strich = {"relu": lambda z: 1.0 * (z > 0),
            "tanh": lambda z: 1 - np.tanh(z) ** 2,
            "sigmoid": lambda z: f["sigmoid"](z) * (1 - f["sigmoid"](z))}

W = [zufall.randn(n, v) * np.sqrt(1 / v) for v, n in zip(groessen, groessen[1:])]
b = [np.full((n, 1), 0.1) for n in groessen[1:]]
x = zufall.uniform(-1, 1, (2, 20))
soll = ((x ** 2).sum(0, keepdims=True) < 0.6) * 1.0
rate = 1.0

for durchgang in range(100):
    a, z = [x], []
    for l in range(3):
        z.append(W[l] @ a[l] + b[l])
        a.append(f[art[l]](z[l]))
    fehler = np.sum((a[3] - soll) ** 2) / (2 * soll.size)

    delta = (a[3] - soll) / soll.size * f_strich[art[2]](z[2])
    dW, db = [None] * 3, [None] * 3
    dW[2], db[2] = delta @ a[2].T, delta.sum(axis=1, keepdims=True)
    for l in (1, 0):
        delta = (W[l + 1].T @ delta) * f_strich[art[l + 1]](z[l])
        dW[l] = delta @ a[l].T
        db[l] = delta.sum(axis=1, keepdims=True)

    for l in range(3):
        W[l] -= rate * dW[l]
        b[l] -= rate * db[l]
    if durchgang % 25 == 0:
        print(durchgang, fehler)
