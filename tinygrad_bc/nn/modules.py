"""Layers in the course's shapes: a column for each sample, ``Z = W @ A + b``.

A layer tells its place by names only: the third `Linear` of a `Sequential` has ``W3`` and ``b3``
and leaves ``Z3`` on the graph, the activation after it leaves ``A3``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from tinygrad_bc import rules
from tinygrad_bc.checks import check_count, check_rng, shown
from tinygrad_bc.nn.initialisers import Initialiser, initialiser
from tinygrad_bc.tensor import Tensor, apply

__all__ = ["LeakyReLU", "Linear", "Module", "ReLU", "Sequential", "Sigmoid", "Tanh"]

Array = NDArray[Any]


class Module:
    """Something with parameters: subclasses set Tensors and Modules and define ``forward``.

    Examples
    --------
    >>> class Scale(Module):
    ...     def __init__(self):
    ...         self.s = Tensor([2.0], requires_grad=True, name="s")
    ...     def forward(self, X):
    ...         return self.s * X
    >>> model = Scale()
    >>> [name for name, _ in model.named_parameters()], model(np.ones(1)).item()
    (['s'], 2.0)
    """

    _layer = 0  # how many Linear layers there are up to here; `_place` counts

    def forward(self, X: Any) -> Any:
        """Compute the output of the module."""
        raise NotImplementedError(f"{type(self).__name__} does not define forward()")

    def __call__(self, X: Any) -> Any:
        return self.forward(X)

    def named_parameters(self) -> Iterator[tuple[str, Tensor]]:
        """Give (name, Tensor) of each parameter once, in the order in which they were set."""
        seen: set[int] = set()
        for name, value in vars(self).items():
            found: Iterator[tuple[str, Tensor]] = iter(())
            if isinstance(value, Tensor) and value.requires_grad:
                found = iter([(name, value)])
            elif isinstance(value, Module):
                found = ((f"{name}.{inner}", p) for inner, p in value.named_parameters())
            for full, parameter in found:
                if id(parameter) not in seen:
                    seen.add(id(parameter))
                    yield full, parameter

    def parameters(self) -> list[Tensor]:
        """Return the parameters without their names."""
        return [parameter for _, parameter in self.named_parameters()]

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters."""
        for parameter in self.parameters():
            parameter.zero_grad()

    def state_dict(self) -> dict[str, Array]:
        """Return a copy of the values of all parameters by name."""
        return {name: parameter._array.copy() for name, parameter in self.named_parameters()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Set all parameters by name, or none when something does not fit.

        Raises
        ------
        ValueError
            One message that lists everything missing, unexpected or of another shape.
        """
        if not isinstance(state, Mapping):
            raise TypeError(f"the state must be a mapping of names to arrays, got {shown(state)}")
        parameters = dict(self.named_parameters())
        arrays = {name: _array(name, value) for name, value in state.items()}
        wrong = [f"missing {name}" for name in parameters if name not in arrays]
        wrong += [f"unexpected {shown(name)}" for name in arrays if name not in parameters]
        for name, parameter in parameters.items():
            if name in arrays and arrays[name].shape != parameter.shape:
                wrong.append(f"{name}: state has {arrays[name].shape}, model has {parameter.shape}")
            elif name in arrays and arrays[name].dtype.kind not in "fiub":
                wrong.append(f"{name}: state has dtype {arrays[name].dtype}, expected numbers")
        if wrong:
            raise ValueError(f"the state does not fit the model: {'; '.join(wrong)}")
        for name, parameter in parameters.items():
            parameter.data = arrays[name]

    def _place(self, layer: int) -> int:
        """Take a place after `layer` Linear layers; return how many there are now."""
        self._layer = layer
        return layer

    def _named(self, letter: str, value: Any) -> Any:
        """Name a computed Tensor by letter and layer."""
        if isinstance(value, Tensor):
            value._name = f"{letter}{self._layer or ''}"
        return value


class Linear(Module):
    """The linear part of a layer: ``Z = W @ A + b``.

    Parameters
    ----------
    n_in, n_out : int
        Numbers of units of the layer before and of this one.
    init : str or callable
        ``zeros``, ``small``, ``xavier``, ``he``, or a function of shape and rng.
    rng : int, numpy.random.Generator or None
        Where the random numbers come from.
    layer : int, optional
        The number of the layer, for the names; a `Sequential` counts by itself.
    dtype : dtype
        float64 or float32.

    Attributes
    ----------
    W : Tensor of shape (n_out, n_in)
    b : Tensor of shape (n_out, 1)

    Examples
    --------
    >>> layer = Linear(3, 2, layer=1)
    >>> Z = layer(np.ones((3, 5)))
    >>> Z.name, Z.shape, layer.b.shape
    ('Z1', (2, 5), (2, 1))
    """

    def __init__(
        self,
        n_in: int,
        n_out: int,
        *,
        init: str | Initialiser = "xavier",
        rng: int | np.random.Generator | None = 0,
        layer: int = 0,
        dtype: DTypeLike = np.float64,
    ) -> None:
        shape = (check_count("n_out", n_out, least=1), check_count("n_in", n_in, least=1))
        dtype = checked_dtype(dtype)
        W = np.asarray(initialiser(init)(shape, check_rng(rng)))
        if W.shape != shape:
            raise ValueError(f"init gave weights of shape {W.shape}, the layer needs {shape}")
        self.W = Tensor(W.astype(dtype), requires_grad=True)
        self.b = Tensor(np.zeros((shape[0], 1), dtype), requires_grad=True)
        self._layer = layer
        self._name_parameters()

    def _name_parameters(self) -> None:
        self.W.name, self.b.name = f"W{self._layer or ''}", f"b{self._layer or ''}"

    def _place(self, layer: int) -> int:
        self._layer = layer + 1
        self._name_parameters()
        return self._layer

    def named_parameters(self) -> Iterator[tuple[str, Tensor]]:
        """Give W and b under their names, such as ``W1`` and ``b1``."""
        yield str(self.W.name), self.W
        yield str(self.b.name), self.b

    def forward(self, X: Any) -> Any:
        """Return ``W @ X + b`` for ``X`` of shape (n_in, m)."""
        n = self.W._array.shape[1]
        shape = X._array.shape if isinstance(X, Tensor) else np.shape(X)
        if len(shape) != 2 or shape[0] != n:
            hint = "; did you mean X.T?" if len(shape) == 2 and shape[1] == n else ""
            raise ValueError(
                f"the layer of {self.W.name} expects input of shape ({n}, m), got {shape}{hint}"
            )
        return self._named("Z", apply(rules.linear, (self.W, X, self.b), {}))


class Sigmoid(Module):
    """``A = sigmoid(Z)``.

    Examples
    --------
    >>> Sigmoid()(Tensor([[0.0]])).item()
    0.5
    """

    def forward(self, X: Any) -> Any:
        """Return the sigmoid of each element."""
        return self._named("A", rules.sigmoid(X))


class Tanh(Module):
    """``A = tanh(Z)``.

    Examples
    --------
    >>> Tanh()(Tensor([[0.0]])).item()
    0.0
    """

    def forward(self, X: Any) -> Any:
        """Return the hyperbolic tangent of each element."""
        return self._named("A", np.tanh(X))


class ReLU(Module):
    """``A = max(Z, 0)``.

    Examples
    --------
    >>> ReLU()(Tensor([[-2.0, 3.0]])).numpy()
    array([[0., 3.]])
    """

    def forward(self, X: Any) -> Any:
        """Return each element, or 0 where it is negative."""
        return self._named("A", rules.relu(X))


class LeakyReLU(Module):
    """``A = Z`` where it is positive, else ``slope * Z``.

    Parameters
    ----------
    slope : float
        The derivative where Z is negative.

    Examples
    --------
    >>> LeakyReLU(0.1)(Tensor([[-2.0, 3.0]])).numpy()
    array([[-0.2,  3. ]])
    """

    def __init__(self, slope: float = 0.01) -> None:
        self.slope = slope

    def forward(self, X: Any) -> Any:
        """Return each element, times the slope where it is negative."""
        return self._named("A", rules.leaky_relu(X, self.slope))


class Sequential(Module):
    """Modules one after the other; Linear layers are counted from 1 for their names.

    Examples
    --------
    >>> model = Sequential(Linear(2, 3), Tanh(), Linear(3, 1), Sigmoid())
    >>> [name for name, _ in model.named_parameters()]
    ['W1', 'b1', 'W2', 'b2']
    >>> model(np.ones((2, 4))).name
    'A2'
    """

    def __init__(self, *modules: Module) -> None:
        for i, module in enumerate(modules):
            if not isinstance(module, Module):
                raise TypeError(f"module {i} must be a Module, got {type(module).__name__}")
        if len({id(module) for module in modules if module.parameters()}) < sum(
            bool(module.parameters()) for module in modules
        ):
            raise ValueError("the same module with parameters is given twice")
        self.modules = modules
        self._place(0)

    def _place(self, layer: int) -> int:
        for module in self.modules:
            layer = module._place(layer)
        self._layer = layer
        return layer

    def named_parameters(self) -> Iterator[tuple[str, Tensor]]:
        """Give (name, Tensor) of each parameter; other modules than layers by position."""
        for i, module in enumerate(self.modules):
            numbered = isinstance(module, (Linear, Sequential))
            for name, parameter in module.named_parameters():
                yield (name if numbered else f"{i}.{name}"), parameter

    def forward(self, X: Any) -> Any:
        """Return the output of the last module."""
        for module in self.modules:
            X = module.forward(X)
        return X


def _array(name: str, value: Any) -> Array:
    try:
        return np.asarray(value)
    except (ValueError, TypeError):
        raise ValueError(f"the state does not fit the model: {name} is {shown(value)}") from None


def checked_dtype(dtype: Any) -> np.dtype[Any]:
    """Return float32 or float64 as a dtype; refuse any other."""
    try:
        checked: np.dtype[Any] = np.dtype(dtype)
    except (TypeError, ValueError):
        checked = np.dtype(object)
    if checked not in (np.float32, np.float64):
        raise TypeError(f"dtype must be float32 or float64, got {shown(dtype)}")
    return checked
