"""Sentences for errors that NumPy would report in its own words."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from tinygrad_bc.operation import BY_NUMPY_FUNCTION, Operation
from tinygrad_bc.tape import Node, caller


def described(x: Any) -> str:
    """An operand by name and shape, as errors mention it."""
    name = x._name if isinstance(x, Node) else None
    shape = x._array.shape if isinstance(x, Node) else np.shape(x)
    return f"{name} {shape}" if name else f"{shape}"


def explained(
    operation: Operation, operands: Sequence[Any], attributes: dict[str, Any], error: Exception
) -> Exception:
    """Word the failure of an operation from its condition: operands, shapes, line, remedy."""
    shapes = [x._array.shape if isinstance(x, Node) else np.shape(x) for x in operands]
    who = " and ".join(described(x) for x in operands[:4])
    reason = _reason(operation, shapes, attributes, error)
    kind = type(error) if isinstance(error, (TypeError, IndexError)) else ValueError
    return kind(f"{operation.name} of {who} at {caller()}: {reason}")


def _reason(
    operation: Operation, shapes: list[tuple[int, ...]], attributes: dict[str, Any], error: Any
) -> str:
    if operation.name == "matmul" and len(shapes) == 2:
        return _matmul(*shapes)
    if operation.name == "reshape":
        target = attributes["shape"]
        size = prod(target) if isinstance(target, tuple) else target
        return f"{prod(shapes[0])} elements do not fit into {target}, {size} elements"
    if "axis" in attributes and isinstance(error, np.exceptions.AxisError):
        return f"axis {attributes['axis']} is out of range for {len(shapes[0])} axes"
    if "axis" in attributes and "duplicate" in str(error):
        return f"axis {attributes['axis']} names the same axis twice"
    broadcasts = isinstance(operation.function, np.ufunc) or operation.name == "where"
    clash = _clash(shapes) if broadcasts else None
    return clash or str(error).split("\n")[0]


def _matmul(a: tuple[int, ...], b: tuple[int, ...]) -> str:
    if not a or not b:
        return "a product of matrices needs at least one axis each; multiply numbers with *"
    inner = a[-1], b[-2] if len(b) > 1 else b[-1]
    if inner[0] == inner[1]:
        return _clash([a[:-2], b[:-2]]) or "the shapes do not fit"
    hint = ""
    if len(a) == len(b) == 2:
        if a[1] == b[1]:
            hint = "; did you mean a @ b.T?"
        elif a[0] == b[0]:
            hint = "; did you mean a.T @ b?"
    return f"inner sizes {inner[0]} and {inner[1]} differ{hint}"


def _clash(shapes: list[tuple[int, ...]]) -> str | None:
    try:
        np.broadcast_shapes(*shapes)
    except ValueError:
        for axis in range(1, max(map(len, shapes)) + 1):
            sizes = dict.fromkeys(s[-axis] for s in shapes if len(s) >= axis and s[-axis] != 1)
            if len(sizes) > 1:
                both = " and ".join(map(str, sizes))
                return f"the shapes do not broadcast: axis -{axis} is {both}"
    return None


def unsupported(function: Any) -> TypeError:
    """The sentence for a NumPy function that the table does not have."""
    name = getattr(function, "__name__", str(function))
    module = getattr(function, "__module__", None) or "numpy"
    known = {f.__name__ for f in BY_NUMPY_FUNCTION if hasattr(f, "__name__")}
    near = sorted(n for n in known if n in name or name in n)
    hint = f"; near it there is {', '.join('numpy.' + n for n in near[:3])}" if near else ""
    return TypeError(
        f"{module}.{name} is not differentiable here{hint}; "
        "use t.detach().numpy() if you need no gradient"
    )
