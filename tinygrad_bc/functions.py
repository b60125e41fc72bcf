"""Functions that NumPy lacks, or that read better without ``np.``, on Tensors and arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from tinygrad_bc import rules


def sigmoid(z: Any) -> Any:
    """Logistic function 1 / (1 + exp(-z)), elementwise, any shape, without overflow.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> tg.sigmoid(tg.Tensor([0.0])).item()
    0.5
    """
    return rules.sigmoid(z)


def relu(z: Any) -> Any:
    """Rectifier max(z, 0), elementwise, any shape; its derivative at 0 is 0.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> tg.relu(tg.Tensor([-1.0, 2.0])).numpy()
    array([0., 2.])
    """
    return rules.relu(z)


def leaky_relu(z: Any, slope: float = 0.01) -> Any:
    """z where it is positive, else ``slope * z``, elementwise, any shape.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> tg.leaky_relu(tg.Tensor([-1.0, 2.0])).numpy()
    array([-0.01,  2.  ])
    """
    return rules.leaky_relu(z, slope=slope)


def softplus(z: Any) -> Any:
    """log(1 + exp(z)), elementwise, any shape, without overflow.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> tg.softplus(tg.Tensor(800.0)).item()
    800.0
    """
    return rules.softplus(z)


def tanh(z: Any) -> Any:
    """Hyperbolic tangent, elementwise, any shape.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> tg.tanh(tg.Tensor(0.0)).item()
    0.0
    """
    return np.tanh(z)


def exp(z: Any) -> Any:
    """Exponential, elementwise, any shape.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> tg.exp(tg.Tensor(0.0)).item()
    1.0
    """
    return np.exp(z)


def log(z: Any) -> Any:
    """Natural logarithm, elementwise, any shape; log(0) is -inf.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> tg.log(tg.Tensor(1.0)).item()
    0.0
    """
    return np.log(z)
