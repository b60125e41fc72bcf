"""compile() as its users meet it: programs, losses, steps, threads, and what is refused."""

import threading
import warnings

import numpy as np
import pytest

import tinygrad_bc as tg
from tests.compiled.comparing import agree, assert_near, on_tape
from tinygrad_bc import nn

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(3, 40)), (RNG.uniform(size=(1, 40)) > 0.5).astype(float)


def parameters(**shapes):
    rng = np.random.default_rng(1)
    return {
        name: tg.Tensor(rng.normal(size=shape), requires_grad=True, name=name)
        for name, shape in shapes.items()
    }


# ---------------------------------------------------------------- programs


def test_losses():
    p = parameters(W=(1, 3), b=(1, 1))
    costs = {
        "bce": lambda X, Y: nn.binary_cross_entropy(tg.sigmoid(p["W"] @ X + p["b"]), Y),
        "logits": lambda X, Y: nn.binary_cross_entropy_with_logits(p["W"] @ X + p["b"], Y),
        "mse": lambda X, Y: nn.mean_squared_error(p["W"] @ X + p["b"], Y),
        "with L2": lambda X, Y: (
            nn.mean_squared_error(p["W"] @ X + p["b"], Y) + nn.l2_penalty([p["W"]], 0.3, X.shape[1])
        ),
    }
    for name, cost in costs.items():
        compiled = tg.compile(cost)
        for k in range(3):
            y = np.roll(Y, k)
            agree(compiled, cost, X + k, tg.Tensor(y))
            assert compiled.on_tape == "", name
            agree(compiled, cost, X + k, tg.Tensor(y, name="Y"))


def test_labels_as_an_array_are_checked_each_time():
    """A loss that asks for numbers of plain labels runs on the tape, where it can."""
    w = parameters(W=(1, 3))["W"]
    cost = lambda X, Y: nn.binary_cross_entropy_with_logits(w @ X, Y)  # noqa: E731
    compiled = tg.compile(cost)
    for y in (Y, Y[0], Y.astype(int)):
        agree(compiled, cost, X, y)


def test_a_saturated_probability_raises_what_the_tape_raises():
    w = parameters(W=(1, 3))["W"]
    cost = lambda X, Y: nn.binary_cross_entropy(tg.sigmoid(w @ X), Y)  # noqa: E731
    compiled = tg.compile(cost)
    agree(compiled, cost, X, tg.Tensor(Y))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(FloatingPointError, match="exactly"):
            compiled(1e4 * X, tg.Tensor(Y))


@pytest.mark.parametrize("l2", [0, 0.7])
@pytest.mark.parametrize("standardise", [False, True])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_cost_of_a_model(l2, standardise, dtype):
    model = tg.nn.BinaryClassifier([3, 4, 1], l2=l2, seed=0, dtype=dtype)
    if standardise:
        model.standardiser = tg.data.Standardiser.fit(X)
    compiled = tg.compile(model.cost)
    tolerance = 1e-12 if dtype == "float64" else 1e-5
    for k in range(3):
        agree(compiled, model.cost, X + k, Y, tolerance=tolerance)
        agree(compiled, model.cost, tg.Tensor((X - k).astype(dtype)), Y, tolerance=tolerance)
        for p in model.parameters():
            p.data = p.data * 0.9


def test_softmax_and_one_hot():
    p = parameters(W=(3, 3), b=(3, 1))
    classes = RNG.integers(0, 3, 40)

    def cost(X, classes):
        Z = p["W"] @ X + p["b"]
        E = np.exp(Z - Z.max(axis=0))
        picked = (E / E.sum(axis=0))[classes, np.arange(X.shape[1])]
        return -np.log(picked).mean()

    def one_hot(X, Y):
        Z = X @ p["W"].T + p["b"].T
        return (np.log(np.exp(Z).sum(axis=1)) - (Y * Z).sum(axis=1)).mean()

    compiled, rows = tg.compile(cost), tg.compile(one_hot)
    for k in range(3):
        classes = np.roll(classes, k)
        agree(compiled, cost, X, classes)
        agree(rows, one_hot, X.T, np.eye(3)[classes])
        assert compiled.on_tape == rows.on_tape == ""


def test_parameters_as_arguments():
    def cost(p, X):
        return ((p["W"] @ X + p["layers"][0]) ** 2).mean() * p["scale"]

    p = parameters(W=(1, 3), b=(1, 1))
    held = {"W": p["W"], "layers": [p["b"]], "scale": 2.0}
    compiled = tg.compile(cost)
    before = agree(compiled, cost, held, X)
    held["scale"] = 4.0
    assert agree(compiled, cost, held, X) == 2 * before
    assert compiled.on_tape == ""
    other = {"W": 2 * np.ones((1, 3)) * p["W"].data, "layers": [p["b"]], "scale": 2.0}
    agree(compiled, cost, other, X)


