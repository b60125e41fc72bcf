"""The right line that a finding shows: it was run where the wrong one stands, and is right."""

import ast

import pytest

from tinygrad_bc.checker import check_source
from tinygrad_bc.checker.edits import edits, neighbours

PROGRAM = """
import numpy as np
rng = np.random.default_rng(0)
m = 9
X = rng.normal(size=(3, m))
Y = (rng.uniform(size=(1, m)) < 0.5) * 1.0
W1 = rng.normal(size=(4, 3)); b1 = rng.normal(size=(4, 1))
W2 = rng.normal(size=(4, 4)); b2 = rng.normal(size=(4, 1))
W3 = rng.normal(size=(1, 4)); b3 = rng.normal(size=(1, 1))

def slope(a):
    return 1 - a ** 2

for step in range(50):
    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = np.maximum(0, Z2)
    A3 = 1 / (1 + np.exp(-(W3 @ A2 + b3)))
    J = -np.mean(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) + 0.05 * np.sum(W2 ** 2)
    dZ3 = A3 - Y
    dW3 = dZ3 @ A2.T / m
    db3 = np.sum(dZ3, axis=1, keepdims=True) / m
    dZ2 = W3.T @ dZ3
    dZ2[Z2 <= 0] = 0
    dW2 = dZ2 @ A1.T / m + 0.1 * W2
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = (W2.T @ dZ2) * slope(A1)
    dW1 = dZ1 @ X.T / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    W1 -= 0.1 * dW1; b1 -= 0.1 * db1
    W2 -= 0.1 * dW2; b2 -= 0.1 * db2
    W3 -= 0.1 * dW3; b3 -= 0.1 * db3
"""

SLIPS = [
    ("dZ3 = A3 - Y", "dZ3 = (A3 - Y) * A3 * (1 - A3)"),
    ("dZ3 = A3 - Y", "dZ3 = A3 + Y"),
    ("dW3 = dZ3 @ A2.T / m", "dW3 = dZ3 @ A1.T / m"),
    ("dW3 = dZ3 @ A2.T / m", "dW3 = dZ3 @ A2.T / 3"),
    ("dZ2[Z2 <= 0] = 0", "dZ2[Z2 > 0] = 0"),
    ("dZ2[Z2 <= 0] = 0", "dZ2[Z1 <= 0] = 0"),
    ("dW2 = dZ2 @ A1.T / m + 0.1 * W2", "dW2 = dZ2 @ A2.T / m + 0.1 * W2"),
    ("db2 = np.sum(dZ2, axis=1, keepdims=True) / m", "db2 = np.sum(dZ2) / m"),
    ("dZ1 = (W2.T @ dZ2) * slope(A1)", "dZ1 = (W2 @ dZ2) * slope(A1)"),
    ("dZ1 = (W2.T @ dZ2) * slope(A1)", "dZ1 = (W2.T @ dZ2) * slope(Z1)"),
    ("dZ1 = (W2.T @ dZ2) * slope(A1)", "dZ1 = (W2.T @ dZ2)"),
    ("dZ1 = (W2.T @ dZ2) * slope(A1)", "dZ1 = -(W2.T @ dZ2) * slope(A1)"),
    ("dW1 = dZ1 @ X.T / m", "dW1 = dZ1 @ X.T"),
    ("dW1 = dZ1 @ X.T / m", "dW1 = dZ1 @ X.T / m + 0.1 * W1"),
]


def planted(right, wrong):
    assert PROGRAM.count(right) == 1
    return PROGRAM.replace(right, wrong)


def with_line(source, number, text):
    lines = source.splitlines()
    indent = len(lines[number - 1]) - len(lines[number - 1].lstrip())
    lines[number - 1] = " " * indent + text
    return "\n".join(lines)


def test_the_program_is_right():
    assert check_source(PROGRAM).verdict == "right"


@pytest.mark.parametrize(("right", "wrong"), SLIPS)
def test_the_line_that_is_shown_makes_the_program_right(right, wrong):
    source = planted(right, wrong)
    (finding,) = check_source(source).findings
    assert source.splitlines()[finding["line"] - 1].strip() == wrong
    assert finding["expected"]
    mended = check_source(with_line(source, finding["line"], finding["expected"]))
    assert mended.verdict == "right", finding["expected"]


@pytest.mark.parametrize(("right", "wrong"), [
    ("dW3 = dZ3 @ A2.T / m", "dW3 = dZ3 @ A1.T / m"),
    ("dZ2[Z2 <= 0] = 0", "dZ2[Z1 <= 0] = 0"),
    ("dZ1 = (W2.T @ dZ2) * slope(A1)", "dZ1 = (W2.T @ dZ2) * slope(Z1)"),
])  # fmt: skip
def test_it_is_the_learners_own_line_but_for_the_slip(right, wrong):
    (finding,) = check_source(planted(right, wrong)).findings
    assert finding["expected"] == right


def test_what_a_line_should_have_read_is_said():
    (finding,) = check_source(planted("dZ2[Z2 <= 0] = 0", "dZ2[Z1 <= 0] = 0")).findings
    assert "where Z1 stands, the chain rule gives Z2" in finding["explanation"]


@pytest.mark.parametrize("wrong", ["1 + a ** 2", "1 - a", "a ** 2"])
def test_a_slip_in_a_function_is_shown_there(wrong):
    source = planted("return 1 - a ** 2", f"return {wrong}")
    (finding,) = check_source(source).findings
    if finding["cause_lines"]:
        mended = with_line(source, finding["cause_lines"][0], finding["expected"])
        assert mended == PROGRAM.rstrip("\n")
    else:  # or the formula itself in the place of the call
        mended = with_line(source, finding["line"], finding["expected"])
    assert check_source(mended).verdict == "right"


