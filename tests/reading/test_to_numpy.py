"""The program that is printed runs by itself and gives the gradients of the engine."""

import ast
import importlib.util
import inspect
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings

import tinygrad_bc as tg
from tests.graphs import STEPS, build, leaves, plans
from tinygrad_bc import tape
from tinygrad_bc.operation import TABLE
from tinygrad_bc.reading import spelling, writer
from tinygrad_bc.reading.program import program

NEVER_BY_ITSELF = {"scatter"}  # comes with the derivative of an index


def executed(source):
    """The functions of the source, which may import NumPy alone."""
    imports = [
        n for n in ast.walk(ast.parse(source)) if isinstance(n, (ast.Import, ast.ImportFrom))
    ]
    assert [n.names[0].name for n in imports] == ["numpy"]
    space = {}
    exec(source, space)
    return space["forward"], space["backward"]


def run(source, arrays):
    """The cost and the gradients that a program gives for inputs by name."""
    forward, backward = executed(source)
    J, cache = forward(*(arrays[name] for name in inspect.signature(forward).parameters))
    return J, backward(cache)


def inputs(J):
    """What the program takes, by name: leaves, and arrays whose names were made up."""
    return {i.name: i.array for i in program(J, known={}).inputs}


def agree(source, J, parameters):
    """The program's cost and gradients are the engine's."""
    value, gradients = run(source, inputs(J))
    np.testing.assert_allclose(value, J.item(), rtol=1e-12, atol=1e-13)
    found = tg.grad(J, list(parameters.values()), allow_unused=True)
    for name, g in zip(parameters, found, strict=True):
        if g is None:
            assert f"d{name}" not in gradients
        else:
            np.testing.assert_allclose(gradients[f"d{name}"], g, rtol=1e-11, atol=1e-12)
            assert np.shape(gradients[f"d{name}"]) == g.shape


@pytest.mark.parametrize("step", STEPS)
def test_every_operation(step):
    J, parameters = build([(step, 3, 0)], leaves(0))
    agree(tg.to_numpy(J), J, parameters)


def test_the_steps_use_every_operation_of_the_table():
    used = set()
    for step in STEPS:
        J, _ = build([(step, 3, 0)], leaves(0))
        used |= {node._entry.operation.name for node in tape.graph(J)}
    assert set(TABLE) - used == NEVER_BY_ITSELF


@settings(deadline=None, max_examples=150, derandomize=True)
@given(plan=plans)
def test_drawn_graphs_and_new_inputs(plan):
    J, parameters = build(plan, leaves(0), names=True)
    source = tg.to_numpy(J)
    agree(source, J, parameters)
    agree(source, *build(plan, leaves(1), names=True))


@pytest.mark.parametrize("name", ["tanh", "matmul", "sum", "div"])
def test_a_planted_wrong_spelling_is_caught(name, monkeypatch):
    right = spelling.spelled

    def wrong(entry, operands):
        text = right(entry, operands)
        return spelling.Text(f"(0.5 * ({text.text}))") if entry.operation.name == name else text

    monkeypatch.setattr(writer, "spelled", wrong)
    J, parameters = build([(name, 3, 0)], leaves(0))
    with pytest.raises(AssertionError):
        agree(tg.to_numpy(J), J, parameters)


def network(sizes=(3, 4, 4, 2, 1), m=6, hidden="tanh", **options):
    rng = np.random.default_rng(1)
    model = tg.nn.BinaryClassifier(list(sizes), hidden=hidden, seed=1, **options)
    X, Y = rng.normal(size=(sizes[0], m)), rng.integers(0, 2, (1, m))
    arrays = {n: p.data.copy() for n, p in model.named_parameters()} | {"X": X, "Y": Y * 1.0}
    return model.cost(X, Y), arrays, dict(model.named_parameters())


@pytest.mark.parametrize("hidden", ["tanh", "relu", "sigmoid"])
def test_the_classifiers_gradients_to_the_last_bit(hidden):
    J, arrays, parameters = network(hidden=hidden, l2=0.1)
    value, gradients = run(tg.to_numpy(J), arrays)
    assert value == J.item()
    J.backward()
    for name, p in parameters.items():
        np.testing.assert_array_equal(gradients[f"d{name}"], p.grad, strict=True)


def test_the_gradients_go_straight_into_compare():
    J, arrays, _ = network()
    assert tg.compare(run(tg.to_numpy(J), arrays)[1], J).equal


