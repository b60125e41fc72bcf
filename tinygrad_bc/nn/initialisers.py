"""First values of the weights: each a plain function of the shape (n_l, n_{l-1}) and ``rng``."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tinygrad_bc.checks import check_count, check_rng, shown

__all__ = ["INITIALISERS", "Initialiser", "he", "initialiser", "small", "xavier", "zeros"]

Array = NDArray[np.float64]
Shape = tuple[int, int]
Rng = int | np.random.Generator | None
Initialiser = Callable[[Shape, np.random.Generator], Array]


def zeros(shape: Shape, rng: Rng = None) -> Array:
    """Zeros: the units of a layer stay equal to each other, whatever the data.

    Parameters
    ----------
    shape : (int, int)
        (n_l, n_{l-1}).
    rng : int, numpy.random.Generator or None
        Not used: taken so that all initialisers are called alike.

    Returns
    -------
    ndarray of that shape

    Examples
    --------
    >>> zeros((1, 2))
    array([[0., 0.]])
    """
    return np.zeros(_checked(shape))


def small(shape: Shape, rng: Rng = None) -> Array:
    """Normal numbers times 0.01: enough for one hidden layer, too small for deep networks.

    Parameters
    ----------
    shape : (int, int)
        (n_l, n_{l-1}).
    rng : int, numpy.random.Generator or None
        Where the random numbers come from.

    Returns
    -------
    ndarray of that shape

    Examples
    --------
    >>> bool(np.abs(small((3, 2), rng=0)).max() < 0.05)
    True
    """
    return 0.01 * _normal(shape, rng)


def xavier(shape: Shape, rng: Rng = None) -> Array:
    """Normal numbers times sqrt(1 / n_{l-1}), for tanh and sigmoid units.

    Parameters
    ----------
    shape : (int, int)
        (n_l, n_{l-1}).
    rng : int, numpy.random.Generator or None
        Where the random numbers come from.

    Returns
    -------
    ndarray of that shape

    Notes
    -----
    The course calls this Xavier initialisation (Ng, *Deep Learning Specialization*, course 2,
    week 1); it is that of LeCun, Bottou, Orr and Müller (1998), *Efficient BackProp*, section
    4.6.  Glorot and Bengio (2010), after whose first name it is called, average over both sides:
    sqrt(2 / (n_{l-1} + n_l)), which is the same where a layer is as wide as the one before.

    Examples
    --------
    >>> round(float(xavier((200, 100), rng=0).std()), 2)
    0.1
    """
    return _normal(shape, rng) * math.sqrt(1 / shape[1])


def he(shape: Shape, rng: Rng = None) -> Array:
    """Normal numbers times sqrt(2 / n_{l-1}), for relu units.

    Parameters
    ----------
    shape : (int, int)
        (n_l, n_{l-1}).
    rng : int, numpy.random.Generator or None
        Where the random numbers come from.

    Returns
    -------
    ndarray of that shape

    Notes
    -----
    He, Zhang, Ren and Sun (2015), *Delving Deep into Rectifiers*.

    Examples
    --------
    >>> round(float(he((100, 200), rng=0).std()), 2)
    0.1
    """
    return _normal(shape, rng) * math.sqrt(2 / shape[1])


def _checked(shape: Shape) -> Shape:
    if not isinstance(shape, tuple) or len(shape) != 2:
        raise TypeError(f"the shape of W[l] is a pair (n_l, n_{{l-1}}), got {shown(shape)}")
    return check_count("n_l", shape[0], least=1), check_count("n_{l-1}", shape[1], least=1)


def _normal(shape: Shape, rng: Rng) -> Array:
    return check_rng(rng).standard_normal(_checked(shape))


INITIALISERS: dict[str, Initialiser] = {"zeros": zeros, "small": small, "xavier": xavier, "he": he}


def initialiser(init: str | Initialiser) -> Initialiser:
    """Return the initialiser of a name; a function is returned as it is.

    Parameters
    ----------
    init : str or callable
        ``zeros``, ``small``, ``xavier``, ``he``, or a function of shape and rng.

    Returns
    -------
    callable

    Raises
    ------
    ValueError
        For another name.

    Examples
    --------
    >>> initialiser("he") is he
    True
    """
    if callable(init):
        return init
    if not isinstance(init, str) or init not in INITIALISERS:
        raise ValueError(
            f"init must be one of {', '.join(INITIALISERS)} or a function (shape, rng), "
            f"got {shown(init)}"
        )
    return INITIALISERS[init]
