"""The second witness: autograd agrees with differences, and a dispute accuses nobody."""

import numpy as np
import pytest

import tinygrad_bc as tg
from tinygrad_bc.checker import check_source, witness
from tinygrad_bc.checker.entry import Entry
from tinygrad_bc.checker.losses import named
from tinygrad_bc.checker.observe import observe
from tinygrad_bc.checker.quantities import Story
from tinygrad_bc.checker.truth import Differences
from tinygrad_bc.checker.witness import Comparison, Witnesses, gradients
from tinygrad_bc.operation import TABLE

HEAD = """\
import math
import numpy as np
rng = np.random.default_rng(4)
X = rng.normal(size=(3, 7))
Y = rng.normal(size=(4, 7))
W = rng.normal(size=(4, 3))
"""
PROGRAM = (
    HEAD
    + """\
for step in range(9):
    Z = W @ X
    A = np.tanh(Z)
    loss = np.sum((A - Y) ** 2)
    dA = 2 * (A - Y)
    dZ = dA * (1 - A ** 2)
    dW = dZ @ X.T
    W = W - 0.1 * dW
"""
)
WRONG = PROGRAM.replace("(1 - A ** 2)", "(1 - Z ** 2)")


def seen(forward):
    """What both witnesses say of a program that computes a loss from W."""
    program = HEAD + f"for step in range(9):\n{forward}\n    W = W * 0.9\n"
    trace = observe(program, Entry(loop=(HEAD.count("\n") + 1, 0)))
    story = Story(trace, named(trace, "loss")[0], seed=0)
    wanted = [v for v in story.targets if v != story.loss.node]
    return story, story.witnesses.compared(wanted)


@pytest.mark.parametrize("program", [PROGRAM, WRONG], ids=["right", "wrong"])
def test_the_report_says_how_many_gradients_both_witnesses_saw(program):
    with tg.no_grad():  # the session's own mode does not count
        report = check_source(program)
    assert "gradients of 3 of 3 quantities agree by autograd and by differences" in (
        report.assumptions
    )


@pytest.mark.parametrize("program", [PROGRAM, WRONG], ids=["right", "wrong"])
def test_an_error_in_a_rule_of_the_engine_accuses_nobody(program, monkeypatch):
    def rule(upstream, output, operands, attributes, i):
        return upstream * (1 + output**2)

    monkeypatch.setattr(TABLE["tanh"], "rules", (rule,))
    report = check_source(program)
    assert (report.verdict, report.findings, report.confirmed) == ("undecided", [], [])
    assert report.assumptions[-1].startswith("line 8: the gradient of Z is ")


def test_an_error_in_the_differences_accuses_nobody(monkeypatch):
    slope = Differences._slope

    def slanted(self, values, node, way, *args, **kwargs):
        found = slope(self, values, node, way, *args, **kwargs)
        by = 1 + 0.1 * np.sum(way * values[node])
        return lambda i: None if found(i) is None else found(i) * by

    monkeypatch.setattr(Differences, "_slope", slanted)
    with monkeypatch.context() as patched:  # autograd alone: it is what lines are judged by
        patched.setattr(Witnesses, "compared", lambda *_: Comparison())
        assert check_source(PROGRAM).verdict == "right"
    report = check_source(PROGRAM)
    assert (report.verdict, report.findings) == ("undecided", [])
    assert "by differences of the program" in report.assumptions[-1]


PRICES = """\
import numpy as np
rng = np.random.default_rng(0)
X = rng.uniform(50, 400, (30, 2))
X[:, 1] *= 100
y = 3000 * X[:, :1] + 2 * X[:, 1:] + 10000
W1, W2 = rng.normal(size=(2, 4)) * 0.01, rng.normal(size=(4, 1)) * 0.01
b1 = np.zeros(4)
for i in range(100):
    h = np.maximum(0, X @ W1 + b1)
    loss = np.mean((h @ W2 - y) ** 2)
    dout = 2 * (h @ W2 - y) / len(y)
    dW2 = h.T @ dout
    dz = dout @ W2.T * (h > 0)
    dW1 = X.T @ dz
    db1 = dz.sum(axis=0)
    W1 -= 1e-6 * dW1
    b1 -= 1e-6 * db1
    W2 -= 1e-6 * dW2
"""


def test_a_loss_so_large_that_its_differences_are_rounded_accuses_nobody(monkeypatch):
    assert check_source(PRICES).verdict == "right"
    monkeypatch.setattr(witness, "gradients", lambda *_: {})
    assert check_source(PRICES).verdict == "wrong"  # by differences alone


