"""Habits of programs, each right as it stands, and each with one line that is not.

In every program the line with the mark ``#!`` is put in place of the one above it in the second
test, which requires that this line and no other is named.
"""

import pytest

from tinygrad_bc.checker import check_source

DATA = """\
import numpy as np
rng = np.random.default_rng(2)
X = rng.normal(size=(3, 8))
Y = (X.sum(axis=0, keepdims=True) > 0) * 1.0
W1, b1 = rng.normal(size=(4, 3)), np.zeros((4, 1))
W2, b2 = rng.normal(size=(1, 4)), np.zeros((1, 1))
"""
FORWARD = """\
    Z1 = W1 @ X + b1
    A1 = np.maximum(Z1, 0)
    Z2 = W2 @ A1 + b2
    A2 = 1 / (1 + np.exp(-Z2))
    loss = -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))
    dZ2 = (A2 - Y) / 8
    dW2, db2 = dZ2 @ A1.T, dZ2.sum(axis=1, keepdims=True)
    dZ1 = W2.T @ dZ2 * (Z1 > 0)
    dW1, db1 = dZ1 @ X.T, dZ1.sum(axis=1, keepdims=True)
"""
STEP = "    W1 -= 0.1 * dW1; b1 -= 0.1 * db1; W2 -= 0.1 * dW2; b2 -= 0.1 * db2\n"

