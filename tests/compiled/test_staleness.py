"""A plan is never used where something has changed; what it cannot see goes to the tape."""

import functools
import re
from types import SimpleNamespace

import numpy as np
import pytest

import tinygrad_bc as tg
from tests.compiled import helper_module
from tests.compiled.comparing import agree

X = np.arange(6.0).reshape(2, 3)
Y = np.array([[1.0, -1.0, 2.0]])


def parameter(*numbers, name="w"):
    return tg.Tensor([list(numbers)], requires_grad=True, name=name)


# ---------------------------------------------------------------- variables that mean another thing

SCALE = 2.0
WEIGHTS = parameter(1.0, 2.0)
DATA = X
ACTIVATION = np.tanh


def of_globals():
    return (ACTIVATION(SCALE * (WEIGHTS @ DATA)) - Y).sum()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SCALE", 3.0),
        ("SCALE", 2),
        ("SCALE", np.float64(0.1)),
        ("WEIGHTS", parameter(-1.0, 0.5)),
        ("WEIGHTS", tg.Tensor(np.ones((1, 2), np.float32), requires_grad=True, name="w")),
        ("DATA", -X),
        ("DATA", np.ones((2, 3))),
        ("DATA", tg.Tensor(-X)),
        ("ACTIVATION", np.sin),
        ("ACTIVATION", tg.relu),
    ],
)
def test_a_global_is_bound_anew(monkeypatch, name, value):
    compiled = tg.compile(of_globals)
    before = agree(compiled, of_globals)
    monkeypatch.setitem(globals(), name, value)
    after = agree(compiled, of_globals)
    assert after != before or name == "SCALE"
    assert compiled.on_tape == ""
    monkeypatch.undo()
    assert agree(compiled, of_globals) == before


def changes_of_holders():
    """Costs whose numbers and Tensors lie in objects, and how to change what lies there."""
    w, v = parameter(1.0, 2.0), parameter(3.0, -1.0, name="v")
    held = [w, 2.0, X]
    yield "list item", lambda: (held[0] @ held[2] * held[1]).sum(), lambda: held.__setitem__(0, v)
    numbers = [1.0, 2.0]
    yield "number in a list", lambda: (w @ X * numbers[1]).sum(), lambda: numbers.__setitem__(1, 5)
    layers = [w, w]
    yield (
        "a longer list",
        lambda: sum(((u @ X) ** 2).sum() for u in layers),
        lambda: layers.append(v),
    )
    table = {"w": w, "l2": 0.5, "D": X}
    yield (
        "dict items",
        lambda: (table["w"] @ table["D"]).sum() + table["l2"] * (table["w"] ** 2).sum(),
        lambda: table.update(l2=0.25),
    )
    yield "dict Tensor", lambda: (table["w"] @ table["D"]).sum(), lambda: table.update(w=v)
    yield "dict array", lambda: (table["w"] @ table["D"]).sum(), lambda: table.update(D=X + 1)
    space = SimpleNamespace(w=w, deep=SimpleNamespace(D=X, scale=2.0))
    yield (
        "attribute",
        lambda: (space.w @ space.deep.D * space.deep.scale).sum(),
        lambda: setattr(space.deep, "scale", 7.0),
    )
    yield (
        "attribute array",
        lambda: (space.w @ space.deep.D).sum(),
        lambda: setattr(space.deep, "D", X * X),
    )
    cells = [w, 2.0]

    def closure():
        u, scale = cells
        return lambda: (u @ X * scale).sum()

    yield "items of a list that is unpacked", lambda: closure()(), lambda: cells.__setitem__(1, 9.0)
    flag = {"on": True}
    yield (
        "a branch on a flag",
        lambda: (w @ X).sum() if flag["on"] else (v @ X * 2).mean(),
        lambda: flag.update(on=False),
    )
    yield "W.data in place", lambda: (w @ X).sum(), lambda: w.data.__setitem__((0, 0), -4.0)
    yield "W.data bound", lambda: (w @ X).sum(), lambda: setattr(w, "data", [[5.0, 6.0]])
    D = X.copy()
    yield "an array in place", lambda: (w @ D).sum(), lambda: D.__setitem__(slice(None), -X)
    T = tg.Tensor(X)
    yield "a Tensor of data", lambda: (w @ T).sum(), lambda: setattr(T, "data", -X)
    labels = np.array([0, 1, 1])
    yield (
        "a mask from an array",
        lambda: np.where(labels > 0, w @ X, 0.0).sum(),
        lambda: labels.__setitem__(0, 1),
    )
    yield (
        "an array from an array",
        lambda: (w @ (np.eye(2)[labels % 2].T * X)).sum(),
        lambda: labels.__setitem__(2, 0),
    )