def test_tensor_arguments_that_require_a_gradient():
    w, u = tg.Tensor(np.ones((1, 3)), requires_grad=True), parameters(u=(1, 3))["u"]
    cost = lambda W, V, X: ((W * V) @ X).sum()  # noqa: E731
    compiled = tg.compile(cost)
    value, gradients = compiled(w, u, X)
    assert gradients.keys() == {"dW", "du"}
    assert_near(gradients["dW"], (u.data * X.sum(axis=1)))
    value, gradients = compiled(u, u, X)
    assert gradients.keys() == {"du"}
    assert_near(gradients["du"], 2 * u.data * X.sum(axis=1))
    assert_near(value, on_tape(cost, u, u, X)[0])
    compiled.step(w, u, X, learning_rate=0.1)
    assert not np.array_equal(w.data, np.ones((1, 3)))


def test_a_gradient_has_one_name_on_tape_and_plan():
    v = tg.Tensor(np.ones((1, 3)), requires_grad=True)
    layers = [tg.Tensor(np.ones((1, 3)), requires_grad=True) for _ in range(2)]
    smooth = lambda W, X: ((v * W + layers[0] * layers[1]) @ X).sum()  # noqa: E731
    asks = lambda W, X: (  # noqa: E731
        (v * W + layers[0] * layers[1]) @ X * (1 if (W @ X).sum() > 0 else 2)
    ).sum()
    W = tg.Tensor(np.ones((1, 3)), requires_grad=True)
    one, two = tg.compile(smooth), tg.compile(asks)
    assert one(W, X)[1].keys() == two(W, X)[1].keys() == {"dv", "dW", "dlayers0", "dlayers1"}
    assert two.on_tape
    assert not one.on_tape


def test_a_recorded_cost():
    p = parameters(W=(1, 3), b=(1, 1))
    data = tg.Tensor(X)
    J = ((p["W"] @ data + p["b"] - Y) ** 2).mean()
    compiled = tg.compile(J)
    cost, gradients = compiled()
    assert_near(cost, J.item())
    expected = tg.grad(J, [p["W"], p["b"]])
    assert_near(gradients["dW"], expected[0])
    costs = [compiled.step(learning_rate=0.1) for _ in range(20)]
    assert costs[-1] < costs[0] == cost
    assert_near(J.item(), cost)  # what was recorded stands
    data.data[...] = 0
    assert_near(compiled()[0], ((p["b"].data - Y) ** 2).mean())


def test_steps_on_plan_and_tape_are_the_same():
    p, q = parameters(W=(1, 3), b=(1, 1)), parameters(W=(1, 3), b=(1, 1))

    def cost(p, X):
        return (((p["W"] @ X + p["b"]) - Y) ** 2).mean()

    compiled = tg.compile(lambda X: cost(p, X))
    on_the_tape = tg.compile(lambda X: cost(q, X) if cost(q, X) > -1 else None)
    kept = []
    for _ in range(10):
        kept.append((p["W"].data, p["W"].data.copy()))
        assert_near(
            compiled.step(X, learning_rate=0.1), on_the_tape.step(X, learning_rate=0.1), 1e-10
        )
        assert_near(p["W"].data, q["W"].data, 1e-10)
    assert on_the_tape.on_tape
    assert not compiled.on_tape
    assert all(np.array_equal(lent, copy) for lent, copy in kept)


def test_a_parameter_that_only_decides():
    p = parameters(W=(1, 3), s=(1, 1))
    planned = tg.compile(lambda X: np.where(p["s"] > 0, p["W"] @ X, 0).sum())
    on_the_tape = tg.compile(lambda X: (p["W"] @ X).sum() if p["s"] > -9 else None)
    assert planned(X)[1].keys() == on_the_tape(X)[1].keys() == {"dW"}


def test_names_that_no_program_can_bear():
    for names in [("add", "J"), ("class", "np"), ("a.b", "a_b"), ("x y", "block0"), ("W", "W")]:
        u, v = (
            tg.Tensor(np.ones((2, 2)) * k, requires_grad=True, name=name)
            for k, name in enumerate(names, 2)
        )
        cost, gradients = tg.compile(lambda u=u, v=v: (np.tanh(u) * v + 1).sum())()
        assert len(gradients) == 2
        assert_near(cost, 4 * (3 * np.tanh(2) + 1))


