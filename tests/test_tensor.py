"""The Tensor: what it is, how it is made, which forms of NumPy it takes, what it refuses."""

import copy
import pickle
import re

import numpy as np
import pytest

import tinygrad_bc as tg


def leaf(value=(1.0, -2.0, 3.0), name="x"):
    return tg.Tensor(value, requires_grad=True, name=name)


def test_attributes():
    t = tg.Tensor([[1.0, 2.0, 3.0]], requires_grad=True, name="W1")
    assert (t.shape, t.ndim, t.size, t.dtype, t.name) == ((1, 3), 2, 3, np.float64, "W1")
    assert t.T.shape == (3, 1) and t.grad is None and t.requires_grad and len(t) == 1
    assert t.named("W2") is t and t.name == "W2"


def test_it_copies_what_it_is_made_of():
    a = np.ones(2)
    t = tg.Tensor(a)
    a[0] = 5
    assert t.data[0] == 1
    assert tg.Tensor(t).data is not t.data


@pytest.mark.parametrize(
    ("data", "dtype"),
    [(1, "int64"), (1.5, "float64"), ([True], "bool"), (np.float32(1), "float32"),
     (np.ones(2, ">f4"), "float32"), (np.ones((0, 3)), "float64")],
)  # fmt: skip
def test_dtype_is_kept(data, dtype):
    assert tg.Tensor(data).dtype == dtype and tg.Tensor(data).dtype.isnative


X = np.array([[0.5, -1.5], [2.1, 0.25]])
FORMS = {
    "left": lambda t, a: a + t * a,
    "right": lambda t, a: t - a / (t + 5),
    "numbers": lambda t, a: 2 * t - 1 + t / 4 + (1 - t) ** 2 + 2.0**t,
    "matmul": lambda t, a: a @ t @ a,
    "dot": lambda t, a: np.dot(a, t).dot(a),
    "functions": lambda t, a: np.tanh(t) + np.exp(t) + np.sin(t) * np.cos(t) + np.log1p(t * t),
    "reductions": lambda t, a: np.sum(t, axis=0) + t.mean(axis=1) + np.max(t) + t.min(axis=0),
    "shapes": lambda t, a: (
        t.reshape(4).reshape(2, -1).T.transpose(1, 0).swapaxes(0, 1) + t.ravel()[:2]
    ),
    "choices": lambda t, a: np.where(t > a, t, a) + np.maximum(t, 0) + np.clip(t, -1, 1) + abs(t),
    "indices": lambda t, a: t[0] + t[:, 1] + t[[1, 0], [0, 1]] + t[..., None][1, :, 0] + t[-1],
    "joins": lambda t, a: np.concatenate([t, a])[1:3] + np.stack([a, t], axis=1)[:, 0],
    "einsum": lambda t, a: np.einsum("ij,kj->ik", t, a),
    "signs": lambda t, a: -t + +t + np.sign(t) * t + np.floor(t),
}


@pytest.mark.parametrize("form", FORMS)
def test_numpys_forms_work_unchanged(form):
    t = tg.Tensor(X, requires_grad=True, name="t")
    a = np.array([[1.0, 2.0], [-0.5, 1.5]])
    y = FORMS[form](t, a)
    assert isinstance(y, tg.Tensor) and y.requires_grad
    np.testing.assert_allclose(y.detach().numpy(), FORMS[form](X, a), rtol=1e-14)
    assert tg.gradcheck(lambda t: FORMS[form](t, a), t)


ELEMENTWISE = (
    *("exp", "expm1", "log", "log1p", "sqrt", "square", "abs"),
    *("sin", "cos", "tanh", "sigmoid", "relu", "softplus"),
)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_methods_are_the_functions_of_their_name(name):
    method = getattr(tg.Tensor, name)
    function = getattr(tg, name, None) or getattr(np, name)
    positive = leaf((0.5, 1.5))
    np.testing.assert_array_equal(method(positive).data, function(positive).data)
    assert method.__name__ == name and method.__doc__ and method.__qualname__ == f"Tensor.{name}"
    assert tg.gradcheck(method, positive)


