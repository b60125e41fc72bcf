"""The checker: planted mistakes are named at their line, right programs are left alone."""

import json
import os
from pathlib import Path

import pytest

from tinygrad_bc.checker import check_source

SCRIPT = """\
import numpy as np
rng = np.random.default_rng(4)
X = rng.normal(size=(3, 7))
Y = (X[:1] > 0) * 1.0
m = X.shape[1]
W1, b1 = rng.normal(size=(4, 3)), np.zeros((4, 1))
W2, b2 = rng.normal(size=(1, 4)), np.zeros((1, 1))
for step in range(50):
    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = 1 / (1 + np.exp(-Z2))
    cost = -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m
    db2 = dZ2.sum(axis=1, keepdims=True) / m
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * (1 - A1 ** 2)
    dW1 = dZ1 @ X.T / m
    db1 = dZ1.sum(axis=1, keepdims=True) / m
    W1 -= 0.1 * dW1; b1 -= 0.1 * db1
    W2 -= 0.1 * dW2; b2 -= 0.1 * db2
"""
CLASS = """\
import numpy as np
class Net:
    def __init__(self):
        np.random.seed(1)
        self.__W1 = np.random.randn(3, 5)
        self.__W2 = np.random.randn(5, 2)
    def forward(self, X):
        self.H = np.maximum(0, X @ self.__W1)
        self.O = self.H @ self.__W2
        return self.O
    def backward(self, X, T, rate):
        delta = self.O - T
        hidden = delta @ self.__W2.T
        hidden[self.H <= 0] = 0
        self.__W2 -= rate * self.H.T @ delta
        self.__W1 -= rate * X.T @ hidden
X = np.random.RandomState(0).normal(size=(6, 3))
T = np.random.RandomState(1).normal(size=(6, 2))
net = Net()
for epoch in range(100):
    net.forward(X)
    net.backward(X, T, 0.1)
"""
PLANTED = [  # program, line, what stands there instead, mistake
    (SCRIPT, 14, "    dZ2 = Y - A2", None),
    (SCRIPT, 14, "    dZ2 = (A2 - Y) * A2 * (1 - A2)", None),
    (SCRIPT, 15, "    dW2 = dZ2 @ A1.T", "one-over-m"),
    (SCRIPT, 15, "    dW2 = 2 * dZ2 @ A1.T / m", "stray-constant-factor"),
    (SCRIPT, 15, "    dW2 = dZ2 @ A2.T / m", "dot-vs-elementwise"),
    (SCRIPT, 16, "    db2 = dZ2.sum(axis=1, keepdims=True) / m ** 2", "one-over-m"),
    (SCRIPT, 17, "    dA1 = dW2.T @ dZ2", None),
    (SCRIPT, 18, "    dZ1 = dA1 * (1 - Z1 ** 2)", "wrong-rule"),
    (SCRIPT, 18, "    dZ1 = dA1 * A1 * (1 - A1)", "wrong-rule"),
    (SCRIPT, 20, "    db1 = dZ1.sum() / m", "bias-summed-over-units"),
    (CLASS, 13, "        hidden = delta @ self.__W2.T * 2", "stray-constant-factor"),
    (CLASS, 14, "        hidden[self.H < 0] = 0", "missing-derivative"),
]


def planted(program, line, instead):
    lines = program.splitlines()
    lines[line - 1] = instead
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("program", [SCRIPT, CLASS], ids=["script", "class"])
@pytest.mark.parametrize("seed", range(3))
def test_a_right_program_is_confirmed_and_never_accused(program, seed):
    report = check_source(program, seed=seed)
    assert report.verdict == "right", str(report)
    assert report.findings == [] and len(report.confirmed) >= 2


@pytest.mark.parametrize(("program", "line", "instead", "mistake"), PLANTED[1:])
def test_a_planted_mistake_is_named_at_its_line_alone(program, line, instead, mistake):
    report = check_source(planted(program, line, instead))
    assert [f["line"] for f in report.findings] == [line], str(report)
    if mistake:
        assert report.findings[0]["mistake"] == mistake


def test_a_second_mistake_below_the_first_is_found_too():
    program = planted(SCRIPT, 14, "    dZ2 = (A2 - Y) * A2 * (1 - A2)")
    report = check_source(planted(program, 18, "    dZ1 = dA1 * (1 - Z1 ** 2)"))
    assert [f["line"] for f in report.findings] == [14, 18]


def test_weights_that_are_updated_too_early_are_named_with_the_line_that_does_it():
    lines = CLASS.splitlines()
    lines.insert(12, lines.pop(14))
    finding = check_source("\n".join(lines)).findings[0]
    assert (finding["line"], finding["mistake"]) == (14, "updated-weights")
    assert finding["cause_lines"] == [13]


def test_what_inherits_is_told_apart():
    report = check_source(planted(SCRIPT, 18, "    dZ1 = dA1 * (1 - Z1 ** 2)"))
    assert {(i["quantity"], i["from_line"]) for i in report.inherited} >= {("dW1", 18), ("db1", 18)}
    assert {c["quantity"] for c in report.confirmed} >= {"dZ2", "dW2", "dA1"}
    assert "line 18 ✗  dZ1 = dA1 * (1 - Z1 ** 2)" in str(report)


@pytest.mark.parametrize(
    ("program", "reason"),
    [("def f(:\n", "not Python"), ("x = 1\n", "neither a training loop"), ("1 / 0\n", "neither"),
     ("for i in range(3):\n    w = w * 2.0 + w\n    a = w * 1.0\n    b = a * 2\n    w = b\n",
      "NameError")],
)  # fmt: skip
def test_what_cannot_be_judged_is_undecided_with_the_reason(program, reason):
    report = check_source(program)
    assert report.verdict == "undecided" and reason in " ".join(report.assumptions)


def test_the_report_is_plain_data():
    data = json.loads(json.dumps(check_source(planted(*PLANTED[2][:3])).json()))
    assert set(data) == {"file", "verdict", "assumptions", "first_wrong_line", "findings",
                         "inherited", "confirmed"}  # fmt: skip
    assert set(data["findings"][0]) == {
        "line", "quantity", "of", "severity", "mistake", "explanation", "written", "expected",
        "factor", "cause_lines",
    }  # fmt: skip
    assert data["findings"][0]["factor"] == pytest.approx(7)


CORPUS = Path(
    os.environ.get("TINYGRAD_BC_BACKPROPS", Path(__file__).parents[3] / "shared/backprops")
)


@pytest.mark.skipif(not (CORPUS / "index.json").exists(), reason="the collection is not here")
@pytest.mark.slow
def test_the_collection_of_learners_programs():
    import runpy

    bench = runpy.run_path(str(Path(__file__).parents[1] / "benchmarks/checker_corpus.py"))
    first = groups = outside = 0
    for entry, got, seconds in bench["scores"](CORPUS):
        assert seconds < 5, entry["file"]
        if entry["kind"] == "correct":
            assert got["verdict"] == "right" and not got["found"], entry["file"]
        else:
            first, groups = first + got["first"], groups + got["groups"]
            outside += bool(got["outside"])
    assert first >= 32 and groups >= 31 and outside <= 1
