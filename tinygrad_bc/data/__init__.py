"""Data sets of the course: one real set carried in the package, generators, split and scaling.

Everything here speaks the course's shapes: ``X`` is (n_x, m), a column for each sample, and ``Y``
is (1, m).
"""

from tinygrad_bc.data.checks import check_features, check_labels
from tinygrad_bc.data.generators import blobs, circles, flower, moons, xor
from tinygrad_bc.data.preparation import Standardiser, split
from tinygrad_bc.data.wisconsin import BREAST_CANCER_FEATURES, breast_cancer

__all__ = [
    "BREAST_CANCER_FEATURES",
    "Standardiser",
    "blobs",
    "breast_cancer",
    "check_features",
    "check_labels",
    "circles",
    "flower",
    "moons",
    "split",
    "xor",
]