HABITS = {
    "a mask by a loop with a condition": DATA
    + "for step in range(9):\n"
    + FORWARD.replace(
        "    dZ1 = W2.T @ dZ2 * (Z1 > 0)\n",
        "    dZ1 = W2.T @ dZ2\n    for i in range(4):\n        for j in range(8):\n"
        "            if Z1[i, j] <= 0:\n"
        "                dZ1[i, j] = 0\n#!                dZ1[i, j] = 1.5 * dZ1[i, j]\n",
    )
    + STEP,
    "a number as a condition, from np.ndenumerate": DATA
    + "for step in range(9):\n"
    + FORWARD.replace(
        "    dW1, db1 = dZ1 @ X.T, dZ1.sum(axis=1, keepdims=True)\n",
        "    dW1, db1 = np.zeros((4, 3)), dZ1.sum(axis=1, keepdims=True)\n"
        "    for (i, j), g in np.ndenumerate(dZ1):\n        if g:\n"
        "            dW1[i] += g * X[:, j]\n#!            dW1[i] += g * X[:, i]\n",
    )
    + STEP,
    "gradients in a comprehension, squares of them kept": DATA
    + "G = [0, 0]\nfor step in range(9):\n"
    + FORWARD.replace(
        "    dW1, db1 = dZ1 @ X.T, dZ1.sum(axis=1, keepdims=True)\n",
        "    dW1 = dZ1 @ X.T\n    db = [d.sum(axis=1, keepdims=True) for d in (dZ1, dZ2)]\n"
        "#!    db = [d[:, 1:].sum(axis=1, keepdims=True) for d in (dZ1, dZ2)]\n",
    ).replace("dW2, db2 = dZ2 @ A1.T, dZ2.sum(axis=1, keepdims=True)", "dW2 = dZ2 @ A1.T")
    + "    for k in range(2):\n        G[k] = 0.9 * G[k] + 0.1 * db[k] ** 2\n"
    "    b1 -= 0.1 * db[0] / (np.sqrt(G[0]) + 1e-8)\n"
    "    b2 -= 0.1 * db[1] / (np.sqrt(G[1]) + 1e-8)\n"
    "    W1 -= 0.1 * dW1; W2 -= 0.1 * dW2\n",
    "labels made one-hot in the backward pass": """\
import numpy as np
rng = np.random.default_rng(2)
X, y = rng.normal(size=(3, 8)), rng.integers(0, 4, 8)
W, b = rng.normal(size=(4, 3)), rng.normal(size=(4, 1))
def one_hot(y):
    Y = np.zeros((y.size, 4))
    Y[np.arange(y.size), y] = 1
    return Y.T
for step in range(9):
    E = np.exp(W @ X + b)
    P = E / sum(E)
    dZ = P - one_hot(y)
    dW = 1 / 8 * dZ @ X.T
#!    dW = 1 / 8 * dZ @ P.T @ W
    db = 1 / 8 * np.sum(dZ, 1).reshape(-1, 1)
    W = W - 0.1 * dW
    b = b - 0.1 * db
""",
    "a transposed view of a weight, made before the loop": """\
import numpy as np
rng = np.random.default_rng(2)
x = (rng.random((9, 4)) < 0.5) * 1.0
V = rng.normal(size=(4, 3)); V_prime = V.T
b, c = np.zeros(3), np.zeros(4)
s = lambda t: 1 / (1 + np.exp(-t))
for step in range(9):
    h = s(x @ V + b)
    z = s(h @ V_prime + c)
    loss = -np.sum(x * np.log(z) + (1 - x) * np.log(1 - z))
    dz = x - z
    dh = dz @ V * h * (1 - h)
    dV = x.T @ dh + dz.T @ h
#!    dV = x.T @ dh + 2 * dz.T @ h
    V += 0.1 * dV
    b += 0.1 * dh.sum(0)
    c += 0.1 * dz.sum(0)
""",
    "gradients of one shape, cut to one length together": """\
import numpy as np
rng = np.random.default_rng(2)
X, Y = rng.normal(size=(1, 8)), rng.normal(size=(1, 8))
theta = [rng.normal(size=(4, 1)), rng.normal(size=(4, 1)), rng.normal(size=(1, 4))]
for step in range(9):
    W1, b1, W2 = theta
    H = np.tanh(W1 @ X + b1)
    R = W2 @ H - Y
    loss = np.mean(R ** 2)
    dR = 2 * R / 8
    dW2 = dR @ H.T
    dS = W2.T @ dR * (1 - H ** 2)
    dW1 = dS @ X.T
#!    dW1 = dS @ R.T
    db1 = dS.sum(axis=1, keepdims=True)
    grads = [dW1, db1, dW2]
    norm = np.sqrt(sum(float((g ** 2).sum()) for g in grads))
    if norm > 0.1:
        grads = [g * (0.1 / norm) for g in grads]
    theta = [p - 0.1 * g for p, g in zip(theta, grads)]
""",
    "named tuples of parameters, the loss printed at the end": """\
import numpy as np
from collections import namedtuple
rng = np.random.default_rng(2)
P = namedtuple("P", "w1 b1 w2 b2")
x = rng.normal(size=(9, 3)); y = (x[:, :1] > 0) * 1.0
def apply(p, x):
    h = np.maximum(x @ p.w1 + p.b1, 0)
    return h, 1 / (1 + np.exp(-(h @ p.w2 + p.b2)))
def bce(a):
    return float(np.mean(-y * np.log(a + 1e-12) - (1 - y) * np.log(1 - a + 1e-12)))
p = P(rng.normal(size=(3, 4)), np.zeros((1, 4)), rng.normal(size=(4, 1)), np.zeros((1, 1)))
for step in range(9):
    h, a = apply(p, x)
    da = (a - y) / 9
    dh = da @ p.w2.T
    dh[h <= 0] = 0
#!    dh[h <= 0] *= 0.5
    g = P(b2=da.sum(0, keepdims=True), w2=h.T @ da, b1=dh.sum(0, keepdims=True), w1=x.T @ dh)
    p = P(*(v - 0.5 * d for v, d in zip(p, [g.w1, g.b1, g.w2, g.b2])))
print(bce(apply(p, x)[1]))
""",
    "samples that a comprehension learns from one by one": """\
import numpy as np
rng = np.random.default_rng(2)
X, T = rng.normal(size=(30, 2)), rng.normal(size=(30, 2))
V, W = rng.normal(size=(4, 2)), rng.normal(size=(2, 4))
def learn(x, t):
    global V, W
    h = np.tanh(V @ x)
    e = W @ h - t
    d = W.T @ e * (1 - h ** 2)
#!    d = W.T @ e * (1 + h ** 2)
    W -= 0.1 * np.outer(e, h)
    V -= 0.1 * np.outer(d, x)
    return 0.5 * np.sum(e ** 2)
for epoch in range(9):
    print(np.mean([learn(x, t) for x, t in zip(X, T)]))
""",
    "one number under three names": """\
import numpy as np
rng = np.random.default_rng(2)
w1, w2, v1, v2 = rng.normal(size=4)
b1 = b2 = b3 = 0.1
s = lambda x: 1 / (1 + np.exp(-x))
for epoch in range(9):
    total = 0
    for x, t in [(0.3, 0.1), (0.9, 0.8), (0.4, 0.5)]:
        h1, h2 = s(w1 * x + b1), s(w2 * x + b2)
        o = s(v1 * h1 + v2 * h2 + b3)
        total += 0.5 * (o - t) ** 2
        d = (o - t) * o * (1 - o)
        d1 = d * v1 * h1 * (1 - h1)
#!        d1 = d * v2 * h1 * (1 - h1)
        d2 = d * v2 * h2 * (1 - h2)
        v1 -= 0.5 * d * h1; v2 -= 0.5 * d * h2; b3 -= 0.5 * d
        w1 -= 0.5 * d1 * x; w2 -= 0.5 * d2 * x
        b1 -= 0.5 * d1; b2 -= 0.5 * d2
""",
    "a deviance is told beside the steps": """\
import numpy as np
rng = np.random.default_rng(2)
F = np.vstack([np.ones(20), rng.normal(size=20)])
y = rng.poisson(2.0, 20)
c, told = np.array([0.3, 0.1]), []
for k in range(9):
    mu = np.exp(c @ F)
    gradient = F @ (mu - y) / 20
#!    gradient = F @ (mu - 2 * y) / 20
    c = c - 0.5 * gradient
    told.append(2 * np.sum(np.where(y > 0, y * np.log(np.maximum(y, 1) / mu), 0) - (y - mu)))
""",
    "attributes in a tuple of targets": """\
import numpy as np
rng = np.random.default_rng(2)
X, y = rng.normal(size=(9, 3)), rng.normal(size=(9, 1))
class Net:
    def __init__(self):
        self.V, self.w = rng.normal(size=(3, 4)), rng.normal(size=(4, 1))
net = Net()
for step in range(9):
    h = np.tanh(X @ net.V)
    e = h @ net.w - y
    loss = 0.5 * np.mean(e ** 2)
    g = h.T @ e / 9
    G = X.T @ (e @ net.w.T * (1 - h ** 2)) / 9
#!    G = X.T @ (e @ net.w.T * (1 - h)) / 9
    net.V, net.w = net.V - 0.1 * G, net.w - 0.1 * g
""",
    "parameters by setattr": """\
import numpy as np
rng = np.random.default_rng(2)
X, y = rng.normal(size=(9, 3)), rng.normal(size=(9, 1))
class Net:
    V, w = rng.normal(size=(3, 4)), rng.normal(size=(4, 1))
net = Net()
for step in range(9):
    h = np.tanh(X @ net.V)
    e = h @ net.w - y
    loss = 0.5 * np.mean(e ** 2)
    grads = {}
    grads["w"] = h.T @ e / 9
    grads["V"] = X.T @ (e @ net.w.T * (1 - h ** 2)) / 9
#!    grads["V"] = X.T @ (e @ net.w.T * h ** 2) / 9
    for name in grads:
        setattr(net, name, getattr(net, name) - 0.1 * grads[name])
""",
    "parameters by dict.update": """\
import numpy as np
rng = np.random.default_rng(2)
X, y = rng.normal(size=(9, 3)), rng.normal(size=(9, 1))
p = {"V": rng.normal(size=(3, 4)), "w": rng.normal(size=(4, 1))}
for step in range(9):
    h = np.tanh(X @ p["V"])
    e = h @ p["w"] - y
    loss = 0.5 * np.mean(e ** 2)
    g = h.T @ e / 9
    G = X.T @ (e @ p["w"].T * (1 - h ** 2)) / 9
#!    G = X.T @ (e @ p["w"].T) / 9
    p.update(V=p["V"] - 0.1 * G, w=p["w"] - 0.1 * g)
""",
    "a loss that is added to that of the epoch": DATA
    + "total = 0.0\nfor step in range(9):\n"
    + FORWARD.replace("    dZ2 = (A2", "    total += loss * 8\n    dZ2 = (A2").replace(
        "    dZ1 = W2.T @ dZ2 * (Z1 > 0)\n",
        "    dZ1 = W2.T @ dZ2 * (Z1 > 0)\n#!    dZ1 = W2.T @ dZ2 * (A2 > 0)\n",
    )
    + STEP,
    "a square without its 2, for all gradients": """\
import numpy as np
rng = np.random.default_rng(2)
X, y = rng.normal(size=(9, 3)), rng.normal(size=(9, 1))
V, w = rng.normal(size=(3, 4)), rng.normal(size=(4, 1))
for step in range(9):
    h = np.tanh(X @ V)
    e = h @ w - y
    loss = np.mean(e ** 2)
    g = h.T @ e / 9
    d = e @ w.T * (1 - h ** 2)
#!    d = e @ w.T * (1 - h) ** 2
    G = X.T @ d / 9
    V, w = V - 0.1 * G, w - 0.1 * g
""",
    "a loss of which the loop over batches makes a mean": """\
import numpy as np
rng = np.random.default_rng(2)
X, y = rng.normal(size=(8, 3)), rng.normal(size=(8, 1))
V, w = rng.normal(size=(3, 4)), rng.normal(size=(4, 1))
history = []
def error(a, b):
    return 0.5 * np.mean((a - b) ** 2)
for epoch in range(5):
    seen = 0
    for k in range(0, 8, 4):
        x, t = X[k : k + 4], y[k : k + 4]
        h = np.tanh(x @ V)
        out = h @ w
        seen += error(out, t) * 4
        e = (out - t) / 4
        g = h.T @ e
        d = e @ w.T * (1 - h ** 2)
#!        d = e @ w.T * (1 - h ** 3)
        V, w = V - 0.1 * x.T @ d, w - 0.1 * g
    history.append(seen / 8)
""",
    "a rate that falls from epoch to epoch, and a mean that glides": """\
import numpy as np
rng = np.random.default_rng(2)
X, y = rng.normal(size=(8, 3)), rng.normal(size=(8, 1))
V, w, rate, smooth = rng.normal(size=(3, 4)), rng.normal(size=(4, 1)), 0.1, 1.0
for epoch in range(5):
    for k in range(0, 8, 4):
        x, t = X[k : k + 4], y[k : k + 4]
        h = np.tanh(x @ V)
        e = h @ w - t
        loss = 0.5 * np.mean(e ** 2)
        smooth = 0.999 * smooth + 0.001 * loss
        g = h.T @ e / 4
        d = e @ w.T * (1 - h ** 2) / 4
#!        d = e @ w.T * (1 - h ** 3) / 4
        V, w = V - rate * x.T @ d, w - rate * g
    rate *= 0.9
""",
    "sums in a defaultdict": """\
import numpy as np
from collections import defaultdict
rng = np.random.default_rng(2)
X, y = rng.normal(size=(9, 3)), rng.normal(size=(9, 1))
p = {"V": rng.normal(size=(3, 4)), "w": rng.normal(size=(4, 1))}
for step in range(9):
    h = np.tanh(X @ p["V"])
    e = h @ p["w"] - y
    loss = 0.5 * np.mean(e ** 2)
    grads = defaultdict(float)
    grads["w"] += h.T @ e / 9
    grads["V"] += X.T @ (e @ p["w"].T * (1 - h ** 2)) / 9
#!    grads["V"] += X.T @ (e @ p["w"].T * (1 - h ** 3)) / 9
    for k in p:
        p[k] = p[k] - 0.1 * grads[k]
""",
    "a function that NumPy calls for each element": """\
import numpy as np
rng = np.random.default_rng(2)
X, y = rng.normal(size=(9, 3)), (rng.normal(size=(9, 1)) > 0) * 1.0
V, w = rng.normal(size=(3, 4)), rng.normal(size=(4, 1))
sigmoid = np.vectorize(lambda z: 1 / (1 + np.exp(-z)))
for step in range(2000):
    h = sigmoid(X @ V)
    a = sigmoid(h @ w)
    loss = -np.mean(y * np.log(a) + (1 - y) * np.log(1 - a))
    e = (a - y) / 9
    g = h.T @ e
    d = e @ w.T * h * (1 - h)
#!    d = e @ w.T * h * (1 + h)
    V, w = V - 0.1 * X.T @ d, w - 0.1 * g
""",
    "a likelihood that is climbed": """\
import numpy as np
rng = np.random.default_rng(2)
X, y = rng.normal(size=(9, 3)), (rng.normal(size=9) > 0) * 1.0
V, w, c = rng.normal(size=(3, 4)), rng.normal(size=4), 0.1
for step in range(9):
    h = np.tanh(X @ V)
    p = 1 / (1 + np.exp(-(h @ w + c)))
    chance = np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    up = 0.6 * (y - p) / 9
    uphill = np.outer(up, w) * (1 - h ** 2)
#!    uphill = np.outer(up, w) * (1 - h)
    V, w, c = V + X.T @ uphill, w + up @ h, c + up.sum()
""",
    "sums over samples of which the update makes means": """\
import numpy as np
rng = np.random.default_rng(2)
pairs = [(k / 5.0, abs(k / 5.0) + 0.1) for k in range(-4, 5)]
w, b, v, c = rng.normal(size=3), rng.normal(size=3), rng.normal(size=3), 0.0
for epoch in range(9):
    gw, gb, gv, gc, total = np.zeros(3), np.zeros(3), np.zeros(3), 0.0, 0.0
    for x, t in pairs:
        z = [w[j] * x + b[j] for j in range(3)]
        a = [k if k > 0 else 0.0 for k in z]
        e = sum(v[j] * a[j] for j in range(3)) + c - t
        total += e * e
        gc += e
        for j in range(3):
            gv[j] += e * a[j]
            if z[j] <= 0:
                continue
            gw[j] += e * v[j] * x
#!            gw[j] += e * v[j] * a[j]
            gb[j] += e * v[j]
    n = len(pairs)
    total /= n
    w -= 0.05 * 2 * gw / n
    b -= 0.05 * 2 * gb / n
    v -= 0.05 * 2 * gv / n
    c -= 0.05 * 2 * gc / n
""",
    "indices that are found anew in each round": """\
import numpy as np
rng = np.random.default_rng(2)
X, y = rng.normal(size=(5, 6)), rng.normal(size=5)
k, v = rng.normal(size=3), rng.normal(size=2)
for epoch in range(9):
    loss, dk, dv = 0.0, np.zeros(3), np.zeros(2)
    for x, t in zip(X, y):
        conv = np.array([x[i : i + 3] @ k for i in range(4)]).reshape(2, 2)
        which = conv.argmax(axis=1)
        pooled = conv.max(axis=1)
        e = pooled @ v - t
        loss += 0.5 * e ** 2
        dv += e * pooled
        for q in range(2):
            i = 2 * q + which[q]
            dk += e * v[q] * x[i : i + 3]
#!            dk += e * v[q] * x[i + 1 : i + 4] if i < 3 else e * v[q] * x[:3]
    k -= 0.05 * dk
    v -= 0.05 * dv
""",
    "two networks beside each other": """\
import numpy as np
rng = np.random.default_rng(2)
X, y = rng.normal(size=(9, 3)), rng.normal(size=(9, 1))
V, w = rng.normal(size=(3, 4)), rng.normal(size=(4, 1))
U, u = rng.normal(size=(3, 4)), rng.normal(size=(4, 1))
for step in range(9):
    h, k = np.tanh(X @ V), np.sin(X @ U)
    e = h @ w - y
    cost_h = 0.5 * np.mean(e ** 2)
    g = h.T @ e / 9
    G = X.T @ (e @ w.T * (1 - h ** 2)) / 9
    f = k @ u - y
    cost_k = 0.5 * np.mean(f ** 2)
    t = k.T @ f / 9
#!    t = h.T @ f / 9
    T = X.T @ (f @ u.T * np.cos(X @ U)) / 9
    V, w, U, u = V - 0.1 * G, w - 0.1 * g, U - 0.1 * T, u - 0.1 * t
""",
    "a target that comes from the network, and is held fast": """\
import numpy as np
rng = np.random.default_rng(2)
S, N, r = rng.normal(size=(9, 3)), rng.normal(size=(9, 3)), rng.normal(size=9)
w, c = rng.normal(size=3), 0.3
for step in range(9):
    goal = r + 0.9 * np.tanh(N @ w)
    q = np.tanh(S @ w)
    delta = q - goal
    loss = 0.5 * np.mean(delta ** 2)
    d = delta * (1 - q ** 2)
#!    d = delta * (1 - q)
    w = w - 0.1 * S.T @ d / 9
""",
    "inputs of which one is zero": """\
import math
samples = [([0.0, 1.0], 1.0), ([1.0, 0.0], 0.0), ([1.0, 1.0], 1.0)]
w, b = [0.3, -0.4], [0.1]
for epoch in range(9):
    for x, t in samples:
        z = b[0]
        for k in range(2):
            z += w[k] * x[k]
        a = 1 / (1 + math.exp(-z))
        loss = 0.5 * (a - t) ** 2
        delta = (t - a) * a * (1 - a)
#!        delta = (t - a) * a * a
        b[0] += 0.5 * delta
        for k in range(2):
            w[k] += 0.5 * delta * x[k]
""",
    "gradients through time": """\
import numpy as np
rng = np.random.default_rng(6)
xs, ys = rng.normal(size=(4, 2, 1)), rng.normal(size=(4, 1, 1))
Wx, Wh, b = rng.normal(size=(3, 2)), rng.normal(size=(3, 3)), np.zeros((3, 1))
v = rng.normal(size=(1, 3))
for step in range(9):
    h, out, loss = [np.full((3, 1), 0.2)], [], 0
    for t in range(4):
        h.append(np.tanh(Wx @ xs[t] + Wh @ h[t] + b))
        out.append(v @ h[t + 1])
        loss += 0.5 * np.sum((out[t] - ys[t]) ** 2)
    dWx, dWh, db, dv = (np.zeros_like(p) for p in (Wx, Wh, b, v))
    dnext = np.zeros((3, 1))
    for t in reversed(range(4)):
        dy = out[t] - ys[t]
        dv += dy @ h[t + 1].T
        dh = v.T @ dy + dnext
        da = dh * (1 - h[t + 1] ** 2)
#!        da = dh * (1 - h[t] ** 2)
        dWx += da @ xs[t].T
        dWh += da @ h[t].T
        db += da
        dnext = Wh.T @ da
    Wx -= 0.05 * dWx; Wh -= 0.05 * dWh; b -= 0.05 * db; v -= 0.05 * dv
""",
    "accumulators that are set to zero": """\
import numpy as np
rng = np.random.default_rng(6)
X, y = rng.normal(size=(6, 3)), rng.normal(size=6)
w, c = rng.normal(size=3), np.zeros(1)
for step in range(9):
    loss = 0
    dw, dc = np.zeros(3), np.zeros(1)
    for i in range(6):
        e = np.tanh(X[i] @ w + c[0]) - y[i]
#!        dw = np.zeros(3); e = np.tanh(X[i] @ w + c[0]) - y[i]
        loss += 0.5 * e ** 2
        d = e * (1 - (e + y[i]) ** 2)
        dw += d * X[i]
        dc += d
    w -= 0.1 * dw
    c -= 0.1 * dc
""",
    "the gradient of the data beside those of the parameters": """\
import numpy as np
rng = np.random.default_rng(2)
img, y = rng.normal(size=(9, 3)), rng.normal(size=(9, 1))
V, w = rng.normal(size=(3, 4)), rng.normal(size=(4, 1))
def backward(img, h, e):
    dw = h.T @ e / 9
    dz = e @ w.T * (1 - h ** 2) / 9
#!    dz = e @ w.T * (1 - h) / 9
    dV = img.T @ dz
    dimg = dz @ V.T
    return dV, dw, dimg
for step in range(9):
    h = np.tanh(img @ V)
    e = h @ w - y
    loss = 0.5 * np.mean(e ** 2)
    dV, dw, dimg = backward(img, h, e)
    V -= 0.1 * dV
    w -= 0.1 * dw
""",
    "one long vector of gradients, beside a check by differences": """\
import numpy as np
rng = np.random.default_rng(2)
X, y = rng.normal(size=(9, 3)), rng.normal(size=(9, 1))
V, w = rng.normal(size=(3, 4)), rng.normal(size=(4, 1))
def forward(X):
    h = np.tanh(X @ V)
    return h, h @ w
def cost(X, y):
    return 0.5 * np.mean((forward(X)[1] - y) ** 2)
def numerical_gradient(X, y):
    global w
    out = np.zeros(w.size)
    for k in range(w.size):
        w = w.copy()
        w.flat[k] += 1e-5
        up = cost(X, y)
        w.flat[k] -= 2e-5
        out[k] = (up - cost(X, y)) / 2e-5
        w.flat[k] += 1e-5
    return out
def gradients(X, y):
    h, out = forward(X)
    e = (out - y) / 9
    dw = h.T @ e
    dV = X.T @ (e @ w.T * (1 - h ** 2))
#!    dV = X.T @ (e @ w.T * (1 - h))
    return np.concatenate((dV.ravel(), dw.ravel()))
""",
    "a class that is given pairs": """\
import numpy as np
class Network:
    def __init__(self):
        r = np.random.RandomState(1)
        self.W, self.v = r.randn(4, 3), r.randn(1, 4)
    def cost(self, batch):
        return sum(0.5 * np.sum((self.v @ np.tanh(self.W @ x) - y) ** 2) for x, y in batch)
    def gradients(self, batch):
        gW, gv = np.zeros((4, 3)), np.zeros((1, 4))
        for x, y in batch:
            h = np.tanh(self.W @ x)
            e = self.v @ h - y
            gv += e @ h.T
            d = self.v.T @ e * (1 - h * h)
#!            d = self.v.T @ e
            gW += d @ x.T
        return gW, gv
r = np.random.RandomState(2)
data = [(r.randn(3, 1), r.randn(1, 1)) for k in range(4)]
net = Network()
""",
    "gradients by the keywords of dict": """\
import numpy as np
rng = np.random.default_rng(5)
X, t = rng.normal(size=(9, 3)), rng.normal(size=(9, 2))
p = dict(V=rng.normal(size=(3, 4)), w=rng.normal(size=(4, 2)))
s = {k: np.zeros_like(v) for k, v in p.items()}
def backward(h, e):
    d = (e @ p["w"].T) * (1 - h ** 2)
#!    d = (e @ p["w"].T) * (1 - h)
    return dict(V=X.T @ d, w=h.T @ e)
for step in range(9):
    h = np.tanh(X @ p["V"])
    e = h @ p["w"] - t
    loss = 0.5 * np.sum(e ** 2)
    g = backward(h, e)
    for k in p:
        s[k] = 0.9 * s[k] + 0.1 * g[k] ** 2
        p[k] -= 0.01 * g[k] / (np.sqrt(s[k]) + 1e-6)
""",
    "a training for each fold": """\
import numpy as np
rng = np.random.default_rng(6)
X, t = rng.normal(size=(12, 3)), rng.normal(size=12)
class Line:
    def fit(self, X, t):
        self.w = np.zeros(3)
        for k in range(40):
            e = X @ self.w - t
            loss = np.mean(e ** 2)
            g = 2 * X.T @ e / len(t)
#!            g = 2 * X.T @ np.sign(e) / len(t)
            self.w -= 0.1 * g
        return self
for fold in range(3):
    kept = np.arange(12) % 3 != fold
    line = Line().fit(X[kept], t[kept])
    print(np.mean((X[~kept] @ line.w - t[~kept]) ** 2))
""",
    "a loss that is printed now and then": """\
import numpy as np
rng = np.random.default_rng(7)
X, t = rng.normal(size=(9, 3)), rng.normal(size=9)
w = rng.normal(size=3)
def huber(r):
    return np.where(np.abs(r) < 0.5, 0.5 * r ** 2, 0.5 * (np.abs(r) - 0.25))
for step in range(1, 90):
    r = X @ w - t
    g = X.T @ np.clip(r, -0.5, 0.5) / 9
#!    g = X.T @ np.clip(r, -0.6, 0.5) / 9
    w -= 0.1 * g
    if step % 30 == 0:
        print(step, huber(r).mean())
""",
    "zeros to start with, and the loss after the update": """\
import numpy as np
rng = np.random.default_rng(8)
X = rng.normal(size=(9, 3))
y = (X[:, 0] > 0) * 1
b0, b = 0.0, np.zeros(3)
def cost(b0, b):
    eta = b0 + X @ b
    return np.mean(np.logaddexp(0, eta) - y * eta) + 0.1 * (0.7 * np.abs(b).sum() + 0.15 * b @ b)
for step in range(9):
    r = (1 / (1 + np.exp(-(b0 + X @ b))) - y) / 9
    g0, g = r.sum(), r @ X + 0.1 * (0.7 * np.sign(b) + 0.3 * b)
#!    g0, g = r.sum(), r @ X + 0.1 * (0.7 * np.abs(b) + 0.3 * b)
    b0, b = b0 - 0.5 * g0, b - 0.5 * g
    print(cost(b0, b))
""",
}


