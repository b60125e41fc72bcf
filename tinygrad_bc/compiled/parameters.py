"""Parameters that lie one after the other in one array, so that an update is two calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tinygrad_bc.tensor import Tensor

Array = np.ndarray[Any, Any]


class Parameters:
    """Tensors whose arrays are parts of one, and a spare one that the next update is written to.

    So the parameters of the last step stand until the next update is whole, and an array that the
    user holds is never written to.

    Parameters
    ----------
    tensors : sequence of Tensor
        Of one dtype, in the order of the flat gradient.
    """

    def __init__(self, tensors: Sequence[Tensor]) -> None:
        self.tensors = list(tensors)
        self._rate = np.zeros((), self.tensors[0].dtype)
        self._current, self._spare = self._room(), self._room()
        self._adopt()

    def _room(self) -> tuple[Array, list[Array]]:
        """A new array, and the part of each Tensor."""
        ends = np.cumsum([t.size for t in self.tensors])
        flat = np.empty(int(ends[-1]), self._rate.dtype)
        return flat, [
            flat[end - t.size : end].reshape(t.shape)
            for end, t in zip(ends, self.tensors, strict=True)
        ]

    def _adopt(self) -> None:
        """Take over the numbers of Tensors that were given other arrays, or lent theirs."""
        if any(t._lent or t._held for t in self.tensors):
            self._current = self._room()
        for t, part in zip(self.tensors, self._current[1], strict=True):
            if t._array is not part:
                np.copyto(part, t._array)
                t._rebind(part)

    def descend(self, gradient: Array, learning_rate: float) -> None:
        """``W -= learning_rate * dW`` for all at once; whole, or not at all."""
        for t, part in zip(self.tensors, self._current[1], strict=True):
            if t._array is not part or t._lent or t._held:
                self._adopt()
                break
        flat, parts = self._spare
        self._rate[()] = learning_rate
        np.multiply(gradient, self._rate, flat)
        np.subtract(self._current[0], flat, flat)
        try:
            for t, part in zip(self.tensors, parts, strict=True):
                t._array = part
        except BaseException:  # an interrupt between two parameters
            for t, part in zip(self.tensors, self._current[1], strict=True):
                t._array = part
            raise
        self._current, self._spare = self._spare, self._current


def grouped(tensors: Sequence[Tensor]) -> list[Parameters]:
    """Parameters in groups of one dtype, in the order of the flat gradients of a plan."""
    groups: dict[Any, list[Tensor]] = {}
    for t in tensors:
        groups.setdefault(t.dtype, []).append(t)
    return [Parameters(group) for group in groups.values()]
