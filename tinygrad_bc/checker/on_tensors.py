"""Operations of a trace, repeated on Tensors, where they give what they gave on arrays."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tinygrad_bc.checker.branches import tied
from tinygrad_bc.checker.nodes import Node
from tinygrad_bc.checker.operations import Values, thawed
from tinygrad_bc.tensor import Tensor


def at_kink(node: Node, values: Values) -> bool:
    """Whether an operation has two derivatives here: operands that tie, several largest ones."""
    assert node.made is not None
    args, kwargs = thawed(node.args, values), thawed(node.kwargs, values)
    name = getattr(node.made, "__name__", "")
    if name in ("max", "amax", "min", "amin") and isinstance(args[0], np.ndarray):
        axis = args[1] if len(args) > 1 else kwargs.get("axis")
        extreme = np.max if "max" in name else np.min
        equal = args[0] == extreme(args[0], axis=axis, keepdims=True)
        return bool(np.any(np.sum(equal, axis=axis) > 1))
    at = tied(node.made, args)
    return at is not None and bool(np.any(at))


def again(node: Node, now: Values, wanted: Any) -> Tensor | None:
    """The operation on Tensors, if it gives the same value as on arrays."""
    args, kwargs = thawed(node.args, now), thawed(node.kwargs, now)
    for way in _ways(node):
        try:
            found = way(*args, **kwargs)
        except Exception:
            continue
        alike = isinstance(found, Tensor) and found.shape == np.shape(wanted)
        if alike and np.allclose(found._array, wanted, rtol=1e-9, atol=1e-12):
            return found  # type: ignore[no-any-return]
    return None


def _ways(node: Node) -> Iterator[Callable[..., Any]]:
    """The operation itself, then what stands for it where it takes no Tensor."""
    made = node.made
    assert made is not None
    yield made
    name = getattr(made, "__name__", "")
    if getattr(made, "__module__", "") == "math":
        yield getattr(np, name, made)
    if name in FORMS:
        yield FORMS[name]
    yield lambda *args, **kwargs: made(*map(_stacked, args), **kwargs)
    yield functools.partial(_moved, made)


def _moved(made: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What only moves, repeats or leaves out elements: done with their places instead.

    As ``np.split`` and ``np.vstack`` do; the value is compared, so nothing else passes for it.
    """
    flat: list[Any] = [np.zeros(1)]  # place 0 is for the zeros that an operation puts in
    count = 1

    def placed(x: Any) -> Any:
        nonlocal count
        if isinstance(x, list | tuple):
            return type(x)(placed(part) for part in x)
        if not isinstance(x, Tensor):
            return x
        places = np.arange(count, count + x.size).reshape(x.shape)
        flat.append(np.reshape(x, (-1,)))
        count += x.size
        return places if x.shape else int(places)

    places = np.asarray(made(*map(placed, args), **{k: placed(v) for k, v in kwargs.items()}))
    return np.concatenate(flat)[places.astype(int)] if count > 1 else None


def _stacked(x: Any) -> Any:
    """A list with Tensors in it as one Tensor."""
    if isinstance(x, list | tuple) and any(map(_holds_tensor, x)):
        return np.stack([_stacked(part) for part in x])
    return x


def _holds_tensor(x: Any) -> bool:
    return isinstance(x, Tensor) or (isinstance(x, list | tuple) and any(map(_holds_tensor, x)))


def _same(x: Any, *args: Any, **kwargs: Any) -> Any:
    """What a copy or a cast is to a gradient; the value is compared, so it can be no other."""
    return _stacked(x)


def _joined(joiner: Any, parts: Any) -> Any:
    """``np.c_[a, b]`` and ``np.r_[a, b]``."""
    if isinstance(joiner, type(np.r_)):
        return np.concatenate(parts)
    columns = [np.reshape(p, (-1, 1)) if np.ndim(p) < 2 else p for p in parts]
    return np.concatenate(columns, axis=1)


FORMS: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("float", "float64", "copy", "array", "asarray", "matrix", "asmatrix",
                     "nan_to_num"), _same),
    "item": lambda x: np.reshape(x, ()),
    "dot": np.dot,
    "clip": np.clip,
    "max": lambda *numbers: functools.reduce(np.maximum, numbers),
    "min": lambda *numbers: functools.reduce(np.minimum, numbers),
    "nansum": np.sum,
    "average": np.mean,
    "append": lambda a, b, axis=None: np.concatenate((a, b), axis=axis),
    "column_stack": lambda parts: _joined(np.c_, parts),
    "getitem": _joined,
    "mul": operator.matmul,  # of np.matrix
}  # fmt: skip
"""Operations that take no Tensor, by their names, in terms of those that do."""