def right(program):
    return "".join(x for x in program.splitlines(True) if not x.startswith("#!"))


def wrong(program):
    """The program with the marked line in place of the one above it, and its number."""
    lines = program.splitlines(True)
    at = next(i for i, x in enumerate(lines) if x.startswith("#!"))
    return "".join([*lines[: at - 1], lines[at][2:], *lines[at + 1 :]]), at


@pytest.mark.parametrize("habit", HABITS)
def test_a_habit_is_no_mistake(habit):
    report = check_source(right(HABITS[habit]))
    assert (report.verdict, report.findings) == ("right", []), report


@pytest.mark.parametrize("habit", HABITS)
def test_a_wrong_line_is_named_beside_a_habit(habit):
    program, line = wrong(HABITS[habit])
    report = check_source(program)
    assert [f["line"] for f in report.findings] == [line], report


def test_a_second_run_of_the_network_after_an_update_is_not_judged():
    program = """\
import numpy as np
rng = np.random.default_rng(3)
real, noise = rng.normal(size=(8, 2)), rng.normal(size=(8, 3))
A, D = rng.normal(size=(3, 2)), rng.normal(size=2)
for step in range(9):
    both = np.concatenate([real, np.tanh(noise @ A)])
    p = 1 / (1 + np.exp(-(both @ D)))
    is_real = np.repeat([1.0, 0.0], 8)
    g = (p - is_real) / 16
    D = D - 0.1 * g @ both
    fake = np.tanh(noise @ A)
    s = 1 / (1 + np.exp(-(fake @ D)))
    gx = np.outer((s - 1) / 8, D)
    A = A - 0.1 * noise.T @ (gx * (1 - fake ** 2))
"""
    report = check_source(program)
    assert (report.verdict, report.findings) == ("undecided", [])


