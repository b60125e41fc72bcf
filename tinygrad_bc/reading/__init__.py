"""Readings of a recorded graph: a picture, a NumPy program, and the steps of its gradient."""

from tinygrad_bc.reading.draw import draw
from tinygrad_bc.reading.explain import explain
from tinygrad_bc.reading.numpy_source import to_numpy
from tinygrad_bc.reading.render import render
from tinygrad_bc.reading.step_through import step_through

__all__ = ["draw", "explain", "render", "step_through", "to_numpy"]
