"""The steps of the backward pass: what they say evaluates to what autograd computes."""

import re
import shutil
import subprocess

import numpy as np
import pytest
from hypothesis import given, settings

import tinygrad_bc as tg
from tests.graphs import STEPS, build, leaves, plans
from tinygrad_bc.reading.spelling import HELPERS


def evaluated(explanation):
    """The printed lines, run: forward, then each step."""
    read = explanation.program
    space = {i.name: i.array for i in read.inputs} | {"np": np, "m": read.samples}
    for helper in HELPERS.values():
        exec(helper, space)
    for statement in read.forward:
        exec(str(statement), space)
    for step in explanation.steps:
        exec(step.equation, space)
    return space


def network(probabilities=True, hidden="tanh"):
    """A two-layer network on six samples; its cost, and its Tensors by name."""
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(2, 6)), np.array([[0.0, 1, 1, 0, 1, 1]])
    W1 = tg.Tensor(rng.normal(size=(3, 2)), requires_grad=True)
    b1 = tg.Tensor(np.zeros((3, 1)), requires_grad=True)
    W2 = tg.Tensor(rng.normal(size=(1, 3)), requires_grad=True)
    b2 = tg.Tensor(np.zeros((1, 1)), requires_grad=True)
    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1) if hidden == "tanh" else tg.relu(Z1)
    Z2 = W2 @ A1 + b2
    if probabilities:
        A2 = tg.sigmoid(Z2)
        J = -(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)).mean()
    else:
        A2 = None
        J = tg.nn.binary_cross_entropy_with_logits(Z2, Y)
    return {k: v for k, v in locals().items() if k[0] in "WbZAJXY" and v is not None}


def explained(tensors, **options):
    """Explain where the Tensors are the variables of the caller."""
    space = dict(tensors) | {"tg": tg, "options": options}
    return eval("tg.explain(J, **options)", space)


def equations(explanation):
    return [step.equation for step in explanation.steps]


def test_the_textbooks_equations_in_the_courses_convention():
    assert equations(explained(network(), convention="course")) == [
        "dA2 = (1 - Y) / (1 - A2) - Y / A2",
        "dZ2 = dA2 * A2 * (1 - A2)",
        "db2 = dZ2.sum(axis=1, keepdims=True) / m",
        "dW2 = dZ2 @ A1.T / m",
        "dA1 = W2.T @ dZ2",
        "dZ1 = dA1 * (1 - A1**2)",
        "db1 = dZ1.sum(axis=1, keepdims=True) / m",
        "dW1 = dZ1 @ X.T / m",
    ]


def test_the_short_cut_from_scores():
    course = equations(explained(network(False, "relu"), convention="course"))
    assert course[:2] == ["A2 = sigmoid(Z2)", "dZ2 = A2 - Y"]
    assert "dZ1 = dA1 * (Z1 > 0)" in course
    assert "dZ2 = 1 / m * (A2 - Y)" in equations(explained(network(False)))


@pytest.mark.parametrize("probabilities", [True, False])
def test_both_conventions_evaluate_to_autograds_numbers(probabilities):
    tensors = network(probabilities)
    computed = [n for n in tensors if n[0] in "ZA" and isinstance(tensors[n], tg.Tensor)]
    for convention, factor in (("mean", 1), ("course", 6)):
        explanation = explained(tensors, convention=convention)
        space = evaluated(explanation)
        for name in ("W1", "b1", "W2", "b2", *computed):
            g = tg.grad(tensors["J"], tensors[name]) * (factor if name in computed else 1)
            np.testing.assert_allclose(space[f"d{name}"], g, rtol=1e-12)
        for step in explanation.steps:
            np.testing.assert_array_equal(space[step.statement.name], step.statement.array)


def test_the_text_says_which_convention_it_is():
    tensors = network()
    assert str(explained(tensors)).startswith("Gradients of J: dV stands for dJ/dV, and m = 6.")
    course = str(explained(tensors, convention="course"))
    assert course.startswith("Gradients of J in the course's convention: of a computed value V, dV "
                             "stands for m·dJ/dV, with m = 6; of a parameter")  # fmt: skip


