"""One sentence each: what was given, by name, shape and line, and what to do."""

import operator
import re
import traceback
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tinygrad_bc as tg

W = tg.Tensor(np.ones((2, 3)), requires_grad=True, name="W")
x = tg.Tensor(np.ones(3), requires_grad=True, name="x")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: W @ W, "matmul of W (2, 3) and W (2, 3) at LINE: inner sizes 3 and 2 differ; "
         "did you mean a @ b.T?"),
        (lambda: W.T @ np.ones((3, 4)), "inner sizes 2 and 3 differ; did you mean a.T @ b?"),
        (lambda: np.ones((2, 4, 2)) @ (np.ones((3, 1, 1)) * W), "matmul of (2, 4, 2) and (3, 2, 3) "
         "at LINE: the shapes do not broadcast: axis -3 is 2 and 3"),
        (lambda: tg.sigmoid(np.array([True])), "booleans do not count as numbers here"),
        (lambda: np.round(x, 1.5), "decimals is an integer, got 1.5"),
        (lambda: x.var(ddof="a"), "ddof is a number, got 'a'"),
        (lambda: x.astype("foo"), "no dtype: 'foo'; use float, 'float32' or int"),
        (lambda: np.asarray(x.detach(), copy=False), "as a copy only; leave out copy=False"),
        (lambda: W @ 2.0, "multiply numbers with *"),
        (lambda: W + np.ones((2, 2)), "add of W (2, 3) and (2, 2) at LINE: the shapes do not "
         "broadcast: axis -1 is 3 and 2"),
        (lambda: np.where(W > 0, W, np.ones(2)), "do not broadcast: axis -1 is 3 and 2"),
        (lambda: W.reshape(4, 2), "reshape of W (2, 3) at LINE: 6 elements do not fit into "
         "(4, 2), 8 elements"),
        (lambda: W.sum(axis=2), "sum of W (2, 3) at LINE: axis 2 is out of range for 2 axes"),
        (lambda: W.sum(axis=(0, -2)), "axis 0 is given twice (0 and -2)"),
        (lambda: W.mean([0, 1]), "an axis is an integer or a tuple of integers, got [0, 1]"),
        (lambda: np.argmax(W, axis=(0, 1)), "an axis is an integer, got (0, 1)"),
        (lambda: tg.Tensor(np.ones((0, 3)), name="E").max(), "max of E (0, 3) at LINE: there is no "
         "max of no elements"),
        (lambda: W.reshape(4, -1), "6 elements do not fit into (4, -1): 6 is no multiple of 4"),
        (lambda: W.reshape(-1, -1), "only one size may be -1, got (-1, -1)"),
        (lambda: W.reshape("a"), "a shape is made of integers, got ('a',)"),
        (lambda: W.reshape(None), "a shape is made of integers, got (None,)"),
        (lambda: W.squeeze(0), "axis 0 has size 2; only axes of size 1 can be left out"),
        (lambda: W.squeeze((0, 5)), "axis 5 is out of range for 2 axes"),
        (lambda: W.expand_dims((0, 7)), "expand_dims of W (2, 3) at LINE: axis 7 is out of range "
         "for 4 axes"),
        (lambda: W.transpose(0, 0), "an order of the axes names each of the 2 once, got (0, 0)"),
        (lambda: W.swapaxes(0, 7), "axis 7 is out of range for 2 axes"),
        (lambda: np.broadcast_to(W, (4, 3)), "do not broadcast: axis -2 is 2 and 4"),
        (lambda: np.broadcast_to(W, (3,)), "(2, 3) cannot be repeated to (3,)"),
        (lambda: np.broadcast_to(W, 2.5), "a shape is made of integers, got 2.5"),
        (lambda: W.clip(np.ones(2), 3), "axis -1 is 3 and 2, with the bounds"),
        (lambda: np.concatenate([W, x]), "all need the same number of axes, got 2 and 1"),
        (lambda: np.concatenate([W, W.T]), "only the sizes of axis 0 may differ, but axis 1 is 3 "
         "and 2"),
        (lambda: np.concatenate([W, W], axis=2), "axis 2 is out of range for 2 axes"),
        (lambda: np.concatenate([x.sum(), x.sum()]), "without axes cannot be joined; use numpy.st"),
        (lambda: np.stack([W, x]), "stack of W (2, 3) and x (3,) at LINE: all need the same shape"),
        (lambda: np.stack([W, W], axis=5), "axis 5 is out of range for 3 axes"),
        (lambda: np.einsum("ij,jk", W, W), "einsum of W (2, 3) and W (2, 3) at LINE: j is both 3 "
         "and 2"),
        (lambda: np.einsum("ij,k", W), "'ij,k' is for 2 operands, got 1"),
        (lambda: np.einsum("...ijk", W), "'...ijk' names 3 axes of an operand of shape (2, 3)"),
        (lambda: np.einsum("ij->z", W), "must read like 'ij,jk->ik'"),
        (lambda: np.einsum(W, [0, 1]), "takes its subscripts as text"),
        (lambda: W[1.5], "an index is made of integers, slices, arrays, None and ..., not of 1.5"),
        (lambda: x[x], "an array used as an index holds integers or booleans, not float64"),
        (lambda: x + None, "add of x (3,) and None at LINE: cannot make a tensor of dtype object"),
        (lambda: [1, [2, 3]] * x, "mul of [1, [2, 3]] and x (3,) at LINE: cannot make a tensor of "
         "ragged data"),
        (lambda: x * 1j, "mul of x (3,) and 1j at LINE: complex numbers are not supported"),
        (lambda: np.add(x, "a"), "add of x (3,) and 'a' at LINE: cannot make a tensor of dtype <U"),
        (lambda: ~x, "invert of x (3,) at LINE: this needs booleans, got float64; compare first"),
        (lambda: x & (x > 0), "this needs booleans, got float64"),
        (lambda: (x > 0) - (x > 0), "booleans do not count as numbers here; use .astype(float)"),
        (lambda: -(x > 0), "neg of (3,) at LINE: booleans do not count as numbers here"),
        (lambda: tg.Tensor([2, 3]) ** -1, "an integer to a negative power is no integer"),
        (lambda: x.astype(complex), "a tensor holds real numbers, which complex128 are not"),
        (lambda: np.sum(W, dtype=np.float32), "numpy.sum of tensors: got an unexpected keyword "
         "argument 'dtype'; use t.detach().numpy()"),
        (lambda: np.std(W, correction=1), "numpy.std of tensors: got an unexpected keyword"),
        (lambda: np.where(W > 0), "numpy.where of tensors: missing a required argument: 'x'"),
        (lambda: tg.leaky_relu(x, x), "the slope of leaky_relu is a number, got Tensor"),
        (lambda: tg.sigmoid("a"), "cannot make a tensor of dtype <U1 (first element 'a')"),
        (lambda: tg.exp(None), "cannot make a tensor of dtype object (first element None)"),
        (lambda: tg.Tensor(1.0, name=3), "a name is text, got 3"),
        (lambda: x.named(b"x"), "a name is text, got b'x'"),
        (lambda: tg.grad(x.sum(), None), "grad() differentiates by Tensors, got NoneType"),
        (lambda: x.tolist(), "tolist() would cut x (3,) off from its gradient at LINE"),
        (lambda: W[0, 5], "getitem of W (2, 3) at LINE: index 5 is out of bounds for axis 1"),
        (lambda: np.median(x), "numpy.median is not differentiable here; use t.detach()"),
        (lambda: np.log2(x), "numpy.log2 is not differentiable here; near it there is numpy.log;"),
        (lambda: np.linalg.det(W), "numpy.linalg.det is not differentiable here"),
        (lambda: np.sum([x, x]), "conversion to an array would cut x (3,) off from its gradient "
         "at LINE; use .item() or .detach()"),
        (lambda: tg.grad(W * 2, W), "grad() starts from a scalar"),
        (lambda: tg.grad(3.0, W), "grad() differentiates a Tensor, got float"),
        (lambda: np.sign(W).sum().backward(), "nothing to differentiate"),
    ],
)  # fmt: skip
def test_sentence(wrong, sentence):
    with pytest.raises((ValueError, TypeError, IndexError, RuntimeError)) as caught:
        wrong()
    pattern = re.escape(sentence).replace("LINE", r"test_messages\.py:\d+")
    assert re.search(pattern, str(caught.value)), str(caught.value)
    assert "\n" not in str(caught.value)


