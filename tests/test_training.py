"""The loop: history, batches, stopping, interruption, divergence."""

import gc
import signal
import sys
from itertools import chain

import numpy as np
import pytest

from tinygrad_bc import steps, training
from tinygrad_bc.optim import Adam, GradientDescent
from tinygrad_bc.tensor import Tensor
from tinygrad_bc.training import Diverged, train


@pytest.fixture
def alarm_interrupts():
    """An alarm is as good as Ctrl-C."""
    if not hasattr(signal, "setitimer"):
        pytest.skip("optional: no timers on this system")
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    gc.disable()  # hypothesis watches the collector: an interrupt in its callback would be lost
    yield
    gc.enable()
    signal.signal(signal.SIGALRM, before)


X = np.arange(10.0).reshape(1, 10)
Y = 2 * X


def setup(rate=0.01, start=0.0):
    w = Tensor([[start]], requires_grad=True, name="w")
    return w, (lambda X, Y: ((w @ X - Y) ** 2).mean()), GradientDescent([w], rate)


def test_history_is_the_cost_before_each_update():
    _, cost, optimizer = setup()
    first = cost(X, Y).item()
    history = train(cost, optimizer, X, Y, iterations=3)
    assert history.cost[0] == first
    assert len(history.cost) == history.iterations == 3
    assert all(type(c) is float for c in history.cost)
    assert cost(X, Y).item() < history.cost[-1]
    assert train(cost, optimizer, X, Y, iterations=0).cost == []


def test_batches_cover_each_pass_once():
    _, cost, optimizer = setup(rate=1e-6)
    seen = []
    train(
        lambda X, Y: (seen.append(X[0].tolist()), cost(X, Y))[1],
        optimizer, X, Y, iterations=6, batch_size=4, rng=1,
    )  # fmt: skip
    assert [len(batch) for batch in seen] == [4, 4, 2, 4, 4, 2]
    assert sorted(chain(*seen[:3])) == sorted(chain(*seen[3:])) == X[0].tolist()
    assert seen[0] != seen[3]


def test_large_features_are_named_as_a_cause():
    w = Tensor([1.0], requires_grad=True, name="w")
    with pytest.raises(Diverged, match=r"a tenth of it \(or standardise the features, up to 1e\+"):
        train(lambda X, Y: ((w * X - Y) ** 2).mean(), GradientDescent([w], 0.1),
              np.full((1, 3), 1e150), np.zeros((1, 3)), iterations=3)  # fmt: skip


def test_too_large_batch_warns():
    _, cost, optimizer = setup()
    with pytest.warns(UserWarning, match="batch_size 11 is more than the 10 samples"):
        assert train(cost, optimizer, X, Y, iterations=1, batch_size=11).iterations == 1


@pytest.mark.parametrize("batch_size", [None, 5])
def test_tolerance_stops(batch_size):
    w, cost, optimizer = setup()
    history = train(cost, optimizer, X, Y, iterations=10_000, tolerance=1e-9, batch_size=batch_size)
    assert history.stopped == "tolerance"
    assert history.iterations < 200
    assert w.item() == pytest.approx(2, abs=1e-4)


def test_callbacks_see_history_and_stop():
    _, cost, optimizer = setup()
    seen = []
    history = train(
        cost, optimizer, X, Y, iterations=50,
        callbacks=[lambda h: seen.append(h.iterations), lambda h: h.iterations == 4],
    )  # fmt: skip
    assert seen == [1, 2, 3, 4]
    assert history.stopped == "callback"


def test_validation_is_not_trained_on():
    _, cost, optimizer = setup()
    history = train(cost, optimizer, X, Y, iterations=4, batch_size=5, validation=(X, Y))
    assert len(history.validation_cost) == 2
    assert history.validation_cost[0] == np.mean(Y**2)


def test_interrupt_returns_what_there_is():
    w, cost, optimizer = setup()

    def interrupt(history):
        if history.iterations == 3:
            raise KeyboardInterrupt

    history = train(cost, optimizer, X, Y, iterations=50, callbacks=[interrupt])
    assert history.stopped == "interrupted"
    assert history.iterations == 3
    assert w.item() > 0


def test_divergence_goes_back_to_the_last_finite_cost():
    w, cost, optimizer = setup(rate=1e60)
    with pytest.raises(Diverged, match=r"the cost is inf at iteration 3 \(learning rate 1e\+60\):"
                       " the learning rate is likely too large") as error:  # fmt: skip
        train(cost, optimizer, X, Y, iterations=50)
    assert len(error.value.history.cost) == 3
    assert isinstance(error.value, FloatingPointError)
    assert np.isfinite(cost(X, Y).item())
    assert "\n" not in str(error.value)
    assert np.isfinite(w.item())


