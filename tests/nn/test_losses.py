"""Costs: their values, their gradients, and that they never broadcast."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_bc import nn
from tinygrad_bc.functions import sigmoid
from tinygrad_bc.tensor import Tensor

BOTH = [nn.binary_cross_entropy, nn.binary_cross_entropy_with_logits]


@given(st.lists(st.tuples(st.floats(-20, 20), st.booleans()), min_size=1, max_size=20))
def test_both_forms_of_cross_entropy_agree(samples):
    z, y = zip(*samples, strict=True)
    Z1, Z2 = (Tensor([z], requires_grad=True) for _ in range(2))
    J1 = nn.binary_cross_entropy(sigmoid(Z1), y)
    J2 = nn.binary_cross_entropy_with_logits(Z2, y)
    J1.backward()
    J2.backward()
    np.testing.assert_allclose(J1.item(), J2.item(), rtol=1e-6, atol=1e-12)
    expected = (sigmoid(np.array([z])) - np.array([y])) / len(z)
    np.testing.assert_allclose(Z1.grad, expected, rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(Z2.grad, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("z", "y", "J"), [(1e4, 1, 0), (1e4, 0, 1e4), (-1e4, 1, 1e4), (-1e4, 0, 0)]
)
def test_scores_of_any_size(z, y, J):
    Z = Tensor([[z]], requires_grad=True)
    cost = nn.binary_cross_entropy_with_logits(Z, [y])
    cost.backward()
    assert cost.item() == J
    assert Z.grad.item() == (0 if J == 0 else 1 - 2 * y)


def test_cost_works_on_arrays():
    assert nn.binary_cross_entropy(np.array([[0.5]]), [1]) == pytest.approx(np.log(2))


@pytest.mark.parametrize("loss", BOTH)
@pytest.mark.parametrize(
    ("Y", "message"),
    [
        (np.ones((3, 1)), r"labels have shape \(3, 1\), predictions \(1, 3\).*\(3, 3\); transpose"),
        (np.ones(2), r"labels \(2,\) against predictions \(1, 3\)"),
        (np.ones((1, 2)), r"labels \(1, 2\) against predictions \(1, 3\)"),
        (1, r"labels \(\) against predictions \(1, 3\)"),
        ([0, 1, 2], "must be 0 or 1; found 2 .first at sample 2"),
        ([0, 0.5, 1], r"found 0\.5"),
    ],
)
def test_labels_never_broadcast(loss, Y, message):
    with pytest.raises(ValueError, match=message):
        loss(Tensor([[0.1, 0.2, 0.3]]), Y)


@pytest.mark.parametrize("dtype", [bool, int, np.float32])
@pytest.mark.parametrize("wrap", [np.asarray, Tensor])
def test_labels_of_any_type(dtype, wrap):
    Y = wrap(np.array([[0, 1]], dtype=dtype))
    for loss in BOTH:
        assert loss(Tensor([[0.5, 0.5]]), Y).dtype == np.float64


def test_saturated_probabilities_are_an_error_with_advice():
    with pytest.raises(FloatingPointError, match=r"exactly 1 .first at sample 1.*with_logits"):
        nn.binary_cross_entropy(Tensor([[0.5, 1.0]]), [0, 1])
    with pytest.raises(FloatingPointError, match="NaN"):
        nn.binary_cross_entropy(Tensor([[np.nan]]), [0])
    with pytest.raises(ValueError, match=r"between 0 and 1, found 1\.5"):
        nn.binary_cross_entropy(Tensor([[1.5]]), [0])
    with pytest.raises(FloatingPointError, match=r"Z is infinite .first at sample 1"):
        nn.binary_cross_entropy_with_logits(Tensor([[0.0, np.inf]]), [0, 1])
    with pytest.raises(FloatingPointError, match=r"Z is NaN .first at sample 0"):
        nn.binary_cross_entropy_with_logits(Tensor([[np.nan, np.inf]]), [0, 1])


@pytest.mark.parametrize("loss", [*BOTH, nn.mean_squared_error])
def test_lists_are_taken_as_arrays(loss):
    assert loss([[0.25, 0.5]], [0, 1]) == loss(np.array([[0.25, 0.5]]), [0, 1])


def test_what_is_no_penalty_is_refused():
    W = Tensor([[1.0, 2.0]])
    for l2, m in [(-1.0, 3), ("a", 3), (np.inf, 3), (1.0, 0)]:
        with pytest.raises(ValueError, match="must be"):
            nn.l2_penalty([W], l2, m)


def test_empty_batch_is_refused():
    for loss in [*BOTH, nn.mean_squared_error]:
        with pytest.raises(ValueError, match=r"the batch is empty \(shape \(1, 0\)\)"):
            loss(Tensor(np.ones((1, 0))), np.ones((1, 0)))


def test_mean_squared_error_and_penalty():
    A = Tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    J = nn.mean_squared_error(A, np.zeros((2, 2)))
    J.backward()
    assert J.item() == 7.5
    np.testing.assert_allclose(A.grad, A.data / 2)
    with pytest.raises(ValueError, match="transpose the labels"):
        nn.mean_squared_error(Tensor(np.ones((2, 3))), np.ones((3, 2)))
    W = Tensor([[1.0, 2.0]], requires_grad=True)
    nn.l2_penalty([W], 0.5, 10).backward()
    np.testing.assert_allclose(W.grad, 0.05 * W.data)
    assert nn.l2_penalty([], 0.5, 10) == 0
