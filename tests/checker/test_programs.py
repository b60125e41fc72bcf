"""Programs of many shapes: where the pass, the loss and the parameters are found."""

import runpy
from pathlib import Path

import pytest

from tinygrad_bc.checker import check_source

HEAD = """\
import numpy as np
rng = np.random.default_rng(4)
X = rng.normal(size=(3, 7))
Y = (X[:1] > 0) * 1.0
m = X.shape[1]
W1, b1 = rng.normal(size=(4, 3)), np.zeros((4, 1))
W2, b2 = rng.normal(size=(1, 4)), np.zeros((1, 1))
"""
FORWARD = """\
Z1 = W1 @ X + b1
A1 = np.tanh(Z1)
Z2 = W2 @ A1 + b2
A2 = 1 / (1 + np.exp(-Z2))
"""
BACKWARD = """\
dZ2 = (A2 - Y) / m
dW2 = dZ2 @ A1.T
db2 = dZ2.sum(axis=1, keepdims=True)
dZ1 = (W2.T @ dZ2) * (1 - A1 ** 2)
dW1 = dZ1 @ X.T
db1 = dZ1.sum(axis=1, keepdims=True)
"""
UPDATE = """\
W1 -= 0.1 * dW1
b1 -= 0.1 * db1
W2 -= 0.1 * dW2
b2 -= 0.1 * db2
"""
CE = "-np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))"
SLOPE, BAD = "(1 - A1 ** 2)", "(1 - Z1 ** 2)"


def indented(*parts, by=1):
    return "".join("    " * by + line + "\n" for part in parts for line in part.splitlines())


def loop(*parts):
    return HEAD + "for i in range(50):\n" + indented(*parts)


PROGRAMS = {
    "a loop inside a function that is called": HEAD
    + "def train(W1, b1, W2, b2):\n    for i in range(9):\n"
    + indented(FORWARD, f"J = {CE}", BACKWARD, UPDATE, by=2)
    + "train(W1, b1, W2, b2)\n",
    "a method fit, with a private forward": HEAD
    + "class Model:\n    def __forward(self, X):\n"
    + indented("global Z1, A1, Z2, A2", FORWARD, "return A2", by=2)
    + "    def fit(self, X, Y):\n        global W1, b1, W2, b2\n        for i in range(9):\n"
    + indented("out = self.__forward(X)", BACKWARD, UPDATE, by=3)
    + "Model().fit(X, Y)\n",
    "no loop at all": HEAD + FORWARD + BACKWARD + "print(dW1, db1, dW2, db2)\n",
    "the loss is printed after the loop": loop(FORWARD, BACKWARD, UPDATE) + f"print({CE})\n",
    "the loss is printed after the update": loop(FORWARD, BACKWARD, UPDATE, f"print({CE})"),
    "a loop over settings outside": HEAD.replace("W1, b1", "for lr in (0.1, 1.0):\n    W1, b1", 1)
    .replace("\nW2, b2", "\n    W2, b2")
    + "    for i in range(9):\n"
    + indented(FORWARD, f"J = {CE}", BACKWARD, UPDATE, by=2),
    "arguments of the command line": "import argparse\n"
    + loop(FORWARD, f"J = {CE}", BACKWARD, UPDATE)
    + "args = argparse.ArgumentParser().parse_args()\n",
    "a library that draws and is not here": "import seaborn.no_such_part as plt\n"
    + loop(FORWARD, f"J = {CE}", BACKWARD, UPDATE)
    + "plt.plot([1])\nplt.show()\n",
    "a mean absolute error is printed beside": loop(
        FORWARD, "print(np.mean(np.abs(A2 - Y)))", BACKWARD, UPDATE
    ),
    "a list of parameters is rebound": HEAD
    + "p = [W1, b1, W2, b2]\nfor i in range(9):\n"
    + indented("W1, b1, W2, b2 = p", FORWARD, BACKWARD)
    + "    p = [v - 0.1 * g for v, g in zip(p, (dW1, db1, dW2, db2))]\n",
    "weight decay that the loss does not name": loop(
        FORWARD, f"J = {CE}",
        BACKWARD.replace("@ A1.T", "@ A1.T + 0.2 * W2").replace("@ X.T", "@ X.T + 0.2 * W1"),
        UPDATE,
    ),
    "relu at exactly zero": loop(FORWARD, f"J = {CE}", BACKWARD, UPDATE)
    .replace("rng.normal(size=(3, 7))", "np.eye(3, 7)")
    .replace("np.tanh(Z1)", "np.maximum(0, Z1)")
    .replace(SLOPE, "(Z1 >= 0)"),
    "buffers that are written with out=": HEAD
    + "Z1, A1 = np.empty((4, 7)), np.empty((4, 7))\nfor i in range(9):\n"
    + indented("np.matmul(W1, X, out=Z1)", "np.tanh(Z1, out=A1)",
               *FORWARD.splitlines()[2:], f"J = {CE}", BACKWARD, "b1 -= 0", UPDATE),
    "the learning rate is inside the gradient": loop(
        FORWARD, f"J = {CE}", BACKWARD.replace(") / m", ") * 0.3 / m"), UPDATE.replace("0.1 * ", "")
    ),
    "a matrix class, where * is the product": HEAD
    + "X, Y, W1, W2 = map(np.asmatrix, (X, Y, W1, W2))\nfor i in range(9):\n"
    + indented(FORWARD.replace("@", "*"), "dZ2 = A2 - Y", "dW2 = dZ2 * A1.T",
               "dZ1 = np.multiply(W2.T * dZ2, 1 - np.square(A1))", "W1 = W1 - 0.1 * dZ1 * X.T",
               "W2 = W2 - 0.1 * dW2"),
}  # fmt: skip


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_right_program_is_found_right_however_it_is_written(name):
    report = check_source(PROGRAMS[name])
    assert report.verdict == "right" and not report.findings, str(report)