def test_a_number_that_may_be_one_of_several_is_not_judged():
    program = """\
import numpy as np
rng = np.random.default_rng(3)
X, y = rng.normal(size=(5, 2)), rng.normal(size=5)
w = rng.normal(size=2)
for step in range(9):
    e = X @ w - y
    loss = 0.5 * np.sum(e ** 2)
    twice = np.concatenate([e, e])
    g = np.zeros(2)
    for i, d in enumerate(np.nditer(twice)):
        g = g + 0.5 * float(str(d)) * X[i % 5]
    w = w - 0.1 * g
"""
    assert check_source(program).findings == []


def test_a_global_name_has_nothing_to_do_with_a_local_one():
    program = DATA + (
        "def forward(X):\n    Z1 = W1 @ X + b1\n    A1 = np.tanh(Z1)\n"
        "    return A1, 1 / (1 + np.exp(-(W2 @ A1 + b2)))\n"
        "A1, A2 = forward(X)\n"
        "for step in range(9):\n    _, A2 = forward(X)\n"
        "    loss = -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))\n"
        "    dZ2 = (A2 - Y) / 8\n"
        "    dW2 = dZ2 @ A1.T\n"
        "    db2 = dZ2.sum(axis=1, keepdims=True)\n"
        "    dZ1 = W2.T @ dZ2 * (1 - A1 ** 2)\n"
        "    dW1 = dZ1 @ X.T\n    db1 = dZ1.sum(axis=1, keepdims=True)\n" + STEP
    )
    report = check_source(program)  # the activations of before the loop grow stale
    lines = {program.splitlines()[f["line"] - 1].split()[0] for f in report.findings}
    assert lines == {"dW2", "dZ1"}
    fresh = program.replace("    _, A2 = forward(X)", "    A1, A2 = forward(X)")
    assert check_source(fresh).verdict == "right"


