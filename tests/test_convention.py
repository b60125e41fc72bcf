import numpy as np
import pytest

import tinygrad_bc as tg
from tinygrad_bc.convention import converted


def recorded(seed=0):
    rng = np.random.default_rng(seed)
    X, Y = rng.normal(size=(3, 7)), (rng.random((1, 7)) > 0.5) * 1.0
    W1 = tg.Tensor(rng.normal(size=(1, 3)), requires_grad=True, name="W1")
    b1 = tg.Tensor(np.zeros((1, 1)), requires_grad=True, name="b1")
    Z1 = (W1 @ X + b1).named("Z1")
    A1 = tg.sigmoid(Z1).named("A1")
    J = -(Y * np.log(A1) + (1 - Y) * np.log(1 - A1)).mean()
    dZ1 = A1.detach().numpy() - Y
    hand = {
        "dZ1": dZ1,
        "dW1": dZ1 @ X.T / 7,
        "db1": dZ1.sum(axis=1, keepdims=True) / 7,
    }
    return hand, J


def test_course_gradients_are_recognised_with_their_convention():
    hand, J = recorded()
    result = tg.compare(hand, J)
    assert result.equal
    assert [line.convention for line in result.lines] == ["m·dJ/dZ1", "dJ/dW1", "dJ/db1"]


def test_mean_convention_is_recognised():
    hand, J = recorded()
    result = tg.compare({"dZ1": converted(hand["dZ1"], 7, "course", "mean")}, J)
    assert result.equal and result.lines[0].convention == "dJ/dZ1"


@pytest.mark.parametrize("name", ["dZ1", "dW1", "db1"])
def test_a_planted_error_is_named(name):
    hand, J = recorded()
    hand[name] = hand[name] * 1.001
    result = tg.compare(hand, J)
    assert not result.equal
    assert [line.name for line in result.lines if not line.equal] == [name]


def test_a_parameter_is_not_excused_by_a_factor_of_m():
    hand, J = recorded()
    assert not tg.compare({"dW1": hand["dW1"] * 7}, J).equal


def test_nan_is_different():
    hand, J = recorded()
    assert not tg.compare({"dW1": hand["dW1"] * np.nan}, J).equal


def test_comparison_touches_no_gradient():
    hand, J = recorded()
    tg.compare(hand, J)
    J.backward()


def test_unknown_name_lists_what_there_is():
    _, J = recorded()
    with pytest.raises(ValueError, match=r"no gradient dW9 .* dZ1"):
        tg.compare({"dW9": 1.0}, J)


def test_shape_is_reported_by_name():
    hand, J = recorded()
    with pytest.raises(ValueError, match=r"dW1 has shape \(3, 1\), but W1 has shape \(1, 3\)"):
        tg.compare({"dW1": hand["dW1"].T}, J)


@pytest.mark.parametrize(("said", "equal"), [("course", True), ("mean", False), (None, True)])
def test_a_convention_that_is_said_is_held(said, equal):
    hand, J = recorded()
    result = tg.compare(hand, J, convention=said)
    assert [line.equal for line in result.lines] == [equal, True, True]


def test_a_sum_is_not_excused_by_a_factor_of_m_when_the_convention_is_said():
    x = tg.Tensor([[1.0, 2.0]], requires_grad=True, name="x")
    S = (x * 3).named("Z").sum().named("S")
    wrong = {"dZ": np.full((1, 2), 2.0)}
    assert tg.compare(wrong, S).lines[0].convention == "m·dS/dZ"
    assert not tg.compare(wrong, S, convention="mean").equal


def test_an_unknown_convention_is_refused():
    hand, J = recorded()
    with pytest.raises(ValueError, match="convention must be 'mean', 'course' or None, got 'sum'"):
        tg.compare(hand, J, convention="sum")


def test_what_is_no_cost_is_refused():
    hand, J = recorded()
    with pytest.raises(TypeError, match="J must be the recorded cost, a Tensor; got float"):
        tg.compare(hand, 0.5)
    with pytest.raises(ValueError, match=r"J must be a scalar .* got Z of shape \(1, 2\)"):
        tg.compare(hand, (tg.Tensor([[1.0, 2.0]], requires_grad=True) * 1).named("Z"))
    with pytest.raises(ValueError, match="requires_grad=False"):
        tg.compare(hand, tg.Tensor(1.0))
    with pytest.raises(TypeError, match="grads must map names to gradients, got list"):
        tg.compare([hand["dW1"]], J)
    with pytest.raises(ValueError, match=r"no gradient 1 on the graph of J; there is .*dW1"):
        tg.compare({1: hand["dW1"]}, J)


def test_a_hand_derived_gradient_may_be_a_tensor():
    hand, J = recorded()
    dW1 = tg.Tensor(hand["dW1"], requires_grad=True)
    assert tg.compare({"dW1": dW1}, J).equal
