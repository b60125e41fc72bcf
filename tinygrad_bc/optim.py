"""Optimisers: from gradients to the next parameters."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import GeneratorType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinygrad_bc.checks import check_list, check_number
from tinygrad_bc.tensor import Tensor

__all__ = ["Adam", "GradientDescent", "Momentum", "Optimizer"]

Array = NDArray[Any]


class Optimizer:
    """What all optimisers share: the parameters, the learning rate and a step that is whole.

    Parameters
    ----------
    parameters : iterable of Tensor, or of (name, Tensor)
        The leaves to train, such as ``model.named_parameters()``.
    learning_rate : float
        The factor alpha of the update, above 0.

    Raises
    ------
    TypeError, ValueError
        For what is no leaf that needs a gradient, no parameters, one listed twice, or a learning
        rate that is not a number above 0.

    Examples
    --------
    A kind of optimiser says in `_change` what is subtracted:

    >>> class Signs(Optimizer):
    ...     def _change(self, gradient, state, step):
    ...         return self.learning_rate * np.sign(gradient), state
    >>> w = Tensor([5.0, -3.0], requires_grad=True)
    >>> (w * w).sum().backward()
    >>> Signs([w], learning_rate=1).step()
    >>> w.data
    array([ 4., -2.])
    """

    def __init__(
        self, parameters: Iterable[Tensor | tuple[str, Tensor]], learning_rate: float
    ) -> None:
        self.parameters = _checked_parameters(parameters)
        self.learning_rate = learning_rate
        self._states: list[tuple[Array, ...]] = [()] * len(self.parameters)
        self._steps = 0

    @property
    def learning_rate(self) -> float:
        """The factor alpha of the update; it may be set between steps."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        self._learning_rate = check_positive("learning rate", value)

    def zero_grad(self) -> None:
        """Forget the gradients of the parameters."""
        for parameter in self.parameters:
            parameter._grad = None

    def step(self) -> None:
        """Update every parameter that has a gradient, or none when something goes wrong."""
        parameters, states, step = self.parameters, self._states, self._steps + 1
        before = [p._array for p in parameters]
        after: list[Array] = []
        new_states: list[tuple[Array, ...]] = []
        for p, value, state in zip(parameters, before, states, strict=True):
            if p._grad is not None:
                change, state = self._change(p._grad, state, step)
                new = value - change
                if type(new) is not np.ndarray or new.dtype is not value.dtype:
                    new = np.asarray(new, value.dtype)
                value = new
            after.append(value)
            new_states.append(state)
        try:
            for p, value, new in zip(parameters, before, after, strict=True):
                if new is not value:
                    p._rebind(new)
            self._states = new_states
            self._steps = step
        except BaseException:  # an interrupt between two parameters
            self._states = states
            for p, value in zip(parameters, before, strict=True):
                p.data = value
            raise

    def _change(
        self, gradient: Array, state: tuple[Array, ...], step: int
    ) -> tuple[Array, tuple[Array, ...]]:
        """Return what is subtracted from a parameter, and its next state."""
        raise NotImplementedError


class GradientDescent(Optimizer):
    """Plain gradient descent: ``W -= learning_rate * dW``.

    Parameters
    ----------
    parameters : iterable of Tensor, or of (name, Tensor)
        The leaves to train.
    learning_rate : float
        The factor alpha of the update, above 0.

    Examples
    --------
    >>> w = Tensor([1.0, 2.0], requires_grad=True, name="w")
    >>> (w * w).sum().backward()
    >>> GradientDescent([w], learning_rate=0.25).step()
    >>> w.data
    array([0.5, 1. ])
    """

    def _change(
        self, gradient: Array, state: tuple[Array, ...], step: int
    ) -> tuple[Array, tuple[Array, ...]]:
        return _number(self._learning_rate, gradient.dtype) * gradient, state


