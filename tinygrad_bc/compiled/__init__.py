"""From a recorded computation to a NumPy program that is run again and again."""

from tinygrad_bc.compiled.compiler import Compiled, compile

__all__ = ["Compiled", "compile"]
