"""The steps of the backward pass."""

import numpy as np

import tinygrad_bc as tg
from tinygrad_bc.reading.explain import explain


def test_rule_of_tanh():
    W1 = tg.Tensor(np.ones((2, 3)), requires_grad=True)
    Z1 = W1 @ np.ones((3, 4))
    A1 = tg.tanh(Z1)
    J = (A1**2).sum()
    text = str(explain(J))
    assert "dZ1 = dA1 * (1 - A1 ** 2)" in text
    assert "dW1 = dZ1 @" in text and "|---|" in explain(J)._repr_markdown_()


def test_the_head_names_the_scalar_whatever_it_is():
    x = tg.Tensor([1.0, 2.0], requires_grad=True, name="x")
    S = (x * x).sum().named("S")
    assert str(explain(S)).startswith("Gradients of S; dV stands for dS/dV:")
