"""What takes NumPy longer on some machines than a few of its plain calls do."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy import add, divide, multiply, square

from tinygrad_bc.compiled import machine

Array = np.ndarray[Any, Any]
WORK = 3  # arrays that a kernel works with
PIECE = 2**16  # elements: few calls, since between two of them threads wait for each other


class Fractions(NamedTuple):
    """``tanh x = x (c + sum of a / (x^2 + b))``, and how ``tanh z`` comes of it.

    The function is a sum of such fractions: a = 2 and b = (pi/2)^2, (3 pi/2)^2, ...
    (Mittag-Leffler).  Here are a few of them, with numbers by Remez's algorithm: those with the
    least largest error of tanh z, relative to it, for z up to `far`.

    Attributes
    ----------
    doublings : int
        ``x = z / 2**doublings``, from where ``tanh 2x = 2t / (1 + t^2)`` leads back to z.
    far : float
        Where tanh z is 1 to the last digit.
    a, b : tuple of float
    c : float
        0 where the fractions do by themselves: that is a call less.
    """

    doublings: int
    far: float
    a: tuple[float, ...]
    b: tuple[float, ...]
    c: float = 0.0

    def numbers(self, dtype: str) -> tuple[list[Array], list[Array], Array, list[Array], float]:
        """`a`, `b`, `c` for z and not x; what each doubling adds to t^2; the square of `far`.

        The halves of all doublings but one would cost a call each.  So the first t comes out
        halved if they are odd in number, and v / (1/4 + v^2) of v = t/2 is the tangent whole,
        t / (1 + t^2) of t is half of it: they take turns, and the last comes out whole.
        """
        scale = 2.0**-self.doublings
        half = 0.5 if self.doublings % 2 else 1.0
        a = [np.array(half * x / scale, dtype) for x in self.a]
        b = [np.array(x / scale**2, dtype) for x in self.b]
        added = [np.array(1.0 if k % 2 else 0.25, dtype) for k in range(self.doublings)][::-1]
        return a, b, np.array(half * scale * self.c, dtype), added, self.far**2


FRACTIONS = {
    "float32": Fractions(  # an error of 7e-9 by itself, without c
        doublings=1,
        far=9.02,
        a=(18.818366483607776, 2.4355549692641089, 2.0002090395782817),
        b=(219.71667496289163, 23.481649807981908, 2.4674746286102508),
    ),
    "float64": Fractions(  # 7e-19
        doublings=3,
        far=19.1,
        a=(5.4822036248297348, 2.0486512590053716, 2.0000001072732536),
        b=(88.324467108610787, 22.301297754720682, 2.4674011204766437),
        c=0.035499157971479050,
    ),
}
NUMBERS = {np.dtype(name): (x.far, *x.numbers(name)) for name, x in FRACTIONS.items()}
LEAST = {np.dtype("float32"): 8192, np.dtype("float64"): 2048}  # elements, that it pays


def is_quicker(dtype: np.dtype[Any], size: int) -> bool:
    """Whether `tanh` takes less time than NumPy's, whose calls are fewer."""
    return dtype in LEAST and size >= LEAST[dtype] and machine.gathers_slowly()


def work_size(size: int) -> int:
    """The elements of each array that `tanh` of so many works with."""
    return min(PIECE, size)


def tanh(z: Array, out: Array, *work: Array) -> None:
    """Write the hyperbolic tangent of floating-point numbers into another array, or over them.

    NumPy looks numbers up in a table, which takes long where a processor gathers slowly.  This is
    a sum of a few fractions and some doublings (see `Fractions`), exact but for rounding: 2 epsilon
    in float32 and 3.5 in float64 is more than was found in millions of numbers.

    Parameters
    ----------
    z, out : ndarray of float32 or float64
        Of one shape, each in one piece of memory.
    *work : ndarray
        Three others of that dtype and `work_size`, which it writes to.

    Examples
    --------
    >>> z = np.linspace(-30, 30, 10_001)
    >>> a = np.empty_like(z)
    >>> tanh(z, a, *np.empty((3, 10_001)))
    >>> np.testing.assert_allclose(a, np.tanh(z), rtol=1e-15)
    """
    z, out = z.reshape(-1), out.reshape(-1)
    if z.size <= PIECE:
        _tanh(z, out, *work)
        return
    for start in range(0, z.size, PIECE):
        y = out[start : start + PIECE]
        _tanh(z[start : start + PIECE], y, *(x[: y.size] for x in work))


def _tanh(z: Array, out: Array, w: Array, total: Array, term: Array) -> None:
    far, a, b, c, added, limit = NUMBERS[z.dtype]
    square(z, w)
    if not w.item(w.argmax()) <= limit:  # which finds nan as well
        z = z.clip(-far, far, out)
        square(z, w)
    add(w, b[0], total)
    divide(a[0], total, total)
    if c:
        add(total, c, total)
    for above, below in zip(a[1:], b[1:], strict=True):
        add(w, below, term)
        divide(above, term, term)
        add(total, term, total)
    multiply(z, total, out)
    for number in added:
        square(out, w)
        add(w, number, w)
        divide(out, w, out)