pytestmark = pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
WITH_SLOPE = [n for n, text in PROGRAMS.items() if text.count(SLOPE) == 1 and "decay" not in n]


@pytest.mark.parametrize("name", WITH_SLOPE)
def test_a_wrong_slope_is_named_however_the_program_is_written(name):
    wrong = PROGRAMS[name].replace(SLOPE, BAD)
    report = check_source(wrong)
    lines = [i for i, line in enumerate(wrong.splitlines(), 1) if BAD in line]
    assert [f["line"] for f in report.findings] == lines, str(report)
    assert report.findings[0]["mistake"] == "derivative-fed-z-not-a"


BASE = loop(FORWARD, f"J = {CE}", BACKWARD, UPDATE)
STRUCTURE = [  # what stands there instead, the line that is named, the mistake
    ("W2 -= 0.1 * dW2", "W2 =- 0.1 * dW2", "update-typo"),
    ("W1 -= 0.1 * dW1", "W1 += 0.1 * dW1", "sign"),
    ("dW1 = dZ1 @ X.T", "dW1 = -dZ1 @ X.T", "sign"),
    ("b2 -= 0.1 * db2", "b2 = b2 - 0.1 * dZ2", "bias-not-summed"),
]


@pytest.mark.parametrize(("right", "wrong", "mistake"), STRUCTURE)
def test_what_is_wrong_in_the_update(right, wrong, mistake):
    program = BASE.replace(right, wrong)
    report = check_source(program)
    lines = program.splitlines()
    near = [lines[f["line"] - 1].strip() for f in report.findings]
    assert [f["mistake"] for f in report.findings] == [mistake], str(report)
    assert near == [wrong]


EQUAL = """
import numpy as np
rng = np.random.default_rng(0)
X, Y = rng.normal(size=(3, 20)), rng.normal(size=(3, 20))
W1, W2 = rng.normal(size=(2, 3, 3))
b1, b2 = rng.normal(size=(2, 3, 1))
for i in range(9):
    A1 = np.tanh(W1 @ X + b1)
    Z2 = W2 @ A1 + b2
    J = np.sum((Z2 - Y) ** 2) / 20
    dZ2 = 2 * (Z2 - Y) / 20
    dW2, db2 = dZ2 @ A1.T, dZ2.sum(axis=1, keepdims=True)
    dZ1 = (W2.T @ dZ2) * (1 - A1 ** 2)
    dW1, db1 = dZ1 @ X.T, dZ1.sum(axis=1, keepdims=True)
    W1 = W1 - 0.1 * dW1
    b1 = b1 - 0.1 * db1
    W2 = W2 - 0.1 * dW2
    b2 = b2 - 0.1 * db2
"""


@pytest.mark.parametrize("wrong", ["b2 = b1 - 0.1 * db2", "W2 = W1 - 0.1 * dW2"])
def test_a_step_that_starts_from_another_parameter(wrong):
    name = wrong[:2]
    assert check_source(EQUAL).verdict == "right"
    report = check_source(EQUAL.replace(f"{name} = {name} - 0.1 * d{name}", wrong))
    (finding,) = report.findings
    assert (finding["written"], finding["mistake"]) == (wrong, "update-of-another"), str(report)