PACKAGE = Path(tg.__file__).parent
OPERATORS = [
    getattr(operator, name)
    for name in (
        *("add", "sub", "mul", "truediv", "pow", "matmul", "and_", "or_", "xor", "getitem"),
        *("eq", "ne", "lt", "le", "gt", "ge", "iadd", "isub", "imul", "ipow", "imatmul"),
    )
]
METHODS = [
    getattr(tg.Tensor, name)
    for name in (
        *("sum", "mean", "max", "min", "any", "all", "argmax", "argmin", "var", "std", "dot"),
        *("reshape", "squeeze", "expand_dims", "transpose", "swapaxes", "clip", "astype"),
    )
]
FUNCTIONS = [
    getattr(np, name)
    for name in (
        *("sum", "mean", "max", "argmax", "var", "std", "dot", "matmul", "outer", "einsum"),
        *("exp", "where", "clip", "maximum", "reshape", "transpose", "squeeze", "expand_dims"),
        *("broadcast_to", "concatenate", "stack", "vstack", "logaddexp", "power", "sign", "median"),
    )
] + [np.linalg.norm, tg.sigmoid, tg.relu, tg.log]
VALUES = st.sampled_from([
    None, 1.5, 2, -1, True, np.nan, 1j, "ab", b"x", "ij,jk->ik", [1, 2], [1, [2, 3]], [], (),
    (0, 1), (0, -2), {"a": 1}, {1, 2}, 10**400, slice(0, 1), slice(0.5), ..., len, float,
    np.float32(2), np.int64(7), np.array(["a"]), np.array([None]), np.array([1j]),
    np.datetime64("2020"),
    np.ones((2, 3)), np.ones((3, 2)), np.arange(3), np.array([True, False, True]), range(3),
])  # fmt: skip
TENSORS = st.sampled_from([
    np.ones((2, 3)), np.arange(3.0), np.array(2.0), np.ones((0, 3)), np.ones((2, 2, 3), np.float32),
]).map(lambda a: tg.Tensor(a, requires_grad=True, name="X")) | st.sampled_from([
    [True, False, True], [1, 2, 3],
]).map(tg.Tensor)  # fmt: skip


@settings(
    max_examples=1500, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(
    st.sampled_from(OPERATORS + METHODS + FUNCTIONS),
    TENSORS,
    st.lists(VALUES | TENSORS, max_size=2),
    st.booleans(),
)
def test_whatever_is_handed_over_is_taken_or_refused_by_us(function, x, others, last):
    """Where something raises, Python's own refusal of a call aside, the line is one of ours."""
    if function in OPERATORS:
        others = (others or [x])[:1]
    arguments = [*others, x] if last and function not in METHODS else [x, *others]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            function(*arguments)
        except (ValueError, TypeError, IndexError, RuntimeError) as error:
            frames = traceback.extract_tb(error.__traceback__)[1:]
            ours = [frame for frame in frames if PACKAGE in Path(frame.filename).parents]
            if ours:
                assert ours[-1] is frames[-1] and ours[-1].line.startswith("raise"), frames[-1]
                assert str(error) and "\n" not in str(error)
