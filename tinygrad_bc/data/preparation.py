"""What is done to data before training: a stratified split and standardisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinygrad_bc.checks import check_number, check_rng, warn
from tinygrad_bc.data.checks import check_features, check_labels, check_numbers

__all__ = ["Standardiser", "split"]

Array = NDArray[Any]


def split(
    X: Any,
    Y: Any,
    held_out: float = 0.2,
    seed: int | np.random.Generator | None = 0,
) -> tuple[Array, Array, Array, Array]:
    """Split the samples in two parts that have the same share of each class.

    Parameters
    ----------
    X : array_like of shape (n_x, m)
        Features.
    Y : array_like of shape (1, m) or (m,)
        Labels 0 and 1.
    held_out : float
        The share of the samples to hold out, between 0 and 1.
    seed : int, numpy.random.Generator or None
        Where the random numbers come from.

    Returns
    -------
    X_train, Y_train, X_held_out, Y_held_out : ndarray
        Copies; the samples of each part keep their order.

    Examples
    --------
    >>> X = np.arange(20.0).reshape(2, 10)
    >>> X_train, Y_train, X_test, Y_test = split(X, [0] * 5 + [1] * 5, held_out=0.4, seed=1)
    >>> X_train.shape, Y_test
    ((2, 6), array([[0., 0., 1., 1.]]))
    """
    X = check_features(X)
    Y = check_labels(Y, X.shape[1])
    held_out = check_number("held_out", held_out, "a share between 0 and 1", lambda x: 0 < x < 1)
    rng = check_rng(seed)
    held = np.zeros(Y.size, dtype=bool)
    for label in (0, 1):
        members = np.flatnonzero(Y[0] == label)
        if members.size == 1:
            raise ValueError(f"class {label} has 1 sample; a split needs at least 2 of each class")
        if members.size:
            count = min(max(round(held_out * members.size), 1), members.size - 1)
            held[rng.permutation(members)[:count]] = True
    return X[:, ~held], Y[:, ~held], X[:, held], Y[:, held]


@dataclass(frozen=True, eq=False)
class Standardiser:
    """Scale each feature to mean 0 and standard deviation 1, as they were in the training part.

    Made by `fit` from the training part only, it is then called on any part.  Handed to a model
    it stays with the model, which then takes features as they were measured.

    Attributes
    ----------
    mean, scale : ndarray of shape (n_x, 1)
        What is subtracted, and what is divided by.

    Examples
    --------
    >>> standardise = Standardiser.fit([[1.0, 3.0], [10.0, 30.0]])
    >>> standardise(np.array([[2.0], [40.0]]))
    array([[0.],
           [2.]])
    """

    mean: Array
    scale: Array

    @classmethod
    def fit(cls, X: Any) -> Standardiser:
        """Return the standardiser for the training part ``X`` (n_x, m).

        A constant feature cannot be scaled: it is only centred, and a warning names it.
        """
        X = check_features(X)
        mean = X.mean(axis=1, keepdims=True)
        scale = X.std(axis=1, keepdims=True)
        constant = np.ptp(X, axis=1) == 0
        if constant.any():
            which = ", ".join(map(str, np.flatnonzero(constant)))
            warn(f"constant features are centred, not scaled: feature {which}")
            scale[constant] = 1
        return cls(mean, scale)

    @classmethod
    def of(cls, mean: Any, scale: Any, n_x: int) -> Standardiser:
        """Return the standardiser of a stored mean and scale of `n_x` features, both checked."""
        arrays = []
        for name, value in (("mean", mean), ("scale", scale)):
            array = check_numbers(value, f"the {name} of the standardiser")
            if array.shape != (n_x, 1):
                raise ValueError(
                    f"the {name} of the standardiser has shape {array.shape}, expected ({n_x}, 1)"
                )
            if not np.isfinite(array).all() or (name == "scale" and (array <= 0).any()):
                least = " and above 0" if name == "scale" else ""
                raise ValueError(f"the {name} of the standardiser must be finite{least}")
            arrays.append(array.astype(np.float64))
        return cls(*arrays)

    def __call__(self, X: Any) -> Any:
        """Return ``X`` (n_x, m), an array or a Tensor, standardised."""
        checked = check_features(X, self.mean.shape[0], expects="the standardiser expects")
        X = X if hasattr(X, "detach") else checked  # a Tensor stays on the graph
        return (X - self.mean) / self.scale

    def inverse(self, X: Any) -> Any:
        """Return standardised features as they were measured."""
        return X * self.scale + self.mean
