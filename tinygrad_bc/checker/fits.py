"""Whether arrays are the same but for a layout, a constant factor, or a sum of several."""

from __future__ import annotations

from typing import Any

import numpy as np


def oriented(value: Any, shape: tuple[int, ...]) -> Any:
    """A value in another layout of the same numbers, transposed or squeezed; None if unlike."""
    if np.shape(value) == shape:
        return np.asarray(value, dtype=float)
    if np.size(value) != int(np.prod(shape)):
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
    """The constant c with ``found = c * wanted``; None when there is none."""
    if found is None or wanted is None or not (np.isfinite(found) & np.isfinite(wanted)).all():
        return None
    size = float(wanted @ wanted)
    if size < 1e-24:
        return 1.0 if float(found @ found) < 1e-20 else None
    c = float(found @ wanted) / size
    off = float(np.max(np.abs(found - c * wanted)))
    return c if abs(c) > 1e-9 and off <= tolerance * float(np.max(np.abs(found))) else None


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
