"""One sentence each: what was given, by name, shape and line, and what to do."""

import re

import numpy as np
import pytest

import tinygrad_bc as tg

W = tg.Tensor(np.ones((2, 3)), requires_grad=True, name="W")
x = tg.Tensor(np.ones(3), requires_grad=True, name="x")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: W @ W, "matmul of W (2, 3) and W (2, 3) at LINE: inner sizes 3 and 2 differ; "
         "did you mean a @ b.T?"),
        (lambda: W.T @ np.ones((3, 4)), "inner sizes 2 and 3 differ; did you mean a.T @ b?"),
        (lambda: W @ 2.0, "multiply numbers with *"),
        (lambda: W + np.ones((2, 2)), "add of W (2, 3) and (2, 2) at LINE: the shapes do not "
         "broadcast: axis -1 is 3 and 2"),
        (lambda: np.where(W > 0, W, np.ones(2)), "do not broadcast: axis -1 is 3 and 2"),
        (lambda: W.reshape(4, 2), "reshape of W (2, 3) at LINE: 6 elements do not fit into "
         "(4, 2), 8 elements"),
        (lambda: W.sum(axis=2), "sum of W (2, 3) at LINE: axis 2 is out of range for 2 axes"),
        (lambda: W.sum(axis=(0, -2)), "axis (0, -2) names the same axis twice"),
        (lambda: W[0, 5], "getitem of W (2, 3) at LINE: index 5 is out of bounds for axis 1"),
        (lambda: np.einsum("ij,j->k", W, x), "einsum of W (2, 3) and x (3,) at LINE: einstein"),
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
