"""Checks of ``X`` and ``Y``: one sentence that says what was given and what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from tinygrad_bc.checks import shown

__all__ = ["check_features", "check_labels", "check_numbers"]


def check_features(
    X: Any,
    n_x: int | None = None,
    *,
    names: Sequence[str] | None = None,
    dtype: DTypeLike | None = None,
    expects: str = "the model expects",
) -> NDArray[Any]:
    """Return ``X`` as a floating point array of shape (n_x, m), or say what is wrong with it.

    Parameters
    ----------
    X : array_like
        Features, a column for each sample.
    n_x : int, optional
        The expected number of features.
    names : sequence of str, optional
        Names of the features, for the message.
    dtype : dtype, optional
        The type to convert to; without it, float32 and float64 stay and all else is float64.
    expects : str
        Who expects `n_x` features, for the message.

    Returns
    -------
    ndarray of shape (n_x, m)

    Raises
    ------
    TypeError
        For what is ragged or holds no real numbers.
    ValueError
        For another shape, an empty batch, and a nan or infinite value, which is named by place.

    Examples
    --------
    >>> check_features([[1, 2, 3]]).dtype
    dtype('float64')
    >>> check_features([1.0, 2.0])
    Traceback (most recent call last):
        ...
    ValueError: X must be 2-D (features, samples); got (2,). One sample: X.reshape(-1, 1). \
One feature: X.reshape(1, -1)
    """
    array = check_numbers(X, "X")
    if array.ndim != 2:
        raise ValueError(
            f"X must be 2-D (features, samples); got {array.shape}. "
            "One sample: X.reshape(-1, 1). One feature: X.reshape(1, -1)"
        )
    if array.shape[0] == 0:
        raise ValueError(f"X has no features (shape {array.shape})")
    if n_x is not None and array.shape[0] != n_x:
        hint = "; did you mean X.T?" if array.shape[1] == n_x else ""
        raise ValueError(f"{expects} {n_x} features, X has shape {array.shape}{hint}")
    if array.shape[1] == 0:
        raise ValueError(f"the batch is empty (shape {array.shape})")
    if dtype is None:
        dtype = array.dtype if array.dtype in (np.float32, np.float64) else np.float64
    with np.errstate(over="ignore"):
        converted = np.asarray(array, dtype=np.dtype(dtype).type)  # in native byte order
    bad = ~np.isfinite(converted)
    if bad.any():
        samples, features = np.nonzero(bad.T)
        sample, feature = int(samples[0]), int(features[0])
        value = "NaN" if np.isnan(converted[feature, sample]) else "an infinite value"
        count = int(bad.sum())
        called = f" ({names[feature]!r})" if names is not None else ""
        raise ValueError(
            f"X contains {value}: {count} value{'s' * (count > 1)}, "
            f"first at sample {sample}, feature {feature}{called}"
        )
    return converted


def check_labels(Y: Any, m: int | None = None, *, dtype: DTypeLike = np.float64) -> NDArray[Any]:
    """Return the labels ``Y`` as an array of shape (1, m), or say what is wrong with them.

    Parameters
    ----------
    Y : array_like of shape (m,) or (1, m)
        Labels 0 and 1 as integers, booleans or floating point numbers.
    m : int, optional
        The expected number of samples.
    dtype : dtype
        The type of the result.

    Returns
    -------
    ndarray of shape (1, m)

    Raises
    ------
    TypeError
        For what is ragged or holds no real numbers.
    ValueError
        For another shape or number, and for a label other than 0 and 1, which is named by place.

    Examples
    --------
    >>> check_labels([True, False])
    array([[1., 0.]])
    >>> check_labels([0, 1, 2])
    Traceback (most recent call last):
        ...
    ValueError: binary labels must be 0 or 1; found 2 (first at sample 2)
    """
    array = check_numbers(Y, "Y")
    size = array.size if m is None else m
    if array.ndim == 2 and array.shape[1] == 1 and size == array.shape[0] != 1:
        raise ValueError(
            f"labels have shape {array.shape}, predictions (1, {size}): this would broadcast to "
            f"({size}, {size}); transpose the labels"
        )
    if array.ndim not in (1, 2) or (array.ndim == 2 and array.shape[0] != 1):
        raise ValueError(f"labels must have shape ({size},) or (1, {size}), got {array.shape}")
    if m is not None and array.size != m:
        raise ValueError(f"X has {m} samples but Y has {array.size}")
    if array.size == 0:
        raise ValueError(f"the batch is empty (labels of shape {array.shape})")
    flat = array.reshape(-1)
    wrong = np.flatnonzero((flat != 0) & (flat != 1))
    if wrong.size:
        if np.isnan(flat[wrong[0]]):
            count = int(np.isnan(flat).sum())
            raise ValueError(
                f"Y contains NaN: {count} value{'s' * (count > 1)}, first at sample {wrong[0]}"
            )
        raise ValueError(
            f"binary labels must be 0 or 1; found {flat[wrong[0]].item():g} "
            f"(first at sample {wrong[0]})"
        )
    return flat.astype(dtype).reshape(1, -1)


def check_numbers(value: Any, name: str) -> NDArray[Any]:
    """Return the value as an array of real numbers or booleans; a Tensor gives its data."""
    value = getattr(value, "_array", value)
    try:
        array = np.asarray(value)
    except (ValueError, TypeError):
        raise TypeError(f"{name} is ragged: its rows have different lengths") from None
    if array.dtype.kind == "c":
        raise TypeError(f"complex numbers are not supported ({name} has dtype {array.dtype})")
    if array.dtype.kind not in "buif":
        first = f" (first element {shown(array.reshape(-1).tolist()[0])})" if array.size else ""
        raise TypeError(f"{name} must hold numbers, got dtype {array.dtype}{first}")
    return array