def test_tuples_of_targets_inside_each_other_are_assigned_in_their_order():
    program = """\
import numpy as np
class Net:
    pass
net, w = Net(), [0.0, 0.0]
(net.a, (w[0], b)), c = first = (2.0, (3.0, 5.0)), 7.0
x, y = np.arange(4.0), np.arange(4.0) * 3
k = 0
k, w[k] = 1, 9.0
assert (net.a, w, b, c, first[1]) == (2.0, [3.0, 9.0], 5.0, 7.0, 7.0)
for i in range(3):
    e = net.a * x - y
    loss = np.mean(e ** 2) / 2
    slope = np.mean(e * x)
    net.a, d = net.a - 0.1 * slope, 0
"""
    assert check_source(program).verdict == "right"


def test_a_loop_that_takes_many_steps_in_one_pass_is_not_judged():
    program = """\
import numpy as np
from functools import reduce
rng = np.random.default_rng(4)
X, t = rng.normal(size=(9, 3)), rng.normal(size=9)
step = lambda w, _: w - 0.1 * X.T @ (X @ w - t) / 9
w = rng.normal(size=3)
for turn in range(4):
    w = reduce(step, range(5), w)
    print(np.mean((X @ w - t) ** 2))
"""
    assert check_source(program).findings == []


def test_a_cost_that_is_a_lambda_over_samples_one_by_one():
    program = """\
import numpy as np
rng = np.random.default_rng(9)
X, t = rng.normal(size=(6, 3)), rng.normal(size=6)
def function(w, X, t):
    J = np.mean((X @ w - t) ** 2)
    total = np.zeros(3)
    for i in range(6):
        total = total + 2 * (X[i] @ w - t[i]) * X[i]
    return J, total / 6
cost = lambda w: function(w, X, t)
w = rng.normal(size=3)
for step in range(9):
    J, g = cost(w)
    w = w - 0.1 * g
"""
    assert check_source(program).verdict == "right"