def test_two_thousand_operations():
    x = tg.Tensor([0.5], requires_grad=True, name="x")
    y = x
    for _ in range(1000):
        y = tg.tanh(y + x)
    source = tg.to_numpy(y.sum())
    y.backward()
    _, gradients = run(source, {"x": x.detach().numpy()})
    np.testing.assert_array_equal(gradients["dx"], x.grad)


@pytest.mark.parametrize("hidden", ["tanh", "relu", "sigmoid"])
@pytest.mark.parametrize("l2", [0.0, 0.1])
@pytest.mark.parametrize("sizes", [(3, 4, 4, 1), (5, 3, 2, 4, 2, 1)])
def test_the_loop_over_layers(sizes, l2, hidden):
    J, arrays, _ = network(sizes, hidden=hidden, l2=l2)
    source = tg.to_numpy(J, rolled=True)
    assert source.count("for l in ") == 4 + (l2 > 0)  # two loops, two results, and the penalty
    layers = range(1, len(sizes))
    by_base = {base: {i: arrays[f"{base}{i}"] for i in layers} for base in "Wb"}
    value, gradients = run(source, arrays | by_base)
    assert value == J.item()
    assert tg.compare(gradients, J).equal


def by_hand(sizes, hidden, l2, m=6):
    """A network as a learner writes it in a loop, with its cost from probabilities."""
    rng = np.random.default_rng(2)
    params = {}
    for i in range(1, len(sizes)):
        W = rng.normal(size=(sizes[i], sizes[i - 1])) / np.sqrt(sizes[i - 1])
        params[f"W{i}"] = tg.Tensor(W, requires_grad=True)
        params[f"b{i}"] = tg.Tensor(rng.normal(size=(sizes[i], 1)), requires_grad=True)
    X, Y = rng.normal(size=(sizes[0], m)), rng.integers(0, 2, (1, m)) * 1.0
    A = X
    for i in range(1, len(sizes)):
        Z = params[f"W{i}"] @ A + params[f"b{i}"]
        A = hidden(Z) if i < len(sizes) - 1 else tg.sigmoid(Z)
    J = -(Y * np.log(A) + (1 - Y) * np.log(1 - A)).mean()
    if l2:
        J = J + l2 / (2 * m) * sum((params[f"W{i}"] ** 2).sum() for i in range(1, len(sizes)))
    return tg.to_numpy(J, rolled=True), J, {"X": X, "Y": Y}, params


@pytest.mark.parametrize("hidden", [np.tanh, tg.relu])
@pytest.mark.parametrize("l2", [0.0, 0.1])
@pytest.mark.parametrize("layers", [3, 4, 8])
def test_a_learners_own_loop_becomes_the_textbooks(layers, l2, hidden):
    sizes = [3, *range(layers, 1, -1), 1]
    source, J, data, params = by_hand(sizes, hidden, l2)
    assert "W[2]" not in source and "W[3]" not in source
    assert max(map(len, source.splitlines())) <= 88
    by_base = {b: {i: params[f"{b}{i}"].data for i in range(1, len(sizes))} for b in "Wb"}
    value, gradients = run(source, data | by_base)
    assert value == J.item()
    J.backward()
    for name, p in params.items():
        np.testing.assert_array_equal(gradients[f"d{name}"], p.grad)


@pytest.mark.parametrize("l2", [0.0, 0.1])
def test_the_loop_serves_networks_of_another_depth(l2):
    source = tg.to_numpy(network((3, 4, 4, 1), l2=l2)[0], rolled=True)
    J, arrays, _ = network((3, 5, 6, 2, 3, 1), l2=l2)
    by_base = {base: {i: arrays[f"{base}{i}"] for i in range(1, 6)} for base in "Wb"}
    _, gradients = run(source, arrays | by_base)
    assert tg.compare(gradients, J).equal


def test_what_cannot_be_rolled_says_so():
    with pytest.raises(ValueError, match="at least three layers; use rolled=False"):
        tg.to_numpy(network((2, 3, 1))[0], rolled=True)
    x = tg.Tensor([1.0, 2.0], requires_grad=True, name="x")
    with pytest.raises(ValueError, match="rolled=True needs parameters numbered"):
        tg.to_numpy((x * x).sum(), rolled=True)


