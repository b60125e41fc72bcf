"""The parts of a trace: values, what made them, the names that they got."""

from __future__ import annotations

import functools
import operator
import re
import types
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tinygrad_bc.checker.watch import Site

BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "Add": operator.add, "Sub": operator.sub, "Mult": operator.mul, "Div": operator.truediv,
    "MatMult": operator.matmul, "Pow": operator.pow, "Mod": operator.mod,
    "FloorDiv": operator.floordiv, "BitAnd": operator.and_, "BitOr": operator.or_,
    "BitXor": operator.xor, "LShift": operator.lshift, "RShift": operator.rshift,
    "Lt": operator.lt, "LtE": operator.le, "Gt": operator.gt, "GtE": operator.ge,
    "Eq": operator.eq, "NotEq": operator.ne,
}  # fmt: skip
UNARY: dict[str, Callable[[Any], Any]] = {"USub": operator.neg, "Invert": operator.invert}
INPLACE: dict[str, Callable[[Any, Any], Any]] = {
    "Add": operator.iadd, "Sub": operator.isub, "Mult": operator.imul, "Div": operator.itruediv,
    "MatMult": operator.imatmul, "Pow": operator.ipow, "Mod": operator.imod,
    "FloorDiv": operator.ifloordiv, "BitAnd": operator.iand, "BitOr": operator.ior,
    "BitXor": operator.ixor, "LShift": operator.ilshift, "RShift": operator.irshift,
}  # fmt: skip
CONSUMING = (sum, min, max, sorted, tuple, list)
MUTATORS = {"fill", "sort", "copyto", "put", "fill_diagonal", "at", "shuffle", "put_along_axis"}
LIMIT, STRAIGHT = 20_000, 2_000  # values of a pass; of a program without a loop
AFTER, AFTER_SECONDS = 1_000, 0.3  # how long what follows the pass is watched


class PassOver(BaseException):
    """The watched pass has ended."""


class TooLong(Exception):
    """One pass holds more operations than can be judged."""


@dataclass(frozen=True)
class Ref:
    """Stands for the value of a node in the arguments of an operation."""

    node: int


@dataclass
class Node:
    """A value: what made it (nothing, for a leaf), from what, and where."""

    value: Any
    made: Callable[..., Any] | None = None
    args: Any = ()
    kwargs: Any = field(default_factory=dict)
    reads: tuple[int, ...] = ()
    site: Site | None = None


@dataclass(frozen=True)
class Binding:
    """A value got a name (or a place) at a line, reached through the calls of other lines."""

    node: int
    site: Site
    calls: tuple[int, ...]
    old: int | None = None
    parameter: bool = False
    key: Any = None  # the index of an element, as it was when the line ran

    @functools.cached_property
    def name(self) -> str:
        """The name alone, in small letters: ``w2`` for ``self.W2``, ``p["W" + i]``, ``W2[k]``."""
        if isinstance(self.key, str):
            return self.key.lower()
        quoted = re.search(r"\[(['\"])(.+?)\1\]$", self.site.text)
        words = [quoted[2]] if quoted else re.findall(r"\w+", self.site.text.split("[")[0])
        return words[-1].lower() if words else ""


def followed(value: Any) -> bool:
    """Whether a value is a number or an array of numbers, to be followed by identity."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "fiub"
    return isinstance(value, float | np.number)


def is_float(value: Any) -> bool:
    """Whether a value can be moved a little."""
    if isinstance(value, np.ndarray):
        return bool(value.dtype.kind == "f" and value.size)
    return isinstance(value, float | np.floating)


def copied(value: Any) -> Any:
    """A copy; floating point numbers in double precision."""
    if isinstance(value, np.ndarray):
        kept = isinstance(value, np.matrix)  # there * is the matrix product
        return np.array(value, dtype=float if value.dtype.kind == "f" else None, subok=kept)
    return value


def has_digits(value: Any) -> bool:
    """Whether a value is told from others by its digits: no whole number, and none like 0.25."""
    if not isinstance(value, np.ndarray):
        return isinstance(value, float) and len(repr(float(value))) > 12
    return value.dtype.kind == "f" and value.size > 0 and len(repr(float(np.max(value)))) > 12


def element(value: Any, k: int) -> Any:
    """An element of an array, counted in the order of its rows."""
    return np.ravel(value)[k]


def same(a: Any, b: Any) -> bool:
    return np.shape(a) == np.shape(b) and bool(np.array_equal(a, b, equal_nan=True))


def refs(tree: Any) -> Iterable[int]:
    if isinstance(tree, Ref):
        yield tree.node
    elif isinstance(tree, list | tuple):
        for part in tree:
            yield from refs(part)
    elif isinstance(tree, dict):
        for part in tree.values():
            yield from refs(part)


def variable(frame: types.FrameType, text: str) -> Any:
    """What a name held until now; a local name has nothing to do with a global one."""
    held = frame.f_locals.get(text)
    own = text in frame.f_code.co_varnames or text in frame.f_code.co_cellvars
    return frame.f_globals.get(text) if held is None and not own else held


def place(site: Site) -> str:
    """The list that a value is put into: the text before ``.append``."""
    return site.statement.split(".append")[0].split(".insert")[0]