def test_an_update_every_other_sample_stays_one():
    program = """\
import numpy as np
rng = np.random.default_rng(9)
X, t = rng.normal(size=(6, 3)), rng.normal(size=6)
w, total = rng.normal(size=3), np.zeros(3)
def step():
    global w
    w -= 0.1 * total / 6
    total[:] = 0
for epoch in range(3):
    for i in range(6):
        e = X[i] @ w - t[i]
        loss = 0.5 * e ** 2
        total += e * X[i]
        if (i + 1) % 6 == 0:
            step()
"""
    assert check_source(program).findings == []


def test_a_split_by_remainders_stays_as_it_is():
    program = """\
import numpy as np
rng = np.random.default_rng(1)
rows = rng.normal(size=(20, 3))
train, test = [], []
for i, row in enumerate(rows):
    if i % 5 == 0:
        test.append(row)
    else:
        train.append(row)
X = np.array(train); t = X @ [1., 2., 3.]
w = rng.normal(size=3)
for k in range(9):
    e = X @ w - t
    loss = np.mean(e ** 2)
    g = 2 * X.T @ e / len(t)
    w -= 0.1 * g
"""
    assert check_source(program).verdict == "right"


def test_shares_of_several_heads_are_one_step():
    program = """\
import numpy as np
rng = np.random.default_rng(1)
X = rng.normal(size=(12, 3)); T = rng.normal(size=(12, 3))
V = rng.normal(size=(3, 4)); a, b, c = rng.normal(size=(3, 4))
for k in range(9):
    h = np.tanh(X @ V)
    ea, eb, ec = h @ a - T[:, 0], h @ b - T[:, 1], h @ c - T[:, 2]
    loss = 0.5 * (np.sum(ea ** 2) + np.sum(eb ** 2) + np.sum(ec ** 2))
    ga, gb, gc = h.T @ ea, h.T @ eb, h.T @ ec
    Va = X.T @ (np.outer(ea, a) * (1 - h ** 2))
    Vb = X.T @ (np.outer(eb, b) * (1 - h ** 2))
    Vc = X.T @ (np.outer(ec, c) * (1 - h ** 2))
    V = V - 0.01 * Va - 0.01 * Vb - 0.01 * Vc
    a, b, c = a - 0.01 * ga, b - 0.01 * gb, c - 0.01 * gc
"""
    assert check_source(program).verdict == "right"


