"""The tape and its pass: what it leaves, what it costs, what it refuses."""

import asyncio
import gc
import threading
import tracemalloc
import weakref

import numpy as np
import pytest

import tinygrad_bc as tg
from tinygrad_bc import tape
from tinygrad_bc.operation import TABLE


def network():
    rng = np.random.default_rng(0)
    X = tg.Tensor(rng.normal(size=(2, 5)), name="X")
    W1 = tg.Tensor(rng.normal(size=(3, 2)), requires_grad=True, name="W1")
    b1 = tg.Tensor(np.zeros((3, 1)), requires_grad=True, name="b1")
    Z1 = (W1 @ X + b1).named("Z1")
    A1 = np.tanh(Z1).named("A1")
    return X, W1, b1, Z1, A1, (A1 * A1).mean()


@pytest.fixture
def collector_off():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_every_tensor_on_the_graph_has_its_gradient():
    X, W1, b1, Z1, A1, J = network()
    J.backward()
    assert all(t.grad is not None and t.grad.shape == t.shape for t in (W1, b1, Z1, A1, J))
    assert X.grad is None
    np.testing.assert_allclose(A1.grad, 2 * A1.detach().numpy() / 15)


def test_leaves_add_up_over_passes_and_others_do_not():
    x = tg.Tensor(3.0, requires_grad=True)
    for expected in (6.0, 12.0):
        y = x * x
        y.backward()
        assert x.grad == expected and y.grad == 1.0


def test_a_second_pass_is_refused_before_anything_is_touched():
    x = tg.Tensor(3.0, requires_grad=True)
    y = (x * x).named("y")
    y.backward()
    with pytest.raises(RuntimeError, match=r"already called on y \(at test_tape\.py:\d+\)"):
        y.backward()
    assert x.grad == 6
    y.backward(retain_graph=True)
    assert x.grad == 12


def test_a_pass_that_retains_the_graph_does_not_count_as_the_one():
    x = tg.Tensor(3.0, requires_grad=True)
    y = x * x
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad == 12
    with pytest.raises(RuntimeError, match="already called"):
        y.backward()


def test_two_losses_share_a_trunk():
    x = tg.Tensor(2.0, requires_grad=True)
    trunk = x * x
    (3 * trunk).backward()
    (5 * trunk).backward()
    assert x.grad == 32


def test_on_what_was_computed_the_last_pass_stands():
    x = tg.Tensor(2.0, requires_grad=True)
    trunk = x * x
    (3 * trunk).backward()
    (5 * trunk).backward()
    assert trunk.grad == 5 and x.grad == 32


def test_what_no_gradient_is_wanted_of_leaves_nothing_behind():
    assert (tg.Tensor(1.0) * 2)._entry is None
    x = tg.Tensor([1.0, -2.0], requires_grad=True)
    mask = x > 0
    assert mask._entry is not None  # so that it follows new inputs
    for constant in (mask, mask * 2.0, np.sign(x), x.astype(int), x.argmax()):
        assert not constant.requires_grad


def test_keep_leaves_keeps_no_others():
    _, W1, _, Z1, A1, J = network()
    J.backward(keep="leaves")
    assert W1.grad is not None and Z1.grad is None and A1.grad is None
    with pytest.raises(ValueError, match="keep must be 'all' or 'leaves', got 'none'"):
        (W1 * 1).sum().backward(keep="none")


def test_grad_touches_nothing():
    _, W1, _, Z1, _, J = network()
    tg.grad(J, [W1, Z1])
    assert W1.grad is None and Z1.grad is None
    J.backward()


def test_a_chain_of_two_hundred_thousand_runs_and_is_freed(collector_off):
    x = tg.Tensor(1.0, requires_grad=True)
    y = x
    for _ in range(200_000):
        y = y + 1e-9
    y.backward()
    assert x.grad == 1
    last = weakref.ref(y)
    del y
    assert last() is None


def test_no_entry_is_left_without_the_collector(collector_off):
    def entries():
        return sum(type(o) is tape.Entry for o in gc.get_objects())

    before = entries()
    tensors = network()
    tensors[-1].backward()
    assert entries() > before
    del tensors
    assert entries() == before


