"""Each pass changes the list in the way that it says, and no result."""

import numpy as np
import pytest

import tinygrad_bc as tg
from tests.compiled.listings import assert_same, classifier, listing_of, names, run
from tinygrad_bc.compiled import rewriting
from tinygrad_bc.compiled.passes import final, simplified
from tinygrad_bc.compiled.promises import Promises
from tinygrad_bc.compiled.rewriting import dense, fold, lower, masks, share, spread, sums, trim

X = np.array([[0.5, -1.0, 2.0], [-0.3, 0.7, 0.0]])


@pytest.mark.parametrize("hidden", ["relu", "tanh", "sigmoid"])
@pytest.mark.parametrize("l2", [0.0, 0.7])
def test_no_pass_changes_a_result(hidden, l2):
    listing, arrays = classifier((2, 3, 4, 1), hidden=hidden, l2=l2)
    expected = run(listing, arrays)
    stages = list(simplified(listing, Promises(binary=("Y",))))
    for name, after in [*stages, ("final", final(stages[-1][1]))]:
        assert name and not expected.keys() ^ after.wanted.keys()
        assert_same(expected, run(after, arrays))


def test_trim_leaves_out_the_gradient_of_the_data():
    listing = listing_of(lambda w, x: (w @ x).sum(), np.ones((1, 2)), X, needs_grad={0})
    extra = listing_of(lambda w, x: (w @ x).sum(), np.ones((1, 2)), X, needs_grad={0, 1})
    del extra.wanted["dx1"]
    assert len(trim(extra).instructions) == len(trim(listing).instructions)


def test_fold_computes_constants_and_drops_what_changes_nothing():
    listing = listing_of(lambda x: (x * 1 / 1.0).mean(), X, needs_grad={0})
    folded = fold(listing)
    assert "div" not in names(folded)[:1]
    assert "broadcast_to" not in names(folded)  # the gradient is a constant: nothing to compute
    assert folded.wanted["dx0"].constant is not None
    assert_same(run(listing, {"x0": X}), run(folded, {"x0": X}))


def test_a_uniform_constant_takes_no_memory():
    listing = fold(listing_of(lambda x: x.mean(), np.zeros((300, 400)), needs_grad={0}))
    assert listing.wanted["dx0"].constant.strides == (0, 0)


def test_spread_leaves_repeating_to_broadcasting():
    listing = listing_of(lambda x: (x * np.broadcast_to(x[:, :1], (2, 3))).sum(), X, needs_grad={0})
    after = trim(spread(listing))
    assert names(after).count("broadcast_to") < names(listing).count("broadcast_to")
    assert_same(run(listing, {"x0": X}), run(after, {"x0": X}))


def test_lower_needs_no_logaddexp_and_is_stable():
    z = np.array([[-1e4, -30.0, 0.0, 30.0, 1e4]])
    listing = listing_of(lambda z: (tg.softplus(z) + tg.sigmoid(z)).sum(), z, needs_grad={0})
    lowered = lower(listing)
    assert not {"softplus", "sigmoid"} & set(names(lowered))
    with np.errstate(over="ignore"):
        assert_same(run(listing, {"x0": z}), run(lowered, {"x0": z}), 1e-14)


def test_masks_ask_a_rectified_value_that_is_there_already():
    relu = listing_of(lambda x: tg.relu(x).sum(), X, needs_grad={0})
    after = masks(spread(fold(lower(relu))))
    maximum = next(step for step in after.instructions if step.name == "maximum")
    mask = next(step for step in after.instructions if step.name == "greater")
    assert mask.operands[0] is maximum.output
    before = listing_of(lambda x: (x * (x > 0)).sum() + tg.relu(x).sum(), X, needs_grad={0})
    after = masks(spread(fold(lower(before))))
    assert_same(run(before, {"x0": X}), run(after, {"x0": X}))


def test_share_computes_once():
    listing = listing_of(lambda x: (np.tanh(x) * np.tanh(x)).sum(), X, needs_grad={0})
    assert names(listing).count("tanh") == 2
    assert names(share(listing)).count("tanh") == 1
    different = listing_of(lambda x: (x.sum(axis=0)[:2] + x.sum(axis=1)).sum(), X)
    assert names(share(different)).count("sum") == 3


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_sums_of_rows_and_columns_are_products(axis):
    listing = listing_of(lambda x: (x.sum(axis=axis, keepdims=True) ** 2).mean(), X)
    after = sums(listing)
    assert names(after).count("sum") == 0 and "matmul" in names(after)
    assert_same(run(listing, {"x0": X}), run(after, {"x0": X}))


def test_dense_gives_maximum_a_whole_array():
    listing = spread(listing_of(lambda x: np.maximum(x, 0.25).sum(), X))
    step = next(s for s in dense(listing).instructions if s.name == "maximum")
    assert [x.shape for x in step.operands] == [(2, 3), (2, 3)]


def test_forms_are_of_operations_of_the_table():
    assert rewriting.FORMS.keys() <= tg.operation.TABLE.keys()