def test_labels_that_share_numbers_with_a_parameter_need_no_step():
    program = """\
import numpy as np
rng = np.random.default_rng(1)
X = rng.normal(size=(12, 3)); t = X @ [1.0, 2.0, 3.0] + 4
p = {"w": rng.normal(size=(3, 1)), "b": np.array([t.mean()])}
for k in range(9):
    out = (X @ p["w"] + p["b"])[:, 0]
    d = (out - t)[:, None] / len(t)
    g = {"w": X.T @ d, "b": d.sum(0)}
    for key, step in g.items():
        p[key] -= 0.4 * step
"""
    assert check_source(program).verdict == "right"


def test_biases_that_are_one_number_many_times():
    program = """\
import numpy as np
from math import exp, log
rng = np.random.default_rng(2)
X = rng.random((6, 2)); labels = [int(r.sum() > 1) for r in X]
w = [[float(rng.normal()) for _ in range(2)] for _ in range(3)]
bias, v, c = [0.0] * 3, [float(rng.normal()) for _ in range(3)], 0.0
s = lambda t: 1 / (1 + exp(-t))
for epoch in range(9):
    gw, gb, gv, gc, cost = np.zeros((3, 2)), np.zeros(3), np.zeros(3), 0.0, 0.0
    for row, label in zip(X, labels):
        hidden = []
        for j in range(3):
            t = bias[j]
            for k in range(2):
                t += w[j][k] * row[k]
            hidden.append(s(t))
        out = s(sum(a * b for a, b in zip(v, hidden)) + c)
        cost -= log(out) if label == 1 else log(1 - out)
        d = out - label
        gc += d
        for j in range(3):
            gv[j] += d * hidden[j]
            e = d * v[j] * hidden[j] * (1 - hidden[j])
            gb[j] += e
            for k in range(2):
                gw[j, k] += e * row[k]
    for j in range(3):
        v[j] -= 0.5 * gv[j] / 6
        bias[j] -= 0.5 * gb[j] / 6
        for k in range(2):
            w[j][k] -= 0.5 * gw[j, k] / 6
    c -= 0.5 * gc / 6
"""
    assert check_source(program).verdict == "right"


def test_a_step_from_where_nesterov_looks_ahead():
    program = """\
import numpy as np
rng = np.random.default_rng(2)
A, y = rng.normal(size=(20, 3)), np.sign(rng.normal(size=20))
w, b, vw, vb = np.zeros(3), np.zeros(1), np.zeros(3), np.zeros(1)
for t in range(9):
    ww, bb = w + 0.8 * vw, b + 0.8 * vb
    margin = y * (A @ ww + bb)
    loss = np.mean(np.log(1 + np.exp(-margin)))
    c = -y / (1 + np.exp(margin))
    gw = A.T @ c / 20
    gb = np.array([c.mean()])
    vw = 0.8 * vw - 0.3 * gw
    vb = 0.8 * vb - 0.3 * gb
    w += vw
    b += vb
"""
    assert check_source(program).verdict == "right"
