"""Three witnesses of one gradient: the hand-derived equations, autograd and finite differences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from tinygrad_bc import manual, nn
from tinygrad_bc.convention import relative_difference
from tinygrad_bc.differentiation import grad

Array = NDArray[Any]
WITNESSES = ("hand", "autograd", "differences")
PAIRS = {
    ("hand", "autograd"): 1e-10,
    ("hand", "differences"): 1e-6,
    ("autograd", "differences"): 1e-6,
}
"""Largest difference of each pair that counts as agreement, relative to the largest element."""

STEPS = (1e-5, 1e-6, 1e-7, 1e-8)
"""Of the differences: the first that crosses no kink is taken; the largest is the most exact."""

LEAST = np.finfo(np.float64).eps / STEPS[0] / 1e-6
"""Rounding leaves an error of eps / h in a difference: below this size it exceeds the tolerance,
and differences are taken relative to this size."""


@dataclass(frozen=True)
class Agreement:
    """The largest relative difference of each pair of witnesses, by gradient; prints as a table."""

    shapes: dict[str, tuple[int, ...]]
    differences: dict[str, dict[tuple[str, str], float]]

    def agrees(self, name: str) -> bool:
        """Whether the three witnesses agree on one gradient; nan is no agreement."""
        found = self.differences[name]
        return all(found[pair] <= tolerance for pair, tolerance in PAIRS.items())

    @property
    def complete(self) -> bool:
        """Whether they agree on every gradient."""
        return all(self.agrees(name) for name in self.differences)

    def __str__(self) -> str:
        pairs = "".join(f"{' - '.join(pair):>24}" for pair in PAIRS)
        rows = [f"{'gradient':<10}{'shape':<10}{pairs}"]
        for name, found in self.differences.items():
            numbers = "".join(f"{found[pair]:>24.1e}" for pair in PAIRS)
            verdict = "agree" if self.agrees(name) else "DIFFERENT"
            rows.append(f"{name:<10}{self.shapes[name]!s:<10}{numbers}  {verdict}")
        return "\n".join(rows)


def agreement(model: nn.BinaryClassifier, X: Array, Y: Array) -> Agreement:
    """Compute the gradient of every parameter of the model three times, and compare.

    Parameters
    ----------
    model : BinaryClassifier
        With tanh or relu in the hidden layers and no L2 penalty.
    X : ndarray of shape (n_x, m)
        Features as measured; the model's standardiser is applied.
    Y : ndarray of shape (1, m)
        Labels 0 and 1.

    Raises
    ------
    FloatingPointError
        When the textbook's cost is infinite, so that it has no differences.
    """
    features = X if model.standardiser is None else model.standardiser(X)
    hidden = cast(manual.Hidden, model.hidden)
    names, tensors = zip(*model.named_parameters(), strict=True)
    parameters = {name: tensor.data.copy() for name, tensor in zip(names, tensors, strict=True)}
    A, cache = manual.forward(features, parameters, hidden)
    if not np.isfinite(manual.cost(A, Y)):
        raise FloatingPointError(
            "no finite differences: by hand the cost is infinite, since a probability is exactly "
            "0 or 1; lower the learning rate or the iterations"
        )
    by_hand = manual.backward(parameters, cache, Y, hidden)
    automatic = dict(zip(names, grad(model.cost(X, Y), tensors), strict=True))
    numeric = differences(features, Y, parameters, hidden)
    shapes, found = {}, {}
    for name, V in parameters.items():
        g = dict(
            zip(WITNESSES, (by_hand[f"d{name}"], automatic[name], numeric[f"d{name}"]), strict=True)
        )
        shapes[f"d{name}"] = V.shape
        found[f"d{name}"] = {
            (a, b): relative_difference(g[a], g[b], LEAST if b == "differences" else 0.0)
            for a, b in PAIRS
        }
    return Agreement(shapes, found)


def differences(
    X: Array, Y: Array, parameters: Mapping[str, Array], hidden: manual.Hidden
) -> dict[str, Array]:
    """Central differences of the oracle's cost, for each element of each parameter.

    Parameters
    ----------
    X, Y : ndarray
        Features (n_x, m), standardised, and labels (1, m).
    parameters : mapping
        ``W1, b1, ..., WL, bL``.
    hidden : {"tanh", "relu"}
        The activation of the hidden layers.

    Returns
    -------
    dict
        ``dW1, db1, ...``, each in the shape of its parameter.

    Notes
    -----
    ``(J(v + h) - J(v - h)) / 2h``: Nocedal and Wright, *Numerical Optimization*, 2nd ed.,
    section 8.1.  Where a relu unit changes sides between the two, the step shrinks; it is nan
    where it would have to vanish.
    """

    def side(name: str, V: Array, index: tuple[int, ...], h: float) -> tuple[float, list[bytes]]:
        """J with one element moved by h, and on which side of its kink each relu unit is."""
        moved = V.copy()
        moved[index] += h
        A, cache = manual.forward(X, {**parameters, name: moved}, hidden)
        signs = [(cache[f"Z{i}"] > 0).tobytes() for i in range(1, len(parameters) // 2)]
        return manual.cost(A, Y), signs if hidden == "relu" else []

    def slope(name: str, V: Array, index: tuple[int, ...]) -> float:
        for h in STEPS:
            (above, up), (below, down) = side(name, V, index, h), side(name, V, index, -h)
            if up == down:
                return (above - below) / (2 * h)
        return np.nan

    return {
        f"d{name}": np.array([slope(name, V, i) for i in np.ndindex(V.shape)]).reshape(V.shape)
        for name, V in parameters.items()
    }
