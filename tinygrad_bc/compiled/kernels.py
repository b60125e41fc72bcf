"""What takes NumPy longer on some machines than a few of its plain calls do."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import add, divide, multiply, square

from tinygrad_bc.compiled import machine

Array = np.ndarray[Any, Any]
PIECE = 2**16  # elements: few calls, since between two of them threads wait for each other
FAR = 20.0  # where tanh is 1 to the last digit
QUARTER, ONE = np.array(0.25), np.array(1.0)
# Lambert's continued fraction y / (1 + y^2 / (3 + y^2 / (5 + ...))), cut off behind 17, as a
# quotient of polynomials in y^2, which begin with the highest power.
ABOVE = [np.array(x) for x in (1.0, 990.0, 135135.0, 4729725.0, 34459425.0)]
BELOW = [np.array(x) for x in (45.0, 13860.0, 945945.0, 16216200.0, 34459425.0)]


def is_quicker(dtype: np.dtype[Any], size: int) -> bool:
    """Whether `tanh` takes less time than NumPy's, whose calls are fewer."""
    return dtype == np.float64 and size >= 4096 and machine.gathers_slowly()


def tanh(z: Array, out: Array) -> None:
    """Write the hyperbolic tangent of float64 numbers into another array, or over them.

    NumPy looks numbers up in a table, which takes long where a processor gathers slowly.  This is
    Lambert's continued fraction at a quarter of z, doubled twice by tanh(2y) = 2t / (1 + t^2): as
    exact, but for four units in the last place at most.

    Parameters
    ----------
    z, out : ndarray of float64
        Of one shape, each in one piece of memory.

    Examples
    --------
    >>> z = np.linspace(-30, 30, 10_001)
    >>> a = np.empty_like(z)
    >>> tanh(z, a)
    >>> np.testing.assert_allclose(a, np.tanh(z), rtol=1e-15)
    """
    z, out = z.reshape(-1), out.reshape(-1)
    w, q = np.empty((2, min(PIECE, z.size)))
    for start in range(0, z.size, PIECE):
        y = out[start : start + PIECE]
        n = y.size
        z[start : start + PIECE].clip(-FAR, FAR, y)
        multiply(y, QUARTER, y)
        _fraction(y, w[:n], q[:n])
        _double(y, w[:n])
        _double(y, w[:n])


def _fraction(y: Array, w: Array, q: Array) -> None:
    """The tangent in place of y."""
    square(y, w)
    _polynomial(BELOW, w, q)
    divide(y, q, y)
    _polynomial(ABOVE, w, q)
    multiply(y, q, y)


def _polynomial(coefficients: list[Array], w: Array, q: Array) -> None:
    """Horner's scheme."""
    first, second, *others = coefficients
    multiply(w, first, q)
    add(q, second, q)
    for c in others:
        multiply(q, w, q)
        add(q, c, q)


def _double(t: Array, w: Array) -> None:
    """The tangent of twice the argument."""
    square(t, w)
    add(w, ONE, w)
    add(t, t, t)
    divide(t, w, t)
