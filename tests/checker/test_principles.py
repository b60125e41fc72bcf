"""Principles of judgement, each with a small program: its wrong lines are marked, no other is."""

import pytest

from tinygrad_bc.checker import check_source

HEAD = """\
import numpy as np
rng = np.random.default_rng(3)
X = rng.normal(size=(9, 3))
T = rng.normal(size=(9, 3))
W1, W2 = rng.normal(size=(3, 3)), rng.normal(size=(3, 3))
"""
TWO = """\
for step in range(9):
    Z = X @ W1
    A = np.tanh(Z)
    O = A @ W2
    loss = 0.5 * np.sum((O - T) ** 2)
    dO = O - T
    dW2 = A.T @ dO
    dZ = dO @ W2.T * (1 - A ** 2)
    dW1 = X.T @ dZ
"""
STEP = "    W1 -= 0.1 * dW1\n    W2 -= 0.1 * dW2\n"
MOMENTUM = """\
    v1 *= 0.9
    v1 -= 0.1 * dW1
    W1 += v1
    v2 *= 0.9  # wrong
    v2 -= 0.1 * dW2  # wrong
    W2 += v2  # wrong
"""
SOFTMAX = """\
import numpy as np
rng = np.random.default_rng(3)
X, y = rng.normal(size=(12, 3)), rng.integers(0, 3, 12)
W = rng.normal(size=(3, 3))
for step in range(9):
    E = np.exp(X @ W)
    P = E / E.sum(axis=1, keepdims=True)
    loss = -np.log(P[np.arange(12), y]).mean()
    d = P.copy()
    d[np.arange(12), y] -= 1
    d /= 12
    dW = X.T @ d
    W -= 0.1 * dW
"""
WRONG = {
    "an alias of weights that are updated in place, with zeros for the first sample": """\
import numpy as np
rng = np.random.default_rng(2)
X, t = np.array([[0., 0.], [0., 1.], [1., 0.], [1., 1.]]), np.array([0., 1., 1., 0.])
W1, W2 = rng.normal(size=(3, 2)), rng.normal(size=(1, 3))
b1 = rng.normal(size=(3, 1))
for step in range(9):
    for i in range(4):
        x = X[i].reshape(2, 1)
        a = np.tanh(W1 @ x + b1)
        o = W2 @ a
        kept = W2
        do = o - t[i]
        W2 -= 0.3 * do @ a.T
        dz = (kept.T @ do) * (1 - a * a)  # wrong
        W1 -= 0.3 * dz @ x.T
        b1 -= 0.3 * dz
""",
    "a layer that gives the gradient back as it came": """\
import numpy as np
class Dense:
    def __init__(self, rng):
        self.W = rng.normal(size=(3, 3))
    def forward(self, x):
        self.x = x
        return x @ self.W
    def backward(self, g):
        self.dW = self.x.T @ g
        return g @ self.W.T
class Tanh:
    def forward(self, x):
        self.out = np.tanh(x)
        return self.out
    def backward(self, g):
        return g  # wrong
rng = np.random.default_rng(3)
X, T = rng.normal(size=(9, 3)), rng.normal(size=(9, 3))
layers = [Dense(rng), Tanh(), Dense(rng)]
for step in range(9):
    out = X
    for layer in layers:
        out = layer.forward(out)
    loss = 0.5 * np.sum((out - T) ** 2)
    g = out - T
    for layer in reversed(layers):
        g = layer.backward(g)
    for layer in (layers[0], layers[2]):
        layer.W -= 0.1 * layer.dW
""",
    "one line that is wrong in every layer, though all layers have one width": """\
import numpy as np
rng = np.random.default_rng(3)
X, T = rng.normal(size=(9, 3)), rng.normal(size=(9, 3))
W = [rng.normal(size=(3, 3)) for _ in range(3)]
for step in range(9):
    A = [X]
    for k in range(3):
        A.append(np.tanh(A[k] @ W[k]))
    loss = 0.5 * np.sum((A[3] - T) ** 2)
    g = A[3] - T
    dW = [None] * 3
    for k in (2, 1, 0):
        d = g * (1 - A[k] ** 2)  # wrong
        dW[k] = A[k].T @ d
        g = d @ W[k].T
    for k in range(3):
        W[k] = W[k] - 0.1 * dW[k]
""",
    "a loss that picks every sample with every label": SOFTMAX.replace(
        "P[np.arange(12), y]).mean()", "P[:, y]).sum() / 12  # wrong"
    ),
    "an array of integers": """\
import numpy as np
rng = np.random.default_rng(3)
X = rng.normal(size=(3, 9))
Y = (X[:1] > 0).astype(int)
W = 3 * rng.normal(size=(1, 3))
for step in range(9):
    A = 1 / (1 + np.exp(-(W @ X)))
    cost = -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    d = np.zeros_like(Y)
    d[:, :] = A - Y  # wrong
    dW = d @ X.T / 9
    W = W - 0.1 * dW
""",
    "an accumulator that is begun anew for each sample": """\
import numpy as np
rng = np.random.default_rng(3)
X, t, w = rng.normal(size=(5, 3)), rng.normal(size=5), rng.normal(size=3)
for step in range(9):
    loss = 0.0
    for i in range(5):
        dw = np.zeros(3)  # wrong
        o = X[i] @ w
        loss += (o - t[i]) ** 2 / 2
        e = o - t[i]
        dw += e * X[i]
    w -= 0.1 * dw
""",
    "two velocities in one array": HEAD + "v1 = v2 = np.zeros((3, 3))\n" + TWO + MOMENTUM,
    "a penalty that reaches the column of biases": """\
import numpy as np
rng = np.random.default_rng(3)
X = np.c_[np.ones(9), rng.normal(size=(9, 2))]
T, W = rng.normal(size=(9, 2)), rng.normal(size=(2, 3))
for step in range(9):
    O = X @ W.T
    J = np.sum((O - T) ** 2) / 18 + 0.2 * np.sum(W[:, 1:] ** 2)
    e = O - T
    dW = e.T @ X / 9
    dW = dW + 0.4 * W  # wrong
    W = W - 0.1 * dW
""",
    "one of two contributions, and a sign, among numbers": """\
import math
x, t1, t2 = 0.6, 0.2, 0.9
w, v1, v2 = 0.7, 0.4, -0.8
for step in range(9):
    h = math.tanh(w * x)
    o1, o2 = h * v1, h * v2
    E = 0.5 * (t1 - o1) ** 2 + 0.5 * (t2 - o2) ** 2
    d1 = -(t1 - o1)
    d2 = -(t2 - o2)
    dv1, dv2 = d1 * h, d2 * h
    dh = d1 * v1  # wrong
    dw = dh * (1 - h * h) * x
    w -= 0.1 * dw
    v1 -= 0.1 * dv1
    v2 -= 0.1 * dv2
""",
    "biases that are not averaged over the batch, by their update alone": """\
import numpy as np
rng = np.random.default_rng(3)
X, T = rng.normal(size=(5, 3, 1)), rng.normal(size=(5, 2, 1))
W, b = rng.normal(size=(2, 3)), rng.normal(size=(2, 1))
for step in range(9):
    sum_W, sum_b, cost = np.zeros(W.shape), np.zeros(b.shape), 0
    for x, t in zip(X, T):
        e = W @ x + b - t
        cost += np.sum(e ** 2) / 2 / 5
        sum_W += e @ x.T
        sum_b += e
    W = W - 0.1 / 5 * sum_W
    b = b - 0.1 * sum_b  # wrong
""",
    "a derivative that is kept from the first pass": HEAD
    + "slope = None\n"
    + TWO.replace(
        "    dZ = dO @ W2.T * (1 - A ** 2)\n",
        "    if slope is None:\n        slope = 1 - A ** 2\n    dZ = dO @ W2.T * slope  # wrong\n",
    )
    + STEP,
    "the slope of every layer, with the gradients of several samples summed": """\
import numpy as np
rs = np.random.RandomState(1)
weights = [rs.randn(4, 5), rs.randn(3, 4)]
biases = [rs.randn(4), rs.randn(3)]
images, wanted = rs.rand(6, 5), np.eye(3)[[0, 1, 2, 0, 1, 2]]
for step in range(9):
    dW = [np.zeros(w.shape) for w in weights]
    db = [np.zeros(b.shape) for b in biases]
    cost = 0
    for image, want in zip(images, wanted):
        acts = [image]
        for w, b in zip(weights, biases):
            acts.append(1 / (1 + np.exp(-(w @ acts[-1] + b))))
        cost += ((acts[-1] - want) ** 2).sum() / len(images)
        dC_da = 2 * (acts[-1] - want)
        for L in (1, 0):
            dC_dz = dC_da * acts[L + 1] * (1 + acts[L + 1])  # wrong
            dW[L] += np.outer(dC_dz, acts[L])
            db[L] += dC_dz
            dC_da = weights[L].T @ dC_dz
    for L in range(2):
        weights[L] -= 3.0 * dW[L] / len(images)
        biases[L] -= 3.0 * db[L] / len(images)
""",
}
RIGHT = {
    "integer labels, and no loss": SOFTMAX.replace(
        "    loss = -np.log(P[np.arange(12), y]).mean()\n", ""
    ),
    "a one put before each sample": """\
import numpy as np
rng = np.random.default_rng(3)
X, T, W = rng.normal(size=(5, 2)), rng.normal(size=(5, 2)), rng.normal(size=(2, 3))
V = rng.normal(size=(2, 3))
for step in range(9):
    dV, dW, loss = np.zeros((2, 3)), np.zeros((2, 3)), 0
    for x, t in zip(X, T):
        a = np.append(1, x)
        h = np.append(1, np.tanh(W @ a))
        o = V @ h
        loss += np.sum((o - t) ** 2) / 2
        do = o - t
        dV += np.outer(do, h)
        dW += np.outer((V.T @ do)[1:] * (1 - h[1:] ** 2), a)
    V = V - 0.1 * dV
    W = W - 0.1 * dW
""",
    "gradients that are clipped by their norm, or one by one": HEAD
    + TWO
    + "    size = np.sqrt(np.sum(dW1 ** 2) + np.sum(dW2 ** 2))\n"
    + "    grads = [g * (0.5 / size) for g in (dW1, dW2)]\n"
    + "    W1 = W1 - 0.1 * np.clip(grads[0], -0.1, 0.1)\n    W2 = W2 - 0.1 * grads[1]\n",
}


