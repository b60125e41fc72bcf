"""What the learner's own program calls its values.

Three places know it: the variables of the functions that are still running, with what lies in
their dictionaries, lists and objects; the line that made a value (``Z1 = W1 @ X + b1``); and the
line that used it first.  The last two outlive the function that the line stands in.
"""

from __future__ import annotations

import ast
import linecache
import re
import sys
import sysconfig
from collections import deque
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

import numpy as np

from tinygrad_bc.operation import BY_NUMPY_FUNCTION, Operation
from tinygrad_bc.tape import Entry, Node, user_frame

_MOST = 2_000  # containers of a scope that are looked into
_LIBRARIES = tuple({sysconfig.get_path(key) for key in ("stdlib", "purelib", "platlib")})
_LONGEST = 1_000  # items of one container
_DEEPEST = 4  # parts of a path such as net.layers[0].W
_NOT_LOOKED_INTO = (str, bytes, int, float, type, ModuleType, FunctionType, np.ndarray, Node)


class Called(NamedTuple):
    """A name, and whether a number belongs to it that the text does not tell: ``W[l]``."""

    text: str
    counted: bool = False


# ------------------------------------------------------------------ variables


def variables() -> dict[int, str]:
    """What the functions that are running call their arrays and Tensors, by ``id``.

    The nearest frame outside this package comes first, then those that called it.  Variables come
    before what lies in their dictionaries, lists and objects: ``params["W1"]`` and ``net.W1`` give
    ``W1``, and so does ``W[1]``.
    """
    nearest = frame = user_frame(sys._getframe(1))
    scopes: list[Mapping[str, Any]] = [frame.f_locals]
    while frame.f_back is not None and not frame.f_back.f_code.co_filename.startswith(_LIBRARIES):
        frame = frame.f_back
        scopes.append(frame.f_locals)
    scopes.append(nearest.f_globals)
    paths = [pair for scope in scopes for pair in _within(scope)]
    found: dict[int, str] = {}
    for path, value in sorted(paths, key=lambda pair: len(pair[0]) > 1):
        if name := _of_path(path):
            found.setdefault(id(value), name)
    return found


