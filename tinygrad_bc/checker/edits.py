"""Small changes of a line that its writer may have meant: syntax alone, nothing is run.

Each takes one expression of the line out and puts another one in.
"""

from __future__ import annotations

import ast
import copy
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.MatMult, ast.Div),
    ast.Div: (ast.Mult, ast.MatMult),
    ast.MatMult: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Pow: (ast.Mult,),
}
COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip
FUNCTIONS = ("sign", "abs", "exp", "log", "sqrt", "square", "tanh", "cosh", "sin", "cos")
AXES: tuple[int | None, ...] = (0, 1, None)
REBRACKETED = 6  # operands in a row, all of whose brackets are tried
DROPPED, MOVED, REPLACED, ADDED, EVERYWHERE = 1.0, 1.1, 1.5, 2.0, 0.2
"""How much of a line a change alters: the least is what was meant."""


@dataclass(frozen=True)
class Edit:
    """An expression of a line, what stands there instead, and how far that is from it.

    One that stands in the line several times may be replaced everywhere.
    """

    old: ast.expr
    new: ast.expr
    cost: float
    again: tuple[ast.expr, ...] = ()

    def applied(self, tree: Any) -> Any:
        """A tree with the change; the tree itself stays as it is."""
        for node in (self.old, *self.again):
            tree = swapped(tree, node, self.new)
        return tree


Alike = Callable[[ast.expr, ast.expr], bool]


def edits(part: ast.expr, pieces: Sequence[ast.expr], factors: Sequence[ast.expr],
          alike: Alike, fits: Alike) -> Iterator[Edit]:  # fmt: skip
    """Every single change of an expression.

    Parameters
    ----------
    part : ast.expr
        The expression.
    pieces : sequence of ast.expr
        What may stand for an expression that it is `alike`.
    factors : sequence of ast.expr
        What may be missing as a factor or divisor.
    alike : callable
        Whether one expression may stand for another.
    fits : callable
        Whether an expression may be multiplied with a factor.

    Examples
    --------
    >>> import ast
    >>> line = ast.parse("dZ @ A1.T / m", mode="eval").body
    >>> piece = ast.parse("A0", mode="eval").body
    >>> found = edits(line, [piece], [], lambda a, b: True, lambda a, b: True)
    >>> texts = [ast.unparse(e.applied(line)) for e in found]
    >>> "dZ @ A0.T / m" in texts, "dZ @ A1.T" in texts, "dZ * A1.T / m" in texts
    (True, True, True)
    """
    same: dict[str, list[ast.expr]] = {}
    for node in expressions(part):
        same.setdefault(ast.dump(node), []).append(node)
    for first, *others in same.values():
        for edit in _of_one(first, pieces, alike):
            yield edit
            if others:
                yield Edit(first, edit.new, edit.cost + EVERYWHERE, tuple(others))
        for node in others:
            yield from _of_one(node, pieces, alike)
    for node in expressions(part):
        if isinstance(node, ast.BinOp | ast.Call | ast.Name | ast.Attribute | ast.Subscript):
            for factor in (f for f in factors if fits(node, f)):
                yield Edit(node, ast.BinOp(node, ast.Mult(), factor), ADDED)
                yield Edit(node, ast.BinOp(node, ast.Div(), factor), ADDED)


def _of_one(node: ast.expr, pieces: Sequence[ast.expr], alike: Alike) -> Iterator[Edit]:
    """What may stand for one expression."""
    yield from _shorter(node)
    yield from _other_form(node)
    yield from (Edit(node, new, MOVED) for new in _rebracketed(node))
    if not isinstance(node, ast.Constant):
        yield Edit(node, ast.UnaryOp(ast.USub(), node), MOVED)
    for piece in pieces:
        if alike(node, piece) and ast.dump(piece) != ast.dump(node):
            yield Edit(node, piece, REPLACED + _distance(node, piece))