class Momentum(Optimizer):
    """Gradient descent with momentum: ``v = beta * v + (1 - beta) * dW``,
    then ``W -= learning_rate * v``.

    Parameters
    ----------
    parameters : iterable of Tensor, or of (name, Tensor)
        The leaves to train.
    learning_rate : float
        The factor alpha of the update, above 0.
    beta : float
        How much of the average of earlier gradients is kept, from 0 to below 1.

    Examples
    --------
    >>> w = Tensor([1.0], requires_grad=True)
    >>> (w * w).sum().backward()
    >>> Momentum([w], learning_rate=0.5, beta=0.5).step()
    >>> w.data
    array([0.5])
    """

    def __init__(
        self,
        parameters: Iterable[Tensor | tuple[str, Tensor]],
        learning_rate: float,
        beta: float = 0.9,
    ) -> None:
        super().__init__(parameters, learning_rate)
        self.beta = check_beta("beta", beta)

    def _change(
        self, gradient: Array, state: tuple[Array, ...], step: int
    ) -> tuple[Array, tuple[Array, ...]]:
        v = (1 - self.beta) * gradient
        if state:
            v = self.beta * state[0] + v
        return self.learning_rate * v, (v,)


class Adam(Optimizer):
    """Adam: averages of the gradient and of its square, both corrected for their start at 0.

    Parameters
    ----------
    parameters : iterable of Tensor, or of (name, Tensor)
        The leaves to train.
    learning_rate : float
        The factor alpha of the update, above 0.
    beta1, beta2 : float
        How much of the two averages is kept, from 0 to below 1.
    epsilon : float
        Added to the root of the second average, above 0.

    Notes
    -----
    Kingma and Ba (2015), *Adam: A Method for Stochastic Optimization*, algorithm 1.

    Examples
    --------
    >>> w = Tensor([1.0, -3.0], requires_grad=True)
    >>> (w * w).sum().backward()
    >>> Adam([w], learning_rate=0.1).step()
    >>> w.data.round(6)
    array([ 0.9, -2.9])
    """

    def __init__(
        self,
        parameters: Iterable[Tensor | tuple[str, Tensor]],
        learning_rate: float = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
    ) -> None:
        super().__init__(parameters, learning_rate)
        self.beta1 = check_beta("beta1", beta1)
        self.beta2 = check_beta("beta2", beta2)
        self.epsilon = check_positive("epsilon", epsilon)

    def _change(
        self, gradient: Array, state: tuple[Array, ...], step: int
    ) -> tuple[Array, tuple[Array, ...]]:
        v, s = state or (np.zeros_like(gradient), np.zeros_like(gradient))
        v = self.beta1 * v + (1 - self.beta1) * gradient
        s = self.beta2 * s + (1 - self.beta2) * gradient**2
        v_corrected = v / (1 - self.beta1**step)
        s_corrected = s / (1 - self.beta2**step)
        return self.learning_rate * v_corrected / (np.sqrt(s_corrected) + self.epsilon), (v, s)


@lru_cache(maxsize=16)
def _number(value: float, dtype: np.dtype[Any]) -> Array:
    """A number as an array of no axes: by itself it costs NumPy as much again as the product."""
    return np.array(value, dtype)


def check_positive(name: str, value: Any) -> float:
    """Return the value as a float above 0, or say what is wrong with it."""
    return check_number(name, value, "a number above 0", lambda x: 0 < x < math.inf)


def check_beta(name: str, value: Any) -> float:
    """Return the value as a float from 0 to below 1, or say what is wrong with it."""
    return check_number(name, value, "at least 0 and below 1", lambda x: 0 <= x < 1)


def _checked_parameters(parameters: Iterable[Tensor | tuple[str, Tensor]]) -> list[Tensor]:
    if isinstance(parameters, Tensor):
        raise TypeError("parameters must be a list of Tensors, got one Tensor; write [tensor]")
    if isinstance(parameters, Mapping):
        parameters = parameters.items()
    items = check_list("parameters", parameters, of="Tensors")
    if not items:
        used = isinstance(parameters, GeneratorType)
        hint = ": this generator is empty or was already used; hand over a list" if used else ""
        raise ValueError(f"no parameters to optimise{hint}")
    checked: list[Tensor] = []
    seen: set[int] = set()
    for i, item in enumerate(items):
        pair = isinstance(item, tuple) and len(item) == 2
        name, p = item if pair else (getattr(item, "name", None), item)
        name = name or f"parameter {i}"
        if not isinstance(p, Tensor):
            raise TypeError(f"{name} must be a Tensor, got {type(p).__name__}")
        if p._entry is not None:
            raise ValueError(f"{name} is the result of a computation, not a parameter")
        if not p.requires_grad:
            raise ValueError(f"{name} does not require a gradient; make it with requires_grad=True")
        if id(p) in seen:
            raise ValueError(f"{name} is listed twice among the parameters")
        seen.add(id(p))
        checked.append(p)
    return checked
