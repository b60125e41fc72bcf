"""The three witnesses, also where relu has kinks and where there is nothing to compare."""

import numpy as np
import pytest

from tinygrad_bc import data, manual, nn
from tinygrad_bc.cli.agreement import PAIRS, Agreement, agreement, differences

X, Y = data.moons(m=40, seed=0)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("hidden", ["tanh", "relu"])
def test_trained_and_untrained_they_agree(hidden, seed):
    model = nn.BinaryClassifier([2, 5, 3, 1], hidden=hidden, seed=seed)
    assert agreement(model, X, Y).complete
    model.fit(X, Y, learning_rate=0.5, iterations=200)
    assert agreement(model, X, Y).complete


def test_the_step_shrinks_beside_a_kink():
    parameters = {"W1": np.array([[1.0]]), "b1": np.array([[3e-6]]),
                  "W2": np.array([[1.0]]), "b2": np.zeros((1, 1))}  # fmt: skip
    X, Y = np.zeros((1, 1)), np.ones((1, 1))
    found = differences(X, Y, parameters, "relu")
    assert found["db1"][0, 0] == pytest.approx(-0.5, rel=1e-5)


def test_on_a_kink_there_is_no_number():
    parameters = {"W1": np.array([[1.0]]), "b1": np.zeros((1, 1)),
                  "W2": np.array([[1.0]]), "b2": np.zeros((1, 1))}  # fmt: skip
    found = differences(np.zeros((1, 1)), np.ones((1, 1)), parameters, "relu")
    assert np.isnan(found["db1"]).all() and not np.isnan(found["db2"]).any()


@pytest.mark.parametrize("weight", [5.0, 10.0, 15.0, 20.0])
def test_gradients_near_zero_are_no_alarm_but_errors_by_hand_are_still_seen(weight, monkeypatch):
    model = nn.BinaryClassifier([1, 1])
    model.load_state_dict({"W1": [[weight]], "b1": [[0.1]]})
    data = np.array([[-1.0, -1.1, 1.2, 1.0]]), np.array([[0.0, 0.0, 1.0, 1.0]])
    assert agreement(model, *data).complete
    right = manual.backward
    monkeypatch.setattr(
        manual, "backward", lambda *given: {n: g * 1.001 for n, g in right(*given).items()}
    )
    assert not agreement(model, *data).agrees("dW1")


def test_the_standardiser_is_applied():
    far = 1000 + 50 * X
    model = nn.BinaryClassifier([2, 3, 1], standardiser=data.Standardiser.fit(far))
    assert agreement(model, far, Y).complete


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("difference", [1.0, np.nan, np.inf])
def test_one_pair_apart_is_enough(pair, difference):
    table = Agreement({"dW1": (1, 1)}, {"dW1": dict.fromkeys(PAIRS, 0.0) | {pair: difference}})
    assert not table.complete and str(table).endswith("DIFFERENT")


def test_an_infinite_cost_is_said():
    model = nn.BinaryClassifier([1, 1])
    model.load_state_dict({"W1": [[1e4]], "b1": [[0.0]]})
    with pytest.raises(FloatingPointError, match="by hand the cost is infinite"):
        agreement(model, np.array([[1.0, -1.0]]), [0, 1] * np.ones((1, 2)))


def test_the_oracle_is_the_one_that_is_read(monkeypatch):
    monkeypatch.setattr(manual, "forward", None)
    with pytest.raises(TypeError):
        agreement(nn.BinaryClassifier([2, 1]), X, Y)