METHODS = {
    "var": ((), {"axis": 1, "ddof": 1}),
    "std": ((0,), {"keepdims": True}),
    "argmax": ((1,), {}),
    "argmin": ((), {"axis": 0}),
    "squeeze": ((), {}),
    "clip": ((-1, 1), {}),
    "flatten": ((), {}),
    "ravel": ((), {}),
    "sum": ((0,), {}),
    "mean": ((), {"keepdims": True}),
    "max": ((1,), {}),
    "min": ((), {"axis": -1}),
    "tolist": ((), {}),
}


@pytest.mark.parametrize("name", METHODS)
def test_methods_take_numpys_arguments(name):
    args, kwargs = METHODS[name]
    found = getattr(tg.Tensor(X), name)(*args, **kwargs)
    expected = getattr(X, name)(*args, **kwargs)
    np.testing.assert_allclose(np.asarray(found), expected)


def test_expand_dims_is_a_method_too():
    assert tg.Tensor(X).expand_dims((0, -1)).shape == (1, 2, 2, 1)


def test_an_empty_list_is_an_index():
    assert leaf()[[]].shape == (0,)


def test_none_and_text_equal_no_tensor():
    x = leaf()
    assert (x == None) is False and (x != None) is True  # noqa: E711
    assert (x == "x") is False and x not in ["x", None]


def test_comparisons_are_recorded_and_need_no_gradient():
    x = leaf()
    mask = (x > 0) & ~(x > 2)
    assert mask.dtype == bool and not mask.requires_grad and mask._entry is not None
    assert (x == x).all() and (x != 5).any()
    if (x.sum() > 1).item():
        pass
    assert bool(x.sum() > 1)


def test_equal_by_element_but_a_key_by_identity():
    x, y = leaf(), leaf()
    assert len({x, y}) == 2 and x in {x: 1}


def test_float32_is_not_promoted_by_python_numbers():
    x = tg.Tensor(np.ones(2, np.float32), requires_grad=True)
    y = 2.5 * x + 1 - x / 3
    assert y.dtype == np.float32
    y.sum().backward()
    assert x.grad.dtype == np.float32


