"""Backpropagation that shows its working: autograd beside the hand-derived equations."""

from tinygrad_bc import data, manual, nn, optim, training
from tinygrad_bc.checker import check
from tinygrad_bc.compiled import compile
from tinygrad_bc.convention import compare
from tinygrad_bc.differentiation import grad
from tinygrad_bc.files import load, save
from tinygrad_bc.functions import exp, leaky_relu, log, relu, sigmoid, softplus, tanh
from tinygrad_bc.gradcheck import gradcheck
from tinygrad_bc.reading import draw, explain, step_through, to_numpy
from tinygrad_bc.recording import no_grad
from tinygrad_bc.tensor import Tensor

__version__ = "0.1.0"

__all__ = [
    "Tensor",
    "check",
    "compare",
    "compile",
    "data",
    "draw",
    "exp",
    "explain",
    "grad",
    "gradcheck",
    "leaky_relu",
    "load",
    "log",
    "manual",
    "nn",
    "no_grad",
    "optim",
    "relu",
    "save",
    "sigmoid",
    "softplus",
    "step_through",
    "tanh",
    "to_numpy",
    "training",
]