def test_it_is_the_same_under_no_grad():
    w = parameters(W=(1, 3))["W"]
    compiled = tg.compile(lambda X: (w @ X).sum())
    with tg.no_grad():
        cost, gradients = compiled(X)
    assert_near(cost, (w.data @ X).sum())
    assert_near(gradients["dW"][0], X.sum(axis=1))


def test_threads_take_turns():
    w = parameters(W=(8, 3))["W"]
    compiled = tg.compile(lambda X: (np.tanh(w @ X) ** 2).sum())
    inputs = [RNG.normal(size=(3, 50)) for _ in range(8)]
    expected = [compiled(x) for x in inputs]
    wrong = []

    def work(k):
        for _ in range(60):
            cost, gradients = compiled(inputs[k])
            if cost != expected[k][0] or (gradients["dW"] != expected[k][1]["dW"]).any():
                wrong.append(k)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


# ---------------------------------------------------------------- what is refused


class Ours(Exception):
    pass


def raises(X):
    raise Ours("mine")


W = parameters(W=(1, 3))["W"]


@pytest.mark.parametrize(
    ("computation", "args", "kind", "message"),
    [
        (5, (), TypeError, "takes a function or a recorded Tensor, got int"),
        (tg.Tensor(1.0), (), RuntimeError, "nothing is recorded"),
        (W, (), ValueError, r"must return a scalar, got W of shape \(1, 3\)"),
        (lambda X: None, (X,), TypeError, "must return the cost, a scalar Tensor, got NoneType"),
        (lambda X: X.sum(), (X,), TypeError, "a scalar Tensor, got float64"),
        (lambda X: (W @ X).sum().item(), (X,), TypeError, "got float"),
        (lambda X: W @ X, (X,), ValueError, r"shape \(1, 40\); call .sum\(\) or .mean\(\) first"),
        (lambda X: tg.Tensor(X).sum(), (X,), RuntimeError, "nothing is recorded"),
        (lambda X: (W @ X).sum().detach(), (X,), RuntimeError, "nothing is recorded"),
        (lambda X: X.sum(), (tg.Tensor(X),), RuntimeError, "nothing is recorded"),
        (lambda X: (W > 0).sum(), (X,), RuntimeError, "nothing to differentiate"),
        (raises, (X,), Ours, "^mine$"),
        (lambda X, Y: (W @ X).sum(), (X,), TypeError, "missing 1 .* argument: 'Y'"),
        (lambda X: (W @ X).sum(), (X, X), TypeError, "takes 1 positional argument but 2"),
        (lambda X: (W @ X).sum(), (np.array(["a"]),), TypeError, "argument 1: .* dtype <U1"),
        (lambda X: (W @ X).sum(), ([[1, 2], [3]],), TypeError, "argument 1: .*ragged"),
        (lambda X: (W @ X).sum(), (X * 1j,), TypeError, "argument 1: complex numbers"),
        (lambda X: (W @ X).sum(), ("X",), TypeError, "expected numbers"),
        (lambda X: (W @ X).sum(), (X.T,), ValueError, r"matmul of W \(1, 3\) and .*\(40, 3\)"),
    ],
)  # fmt: skip
def test_sentences(computation, args, kind, message):
    with pytest.raises(kind, match=message) as error:
        tg.compile(computation)(*args)
    assert error.value.__context__ is None or error.value.__suppress_context__


@pytest.mark.parametrize("rate", [0, -1, np.nan, np.inf, "0.1", None, True])
def test_a_learning_rate_is_a_number_above_0(rate):
    before = W.data.copy()
    compiled = tg.compile(lambda X: (W @ X).sum())
    with pytest.raises(ValueError, match="learning rate must be a number above 0"):
        compiled.step(X, learning_rate=rate)
    assert np.array_equal(W.data, before)


def test_an_error_of_the_function_leaves_all_as_it_was():
    flag = {"fail": False}

    def cost(X):
        if flag["fail"]:
            raise Ours
        return (W @ X).sum()

    compiled = tg.compile(cost)
    before = compiled(X)[0]
    flag["fail"] = True
    for _ in range(3):
        with pytest.raises(Ours):
            compiled(X)
    flag["fail"] = False
    assert compiled(X)[0] == before
    assert compiled.on_tape == ""


def test_plans_are_not_kept_without_end():
    compiled = tg.compile(lambda X: (W @ X).sum())
    for n in range(1, 60):
        for _ in range(12):
            compiled(np.ones((3, n)))
    assert len(compiled._plans) <= 32
    compiled = tg.compile(lambda X, k: (W @ X).sum() * k)
    why = set()
    for k in range(200):
        assert_near(compiled(X, float(k))[0], k * (W.data @ X).sum())
        why.add(compiled.on_tape)
    assert len(compiled._plans) <= 32
    assert any("too often" in reason for reason in why)