def _recipes():
    return list(changes_of_holders())


@pytest.mark.parametrize("number", range(len(_recipes())), ids=[r[0] for r in _recipes()])
def test_what_a_holder_holds_changes(number):
    _, cost, change = _recipes()[number]
    compiled = tg.compile(cost)
    before = agree(compiled, cost)
    assert compiled.on_tape == ""
    assert agree(compiled, cost) == before
    change()
    assert agree(compiled, cost) != before
    assert compiled.on_tape == ""


def test_a_closure_is_bound_anew():
    w, scale = parameter(1.0, 2.0), 2.0

    def cost():
        return (w @ X * scale).sum()

    def rebind():
        nonlocal w, scale
        w, scale = parameter(4.0, 5.0), 0.5

    compiled = tg.compile(cost)
    agree(compiled, cost)
    rebind()
    agree(compiled, cost)
    assert compiled.on_tape == ""


def test_another_module(monkeypatch):
    w = parameter(1.0, 2.0)

    def cost(X):
        power = helper_module.Settings.power
        return (helper_module.scaled(X) * w.T).sum() ** power + (helper_module.W @ X).sum()

    compiled = tg.compile(cost)
    seen = {agree(compiled, cost, X)}
    changes = [("FACTOR", 3.0), ("SHIFT", np.ones((2, 1))), ("W", parameter(1.0, 1.0, name="W")),
               ("scaled", lambda x: -x)]  # fmt: skip
    for name, value in changes:
        monkeypatch.setattr(helper_module, name, value)
        seen.add(agree(compiled, cost, X))
        assert compiled.on_tape == ""
    monkeypatch.setattr(helper_module.Settings, "power", 3)
    seen.add(agree(compiled, cost, X))
    assert len(seen) == len(changes) + 2


def test_a_module_imported_inside(monkeypatch):
    w = parameter(1.0, 2.0)

    def cost(X):
        from tests.compiled import helper_module as inner

        return inner.FACTOR * (w @ X).sum()

    compiled = tg.compile(cost)
    before = agree(compiled, cost, X)
    monkeypatch.setattr(helper_module, "FACTOR", 5.0)
    assert agree(compiled, cost, X) == 2.5 * before


OFFSET = 1.0


class Base:
    power = 2

    def linear(self, X):
        return self.W @ X + OFFSET


class Net(Base):
    def __init__(self):
        self.W, self.b, self.scale = parameter(1.0, 2.0, name="W"), parameter(0.5, name="b"), 2.0

    @property
    def rate(self):
        return 3 * OFFSET

    @staticmethod
    def squared(x):
        return x**Base.power

    def cost(self, X, Y):
        return (self.squared(self.linear(X) + self.b - Y) * self.scale * self.rate).mean()

    __call__ = cost


