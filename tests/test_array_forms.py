"""Functions that take a shorter way on arrays give the bits of the way they replace."""

from itertools import product

import numpy as np
import pytest

from tinygrad_bc import array_forms, rules
from tinygrad_bc.rules import TABLE

AWKWARD = [0.0, -0.0, 1e-30, -1e-30, 30.0, -30.0, 720.0, -720.0, 800.0, -800.0, np.inf, -np.inf]
SHAPES = [(), (1,), (7,), (4, 100), (3, 1, 5), (32, 569), (2, 0)]


def same_bits(a, b):
    a, b = np.asarray(a), np.asarray(b)
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()


@pytest.fixture(params=["float32", "float64"])
def draw(request):
    rng = np.random.default_rng(0)
    return lambda shape: np.asarray(rng.normal(size=shape) * 5, request.param)


@pytest.mark.filterwarnings("ignore:Mean of empty slice", "ignore:invalid value")
@pytest.mark.parametrize("shape", SHAPES)
def test_sum_and_mean_are_those_of_numpy(draw, shape):
    x = draw(shape)
    for axis in [None, *range(x.ndim), tuple(range(x.ndim))]:
        for keepdims in (False, True):
            for name, numpys in (("sum", np.sum), ("mean", np.mean)):
                got = TABLE[name].function(x, axis=axis, keepdims=keepdims)
                assert same_bits(got, numpys(x, axis=axis, keepdims=keepdims)), (name, axis)


@pytest.mark.parametrize("x", [np.arange(6), np.array([True, False]), np.float16([1, 2]), 3, 2.5])
def test_sum_and_mean_of_other_numbers_are_those_of_numpy(x):
    for name, numpys in (("sum", np.sum), ("mean", np.mean)):
        got = TABLE[name].function(x, axis=None, keepdims=False)
        assert same_bits(got, numpys(x))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_sigmoid_chooses_no_branch_and_gives_the_same(dtype):
    z = np.concatenate([np.linspace(-120, 120, 4001), AWKWARD]).astype(dtype)
    e = np.exp(-np.abs(z))
    assert same_bits(TABLE["sigmoid"].function(z), np.where(z >= 0, 1, e) / (1 + e))
    assert np.isnan(TABLE["sigmoid"].function(np.array([np.nan], dtype))).all()


@pytest.mark.parametrize("shape", SHAPES)
def test_relu_is_the_maximum_with_0(draw, shape):
    z = draw(shape)
    assert np.array_equal(TABLE["relu"].function(z), np.maximum(z, 0))
    assert TABLE["relu"].function(z).dtype == z.dtype


def test_relu_keeps_nan_and_infinity():
    assert np.array_equal(
        TABLE["relu"].function(np.array([np.nan, np.inf, -np.inf])),
        [np.nan, np.inf, 0],
        equal_nan=True,
    )
    assert TABLE["relu"].function(np.array([-1, 2])).tolist() == [0, 2]


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "bool"])
def test_matmul_is_that_of_numpy(draw, dtype):
    sizes = [0, 1, 2, 5, 33]
    for n, k, m in product(sizes, sizes, sizes):
        x, y = draw((n, k)).astype(dtype), draw((k, m)).astype(dtype)
        for X, Y in product((x, np.asfortranarray(x)), (y, np.asfortranarray(y))):
            assert same_bits(array_forms.matmul(X, Y), X @ Y), (n, k, m)
    assert same_bits(array_forms.matmul(x, y[:, 0]), x @ y[:, 0])
    assert same_bits(array_forms.matmul(x[None], y), x[None] @ y)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_spread_gradient_is_the_broadcast_one_and_cannot_be_written(draw, shape):
    x, ds = draw(shape), draw(())
    for upstream in (ds, ds[()]):
        spread = rules._spread(upstream, x, None, False)
        assert same_bits(spread, np.broadcast_to(ds, shape))
        assert not np.asarray(spread).flags.writeable


BROADCAST = [
    ((4, 100), (4, 1)),
    ((4, 100), (1, 1)),
    ((4, 100), ()),
    ((4, 100), (100,)),
    ((2, 3, 4), (3, 1)),
    ((2, 3, 4), (1, 1, 4)),
    ((4, 1), (4, 1)),
]


@pytest.mark.parametrize(("shape", "operand"), BROADCAST)
def test_undoing_a_broadcast_is_the_sum_over_what_was_repeated(draw, shape, operand):
    g = draw(shape)
    padded = (1,) * (len(shape) - len(operand)) + operand
    axes = tuple(k for k, n in enumerate(padded) if n == 1 != shape[k])
    wanted = np.sum(g, axis=axes, keepdims=True).reshape(operand)
    assert np.allclose(rules.unbroadcast(g, operand), wanted, rtol=1e-5)
    assert rules.unbroadcast(g, operand).shape == operand


@pytest.mark.parametrize(("shape", "operand"), [((1, 4), (3, 4)), ((), (2, 3)), ((3,), (1, 3))])
def test_what_a_rule_left_smaller_is_spread(draw, shape, operand):
    g = draw(shape)
    assert np.array_equal(rules.unbroadcast(g, operand), np.broadcast_to(g, operand))