def test_memory_stays_flat_over_many_steps():
    w = tg.Tensor(np.ones(3), requires_grad=True)

    def step():
        ((w * 2 + 1) ** 2).sum().backward()
        with tg.no_grad():
            w.data = w.data - 1e-9 * w.grad
        w.zero_grad()

    tracemalloc.start()
    sizes = []
    for _ in range(2):
        for _ in range(2_000):
            step()
        sizes.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert sizes[1] - sizes[0] < 2_000


@pytest.mark.slow
def test_memory_stays_flat_over_a_hundred_thousand_steps():
    w = tg.Tensor(1.0, requires_grad=True)
    tracemalloc.start(1)
    sizes = []
    for k in range(100_000):
        (w * w).backward()
        w.zero_grad()
        if k % 50_000 == 49_999:
            sizes.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert sizes[1] - sizes[0] < 2_000


def test_doubling_sixty_times_is_linear():
    calls = []
    right = TABLE["add"].rules
    try:
        TABLE["add"].rules = tuple(lambda *a, r=r: calls.append(1) or r(*a) for r in right)
        x = tg.Tensor(1.0, requires_grad=True)
        y = x
        for _ in range(60):
            y = y + y
        y.backward()
    finally:
        TABLE["add"].rules = right
    assert x.grad == 2.0**60 and len(calls) == 120


def test_only_what_was_asked_for_is_computed(monkeypatch):
    calls = []
    right = TABLE["matmul"].rules
    counted = tuple(lambda *a, k=k: calls.append(k) or right[k](*a) for k in (0, 1))
    monkeypatch.setattr(TABLE["matmul"], "rules", counted)
    _, _, b1, *_, J = network()
    J.backward()
    assert calls == [0]  # no dX
    calls.clear()
    tg.grad(J, b1)
    assert calls == []


def test_a_branch_that_leads_to_nothing_asked_for_is_not_walked(monkeypatch):
    calls = []
    (right,) = TABLE["tanh"].rules
    monkeypatch.setattr(TABLE["tanh"], "rules", (lambda *a: calls.append(1) or right(*a),))
    w, b = (tg.Tensor([1.0, 2.0], requires_grad=True, name=n) for n in "wb")
    J = (np.tanh(np.tanh(w)) * 2).sum() + (b * b).sum()
    np.testing.assert_array_equal(tg.grad(J, b), [2, 4])
    assert calls == []
    tg.grad(J, w)
    assert len(calls) == 2


def test_copy_when_lent():
    W = tg.Tensor(np.ones((2, 2)), requires_grad=True, name="W")
    x = tg.Tensor(np.array([[2.0], [3.0]]), requires_grad=True)
    Z = W @ x
    W.data[...] = 0
    x.data[...] = 0
    Z.sum().backward()
    np.testing.assert_array_equal(W.grad, [[2, 3], [2, 3]])
    np.testing.assert_array_equal(x.grad, [[2], [2]])
    lent = W.data
    x.zero_grad()
    Z = W @ x
    lent[...] = 7
    Z.sum().backward()
    np.testing.assert_array_equal(x.grad, 0)  # of the W that was recorded


def test_a_result_that_was_lent_cannot_change_what_was_recorded():
    x = tg.Tensor([0.0, 1.0], requires_grad=True)
    y = np.exp(x)  # whose rule uses y itself
    y.data[...] = 0
    y.sum().backward()
    np.testing.assert_array_equal(x.grad, np.exp([0.0, 1.0]))


def test_an_update_pays_for_no_copy():
    W = tg.Tensor([1.0], requires_grad=True)
    assert W.data == 1  # lent
    (W * W).backward()
    tg.optim.GradientDescent([W], 0.1).step()
    assert (W * 1)._entry.values[0] is W._array


@pytest.mark.parametrize("assign", ["data", "grad"])
def test_what_is_assigned_is_copied(assign):
    x = tg.Tensor([1.0, 2.0], requires_grad=True)
    array = np.array([3.0, 4.0])
    setattr(x, assign, array)
    array[...] = 0
    assert getattr(x, assign).tolist() == [3, 4]