FORWARD = {  # all of it can be followed
    "element": "    Z = W @ X\n    Z[0, 1] = 2 * Z[1, 1]\n    loss = np.sum(Z * Z)",
    "mask": "    Z = W @ X\n    Z[Z < 0] = 0\n    loss = np.sum((Z - Y) ** 2)",
    "mask, scaled": "    Z = W @ X\n    Z[Z < 0] *= 0.1\n    loss = np.sum((Z - Y) ** 2)",
    "buffer": "    Z = np.zeros((4, 7))\n    for j in range(7):\n        Z[:, j] = W @ X[:, j]\n"
              "    loss = np.sum(Z ** 2)",
    "view": "    Z = W @ X\n    V = Z[1:3]\n    V *= 3.0\n    loss = np.sum(Z ** 2)",
    "out": "    Z = np.empty((4, 7))\n    np.dot(W, X, out=Z)\n    np.tanh(Z, out=Z)\n"
           "    loss = np.sum(Z ** 2)",
    "list": "    Z = np.array([[W[i, 0] * X[0, j] for j in range(2)] for i in range(2)])\n"
            "    loss = np.sum(Z ** 2)",
    "numbers": "    z = float(W[0, 0]) * 0.7\n    a = max(0.0, math.tanh(z) + 2.0)\n"
               "    loss = math.pow(a, 2) + math.log(a).real + abs(z)",
    "matrix": "    Z = np.asmatrix(W) * np.asmatrix(X)\n    loss = np.sum(np.square(Z))",
    "joined": "    Z = np.c_[np.ones((4, 1)), W @ X]\n    V = np.append(Z, Z, axis=1)\n"
              "    loss = np.sum(V ** 2)",
    "method": "    Z = (W @ X).copy()\n    loss = X.dot(Z.T).clip(-9, 9).mean().item()",
    "same": "    Z = W @ X\n    V = np.asarray(Z)\n    U = +Z\n"
            "    loss = np.sum(U * V) + np.sum(V)",
    "softmax": "    Z = W @ X\n    E = np.exp(Z - np.max(Z, axis=0, keepdims=True))\n"
               "    P = E / E.sum(axis=0)\n    loss = -np.mean(np.log(P[0]))",
    "split": "    Z = W @ X\n    a, b = np.split(Z, 2)\n    V = np.vstack((b, np.roll(a, 1)))\n"
             "    U = np.full((2, 2), Z[0, 0])\n    loss = np.sum(V ** 2) + np.sum(U)",
    "constant": "    M = (W > 0).astype(float)\n    Z = np.sign(W) * M * W\n"
                "    loss = np.sum(Z ** 2)",
}  # fmt: skip


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # of numpy.matrix
@pytest.mark.parametrize("name", FORWARD)
def test_both_witnesses_agree(name):
    story, told = seen(FORWARD[name])
    assert told.agreed and not told.disputed
    assert not told.alone, [story.nodes[v].site for v in told.alone]


STRICT = {
    "one path of two": "    Z = W @ X\n    A = np.arctan(Z) + Z\n    loss = np.sum(A * A)",
    "a kink": "    Z = W @ X\n    Q = Z - Z[:, :1]\n    A = np.abs(Q)\n"
              "    loss = np.sum(A * A + A)",
    "several largest": "    Z = W @ X\n    Q = np.r_[Z, Z]\n    A = np.max(Q, axis=0)\n"
                       "    loss = np.sum(A * A)",
}  # fmt: skip


@pytest.mark.parametrize("name", STRICT)
def test_never_a_part_of_a_gradient(name):
    story, told = seen(STRICT[name])
    names = {b.node: b.site.text for b in story.seen.bindings}
    assert "A" in {names.get(v) for v in told.agreed}
    assert "Z" in {names.get(v) for v in told.alone}
    assert not {names.get(v) for v in told.agreed} & {"Z", "Q"} and not told.disputed


def test_gradients_are_those_of_the_formula():
    story, _ = seen("    Z = W @ X\n    Z[Z < 0] = 0\n    loss = np.sum(Z ** 2)")
    (w,) = [v for v in story.targets if np.shape(story.nodes[v].value) == (4, 3)]
    (x,) = [v for v in story.targets if np.shape(story.nodes[v].value) == (3, 7)]
    for values in story.differences.sets:
        (found,) = gradients(story.differences, values, story.loss.node, [w]).values()
        z = np.maximum(values[w] @ values[x], 0)
        np.testing.assert_allclose(found, 2 * z @ values[x].T)