@pytest.mark.parametrize("follows", ["V = 0.9 * V + 0.1 * W2", "V = W2 - 0.1 * U", "V = W2 + W1"])
def test_what_follows_updated_parameters_is_no_step(follows):
    program = EQUAL.replace("for i", "V, U = W2.copy(), W1.copy()\nfor i") + f"    {follows}\n"
    assert check_source(program).verdict == "right"


PENALISED = """
import numpy as np
rng = np.random.default_rng(0)
X, Y = rng.normal(size=(3, 20)), rng.normal(size=(1, 20))
W1, W2, b2, lam = rng.normal(size=(4, 3)), rng.normal(size=(1, 4)), np.ones((1, 1)), 0.3
def forward(X):
    A1 = np.tanh(W1 @ X)
    return A1, W2 @ A1 + b2
def cost(Z2, Y):
    return np.sum((Z2 - Y) ** 2) / 40 + lam / 2 * (np.sum(W1 ** 2) + np.sum(W2 ** 2))
def backward(X, Y, A1, Z2):
    dZ2 = (Z2 - Y) / 20
    dW2 = dZ2 @ A1.T + lam * W2
    dZ1 = (W2.T @ dZ2) * (1 - A1 ** 2)
    dW1 = dZ1 @ X.T + lam * W1
    db2 = np.sum(dZ2, axis=1, keepdims=True)
    return dW1, dW2, db2
"""


def test_twice_the_penalty_of_one_layer_is_no_decay_that_the_loss_does_not_name():
    assert check_source(PENALISED).verdict == "right"
    report = check_source(PENALISED.replace("X.T + lam", "X.T + 2 * lam"))
    assert ["2 * lam" in f["written"] for f in report.findings] == [True], str(report)


def test_gradients_that_are_never_reset():
    program = HEAD + "gW2 = np.zeros((1, 4))\nfor i in range(9):\n"
    program += indented(FORWARD, f"J = {CE}", BACKWARD, "gW2 += dW2", UPDATE)
    program = program.replace("0.1 * dW2", "0.1 * gW2")
    (finding,) = check_source(program).findings
    assert finding["mistake"] == "accumulator-not-reset"
    assert "gW2 += dW2" in finding["written"]
    reset = program.replace("    gW2 += dW2", "    gW2[...] = 0\n    gW2 += dW2")
    assert check_source(reset).verdict == "right"


def test_sums_over_samples_that_are_never_reset():
    program = """\
import numpy as np
rng = np.random.default_rng(3)
X = rng.normal(size=(40, 3))
t, w, nabla = X @ [1.0, -2.0, 0.5], rng.normal(size=3), np.zeros(3)
for epoch in range(9):
    for x, y in zip(X, t):
        e = x @ w - y
        loss = 0.5 * e ** 2
        g = e * np.tanh(x) / np.tanh(x) * x
        nabla = nabla + g
    w = w - 0.1 * nabla / 40
"""
    (finding,) = check_source(program.replace("for epoch", "for turn", 1)).findings
    assert finding["mistake"] == "accumulator-not-reset"
    reset = program.replace("    for x, y", "    nabla = np.zeros(3)\n    for x, y")
    assert check_source(reset).verdict == "right"


HEADS = """
import numpy as np
rng = np.random.default_rng(3)
X, t = rng.normal(size=(12, 3)), rng.normal(size=(12, 1))
y = (rng.random((12, 1)) < 0.5) * 1.0
V, u, v = rng.normal(size=(3, 4)), rng.normal(size=(4, 1)), rng.normal(size=(4, 1))
for k in range(9):
    h = np.tanh(X @ V)
    r, p = h @ u, 1 / (1 + np.exp(-(h @ v)))
    loss_r = np.mean((r - t) ** 2)
    loss_p = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    total = loss_r + loss_p
    dr, dp = 2 * (r - t) / 12, (p - y) / 12
    du, dv = h.T @ dr, h.T @ dp
    dh = dp @ v.T + dr @ u.T
    dV = X.T @ (dh * (1 - h ** 2))
    V -= 0.1 * dV; u -= 0.1 * du; v -= 0.1 * dv
"""


def test_a_head_that_is_forgotten():
    assert check_source(HEADS).verdict == "right"
    report = check_source(HEADS.replace("dp @ v.T + dr @ u.T", "dp @ v.T"))
    assert [f["written"] for f in report.findings] == ["dh = dp @ v.T"], report


