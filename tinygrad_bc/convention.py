"""The two conventions of 1/m, and the comparison of hand-derived gradients with autograd's.

``J`` is a mean over the m samples, so autograd's gradient of ``Z`` is dJ/dZ = (A - Y)/m.  The
course writes ``dZ = A - Y``, the gradient of the summed loss, m times that, and divides by m when
it forms dW and db.  Both are right; `converted` is the one place that knows how they relate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from tinygrad_bc import tape
from tinygrad_bc.tape import Array, Node
from tinygrad_bc.tensor import Tensor
from tinygrad_bc.value import checked_array

Convention = Literal["mean", "course"]


def converted(gradient: Any, m: int, source: Convention, target: Convention) -> Any:
    """Turn a gradient of a per-sample quantity (Z, A) from one convention into the other.

    Parameters
    ----------
    gradient : ndarray
        A gradient of some ``Z[l]`` or ``A[l]``; gradients of parameters are the same in both.
    m : int
        The number of samples.
    source, target : {"mean", "course"}
        dJ/dZ, or m·dJ/dZ.

    Returns
    -------
    ndarray
        The same gradient in the convention `target`.

    Examples
    --------
    >>> from tinygrad_bc.convention import converted
    >>> converted(0.5, 4, "mean", "course"), converted(2.0, 4, "course", "mean")
    (2.0, 0.5)
    """
    if source == target:
        return gradient
    return gradient * m if target == "course" else gradient / m


@dataclass(frozen=True)
class Line:
    """The verdict on one hand-derived gradient.

    Attributes
    ----------
    name : str
        ``dW1``, ``dZ1``, ...
    shape : tuple of int
    convention : str
        What it was compared with: ``dJ/dZ1`` or ``m·dJ/dZ1``.
    difference : float
        The largest difference relative to the largest element; inf where something is nan.
    equal : bool
    """

    name: str
    shape: tuple[int, ...]
    convention: str
    difference: float
    equal: bool


@dataclass(frozen=True)
class Comparison:
    """Hand-derived gradients beside autograd's, a line each; prints as a table."""

    lines: tuple[Line, ...]

    @property
    def equal(self) -> bool:
        """Whether every gradient agrees."""
        return all(line.equal for line in self.lines)

    def __str__(self) -> str:
        head = f"{'gradient':<10}{'shape':<14}{'convention':<12}{'difference':>12}  "
        rows = [head.rstrip()]
        for line in self.lines:
            verdict = "equal" if line.equal else "DIFFERENT"
            rows.append(
                f"{line.name:<10}{line.shape!s:<14}{line.convention:<12}"
                f"{line.difference:>12.1e}  {verdict}"
            )
        return "\n".join(rows)

    __repr__ = __str__