def test_trouble_before_the_first_update_names_its_cause():
    _, cost, optimizer = setup(start=np.nan)
    with pytest.raises(Diverged, match=r"iteration 0 .*w is not finite before the first update"):
        train(cost, optimizer, X, Y, iterations=1)
    _, cost, optimizer = setup()
    with pytest.raises(Diverged, match=r"too large \(features up to 9e\+200\); standardise"):
        train(cost, optimizer, X * 1e200, Y * 1e200, iterations=1)


@pytest.mark.parametrize(
    ("arguments", "kind", "message"),
    [
        ({"iterations": -1}, ValueError, "iterations must be an integer of at least 0, got -1"),
        ({"iterations": 1.5}, TypeError, r"iterations must be an integer, got 1\.5"),
        ({"batch_size": 0}, ValueError, "batch_size must be an integer of at least 1, got 0"),
        ({"tolerance": -1}, ValueError, "tolerance must be a number of at least 0, got -1"),
        ({"tolerance": np.nan}, ValueError, "tolerance must be a number of at least 0, got nan"),
    ],
)
def test_bad_arguments(arguments, kind, message):
    _, cost, optimizer = setup()
    with pytest.raises(kind, match=message):
        train(cost, optimizer, X, Y, **({"iterations": 1} | arguments))


def test_progress_is_off_without_a_terminal_and_on_when_wanted(capsys, monkeypatch):
    _, cost, optimizer = setup()
    train(cost, optimizer, X, Y, iterations=2)
    assert capsys.readouterr().err == ""
    pytest.importorskip("tqdm")
    train(cost, optimizer, X, Y, iterations=2, progress=True)
    assert "training" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "tqdm", None)
    with pytest.raises(ImportError, match=r"tinygrad-bc\[progress\]"):
        training._progress_bar(True, 1)


def test_a_last_update_that_overflows_is_noticed():
    w = Tensor([[1.0]], requires_grad=True, name="w")
    optimizer = GradientDescent([w], 1e308)
    with pytest.raises(Diverged, match=r"w is not finite at iteration 1 .*again those") as error:
        train(lambda X, Y: (w * -5.0).mean(), optimizer, X, Y, iterations=1)
    assert w.item() == 1
    assert error.value.history.stopped == "diverged"


def test_callbacks_that_are_no_functions_are_refused_before_anything_happens():
    w, cost, optimizer = setup()
    for wrong in (5, [None]):
        with pytest.raises(TypeError, match="callback"):
            train(cost, optimizer, X, Y, iterations=1, callbacks=wrong)
    assert w.item() == 0


def test_interrupted_at_any_moment_the_parameters_are_those_of_the_history(alarm_interrupts):
    """A real signal after ever longer times; the run is then repeated up to where it stopped."""
    rng = np.random.default_rng(0)
    X, Y = rng.standard_normal((3, 8)), rng.standard_normal((1, 8))

    def start():
        W = [Tensor(0.1 * np.ones(shape), requires_grad=True) for shape in ((2, 3), (1, 2))]
        return W, lambda X, Y: ((W[1] @ np.tanh(W[0] @ X) - Y) ** 2).mean(), Adam(W, 0.01)

    stopped = []
    for moment in np.linspace(0.0005, 0.02, 40):
        W, cost, optimizer = start()
        signal.setitimer(signal.ITIMER_REAL, moment)
        try:
            history = train(cost, optimizer, X, Y, iterations=100_000)
        except KeyboardInterrupt:  # before or after the loop: nothing to hold
            continue
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        stopped.append(history.stopped)
        again, cost, optimizer = start()
        train(cost, optimizer, X, Y, iterations=history.iterations)
        assert all(np.array_equal(a.data, b.data) for a, b in zip(W, again, strict=True))
    assert stopped.count("interrupted") > 20


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, None])
@pytest.mark.parametrize("shape", [(), (0, 3), (4, 1), (20, 30)])
def test_one_look_tells_whether_all_are_finite(dtype, bad, shape):
    array = np.full(shape, np.finfo(dtype).max / 2, dtype)  # their squares overflow
    if bad is not None and array.size:
        array[(-1,) * array.ndim] = bad
    for laid in (array, array.T):
        with np.errstate(over="ignore", invalid="ignore"):  # as the loop has it
            assert steps.is_finite(laid) == np.isfinite(array).all()


@pytest.mark.filterwarnings("error")
def test_large_but_finite_parameters_end_a_training_without_a_warning():
    w = Tensor(np.float32([1e30]), requires_grad=True)
    X = np.ones((1, 1), np.float32)
    train(lambda X, Y: (w * X).sum() * 1e-30, GradientDescent([w], 1.0), X, X, iterations=1)
    assert np.isfinite(w.data).all()