def marked(program):
    return {i for i, line in enumerate(program.splitlines(), 1) if line.endswith("# wrong")}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_in_itself_is_named_and_nothing_else(what):
    report = check_source(WRONG[what])
    found = {f["line"] for f in report.findings}
    assert found and found <= marked(WRONG[what]), str(report)


@pytest.mark.parametrize("what", RIGHT)
def test_what_is_right_is_left_alone(what):
    report = check_source(RIGHT[what])
    assert report.verdict == "right", str(report)


ELSEWHERE = {
    "a loss of validation data is not what the pass minimises": (
        HEAD.replace("W1, W2", "V, S = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))\nW1, W2")
        + TWO.replace("    loss = 0.5 * np.sum((O - T) ** 2)\n", "")
        + STEP
        + "    val_loss = np.mean((np.tanh(V @ W1) @ W2 - S) ** 2)\n"
    ),
    "a loss of another name, which another one reads": """\
import numpy as np
rng = np.random.RandomState(6)
X = rng.randn(60, 2)
y = rng.poisson(np.exp(0.5 * X[:, 0] - 0.3 * X[:, 1] + 0.2))
w, before = np.array([0.1, 0.2]), np.inf
for step in range(9):
    mu = np.exp(X @ w)
    deviance = np.average(mu - y * np.log(mu))
    if before - deviance < 1e-9:
        break
    before = deviance
    resid = mu - y
    dw = np.average(X * resid[:, None], axis=0)
    w = w - 0.1 * dw
""",
    "labels that are distributions keep their sums": """\
import numpy as np
rng = np.random.default_rng(9)
labels = rng.integers(0, 4, size=25)
X, W = rng.normal(size=(25, 3)), rng.normal(size=(3, 4))
Q = np.full((25, 4), 0.025)
Q[np.arange(25), labels] += 0.9
for step in range(9):
    e = np.exp(X @ W / 2.5)
    p = e / e.sum(axis=1, keepdims=True)
    dz = (p - Q) / (2.5 * len(X))
    dW = X.T @ dz
    W = W - 0.1 * dW
    if step % 5 == 0:
        print(f"{-(Q * np.log(p)).sum(axis=1).mean():.4f}")
""",
}


