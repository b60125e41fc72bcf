"""Backpropagation that shows its working: autograd beside the hand-derived equations."""

from tinygrad_bc.convention import compare
from tinygrad_bc.functions import exp, leaky_relu, log, relu, sigmoid, softplus, tanh
from tinygrad_bc.gradcheck import gradcheck
from tinygrad_bc.tape import no_grad
from tinygrad_bc.tensor import Tensor, grad

__all__ = [
    "Tensor",
    "compare",
    "exp",
    "grad",
    "gradcheck",
    "leaky_relu",
    "log",
    "no_grad",
    "relu",
    "sigmoid",
    "softplus",
    "tanh",
]