def compare(
    grads: Mapping[str, Any],
    J: Tensor,
    *,
    convention: Convention | None = None,
    tolerance: float = 1e-10,
) -> Comparison:
    """Compare hand-derived gradients with autograd's of the recorded cost.

    Parameters
    ----------
    grads : mapping of str to array_like
        Gradients by name: ``{"dZ2": ..., "dW2": ..., "db2": ...}``; each belongs to the Tensor
        on the graph of `J` that is named ``Z2``, ``W2``, ``b2``.
    J : Tensor
        The recorded cost, a scalar.
    convention : {"mean", "course"}, optional
        Whether gradients of computed quantities are given as dJ/dZ or as m·dJ/dZ, where m is
        their number of columns.  Without it, the nearer one is taken and said: right when J is a
        mean over the samples; for any other scalar say ``"mean"``.
    tolerance : float
        Largest difference that counts as equal, relative to the largest element; 1e-10 suits
        float64, about 1e-4 float32.

    Returns
    -------
    Comparison
        Name, shape, convention, largest relative difference and verdict for each gradient.

    Raises
    ------
    TypeError, ValueError
        For a `J` that is no recorded scalar, a name that no Tensor on the graph has, a gradient
        of another shape, or another convention.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> W = tg.Tensor([[1.0, 2.0]], requires_grad=True, name="W")
    >>> print(tg.compare({"dW": [[2.0, 4.0]]}, (W**2).sum()))
    gradient  shape         convention    difference
    dW        (1, 2)        dJ/dW            0.0e+00  equal
    """
    if convention not in (None, "mean", "course"):
        raise ValueError(f"convention must be 'mean', 'course' or None, got {convention!r}")
    if not isinstance(J, Tensor):
        raise TypeError(f"J must be the recorded cost, a Tensor; got {type(J).__name__}")
    if J.size != 1 or not J.requires_grad:
        raise ValueError(
            f"J must be a scalar that depends on something with requires_grad=True; "
            f"got {J.name or 'a tensor'} of shape {J.shape}, requires_grad={J.requires_grad}"
        )
    if not isinstance(grads, Mapping):
        raise TypeError(f"grads must map names to gradients, got {type(grads).__name__}")
    nodes = _named(J)
    found = tape.gradients(J, np.ones(J.shape, J.dtype))
    lines = []
    for name, hand in grads.items():
        node = nodes.get(str(name).removeprefix("d"))
        if not str(name).startswith("d") or node is None or id(node) not in found:
            known = ", ".join("d" + n for n, x in nodes.items() if id(x) in found)
            raise ValueError(f"no gradient {name} on the graph of J; there is {known or 'none'}")
        array = checked_array(hand._array if isinstance(hand, Node) else hand)
        if array.shape != node._array.shape:
            raise ValueError(
                f"{name} has shape {array.shape}, but {node._name} has shape {node._array.shape}"
            )
        lines.append(_line(name, array, found[id(node)], node, J, convention, tolerance))
    return Comparison(tuple(lines))


def _named(J: Tensor) -> dict[str, Node]:
    """The Tensors on the graph that have a name."""
    nodes: dict[str, Node] = {}
    for node in tape.graph(J):
        assert node._entry is not None
        for x in (node, *node._entry.operands):
            if isinstance(x, Node) and x._name:
                nodes.setdefault(x._name, x)
    return nodes


def _line(
    name: str,
    hand: Array,
    auto: Array,
    node: Node,
    J: Tensor,
    convention: Convention | None,
    tolerance: float,
) -> Line:
    """Judge one gradient; that of a computed quantity in the given or the nearer convention."""
    label = f"d{J.name or 'J'}/{name}"
    candidates = {label: auto}
    m = auto.shape[-1] if auto.ndim == 2 else 1
    if node._entry is not None and m > 1:
        candidates[f"m·{label}"] = converted(auto, m, "mean", "course")
        if convention is not None:
            wanted = label if convention == "mean" else f"m·{label}"
            candidates = {wanted: candidates[wanted]}
    differences = {label: relative_difference(hand, g) for label, g in candidates.items()}
    nearer = min(differences, key=lambda key: differences[key])
    return Line(name, hand.shape, nearer, differences[nearer], differences[nearer] <= tolerance)


def relative_difference(a: Any, b: Any, least: float = 0.0) -> float:
    """Return the largest difference of two arrays, relative to the largest element of both.

    Parameters
    ----------
    a, b : ndarray
        Arrays of one shape.
    least : float
        The difference is relative to this where all elements are smaller.

    Returns
    -------
    float
        0 where both are 0; inf where something is nan or infinite.

    Examples
    --------
    >>> import numpy as np
    >>> relative_difference(np.array([1.0, 4.0]), np.array([1.0, 3.0]))
    0.25
    """
    if not a.size:
        return 0.0
    scale = max(float(np.abs(a).max()), float(np.abs(b).max()), least)
    difference = float(np.abs(a - b).max())
    if np.isnan(difference) or np.isinf(scale):
        return float("inf")
    return difference / scale if scale else 0.0
