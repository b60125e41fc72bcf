"""The training loop: cost, gradients, update, and a history of what happened."""

from __future__ import annotations

import importlib
import math
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tinygrad_bc.checks import check_count, check_list, check_number, check_rng, shown, warn
from tinygrad_bc.optim import Optimizer
from tinygrad_bc.recording import Unplannable, no_grad
from tinygrad_bc.steps import OnTape, Planned, State
from tinygrad_bc.tensor import Tensor
from tinygrad_bc.value import is_finite

__all__ = ["Callback", "Diverged", "History", "train"]

PATIENCE = 10  # looks at the cost without a fall of `tolerance` after which training stops


@dataclass
class History:
    """What happened in training, as numbers only: no graph is kept alive.

    Attributes
    ----------
    cost : list of float
        The cost before each update.
    validation_cost : list of float
        The cost on the validation part before the first update of each pass over the data.
    stopped : str
        Why training ended: ``"iterations"``, ``"tolerance"``, ``"callback"``, ``"interrupted"``
        (Ctrl-C) or ``"diverged"``; empty while it runs.

    Examples
    --------
    >>> history = History(cost=[0.69, 0.42])
    >>> history.iterations, history.cost[-1]
    (2, 0.42)
    """

    cost: list[float] = field(default_factory=list)
    validation_cost: list[float] = field(default_factory=list)
    stopped: str = ""

    @property
    def iterations(self) -> int:
        """The number of updates made."""
        return len(self.cost)


Callback = Callable[[History], "bool | None"]


class Diverged(FloatingPointError):
    """Training stopped since the cost or a gradient is no longer a finite number.

    Attributes
    ----------
    history : History
        What happened before.

    Examples
    --------
    >>> from tinygrad_bc.optim import GradientDescent
    >>> w = Tensor([1.0], requires_grad=True, name="w")
    >>> try:
    ...     train(lambda X, Y: (w**4).sum(), GradientDescent([w], 1e100), [0], np.array([0]),
    ...           iterations=9)
    ... except Diverged as error:
    ...     print(error.history.iterations, w.data)
    1 [1.]
    """

    def __init__(self, message: str, history: History) -> None:
        super().__init__(message)
        self.history = history


