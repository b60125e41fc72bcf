"""Layers, initialisers, losses and the binary classifier of the course."""

from tinygrad_bc.nn import initialisers, losses
from tinygrad_bc.nn.classifier import BinaryClassifier
from tinygrad_bc.nn.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    l2_penalty,
    mean_squared_error,
)
from tinygrad_bc.nn.modules import LeakyReLU, Linear, Module, ReLU, Sequential, Sigmoid, Tanh

__all__ = [
    "BinaryClassifier",
    "LeakyReLU",
    "Linear",
    "Module",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Tanh",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "initialisers",
    "l2_penalty",
    "losses",
    "mean_squared_error",
]
