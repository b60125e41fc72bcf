"""What holds in training only: labels of 0 and 1, frozen data, parameters laid out by the plan."""

import numpy as np
import pytest

from tests.compiled.listings import assert_same, classifier, names, run
from tinygrad_bc.compiled.instructions import Instruction, Listing, Value
from tinygrad_bc.compiled.passes import simplified
from tinygrad_bc.compiled.program import Program
from tinygrad_bc.compiled.promises import (
    GATE,
    Promises,
    binary_labels,
    fold_biases,
    gates,
    gather,
    hoist,
    part_views,
)
from tinygrad_bc.compiled.rewriting import share, trim
from tinygrad_bc.operation import TABLE


def rewritten(binary=(), **kinds):
    listing, arrays = classifier(**kinds)
    return list(simplified(listing, Promises(binary=binary)))[-1][1], arrays, listing


def test_binary_labels_need_one_exponential():
    listing, arrays = classifier()
    after = binary_labels(listing, ["Y"])
    assert names(trim(after)).count("exp") == 1 and "cross_entropy" not in names(after)
    assert_same(run(listing, arrays), run(after, arrays))


def test_other_labels_are_left_as_they_are():
    listing, _ = classifier()
    assert names(binary_labels(listing, [])) == names(listing)


@pytest.mark.parametrize("hidden", ["relu", "tanh"])
def test_a_bias_becomes_a_column_of_its_weights(hidden):
    listing, arrays, original = rewritten(sizes=(2, 3, 4, 1), hidden=hidden)
    after, pairs = fold_biases(listing)
    assert [pair.name for pair in pairs] == ["W1b1", "W2b2", "W3b3"]
    joint = {p.name: np.hstack([arrays[p.W], arrays[p.b]]) for p in pairs}
    found = run(trim(share(after)), arrays | joint)
    for name, value in run(original, arrays).items():
        if name == "J":
            np.testing.assert_allclose(found["J"], value, rtol=1e-12)
        elif name.startswith("dW"):
            both = np.hstack([value, run(original, arrays)[name.replace("W", "b")]])
            np.testing.assert_allclose(found[f"{name}b{name[2:]}"], both, rtol=1e-12, atol=1e-15)


def test_weights_under_a_penalty_keep_their_own_gradient():
    listing, arrays, _ = rewritten(l2=0.5)
    after, pairs = fold_biases(listing)
    assert pairs == []
    assert_same(run(listing, arrays), run(after, arrays))


def test_gates_are_masks_of_rectified_values():
    listing, arrays, _ = rewritten()
    after = trim(gates(listing))
    assert "gate" in names(after) and "greater" not in names(after)
    assert_same(run(listing, arrays), run(after, arrays))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_gate_lets_pass_what_belongs_to_a_number_above_0_bit_for_bit(dtype):
    below, less, d, a, passed = (Value((3, 4), np.dtype(dtype)) for _ in range(5))
    made = [Instruction(TABLE["neg"], (x,), {}, y) for x, y in ((below, d), (less, a))]
    steps = [*made, Instruction(GATE, (d, a), {}, passed)]
    program = Program(Listing({"below": below, "less": less}, steps, {"z": passed}))
    least = np.finfo(dtype).smallest_subnormal
    values = np.array([[0, 1, least, np.inf], [0, 0, 2, 1e-30], [3, 0, np.finfo(dtype).max, 0]])
    gradients = np.array([[1, 2, -3, -np.inf], [-1, np.nan, np.nan, least], [-0.0, np.inf, 4, -5]])
    values, gradients = values.astype(dtype), gradients.astype(dtype)
    program.step(-gradients, -values)
    expected = np.where(values > 0, gradients, 0)
    np.testing.assert_array_equal(program.results["z"], expected)
    np.testing.assert_array_equal(np.signbit(program.results["z"]), np.signbit(expected))


def test_what_follows_from_frozen_data_is_parted_off():
    listing, arrays, _ = rewritten(binary=("Y",))
    first, rest = hoist(gather(listing, ["X", "Y"]), ["X", "Y"])
    assert first.wanted and set(first.given) == {"X", "Y"}
    assert len(rest.instructions) < len(trim(listing).instructions)
    fixed = run(first, arrays)
    assert_same(run(listing, arrays), run(rest, arrays | fixed))


def test_views_of_parameters_are_taken_once():
    listing, arrays, _ = rewritten(sizes=(2, 3, 4, 1))
    views, rest = part_views(listing, ["W1", "W2", "W3"])
    assert {view.name for view in views} == {"transpose"}
    assert {view.output.name for view in views} == {"W2_T", "W3_T"}
    shown = {"W2_T": arrays["W2"].T, "W3_T": arrays["W3"].T}
    assert_same(run(listing, arrays), run(rest, arrays | shown))
