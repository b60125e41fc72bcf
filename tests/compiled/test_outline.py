"""An outline has the shape and the dtype that NumPy gives, for every operation of the table."""

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import tinygrad_bc as tg
from tests.rules.cases import CASES
from tinygrad_bc.compiled.outline import Outline, matmul_shape
from tinygrad_bc.operation import TABLE
from tinygrad_bc.recording import Unplannable

quick = settings(
    deadline=None,
    max_examples=10,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
DTYPES = ["float64", "float32", "int64", "bool"]


def outlined(x):
    return Outline.of(x.shape, x.dtype)


def assert_outline(found, expected):
    assert found.shape == np.shape(expected)
    assert found.dtype == expected.dtype
    assert isinstance(found, Outline)
    assert not any(found.strides)  # no elements of its own


@pytest.mark.parametrize("name", sorted(CASES.keys() - {"scatter"}))  # which fills zeros
def test_operations_with_a_rule(name):
    @quick
    @given(CASES[name], st.sampled_from(["float64", "float32"]))
    def check(case, dtype):
        arrays = [x.astype(dtype) for x in case.arrays]
        assert_outline(case.function(*map(outlined, arrays)), np.asarray(case.function(*arrays)))
        if len(arrays) > 1:  # one known, the other not
            mixed = [outlined(arrays[0]), *arrays[1:]]
            assert_outline(case.function(*mixed), np.asarray(case.function(*arrays)))

    check()


OTHERS = {name: entry for name, entry in TABLE.items() if name not in CASES}


@pytest.mark.parametrize("name", sorted(OTHERS))
@pytest.mark.parametrize("dtype", DTYPES)
def test_operations_without(name, dtype):
    entry = OTHERS[name]
    if name.startswith(("bitwise", "invert")):
        dtype = "bool"
    x = np.ones((2, 3), dtype)
    operands = [x, np.ones((1, 3), dtype)][: len(entry.operands)]
    calls = [{}]
    if "axis" in entry.attributes:
        calls = [{}, {"axis": 0}, {"axis": -1}]
        if "keepdims" in entry.attributes:
            calls += [{"axis": 1, "keepdims": True}, {"axis": (0, 1)}, {"keepdims": True}]
    for attributes in calls:
        try:
            expected = entry(*operands, **attributes)
        except TypeError:  # NumPy has no such loop
            continue
        assert_outline(entry(*map(outlined, operands), **attributes), np.asarray(expected))


@pytest.mark.parametrize("one", DTYPES)
@pytest.mark.parametrize("other", [*DTYPES, 2, 2.5, True])
@pytest.mark.parametrize("ufunc", [np.add, np.divide, np.maximum, np.greater, np.power])
def test_dtypes_that_meet(one, other, ufunc):
    x = np.ones((2, 1), one)
    y = np.ones(3, other) if isinstance(other, str) else other
    try:
        expected = [ufunc(x, y), ufunc(y, x)]
    except TypeError:
        return
    second = outlined(y) if isinstance(y, np.ndarray) else y
    assert_outline(ufunc(outlined(x), second), expected[0])
    assert_outline(ufunc(second, outlined(x)), expected[1])


def test_what_rules_call():
    x = Outline.of((2, 3), "float32")
    for f in (np.zeros_like, np.ones_like, np.copy, lambda x: x.copy(), lambda x: x.T,
              lambda x: x.astype(int), lambda x: x.sum(), lambda x: x.max(axis=0), lambda x: x[0],
              lambda x: x.reshape(-1), lambda x: x[[0, 1, 1], ...],
              lambda x: x.mean(axis=1)):  # fmt: skip
        expected = f(np.ones((2, 3), "float32"))
        found = f(x)
        assert found.shape == expected.shape
        assert found.dtype == expected.dtype


ASKING = {
    "float": float, "int": int, "bool": bool, "list": list, "item": lambda x: x.item(),
    "tolist": lambda x: x.tolist(), "equal": lambda x: np.array_equal(x, x),
    "close": lambda x: np.allclose(x, x), "mask": lambda x: x[x > 0],
    "accumulate": lambda x: np.add.accumulate(x),
}  # fmt: skip


@pytest.mark.parametrize("name", ASKING)
def test_numbers_are_refused(name):
    x = Outline.of((1,), "float64")
    with pytest.raises((Unplannable, TypeError)):
        result = ASKING[name](x)
        if not isinstance(result, Outline):
            raise AssertionError(result)


@pytest.mark.parametrize("a", [(3,), (2, 3), (4, 2, 3), (5, 1, 2, 3)])
@pytest.mark.parametrize("b", [(3,), (3, 6), (4, 3, 6)])
def test_matrix_products(a, b):
    expected = np.ones(a) @ np.ones(b)
    assert matmul_shape(a, b) == expected.shape
    assert_outline(Outline.of(a, "float32") @ np.ones(b), np.asarray(expected))


def test_it_takes_no_memory_and_a_gradient_of_outlines_is_one():
    huge = Outline.of((10**6, 10**6), "float64")
    assert np.tanh(huge @ huge.T + 1).sum(axis=0, keepdims=True).shape == (1, 10**6)
    assert tg.relu(huge).shape == huge.shape
