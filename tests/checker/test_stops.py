"""Programs that stop, calls that fail and losses that are not there: a sentence for each."""

import pytest

from tinygrad_bc.checker import check_source, choice

FUNCTIONS = """\
import numpy as np
X, Y = np.random.randn(2, 5), 2 + np.random.rand(1, 5)
W = np.ones((1, 2))
def forward(X, W):
    return np.tanh(W @ X)
def cost(A, Y):
    return np.mean((A - Y) ** 2)
def backward(X, Y, A):
    dZ = 2 * (A - Y) * (1 - A * A) / 5
    dW = dZ @ X.T
    return dW
"""
CALL = "A = forward(X, W); J = cost(A, Y); dW = backward(X, Y, A)"


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ("g = backwards(X)", "'backwards' is not defined; there are forward, cost, backward"),
        ("g = backward(X)", "the functions cannot be called so: backward() missing 2 required"),
        ("g = backward(", "the calls are not Python: '(' was never closed"),
        ("x = 1", "the calls compute nothing: call the functions of the pass"),
    ],
)
def test_calls_that_do_not_fit(call, reason):
    report = check_source(FUNCTIONS, call=call)
    assert report.verdict == "undecided" and reason in report.assumptions[-1]


@pytest.mark.parametrize("loss", ["J", "cost", "squared-error"])
def test_the_loss_by_its_name_by_its_function_or_by_its_kind(loss):
    report = check_source(FUNCTIONS, call=CALL, loss=loss)
    assert report.verdict == "right", str(report)
    assert ("loss: squared-error, as given" in report.assumptions) == (loss == "squared-error")


def test_a_loss_that_is_not_there():
    last = check_source(FUNCTIONS, call=CALL, loss="entropy").assumptions[-1]
    assert last == "no loss 'entropy' is computed here: there are J, squared-error, cross-entropy"
    last = check_source(FUNCTIONS, call=CALL, loss="cross-entropy").assumptions[-1]
    assert last.startswith("cross-entropy fits nothing that the program compares")


def test_a_program_that_ends_itself_has_its_functions_still():
    assert check_source(FUNCTIONS + "raise SystemExit\n", call=CALL).verdict == "right"
    report = check_source("raise SystemExit\n" + FUNCTIONS, call=CALL)
    assert report.assumptions[-1].startswith("line 1: the program ends itself")


def test_an_error_of_the_checker_says_that_it_is_one(monkeypatch):
    monkeypatch.setattr(choice, "_tried", lambda *_: 1 / 0)
    report = check_source(FUNCTIONS, call=CALL)
    assert report.assumptions[-1].startswith("the checker fails with ZeroDivisionError")
