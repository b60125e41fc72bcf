"""Finite differences: the check of a gradient that knows no rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tinygrad_bc.differentiation import grad
from tinygrad_bc.tape import Array
from tinygrad_bc.tensor import Tensor


def gradcheck(
    fn: Callable[..., Tensor],
    inputs: Tensor | Sequence[Tensor],
    *,
    step: float = 1e-6,
    tolerance: float = 1e-6,
) -> bool:
    """Compare autograd with central differences in float64.

    Parameters
    ----------
    fn : callable
        Takes the inputs as Tensors and returns a Tensor; it is summed where it is no scalar.
    inputs : Tensor or sequence of Tensor
        Where to check; each is taken in float64.
    step : float
        Relative step of the differences.
    tolerance : float
        Largest difference, relative to the larger of the two gradients; what the step and
        rounding do to the differences is allowed for.

    Returns
    -------
    bool
        True; a difference raises.

    Raises
    ------
    AssertionError
        Naming operand, index and both numbers.
    ValueError
        At a kink, where the one-sided differences disagree and no gradient is the right one.

    Notes
    -----
    ``(f(x + h) - f(x - h)) / 2h`` has an error of order h**2, and one of eps·f/h by rounding:
    Nocedal and Wright, *Numerical Optimization*, 2nd ed., section 8.1.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> tg.gradcheck(lambda x: (x**3).sum(), tg.Tensor([1.0, -2.0]))
    True
    """
    if not callable(fn):
        raise TypeError(f"gradcheck needs a function of Tensors, got {type(fn).__name__}")
    given = [inputs] if isinstance(inputs, Tensor) else inputs
    if not isinstance(given, Sequence) or not all(isinstance(x, Tensor) for x in given):
        raise TypeError("gradcheck needs its inputs as a Tensor or a list of Tensors")
    points = [np.asarray(x._array, dtype=np.float64) for x in given]
    leaves = [
        Tensor(point, requires_grad=True, name=x.name)
        for x, point in zip(given, points, strict=True)
    ]
    found = grad(_scalar(fn(*leaves)), leaves, allow_unused=True)

    def value(position: int, point: Array) -> float:
        at = [Tensor(p) for p in points]
        at[position] = Tensor(point)
        return float(_scalar(fn(*at)).item())

    for position, (leaf, point) in enumerate(zip(leaves, points, strict=True)):
        analytic = found[position]
        analytic = np.zeros_like(point) if analytic is None else analytic
        for index in np.ndindex(point.shape):
            who = f"{leaf.name or f'input {position}'}[{', '.join(map(str, index))}]"
            numeric, error = _difference(value, position, point, index, step, who)
            size = max(abs(numeric), abs(float(analytic[index])))
            if not abs(numeric - analytic[index]) <= tolerance * size + error:
                raise AssertionError(
                    f"gradient of {who}: autograd {analytic[index]:.9g}, "
                    f"central difference {numeric:.9g}"
                )
    return True


_LOST = 100 * float(np.finfo(float).eps)  # of |f|, by the rounding of what it is made of


def _difference(
    value: Callable[[int, Array], float],
    position: int,
    point: Array,
    index: tuple[int, ...],
    step: float,
    who: str,
) -> tuple[float, float]:
    """The central difference at one element and its error; refused where the two sides disagree."""
    here = value(position, point)

    def slopes(h: float) -> tuple[float, float, float, float]:
        """To the left, to the right, between both, and what rounding may do to them."""
        moved = point.copy()
        moved[index] = point[index] - h
        below, down = value(position, moved), float(moved[index])
        moved[index] = point[index] + h
        above, up = value(position, moved), float(moved[index])
        left, right = (here - below) / (point[index] - down), (above - here) / (up - point[index])
        rounding = _LOST * max(abs(here), abs(below), abs(above)) / h
        return left, right, (above - below) / (up - down), rounding

    h = step * max(1.0, abs(float(point[index])))
    left, right, central, rounding = slopes(h)
    closer_left, closer_right, closer, _ = slopes(h / 2)
    jump = abs(right - left)
    # Curvature makes the two sides differ, too, but half as much at half the step.
    steady = abs(closer_right - closer_left) > 0.75 * jump
    if steady and jump > 1e-2 * (abs(right) + abs(left)) + 2 * rounding:
        raise ValueError(
            f"{who} lies at a kink: the slope is {left:.6g} from the left and {right:.6g} from "
            "the right; choose another point"
        )
    return central, rounding + 2 * abs(central - closer)


def _scalar(y: Any) -> Tensor:
    if not isinstance(y, Tensor):
        raise TypeError(f"gradcheck needs a function that returns a Tensor, got {type(y).__name__}")
    return y if y.ndim == 0 else y.sum()