def expressions(part: ast.expr) -> Iterator[ast.expr]:
    """The expressions in one that have a value of their own, the outermost first."""
    yield part
    if isinstance(part, ast.Call):
        inner = [*part.args, *(k.value for k in part.keywords if k.arg not in ("axis", "keepdims"))]
        if isinstance(part.func, ast.Attribute) and not _of_module(part):
            inner.append(part.func.value)
    elif isinstance(part, ast.Attribute):
        inner = [part.value] if part.attr == "T" else []
    elif isinstance(part, ast.Slice | ast.Lambda | ast.ListComp | ast.GeneratorExp):
        inner = []
    else:
        inner = [n for n in ast.iter_child_nodes(part) if isinstance(n, ast.expr)]
    for node in inner:
        yield from expressions(node)


def _shorter(node: ast.expr) -> Iterator[Edit]:
    """Something left out."""
    if isinstance(node, ast.BinOp):
        yield Edit(node, node.left, DROPPED)
        yield Edit(node, node.right, DROPPED)
        first = node.left
        while isinstance(node.op, ast.Mult) and _is_product(first):  # more than one factor
            first = first.left
            yield Edit(node, first, MOVED)
    elif isinstance(node, ast.UnaryOp):
        yield Edit(node, node.operand, DROPPED)
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield Edit(node, node.value, DROPPED)
    elif isinstance(node, ast.Call) and node.args:
        yield Edit(node, node.args[0], MOVED)


def _is_product(node: ast.expr) -> TypeGuard[ast.BinOp]:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)


def _other_form(node: ast.expr) -> Iterator[Edit]:
    """The same operands, put together in another way."""
    if isinstance(node, ast.BinOp):
        for op in OPERATORS.get(type(node.op), ()):
            yield Edit(node, ast.BinOp(node.left, op(), node.right), MOVED)
        yield Edit(node, ast.BinOp(node.right, node.op, node.left), MOVED)
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARED:
        other = COMPARED[type(node.ops[0])]()
        yield Edit(node, ast.Compare(node.left, [other], node.comparators), MOVED)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        for value in (0, 1, 2, 0.5, node.value + 1, node.value - 1):
            if value != node.value:
                yield Edit(node, ast.Constant(value), REPLACED)
    elif isinstance(node, ast.Call):
        yield from _other_call(node)
    if isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Call):
        if not (isinstance(node, ast.Attribute) and node.attr == "T"):
            yield Edit(node, ast.Attribute(node, "T", ast.Load()), MOVED)
        yield Edit(node, ast.BinOp(node, ast.Pow(), ast.Constant(2)), ADDED)
        yield Edit(node, _of_numpy("sign", node), ADDED)
    if isinstance(node, ast.Subscript):
        for index in neighbours(node.slice):
            yield Edit(node, ast.Subscript(node.value, index, ast.Load()), REPLACED)


def _of_numpy(name: str, *args: ast.expr) -> ast.Call:
    return ast.Call(ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load()), list(args), [])


def neighbours(index: ast.expr) -> list[ast.expr]:
    """The index of the layer below and of the one above: ``l`` and ``l + 2`` of ``l + 1``."""
    base, shift = index, 0
    if isinstance(index, ast.BinOp) and isinstance(index.right, ast.Constant):
        sign = {ast.Add: 1, ast.Sub: -1}.get(type(index.op), 0)
        if sign and isinstance(index.right.value, int):
            base, shift = index.left, sign * index.right.value
    if isinstance(index, ast.UnaryOp) and isinstance(index.operand, ast.Constant):
        return []  # the last but one is not the layer below
    if not isinstance(base, ast.Name | ast.UnaryOp):
        return []
    return [_shifted(base, shift + step) for step in (-1, 1)]


def _shifted(base: ast.expr, shift: int) -> ast.expr:
    if shift == 0:
        return base
    return ast.BinOp(base, ast.Add() if shift > 0 else ast.Sub(), ast.Constant(abs(shift)))