def train(
    cost: Callable[[Any, Any], Tensor],
    optimizer: Optimizer,
    X: Any,
    Y: Any,
    *,
    iterations: int,
    learning_rate: float | None = None,
    batch_size: int | None = None,
    tolerance: float | None = None,
    callbacks: Iterable[Callback] = (),
    validation: tuple[Any, Any] | None = None,
    rng: int | np.random.Generator | None = 0,
    progress: bool | None = None,
    compiled: bool = False,
) -> History:
    """Lower a cost by repeated updates.

    Parameters
    ----------
    cost : callable
        ``cost(X, Y)`` gives the scalar Tensor ``J`` of a batch.
    optimizer : Optimizer
        What updates the parameters.
    X, Y : ndarray or Tensor
        The data, samples along the last axis; arrays when there are mini-batches.
    iterations : int
        The number of updates.
    learning_rate : float, optional
        Set on the optimiser, once all arguments are found good; without it, its own is used.
    batch_size : int, optional
        Samples for each update; all without it.  Each pass over the data has its own order, and
        its last batch may be smaller.
    tolerance : float, optional
        Stop when the cost (its mean over a pass, with mini-batches) has not fallen by more than
        this over 10 looks.
    callbacks : iterable of callable
        Each is called with the history after each update; training stops when one returns True.
    validation : (X, Y), optional
        A part to compute the cost on before each pass, without training on it.
    rng : int, numpy.random.Generator or None
        Where the order of the mini-batches comes from.
    progress : bool, optional
        Whether to show a progress bar (needs tqdm); by default on a terminal only.
    compiled : bool
        Run the steps as a NumPy program: for a `cost` that depends on nothing but its arguments
        and the optimiser's parameters, and data that stay as they are while it runs.  A cost
        that cannot be planned runs on the tape.

    Returns
    -------
    History
        Also after Ctrl-C, with the parameters of the last whole update.

    Raises
    ------
    Diverged
        When the cost or a gradient is not finite; the parameters are then those of the last
        finite cost.

    Examples
    --------
    >>> from tinygrad_bc.optim import GradientDescent
    >>> w = Tensor([0.0], requires_grad=True)
    >>> history = train(
    ...     lambda X, Y: ((w * X - Y) ** 2).mean(),
    ...     GradientDescent([w], learning_rate=0.5),
    ...     np.ones((1, 4)), np.full((1, 4), 3.0), iterations=2,
    ... )
    >>> history.cost, w.data, history.stopped
    ([9.0, 0.0], array([3.]), 'iterations')
    """
    iterations = check_count("iterations", iterations, least=0)
    if tolerance is not None:
        tolerance = check_number(
            "tolerance", tolerance, "a number of at least 0", lambda x: 0 <= x < math.inf
        )
    m = int(Y.shape[-1])
    if batch_size is not None:
        batch_size = check_count("batch_size", batch_size, least=1)
        if batch_size > m:
            warn(f"batch_size {batch_size} is more than the {m} samples: all {m} are used")
        batch_size = None if batch_size >= m else batch_size
    callbacks = _checked_callbacks(callbacks)
    rng = check_rng(rng)
    if learning_rate is not None:
        optimizer.learning_rate = learning_rate
    loop = _Loop(_steps(cost, optimizer, X, Y, compiled), optimizer, progress, iterations)
    history, costs = loop.history, loop.history.cost
    watch = None if tolerance is None else _Watch(tolerance, -(-m // (batch_size or m)))
    usual = np.geterr()
    try:
        # What overflows is reported below, with its iteration.
        with np.errstate(over="ignore", invalid="ignore"), loop.steps.held():
            for X_batch, Y_batch, first in _batches(X, Y, batch_size, rng):
                if len(costs) == iterations:
                    history.stopped = "iterations"
                    break
                if first and validation is not None:
                    with no_grad(), np.errstate(**usual):
                        history.validation_cost.append(float(cost(*validation).item()))
                loop.update(X_batch, Y_batch)
                if callbacks:
                    with np.errstate(**usual):
                        if any([callback(history) for callback in callbacks]):
                            history.stopped = "callback"
                            break
                if watch is not None and watch.is_flat(costs):
                    history.stopped = "tolerance"
                    break
    except KeyboardInterrupt:
        loop.settle()
        history.stopped = "interrupted"
    finally:
        loop.close()
    loop.check_parameters()
    return history


class _Loop:
    """One update after the other, with what is needed to go back when one fails."""

    def __init__(
        self, steps: OnTape, optimizer: Optimizer, progress: bool | None, iterations: int
    ) -> None:
        self.steps = steps
        self.optimizer = optimizer
        self.history = History()
        self.good: State = []
        self.value = math.nan
        self.bar = _progress_bar(progress, iterations)

    def update(self, X: Any, Y: Any) -> None:
        """Compute the cost and its gradients on a batch, then update the parameters."""
        steps = self.steps
        try:
            value = steps.cost(X, Y)
        except Unplannable:
            steps = self.steps = steps.on_tape()
            value = steps.cost(X, Y)
        self.value = value
        if not math.isfinite(value):
            raise self.diverged(f"the cost is {value}", X)
        self.good = steps.state()
        steps.differentiate()
        if not steps.gradients_are_finite():
            raise self.diverged(f"the gradient of {steps.not_finite()} is not finite", X)
        steps.update()
        self.history.cost.append(value)
        if self.bar is not None:
            self.bar.set_postfix_str(f"cost {value:.4f}", refresh=False)
            self.bar.update()

    def settle(self) -> None:
        """Write down the update that was whole when Ctrl-C came, but was not yet in the history."""
        if self.steps.made() > self.history.iterations:
            self.history.cost.append(self.value)

    def check_parameters(self) -> None:
        """Refuse parameters that the last update made infinite: no cost has looked at them."""
        with np.errstate(over="ignore", invalid="ignore"):
            for i, p in enumerate(self.optimizer.parameters):
                if self.history.cost and not is_finite(p._array):
                    raise self.diverged(f"{p.name or f'parameter {i}'} is not finite", None)

    def diverged(self, what: str, X: Any) -> Diverged:
        """Go back to the parameters of the last finite cost; return the error to raise."""
        history, parameters = self.history, self.optimizer.parameters
        rate = self.optimizer.learning_rate
        at = f"{what} at iteration {history.iterations} (learning rate {rate:g})"
        history.stopped = "diverged"
        values = X._array if isinstance(X, Tensor) else np.asarray(0 if X is None else X)
        largest = float(np.abs(values).max(initial=0))
        if self.good and history.iterations:
            for p, array in self.good:
                p.data = array
            large = "" if largest < 1e3 else f" (or standardise the features, up to {largest:.3g})"
            cause = (
                f"the learning rate is likely too large, try a tenth of it{large}; the "
                "parameters are again those of the last finite cost"
            )
        else:
            bad = [p.name or f"parameter {i}" for i, p in enumerate(parameters)
                   if not is_finite(p._array)]  # fmt: skip
            cause = (
                f"{', '.join(bad)} is not finite before the first update"
                if bad
                else "the features or the first parameters are likely too large (features up to "
                f"{largest:.3g}); standardise them"
            )
        return Diverged(f"{at}: {cause}", history)

    def close(self) -> None:
        """Leave the parameters to their user, and take the progress bar away."""
        self.steps.leave()
        if self.bar is not None:
            self.bar.close()


def _steps(
    cost: Callable[[Any, Any], Tensor], optimizer: Optimizer, X: Any, Y: Any, compiled: bool
) -> OnTape:
    """What makes the steps: a plan where it is wanted and can be had, else the tape."""
    if not compiled:
        return OnTape(cost, optimizer)
    labels = getattr(Y, "_array", Y)
    binary = bool(((labels == 0) | (labels == 1)).all())
    return Planned(cost, optimizer, binary)


class _Watch:
    """Notices when the cost no longer falls."""

    def __init__(self, tolerance: float, pass_length: int) -> None:
        self.tolerance = tolerance
        self.pass_length = pass_length
        self.reference = math.inf
        self.looks = 0

    def is_flat(self, costs: list[float]) -> bool:
        """Look at the mean cost of the last pass, whenever a pass is complete."""
        if len(costs) % self.pass_length:
            return False
        level = math.fsum(costs[-self.pass_length :]) / self.pass_length
        if level < self.reference - self.tolerance:
            self.reference, self.looks = level, 0
            return False
        self.looks += 1
        return self.looks >= PATIENCE


def _batches(
    X: Any, Y: Any, batch_size: int | None, rng: np.random.Generator
) -> Iterator[tuple[Any, Any, bool]]:
    """Give batches for ever, each with whether it is the first of a pass over the data."""
    while batch_size is None:
        yield X, Y, True
    m = Y.shape[-1]
    while True:
        order = rng.permutation(m)
        for start in range(0, m, batch_size):
            chosen = order[start : start + batch_size]
            yield X[..., chosen], Y[..., chosen], start == 0


def _checked_callbacks(callbacks: Any) -> tuple[Callback, ...]:
    checked = check_list("callbacks", callbacks, of="functions")
    for callback in checked:
        if not callable(callback):
            raise TypeError(f"a callback must be a function of the history, got {shown(callback)}")
    return tuple(checked)


def _progress_bar(wanted: bool | None, iterations: int) -> Any:
    """Return a tqdm bar, or None where it is not wanted or not installed."""
    if wanted is False or (wanted is None and not (sys.stderr and sys.stderr.isatty())):
        return None
    try:
        tqdm = importlib.import_module("tqdm")
    except ImportError:
        if wanted:
            raise ImportError(
                "a progress bar needs tqdm: pip install 'tinygrad-bc[progress]'"
            ) from None
        return None
    return tqdm.tqdm(total=iterations, desc="training", leave=False)
