"""The equation of a finding by the table of rules, in the names of the program."""

import pytest

from tests.checker.test_right_line import PROGRAM
from tinygrad_bc.checker import check_source

LINES = [  # a right line, a wrong one, the equation
    ("dZ1 = (W2.T @ dZ2) * slope(A1)", "dZ1 = W2.T @ dZ2 * A1",
     "dA1 = W2.T @ dZ2; dZ1 = dA1 * (1 - A1**2)"),
    ("dZ3 = A3 - Y", "dZ3 = (A3 - Y) * A3 * (1 - A3)", "dZ3 = (A3 - Y) / 9"),
    ("dW3 = dZ3 @ A2.T / m", "dW3 = dZ3 @ A1.T / m", "dW3 = dZ3 @ A2.T"),
    ("db1 = np.sum(dZ1, axis=1, keepdims=True) / m", "db1 = np.sum(dZ1) / m",
     "db1 = dZ1.sum(axis=1, keepdims=True)"),
    ("dZ2 = W3.T @ dZ3", "dZ2 = W3.T * 2 @ dZ3", "dA2 = W3.T @ dZ3"),
    ("dZ2[Z2 <= 0] = 0", "dZ2[Z2 > 0] = 0", "dZ2 = dA2 * (Z2 > 0)"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "equation"), LINES)
def test_the_rules_in_the_names_of_the_program(right, wrong, equation):
    source = PROGRAM.replace("-(W3 @ A2 + b3)", "-Z3").replace(
        "    A3 = ", "    Z3 = W3 @ A2 + b3\n    A3 = ")  # fmt: skip
    report = check_source(source.replace(right, wrong))
    found = [f["equation"] for f in report.findings]
    assert equation in found, report
    assert f"by the rules: {equation}" in str(report)
    (told,) = (f for f in report.json()["findings"] if f"(by the rules: {equation})"
               in f["explanation"])  # fmt: skip
    assert "equation" not in told


def test_names_of_lists_dictionaries_and_attributes():
    program = """
import numpy as np
rng = np.random.default_rng(0)
X, Y = rng.normal(size=(3, 9)), rng.normal(size=(1, 9))
W = [None, rng.normal(size=(4, 3)), rng.normal(size=(1, 4))]
class Net: pass
net, Z, p = Net(), [X, None, None], {}
for step in range(50):
    Z[1] = W[1] @ X
    p["H"] = np.tanh(Z[1])
    net.out = W[2] @ p["H"]
    loss = np.sum((net.out - Y) ** 2) / 18
    dout = (net.out - Y) / 9
    g2 = dout @ p["H"].T
    dH = W[2].T @ dout
    d1 = dH * (1 - Z[1] ** 2)
    g1 = d1 @ X.T
    W[1] = W[1] - 0.1 * g1
    W[2] = W[2] - 0.1 * g2
"""
    (finding,) = check_source(program).findings
    assert finding["equation"] == "dZ1 = dH * (1 - H**2)"


def test_no_equation_where_a_value_has_no_name_or_no_tensor():
    source = PROGRAM.replace("A1 = np.tanh(Z1)", "A1 = np.arctan(Z1)").replace(
        "1 - a ** 2", "1 - a ** 3")  # fmt: skip
    found = {f["written"]: f["equation"] for f in check_source(source).findings}
    assert found["dZ1 = W2.T @ dZ2 * slope(A1)"] == ""
