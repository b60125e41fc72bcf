"""Functions that NumPy lacks, or that read better without ``np.``, on Tensors and arrays."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np

from tinygrad_bc import rules
from tinygrad_bc.tape import Node
from tinygrad_bc.value import checked_array


def _operand(z: Any) -> Any:
    if isinstance(z, Node) or getattr(getattr(z, "dtype", None), "kind", "") in tuple("fiu"):
        return z
    array = checked_array(z)
    if array.dtype.kind == "b":
        raise TypeError("booleans do not count as numbers here; use .astype(float)")
    return array


def sigmoid(z: Any) -> Any:
    """Logistic function 1 / (1 + exp(-z)), elementwise, any shape, without overflow.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> tg.sigmoid(tg.Tensor([0.0])).item()
    0.5
    """
    return rules.sigmoid(_operand(z))


def relu(z: Any) -> Any:
    """Rectifier max(z, 0), elementwise, any shape; its derivative at 0 is 0.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> tg.relu(tg.Tensor([-1.0, 2.0])).numpy()
    array([0., 2.])
    """
    return rules.relu(_operand(z))


def leaky_relu(z: Any, slope: float = 0.01) -> Any:
    """z where it is positive, else ``slope * z``, elementwise, any shape.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> tg.leaky_relu(tg.Tensor([-1.0, 2.0])).numpy()
    array([-0.01,  2.  ])
    """
    if not isinstance(slope, Real):
        raise TypeError(f"the slope of leaky_relu is a number, got {type(slope).__name__}")
    return rules.leaky_relu(_operand(z), slope=slope)


def softplus(z: Any) -> Any:
    """log(1 + exp(z)), elementwise, any shape, without overflow.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> tg.softplus(tg.Tensor(800.0)).item()
    800.0
    """
    return rules.softplus(_operand(z))


def tanh(z: Any) -> Any:
    """Hyperbolic tangent, elementwise, any shape.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> tg.tanh(tg.Tensor(0.0)).item()
    0.0
    """
    return np.tanh(_operand(z))


def exp(z: Any) -> Any:
    """Exponential, elementwise, any shape.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> tg.exp(tg.Tensor(0.0)).item()
    1.0
    """
    return np.exp(_operand(z))


def log(z: Any) -> Any:
    """Natural logarithm, elementwise, any shape; log(0) is -inf.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> tg.log(tg.Tensor(1.0)).item()
    0.0
    """
    return np.log(_operand(z))
