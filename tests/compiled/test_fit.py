"""fit(compiled=True) does what fit(compiled=False) does."""

import copy
import gc
import pickle
import signal

import numpy as np
import pytest

import tinygrad_bc as tg
from tests.compiled.comparing import assert_near
from tinygrad_bc.compiled import stepper
from tinygrad_bc.compiled.parameters import Parameters
from tinygrad_bc.nn import BinaryClassifier
from tinygrad_bc.optim import Adam, Momentum, Optimizer
from tinygrad_bc.training import Diverged, train


@pytest.fixture(scope="module")
def data():
    return tg.data.moons(m=70, noise=0.2, seed=3)


class Signs(Optimizer):
    """An optimiser of a user's own."""

    def _change(self, gradient, state, step):
        return self.learning_rate * np.sign(gradient) / step, state


@pytest.fixture
def planned(monkeypatch):
    """The number of costs that plans have computed."""
    count = [0]
    original = stepper.Stepper.cost

    def counting(self, X, Y):
        value = original(self, X, Y)
        count[0] += 1
        return value

    monkeypatch.setattr(stepper.Stepper, "cost", counting)
    return count


def both(fit, sizes=(2, 6, 5, 1), hidden="tanh", **options):
    """Fit two models alike, one on the tape; return (compiled model, history), (tape ...)."""
    pairs = []
    for compiled in (True, False):
        model = BinaryClassifier(list(sizes), hidden, seed=4, **options)
        pairs.append((model, fit(model, compiled)))
    return pairs


def assert_same(pairs, first=1e-12, last=1e-9):
    (one, ours), (other, theirs) = pairs
    assert ours.stopped == theirs.stopped
    assert ours.iterations == theirs.iterations
    assert_near(ours.cost[:2], theirs.cost[:2], first)
    np.testing.assert_allclose(ours.cost, theirs.cost, rtol=last, atol=0)
    np.testing.assert_allclose(ours.validation_cost, theirs.validation_cost, rtol=last, atol=0)
    for (name, p), q in zip(one.named_parameters(), other.parameters(), strict=True):
        assert_near(p.data, q.data, last)
        assert p.dtype == q.dtype
        assert_near(p.grad, q.grad, last)
        assert not np.may_share_memory(p.grad, p.data), name


@pytest.mark.parametrize("optimizer", [None, Momentum, Adam, Signs])
@pytest.mark.parametrize("batch_size", [None, 16])
def test_optimisers_and_batches(planned, data, optimizer, batch_size):
    X, Y = data
    pairs = both(
        lambda model, compiled: model.fit(
            X, Y, learning_rate=0.01, iterations=50, optimizer=optimizer, batch_size=batch_size,
            compiled=compiled, validation=(X[:, :9], Y[:, :9]),
        ),
        l2=0.1,
    )  # fmt: skip
    assert_same(pairs, last=1e-7 if optimizer is Signs else 1e-9)
    assert planned[0] == 50


@pytest.mark.parametrize("kind", [Momentum, Adam])
@pytest.mark.parametrize("order", [(True, True), (True, False), (False, True)])
def test_an_optimiser_goes_on_with_what_it_keeps(data, kind, order):
    def run(*parts):
        model = BinaryClassifier([2, 6, 5, 1], "tanh", seed=4)
        optimizer = kind(model.named_parameters(), 0.01)
        for compiled in parts:
            model.fit(
                *data, learning_rate=0.01, iterations=5, optimizer=optimizer, compiled=compiled
            )
        return model, optimizer

    (one, ours), (other, theirs) = run(*order), run(False, False)
    for p, q in zip(one.parameters(), other.parameters(), strict=True):
        assert_near(p.data, q.data, 1e-9)
    assert ours._steps == theirs._steps == 10
    for mine, wanted in zip(ours._states, theirs._states, strict=True):
        for x, y in zip(mine, wanted, strict=True):
            assert_near(x, y, 1e-9)


