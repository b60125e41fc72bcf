"""Seeded data sets in the plane: each gives ``X`` (2, m) and ``Y`` (1, m)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tinygrad_bc.checks import check_count, check_number, check_rng

__all__ = ["blobs", "circles", "flower", "moons", "xor"]

Array = NDArray[np.float64]
Seed = int | np.random.Generator | None


def moons(m: int = 200, *, noise: float = 0.1, seed: Seed = 0) -> tuple[Array, Array]:
    """Return two interleaving half circles.

    Parameters
    ----------
    m : int
        Number of samples, half of them (rounded up) of class 0.
    noise : float
        Standard deviation of the normal noise added to the points.
    seed : int, numpy.random.Generator or None
        Where the random numbers come from; the same seed gives the same bits.

    Returns
    -------
    X : ndarray of shape (2, m)
    Y : ndarray of shape (1, m)

    Examples
    --------
    >>> X, Y = moons(m=100, seed=1)
    >>> X.shape, Y.shape, int(Y.sum())
    ((2, 100), (1, 100), 50)
    """
    rng, Y = _start(m, noise, seed)
    t = rng.uniform(0, np.pi, m)
    X = np.where(Y == 0, [np.cos(t), np.sin(t)], [1 - np.cos(t), 0.5 - np.sin(t)])
    return _finish(X, Y, noise, rng)


def circles(m: int = 200, *, noise: float = 0.1, seed: Seed = 0) -> tuple[Array, Array]:
    """Return a circle of radius 1 (class 0) around one of radius 1/2 (class 1).

    Parameters and results are those of `moons`.

    Examples
    --------
    >>> X, Y = circles(m=4, noise=0.0)
    >>> np.sort(np.linalg.norm(X, axis=0)).round(3)
    array([0.5, 0.5, 1. , 1. ])
    """
    rng, Y = _start(m, noise, seed)
    t = rng.uniform(0, 2 * np.pi, m)
    X = np.where(Y == 0, 1.0, 0.5) * np.array([np.cos(t), np.sin(t)])
    return _finish(X, Y, noise, rng)


def xor(m: int = 200, *, noise: float = 0.1, seed: Seed = 0) -> tuple[Array, Array]:
    """Return points of a square, of class 1 where the signs of the coordinates differ.

    Parameters and results are those of `moons`; the labels are those before the noise.

    Examples
    --------
    >>> X, Y = xor(m=50, noise=0.0)
    >>> bool(np.all((X[0] * X[1] < 0) == (Y[0] == 1)))
    True
    """
    rng, Y = _start(m, noise, seed)
    size = rng.uniform(0.05, 1, (2, m))
    sign = rng.choice([-1.0, 1.0], m)
    X = size * np.array([sign, np.where(Y[0] == 1, -sign, sign)])
    return _finish(X, Y, noise, rng)


def blobs(m: int = 200, *, noise: float = 0.5, seed: Seed = 0) -> tuple[Array, Array]:
    """Return two round clouds, around (-1, -1) (class 0) and (1, 1) (class 1).

    Parameters and results are those of `moons`.

    Examples
    --------
    >>> X, Y = blobs(m=10, noise=0.0)
    >>> bool(np.all(X == 2 * Y - 1))
    True
    """
    rng, Y = _start(m, noise, seed)
    return _finish(np.repeat(2 * Y - 1, 2, axis=0), Y, noise, rng)


def flower(m: int = 400, *, noise: float = 0.2, seed: Seed = 0) -> tuple[Array, Array]:
    """Return the course's planar flower: petals of alternating classes.

    Parameters and results are those of `moons`; the noise is that of angle and radius.

    Examples
    --------
    >>> X, Y = flower(m=400)
    >>> X.shape, int(Y.sum()), bool(np.linalg.norm(X, axis=0).max() < 6)
    ((2, 400), 200, True)
    """
    rng, Y = _start(m, noise, seed)
    t = 3.12 * (Y[0] + rng.uniform(0, 1, m)) + noise * rng.standard_normal(m)
    r = 4 * np.sin(4 * t) + noise * rng.standard_normal(m)
    return _finish(np.array([r * np.sin(t), r * np.cos(t)]), Y, 0.0, rng)


def _start(m: int, noise: float, seed: Seed) -> tuple[np.random.Generator, Array]:
    """Check the arguments; return the source of random numbers and the labels in order."""
    count = check_count("the number of samples m", m, least=2)
    check_number("noise", noise, "a number of at least 0", lambda x: 0 <= x < np.inf)
    Y = (np.arange(count) >= (count + 1) // 2).astype(np.float64)
    return check_rng(seed), Y[None, :]


def _finish(X: Array, Y: Array, noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Add the noise and put the samples in random order."""
    order = rng.permutation(Y.size)
    X = X + noise * rng.standard_normal(X.shape)
    return X[:, order], Y[:, order]