@pytest.mark.parametrize("out", [tg.Tensor.numpy, np.asarray, np.array, lambda t: t.detach().data])
def test_what_is_given_away_is_a_copy(out):
    x = tg.Tensor([1.0, 2.0])
    out(x)[...] = 0
    assert x.tolist() == [1, 2]


def test_an_optimisers_way_of_updating_works():
    W = tg.Tensor(np.ones(2), requires_grad=True, name="W")
    (W * W).sum().backward()
    W.data -= 0.5 * W.grad
    np.testing.assert_array_equal(W.data, 0)
    with tg.no_grad():
        W -= 1.0
    np.testing.assert_array_equal(W.data, -1)


def test_gradients_share_memory_with_nothing():
    a = tg.Tensor(np.ones((2, 3)), requires_grad=True)
    b = tg.Tensor(np.ones((2, 3)), requires_grad=True)
    s = a * 1.0 + b * 1.0
    turned = s.T
    t = turned.reshape(6)
    seed = np.ones(6)
    t.backward(seed)
    c, d = (tg.Tensor(np.ones(2), requires_grad=True) for _ in range(2))
    e = c + d  # whose rule hands the same array to both
    (e * 2.0).backward(np.ones(2))
    arrays = [x.grad for x in (a, b, s, turned, t, c, d, e)] + [x.data for x in (a, b)] + [seed]
    for i, one in enumerate(arrays):
        assert not any(np.shares_memory(one, other) for other in arrays[i + 1 :])
        one[...] = i  # and all can be written to