@pytest.mark.parametrize("what", ["method", "object", "lambda", "partial", "an argument"])
def test_methods_and_classes(monkeypatch, what):
    net = Net()
    cost = {
        "method": net.cost,
        "object": net,
        "lambda": lambda X, Y: net.cost(X, Y),
        "partial": functools.partial(Net.cost, net),
        "an argument": Net.cost,
    }[what]
    args = (net, X, Y) if what == "an argument" else (X, Y)
    compiled = tg.compile(cost)
    seen = {agree(compiled, cost, *args)}
    changes = [
        lambda: setattr(net, "scale", 5.0),
        lambda: setattr(net, "b", parameter(-1.0, name="b")),
        lambda: monkeypatch.setattr(Base, "power", 3),
        lambda: monkeypatch.setitem(globals(), "OFFSET", 0.25),
        lambda: monkeypatch.setattr(Net, "squared", staticmethod(np.tanh)),
        lambda: monkeypatch.setattr(Net, "rate", 2.0),
    ]
    for change in changes:
        change()
        seen.add(agree(compiled, cost, *args))
        assert compiled.on_tape == ""
    assert len(seen) == len(changes) + 1


def test_default_arguments():
    w = parameter(1.0, 2.0)

    def cost(X, scale=2.0, *, shift=1.0):
        return (w @ X * scale + shift).sum()

    compiled = tg.compile(cost)
    first = agree(compiled, cost, X)
    cost.__defaults__ = (3.0,)
    second = agree(compiled, cost, X)
    cost.__kwdefaults__ = {"shift": 0.0}
    assert len({first, second, agree(compiled, cost, X)}) == 3
    assert agree(compiled, cost, X, 2.0) != agree(compiled, cost, X, 4.0)


# ---------------------------------------------------------------- what makes the tape fall in


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (lambda w, x: (w @ x).sum() if (w @ x).sum() > 0 else (w**2).sum(), r"bool\(\)"),
        (lambda w, x: (w @ x).sum() * (w @ x).sum().item(), r"item\(\)"),
        (lambda w, x: (w @ x * w.data[0, 0]).sum(), r"\.data of w"),
        (lambda w, x: (w @ x).sum() * float((x * 2).sum()), r"float\(\)|cannot be recorded"),
        (lambda w, x: (w @ np.asarray(x)).sum(), "conversion to an array"),
        (lambda w, x: (w @ x * (w @ x).detach()).sum(), r"detach\(\)"),
        (lambda w, x: (w @ x)[w @ x > 0].sum(), "boolean index"),
        (lambda w, x: tg.Tensor(np.arange(3.0))[(w @ x)[0] > 5].sum() * w.sum(), "a boolean index"),
        (lambda w, x: (w @ x[:, : int(x[0, 1])]).sum(), "int()"),
        (lambda w, x: (w @ np.sort(x)).sum(), "cannot be recorded: .*sort"),
        (lambda w, x: (w @ (x - np.median(x))).sum(), "cannot be recorded: .*median"),
        (lambda w, x: (np.clip(w @ x, np.array([[-3.0, 0, 1]]), None)).sum(), "clip .* array"),
        (lambda w, x: (w @ (2 * x if isinstance(x, np.ndarray) else x)).sum(), "something else"),
    ],
)
def test_what_a_plan_cannot_know(function, why):
    w = parameter(1.0, 2.0)
    compiled = tg.compile(lambda x: function(w, x))
    for x in (X, -X, X + 1):
        agree(compiled, lambda x: function(w, x), x)
        assert re.search(why, compiled.on_tape), compiled.on_tape


def test_numbers_under_no_grad_are_not_frozen():
    w = parameter(1.0, 2.0)

    def cost(x):
        with tg.no_grad():
            scale = (x * x).mean()
        return (w @ x * scale).sum()

    compiled = tg.compile(cost)
    for x in (X, 2 * X, -X):
        agree(compiled, cost, x)


