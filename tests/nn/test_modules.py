"""Layers, names, state and initialisers."""

import numpy as np
import pytest

from tinygrad_bc import nn
from tinygrad_bc.nn import initialisers
from tinygrad_bc.tensor import Tensor


def test_sequential_names_everything_by_layer():
    model = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Sequential(nn.Linear(3, 1), nn.Sigmoid()))
    assert [name for name, _ in model.named_parameters()] == ["W1", "b1", "W2", "b2"]
    assert [p.name for p in model.parameters()] == ["W1", "b1", "W2", "b2"]
    A = model(np.ones((2, 5)))
    assert (A.name, A.shape) == ("A2", (1, 5))
    A.sum().backward()
    assert all(p.grad is not None and p.grad.shape == p.shape for p in model.parameters())
    model.zero_grad()
    assert all(p.grad is None for p in model.parameters())


def test_modules_nest_and_share():
    class Twice(nn.Module):
        def __init__(self):
            self.first = nn.Linear(2, 2)
            self.again = self.first
            self.scale = Tensor(2.0, requires_grad=True)

        def forward(self, X):
            return self.scale * self.again(self.first(X))

    model = Twice()
    assert list(dict(model.named_parameters())) == ["first.W", "first.b", "scale"]
    assert model(np.ones((2, 3))).shape == (2, 3)


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (nn.ReLU(), [0.0, 2.0]),
        (nn.LeakyReLU(0.1), [-0.1, 2.0]),
        (nn.Tanh(), np.tanh([-1.0, 2.0])),
        (nn.Sigmoid(), 1 / (1 + np.exp([1.0, -2.0]))),
    ],
)
def test_activations(layer, expected):
    np.testing.assert_allclose(layer(Tensor([-1.0, 2.0])).numpy(), expected)


def test_state_goes_round_and_is_a_copy():
    model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
    state = model.state_dict()
    state["W1"][...] = 7
    assert not (model.parameters()[0].data == 7).any()
    model.load_state_dict(state)
    assert (model.parameters()[0].data == 7).all()


def test_state_mismatches_are_listed_at_once_and_nothing_is_set():
    model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
    before = model.state_dict()
    state = {"W1": np.ones((3, 2)), "b1": np.ones((2, 3)), "W2": np.ones((1, 3)), "bbb": 1}
    with pytest.raises(ValueError, match="fit the model") as error:
        model.load_state_dict(state)
    text = str(error.value)
    for part in ("missing b2", "unexpected 'bbb'", "b1: state has (2, 3), model has (3, 1)"):
        assert part in text
    assert "\n" not in text
    assert all(np.array_equal(before[k], v) for k, v in model.state_dict().items())


def test_bad_layers_are_refused():
    with pytest.raises(ValueError, match="n_out must be an integer of at least 1, got 0"):
        nn.Linear(3, 0)
    with pytest.raises(TypeError, match=r"n_in must be an integer, got 2\.0"):
        nn.Linear(2.0, 1)
    with pytest.raises(ValueError, match=r"W1 expects input of shape \(2, m\), got \(5, 2\); did"):
        nn.Linear(2, 1, layer=1)(np.ones((5, 2)))
    with pytest.raises(TypeError, match="module 1 must be a Module, got function"):
        nn.Sequential(nn.Linear(1, 1), lambda x: x)
    layer = nn.Linear(1, 1)
    with pytest.raises(ValueError, match="given twice"):
        nn.Sequential(layer, nn.ReLU(), layer)
    with pytest.raises(NotImplementedError, match=r"Module does not define forward"):
        nn.Module()(1)


@pytest.mark.parametrize(("name", "std"), [("small", 0.01), ("xavier", 0.05), ("he", 0.0707)])
def test_initialisers_have_their_spread_and_seed(name, std):
    make = initialisers.initialiser(name)
    W = make((300, 400), np.random.default_rng(1))
    assert W.std() == pytest.approx(std, rel=0.02)
    assert np.array_equal(W, make((300, 400), 1))


def test_initialiser_errors():
    assert not initialisers.zeros((2, 3)).any()
    with pytest.raises(ValueError, match="init must be one of zeros, small, xavier, he"):
        nn.Linear(1, 1, init="best")
    with pytest.raises(ValueError, match=r"weights of shape \(3,\), the layer needs \(1, 2\)"):
        nn.Linear(2, 1, init=lambda shape, rng: np.ones(3))


def test_float32_stays():
    layer = nn.Linear(2, 1, dtype=np.float32)
    assert layer(np.ones((2, 3), np.float32)).dtype == np.float32


@pytest.mark.parametrize("dtype", [int, "float16", "foo", complex])
def test_other_dtypes_are_refused(dtype):
    with pytest.raises(TypeError, match="dtype must be float32 or float64, got"):
        nn.Linear(2, 1, dtype=dtype)


@pytest.mark.parametrize("init", [nn.initialisers.zeros, nn.initialisers.small, nn.initialisers.he,
                                  nn.initialisers.xavier])  # fmt: skip
def test_initialisers_say_what_they_take(init):
    with pytest.raises(TypeError, match=r"the shape of W\[l\] is a pair .*got 3"):
        init(3)
    with pytest.raises(ValueError, match=r"n_{l-1} must be an integer of at least 1, got 0"):
        init((3, 0))
    if init is not nn.initialisers.zeros:
        with pytest.raises(TypeError, match="seed must be an integer, got 'a'"):
            init((2, 2), rng="a")
