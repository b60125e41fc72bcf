"""What the equations need of their operands: sentences that name layer and matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Matrix: TypeAlias = NDArray[np.floating[Any]]
Matrices: TypeAlias = dict[str, Matrix]


def number_of_layers(parameters: Mapping[str, Matrix]) -> int:
    """Count the layers L of ``W1, b1, ..., WL, bL``; refuse a gap."""
    L = sum(1 for name in parameters if name.startswith("W"))
    missing = [f"{v}{i}" for i in range(1, L + 1) for v in "Wb" if f"{v}{i}" not in parameters]
    if L == 0 or missing:
        raise ValueError(
            f"the parameters must be W1, b1, ..., WL, bL; got {', '.join(parameters) or 'none'}"
            + (f": {', '.join(missing)} missing" if missing else "")
        )
    return L


def check_layers(layers: Sequence[int]) -> None:
    """Refuse sizes that are not those of a network with one output unit."""
    if not all(isinstance(n, (int, np.integer)) for n in layers):
        raise TypeError(f"layers must be whole numbers [n_x, ..., 1]; got {list(layers)}")
    if len(layers) < 2 or min(layers) < 1 or layers[-1] != 1:
        raise ValueError(f"layers must be [n_x, ..., 1], all 1 or more; got {list(layers)}")


def check_start(start: str) -> None:
    """Refuse a start other than the two."""
    if start not in ("short", "full"):
        raise ValueError(f"start must be 'short' or 'full', got {start!r}")


def check_matrix(V: Matrix, name: str, meaning: str) -> None:
    """Refuse what is not a matrix with elements."""
    if not isinstance(V, np.ndarray):
        raise TypeError(f"{name} must be a NumPy array {meaning}, got {type(V).__name__}")
    if V.ndim != 2:
        raise ValueError(f"{name} must be a 2-D array {meaning}; got shape {np.shape(V)}")
    if V.size == 0:
        raise ValueError(f"{name} {meaning} is empty: shape {V.shape}")


def check_layer(layer: int, L: int, W: Matrix, b: Matrix, A_prev: Matrix) -> None:
    """Refuse a W[l] or b[l] that does not fit what comes from the layer before."""
    before = "X" if layer == 1 else f"A{layer - 1}"
    check_matrix(W, f"layer {layer}: W{layer}", f"(n_{layer}, n_{layer - 1})")
    if W.shape[1] != A_prev.shape[0]:
        turned = layer == 1 and W.shape[1] == A_prev.shape[1]
        raise ValueError(
            f"layer {layer}: W{layer} has shape {W.shape} and {before} has shape {A_prev.shape}; "
            f"the {W.shape[1]} columns of W{layer} must match the {A_prev.shape[0]} rows of "
            f"{before}{'; did you mean X.T?' if turned else ''}"
        )
    if layer == L and W.shape[0] != 1:
        raise ValueError(f"layer {layer}: W{layer} is the last and must have 1 row; got {W.shape}")
    check_shape(layer, "b", b, (W.shape[0], 1))


def check_shape(layer: int, letter: str, V: Matrix, expected: tuple[int, ...]) -> Matrix:
    """Give back V, or refuse its shape."""
    if np.shape(V) != expected:
        raise ValueError(
            f"layer {layer}: {letter}{layer} has shape {np.shape(V)}, expected {expected}"
        )
    return V


def check_cache(parameters: Mapping[str, Matrix], cache: Mapping[str, Matrix], L: int) -> None:
    """Refuse a cache that forward() did not make of these parameters."""
    names = ["A0"] + [f"{v}{layer}" for layer in range(1, L + 1) for v in "ZA"]
    if missing := [name for name in names if name not in cache]:
        raise ValueError(f"the cache lacks {', '.join(missing)}; it must come from forward()")
    m = cache["A0"].shape[1]
    for layer in range(1, L + 1):
        check_layer(
            layer, L, parameters[f"W{layer}"], parameters[f"b{layer}"], cache[f"A{layer - 1}"]
        )
        for letter in "ZA":
            check_shape(
                layer, letter, cache[f"{letter}{layer}"], (parameters[f"W{layer}"].shape[0], m)
            )


def check_not_saturated(layer: int, A: Matrix) -> None:
    """Refuse probabilities of exactly 0 or 1, by which the full chain divides."""
    saturated = np.flatnonzero((A == 0) | (A == 1))
    if saturated.size:
        raise FloatingPointError(
            f"layer {layer}: the full chain divides by A{layer} and 1 - A{layer}, and A{layer} is "
            f"exactly {A.flat[saturated[0]]:g} at sample {saturated[0]}; use start='short'"
        )


def checked_labels(Y: Matrix, A: Matrix) -> Matrix:
    """Return Y in the dtype of A; refuse another shape: (m, 1) would broadcast to m x m."""
    if np.shape(Y) != A.shape:
        raise ValueError(
            f"Y has shape {np.shape(Y)}, the probabilities of the output layer {A.shape}; "
            f"Y must be (1, m) with m = {A.shape[1]}"
        )
    Y = np.asarray(Y)
    wrong = np.flatnonzero(~((Y == 0) | (Y == 1)))
    if wrong.size:
        raise ValueError(
            f"Y must hold labels 0 or 1; found {Y.flat[wrong[0]]} (first at sample {wrong[0]})"
        )
    return Y.astype(A.dtype)


def gradient_of(gradients: Mapping[str, Matrix], name: str) -> Matrix:
    """Look a gradient up, or say that it is missing."""
    if name not in gradients:
        raise ValueError(f"the gradients lack {name}; they must come from backward()")
    return gradients[name]


def check_rate(learning_rate: float) -> None:
    """Refuse a learning rate that is not a finite number above 0."""
    if not (np.isfinite(learning_rate) and learning_rate > 0):
        raise ValueError(f"learning_rate must be a number above 0, got {learning_rate}")
