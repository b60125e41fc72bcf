"""Costs of a batch.  None of them broadcasts: predictions and labels have one shape."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from tinygrad_bc import rules
from tinygrad_bc.checks import check_count, check_number
from tinygrad_bc.data.checks import check_labels, check_numbers
from tinygrad_bc.tensor import Tensor

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "l2_penalty",
    "mean_squared_error",
]


def binary_cross_entropy(A: Any, Y: Any) -> Any:
    """Cross-entropy of probabilities, as the textbook writes it.

    ``J = -mean(Y log(A) + (1 - Y) log(1 - A))``

    Parameters
    ----------
    A : Tensor or ndarray of shape (1, m)
        Probabilities between 0 and 1.
    Y : array_like of shape (1, m) or (m,)
        Labels 0 and 1.

    Returns
    -------
    Tensor or float
        The cost, a scalar; a number where `A` is an array.

    Raises
    ------
    ValueError
        For labels of another shape or value, and for what is no probability.
    FloatingPointError
        Where a probability is exactly 0 or 1 or NaN, so that a logarithm or its derivative is
        not finite; `binary_cross_entropy_with_logits` has no such trouble.

    Examples
    --------
    >>> J = binary_cross_entropy(Tensor([[0.5, 0.5]]), [[0, 1]])
    >>> round(J.item(), 4)
    0.6931
    """
    A = _predictions(A)
    Y = _labels(Y, A)
    values = _values(A)
    wrong = ~((values > 0) & (values < 1))
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        value = values.reshape(-1)[at]
        if value < 0 or value > 1:
            raise ValueError(
                f"probabilities must lie between 0 and 1, found {value:g} (first at sample {at}); "
                "for scores use binary_cross_entropy_with_logits(Z, Y)"
            )
        what = "NaN" if np.isnan(value) else f"exactly {value:g}"
        raise FloatingPointError(
            f"a probability is {what} (first at sample {at}), so its logarithm has no finite "
            "value or derivative; use binary_cross_entropy_with_logits(Z, Y)"
        )
    return -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))


def binary_cross_entropy_with_logits(Z: Any, Y: Any) -> Any:
    """Cross-entropy of ``sigmoid(Z)``, computed from ``Z`` without overflow.

    ``J = mean(log(1 + exp(Z)) - Y Z)``, which is `binary_cross_entropy` of ``sigmoid(Z)``; its
    gradient is the short cut ``dZ = (A - Y) / m``.

    Parameters
    ----------
    Z : Tensor or ndarray of shape (1, m)
        Scores of any size.
    Y : array_like of shape (1, m) or (m,)
        Labels 0 and 1.

    Returns
    -------
    Tensor or float
        The cost, a scalar; a number where `Z` is an array.

    Raises
    ------
    ValueError
        For labels of another shape or value.
    FloatingPointError
        Where a score is infinite or NaN.

    Examples
    --------
    >>> binary_cross_entropy_with_logits(Tensor([[1e4, -1e4]]), [[1, 0]]).item()
    0.0
    """
    Z = _predictions(Z)
    Y = _labels(Y, Z)
    scores = _values(Z).reshape(-1)
    wrong = np.flatnonzero(~np.isfinite(scores))
    if wrong.size:
        what = "NaN" if np.isnan(scores[wrong[0]]) else "infinite"
        raise FloatingPointError(f"the score Z is {what} (first at sample {wrong[0]})")
    return cross_entropy_of_scores(Z, Y)


def cross_entropy_of_scores(Z: Any, Y: Any) -> Any:
    """Compute `binary_cross_entropy_with_logits` of labels that were checked before."""
    return rules.cross_entropy(Z, Y).mean()


def mean_squared_error(A: Any, Y: Any) -> Any:
    """Mean of ``(A - Y)**2`` over all elements.

    Parameters
    ----------
    A : Tensor or ndarray
        Predictions.
    Y : array_like
        What they should be, of the same shape; (m,) is taken as (1, m).

    Returns
    -------
    Tensor or float
        The cost, a scalar; a number where `A` is an array.

    Raises
    ------
    ValueError
        When the shapes differ: no loss broadcasts.

    Examples
    --------
    >>> mean_squared_error(Tensor([[1.0, 2.0]]), [[1.0, 4.0]]).item()
    2.0
    """
    A = _predictions(A)
    Y = _like(Y, A)
    return np.mean((A - Y) ** 2)


def l2_penalty(weights: Iterable[Any], l2: float, m: int) -> Any:
    """Compute λ/(2m) · Σ‖W[l]‖², the penalty of weights (not of biases).

    Parameters
    ----------
    weights : iterable of Tensor or ndarray
        W1, W2, ...
    l2 : float
        The λ, at least 0.
    m : int
        The number of samples.

    Returns
    -------
    Tensor or float
        The penalty, a scalar.

    Raises
    ------
    TypeError, ValueError
        For a λ that is not a number of at least 0, or no samples.

    Examples
    --------
    >>> l2_penalty([Tensor([[1.0, 2.0]]), Tensor([[3.0]])], l2=2.0, m=7).item()
    2.0
    """
    l2 = check_number("l2", l2, "a number of at least 0", lambda x: 0 <= x < np.inf)
    m = check_count("the number of samples m", m, least=1)
    total: Any = 0.0
    for i, W in enumerate(weights):
        squares = np.sum(np.square(W))
        total = squares if i == 0 else total + squares
    return l2 / (2 * m) * total


def _predictions(A: Any) -> Any:
    return A if isinstance(A, Tensor) else check_numbers(A, "the predictions")


def _values(A: Any) -> Any:
    return A._array if isinstance(A, Tensor) else A


def _like(Y: Any, A: Any) -> Any:
    """Return ``Y`` in the shape and dtype of ``A``; refuse to broadcast."""
    shape = _values(A).shape
    if 0 in shape:
        raise ValueError(f"the batch is empty (shape {shape})")
    given = Y if isinstance(Y, Tensor) else check_numbers(Y, "Y")
    if given.shape != shape:
        if given.ndim == 1 and shape == (1, given.size):
            given = given.reshape(shape)
        elif given.ndim == 2 and given.shape == shape[::-1]:
            both = f": this would broadcast to {(max(shape),) * 2}" if 1 in shape else ""
            raise ValueError(
                f"labels have shape {given.shape}, predictions {shape}{both}; transpose the labels"
            )
        else:
            raise ValueError(f"labels {given.shape} against predictions {shape}")
    if isinstance(given, Tensor):
        return given
    dtype = _values(A).dtype
    values = given.astype(dtype if dtype.kind == "f" else np.float64)
    return Tensor(values, name="Y") if isinstance(A, Tensor) else values


def _labels(Y: Any, A: Any) -> Any:
    """Return 0/1 labels in the shape and dtype of ``A``."""
    Y = _like(Y, A)
    check_labels(_values(Y).reshape(-1))
    return Y