def test_a_step_has_everything():
    W1 = tg.Tensor(np.ones((2, 3)), requires_grad=True)
    Z1 = W1 @ np.ones((3, 40))
    A1 = np.tanh(Z1)  # the forward line
    J = (A1**2).sum()
    step = tg.explain(J).steps[1]
    assert step.number == 2
    assert step.equation == "dZ1 = dA1 * (1 - A1**2)"
    assert step.rules == ["dz = da * (1 - a**2)   for   a = tanh(z)"]
    assert re.fullmatch(r"test_explain\.py:\d+  A1 = np\.tanh\(Z1\)  # the forward line",
                        step.forward[0])  # fmt: skip
    assert step.shape == (2, 40)
    assert step.numbers.startswith("min 0.01963, mean 0.01963, max 0.01963, norm ")
    assert tg.explain(J).steps[2].numbers == "[[0.78538 0.78538 0.78538] [0.78538 0.78538 0.78538]]"


def test_broadcasting_makes_a_sum_and_an_addition_no_line():
    x = tg.Tensor(np.ones((2, 3)), requires_grad=True, name="x")
    b = tg.Tensor(np.ones(3), requires_grad=True, name="b")
    s = (x + b).named("s")
    explanation = tg.explain(np.exp(s).sum())
    assert "db = ds.sum(axis=0)" in equations(explanation)
    assert not any(line.startswith("dx") for line in equations(explanation))
    assert explanation.program.gradients["x"] == "ds"


def test_names_are_given_found_or_made_up_and_never_shared():
    x = tg.Tensor([1.0, 2.0], requires_grad=True, name="x")
    other = tg.Tensor([3.0, 4.0], requires_grad=True, name="x")
    product = x * other
    J = (np.exp(product) + np.exp(product) * product).sum()
    first, second = tg.explain(J), tg.explain(J)
    assert equations(first) == equations(second)
    made = [i.name for i in first.program.inputs]
    made += [s.name for s in (*first.program.forward, *first.program.backward)]
    assert len(made) == len(set(made))
    assert {"x", "x_2", "product", "J", "dx", "dx_2", "dproduct"} <= set(made)


def test_the_head_names_the_scalar_whatever_it_is():
    x = tg.Tensor([1.0, 2.0], requires_grad=True, name="x")
    S = (x * x).sum().named("S")
    assert str(tg.explain(S)).startswith("Gradients of S: dV stands for dS/dV.")


def test_two_ways_to_the_same_gradient():
    text = explained(network(False)).why()
    assert "dZ2 = dA2 * A2 * (1 - A2)" in text and "dZ2 = A2 - Y" in text
    assert float(re.search(r"largest difference of the two: (\S+)\. ", text)[1]) < 1e-12
    with pytest.raises(ValueError, match="there is no short cut to explain"):
        explained(network(True)).why()


@pytest.mark.parametrize("convention", ["mean", "course"])
@settings(deadline=None, max_examples=60, derandomize=True)
@given(plan=plans)
def test_drawn_graphs_evaluate_to_autograds_numbers(convention, plan):
    J, parameters = build(plan, leaves(0), names=True)
    explanation = tg.explain(J, convention=convention)
    space = evaluated(explanation)
    for name, gradient in explanation.program.gradients.items():
        if name in parameters:
            expected = tg.grad(J, parameters[name])
            np.testing.assert_allclose(space[gradient], expected, rtol=1e-11, atol=1e-12)
    assert balanced(explanation.latex())
    assert "<script" not in explanation._repr_html_()


def balanced(text):
    """Whether braces, environments and \\left \\right pair up."""
    depth = 0
    for mark in re.findall(r"\\.|[{}]", text, re.S):
        depth += {"{": 1, "}": -1}.get(mark, 0)
        if depth < 0:
            return False
    return depth == 0 and text.count(r"\left") == text.count(r"\right")


def test_latex_in_the_courses_notation():
    assert explained(network(), convention="course").latex().splitlines() == [
        r"\begin{align*}",
        r"dA^{[2]} &= \frac{1 - Y}{1 - A^{[2]}} - \frac{Y}{A^{[2]}} \\",
        r"dZ^{[2]} &= dA^{[2]} \odot A^{[2]} \odot (1 - A^{[2]}) \\",
        r"db^{[2]} &= \frac{1}{m} \sum_{\text{columns}} dZ^{[2]} \\",
        r"dW^{[2]} &= \frac{1}{m} dZ^{[2]} \, A^{[1]T} \\",
        r"dA^{[1]} &= W^{[2]T} \, dZ^{[2]} \\",
        r"dZ^{[1]} &= dA^{[1]} \odot (1 - (A^{[1]})^{2}) \\",
        r"db^{[1]} &= \frac{1}{m} \sum_{\text{columns}} dZ^{[1]} \\",
        r"dW^{[1]} &= \frac{1}{m} dZ^{[1]} \, X^{T}",
        r"\end{align*}",
    ]