@pytest.mark.parametrize("kind", [Momentum, Adam])
@pytest.mark.parametrize("compiled", [True, False])
def test_an_optimiser_of_more_than_the_cost_uses(data, kind, compiled):
    X, Y = data
    W, b, unused = (
        tg.Tensor(np.ones(shape), requires_grad=True, name=name)
        for name, shape in {"W": (1, 2), "b": (1, 1), "unused": (3,)}.items()
    )
    optimizer = kind([unused, b, W], 0.1)
    train(lambda X, Y: ((W @ X + b - Y) ** 2).mean(), optimizer, X, Y, iterations=3,
          compiled=compiled)  # fmt: skip
    np.testing.assert_array_equal(unused.data, 1)
    assert optimizer._states[0] == ()
    assert [x.shape for x in optimizer._states[2]] == [(1, 2)] * len(optimizer._states[2])


@pytest.mark.parametrize("kind", [tg.optim.GradientDescent, Momentum, Adam])
def test_parameters_of_two_dtypes(data, kind):
    X, Y = data

    def run(compiled):
        W = tg.Tensor(np.array([[0.1, 0.2]], np.float32), requires_grad=True, name="W")
        b = tg.Tensor([[0.3]], requires_grad=True, name="b")
        train(lambda X, Y: ((W @ X + b - Y) ** 2).mean(), kind([W, b], 0.1), X, Y,
              iterations=9, compiled=compiled)  # fmt: skip
        return W.data, b.data

    for x, y in zip(run(True), run(False), strict=True):
        assert x.dtype == y.dtype
        np.testing.assert_allclose(x, y, rtol=1e-5)


def test_an_update_of_adam_that_is_interrupted_leaves_what_it_keeps(data, monkeypatch):
    model = BinaryClassifier([2, 3, 1], seed=4)
    optimizer = Adam(model.named_parameters(), 0.01)
    whole = Parameters.descend

    def descend(self, change, kept):
        if self.count == 3:
            raise KeyboardInterrupt
        whole(self, change, kept)

    monkeypatch.setattr(Parameters, "descend", descend)
    history = model.fit(*data, learning_rate=0.01, iterations=9, optimizer=optimizer)
    monkeypatch.undo()
    assert (history.stopped, history.iterations, optimizer._steps) == ("interrupted", 3, 3)
    other = BinaryClassifier([2, 3, 1], seed=4)
    wanted = Adam(other.named_parameters(), 0.01)
    other.fit(*data, learning_rate=0.01, iterations=3, optimizer=wanted)
    for mine, theirs in zip(optimizer._states, wanted._states, strict=True):
        for x, y in zip(mine, theirs, strict=True):
            np.testing.assert_array_equal(x, y)


@pytest.mark.parametrize("hidden", ["relu", "tanh", "sigmoid"])
@pytest.mark.parametrize("l2", [0, 0.5])
@pytest.mark.parametrize("sizes", [(2, 1), (2, 3, 1), (2, 4, 3, 2, 1)])
def test_networks(planned, data, hidden, l2, sizes):
    pairs = both(
        lambda model, compiled: model.fit(
            *data, learning_rate=0.1, iterations=50, compiled=compiled
        ),
        sizes, hidden, l2=l2,
    )  # fmt: skip
    assert_same(pairs)
    assert planned[0] == 50


def test_float32(data):
    pairs = both(
        lambda model, compiled: model.fit(
            *data, learning_rate=0.1, iterations=20, compiled=compiled
        ),
        dtype=np.float32,
    )  # fmt: skip
    assert_same(pairs, 1e-6, 1e-4)


def test_tolerance(data):
    pairs = both(
        lambda model, compiled: model.fit(
            *data, learning_rate=0.5, iterations=500, tolerance=1e-3, compiled=compiled
        )
    )
    assert_same(pairs)
    assert pairs[0][1].stopped == "tolerance"


