"""The Wisconsin diagnostic breast cancer set, carried in the package."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

__all__ = ["BREAST_CANCER_FEATURES", "breast_cancer"]

_MEASURES = (
    *("radius", "texture", "perimeter", "area", "smoothness"),
    *("compactness", "concavity", "concave_points", "symmetry", "fractal_dimension"),
)
BREAST_CANCER_FEATURES: tuple[str, ...] = tuple(
    f"{kind}_{measure}" for kind in ("mean", "se", "worst") for measure in _MEASURES
)
"""The names of the 30 features, in the order of the rows of ``X``."""


def breast_cancer() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the Breast Cancer Wisconsin (Diagnostic) set.

    Returns
    -------
    X : ndarray of shape (30, 569)
        Features, a column for each sample; `BREAST_CANCER_FEATURES` names the rows.
    Y : ndarray of shape (1, 569)
        1 for malignant (212 samples), 0 for benign (357).

    Notes
    -----
    Wolberg, Mangasarian, Street and Street (1995), UCI Machine Learning Repository,
    https://doi.org/10.24432/C5DW2B, licence CC BY 4.0.

    Examples
    --------
    >>> X, Y = breast_cancer()
    >>> X.shape, Y.shape, int(Y.sum())
    ((30, 569), (1, 569), 212)
    """
    text = files("tinygrad_bc.data").joinpath("breast_cancer.csv").read_text(encoding="utf-8")
    table = np.array([line.split(",") for line in text.splitlines()[1:]], dtype=np.float64)
    return np.ascontiguousarray(table[:, :-1].T), np.ascontiguousarray(table[:, -1:].T)
