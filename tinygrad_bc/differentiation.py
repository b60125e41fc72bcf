"""Start a backward pass: `backward`, which fills ``.grad``, and `grad`, which touches nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from tinygrad_bc import tape
from tinygrad_bc.checks import shown
from tinygrad_bc.recording import known_user_frame
from tinygrad_bc.value import Value, checked_array


def backward(y: Value, gradient: ArrayLike | None, retain_graph: bool, keep: str) -> None:
    """Do the work of `Tensor.backward`, which says what that is."""
    if not isinstance(keep, str) or keep not in ("all", "leaves"):
        raise ValueError(f"keep must be 'all' or 'leaves', got {shown(keep)}")
    seed = _seed(y, gradient, "backward() starts", ", or pass gradient=")
    if y._backward_place is not None and not retain_graph:
        raise RuntimeError(
            f"backward() was already called on {y._name or 'this tensor'} (at "
            f"{tape.place_of(*y._backward_place)}): gradients would be counted twice; "
            "compute it again, or pass retain_graph=True to add them up"
        )
    place = None
    if not retain_graph:
        frame = sys._getframe(2)  # who called Tensor.backward
        if frame.f_code.co_filename.startswith(tape.PACKAGE):
            frame = known_user_frame() or tape.user_frame(frame)
        place = frame.f_code, frame.f_lasti
    nodes, found = tape.run(y, seed, record=False, keep=keep)
    ready = []
    for key, g in tape.unshared(found, seed).items():
        node = nodes[key]
        if node._grad is not None and node._entry is None:
            g = np.asarray(node._grad + g)
        ready.append((node, g))
    # A pass is all or nothing: what follows cannot fail.
    for node, g in ready:
        node._grad = g
    if place is not None:
        y._backward_place = place


def _seed(y: Value, gradient: ArrayLike | None, who: str, remedy: str = "") -> Any:
    """The gradient that a pass starts from, checked; a NumPy scalar where it is 0-d."""
    if not y._needs_grad:
        raise RuntimeError(
            "nothing to differentiate: no input of this tensor has requires_grad=True "
            "(or it was made under no_grad())"
        )
    if gradient is None:
        if y._array.size != 1:
            raise RuntimeError(
                f"{who} from a scalar, but {y._name or 'this tensor'} has shape {y.shape}; "
                f"call .sum() or .mean() first{remedy}"
            )
        one = y._array.dtype.type(1)  # a scalar: its arithmetic costs a tenth of an array's
        return np.full(y.shape, one) if y._array.ndim else one
    if isinstance(gradient, Value):
        gradient = gradient._array
    seed = np.array(checked_array(gradient), dtype=y.dtype)
    if seed.shape != y.shape:
        raise ValueError(
            f"gradient of shape {seed.shape} for {y._name or 'a tensor'} of shape {y.shape}"
        )
    return seed


def grad(y: Value, xs: Any, create_graph: bool = False, allow_unused: bool = False) -> Any:
    """Return the gradients of a scalar `y` with respect to `xs`; nothing else is touched.

    Parameters
    ----------
    y : Tensor
        The scalar to differentiate.
    xs : Tensor or sequence of Tensor
        What to differentiate by; leaves or intermediate results.
    create_graph : bool
        Record the pass, so that the gradients are Tensors with a graph of their own.
    allow_unused : bool
        Give None for an `x` that `y` does not depend on, instead of an error.

    Returns
    -------
    ndarray, Tensor or list of them
        One gradient for one `x`, a list for a sequence; Tensors with `create_graph`.

    Raises
    ------
    RuntimeError
        When nothing is recorded, or `y` does not depend on an `x`.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> x = tg.Tensor(3.0, requires_grad=True)
    >>> dx = tg.grad(x**3, x, create_graph=True)
    >>> tg.grad(dx, x)
    array(18.)
    """
    single = isinstance(xs, Value)
    if not single and not isinstance(xs, Iterable):
        raise TypeError(f"grad() differentiates by Tensors, got {type(xs).__name__}")
    wanted: list[Value] = [xs] if single else list(xs)
    for x in wanted:
        if not isinstance(x, Value):
            raise TypeError(f"grad() differentiates by Tensors, got {type(x).__name__}")
    if not isinstance(y, Value):
        raise TypeError(f"grad() differentiates a Tensor, got {type(y).__name__}")
    seed: Any = _seed(y, None, "grad() starts")
    if create_graph:
        seed = type(y)(seed)
        seed._traced = True
    found = tape.gradients(y, seed, wanted, record=create_graph, keep="leaves")
    unused = [x for x in wanted if id(x) not in found]
    if unused and not allow_unused:
        names = ", ".join(x._name or f"a tensor of shape {x.shape}" for x in unused)
        raise RuntimeError(f"the result does not depend on {names}; pass allow_unused=True")
    chosen = {id(x): found[id(x)] for x in wanted if id(x) in found}
    if not create_graph:
        chosen = tape.unshared(chosen, seed)
    result = [chosen.get(id(x)) for x in wanted]
    return result[0] if single else result