def test_a_missing_share_is_added():
    source = planted("+ 0.1 * W2\n", "\n")
    source = source.replace("A2 = np.maximum(0, Z2)\n", "A2 = np.maximum(0, Z2) + A1\n")
    source = source.replace("0.05 * np.sum(W2 ** 2)", "0.0")
    source = source.replace(
        "    dZ2 = W3.T @ dZ3\n", "    dA2 = W3.T @ dZ3\n    dZ2 = dA2.copy()\n"
    )
    source = source.replace("dZ1 = (W2.T @ dZ2) * slope(A1)",
                            "dA1 = W2.T @ dZ2\n    dZ1 = dA1 * slope(A1)")  # fmt: skip
    (finding,) = check_source(source).findings
    assert finding["expected"] == "dA1 = W2.T @ dZ2 + dA2"
    assert check_source(with_line(source, finding["line"], finding["expected"])).verdict == "right"


def test_nothing_of_the_program_changes_while_lines_are_tried():
    keeps = PROGRAM.replace("def slope(a):\n", "def slope(a):\n    a *= 1.0\n")
    (finding,) = check_source(keeps.replace("dZ3 @ A2.T", "dZ3 @ A1.T")).findings
    assert finding["expected"] == "dW3 = dZ3 @ A2.T / m"


def test_brackets_are_put_where_they_belong():
    source = planted("    dZ3 = A3 - Y\n", "    dA3 = -(Y / A3 - (1 - Y / 1 - A3))\n"
                     "    dZ3 = dA3 * A3 * (1 - A3)\n")  # fmt: skip
    (finding,) = check_source(source).findings
    assert finding["mistake"] == "bce-derivative"
    mended = with_line(source, finding["line"], finding["expected"])
    assert check_source(mended).verdict == "right"


def changes(text, pieces=()):
    line = ast.parse(text, mode="eval").body
    words = [ast.parse(p, mode="eval").body for p in pieces]
    found = edits(line, words, words, lambda a, b: True, lambda a, b: True)
    return {ast.unparse(e.applied(line)): e.cost for e in found}


def test_every_kind_of_small_change():
    found = changes("np.sum(dZ * A, axis=0) / m", ["W"])
    for text in (
        "np.sum(dZ * A, axis=0)",
        "np.sum(dZ @ A, axis=0) / m",
        "np.sum(dZ * W, axis=0) / m",
        "np.sum(dZ * A, axis=1, keepdims=True) / m",
        "np.mean(dZ * A, axis=0) / m",
        "-(np.sum(dZ * A, axis=0) / m)",
        "np.sum(dZ * A * W, axis=0) / m",
    ):
        assert text in found


def test_a_name_is_replaced_everywhere_too():
    assert "g * B * (1 - B)" in changes("g * A * (1 - A)", ["B"])


def test_all_ways_to_set_brackets():
    assert "(1 - Y) / (1 - A)" in changes("1 - Y / 1 - A")


@pytest.mark.parametrize(("index", "near"), [
    ("l", ["l - 1", "l + 1"]), ("l + 1", ["l", "l + 2"]), ("-l", ["-l - 1", "-l + 1"]),
    ("2", []), ("-1", []), ("l * 2", []),
])  # fmt: skip
def test_the_layers_beside(index, near):
    made = neighbours(ast.parse(index, mode="eval").body)
    assert [ast.unparse(n) for n in made] == near


DEFINED = [  # a line that defines a name beside the gradients, right and wrong
    ("mask = Z2 > 0", "mask = Z1 > 0"),
    ("mask = Z2 > 0", "mask = Z2 < 0"),
    ("mask = (A2 != 0).astype(float)", "mask = (A2 == 0).astype(float)"),
]


@pytest.mark.parametrize(("right", "wrong"), DEFINED)
def test_the_line_that_defines_a_name_is_the_wrong_one(right, wrong):
    source = PROGRAM.replace(
        "    dZ2[Z2 <= 0] = 0\n", f"    {right}\n    dZ2 = dZ2 * mask\n")  # fmt: skip
    assert check_source(source).verdict == "right"
    report = check_source(source.replace(right, wrong))
    (finding,) = report.findings
    assert (finding["written"], finding["quantity"]) == (wrong, "mask")
    assert check_source(with_line(source, finding["line"], finding["expected"])).verdict == "right"
    told = {i["line"]: i["from_line"] for i in report.inherited}
    assert told[finding["line"] + 1] == finding["line"]


def test_what_the_forward_part_reads_is_not_the_wrong_one():
    """A weight or an activation that is meant is no other one, though it would mend the line."""
    wrong = PROGRAM.replace("dW3 = dZ3 @ A2.T / m", "dW3 = dZ3 @ A1.T / m")
    (finding,) = check_source(wrong).findings
    assert finding["written"] == "dW3 = dZ3 @ A1.T / m"


def test_a_finding_tells_of_one_line_alone():
    """Of two names of one value, line, quantity and text are those of the name that is wrong."""
    source = PROGRAM.replace("dZ1 = (W2.T @ dZ2) * slope(A1)", "dA1 = W2.T @ dZ2\n    dZ1 = dA1")
    (finding,) = check_source(source).findings
    assert (finding["quantity"], finding["written"]) == ("dZ1", "dZ1 = dA1")
    assert source.splitlines()[finding["line"] - 1].strip() == "dZ1 = dA1"
    assert finding["expected"].startswith("dZ1 = dA1 * ")
