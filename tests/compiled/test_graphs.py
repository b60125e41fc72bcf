"""For drawn graphs of all operations: compiled and tape agree, again and again."""

import gc
import tracemalloc
import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import tinygrad_bc as tg
from tests.compiled.comparing import assert_near, on_tape
from tests.graphs import STEPS, leaves, plans, run

SEEDS = st.integers(0, 2**32 - 1)
REFUSED = {"getitem, mask"}  # its shapes depend on numbers


def quick(examples):
    return settings(
        deadline=None,
        max_examples=examples,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


class Drawn:
    """A drawn graph with parameters of its own."""

    def __init__(self, plan, seed, dtype=np.float64, shape_of_data=None):
        self.plan, self.dtype = plan, dtype
        self.w, self.v = (
            tg.Tensor(np.ones((2, 3), dtype), requires_grad=True, name=name) for name in "wv"
        )
        self.set(seed)
        self.compiled = tg.compile(self.cost)

    def cost(self, data):
        return run(self.plan, self.w, self.v, data)

    def set(self, seed):
        """Other numbers everywhere; the parameters change in place."""
        arrays = leaves(seed)
        self.w.data[...], self.v.data[...] = arrays["w"], arrays["v"]
        self.data = tg.Tensor(arrays["data"].astype(self.dtype))

    def agree(self, tolerance=1e-12):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            cost, gradients = self.compiled(self.data)
        expected, by_tensor = on_tape(self.cost, self.data)
        assert_near(cost, expected, tolerance)
        assert set(gradients) == {f"d{x.name}" for x, _ in by_tensor}
        for x, g in by_tensor:
            assert gradients[f"d{x.name}"].dtype == g.dtype
            assert_near(gradients[f"d{x.name}"], g, tolerance)
        return cost, gradients


@pytest.mark.parametrize("name", sorted(STEPS))
def test_every_operation(name):
    """Alone: as a constant of the data, of one parameter, of both; three times in a row."""
    plan = [(name, 0, 1), (name, 3, 2)]
    drawn = Drawn(plan, 0)
    for seed in range(3):
        drawn.set(seed)
        drawn.agree()
        assert bool(drawn.compiled.on_tape) == (name in REFUSED)


@quick(60)
@given(plans, SEEDS)
def test_compiled_is_the_tape(plan, seed):
    drawn = Drawn(plan, seed)
    for k in range(3):
        drawn.set(seed + k)
        drawn.agree()
    assert not drawn.compiled.on_tape or REFUSED & {name for name, _, _ in plan}


@quick(8)
@given(plans, SEEDS)
def test_the_same_bits_each_time_and_nothing_kept_is_overwritten(plan, seed):
    drawn = Drawn(plan, seed)
    kept = [drawn.agree()]
    for k in range(10):
        drawn.set(seed + k % 2)
        kept.append(drawn.compiled(drawn.data))
        if k % 2:
            first, again = kept[2], kept[-1]
            assert first[0] == again[0]
            for name, g in first[1].items():
                np.testing.assert_array_equal(g, again[1][name])
    drawn.set(seed)
    for name, g in drawn.agree()[1].items():
        np.testing.assert_array_equal(g, kept[1][1][name])
        assert not any(np.may_share_memory(g, other[name]) for _, other in kept)


@quick(10)
@given(plans, plans, SEEDS)
def test_plans_of_two_computations_in_turns(one, two, seed):
    pair = [Drawn(one, seed), Drawn(two, seed + 1)]
    for k in range(3):
        for drawn in pair:
            drawn.set(seed + 2 * k)
            drawn.agree()


SMOOTH = ["add, broadcast", "mul", "div", "pow, number", "tanh", "sigmoid", "softplus", "matmul",
          "linear", "cross_entropy", "mean", "sum, axis", "exp", "sqrt", "stack",
          "reshape"]  # fmt: skip


@quick(15)
@given(
    st.lists(st.tuples(st.sampled_from(SMOOTH), st.integers(0, 20), st.integers(0, 20)),
             min_size=1, max_size=5),
    SEEDS,
)  # fmt: skip
def test_float32(plan, seed):
    """Without kinks: a last digit decides nothing there."""
    drawn = Drawn(plan, seed, np.float32)
    for k in range(2):
        drawn.set(seed + k)
        drawn.agree(1e-4)


@quick(8)
@given(plans, SEEDS)
def test_steps_of_descent(plan, seed):
    drawn, other = Drawn(plan, seed), Drawn(plan, seed)
    for _ in range(3):
        before = drawn.compiled.step(drawn.data, learning_rate=1e-3)
        cost, gradients = on_tape(other.cost, other.data)
        for x, g in gradients:
            x.data = x.data - 1e-3 * g
        assert_near(before, cost, 1e-9)
        assert_near(drawn.w.data, other.w.data, 1e-9)
        assert_near(drawn.v.data, other.v.data, 1e-9)


def test_a_step_allocates_nothing_that_grows():
    rng = np.random.default_rng(0)
    W1, W2 = (tg.Tensor(rng.normal(size=s), requires_grad=True) for s in ((8, 4), (1, 8)))
    X, Y = rng.normal(size=(4, 50)), rng.normal(size=(1, 50))
    compiled = tg.compile(lambda X, Y: ((W2 @ np.tanh(W1 @ X) - Y) ** 2).mean())
    for _ in range(20):
        compiled.step(X, Y, learning_rate=0.01)
    tracemalloc.start()
    try:
        compiled.step(X, Y, learning_rate=0.01)
        gc.collect()  # with what Python keeps for the next tuples
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(200):
            compiled.step(X, Y, learning_rate=0.01)
        gc.collect()
        after = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert after - before < 500, after - before  # no array, no object for each step


EDGES = [0.0, -0.0, 1e4, -1e4, 1e300, np.inf, -np.inf, np.nan]


@pytest.mark.parametrize("value", EDGES)
@pytest.mark.parametrize(
    "function",
    [tg.sigmoid, np.tanh, tg.relu, tg.softplus, lambda z: tg.leaky_relu(z, 0.1),
     lambda z: tg.rules.cross_entropy(z, np.array([[1.0, 0.0]])), np.exp, np.log1p, np.square,
     lambda z: np.maximum(z, 0), lambda z: np.clip(z, -1, 1), np.sqrt, lambda z: 1 / z],
    ids=["sigmoid", "tanh", "relu", "softplus", "leaky_relu", "cross_entropy", "exp", "log1p",
         "square", "maximum", "clip", "sqrt", "reciprocal"],
)  # fmt: skip
def test_edges(function, value):
    w = tg.Tensor([[1.0, 1.0]], requires_grad=True, name="w")

    def cost(x):
        return function(w * x).sum()

    compiled = tg.compile(cost)
    compiled(np.ones((1, 2)))
    x = np.array([[value, 0.5]])
    with warnings.catch_warnings(record=True) as ours:
        warnings.simplefilter("always")
        found, gradients = compiled(x)
    with warnings.catch_warnings(record=True) as theirs:
        warnings.simplefilter("always")
        expected, by_tensor = on_tape(cost, x)
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    np.testing.assert_allclose(gradients["dw"], by_tensor[0][1], rtol=1e-12, atol=1e-300)
    if np.isfinite(expected) and np.isfinite(by_tensor[0][1]).all():
        assert not ours
    else:  # NumPy's own warnings, as on the tape
        assert {str(w.message) for w in ours} == {str(w.message) for w in theirs}
