"""How each operation and each name is typeset."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tinygrad_bc.reading.spelling import (
    AND,
    ATOM,
    BINARY,
    COMPARE,
    OR,
    PLUS,
    POWER,
    TIMES,
    XOR,
    Text,
    grouped,
)
from tinygrad_bc.tape import Entry

_COMPARISON = {
    "equal": "=",
    "not_equal": r"\ne",
    "less": "<",
    "less_equal": r"\le",
    "greater": ">",
    "greater_equal": r"\ge",
}
_LOGIC = {
    "bitwise_and": (r"\wedge", AND),
    "bitwise_or": (r"\vee", OR),
    "bitwise_xor": (r"\oplus", XOR),
}
_FUNCTION = {
    "exp": r"\exp",
    "log": r"\log",
    "sin": r"\sin",
    "cos": r"\cos",
    "tanh": r"\tanh",
    "sigmoid": r"\sigma",
    "max": r"\max",
    "min": r"\min",
    "maximum": r"\max",
    "minimum": r"\min",
}

_LIKE_LATIN = dict(
    ALPHA="A", BETA="B", EPSILON="E", ZETA="Z", ETA="H", IOTA="I", KAPPA="K", MU="M", NU="N",
    OMICRON="O", RHO="P", TAU="T", CHI="X",
)  # fmt: skip


def name(text: str) -> str:
    r"""Typeset a name in the course's notation.

    Examples
    --------
    >>> name("dZ1"), name("X"), name("t2"), name("my_x"), name("dθ")
    ('dZ^{[1]}', 'X', 't_{2}', '\\mathrm{my\\_x}', '\\mathrm{d\\theta{}}')
    """
    counted = re.fullmatch(r"(d*[A-Za-z]|d*t)(\d+)", text)
    if counted:
        base, number = counted.groups()
        return f"{base}_{{{number}}}" if base.endswith("t") else f"{base}^{{[{number}]}}"
    if re.fullmatch(r"d?[A-Za-z]", text):
        return text
    return rf"\mathrm{{{''.join(map(_letter, text))}}}"


def spelled(entry: Entry, operands: Sequence[Text]) -> Text:
    """Typeset an operation with these texts for its operands."""
    operation = entry.operation.name
    x = [_typeset(text) for text in operands]
    if operation in _SPECIAL:
        return _SPECIAL[operation](entry, x)
    if operation in ("add", "sub"):
        sign = BINARY[operation][0]
        return Text(f"{x[0].within(PLUS)} {sign} {x[1].within(TIMES)}", PLUS)
    if operation in _LOGIC:
        sign, level = _LOGIC[operation]
        return Text(f"{x[0].within(level)} {sign} {x[1].within(level + 1)}", level)
    if operation in _COMPARISON:
        return Text(f"{x[0].within(OR)} {_COMPARISON[operation]} {x[1].within(OR)}", COMPARE)
    return _call(_FUNCTION.get(operation) or rf"\mathrm{{{_escaped(operation)}}}", x)


def final(text: Text) -> str:
    """The text of a whole right-hand side."""
    return _typeset(text).text


def _letter(c: str) -> str:
    """A letter of a name: Greek ones by their commands, as LaTeX itself cannot read them."""
    known = re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER (\w+)", unicodedata.name(c, ""))
    if known is None or known[2] == "OMICRON":
        return _escaped(c)
    size, letter = known.groups()
    letter = {"LAMDA": "LAMBDA", "FINAL SIGMA": "VARSIGMA"}.get(letter, letter)
    command = letter.lower() if size == "SMALL" else letter.capitalize()
    latin = size == "CAPITAL" and letter in _LIKE_LATIN
    return _LIKE_LATIN[letter] if latin else rf"\{command}{{}}"


def _escaped(text: str) -> str:
    return text.replace("_", r"\_")


def _typeset(text: Text) -> Text:
    """A number that was spelled in NumPy."""
    fraction = re.fullmatch(r"(-?)1 / (\w+)", text.text)
    if fraction:
        return Text(rf"{fraction[1]}\frac{{1}}{{{fraction[2]}}}", TIMES)
    if text.text.startswith("np."):
        return Text(rf"\texttt{{{_escaped(text.text)}}}")
    return text


def _call(function: str, operands: Sequence[Text]) -> Text:
    return Text(f"{function}({', '.join(x.text for x in operands)})")


def _mul(entry: Entry, x: Sequence[Text]) -> Text:
    number = x[0].text[0].isdigit() or x[0].text.startswith((r"\frac{1}", r"-\frac{1}"))
    arrays = all(np.size(value) > 1 for value in entry.values)
    sign = r"\," if number else r"\odot" if arrays else r"\cdot"
    return Text(f"{x[0].within(TIMES)} {sign} {x[1].within(POWER)}", TIMES)


def _div(entry: Entry, x: Sequence[Text]) -> Text:
    if x[0].text.startswith("-") and x[0].level >= TIMES:
        return _div(entry, [x[0].negative(), x[1]]).negative()
    if x[1].text == "m" and x[0].text != "1":
        return Text(rf"\frac{{1}}{{m}} {x[0].within(TIMES)}", TIMES)
    above, below = (re.fullmatch(r"\(([^()]*)\)", text.text) for text in x)
    return Text(
        rf"\frac{{{above[1] if above else x[0].text}}}{{{below[1] if below else x[1].text}}}", TIMES
    )


def _matmul(entry: Entry, x: Sequence[Text]) -> Text:
    left = grouped(x[0], (r"\odot", r"\cdot"))
    return Text(rf"{left.within(TIMES)} \, {x[1].within(POWER)}", TIMES)


def _pow(entry: Entry, x: Sequence[Text]) -> Text:
    return _power(x[0], x[1].text)


def _power(base: Text, exponent: str) -> Text:
    plain = base.level >= ATOM and "^" not in base.text
    return Text(f"{base.text if plain else f'({base.text})'}^{{{exponent}}}", POWER)


def _transpose(entry: Entry, x: Sequence[Text]) -> Text:
    if entry.attributes["axes"] is not None:
        return _call(rf"\mathrm{{transpose}}_{{{tuple(entry.attributes['axes'])}}}", x)
    twice = re.fullmatch(r"(.+?)(\^\{T\}|(?<=\])T\})", x[0].text)
    if twice and x[0].level >= POWER:  # the transposed of the transposed
        return Text(twice[1] + ("}" if twice[2] == "T}" else ""))
    counted = re.fullmatch(r"(\w+)\^\{\[(\w+)\]\}", x[0].text)
    return Text(f"{counted[1]}^{{[{counted[2]}]T}}") if counted else _power(x[0], "T")


def _sum(entry: Entry, x: Sequence[Text]) -> Text:
    return Text(rf"\sum{_over(entry)} {_summand(x[0])}", TIMES)


def _summand(x: Text) -> str:
    return f"({x.text})" if x.text.startswith("-") else x.within(TIMES)


def _mean(entry: Entry, x: Sequence[Text]) -> Text:
    count = np.size(entry.values[0]) // max(entry.output.size, 1)
    return Text(rf"\frac{{1}}{{{count}}} \sum{_over(entry)} {_summand(x[0])}", TIMES)


def _over(entry: Entry) -> str:
    """Which elements a sum runs over: columns are samples."""
    axis: Any = entry.attributes["axis"]
    axes = (axis,) if isinstance(axis, int) else axis
    if axes is None or np.ndim(entry.values[0]) != 2 or len(axes) != 1:
        return ""
    return rf"_{{\text{{{'rows' if axes[0] % 2 == 0 else 'columns'}}}}}"


def _einsum(entry: Entry, x: Sequence[Text]) -> Text:
    over = entry.attributes["subscripts"].replace("->", r"$\to$")
    return _call(rf"\mathrm{{einsum}}_{{\text{{{over}}}}}", x)


_SPECIAL: dict[str, Callable[[Entry, Sequence[Text]], Text]] = {
    "neg": lambda entry, x: x[0].negative(),
    "mul": _mul,
    "div": _div,
    "matmul": _matmul,
    "linear": lambda entry, x: Text(f"{_matmul(entry, x[:2]).text} + {x[2].within(TIMES)}", PLUS),
    "pow": _pow,
    "transpose": _transpose,
    "sum": _sum,
    "mean": _mean,
    "square": lambda entry, x: _power(x[0], "2"),
    "sqrt": lambda entry, x: Text(rf"\sqrt{{{x[0].text}}}"),
    "abs": lambda entry, x: Text(rf"\left|{x[0].text}\right|"),
    "relu": lambda entry, x: Text(rf"\max({x[0].text}, 0)"),
    "softplus": lambda entry, x: Text(rf"\log(1 + e^{{{x[0].text}}})"),
    "cross_entropy": lambda entry, x: Text(
        rf"\log(1 + e^{{{x[0].text}}}) - {x[1].within(TIMES)} \odot {x[0].within(POWER)}", PLUS
    ),
    "einsum": _einsum,
}
