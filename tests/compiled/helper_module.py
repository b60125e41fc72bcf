"""A module of a user's own, whose functions and variables a compiled cost uses."""

import numpy as np

import tinygrad_bc as tg

FACTOR = 2.0
SHIFT = np.array([[1.0], [2.0]])
W = tg.Tensor([[0.5, -1.0]], requires_grad=True, name="W")


def scaled(x):
    return FACTOR * x + SHIFT


class Settings:
    power = 2