@pytest.mark.parametrize("program", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_the_loss_of_a_right_program_is_found(program):
    report = check_source(program)
    assert (report.verdict, report.findings) == ("right", [])


FEWEST = {
    "a factor that comes in above two penalties": (
        HEAD
        + TWO.replace(
            "0.5 * np.sum((O - T) ** 2)",
            "0.5 * np.sum((O - T) ** 2) + np.sum(W1 ** 2) + np.sum(W2 ** 2)",
        )
        .replace("dO = O - T", "dO = 3 * (O - T)  # wrong")
        .replace("A.T @ dO", "A.T @ dO + 2 * W2")
        .replace("X.T @ dZ", "X.T @ dZ + 2 * W1")
        + STEP
    ),
    "one share of a value that is used twice stands for the whole": """\
import numpy as np
rng = np.random.default_rng(3)
X, T, S = (rng.normal(size=(9, 3)) for _ in range(3))
W, b = rng.normal(size=(3, 3)), np.zeros((1, 3))
U, V = rng.normal(size=(3, 3)), rng.normal(size=(3, 3))
for step in range(9):
    z = X @ W + b
    h = np.tanh(z)
    p, q = h @ U, h @ V
    loss = np.sum((p - T) ** 2) + np.sum((q - S) ** 2)
    dp = 2 * (p - T)
    dq = 2 * (q - S)
    dU = h.T @ dp
    dV = h.T @ dq
    dz1 = dp @ U.T * (1 - h ** 2)
    dz2 = dq @ V.T * (1 - h ** 2)
    dW = X.T @ (dz1 + dz2)
    db = dz1.sum(axis=0, keepdims=True)  # wrong
    W -= 0.01 * dW
    b -= 0.01 * db
    U -= 0.01 * dU
    V -= 0.01 * dV
""",
}


@pytest.mark.parametrize("program", FEWEST.values(), ids=FEWEST.keys())
def test_the_fewest_lines_that_a_repair_needs_are_accused(program):
    marked = [i for i, line in enumerate(program.splitlines(), 1) if line.endswith("# wrong")]
    assert [f["line"] for f in check_source(program).findings] == marked
