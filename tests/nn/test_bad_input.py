"""Whatever is handed over: it works, or the refusal is ours, in one line, and nothing changed."""

import traceback
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import tinygrad_bc
from tinygrad_bc import data, nn, optim
from tinygrad_bc.tensor import Tensor

PACKAGE = Path(tinygrad_bc.__file__).parent
X, Y = data.blobs(m=12, seed=0)

numbers = st.one_of(
    st.integers(-3, 15),
    st.floats(width=32),
    st.sampled_from([np.nan, np.inf, -np.inf, 10**400, np.int64(-1), np.float32(2), 1j, True]),
)
arrays = hnp.arrays(
    st.sampled_from(["f4", "f8", ">f8", "i4", "u1", "?", "c16", "U3", "O", "M8[s]", "m8[s]", "f2"]),
    st.sampled_from([(), (0,), (2,), (12,), (2, 12), (12, 2), (1, 12), (12, 1), (2, 0), (0, 12),
                     (2, 12, 1), (3, 12), (2, 11), (1, 1)]),
)  # fmt: skip
junk = st.one_of(
    st.none(), st.text(max_size=4), st.binary(max_size=4), numbers, arrays,
    st.lists(st.one_of(numbers, st.none(), st.text(max_size=2)), max_size=4),
    st.lists(st.lists(numbers, max_size=3), max_size=3),
    st.dictionaries(st.text(max_size=2), numbers, max_size=2),
    st.sets(st.integers(0, 3)), st.just(object()), st.just(Tensor([[1.0]])),
    arrays.filter(lambda a: a.dtype.kind in "fiub").map(Tensor),
)  # fmt: skip
LIMITS = settings(deadline=None, derandomize=True, max_examples=60)


def works_or_is_refused(call, untouched):
    """Call; where it raises, the line that raised is ours and nothing has changed."""
    before = [p.data.copy() for p in untouched.parameters()]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", UserWarning)
        try:
            return call()
        except (ValueError, TypeError, FloatingPointError, RuntimeError, OverflowError) as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            assert PACKAGE in Path(frame.filename).parents, (frame, error)
            assert (frame.line or "").startswith("raise "), (frame, error)
            assert str(error) and "\n" not in str(error), error
            assert all(
                np.array_equal(a, p.data)
                for a, p in zip(before, untouched.parameters(), strict=True)
            )
    return None


def model():
    return nn.BinaryClassifier([2, 3, 1], seed=0)


def trained():
    net = model()
    net.fit(X, Y, learning_rate=0.1, iterations=1)
    return net


@pytest.mark.parametrize("argument", [
    "X", "Y", "learning_rate", "iterations", "optimizer", "batch_size", "tolerance", "callbacks",
    "validation",
])  # fmt: skip
@LIMITS
@given(value=junk)
def test_fit(argument, value):
    if argument == "iterations" and isinstance(value, int) and value > 20:
        return
    net = model()
    arguments = {"X": X, "Y": Y, "learning_rate": 0.1, "iterations": 1, argument: value}
    works_or_is_refused(lambda: net.fit(**arguments), net)


@pytest.mark.parametrize("method", ["predict", "predict_proba", "forward", "standardised"])
@LIMITS
@given(value=junk)
def test_predictions(method, value):
    net = trained()
    if method == "standardised":
        net.standardiser, method = data.Standardiser.fit(X), "predict"
    works_or_is_refused(lambda: getattr(net, method)(value), net)


@pytest.mark.parametrize("method", ["cost", "accuracy"])
@LIMITS
@given(value=junk)
def test_features_and_labels(method, value):
    net = trained()
    works_or_is_refused(lambda: getattr(net, method)(value, Y), net)
    works_or_is_refused(lambda: getattr(net, method)(X, value), net)


@pytest.mark.parametrize(
    "loss",
    [nn.binary_cross_entropy, nn.binary_cross_entropy_with_logits, nn.mean_squared_error],
    ids=lambda loss: loss.__name__,
)
@LIMITS
@given(value=junk)
def test_losses(loss, value):
    net = model()
    A = Tensor(np.full((1, 12), 0.5), requires_grad=True)
    works_or_is_refused(lambda: loss(A, value), net)
    works_or_is_refused(lambda: loss(value, Y), net)


@LIMITS
@given(sizes=junk, hidden=junk, l2=junk, init=junk, seed=junk, dtype=junk)
def test_classifier(sizes, hidden, l2, init, seed, dtype):
    net = model()
    for wrong in (
        {"sizes": sizes}, {"hidden": hidden}, {"l2": l2}, {"init": init}, {"seed": seed},
        {"dtype": dtype}, {"standardiser": sizes},
    ):  # fmt: skip
        works_or_is_refused(lambda wrong=wrong: nn.BinaryClassifier(
            **({"sizes": [2, 3, 1]} | wrong)), net)  # fmt: skip


@pytest.mark.parametrize("name", ["W1", "b2", "W9"])
@LIMITS
@given(value=junk)
def test_state(name, value):
    net = model()
    works_or_is_refused(lambda: net.load_state_dict(net.state_dict() | {name: value}), net)
    works_or_is_refused(lambda: net.load_state_dict(value), net)


@pytest.mark.parametrize("kind", [optim.GradientDescent, optim.Momentum, optim.Adam])
@LIMITS
@given(value=junk)
def test_optimisers(kind, value):
    net = model()
    parameters = net.parameters()
    works_or_is_refused(lambda: kind(value, 0.1), net)
    works_or_is_refused(lambda: kind(parameters, value), net)
    works_or_is_refused(lambda: kind([*parameters, value], 0.1), net)
    for option in {"beta", "beta1", "beta2", "epsilon"} & set(kind.__init__.__annotations__):
        works_or_is_refused(
            lambda option=option: kind(parameters, 0.1, **{option: value}), net
        )  # fmt: skip


@LIMITS
@given(X=junk, Y=junk, share=junk)
def test_preparation(X, Y, share):
    net, good = model(), (np.ones((2, 12)), np.arange(12) % 2)
    works_or_is_refused(lambda: data.split(X, good[1]), net)
    works_or_is_refused(lambda: data.split(good[0], Y), net)
    works_or_is_refused(lambda: data.split(*good, held_out=share), net)
    works_or_is_refused(lambda: data.split(*good, seed=share), net)
    works_or_is_refused(lambda: data.Standardiser.fit(X), net)
    works_or_is_refused(lambda: data.Standardiser.fit(good[0])(X), net)
