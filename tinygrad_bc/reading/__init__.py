"""Readings of a recorded graph: a picture, a NumPy program, and the steps of its gradient."""

from tinygrad_bc.reading.draw import draw, render

__all__ = ["draw", "render"]