def _within(scope: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """The arrays and Tensors of a scope, each with the keys that lead to it, shallow ones first."""
    queue: deque[tuple[tuple[str | int, ...], Any]] = deque(
        ((name,), value)
        for name, value in list(scope.items())
        if name.isidentifier() and name[0] != "_" and name not in ("In", "Out")  # of a notebook
    )
    seen: set[int] = set()
    while queue and len(seen) < _MOST:
        path, value = queue.popleft()
        if isinstance(value, (np.ndarray, Node)):
            yield path, value
        elif len(path) < _DEEPEST and id(value) not in seen:
            seen.add(id(value))
            queue.extend(((*path, key), item) for key, item in _items(value))


def _items(value: Any) -> Iterator[tuple[str | int, Any]]:
    """What lies in a dictionary, list, tuple or object."""
    if isinstance(value, _NOT_LOOKED_INTO):
        return
    if type(value) in (list, tuple):
        yield from zip(range(_LONGEST), value, strict=False)
        return
    if not isinstance(value, dict):
        try:
            value = object.__getattribute__(value, "__dict__")
        except AttributeError:
            return
    for _, key in zip(range(_LONGEST), list(value), strict=False):
        if isinstance(key, (str, int)) and not str(key).startswith("_"):
            yield key, value[key]


def _of_path(path: tuple[str | int, ...]) -> str:
    """The name that a path gives: its last word, with the number that stands by or before it.

    Examples
    --------
    >>> _of_path(("W", 1)), _of_path(("net", "layers", 0, "W")), _of_path(("params", "fc2", "W"))
    ('W1', 'W0', 'W2')
    """
    words = [k for k, part in enumerate(path) if isinstance(part, str)]
    word = str(path[words[-1]])
    after, before = path[words[-1] + 1 :], path[1 : words[-1]]
    if len(after) > 1:
        return ""  # caches[0][1] says nothing
    if after:
        return f"{word}{after[0]}"
    numbers = [re.search(r"\d+$", str(part)) for part in before]
    last = next((found[0] for found in reversed(numbers) if found), "")
    return word if re.search(r"\d$", word) else word + last


# ------------------------------------------------------------------ lines


class _Lines(NamedTuple):
    """What the statements of a file say, by the place of an expression.

    A call is known by where it ends, since the interpreter moves the start of ``x.sum().mean()``
    to the last name when it stands on several lines.
    """

    made: dict[Any, Called]  # Z of Z = W @ X
    taken: dict[Any, list[Called | None]]  # W and X of it
    functions: dict[Any, str]  # mean of x.mean()


def target(entry: Entry) -> Called | None:
    """What the forward line calls the result, where the operation is all that it assigns."""
    made: Called | None = _look_up(_lines(entry.code.co_filename).made, entry)
    return made


def operand(entry: Entry, i: int) -> Called | None:
    """What the forward line calls an operand."""
    if entry.operation.operands[0].startswith("*"):
        return None  # concatenate([x, y])
    taken = _look_up(_lines(entry.code.co_filename).taken, entry) or []
    at = max(len(taken) - len(entry.operands), 0) + i
    return taken[at] if at < len(taken) and not is_part(entry) else None


def is_part(entry: Entry) -> bool:
    """Whether the line calls a function that may consist of more operations than this one."""
    function = _look_up(_lines(entry.code.co_filename).functions, entry)
    return function is not None and function not in _names_of(entry.operation)


def _look_up(table: dict[Any, Any], entry: Entry) -> Any:
    span = _span(entry.code, entry.instruction)
    return table.get(span, table.get(span[2:]))


@lru_cache(maxsize=10_000)
def _span(code: CodeType, instruction: int) -> tuple[int | None, ...]:
    """Where the expression stands: its first line and column, its last line and column."""
    positions = next(islice(code.co_positions(), instruction // 2, None), (None,) * 4)
    first, last, start, end = positions
    return first, start, last, end


@lru_cache
def _names_of(operation: Operation) -> set[str]:
    known = {f.__name__ for f, o in BY_NUMPY_FUNCTION.items() if o is operation}
    return known | {operation.name}


def _lines(file: str) -> _Lines:
    """What a file says; read again where its lines are others than before."""
    lines = linecache.getlines(file)
    before = _read.get(file)
    if before is None or before[0] is not lines:
        before = _read[file] = (lines, _understood(lines))
    return before[1]


_read: dict[str, tuple[list[str], _Lines]] = {}


def _understood(lines: list[str]) -> _Lines:
    result = _Lines({}, {}, {})
    try:
        tree = ast.parse("".join(lines))
    except (SyntaxError, ValueError):
        return result
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr)) and node.value:
            for goal in node.targets if isinstance(node, ast.Assign) else [node.target]:
                _assigned(goal, node.value, result)
        elif isinstance(node, ast.AugAssign):
            _assigned(node.target, node, result)
        elif isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr == "append" and node.args:
                _assigned(node.func.value, node.args[0], result, counted=True)
            result.functions[_key(node)] = getattr(node.func, "attr", getattr(node.func, "id", ""))
        taken = _taken(node)
        if taken:
            result.taken[_key(node)] = [_called(x) for x in taken]
    return result


def _key(node: Any) -> tuple[int, ...]:
    end = (node.end_lineno, node.end_col_offset)
    return end if isinstance(node, ast.Call) else (node.lineno, node.col_offset, *end)


def _taken(node: ast.AST) -> list[ast.expr]:
    """The operands of an expression."""
    match node:
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.AugAssign(target=left, value=right):
            return [left, right]
        case ast.UnaryOp(operand=x) | ast.Subscript(value=x):
            return [x]
        case ast.Compare(left=left, comparators=[right]):
            return [left, right]
        case ast.Call(func=ast.Attribute(value=ast.Name(id="np" | "numpy" | "tg")), args=args):
            return args
        case ast.Call(func=ast.Attribute(value=x), args=args):
            return [x, *args]  # x.dot(y): the last ones are operands
        case ast.Call(args=args):
            return args
    return []


def _assigned(goal: ast.expr, value: Any, result: _Lines, counted: bool = False) -> None:
    """Note what an expression is assigned to; of ``a if c else b``, both may be."""
    if isinstance(goal, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, made in zip(goal.elts, value.elts, strict=False):
            _assigned(one, made, result, counted)
    elif isinstance(value, ast.IfExp):
        _assigned(goal, value.body, result, counted)
        _assigned(goal, value.orelse, result, counted)
    elif called := _called(goal):
        result.made[_key(value)] = Called(called.text, counted or called.counted)


def _called(x: ast.expr) -> Called | None:
    """What an expression names: ``W1``, ``net.W1``, ``p["W1"]``, ``W[l]``, ``p[f"W{l}"]``."""
    match x:
        case ast.Attribute(attr="T" | "mT" | "data"):
            return None  # of the value, and no name
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return Called(name.lstrip("_")) if name.strip("_") else None
        case ast.Subscript(value=base, slice=ast.Constant(value=key)):
            if isinstance(key, str):
                return Called(key)
            of = _called(base)
            return Called(f"{of.text}{key}") if of and isinstance(key, int) else None
        case ast.Subscript(slice=ast.JoinedStr(values=[ast.Constant(value=str(text)), *_])):
            return Called(text, counted=True)
        case ast.Subscript(slice=ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Add())):
            return Called(text, counted=True)
        case ast.Subscript(value=base, slice=ast.Name() | ast.BinOp()):
            of = _called(base)
            return Called(of.text, counted=True) if of else None
    return None