@pytest.mark.parametrize("draw", [
    lambda rng: rng.random((2, 3)) < 0.5,
    lambda rng: rng.standard_normal((2, 3)),
    lambda rng: rng.standard_normal(),
    lambda rng: rng.integers(0, 10**9),
    lambda rng: np.full((2, 3), rng.random()),
], ids=["mask", "noise", "number", "integer", "one number over and over"])  # fmt: skip
@pytest.mark.parametrize("zero", [False, True])
def test_fresh_random_numbers(draw, zero):
    w = parameter(0.0, 0.0) if zero else parameter(1.0, 2.0)
    rng, again = np.random.default_rng(1), np.random.default_rng(1)
    compiled = tg.compile(lambda x: (w @ (x * draw(rng))).sum())
    compiled(X)
    assert "fresh numbers" in compiled.on_tape
    again.bit_generator.state = rng.bit_generator.state
    for _ in range(3):
        _, gradients = compiled(X)
        expected = (X * draw(again)).sum(axis=1)
        np.testing.assert_allclose(gradients["dw"][0], expected)


def test_a_counter_that_changes_with_every_call_ends_on_the_tape():
    w, calls = parameter(1.0, 2.0), {"n": 0}
    compiled = tg.compile(lambda x: (w @ x).sum() * calls["n"])
    for n in range(1, 30):
        calls["n"] = n
        assert compiled(X)[0] == n * (w.data @ X).sum()
    assert "too often" in compiled.on_tape


def test_numbers_that_are_swept_keep_their_plans():
    w = parameter(1.0, 2.0)
    table = {"l2": 0.0}
    compiled = tg.compile(lambda x: (w @ x).sum() + table["l2"] * (w * w).sum())
    for l2 in range(30):
        table["l2"] = float(l2)
        for _ in range(12):
            cost, _ = compiled(X)
        assert compiled.on_tape == ""
        assert cost == (w.data @ X).sum() + l2 * 5.0


# ---------------------------------------------------------------- arrays of the function's own


def test_arrays_made_inside_that_are_constants():
    w = parameter(1.0, 2.0)

    def cost(x):
        m = x.shape[1]
        picked = (w.T * x)[np.array([0, 1, 0]), np.arange(m)]
        return (picked * np.linspace(0, 1, m) + np.ones((1, m))).sum() + np.zeros((1, m)).sum()

    compiled = tg.compile(cost)
    for x in (X, -X, np.ones((2, 3))):
        agree(compiled, cost, x)
        assert compiled.on_tape == ""


def test_an_array_from_large_ones_is_not_frozen():
    labels = np.arange(20_000) % 2
    w = parameter(*np.ones(20_000))
    cost = lambda: np.where(labels > 0, w, 0).sum()  # noqa: E731
    compiled = tg.compile(cost)
    agree(compiled, cost)
    assert "hand it over" in compiled.on_tape
    labels[:5] = 1
    agree(compiled, cost)


def test_a_parameter_that_nobody_finds():
    w, v = parameter(1.0, 2.0), parameter(3.0, -1.0)
    held = {w}
    cost = lambda x: (next(iter(held)) @ x).sum()  # noqa: E731
    compiled = tg.compile(cost)
    before = agree(compiled, cost, X)
    assert re.search(r"w \(1, 2\) requires a gradient, but is not found", compiled.on_tape)
    held.clear()
    held.add(v)
    assert agree(compiled, cost, X) != before


def test_a_cached_function_is_looked_through():
    u = parameter(1.0, 2.0, name="u")
    get = functools.lru_cache(lambda: u)
    compiled = tg.compile(lambda x: (get() @ x).sum())
    assert compiled(X)[0] == 27.0
    assert compiled.on_tape == ""


def test_another_shape_or_dtype_has_a_plan_of_its_own():
    w = parameter(1.0, 2.0)
    cost = lambda x: ((w @ x) ** 2).mean()  # noqa: E731
    compiled = tg.compile(cost)
    for _ in range(3):
        for n in (1, 3, 7):
            agree(compiled, cost, np.linspace(-1, 1, 2 * n).reshape(2, n))
            assert compiled.on_tape == ""
        agree(compiled, cost, X.astype(np.float32))
        agree(compiled, cost, X.astype(int))
        agree(compiled, cost, X > 2)
        agree(compiled, cost, X.tolist())
        agree(compiled, cost, X.astype(">f8"))
        agree(compiled, cost, np.asfortranarray(X)[:, ::-1])
    assert len(compiled._plans) == 6