REFUSED = {
    "integers need no gradient": (
        lambda: tg.Tensor([1, 2], requires_grad=True), TypeError,
        "gradients need floating point numbers, got int64; use Tensor([1., 2., 3.])"),
    "text": (lambda: tg.Tensor(["abc"]), TypeError, "of dtype <U3 (first element 'abc'); exp"),
    "huge": (lambda: tg.Tensor(10**400), TypeError, "(first element 100000000000000000...0000"),
    "objects": (lambda: tg.Tensor([None]), TypeError, "(first element None); expected numbers"),
    "ragged": (lambda: tg.Tensor([[1], [1, 2]]), TypeError, "ragged data"),
    "complex": (lambda: tg.Tensor([1j]), TypeError, "complex numbers are not supported"),
    "float()": (lambda: float(leaf().sum()), TypeError, "float() would cut a tensor () off"),
    "int()": (lambda: int(leaf().sum()), TypeError, "int() would cut"),
    "array()": (lambda: np.array(leaf()), TypeError, "would cut x (3,) off from its gradient"),
    "numpy()": (lambda: leaf().numpy(), TypeError, "use .item() or .detach()"),
    "array.dot": (lambda: np.ones(3).dot(leaf()), TypeError, "would cut x (3,) off"),
    "array +=": (lambda: np.ones(3).__iadd__(leaf()), TypeError, "in-place add are not supported"),
    "array += names a way": (lambda: np.ones(3).__iadd__(leaf()), TypeError, "or use .detach()"),
    "out": (lambda: np.add(leaf(), 1, out=np.ones(3)), TypeError, "out= and in-place add are not"),
    "where=": (lambda: np.exp(leaf(), where=[True]), TypeError, "takes no where for tensors"),
    "reduce": (lambda: np.add.reduce(leaf()), TypeError, "numpy.add.reduce is not supported"),
    "item assignment": (lambda: leaf().__setitem__(0, 1.0), TypeError, "x cannot be changed in p"),
    "in place on a leaf": (lambda: leaf().__iadd__(1), RuntimeError, "write x = x + 1, or update"),
    "truth of many": (lambda: bool(leaf()), ValueError, "the truth of a tensor with 3 elements"),
    "item of many": (lambda: leaf().item(), ValueError, "one element, but x has shape (3,)"),
    "length of none": (lambda: len(tg.Tensor(1.0)), TypeError, "has no length"),
    "index": (lambda: [1, 2][tg.Tensor(1.5)], TypeError, "float64 cannot be an index"),
    "data of another shape": (lambda: setattr(leaf(), "data", [1.0]), ValueError,
                              "data of shape (1,) for x of shape (3,)"),
    "gradient of another shape": (lambda: setattr(leaf(), "grad", [1.0]), ValueError,
                                  "gradient of shape (1,) for x of shape (3,)"),
    "requires_grad of a result": (lambda: setattr(leaf() * 2, "requires_grad", False),
                                  RuntimeError, "use .detach()"),
    "backward of many": (lambda: (leaf() * 2).backward(), RuntimeError, "starts from a scalar"),
    "backward of nothing": (lambda: tg.Tensor(1.0).backward(), RuntimeError,
                            "no input of this tensor has requires_grad=True"),
    "a given gradient's shape": (lambda: (leaf() * 2).backward([1.0]), ValueError,
                                 "gradient of shape (1,) for a tensor of shape (3,)"),
    "no such path": (lambda: tg.grad(leaf().sum(), leaf(name="y")), RuntimeError,
                     "the result does not depend on y; pass allow_unused=True"),
    "grad by what is no tensor": (lambda: tg.grad(leaf().sum(), [1.0]), TypeError,
                                  "differentiates by Tensors, got float"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_refused_in_one_sentence(what):
    wrong, kind, sentence = REFUSED[what]
    with pytest.raises(kind, match=re.escape(sentence)) as caught:
        wrong()
    assert "\n" not in str(caught.value)


def test_a_constant_may_be_changed_in_place_by_operators():
    x = again = tg.Tensor([1.0, 2.0])
    x += 1
    x *= 2
    assert x.tolist() == [4, 6] and again.tolist() == [1, 2]


def test_writing_into_an_array_is_refused():
    """NumPy puts a sentence of its own in front; ours is the cause that it names."""
    with pytest.raises(ValueError) as caught:
        np.zeros(3)[0] = leaf().sum()
    assert "float() would cut a tensor () off" in str(caught.value.__cause__)


def test_what_needs_no_gradient_converts_freely():
    t = tg.Tensor([2.0])
    assert float(t) == 2.0 and int(t) == 2 and np.asarray(t).tolist() == [2.0]
    assert t.numpy().tolist() == [2.0] and [10, 20, 30][tg.Tensor(1)] == 20


def test_printing_works_with_and_without_a_gradient():
    x = leaf((1.0,))
    assert repr(x) == "Tensor([1.], requires_grad=True, name='x')"
    assert f"{x.sum():.2f}" == "1.00" and str(x * 2) == "Tensor([2.], requires_grad=True)"


@pytest.mark.parametrize(
    "duplicate", [copy.deepcopy, copy.copy, lambda t: pickle.loads(pickle.dumps(t))]
)
def test_copies_and_pickles_are_leaves_with_memory_of_their_own(duplicate):
    x = leaf()
    y = x * 2
    y.sum().backward()
    again = duplicate(x)
    assert again.requires_grad and again.name == "x" and again.grad.tolist() == [2, 2, 2]
    assert not np.shares_memory(again.grad, x.grad)
    computed = duplicate(y)
    assert computed._entry is None and computed.data.tolist() == y.detach().numpy().tolist()


def test_iteration_and_unpacking_are_recorded():
    a, b, c = leaf()
    (a * b * c).backward()
    x = leaf()
    total = sum(v * v for v in x)
    total.backward()
    assert x.grad.tolist() == [2, -4, 6]


@pytest.mark.parametrize("given", [">f8", "<f8", ">f4", "<i2", ">i8"])
def test_any_byte_order_becomes_numpys_own_dtype(given):
    """NumPy multiplies matrices of its own dtype objects faster than of equal ones."""
    t = tg.Tensor(np.arange(6).astype(given).reshape(2, 3))
    assert t.data.dtype is np.dtype(np.dtype(given).type)
    assert t.data.tolist() == [[0, 1, 2], [3, 4, 5]]
    features = tg.nn.BinaryClassifier([2, 1], dtype="float32")._features(t.data.astype(given))
    assert features.data.dtype is np.dtype(np.float32)