def test_a_failing_rule_leaves_no_gradient_half_assigned(monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(TABLE["tanh"], "rules", (broken,))
    _, W1, b1, Z1, A1, J = network()
    with pytest.raises(ZeroDivisionError) as caught:
        J.backward()
    assert "in the derivative of tanh at test_tape.py:" in caught.value.__notes__[0]
    assert all(t.grad is None for t in (W1, b1, Z1, A1, J))
    monkeypatch.undo()
    J.backward()
    assert W1.grad is not None


def test_the_gradient_to_start_from_may_be_a_tensor():
    x = tg.Tensor([1.0, 2.0], requires_grad=True)
    (x * 2).backward(tg.Tensor([1.0, 10.0], requires_grad=True))
    assert x.grad.tolist() == [2, 20]


def test_a_leaf_is_its_own_graph():
    x = tg.Tensor(2.0, requires_grad=True)
    x.backward()
    assert type(x.grad) is np.ndarray and x.grad == 1


def test_gradients_are_arrays_also_without_axes():
    x = tg.Tensor(2.0, requires_grad=True)
    y = x * 3
    (y * y).backward()
    assert type(x.grad) is type(y.grad) is np.ndarray
    x.grad[...] = 0


def test_a_recorded_pass_works_where_the_array_was_lent_but_not_changed():
    x = tg.Tensor([2.0, np.nan], requires_grad=True)
    assert x.data[0] == 2
    y = (x * x)[0]
    np.testing.assert_array_equal(tg.grad(y, x, create_graph=True).data, [4, np.nan])


def test_an_entry_knows_its_line_and_holds_no_variables():
    x = tg.Tensor(1.0, requires_grad=True)
    y = x * 3  # the forward line
    assert y._entry.source == "y = x * 3  # the forward line"
    for through in (tg.sigmoid, np.std, np.sum, tg.Tensor.var, lambda t: 2 - t, tg.nn.Tanh()):
        assert through(x)._entry.place.startswith("test_tape.py:")
    assert y._entry.place.startswith("test_tape.py:")

    class Big:
        pass

    def inner():
        big = Big()
        return weakref.ref(big), x * 2

    gone, _kept = inner()
    assert gone() is None


def test_threads_do_not_disturb_each_other():
    x = tg.Tensor(1.0, requires_grad=True)
    inside, leave = threading.Event(), threading.Event()

    def quiet():
        with tg.no_grad():
            inside.set()
            leave.wait(10)

    thread = threading.Thread(target=quiet)
    thread.start()
    inside.wait(10)
    assert (x * 2).requires_grad
    leave.set()
    thread.join()


def test_no_grad_within_no_grad():
    x = tg.Tensor(1.0, requires_grad=True)
    with tg.no_grad():
        with tg.no_grad():
            pass
        assert not (x * 2).requires_grad
    assert (x * 2).requires_grad


def test_async_tasks_do_not_disturb_each_other():
    x = tg.Tensor(1.0, requires_grad=True)

    async def quiet():
        with tg.no_grad():
            await asyncio.sleep(0.01)
            return (x * 2).requires_grad

    async def loud():
        await asyncio.sleep(0.005)
        return (x * 2).requires_grad

    async def both():
        return await asyncio.gather(quiet(), loud())

    assert asyncio.run(both()) == [False, True]


def test_no_grad_decorates_functions_and_refuses_what_runs_later():
    @tg.no_grad()
    def f(x):
        return x * 2

    assert not f(tg.Tensor(1.0, requires_grad=True)).requires_grad
    with pytest.raises(TypeError, match="cannot decorate the generator or coroutine steps"):

        @tg.no_grad()
        def steps():
            yield 1

    with pytest.raises(TypeError, match=r"write @no_grad\(\)"):

        @tg.no_grad
        def g(x):
            return x


def test_gradients_of_gradients():
    x = tg.Tensor(2.0, requires_grad=True)
    d = x**5
    for factor in (5, 4, 3, 2):
        d = tg.grad(d, x, create_graph=True)
        assert factor
    assert d.item() == 240.0


def test_what_a_recorded_pass_needs_must_still_stand():
    x = tg.Tensor(2.0, requires_grad=True, name="x")
    y = x * x
    x.data = 3.0
    with pytest.raises(RuntimeError, match=r"x was changed after mul at test_tape\.py"):
        tg.grad(y, x, create_graph=True)
    assert tg.grad(y, x) == 4.0  # of the recorded values


def test_gradients_of_a_leaf_without_axes_add_up_to_an_array():
    x = tg.Tensor(3.0, requires_grad=True)
    for _ in range(2):
        (x * x).backward()
    assert type(x.grad) is np.ndarray
    assert x.grad == 12


def test_a_scalar_that_is_a_leaf_has_the_gradient_1():
    x = tg.Tensor(np.float32(2), requires_grad=True)
    x.backward()
    assert type(x.grad) is np.ndarray
    assert (x.grad, x.grad.dtype) == (1, np.float32)


def test_fit_gives_its_operations_to_the_line_that_called_it():
    model = tg.nn.BinaryClassifier([2, 3, 1], dtype=np.float64)
    places, cost = [], model._cost

    def seen(*args):
        J = cost(*args)
        places.extend((x._entry.place, x._entry.source) for x in tape.graph(J))
        return J

    model._cost = seen
    model.fit(np.eye(2), [0, 1], learning_rate=0.1, iterations=1, compiled=False)
    assert {place.split(":")[0] for place, _ in places} == {"test_tape.py"}
    assert {source for _, source in places} == {
        "model.fit(np.eye(2), [0, 1], learning_rate=0.1, iterations=1, compiled=False)"
    }
    assert model._cost is seen


def test_a_callback_of_fit_keeps_its_own_line():
    x = tg.Tensor(1.0, requires_grad=True)

    def callback(history):
        J = x * x
        J.backward()
        with pytest.raises(RuntimeError, match="already called") as caught:
            J.backward()
        told.append((J._entry.source, str(caught.value)))

    told = []
    here = callback.__code__.co_firstlineno
    model = tg.nn.BinaryClassifier([2, 3, 1])
    model.fit(np.eye(2), [0, 1], learning_rate=0.1, iterations=1, callbacks=[callback])
    ((source, message),) = told
    assert source == "J = x * x"
    assert f"test_tape.py:{here + 2})" in message


@pytest.mark.parametrize("dtype", [bool, int])
def test_no_gradient_comes_back_through_integers_and_booleans(dtype):
    b = tg.Tensor([0.5, 2.0], requires_grad=True)
    J = (b * b + b.astype(dtype)).sum()
    np.testing.assert_array_equal(tg.grad(J, b), [1.0, 4.0])
    J.backward()
    np.testing.assert_array_equal(b.grad, [1.0, 4.0])
