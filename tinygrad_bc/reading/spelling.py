"""How each operation is spelled in NumPy, and where brackets are needed.

An expression is a `Text`: its characters and how strongly it binds.  Forward and backward are
spelled alike, from the entries of a graph; nothing here knows of derivatives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from tinygrad_bc.operation import Operation
from tinygrad_bc.rules import ARRAY

ATOM, POWER, UNARY, TIMES, PLUS, AND, XOR, OR, COMPARE = range(9, 0, -1)


class Text(NamedTuple):
    """An expression: its characters, how strongly it binds, and how it may be shortened.

    `short` is the same value before it was spread to a larger shape; it may stand in an
    elementwise operation whose other operands spread it all the same.
    """

    text: str
    level: int = ATOM
    short: Text | None = None
    short_shape: tuple[int, ...] = ()

    def within(self, least: int) -> str:
        """The expression, in brackets where it binds less strongly than `least`."""
        return self.text if self.level >= least else f"({self.text})"

    def negative(self) -> Text:
        """The negated expression; the sign of a product may stand before it: no bit changes."""
        if self.text.startswith("-") and self.level >= TIMES:
            return Text(self.text[1:], self.level if self.level == TIMES else ATOM)
        return Text(f"-{self.within(TIMES)}", TIMES if self.level == TIMES else UNARY)


BINARY = {
    "add": ("+", PLUS),
    "sub": ("-", PLUS),
    "mul": ("*", TIMES),
    "div": ("/", TIMES),
    "matmul": ("@", TIMES),
    "bitwise_and": ("&", AND),
    "bitwise_xor": ("^", XOR),
    "bitwise_or": ("|", OR),
}
COMPARISON = {
    "equal": "==",
    "not_equal": "!=",
    "less": "<",
    "less_equal": "<=",
    "greater": ">",
    "greater_equal": ">=",
}
HELPERS = {
    "sigmoid": '''def sigmoid(z):
    """1 / (1 + exp(-z)), without overflow."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)
''',
    "scatter": '''def scatter(x, index, shape):
    """Add x into zeros at an index; what the index repeats adds up."""
    z = np.zeros(shape, dtype=x.dtype)
    np.add.at(z, index, x)
    return z
