"""An operation: a NumPy function and the derivative rule of each of its operands.

The table itself is `rules`; here is what an entry of it is made of, and how the letters of a rule
are bound to what a tape entry holds.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

Rule = Callable[[Any, Any, Sequence[Any], dict[str, Any], int], Any]
Bind = Callable[..., tuple[tuple[Any, ...], dict[str, Any]]]

_NO_HOOK = frozenset({np.ndarray, float, int, bool})  # which need not be asked
# The file of the functions that are made here: one of this package, so no line of the user's.
_MADE_HERE = __file__.removesuffix(".py") + ", made"

TABLE: dict[str, Operation] = {}
BY_NUMPY_FUNCTION: dict[Callable[..., Any], Operation] = {}


class Operation:
    """An entry of the table: a NumPy function and the rule of each of its operands.

    Called on arrays it computes; called on an operand that offers ``__tinygrad_operation__``
    (a Tensor) it hands itself over, so this file needs to know nothing of Tensors.
    """

    __slots__ = (
        "_plain",
        "attributes",
        "bind",
        "differentiable",
        "function",
        "name",
        "operands",
        "output",
        "rules",
        "takes_many",
        "text",
    )

    def __init__(
        self, text: str, function: Callable[..., Any], rules: dict[str, Callable[..., Any]]
    ) -> None:
        self.text = text
        self.function = function
        self.output, self.name, parameters = _parse(text)
        before, _, after = parameters.partition("/")
        self.operands = tuple(re.findall(r"\*?\w+", before))
        self.attributes = tuple(re.findall(r"(\w+)(?:=\S+)?(?:,|$)", after.lstrip(", ")))
        unknown = set(rules) - set(self.operands)
        if unknown:
            raise ValueError(
                f"{text} has no operand {', '.join(sorted(unknown))} to give a rule to"
            )
        self.bind: Bind = eval(compile(self._bind_source(parameters), _MADE_HERE, "eval"))
        self.rules = tuple(self._positional(rules.get(letter)) for letter in self.operands)
        self.differentiable = bool(rules)
        self.takes_many = "*" in before
        fixed = not self.attributes and not self.takes_many
        self._plain = len(self.operands) if fixed else -1  # arguments that need no binding

    def _bind_source(self, parameters: str) -> str:
        operands = "".join(letter + ", " for letter in self.operands)
        attributes = ", ".join(f"{name!r}: {name}" for name in self.attributes)
        if self.operands[-1].startswith("*"):  # after *xs nothing can be positional
            parameters = parameters.replace(", /", "")
        return f"lambda {parameters}: (({operands}), {{{attributes}}})"

    def _positional(self, rule: Callable[..., Any] | None) -> Rule | None:
        """Work out once where the letters that a rule asks for are found in a tape entry."""
        if rule is None:
            return None
        places = {"d" + self.output: "upstream", self.output: "output", "i": "i"}
        for position, letter in enumerate(self.operands):
            if letter.startswith("*"):
                places[letter[1:]] = f"operands[{position}:]"
            else:
                places[letter] = f"operands[{position}]"
        places |= {name: f"attributes[{name!r}]" for name in self.attributes}
        arguments = ", ".join(places[letter] for letter in inspect.signature(rule).parameters)
        source = f"lambda upstream, output, operands, attributes, i: rule({arguments})"
        positional: Rule = eval(compile(source, _MADE_HERE, "eval"), {"rule": rule})
        return positional

    def rules_of(self, n: int) -> tuple[Rule | None, ...]:
        """The rules of `n` operands; the last one serves all operands of a ``*xs``."""
        extra = n - len(self.rules)
        return self.rules if not extra else (self.rules + self.rules[-1:] * extra)[:n]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if kwargs or len(args) != self._plain:
            args, kwargs = self.bind(*args, **kwargs)
        for x in args:
            if type(x) not in _NO_HOOK:
                hook = getattr(type(x), "__tinygrad_operation__", None)
                if hook is not None:
                    return hook(self, args, kwargs)
        return self.function(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<operation {self.text}>"


def _parse(text: str) -> tuple[str, str, str]:
    match = re.fullmatch(r"(\w+) = (\w+)\((.*)\)", text)
    if match is None:
        raise ValueError(f"an operation is written 'z = name(x, y, /, attribute=0)', got {text!r}")
    return match[1], match[2], match[3]


def operation(
    text: str,
    function: Callable[..., Any],
    *also: Callable[..., Any],
    numpy: Callable[..., Any] | None = None,
    **rules: Callable[..., Any],
) -> Operation:
    """Add an entry to the table; `numpy` and `also` are the NumPy functions that lead to it."""
    entry = Operation(text, function, rules)
    if entry.name in TABLE:
        raise ValueError(f"the table already has an operation {entry.name}")
    TABLE[entry.name] = entry
    for known in (numpy or function, *also):
        BY_NUMPY_FUNCTION[known] = entry
    return entry
