"""``tg.check``: functions of a session, on copies of its variables."""

from pathlib import Path

import numpy as np
import pytest

import tinygrad_bc as tg

rng = np.random.default_rng(0)
X = rng.normal(size=(2, 6))
Y = np.array([[0.0, 1, 1, 0, 1, 1]])
parameters = {"W1": rng.normal(size=(3, 2)), "W2": rng.normal(size=(1, 3))}


def forward(X, parameters):
    A1 = np.tanh(parameters["W1"] @ X)
    A2 = 1 / (1 + np.exp(-(parameters["W2"] @ A1)))
    return A2, A1


def cost(A2, Y):
    return -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))


def backward(parameters, A1, A2, X, Y):
    m = X.shape[1]
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m
    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A1**2)
    dW1 = dZ1 @ X.T / m
    return {"dW1": dW1, "dW2": dW2}


def wrong_backward(parameters, A1, A2, X, Y):
    m = X.shape[1]
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m
    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A1)
    dW1 = dZ1 @ X.T / m
    return {"dW1": dW1, "dW2": dW2}


CALL = (
    "A2, A1 = forward(X, parameters); learner_loss = cost(A2, Y); "
    "learner_gradients = {}(parameters, A1, A2, X, Y)"
)


def test_right_functions_are_confirmed_and_nothing_of_the_callers_changes():
    before = {name: W.copy() for name, W in parameters.items()}
    report = tg.check(forward, cost, backward, call=CALL.format("backward"))
    assert report.verdict == "right", str(report)
    assert all(np.array_equal(before[name], parameters[name]) for name in before)


def test_calls_are_found_by_the_names_of_functions_and_variables():
    assert tg.check(forward, cost, backward).verdict == "right"


def test_an_element_is_called_as_the_program_reads_it():
    report = tg.check(forward, cost, backward)
    assert {c["of"] for c in report.confirmed} >= {"parameters['W1']", "parameters['W2']"}
    wrong = tg.check(forward, cost, wrong_backward, call=CALL.format("wrong_backward"))
    assert wrong.findings[0]["expected"] == 'dZ1 = (parameters["W2"].T @ dZ2) * (1 - A1 ** 2)'
    assert "<code>dZ1 = (parameters" in wrong._repr_html_()


@pytest.mark.parametrize(
    "wrong", [{"call": 3}, {"loss": None}, {"seed": -1}, {"seed": "1"}], ids=str
)
def test_options_of_the_wrong_kind_are_refused(wrong):
    with pytest.raises((TypeError, ValueError), match=next(iter(wrong))):
        tg.check(forward, cost, backward, **wrong)


def test_a_wrong_line_is_named_where_it_stands_in_the_file():
    report = tg.check(forward, cost, wrong_backward, call=CALL.format("wrong_backward"))
    (finding,) = report.findings
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    assert "(1 - A1)" in lines[finding["line"] - 1]
    assert finding["mistake"] == "derivative-formula"
    assert report.file == "test_notebook.py"
    assert "test_notebook.py: wrong" in str(report) and "<table>" in report._repr_html_()


@pytest.mark.parametrize("wrong", [(), (3,), (np.tanh,)])
def test_what_is_no_function_with_a_text_is_refused(wrong):
    with pytest.raises(TypeError, match=r"check\(\) takes"):
        tg.check(*wrong)
