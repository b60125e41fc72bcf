"""Whether arrays are the same but for a layout, a constant factor, or a sum of several."""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def oriented(value: Any, shape: tuple[int, ...]) -> Any:
    """A value in another layout of the same numbers, transposed or squeezed; None if unlike."""
    if np.shape(value) == shape:
        return np.asarray(value, dtype=float)
    if np.size(value) != math.prod(shape):
        return None
    flat = [n for n in np.shape(value) if n != 1]
    wanted = [n for n in shape if n != 1]
    if flat == wanted:
        return np.asarray(value, dtype=float).reshape(shape)
    if len(flat) == 1 == np.ndim(value):  # unrolled
        return np.asarray(value, dtype=float).reshape(shape)
    if flat == wanted[::-1] and len(flat) == 2 == np.ndim(value):
        return np.asarray(value, dtype=float).T.reshape(shape)
    return None


def ratio(found: Any, wanted: Any, tolerance: float = 3e-5) -> float | None:
    """The constant c with ``found = c * wanted``; None when there is none.

    The sum of the squares of what is left rules most pairs out: no more than so many numbers as
    large as the largest that is allowed.
    """
    if found is None or wanted is None:
        return None
    own, size = float(found @ found), float(wanted @ wanted)
    if not math.isfinite(own + size):
        return None
    if size < 1e-24:
        return 1.0 if own < 1e-20 else None
    across = float(found @ wanted)
    c = across / size
    if abs(c) <= 1e-9 or own - c * across > 2 * len(found) * tolerance**2 * own:
        return None
    off = np.abs(found - c * wanted).max()
    return c if off <= tolerance * np.abs(found).max() else None


def multiples(rows: Any, wanted: Any, tolerance: float = 3e-5) -> list[int]:
    """The rows for which :func:`ratio` may give a constant; most are ruled out at once."""
    own, across = np.sum(rows * rows, axis=1), rows @ wanted
    size = float(wanted @ wanted)
    c = across / size if size >= 1e-24 else 0.0 * across
    left = own - c * across
    possible = (left <= 3 * rows.shape[1] * tolerance**2 * own) | (size < 1e-24)
    return [int(i) for i in np.flatnonzero(possible)]


def combination(found: Any, columns: list[Any], tolerance: float = 3e-5) -> Any:
    """Coefficients of `columns` that give `found`; None when there are none."""
    if found is None or any(c is None for c in columns) or not columns:
        return None
    table = np.stack(columns, axis=1)
    if not (np.isfinite(table).all() and np.isfinite(found).all()):
        return None
    if len(columns) >= len(found):
        return None
    c = np.linalg.lstsq(table, found, rcond=None)[0]
    off = float(np.max(np.abs(table @ c - found)))
    return c if off <= tolerance * max(float(np.max(np.abs(found))), 1e-12) else None