def test_what_callbacks_see_and_keep(data):
    """Arrays lent, copies, predictions and Tensors of each step: right, and left alone."""

    def fit(model, compiled):
        seen = []

        def look(history):
            lent = [p.data for p in model.parameters()]
            seen.append((lent, [x.copy() for x in lent], model.predict_proba(data[0])))

        history = model.fit(
            *data, learning_rate=0.3, iterations=12, callbacks=[look], compiled=compiled
        )
        model.seen = seen
        return history

    pairs = both(fit)
    assert_same(pairs)
    (one, _), (other, _) = pairs
    for ours, theirs in zip(one.seen, other.seen, strict=True):
        for lent, copied, expected in zip(*ours[:2], theirs[1], strict=True):
            assert np.array_equal(lent, copied)
            assert_near(copied, expected, 1e-9)
        assert_near(ours[2], theirs[2], 1e-9)


@pytest.mark.parametrize("what", ["data in place", "data bound", "state", "a cost", "rate"])
@pytest.mark.parametrize("optimizer", [None, Adam])
def test_callbacks_that_change_things(data, what, optimizer):
    def fit(model, compiled):
        graphs = []

        def change(history):
            W = model.weights[0]
            if history.iterations % 3:
                return
            if what == "data in place":
                W.data[0] *= 0.5
            elif what == "data bound":
                W.data = np.full(W.shape, 0.1 * history.iterations)
            elif what == "state":
                state = model.state_dict()
                model.load_state_dict({name: 0.9 * x for name, x in state.items()})
            elif what == "a cost":
                J = model.cost(*data)
                graphs.append((J, [x.data.copy() for x in model.parameters()]))
            else:
                made.learning_rate = 0.05 * history.iterations

        made = (optimizer or tg.optim.GradientDescent)(list(model.named_parameters()), 0.1)
        history = model.fit(
            *data, learning_rate=0.1, iterations=10, callbacks=[change], compiled=compiled,
            optimizer=made,
        )  # fmt: skip
        for J, values in graphs:  # a graph that was recorded in between still has its numbers
            leaves = [x for n in tg.tape.graph(J) for x in n._entry.values if np.ndim(x) == 2]
            assert all(any(np.array_equal(x, y) for y in leaves) for x in values)
        return history

    assert_same(both(fit))


@pytest.mark.parametrize("optimizer", [None, Momentum, Adam])
@pytest.mark.parametrize("batch_size", [None, 16])
def test_divergence(data, optimizer, batch_size):
    """The same error, and the same parameters restored."""
    X, Y = data

    def fit(model, compiled):
        model.messages = []

        def spoil(history):  # one update far too large, later on
            if history.iterations == 5:
                for W in model.weights:
                    W.data = W.data * 1e200

        try:
            with np.errstate(all="ignore"):
                model.fit(
                    X, Y, learning_rate=0.1, iterations=30, optimizer=optimizer,
                    batch_size=batch_size, callbacks=[spoil], compiled=compiled,
                )  # fmt: skip
        except Diverged as error:
            model.messages.append(str(error))
            return error.history
        raise AssertionError("no divergence")

    (one, ours), (other, theirs) = both(fit, hidden="relu")
    assert one.messages == other.messages
    assert ours.stopped == "diverged"
    np.testing.assert_allclose(ours.cost, theirs.cost, rtol=1e-9)
    for p, q in zip(one.parameters(), other.parameters(), strict=True):
        np.testing.assert_allclose(p.data, q.data, rtol=1e-9)


@pytest.mark.parametrize("optimizer", [None, Momentum, Adam, Signs])
@pytest.mark.parametrize("rate", [1e100, 1e300])
def test_divergence_by_the_rate_alone(data, optimizer, rate):
    X, Y = data
    cost = lambda W: lambda X, Y: ((W @ X - Y) ** 4).mean()  # noqa: E731

    def run(compiled):
        W = tg.Tensor([[0.1, 0.2]], requires_grad=True, name="W")
        made = (optimizer or tg.optim.GradientDescent)([W], rate)
        with pytest.raises(Diverged) as error:
            train(cost(W), made, X, Y, iterations=200, compiled=compiled)
        return W.data, str(error.value), error.value.history

    (W, message, ours), (V, other, theirs) = run(True), run(False)
    assert message == other
    np.testing.assert_allclose(ours.cost, theirs.cost, rtol=1e-6)
    np.testing.assert_allclose(W, V, rtol=1e-6)


