"""What a learner could have written at a line: the values in reach there, and how they are read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import numpy as np

from tinygrad_bc.checker.catalogue import ACTIVATIONS
from tinygrad_bc.checker.edits import neighbours
from tinygrad_bc.checker.moment import Moment

KEYS = 20  # of a dictionary: more are data
MOST = 60  # values that are tried

Piece = tuple[ast.expr, Any]  # an expression, and its value at the line


class Vocabulary:
    """Values in reach of a line: names, attributes, elements; slopes of them; numbers.

    Attributes
    ----------
    atoms : list of Piece
        Arrays and numbers as they are.
    slopes : list of Piece
        Derivatives of activations of those, as formulas or by the program's own functions.
    numbers : list of Piece
        The numbers among the atoms.
    """

    def __init__(self, tree: ast.Module, moment: Moment) -> None:
        self.tree, self.moment = tree, moment
        self.atoms = self._values(self._atoms())
        self.numbers = [(e, v) for e, v in self.atoms if np.ndim(v) == 0]
        shape = np.shape(self.value(moment.line.part))
        arrays = [(e, v) for e, v in self.atoms if np.ndim(v) and np.shape(v) == shape]
        self.slopes = self._values(self._slopes(arrays))

    def value(self, expression: ast.expr) -> Any:
        """What an expression gives at the line; None for what gives nothing."""
        try:
            return self.moment.value(expression)
        except Exception:  # a name of another function, an index out of range
            return None

    def _values(self, expressions: Iterator[ast.expr]) -> list[Piece]:
        """Those that have a value, each value once or twice."""
        found: list[Piece] = []
        known: dict[Any, int] = {}
        texts: set[str] = set()
        for expression in expressions:
            text = ast.unparse(expression)
            if text in texts or len(found) == MOST:
                continue
            texts.add(text)
            value = self.value(expression)
            if not is_number(value):
                continue
            mark = (np.shape(value), np.asarray(value, float).tobytes())
            known[mark] = known.get(mark, 0) + 1
            if known[mark] < 3:
                found.append((expression, value))
        return found

    def _atoms(self) -> Iterator[ast.expr]:
        scope = self.moment.line.scope
        for node in _within(scope):
            if isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
                yield from _as_read(node)
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "len":
                yield node
        for name, held in {**self.moment.globals, **self.moment.locals}.items():
            if name.startswith("_"):
                continue
            here = ast.Name(name, ast.Load())
            if is_number(held):
                yield here
            elif isinstance(held, dict) and len(held) <= KEYS:
                keys = [k for k in held if isinstance(k, str)]
                yield from (ast.Subscript(here, ast.Constant(k), ast.Load()) for k in keys)
            elif name == "self":
                yield from (ast.Attribute(here, key, ast.Load()) for key in vars(held)
                            if not key.startswith("_"))  # fmt: skip

    def _slopes(self, arrays: list[Piece]) -> Iterator[ast.expr]:
        for function in self._functions():
            for expression, _ in arrays:
                yield ast.Call(function, [expression], [])
        for expression, _ in arrays:
            for slope in ACTIVATIONS:
                text = slope.text.format(a=ast.unparse(expression), z=ast.unparse(expression))
                yield ast.parse(text, mode="eval").body
            yield ast.Compare(expression, [ast.Lt()], [ast.Constant(0)])
            for leak in self._leaks():
                text = f"np.where({ast.unparse(expression)} > 0, 1, {leak})"
                yield ast.parse(text, mode="eval").body

    def _leaks(self) -> list[str]:
        """The share that a leaky relu of the program lets through below 0."""
        chosen = (n for n in ast.walk(self.tree) if isinstance(n, ast.Call)
                  and ast.unparse(n.func) in ("np.where", "np.maximum"))  # fmt: skip
        factors = (f for call in chosen for part in call.args for f in _factors(part))
        return list(dict.fromkeys(ast.unparse(f) for f in factors))

    def _functions(self) -> list[ast.expr]:
        """The program's own functions of one argument, as they are called in it.

        One that keeps something, as a layer keeps its input, is no derivative.
        """
        found: dict[str, ast.expr] = {}
        every = [n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef)]
        defined = {n.name for n in every} - {n.name for n in every if _keeps(n)}
        defined |= {t.id for n in ast.walk(self.tree) if isinstance(n, ast.Assign)
                    and isinstance(n.value, ast.Lambda) for t in n.targets
                    if isinstance(t, ast.Name)}  # fmt: skip
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
                name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
                name = node.func.id if isinstance(node.func, ast.Name) else name
                if name in defined:
                    found.setdefault(ast.unparse(node.func), node.func)
        return list(found.values())


def is_number(value: Any) -> bool:
    """Whether a value is a number, or an array of numbers or truth values."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "fiub" and value.size > 0
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _factors(product: ast.expr) -> Iterator[ast.expr]:
    """The numbers in a product, by value or by name."""
    if isinstance(product, ast.BinOp) and isinstance(product.op, ast.Mult):
        sides = (product.left, product.right)
        yield from (e for e in sides if isinstance(e, ast.Constant | ast.Name))


def _keeps(function: ast.FunctionDef) -> bool:
    """Whether a function changes anything that is not its own."""
    stores = (n for n in ast.walk(function) if isinstance(n, ast.Attribute | ast.Global))
    return any(isinstance(n, ast.Global) or isinstance(n.ctx, ast.Store) for n in stores)


def _within(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function, or of a module beside its functions and classes."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef | ast.ClassDef):
            yield child
            yield from _within(child)


def _as_read(node: Any) -> Iterator[ast.expr]:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice | ast.Tuple):
        return
    if any(isinstance(n, ast.Call) for n in ast.walk(node)):
        return
    made = type(node)(**{**dict(ast.iter_fields(node)), "ctx": ast.Load()})
    yield made
    if isinstance(made, ast.Subscript):
        for index in neighbours(made.slice):
            yield ast.Subscript(made.value, index, ast.Load())
