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
    (SCRIPT, 14, "    dZ2 = Y - A2", "sign"),
    (SCRIPT, 14, "    dZ2 = (A2 - Y) * A2 * (1 - A2)", "extra-output-derivative"),
    (SCRIPT, 15, "    dW2 = dZ2 @ A1.T", "one-over-m"),
    (SCRIPT, 15, "    dW2 = 2 * dZ2 @ A1.T / m", "stray-constant-factor"),
    (SCRIPT, 15, "    dW2 = dZ2 @ A2.T / m", "wrong-input-in-dW"),
    (SCRIPT, 16, "    db2 = dZ2.sum(axis=1, keepdims=True) / m ** 2", "one-over-m"),
    (SCRIPT, 17, "    dA1 = dW2.T @ dZ2", "wrong-matrix-in-backprop"),
    (SCRIPT, 18, "    dZ1 = dA1 * (1 - Z1 ** 2)", "derivative-fed-z-not-a"),
    (SCRIPT, 18, "    dZ1 = dA1 * A1 * (1 - A1)", "wrong-activation-derivative"),
    (SCRIPT, 18, "    dZ1 = dA1", "missing-hidden-derivative"),
    (SCRIPT, 18, "    dZ1 = dA1 * (1 - A1 ** 2) ** 2", "derivative-twice"),
    (SCRIPT, 18, "    dZ1 = dA1 * (1 + A1 ** 2)", "derivative-formula"),
    (SCRIPT, 18, "    dZ1 = dA1 * (1 - np.tanh(A1) ** 2)", "derivative-fed-a-not-z"),
    (SCRIPT, 18, "    dZ1 = dA1 * (Z1 > 0)", "wrong-activation-derivative"),
    (SCRIPT, 18, "    dZ1 = dA1 @ (1 - A1.T @ A1)", "dot-vs-elementwise"),
    (SCRIPT, 19, "    dW1 = dZ1 @ X.T / m + 0.3 * W1", "l2-term"),
    (SCRIPT, 19, "    dW1 = dZ1 @ X.T / 5", "wrong-normaliser"),
    (SCRIPT, 20, "    db1 = dZ1 / m", "bias-not-summed"),
    (SCRIPT, 20, "    db1 = dZ1.sum() / m", "bias-summed-over-units"),
    (CLASS, 13, "        hidden = delta @ self.__W2.T * 2", "stray-constant-factor"),
    (CLASS, 14, "        hidden[self.H < 0] = 0", "relu-derivative"),
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


@pytest.mark.parametrize(("program", "line", "instead", "mistake"), PLANTED)
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
    assert (finding["line"], finding["mistake"]) == (14, "updated-weights-in-backprop")
    assert finding["cause_lines"] == [13]


def test_what_inherits_is_told_apart():
    report = check_source(planted(SCRIPT, 18, "    dZ1 = dA1 * (1 - Z1 ** 2)"))
    assert {(i["quantity"], i["from_line"]) for i in report.inherited} >= {("dW1", 18), ("db1", 18)}
    assert {c["quantity"] for c in report.confirmed} >= {"dZ2", "dW2", "dA1"}
    text = str(report)
    assert "line 18 ✗  dZ1 = dA1 * (1 - Z1 ** 2)" in text
    assert "right: dZ1 = dA1 * (1 - A1 ** 2)" in text
    assert "dZ2 is m·dJ/dZ2: the course's convention; correct" in text
    assert text.index("✗") < text.index("~") < text.index("✓")
    page = report._repr_html_()
    assert page.count("<tr>") == 1 + len(report.inherited) + len(report.confirmed)


LOSSES = [  # what stands for dA2 = -(Y / A2 - (1 - Y) / (1 - A2))
    "-(Y / A2 + (1 - Y) / (1 - A2))",
    "-(Y / A2 + (1 - Y / 1 - A2))",
    "-(Y / A2 - (1 - Y / 1 - A2))",
    "-(Y / A2)",
    "(1 - Y) / (1 - A2)",
]