''',
}
_SIMPLE = re.compile(r"[\w.]+")  # what the operator ** hugs


class Spellable(Protocol):
    """What is needed of a tape entry to spell it."""

    @property
    def operation(self) -> Operation:
        """The entry of the table."""

    @property
    def attributes(self) -> dict[str, Any]:
        """Axis, shape and the like."""

    @property
    def values(self) -> Sequence[Any]:
        """The arrays and numbers that went in; of arrays, only shape and dtype count."""


def spelled(entry: Spellable, operands: Sequence[Text]) -> Text:
    """Spell an operation with these texts for its operands."""
    name = entry.operation.name
    if name in _SPECIAL:
        return _SPECIAL[name](entry, operands)
    if name in BINARY:
        sign, level = BINARY[name]
        if name == "matmul":
            operands = [grouped(operands[0]), operands[1]]
        return Text(f"{operands[0].within(level)} {sign} {operands[1].within(level + 1)}", level)
    if name in COMPARISON:
        left, right = (x.within(OR) for x in operands)
        return Text(f"{left} {COMPARISON[name]} {right}", COMPARE)
    if name in _METHODS:
        return _method(entry, operands)
    return _call(name, [x.text for x in operands] + _keywords(entry))


def grouped(x: Text, signs: Sequence[str] = (" * ", " / ")) -> Text:
    """A product in brackets, which would stand before ``@`` without any, but is misread there."""
    return Text(x.within(ATOM)) if x.level == TIMES and any(s in x.text for s in signs) else x


def number(value: Any) -> Text:
    """Spell a Python number or a NumPy scalar.

    Examples
    --------
    >>> number(2.0).text, number(-1).text, number(float("inf")).text
    ('2.0', '-1', 'np.inf')
    """
    if isinstance(value, np.bool):
        return Text(repr(bool(value)))
    if isinstance(value, np.generic):
        return Text(f"np.{value.dtype.name}({number(value.item()).text})")
    text = repr(value).replace("nan", "np.nan").replace("inf", "np.inf")
    return Text(text, UNARY if text.startswith("-") else ATOM)


def ratio(value: float, samples: int | None = None) -> Text:
    """Spell a number as a small fraction where that is the same number, ``1 / m`` above all.

    Examples
    --------
    >>> ratio(-0.2).text, ratio(1 / 3, samples=3).text, ratio(4.0).text, ratio(0.7).text
    ('-1 / 5', '1 / m', '4', '0.7')
    """
    if value == round(value, 0) and abs(value) < 1e6:
        return number(int(value))
    n = round(1 / abs(value)) if 1e-12 < abs(value) < 1 else 0
    if n and type(value)(1) / n == abs(value):
        below = "m" if n == samples else str(n)
        return Text(f"{'-' if value < 0 else ''}1 / {below}", TIMES)
    return number(float(value))


def literal(value: Any) -> Text:
    """Spell a number, or an array in full.

    Examples
    --------
    >>> literal(np.zeros((2, 2))).text, literal(np.array([1.0, 2.0])).text
    ('np.zeros((2, 2))', 'np.array([1.0, 2.0])')
    """
    if not isinstance(value, np.ndarray) or value.ndim == 0:
        return number(value[()] if isinstance(value, np.ndarray) else value)
    dtype = "bool" if value.dtype == bool else f"np.{value.dtype.name}"
    typed = "" if value.dtype == np.float64 else f", dtype={dtype}"
    if not value.any():
        return Text(f"np.zeros({value.shape}{typed})")
    if value.ndim == 2 and value.shape[0] == value.shape[1] > 1 and _is_identity(value):
        return Text(f"np.eye({value.shape[0]}{typed})")
    if value.size > 1 and (value == value.flat[0]).all():
        return Text(f"np.full({value.shape}, {number(value.flat[0].item()).text}{typed})")
    numbers = repr(value.tolist()).replace("nan", "np.nan").replace("inf", "np.inf")
    return Text(f"np.array({numbers}{typed})")


def _is_identity(value: Any) -> bool:
    return np.array_equal(value, np.eye(value.shape[0]))


def _call(name: str, arguments: list[str]) -> Text:
    return Text(f"np.{_NUMPY_NAME.get(name, name)}({', '.join(arguments)})")


_NUMPY_NAME = {"neg": "negative", "sub": "subtract", "mul": "multiply", "div": "divide"}


def _keywords(entry: Spellable) -> list[str]:
    given = {k: v for k, v in entry.attributes.items() if v is not None and v is not False}
    axis = given.get("axis")
    if isinstance(axis, tuple) and len(axis) == 1:
        given["axis"] = axis[0]
    return [f"{key}={_plain(value)}" for key, value in given.items()]


_METHODS = {"sum", "mean", "max", "min", "any", "all", "argmax", "argmin", "ravel", "squeeze"}


def _method(entry: Spellable, operands: Sequence[Text]) -> Text:
    """``x.sum(axis=1)``; a number without axes may be Python's, which has no methods."""
    name, arguments = entry.operation.name, _keywords(entry)
    if np.ndim(entry.values[0]):
        return Text(f"{operands[0].within(ATOM)}.{name}({', '.join(arguments)})")
    return _call(name, [operands[0].text, *arguments])


def _pow(entry: Spellable, operands: Sequence[Text]) -> Text:
    base, exponent = (x.within(ATOM) for x in operands)
    hug = _SIMPLE.fullmatch(base) and _SIMPLE.fullmatch(exponent)
    return Text(f"{base}**{exponent}" if hug else f"{base} ** {exponent}", POWER)


def _transpose(entry: Spellable, operands: Sequence[Text]) -> Text:
    axes = entry.attributes["axes"]
    if np.ndim(entry.values[0]) == 0:
        return _call("transpose", [operands[0].text])
    x = operands[0].within(ATOM)
    if axes is None and x.endswith(".T"):
        return Text(x[:-2])
    return Text(f"{x}.T" if axes is None else f"{x}.transpose({_plain(tuple(axes))})")


def _positional(entry: Spellable, operands: Sequence[Text]) -> Text:
    return _call(entry.operation.name, [operands[0].text, *map(_plain, entry.attributes.values())])


def _plain(value: Any) -> str:
    """Spell an attribute: NumPy's integers as Python's."""
    if isinstance(value, (tuple, list)):
        inner = ", ".join(map(_plain, value))
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    return repr(int(value)) if isinstance(value, np.integer) else repr(value)


def _index(pattern: tuple[Any, ...], arrays: Sequence[Text]) -> list[str]:
    rest = iter(arrays)
    return [next(rest).text if part is ARRAY else _index_part(part) for part in pattern]


def _index_part(part: Any) -> str:
    if part is Ellipsis:
        return "..."
    if isinstance(part, slice):
        bounds = ["" if x is None else str(int(x)) for x in (part.start, part.stop)]
        step = "" if part.step is None else f":{int(part.step)}"
        return ":".join(bounds) + step
    return _plain(part)


def _getitem(entry: Spellable, operands: Sequence[Text]) -> Text:
    x, parts = operands[0], _index(entry.attributes["pattern"], operands[1:])
    source = x.within(ATOM) if np.ndim(entry.values[0]) else f"np.asarray({x.text})"
    return Text(f"{source}[{', '.join(parts) or '()'}]")


def _scatter(entry: Spellable, operands: Sequence[Text]) -> Text:
    parts = _index(entry.attributes["pattern"], operands[1:])
    slices = [f"np.s_[{part}]" if ":" in part else part for part in parts]
    index = f"({slices[0]},)" if len(slices) == 1 else f"({', '.join(slices)})"
    return Text(f"scatter({operands[0].text}, {index}, {_plain(entry.attributes['shape'])})")


def _joined(entry: Spellable, operands: Sequence[Text]) -> Text:
    arrays = ", ".join(x.text for x in operands) + ("," if len(operands) == 1 else "")
    return _call(entry.operation.name, [f"({arrays})", f"axis={entry.attributes['axis']}"])


def _cross_entropy(entry: Spellable, operands: Sequence[Text]) -> Text:
    z, y = operands
    return Text(f"np.logaddexp(0, {z.text}) - {y.within(TIMES)} * {z.within(UNARY)}", PLUS)


def _linear(entry: Spellable, operands: Sequence[Text]) -> Text:
    w, x, b = operands
    return Text(f"{grouped(w).within(TIMES)} @ {x.within(UNARY)} + {b.within(TIMES)}", PLUS)


def _leaky_relu(entry: Spellable, operands: Sequence[Text]) -> Text:
    z, slope = operands[0], entry.attributes["slope"]
    return _call(
        "where", [f"{z.within(OR)} > 0", z.text, f"{number(slope).text} * {z.within(UNARY)}"]
    )


def _clip(entry: Spellable, operands: Sequence[Text]) -> Text:
    limits = (entry.attributes["a_min"], entry.attributes["a_max"])
    return _call(
        "clip", [operands[0].text, *("None" if x is None else number(x).text for x in limits)]
    )


def _astype(entry: Spellable, operands: Sequence[Text]) -> Text:
    dtype = np.dtype(entry.attributes["dtype"]).name
    text = "bool" if dtype == "bool" else f"np.{dtype}"
    x = operands[0]
    source = x.within(ATOM) if np.ndim(entry.values[0]) else f"np.asarray({x.text})"
    return Text(f"{source}.astype({text})")


def _einsum(entry: Spellable, operands: Sequence[Text]) -> Text:
    return _call("einsum", [f'"{entry.attributes["subscripts"]}"', *(x.text for x in operands)])


_SPECIAL: dict[str, Callable[[Spellable, Sequence[Text]], Text]] = {
    "neg": lambda entry, x: x[0].negative(),
    "invert": lambda entry, x: Text(f"~{x[0].within(UNARY)}", UNARY),
    "pow": _pow,
    "relu": lambda entry, x: _call("maximum", [x[0].text, "0"]),
    "leaky_relu": _leaky_relu,
    "softplus": lambda entry, x: _call("logaddexp", ["0", x[0].text]),
    "sigmoid": lambda entry, x: Text(f"sigmoid({x[0].text})"),
    "cross_entropy": _cross_entropy,
    "linear": _linear,
    "clip": _clip,
    "transpose": _transpose,
    "reshape": _positional,
    "broadcast_to": _positional,
    "swapaxes": _positional,
    "expand_dims": _positional,
    "astype": _astype,
    "getitem": _getitem,
    "scatter": _scatter,
    "concatenate": _joined,
    "stack": _joined,
    "einsum": _einsum,
}
