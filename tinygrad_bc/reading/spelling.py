"""How each operation is spelled in NumPy, and where brackets are needed."""

from __future__ import annotations

from typing import Any

import numpy as np

from tinygrad_bc.rules import ARRAY
from tinygrad_bc.tape import Entry

Text = tuple[str, int]  # an expression and how strongly it binds
ATOM, POWER, UNARY, TIMES, PLUS = 9, 8, 7, 6, 5
_BINARY = {"add": ("+", PLUS), "sub": ("-", PLUS), "mul": ("*", TIMES), "div": ("/", TIMES)}
_BINARY["matmul"] = ("@", TIMES)
_COMPARE = {"less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">="}
_NAMES = {"abs": "absolute", "neg": "negative"}
HELPERS = {
    "sigmoid": """def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)
""",
    "scatter": """def scatter(x, index, shape):
    z = np.zeros(shape, dtype=x.dtype)
    np.add.at(z, index, x)
    return z
""",
}


def bracketed(text: Text, least: int) -> str:
    """The expression, in brackets where it binds less strongly than `least`."""
    return text[0] if text[1] >= least else f"({text[0]})"


def constant(value: Any) -> Text:
    """Spell a number or an array out in full.

    Examples
    --------
    >>> constant(2.0), constant(-1)
    (('2.0', 9), ('-1', 7))
    """
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value)), ATOM
    if isinstance(value, (int, float)):
        text = repr(value) if np.isfinite(value) else f"float({str(value)!r})"
        return text, UNARY if text.startswith("-") else ATOM
    array = np.asarray(value)
    dtype = f"dtype=np.{array.dtype.name}" if array.dtype != bool else "dtype=bool"
    if array.size > 1 and (array == array.flat[0]).all():
        return f"np.full({array.shape}, {constant(array.flat[0].item())[0]}, {dtype})", ATOM
    text = repr(array.tolist()).replace("nan", "np.nan").replace("inf", "np.inf")
    full = f"np.array({text}, {dtype})"
    return (full if array.size else f"{full}.reshape({array.shape})"), ATOM


def _index(pattern: tuple[Any, ...], arrays: list[str]) -> str:
    parts = iter(arrays)
    texts = [next(parts) if part is ARRAY else repr(part) for part in pattern]
    return f"({', '.join(texts)},)" if texts else "()"


def _special(name: str, a: list[str], given: dict[str, Any]) -> str | None:
    """Operations whose NumPy form is not a call of the function of the same name."""
    if name == "relu":
        return f"np.maximum({a[0]}, 0)"
    if name == "softplus":
        return f"np.logaddexp(0, {a[0]})"
    if name == "leaky_relu":
        return f"np.where({a[0]} > 0, {a[0]}, {given['slope']!r} * {a[0]})"
    if name == "sigmoid":
        return f"sigmoid({a[0]})"
    if name == "astype":
        return f"np.asarray({a[0]}).astype({str(given['dtype'])!r})"
    if name == "getitem":
        return f"np.asarray({a[0]})[{_index(given['pattern'], a[1:])}]"
    if name == "scatter":
        return f"scatter({a[0]}, {_index(given['pattern'], a[1:])}, {given['shape']})"
    if name == "einsum":
        return f"np.einsum({given['subscripts']!r}, {', '.join(a)})"
    if name in ("concatenate", "stack"):
        return f"np.{name}(({', '.join(a)},), axis={given['axis']})"
    if name == "clip":
        return f"np.clip({a[0]}, {given['a_min']}, {given['a_max']})"
    return None


def spelled(entry: Entry, arguments: list[Text]) -> Text:
    """Spell an operation with these texts for its operands."""
    name = entry.operation.name
    if name in _BINARY:
        sign, level = _BINARY[name]
        left, right = bracketed(arguments[0], level), bracketed(arguments[1], level + 1)
        return f"{left} {sign} {right}", level
    if name in _COMPARE:
        left, right = (bracketed(text, PLUS) for text in arguments)
        return f"{left} {_COMPARE[name]} {right}", PLUS - 1
    if name == "pow":
        left, right = (bracketed(text, ATOM) for text in arguments)
        return f"{left} ** {right}", POWER
    if name == "neg":
        return "-" + bracketed(arguments[0], UNARY), UNARY
    a = [text for text, _ in arguments]
    if name == "transpose" and entry.attributes["axes"] is None:
        return bracketed(arguments[0], ATOM) + ".T", ATOM
    if name == "leaky_relu":
        a = [bracketed(arguments[0], ATOM)]
    special = _special(name, a, entry.attributes)
    if special is not None:
        return special, ATOM
    shown = [f"{k}={v!r}" for k, v in entry.attributes.items() if v is not None and v is not False]
    if name in ("swapaxes", "reshape", "broadcast_to"):
        shown = [repr(v) for v in entry.attributes.values()]
    return f"np.{_NAMES.get(name, name)}({', '.join(a + shown)})", ATOM
