"""Parameters in one array: nobody's numbers are lost or written over."""

import copy
import pickle

import numpy as np
import pytest

import tinygrad_bc as tg
from tinygrad_bc.compiled.parameters import Parameters, grouped


def made():
    W = tg.Tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True, name="W")
    b = tg.Tensor([[5.0], [6.0]], requires_grad=True, name="b")
    v = tg.Tensor([7.0, 8.0], requires_grad=True, name="v")
    return W, b, v, Parameters([(W, b), (v,)])


def test_blocks_lie_in_one_array():
    W, b, v, parameters = made()
    room = parameters.now()
    np.testing.assert_array_equal(room.flat, [1, 2, 5, 3, 4, 6, 7, 8])
    np.testing.assert_array_equal(room.blocks[0], [[1, 2, 5], [3, 4, 6]])
    assert [x.shape for x in (W, b, v)] == [(2, 2), (2, 1), (2,)]


def test_descend_is_the_update():
    W, b, v, parameters = made()
    parameters.now()
    parameters.descend(0.5 * np.arange(8.0))
    np.testing.assert_array_equal(W.data, [[1.0, 1.5], [1.5, 2.0]])
    np.testing.assert_array_equal(b.data, [[4.0], [3.5]])
    np.testing.assert_array_equal(v.data, [4.0, 4.5])


def test_what_was_handed_out_is_never_written_to():
    _W, _, v, parameters = made()
    kept = []
    for _ in range(4):
        parameters.now()
        parameters.descend(np.ones(8))
        kept.append((v.data, v.data.copy()))
    for array, then in kept:
        np.testing.assert_array_equal(array, then)


def test_what_a_tensor_was_given_is_taken_over():
    W, b, v, parameters = made()
    parameters.now()
    v.data = [0.0, 1.0]
    W.data[0, 0] = -9
    parameters.now()
    parameters.descend(np.zeros(8))
    np.testing.assert_array_equal(v.data, [0.0, 1.0])
    assert W.data[0, 0] == -9 and b.data[0, 0] == 5


def test_the_last_parameters_stand_until_the_update_after_the_next():
    _W, _, _v, parameters = made()
    parameters.now()
    before = parameters.state
    values = [x.copy() for _, x in before]
    parameters.descend(np.ones(8))
    for (_, array), value in zip(before, values, strict=True):
        np.testing.assert_array_equal(array, value)


def test_release_gives_everyone_memory_of_its_own():
    W, b, v, parameters = made()
    parameters.release()
    assert all(t._array.base is None and t._array.flags.c_contiguous for t in (W, b, v))


def test_they_pickle_and_copy_while_they_lie_together():
    W, _b, _, parameters = made()
    parameters.now()
    for again in (copy.deepcopy(W), pickle.loads(pickle.dumps(W))):
        np.testing.assert_array_equal(again.data, W.data)


def test_one_group_for_each_dtype():
    single = tg.Tensor(np.ones(2, np.float32), requires_grad=True)
    double = tg.Tensor(np.ones(2), requires_grad=True)
    assert grouped([(single,), (double,)]) == [[(single,)], [(double,)]]


def test_an_update_that_is_interrupted_leaves_all_as_they_were(monkeypatch):
    W, b, v, parameters = made()
    parameters.now()
    before = [t._array for t in (W, b, v)]

    class Interrupting(list):
        def __iter__(self):
            yield self[0]
            raise KeyboardInterrupt

    parameters._next.state = Interrupting(parameters._next.state)
    with pytest.raises(KeyboardInterrupt):
        parameters.descend(np.ones(8))
    assert all(t._array is x for t, x in zip((W, b, v), before, strict=True))
    np.testing.assert_array_equal(v.data, [7.0, 8.0])