def test_latex_compiles(tmp_path):
    if shutil.which("latex") is None:
        pytest.skip("optional: LaTeX is not installed")
    parts = [tg.explain(build([(step, 3, 2)], leaves(0))[0]).latex() for step in STEPS]
    parts += [explained(network(False), convention="course").latex()]
    θ = tg.Tensor([1.0, 2.0], requires_grad=True, name="θ")
    Δ_x = tg.Tensor([3.0, 2.0], requires_grad=True, name="Δ_x")
    g = tg.grad((θ**3 * Δ_x).sum(), θ, create_graph=True)
    parts += [tg.explain((g * g).sum()).latex()]
    document = "\n".join([r"\documentclass{article}\usepackage{amsmath}\begin{document}", *parts,
                          r"\end{document}"])  # fmt: skip
    (tmp_path / "steps.tex").write_text(document, encoding="utf-8")
    run = subprocess.run(["latex", "-interaction=nonstopmode", "-halt-on-error", "steps.tex"],
                         cwd=tmp_path, capture_output=True, text=True, timeout=120)  # fmt: skip
    assert run.returncode == 0, run.stdout[-2000:]


def test_latex_brackets_what_would_be_misread_and_undoes_two_transposes():
    A1 = tg.Tensor(np.ones((2, 3)), requires_grad=True, name="A1")
    J = (np.tanh(A1).T @ np.ones((2, 2)).T).sum()
    g = tg.grad((np.tanh(A1 @ A1.T) ** 2).sum(), A1, create_graph=True)
    text = tg.explain((g * g).sum()).latex() + tg.explain(J).latex()
    assert "T}^{T}" not in text and "TT" not in text
    W = tg.Tensor(np.ones((2, 3)), requires_grad=True, name="W")
    steps = tg.explain(np.tanh(W @ np.ones((3, 4))).named("A").sum())
    assert steps.steps[-1].equation.startswith("dW = (dA * (1 - A**2)) @ ")
    assert r"dW &= (dA \odot (1 - A^{2})) \, " in steps.latex()


def test_a_cost_of_one_row_and_column():
    w = tg.Tensor([1.0, 2.0], requires_grad=True, name="w")
    J = w.reshape(1, 2) @ np.array([[3.0], [4.0]])
    np.testing.assert_array_equal(evaluated(tg.explain(J))["dw"], tg.grad(J, w))


@pytest.mark.parametrize("rows", [False, True])
def test_rows_may_be_the_samples(rows):
    """m is found on the axis that data and cost share, and a single sample is one too."""
    rng = np.random.default_rng(1)
    for m in (1, 4):
        X, T = rng.normal(size=(m, 2)), np.eye(3)[rng.integers(0, 3, m)]
        W = tg.Tensor(rng.normal(size=(2, 3)), requires_grad=True)
        Z = X @ W if rows else (W.T @ X.T)
        P = np.exp(Z) / np.exp(Z).sum(axis=1 if rows else 0, keepdims=True)
        J = -((T if rows else T.T) * np.log(P)).sum() / m
        explanation = tg.explain(J, convention="course")
        assert explanation.program.samples == m
        np.testing.assert_allclose(evaluated(explanation)["dW"], tg.grad(J, W), rtol=1e-12)


def test_markdown_and_notebook_forms():
    explanation = explained(network())
    table = [line for line in explanation._repr_markdown_().splitlines() if line[:1] == "|"]
    assert len(table) == 2 + len(explanation.steps)
    assert len({line.replace(r"\|", "").count("|") for line in table}) == 1
    assert explanation._repr_html_().count("<tr>") == 1 + len(explanation.steps)


def test_refused():
    x = tg.Tensor([1.0, 2.0], requires_grad=True, name="x")
    with pytest.raises(ValueError, match="convention must be 'mean' or 'course', got 'sum'"):
        tg.explain((x * x).sum(), convention="sum")
    y = tg.Tensor(2.0, requires_grad=True, name="y")
    with pytest.raises(ValueError, match="this cost sums over no samples"):
        tg.explain(y * y, convention="course")