def test_labels_that_are_numbers_and_a_cost_of_ones_own(data):
    X, Y = data

    def run(compiled):
        W = tg.Tensor([[0.1, 0.2]], requires_grad=True, name="W")
        b = tg.Tensor([[0.0]], requires_grad=True)
        history = train(
            lambda X, Y: (np.tanh(W @ X + b) - Y).__pow__(2).mean() + 0.1 * (W * W).sum(),
            Adam([W, b], 0.05), X, Y * 1.7 - 0.3, iterations=50, batch_size=32, compiled=compiled,
        )  # fmt: skip
        return W.data, history

    (W, ours), (V, theirs) = run(True), run(False)
    np.testing.assert_allclose(ours.cost, theirs.cost, rtol=1e-9)
    assert_near(W, V, 1e-9)


def test_a_cost_that_cannot_be_planned_runs_on_the_tape(planned, data):
    X, Y = data

    def run(compiled):
        W = tg.Tensor([[0.1, 0.2]], requires_grad=True, name="W")
        cost = lambda X, Y: ((W @ X)[Y > 0.5] ** 2).mean() + (1.0 if W.data.sum() > 0 else 0)  # noqa: E731
        history = train(
            cost, tg.optim.GradientDescent([W], 0.1), X, Y, iterations=9, compiled=compiled
        )
        return history.cost

    assert run(True) == run(False)
    assert planned[0] == 0


def test_an_error_in_the_cost_comes_through(data):
    def cost(X, Y):
        raise KeyError("mine")

    W = tg.Tensor([[0.1, 0.2]], requires_grad=True)
    with pytest.raises(KeyError, match="mine"):
        train(cost, tg.optim.GradientDescent([W], 0.1), *data, iterations=9, compiled=True)


def test_warm_restarts(data):
    def fit(model, compiled):
        first = model.fit(*data, learning_rate=0.3, iterations=7, compiled=compiled)
        second = model.fit(
            data[0][:, :50], data[1][:, :50], learning_rate=0.1, iterations=7, compiled=compiled
        )
        first.cost += second.cost
        return first

    assert_same(both(fit))


def test_state_and_copies_between_fits(data):
    model = BinaryClassifier([2, 5, 1], seed=1)
    model.fit(*data, learning_rate=0.3, iterations=5)
    state, again, stored = model.state_dict(), copy.deepcopy(model), pickle.dumps(model)
    kept = {name: x.copy() for name, x in state.items()}
    one = model.fit(*data, learning_rate=0.3, iterations=5).cost
    for name, x in state.items():
        assert np.array_equal(x, kept[name])
    two = again.fit(*data, learning_rate=0.3, iterations=5).cost
    three = pickle.loads(stored).fit(*data, learning_rate=0.3, iterations=5).cost
    model.load_state_dict(state)
    four = model.fit(*data, learning_rate=0.3, iterations=5).cost
    assert one == two == three == four


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


def test_ctrl_c_at_any_moment(alarm_interrupts, data):
    """A real signal after ever longer times; the run is then repeated up to where it stopped."""
    X, Y = data
    stopped = []
    for moment in np.linspace(0.002, 0.03, 15):
        model = BinaryClassifier([2, 4, 1], seed=2)
        signal.setitimer(signal.ITIMER_REAL, moment)
        try:
            history = model.fit(X, Y, learning_rate=0.1, iterations=20_000)
        except KeyboardInterrupt:  # before or after the loop: nothing to hold
            continue
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        stopped.append(history.stopped)
        other = BinaryClassifier([2, 4, 1], seed=2)
        other.fit(X, Y, learning_rate=0.1, iterations=history.iterations)
        for p, q in zip(model.parameters(), other.parameters(), strict=True):
            assert np.array_equal(p.data, q.data)
    assert "interrupted" in stopped
