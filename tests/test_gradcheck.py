"""The check of a gradient: it names what is wrong, and refuses where nothing is right."""

import numpy as np
import pytest

import tinygrad_bc as tg
from tinygrad_bc.operation import TABLE


def test_right_gradients_pass():
    W = tg.Tensor(np.ones((2, 3)), name="W")
    x = tg.Tensor(np.arange(3.0), name="x")
    assert tg.gradcheck(lambda W, x: np.tanh(W @ x), [W, x])  # no scalar: it is summed
    assert tg.gradcheck(lambda x: (x**3).sum(), x)


def test_a_wrong_rule_is_named_by_operand_index_and_both_numbers(monkeypatch):
    right = TABLE["mul"].rules
    monkeypatch.setattr(TABLE["mul"], "rules", (right[0], lambda *a: 2 * right[1](*a)))
    a = tg.Tensor([1.0, 2.0], name="a")
    b = tg.Tensor([3.0, 4.0], name="b")
    with pytest.raises(AssertionError) as caught:
        tg.gradcheck(lambda a, b: (a * b).sum(), [a, b])
    assert str(caught.value) == "gradient of b[0]: autograd 2, central difference 1"


@pytest.mark.parametrize(("f", "at"), [(abs, 0.0), (tg.relu, 0.0), (np.sqrt, 0.0)])
def test_a_kink_is_refused(f, at):
    with np.errstate(all="ignore"), pytest.raises((ValueError, AssertionError)) as caught:
        tg.gradcheck(lambda x: f(x).sum(), tg.Tensor([1.0, at], name="x"))
    assert "x[1]" in str(caught.value)


def test_a_kink_says_both_slopes():
    with pytest.raises(ValueError, match="the slope is -1 from the left and 1 from the right"):
        tg.gradcheck(abs, tg.Tensor(0.0, name="x"))


SCALES = [1e-12, 1e-7, 1e-3, 1.0, 1e3, 1e9, 1e15]
SMOOTH = {
    "cube": lambda x: (x**3).sum(),
    "square": lambda x: (x**2).sum(),
    "tanh": lambda x: np.tanh(3 * x).sum(),
    "exp": lambda x: np.exp(3 * x).sum(),
}


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("point", [[0.0], [0.0, 1.0, -2.0]], ids=str)
def test_the_scale_of_a_function_raises_no_false_alarm(name, scale, point):
    assert tg.gradcheck(lambda x: scale * SMOOTH[name](x), tg.Tensor(point))


@pytest.mark.parametrize("scale", SCALES)
def test_the_scale_of_a_function_hides_neither_a_wrong_rule_nor_a_kink(scale, monkeypatch):
    with pytest.raises(ValueError, match="lies at a kink"):
        tg.gradcheck(lambda x: scale * abs(x).sum(), tg.Tensor([1.0, 0.0]))
    (right,) = TABLE["sin"].rules
    monkeypatch.setattr(TABLE["sin"], "rules", (lambda *a: (1 + 1e-5) * right(*a),))
    with pytest.raises(AssertionError, match=r"gradient of x\[0\]"):
        tg.gradcheck(lambda x: scale * np.sin(x).sum(), tg.Tensor([1.0, 0.5], name="x"))


def test_float32_inputs_are_checked_in_float64():
    x = tg.Tensor(np.ones(3, np.float32), name="x")
    assert tg.gradcheck(lambda x: np.exp(x).sum(), x)
    assert x.dtype == np.float32 and x.grad is None


def test_an_input_without_influence_has_gradient_zero():
    x, y = tg.Tensor([1.0]), tg.Tensor([2.0])
    assert tg.gradcheck(lambda x, y: x.sum(), [x, y])


def test_refused():
    with pytest.raises(TypeError, match="needs a function that returns a Tensor, got float"):
        tg.gradcheck(lambda x: 3.0, tg.Tensor([1.0]))
    with pytest.raises(TypeError, match="needs a function of Tensors, got NoneType"):
        tg.gradcheck(None, tg.Tensor([1.0]))
    for inputs in (None, [1.0], np.ones(2)):
        with pytest.raises(TypeError, match="inputs as a Tensor or a list of Tensors"):
            tg.gradcheck(lambda x: x, inputs)