@pytest.mark.parametrize("rolled", [False, True])
@pytest.mark.parametrize("sizes", [(2, 3, 2, 1), (30, *[32] * 12, 1)])
def test_it_is_formatted(tmp_path, sizes, rolled):
    if importlib.util.find_spec("ruff") is None:
        pytest.skip("optional: ruff is not installed")
    J, _, _ = network(sizes)
    path = tmp_path / "net.py"
    path.write_text(tg.to_numpy(J, rolled=rolled))
    for command in (["format", "--check"], ["check", "--select", "E,F,I", "--ignore", "E741"]):
        subprocess.run([sys.executable, "-m", "ruff", *command, "--isolated", path], check=True)


def test_float32_stays_float32():
    J, arrays, _ = network(dtype=np.float32)
    _, gradients = run(tg.to_numpy(J), {n: a.astype(np.float32) for n, a in arrays.items()})
    assert {g.dtype for g in gradients.values()} == {np.dtype(np.float32)}


def test_refused():
    x = tg.Tensor([1.0, 2.0], requires_grad=True, name="x")
    with pytest.raises(TypeError, match="a reading needs a Tensor, got float"):
        tg.to_numpy(3.0)
    with pytest.raises(ValueError, match=r"starts from a scalar, but y has shape \(2,\)"):
        tg.to_numpy((x * 2).named("y"))
    with pytest.raises(RuntimeError, match="nothing is recorded"):
        tg.to_numpy(tg.Tensor(1.0))
    with pytest.raises(RuntimeError, match="nothing is recorded"):
        tg.to_numpy((x * 2).sum().detach())
    with pytest.raises(ValueError, match=r"the name 'my x' .* \.named\('my_x'\)"):
        tg.to_numpy(tg.Tensor([1.0], requires_grad=True, name="my x").sum())
    with pytest.raises(RuntimeError, match="nothing to differentiate"):
        tg.to_numpy(np.sign(x).sum())
    J = (x * x).sum()
    x.data = [3.0, 4.0]
    with pytest.raises(RuntimeError, match=r"x was changed after mul at test_to_numpy\.py:\d+"):
        tg.to_numpy(J)
    a = np.ones(2)
    J = (x * a).sum()
    a[0] = 5
    with pytest.raises(RuntimeError, match="an array was changed after mul"):
        tg.to_numpy(J)


def test_no_grad_does_not_matter_when_reading():
    x = tg.Tensor([1.0, 2.0], requires_grad=True, name="x")
    J = (x * x).sum()
    with tg.no_grad():
        assert "dx" in tg.to_numpy(J)


def test_formatters_and_linters_find_nothing_in_it(tmp_path):
    """Ruff as it is, but for the letters of the course and a program that needs no function."""
    pytest.importorskip("ruff", reason="the group dev is not installed")
    for k, step in enumerate(STEPS):
        source = tg.to_numpy(build([(step, 3, 0)], leaves(0))[0])
        (tmp_path / f"step_{k}.py").write_text(source, encoding="utf-8")
    for l2 in (0.0, 0.1):
        for sizes in ((2, 3, 1), (3, 4, 4, 1), (2, *[3] * 7, 1)):
            J = network(sizes, l2=l2)[0]
            name = f"{len(sizes)}_{l2 > 0}.py"
            (tmp_path / f"net_{name}").write_text(tg.to_numpy(J), encoding="utf-8")
            if len(sizes) > 3:
                rolled = tg.to_numpy(J, rolled=True)
                (tmp_path / f"rolled_{name}").write_text(rolled, encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    for command in (["format", "--check", "--line-length", "88"],
                    ["check", "--select", "E,F,W,B,SIM", "--ignore", "E741,F401"]):  # fmt: skip
        done = subprocess.run([*ruff, *command, "--isolated", str(tmp_path)],
                              capture_output=True, text=True, check=False)  # fmt: skip
        assert done.returncode == 0, done.stdout


def test_no_line_of_it_is_idle():
    """What the functions compute is used or returned."""
    for step in STEPS:
        tree = ast.parse(tg.to_numpy(build([(step, 3, 0)], leaves(0))[0]))
        for function in (n for n in tree.body if isinstance(n, ast.FunctionDef)):
            names = [n for n in ast.walk(function) if isinstance(n, ast.Name)]
            stored = {n.id for n in names if isinstance(n.ctx, ast.Store)}
            assert stored <= {n.id for n in names if isinstance(n.ctx, ast.Load)}
