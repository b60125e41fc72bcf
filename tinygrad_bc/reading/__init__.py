"""Readings of a recorded graph: a picture, a NumPy program, and the steps of its gradient."""

from tinygrad_bc.reading.draw import draw, render
from tinygrad_bc.reading.explain import explain
from tinygrad_bc.reading.numpy_source import to_numpy

__all__ = ["draw", "explain", "render", "to_numpy"]