def _other_call(node: ast.Call) -> Iterator[Edit]:
    """Operands the other way round; a sum over another axis; a sum for a mean."""
    if len(node.args) == 2:
        turned = ast.Call(node.func, node.args[::-1], node.keywords)
        yield Edit(node, turned, MOVED)
        if _called(node) in ("dot", "matmul", "multiply"):
            yield Edit(node, ast.BinOp(node.args[0], ast.Mult(), node.args[1]), MOVED)
    if _of_module(node) and _called(node) in FUNCTIONS:
        others = (name for name in FUNCTIONS if name != _called(node))
        yield from (Edit(node, _of_numpy(name, *node.args), REPLACED) for name in others)
    if _called(node) not in ("sum", "mean"):
        return
    kept = [k for k in node.keywords if k.arg not in ("axis", "keepdims")]
    args = node.args[: 1 if _of_module(node) else 0]
    for axis, keep in itertools.product(AXES, (True, False)):
        if axis is None and keep:
            continue
        words = [ast.keyword("axis", ast.Constant(axis))] if axis is not None else []
        words += [ast.keyword("keepdims", ast.Constant(True))] if keep else []
        yield Edit(node, ast.Call(node.func, args, [*kept, *words]), MOVED)
    if isinstance(node.func, ast.Attribute):
        other = "sum" if node.func.attr == "mean" else "mean"
        function = ast.Attribute(node.func.value, other, ast.Load())
        yield Edit(node, ast.Call(function, node.args, node.keywords), REPLACED)


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _of_module(node: ast.Call) -> bool:
    """Whether it is ``np.sum(x)`` rather than ``x.sum()``."""
    return isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) in ("np", "numpy")


def _rebracketed(node: ast.expr) -> Iterator[ast.expr]:
    """The same operands and operators in their order, with other brackets."""
    operands, operators = _in_a_row(node)
    if not 2 < len(operands) <= REBRACKETED:
        return
    own = ast.dump(node)
    yield from (new for new in _bracketed(operands, operators) if ast.dump(new) != own)


def _in_a_row(node: ast.expr) -> tuple[list[ast.expr], list[ast.operator]]:
    if not isinstance(node, ast.BinOp) or isinstance(node.op, ast.Pow):
        return [node], []
    left, before = _in_a_row(node.left)
    right, after = _in_a_row(node.right)
    return left + right, [*before, node.op, *after]


def _bracketed(operands: list[ast.expr], operators: list[ast.operator]) -> Iterator[ast.expr]:
    if len(operands) == 1:
        yield operands[0]
    for k, op in enumerate(operators):
        for left in _bracketed(operands[: k + 1], operators[:k]):
            for right in _bracketed(operands[k + 1 :], operators[k + 1 :]):
                yield ast.BinOp(left, op, right)


def _distance(old: ast.expr, new: ast.expr) -> float:
    """How unlike two texts are, from 0 to about 0.4: ``A1`` is nearer to ``A0`` than ``W2``."""
    a, b = ast.unparse(old), ast.unparse(new)
    shared = sum(x == y for x, y in zip(a, b, strict=False))
    return 0.4 * (1 - shared / max(len(a), len(b)))


def span(whole: bytes, node: Any) -> tuple[int, int]:
    """Where a node of a syntax tree begins and ends in its program's text, in bytes."""
    starts = [0, *itertools.accumulate(map(len, whole.splitlines(keepends=True)))]
    begin, end = starts[node.lineno - 1], starts[node.end_lineno - 1]
    return begin + node.col_offset, end + node.end_col_offset


def swapped(tree: Any, old: ast.AST, new: ast.AST) -> Any:
    """A tree with one of its nodes replaced; the tree itself stays as it is."""
    if tree is old:
        return new
    changed = {}
    for name, value in ast.iter_fields(tree):
        if isinstance(value, list):
            parts = [swapped(v, old, new) if isinstance(v, ast.AST) else v for v in value]
            if any(a is not b for a, b in zip(parts, value, strict=True)):
                changed[name] = parts
        elif isinstance(value, ast.AST) and (part := swapped(value, old, new)) is not value:
            changed[name] = part
    if not changed:
        return tree
    made = copy.copy(tree)
    for name, value in changed.items():
        setattr(made, name, value)
    return made
