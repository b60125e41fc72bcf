"""The deep binary classifier of the course: L layers, sigmoid at the end, cross-entropy."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from tinygrad_bc.checks import check_count, check_number, check_rng, shown, warn
from tinygrad_bc.data.checks import check_features, check_labels
from tinygrad_bc.data.preparation import Standardiser
from tinygrad_bc.functions import sigmoid
from tinygrad_bc.nn.initialisers import Initialiser
from tinygrad_bc.nn.losses import cross_entropy_of_scores, l2_penalty
from tinygrad_bc.nn.modules import (
    Linear,
    Module,
    ReLU,
    Sequential,
    Sigmoid,
    Tanh,
    checked_dtype,
)
from tinygrad_bc.optim import GradientDescent, Optimizer
from tinygrad_bc.recording import no_grad, seen_from
from tinygrad_bc.tape import user_frame
from tinygrad_bc.tensor import Tensor
from tinygrad_bc.training import Callback, History, train

__all__ = ["BinaryClassifier"]

Array = NDArray[Any]
_MEAN, _SCALE = "standardiser.mean", "standardiser.scale"
_HIDDEN: dict[str, tuple[type[Module], str]] = {
    "relu": (ReLU, "he"),
    "tanh": (Tanh, "xavier"),
    "sigmoid": (Sigmoid, "xavier"),
}


class BinaryClassifier(Module):
    """A network of L layers that gives the probability of class 1.

    Parameters
    ----------
    sizes : sequence of int
        ``[n_x, n_1, ..., 1]``: features, units of each hidden layer, and 1.
    hidden : {"relu", "tanh", "sigmoid"}
        The activation of the hidden layers.
    init : str or callable, optional
        ``zeros``, ``small``, ``xavier``, ``he``, or a function of shape and rng; by default He's
        for relu and Xavier's otherwise.
    l2 : float
        The λ of the penalty λ/(2m) · Σ‖W[l]‖².
    seed : int, numpy.random.Generator or None
        Where first weights and the order of mini-batches come from.
    dtype : dtype
        float64 or float32.
    standardiser : callable, optional
        Applied to the features first, such as `tinygrad_bc.data.Standardiser.fit(X_train)`.

    Notes
    -----
    The cost is computed from ``Z[L]``, which is stable for scores of any size.  With mini-batches
    the m of the penalty stays that of the whole training part.

    Examples
    --------
    >>> from tinygrad_bc import data
    >>> X, Y = data.blobs(m=100, seed=1)
    >>> model = BinaryClassifier([2, 4, 1], hidden="tanh", seed=1)
    >>> history = model.fit(X, Y, learning_rate=1.0, iterations=50)
    >>> history.cost[-1] < history.cost[0], model.accuracy(X, Y) > 0.95
    (True, True)
    """

    def __init__(
        self,
        sizes: Sequence[int],
        hidden: str = "relu",
        *,
        init: str | Initialiser | None = None,
        l2: float = 0.0,
        seed: int | np.random.Generator | None = 0,
        dtype: DTypeLike = np.float64,
        standardiser: Callable[[Any], Any] | None = None,
    ) -> None:
        if not isinstance(hidden, str) or hidden not in _HIDDEN:
            raise ValueError(f"hidden must be one of {', '.join(_HIDDEN)}, got {shown(hidden)}")
        if standardiser is not None and not callable(standardiser):
            raise TypeError(f"standardiser must be callable, got {shown(standardiser)}")
        activation, usual = _HIDDEN[hidden]
        self.sizes = _checked_sizes(sizes)
        self.hidden = hidden
        self.l2 = check_number("l2", l2, "a number of at least 0", lambda x: 0 <= x < np.inf)
        self.dtype = checked_dtype(dtype)
        self.standardiser = standardiser
        self._rng = check_rng(seed)
        init = usual if init is None else init
        modules: list[Module] = []
        for n_in, n_out in pairwise(self.sizes):
            modules += [
                Linear(n_in, n_out, init=init, rng=self._rng, dtype=self.dtype),
                activation(),
            ]
        self.network = Sequential(*modules[:-1])  # up to Z[L]
        self._untrained: dict[str, Array] | None = super().state_dict()

    @property
    def weights(self) -> list[Tensor]:
        """W1, W2, ..., without the biases."""
        return [module.W for module in self.network.modules if isinstance(module, Linear)]

    def named_parameters(self) -> Iterator[tuple[str, Tensor]]:
        """Give W1, b1, W2, b2, ... with their names."""
        return self.network.named_parameters()

    def state_dict(self) -> dict[str, Array]:
        """Return a copy of the parameters by name, and of the standardiser's mean and scale.

        A standardiser of another kind than `tinygrad_bc.data.Standardiser` is code, not numbers,
        and is left out.
        """
        state = super().state_dict()
        if isinstance(self.standardiser, Standardiser):
            state[_MEAN] = self.standardiser.mean.copy()
            state[_SCALE] = self.standardiser.scale.copy()
        return state

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Set all parameters and the standardiser by name, or none when something does not fit.

        Raises
        ------
        ValueError
            Also for a state without standardiser when the model has one: set `standardiser` to
            None first if the features come standardised.
        """
        if not isinstance(state, Mapping):
            raise TypeError(f"the state must be a mapping of names to arrays, got {shown(state)}")
        parameters = {name: V for name, V in state.items() if name not in (_MEAN, _SCALE)}
        standardiser = self.standardiser
        if _MEAN in state and _SCALE in state:
            standardiser = Standardiser.of(state[_MEAN], state[_SCALE], self.sizes[0])
        elif isinstance(standardiser, Standardiser) or _MEAN in state or _SCALE in state:
            missing = " and ".join(name for name in (_MEAN, _SCALE) if name not in state)
            raise ValueError(f"the state does not fit the model: missing {missing}")
        super().load_state_dict(parameters)
        self.standardiser = standardiser
        self._untrained = None

    def forward(self, X: Any) -> Tensor:
        """Return the probabilities A[L] (1, m), with every Z[l] and A[l] named on the graph.

        Parameters
        ----------
        X : array_like or Tensor of shape (n_x, m)
            Features.
        """
        Z = self.network(self._features(X))
        A: Tensor = sigmoid(Z)
        return A.named(f"A{len(self.sizes) - 1}")

    def cost(self, X: Any, Y: Any) -> Tensor:
        """Return J, the mean cross-entropy over the samples plus the L2 penalty.

        Parameters
        ----------
        X : array_like or Tensor of shape (n_x, m)
            Features.
        Y : array_like of shape (1, m) or (m,)
            Labels 0 and 1.
        """
        X = self._features(X)
        m = X.shape[1]
        return self._cost(X, self._labels(Y, m), m)

    def fit(
        self,
        X: Any,
        Y: Any,
        *,
        learning_rate: float,
        iterations: int,
        optimizer: Callable[..., Optimizer] | Optimizer | None = None,
        batch_size: int | None = None,
        tolerance: float | None = None,
        callbacks: Iterable[Callback] = (),
        validation: tuple[Any, Any] | None = None,
        compiled: bool = True,
    ) -> History:
        """Train on the samples; return the history (`history.cost`: before each update).

        Parameters
        ----------
        X : array_like of shape (n_x, m)
            Features.
        Y : array_like of shape (1, m) or (m,)
            Labels 0 and 1.
        learning_rate : float
            The factor alpha of the update, above 0.
        iterations : int
            The number of updates.
        optimizer : callable or Optimizer, optional
            ``optimizer(parameters, learning_rate)`` makes one, as `tinygrad_bc.optim.Adam` does;
            one that was made before goes on with the given learning rate.  Plain gradient
            descent without it.
        batch_size : int, optional
            Samples for each update; all without it.
        tolerance : float, optional
            Stop when the cost has not fallen by more than this over 10 looks.
        callbacks : iterable of callable
            Called with the history after each update; one that returns True stops.
        validation : (X, Y), optional
            A part to compute the cost on before each pass over the data.
        compiled : bool
            Run the steps as a NumPy program (`tinygrad_bc.compile`) rather than on the tape: the
            same numbers, but for the last digits, several times as fast.

        Raises
        ------
        tinygrad_bc.training.Diverged
            When the cost is no longer a finite number.
        """
        features = self._features(X)
        m = features.shape[1]
        labels = self._labels(Y, m)
        self._warn_of_one_class(labels._array)
        whole = batch_size is None
        with seen_from(user_frame(sys._getframe())):
            history = train(
                lambda X, Y: self._cost(_tensor(X, "X"), _tensor(Y, "Y"), m),
                self._optimizer(optimizer, learning_rate),
                features if whole else features._array,
                labels if whole else labels._array,
                iterations=iterations,
                learning_rate=learning_rate,
                batch_size=batch_size,
                tolerance=tolerance,
                callbacks=callbacks,
                validation=None if validation is None else self._pair(validation),
                rng=self._rng,
                compiled=compiled,
            )
        if history.iterations:
            self._untrained = None
        return history

    @no_grad()
    def predict_proba(self, X: Any) -> Array:
        """Return the probability of class 1 for each sample, shape (1, m).

        Parameters
        ----------
        X : array_like of shape (n_x, m)
            Features.

        Returns
        -------
        ndarray of shape (1, m)

        Raises
        ------
        RuntimeError
            For a model that was neither trained nor loaded.
        """
        self._require_training()
        A: Array = self.forward(X)._array
        return A

    @no_grad()
    def predict(self, X: Any) -> Array:
        """Return the class of each sample, 0 or 1, shape (1, m).

        Parameters
        ----------
        X : array_like of shape (n_x, m)
            Features.

        Returns
        -------
        ndarray of int64 of shape (1, m)

        Raises
        ------
        RuntimeError
            For a model that was neither trained nor loaded.
        """
        self._require_training()
        Z: Array = self.network(self._features(X))._array
        return np.asarray(Z > 0, dtype=np.int64)

    def accuracy(self, X: Any, Y: Any) -> float:
        """Return the share of samples that `predict` gets right.

        Parameters
        ----------
        X : array_like of shape (n_x, m)
            Features.
        Y : array_like of shape (1, m) or (m,)
            Labels 0 and 1.

        Returns
        -------
        float

        Raises
        ------
        RuntimeError
            For a model that was neither trained nor loaded.
        """
        predicted = self.predict(X)
        return float(np.mean(predicted == check_labels(Y, predicted.shape[1])))

    def _features(self, X: Any) -> Tensor:
        """Check and standardise the features; a Tensor stays on the graph."""
        who = "the first layer expects" if self._untrained else "the model was trained on"
        if isinstance(X, Tensor):
            check_features(X, self.sizes[0], expects=who)
            return X if self.standardiser is None else self.standardiser(X).named("X")
        features = check_features(X, self.sizes[0], expects=who)
        if self.standardiser is not None:
            features = self.standardiser(features)
        return Tensor(check_features(features, dtype=self.dtype), name="X")

    def _pair(self, part: Any) -> tuple[Tensor, Tensor]:
        """Check a part of the data."""
        if not isinstance(part, Sequence) or len(part) != 2:
            raise TypeError(f"validation must be a pair (X, Y), got {shown(part)}")
        X = self._features(part[0])
        return X, self._labels(part[1], X.shape[1])

    def _labels(self, Y: Any, m: int) -> Tensor:
        """Check the labels; a Tensor stays on the graph."""
        labels = check_labels(Y, m, dtype=self.dtype)
        if isinstance(Y, Tensor):
            return Y.astype(self.dtype).reshape(1, m) if Y.shape != (1, m) else Y.astype(self.dtype)
        return Tensor(labels, name="Y")

    def _cost(self, X: Tensor, Y: Tensor, m: int) -> Tensor:
        J: Tensor = cross_entropy_of_scores(self.network(X), Y)
        if self.l2:
            J = J + l2_penalty(self.weights, self.l2, m)
        return J.named("J")

    def _optimizer(
        self, optimizer: Callable[..., Optimizer] | Optimizer | None, learning_rate: float
    ) -> Optimizer:
        if isinstance(optimizer, Optimizer):
            if {id(p) for p in optimizer.parameters} - {id(p) for p in self.parameters()}:
                raise ValueError("the optimizer was made for parameters of another model")
            return optimizer
        optimizer = GradientDescent if optimizer is None else optimizer
        if not callable(optimizer):
            raise TypeError(f"optimizer must be an Optimizer or make one, got {shown(optimizer)}")
        made = optimizer(list(self.named_parameters()), learning_rate)
        if not isinstance(made, Optimizer):
            raise TypeError(f"optimizer must make an Optimizer, got {type(made).__name__}")
        return made

    def _require_training(self) -> None:
        """Refuse to predict with the first random weights."""
        if self._untrained is not None and all(
            np.array_equal(self._untrained[name], p._array) for name, p in self.named_parameters()
        ):
            raise RuntimeError("this model has not been trained or loaded; call fit() first")

    @staticmethod
    def _warn_of_one_class(labels: Array) -> None:
        if labels.size and (labels == labels.flat[0]).all():
            label = int(labels.flat[0])
            only = f"the classifier will only learn to say {label}"
            warn(f"all {labels.size} labels are {label}; {only}")


def _checked_sizes(sizes: Any) -> tuple[int, ...]:
    sizes = sizes.tolist() if isinstance(sizes, np.ndarray) else sizes
    if isinstance(sizes, (str, bytes)) or not isinstance(sizes, Sequence):
        raise TypeError(f"sizes must be a list [n_x, n_1, ..., 1], got {shown(sizes)}")
    checked = tuple(
        check_count(f"the size of layer {i}", size, least=1) for i, size in enumerate(sizes)
    )
    if len(checked) < 2 or checked[-1] != 1:
        raise ValueError(
            f"sizes must be [n_x, n_1, ..., 1] and end with one output unit, got {list(checked)}"
        )
    return checked


def _tensor(value: Any, name: str) -> Tensor:
    return value if isinstance(value, Tensor) else Tensor(value, name=name)
