"""Every rule of the table against finite differences, and in each of its readings."""

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import tinygrad_bc as tg
from tests.rules.cases import CASES, DIFFERENTIABLE
from tinygrad_bc import tape
from tinygrad_bc.operation import TABLE

pytestmark = pytest.mark.parametrize("name", sorted(CASES))
quick = settings(
    deadline=None,
    max_examples=25,
    derandomize=True,
    phases=[Phase.generate],  # the cases are small: no time is spent on making them smaller
    suppress_health_check=list(HealthCheck),
)


def weights(value, seed=0):
    """Fixed weights that make a scalar of a value, so that every element counts."""
    return np.random.default_rng(seed).uniform(0.5, 1.5, np.shape(value))


def weighted(case, xs):
    value = case.function(*xs)
    if case.sums:  # a scalar by other means than the operation that is looked at
        return np.einsum("i,i", np.ravel(value), weights(value).ravel())
    return (value * weights(value)).sum()


def leaves(case, arrays=None):
    return [
        tg.Tensor(a, requires_grad=True, name=f"x{k}") for k, a in enumerate(arrays or case.arrays)
    ]


def differences(f, arrays, h=1e-6):
    """Central differences of a scalar function of arrays."""
    found = []
    for k, array in enumerate(arrays):
        g = np.zeros(array.shape)
        for index in np.ndindex(array.shape):
            up, down = array.copy(), array.copy()
            up[index] += h
            down[index] -= h
            above, below = (f(*arrays[:k], x, *arrays[k + 1 :]) for x in (up, down))
            g[index] = (above - below) / (2 * h)
        found.append(g)
    return found


def gradients(case, arrays=None, **options):
    xs = leaves(case, arrays)
    found = tg.grad(weighted(case, xs), xs, allow_unused=True, **options)
    zero = [np.zeros(x.shape) if g is None else g for x, g in zip(xs, found, strict=True)]
    return xs, zero


def values(found):
    return [g.detach().numpy() if isinstance(g, tg.Tensor) else g for g in found]


@quick
@given(data=st.data())
def test_it_is_what_finite_differences_say(name, data):
    case = data.draw(CASES[name])
    _, found = gradients(case)
    numeric = differences(lambda *xs: float(weighted(case, xs)), case.arrays)
    for g, x, n in zip(found, case.arrays, numeric, strict=True):
        assert g.shape == x.shape and g.dtype == x.dtype
        np.testing.assert_allclose(g, n, rtol=1e-6, atol=1e-7)


@quick
@given(data=st.data())
def test_run_on_tensors_it_gives_the_same_bits(name, data):
    case = data.draw(CASES[name])
    _, plain = gradients(case)
    _, recorded = gradients(case, create_graph=True)
    for a, b in zip(plain, values(recorded), strict=True):
        np.testing.assert_array_equal(a, b)


def evaluated(root, leaves):
    """Walk the graph of a Tensor and compute it again from other leaves, by their ``id``."""
    found = dict(leaves)
    for node in tape.graph(root)[::-1]:
        entry = node._entry
        operands = [found.get(id(x), getattr(x, "_array", x)) for x in entry.operands]
        found[id(node)] = entry.operation.function(*operands, **entry.attributes)
    return found.get(id(root), root._array)


@quick
@given(data=st.data())
def test_the_recorded_gradient_follows_new_inputs(name, data):
    """Nothing is frozen into the graph: masks, signs and comparisons follow."""
    case = data.draw(CASES[name])
    rng = np.random.default_rng(1)
    other = [rng.permutation(a.ravel()).reshape(a.shape) * 1.1 for a in case.arrays]
    xs, recorded = gradients(case, create_graph=True)
    _, fresh = gradients(case, other)
    new = {id(x): a for x, a in zip(xs, other, strict=True)}
    for g, expected in zip(recorded, fresh, strict=True):
        if isinstance(g, tg.Tensor):
            np.testing.assert_allclose(evaluated(g, new), expected, rtol=1e-13)


@quick
@given(data=st.data())
def test_second_derivatives(name, data):
    case = data.draw(CASES[name])

    def slope(*arrays):
        _, found = gradients(case, list(arrays))
        return sum(float((g * weights(g, 1)).sum()) for g in found)

    xs, recorded = gradients(case, create_graph=True)
    total = sum((g * weights(g, 1)).sum() for g in recorded)
    found = [None] * len(xs)
    if isinstance(total, tg.Tensor) and total.requires_grad:
        found = tg.grad(total, xs, allow_unused=True)
    numeric = differences(slope, case.arrays)
    for g, n in zip(found, numeric, strict=True):
        np.testing.assert_allclose(np.zeros(n.shape) if g is None else g, n, rtol=1e-5, atol=1e-6)


LAYOUTS = {
    "fortran": lambda a: np.asfortranarray(a),
    "reversed": lambda a: a[::-1].copy()[::-1] if a.ndim else a,
    "strided": lambda a: np.repeat(a, 2, axis=-1)[..., ::2] if a.ndim else a,
    "read-only": lambda a: _frozen(a),
    "big-endian": lambda a: a.astype(">f8"),
}


def _frozen(a):
    a = a.copy()
    a.flags.writeable = False
    return a


@quick
@given(data=st.data(), layout=st.sampled_from(sorted(LAYOUTS)))
def test_any_layout_gives_the_same(name, data, layout):
    case = data.draw(CASES[name])
    _, expected = gradients(case)
    _, found = gradients(case, [LAYOUTS[layout](a) for a in case.arrays])
    for a, b in zip(found, expected, strict=True):
        assert a.dtype.isnative
        np.testing.assert_allclose(a, b, rtol=1e-13)


@quick
@given(data=st.data())
def test_dtypes_are_numpys_and_each_gradient_has_that_of_its_tensor(name, data):
    case = data.draw(CASES[name])
    dtypes = st.sampled_from([np.float32, np.float32, np.float64])
    arrays = [a.astype(data.draw(dtypes)) for a in case.arrays]
    xs = leaves(case, arrays)
    y = case.function(*xs)
    assert y.dtype == np.asarray(case.function(*arrays)).dtype
    _, exact = gradients(case)
    _, found = gradients(case, arrays)
    for g, x, n in zip(found, xs, exact, strict=True):
        assert g.dtype == x.dtype or not np.any(g)  # what has no influence has no gradient
        np.testing.assert_allclose(g, n, rtol=1e-3, atol=1e-4)


@quick
@given(data=st.data())
def test_float32_stays_float32(name, data):
    case = data.draw(CASES[name])
    y = case.function(*leaves(case, [a.astype(np.float32) for a in case.arrays]))
    assert y.dtype == (np.float64 if name == "astype" else np.float32)


@pytest.mark.parametrize("mistake", ["twice", "sign", "nothing"])
def test_a_planted_wrong_rule_is_caught(name, mistake, monkeypatch):
    """Whoever checks is checked: each rule of each operand in turn."""
    entry, change = TABLE[name], {"twice": 2.0, "sign": -1.0, "nothing": 0.0}[mistake]
    for k, right in enumerate(entry.rules):
        if right is None:
            continue

        def wrong(*arguments, right=right):
            return change * right(*arguments)

        monkeypatch.setattr(entry, "rules", (*entry.rules[:k], wrong, *entry.rules[k + 1 :]))
        with pytest.raises(AssertionError):
            test_it_is_what_finite_differences_say(name)
        monkeypatch.undo()


def test_every_operation_with_a_rule_is_here(name):
    assert set(CASES) == DIFFERENTIABLE