@pytest.mark.parametrize("step", ["b2 -= 0.1 * db1", "b2 = b2 - 0.1 * db1"])
def test_a_step_that_another_parameter_takes(step):
    wide = BASE.replace("X[:1] >", "X[[0, 1, 2, 0]] >").replace("(1, 4)", "(4, 4)")
    wide = wide.replace("np.zeros((1, 1))", "np.zeros((4, 1))").replace("Y) / m", "Y) / Y.size")
    assert check_source(wide).verdict == "right"
    report = check_source(wide.replace("b1 -= 0.1 * db1", step))
    (finding,) = report.findings
    assert (finding["written"], finding["mistake"]) == (step, "bias-not-updated"), str(report)
    assert finding["expected"] == step.replace("b2", "b1")


def test_a_softmax_over_the_samples():
    program = """\
import numpy as np
rng = np.random.default_rng(3)
X, Y = rng.normal(size=(9, 3)), np.eye(4)[rng.integers(0, 4, 9)]
W = rng.normal(size=(3, 4))
for k in range(9):
    E = np.exp(X @ W)
    P = E / E.sum(axis=0)
    loss = -np.sum(Y * np.log(P)) / 9
    dZ = (P - Y) / 9
    W = W - 0.1 * X.T @ dZ
"""
    (finding,) = check_source(program).findings
    assert (finding["quantity"], finding["mistake"]) == ("P", "softmax-axis")
    right = program.replace("axis=0)", "axis=1, keepdims=True)")
    assert check_source(right).verdict == "right"


def test_a_forward_value_that_a_mask_overwrites():
    program = BASE.replace("dZ2 = ", "mask = A1\n    mask[mask > 0] = 1\n    dZ2 = ", 1)
    (finding,) = check_source(program).findings
    assert finding["written"] == "mask[mask > 0] = 1"
    assert finding["mistake"] == "in-place-aliasing"
    assert check_source(program.replace("mask = A1", "mask = A1.copy()")).verdict == "right"


def test_a_gradient_that_is_changed_under_another_name():
    program = """\
import numpy as np
rng = np.random.default_rng(3)
X, T = rng.normal(size=(4, 9)), rng.normal(size=(4, 9))
W, g = rng.normal(size=(4, 4)), rng.normal(size=(4, 1))
for k in range(9):
    h = np.tanh(W @ X)
    out = g * h
    loss = 0.5 * np.sum((out - T) ** 2)
    d_out = out - T
    d_h = d_out
    d_h *= g
    d_h *= 1 - h ** 2
    dW = d_h @ X.T
    dg = (d_out * h).sum(axis=1, keepdims=True)
    W -= 0.1 * dW; g -= 0.1 * dg
"""
    (finding,) = check_source(program).findings
    assert (finding["written"], finding["mistake"]) == ("d_h *= g", "in-place-aliasing")
    assert check_source(program.replace("d_h = d_out", "d_h = d_out.copy()")).verdict == "right"


def test_a_wrong_loss_does_not_hide_a_bias_that_grows():
    program = BASE.replace("db1 = ", "db1 = dZ1 #", 1).replace("+ (1 - Y)", "- (1 - Y)", 1)
    report = check_source(program.replace("b1 -= 0.1", "b1 = b1 - 0.1"))
    assert {f["mistake"] for f in report.findings} == {"loss-formula", "bias-not-summed"}, report


def test_labels_of_another_shape_are_the_cause_of_what_follows():
    program = """\
import numpy as np
rng = np.random.default_rng(3)
X = rng.normal(size=(9, 3))
y = X @ [2.0, -1.0, 0.5]
w = np.zeros((3, 1))
for i in range(9):
    p = X @ w
    loss = np.mean((p[:, 0] - y) ** 2)
    error = p - y
    dw = 2 * (X.T @ error).mean(axis=1, keepdims=True)
    w -= 0.1 * dw
"""
    (finding,) = check_source(program).findings
    assert (finding["line"], finding["mistake"]) == (9, "label-shape")
    right = program.replace("p - y\n", "p - y[:, None]\n").replace("2 * (X", "2 / 9 * (X")
    assert check_source(right.replace(".mean(axis=1", ".sum(axis=1")).verdict == "right"


def test_a_loss_that_weighs_its_classes_is_meant_as_it_stands():
    program = BASE.replace("Y * np.log(A2)", "3 * Y * np.log(A2)")
    (finding,) = check_source(program).findings
    assert finding["written"] == "dZ2 = (A2 - Y) / m"


@pytest.mark.slow
def test_programs_made_at_random_are_judged_exactly():
    bench = Path(__file__).parents[1] / "benchmarks/checker_generated.py"
    measured = runpy.run_path(str(bench))["measured"]
    assert measured(40, 0, seed=11) == (40, 0)
    exact = [measured(20, planted, seed=11)[0] for planted in (1, 2, 3)]
    assert sum(exact) >= 0.95 * 60