@pytest.mark.parametrize("wrong", LOSSES)
def test_the_derivative_of_the_log_loss(wrong):
    program = SCRIPT.replace(
        "    dZ2 = A2 - Y\n", f"    dA2 = {wrong}\n    dZ2 = dA2 * A2 * (1 - A2)\n"
    )
    (finding,) = check_source(program).findings
    assert (finding["line"], finding["mistake"]) == (14, "bce-derivative")
    assert finding["expected"] == "dA2 = -(Y / A2 - (1 - Y) / (1 - A2))"


QUESTION = """\
import numpy as np
rng = np.random.default_rng(0)
X, m = rng.normal(size=(2, 40)), 40
Y = (X[:1] * X[1:] > 0) * 1.0
sizes = [2, 5, 4, 3, 1]
W = {l: rng.normal(size=(sizes[l], sizes[l - 1])) for l in range(1, 5)}
b = {l: np.zeros((sizes[l], 1)) for l in range(1, 5)}
for i in range(1000):
    A, Z = {0: X}, {}
    for l in range(1, 5):
        Z[l] = W[l].dot(A[l - 1]) + b[l]
        A[l] = np.tanh(Z[l]) if l < 4 else 1 / (1 + np.exp(-Z[l]))
    A4 = A[4]
    cost = -np.sum(Y * np.log(A4) + (1 - Y) * np.log(1 - A4)) / m
    dA4 = -(Y / A4 + (1 - Y / 1 - A4))
    dZ4 = dA4 * (1 - np.tanh(Z[4]) ** 2)
    dW4 = dZ4.dot(A[3].T) / m
    db4 = np.sum(dZ4, axis=1, keepdims=True) / m
    dA3 = W[4].T.dot(dZ4)
    dZ3 = dA3 * (1 - np.tanh(Z[3]) ** 2)
    dW3 = dZ3.dot(A[2].T) / m
    db3 = np.sum(dZ3, axis=1, keepdims=True) / m
    W[4] -= 0.1 * dW4; b[4] -= 0.1 * db4
    W[3] -= 0.1 * dW3; b[3] -= 0.1 * db3
"""


def test_the_program_of_the_question_that_this_began_with():
    """tanh' at the sigmoid of the output, and the derivative of the log loss without brackets."""
    report = check_source(QUESTION)
    found = {f["line"]: f["mistake"] for f in report.findings}
    assert found == {15: "bce-derivative", 16: "wrong-activation-derivative"}


CORRECT_LINES = [(SCRIPT, p[1], p[2]) for p in PLANTED if p[0] is SCRIPT and 15 <= p[1] <= 19]


@pytest.mark.parametrize(("program", "line", "instead"), CORRECT_LINES)
def test_the_right_line_that_is_offered_makes_it_right(program, line, instead):
    wrong = planted(program, line, instead)
    (finding,) = check_source(wrong).findings
    if finding["expected"]:
        assert check_source(planted(wrong, line, "    " + finding["expected"])).verdict == "right"


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


def test_the_report_in_the_docs_is_what_comes_out(capsys):
    text = (Path(__file__).parents[2] / "docs/checker.md").read_text(encoding="utf-8")
    code, shown = text.split("```python\n")[1].split("```\n\n```text\n")
    exec(code, {})
    assert capsys.readouterr().out == shown.split("```")[0]


CORPUS = Path(
    os.environ.get("TINYGRAD_BC_BACKPROPS", Path(__file__).parents[3] / "shared/backprops")
)


@pytest.mark.skipif(
    not (CORPUS / "index.json").exists(), reason="optional: the collection is not here"
)
@pytest.mark.slow
def test_the_collection_of_learners_programs():
    import runpy

    bench = runpy.run_path(str(Path(__file__).parents[1] / "benchmarks/checker_corpus.py"))
    first = groups = outside = named = 0
    for entry, got, _ in bench["scores"](CORPUS):
        if entry["kind"] == "correct":
            assert got["verdict"] == "right" and not got["found"], entry["file"]
        else:
            first, groups = first + got["first"], groups + got["groups"]
            outside, named = outside + bool(got["outside"]), named + got["named"]
    assert outside == 0 and first >= 32 and groups >= 31 and named >= 29
