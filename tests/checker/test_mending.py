"""A second look: the right lines are put in, and the mended program is judged again."""

import dataclasses

import pytest

from tinygrad_bc.checker import check_source
from tinygrad_bc.checker.mending import MENDED, _with_lines, looked_at_again

PROGRAM = """
import numpy as np
rng = np.random.default_rng(4)
m = 9
X = rng.normal(size=(m, 3))
Y = (rng.uniform(size=(m, 1)) < 0.5) * 1.0
W1, b1 = rng.normal(size=(3, 4)), rng.normal(size=(1, 4))
W2, b2 = rng.normal(size=(4, 1)), rng.normal(size=(1, 1))
for step in range(50):
    Z1 = X @ W1 + b1
    A1 = np.where(Z1 > 0, Z1, 0.1 * Z1)
    A2 = 1 / (1 + np.exp(-(A1 @ W2 + b2)))
    J = -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) + 0.15 * np.sum(W1 ** 2)
    dZ2 = A2 - Y
    dW2 = A1.T @ dZ2 / m
    db2 = np.sum(dZ2, axis=0, keepdims=True) / m
    dZ1 = (dZ2 @ W2.T) * np.where(Z1 > 0, 1, 0.1)
    dW1 = X.T @ dZ1 / m + 0.3 * W1
    db1 = np.sum(dZ1, axis=0, keepdims=True) / m
    W1 -= 0.1 * dW1; b1 -= 0.1 * db1
    W2 -= 0.1 * dW2; b2 -= 0.1 * db2
"""
SLIPS = [  # mistakes that one look does not tell apart: one hides, or doubles, another
    [("dZ1 = (dZ2", "dZ1 = -(dZ2"), ("dW1 = X.T @ dZ1 / m + 0.3 * W1", "dW1 = -X.T @ dZ1 / m")],
    [("dZ1 = (dZ2", "dZ1 = -(dZ2"), ("np.sum(dZ1, axis=0, keepdims=True)", "np.sum(dZ1)"),
     ("X.T @ dZ1 / m", "X.T @ dZ1")],
    [(" * np.where(Z1 > 0, 1, 0.1)", ""),
     ("dW1 = X.T @ dZ1 / m + 0.3 * W1", "dW1 = -X.T @ dZ1 / m"),
     ("np.sum(dZ1, axis=0, keepdims=True)", "np.sum(dZ1)")],
    [("dZ2 = A2 - Y", "dZ2 = (A2 - Y) * A2 * (1 - A2)"), ("X.T @ dZ1 / m", "X.T @ dZ1")],
    [("X.T @ dZ1 / m", "X.T @ dZ1"), ("db1 = np.sum(dZ1, axis=0, keepdims=True) / m",
                                      "db1 = np.sum(dZ1, axis=0, keepdims=True)")],
]  # fmt: skip


def planted(slips):
    text = PROGRAM.replace(" + 0.3 * W1", "").replace(" + 0.15 * np.sum(W1 ** 2)", "") if (
        any("0.3" in right for right, _ in slips)) else PROGRAM  # fmt: skip
    lines = set()
    for right, wrong in slips:
        right = right if right in text else right.replace(" + 0.3 * W1", "")
        at = text[: text.index(right)].count("\n") + 1
        text, lines = text.replace(right, wrong), lines | {at}
    return text, sorted(lines)


@pytest.mark.parametrize("slips", SLIPS)
def test_mistakes_that_hide_each_other_are_all_named(slips):
    source, lines = planted(slips)
    report = check_source(source)
    assert [f["line"] for f in report.findings] == lines, report
    assert MENDED in report.assumptions
    told = [i["line"] for i in (*report.inherited, *report.confirmed)]
    assert not set(told) & set(lines)
    assert check_source(_with_lines(source, report.findings)).verdict == "right"


def test_what_is_not_mended_stays_as_it_was_told():
    source, _ = planted(SLIPS[0])
    report = check_source(source)
    for others in ("wrong", "undecided"):
        never = dataclasses.replace(report, verdict=others)
        assert looked_at_again(report, lambda text, r=never: r) == report
    unknown = [{**report.findings[0], "expected": ""}, *report.findings[1:]]
    lone = dataclasses.replace(report, findings=unknown[:1])
    assert looked_at_again(lone, lambda text: pytest.fail("nothing was put in")) == lone


def test_lines_keep_their_numbers():
    source = "a = 1; b = (2 +\n     3)  # two\nc = 4\n"
    finding = {"line": 1, "written": "b = 2 + 3", "expected": "b = 6", "cause_lines": []}
    assert _with_lines(source, [finding]) == "a = 1; b = 6  # two\n\nc = 4\n"
    other = {"line": 3, "written": "c = 4", "expected": "d = 4", "cause_lines": []}
    assert _with_lines(source, [other]) == source.replace("c = 4", "d = 4")
    assert _with_lines(source, [{**other, "expected": "c = = 4"}]) is None
    assert _with_lines(source, [{**other, "line": 9}]) is None


def test_what_takes_long_is_looked_at_once(monkeypatch):
    monkeypatch.setattr("tinygrad_bc.checker.PATIENCE", 0.0)
    source, _ = planted(SLIPS[0])
    report = check_source(source)
    assert report.verdict == "wrong" and MENDED not in report.assumptions
