"""The hand-derived equations of an L-layer binary classifier, as a textbook writes them.

Plain NumPy, one line for each equation, and nothing imported from the rest of the package: these
lines are the witness against which the automatic gradients are checked.  Read
`tinygrad_bc.manual.equations` beside the textbook.

==========================  =======================================================
forward                     backward (m·dJ/d... for dA and dZ, dJ/d... for dW and db)
==========================  =======================================================
``Z[l] = W[l] A[l-1] + b``  ``dW[l] = dZ[l] A[l-1].T / m``, ``db[l] = sum(dZ[l]) / m``
``A[l] = g(Z[l])``          ``dA[l] = W[l+1].T dZ[l+1]``, ``dZ[l] = dA[l] * g'(Z[l])``
``A[L] = sigmoid(Z[L])``    ``dZ[L] = A[L] - Y``
==========================  =======================================================

The 1/m convention is the course's: the cost J is a mean over the m samples, ``dZ[l]`` and
``dA[l]`` are m·dJ/dZ[l] and m·dJ/dA[l], and the division by m happens once, in dW and db.
Shapes: X (n_x, m), Y (1, m), W[l] (n_l, n_{l-1}), b[l] (n_l, 1).

Examples
--------
>>> import numpy as np
>>> rng = np.random.default_rng(0)
>>> X = rng.standard_normal((2, 200))
>>> Y = (X[:1] * X[1:] > 0).astype(float)
>>> parameters, costs = train(
...     X, Y, initialise([2, 8, 1], rng=rng), learning_rate=1.0, iterations=500
... )
>>> bool(costs[-1] < 0.3 < costs[0])
True
"""

from tinygrad_bc.manual.equations import (
    Hidden,
    Start,
    backward,
    cost,
    forward,
    relu,
    relu_derivative,
    sigmoid,
    sigmoid_derivative,
    tanh_derivative,
    update,
)
from tinygrad_bc.manual.training import Init, initialise, train

__all__ = [
    "Hidden",
    "Init",
    "Start",
    "backward",
    "cost",
    "forward",
    "initialise",
    "relu",
    "relu_derivative",
    "sigmoid",
    "sigmoid_derivative",
    "tanh_derivative",
    "train",
    "update",
]
