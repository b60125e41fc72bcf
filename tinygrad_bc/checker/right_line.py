"""The right line: the least change of the learner's own line that gives what the chain rule gives.

Every change is tried at the moment when the line ran, with the values that it had; what is offered
is a line that was run and gave the right value.
"""

from __future__ import annotations

import ast
import contextlib
import itertools
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinygrad_bc.checker.edits import ADDED, Edit, edits, expressions, span, swapped
from tinygrad_bc.checker.fits import ratio
from tinygrad_bc.checker.local import products
from tinygrad_bc.checker.moment import Line, Moment
from tinygrad_bc.checker.nodes import same
from tinygrad_bc.checker.vocabulary import Vocabulary, is_number

TRIED = 1500  # changes of one line
CLOSE = 1e-6
BUILDING = {
    "zeros",
    "ones",
    "full",
    "eye",
    "empty",
    "c_",
    "r_",
    "arange",
    "linspace",
    "random",
    "rng",
}
"""What makes arrays of a shape or at random: another shape would be no small change."""
TELLING = 4  # numbers that are proportional by no chance


class Wanted:
    """What a line should have given: one of `values`, times one of `factors` (the best first).

    Any other factor is the last choice (`loose`): a later line may make up for it.
    """

    def __init__(self, values: Sequence[Any], factors: Sequence[float] = (1.0,),
                 loose: bool = False) -> None:  # fmt: skip
        self.factors, self.loose = tuple(dict.fromkeys(factors)), loose
        self.values: list[Any] = []
        for value in values:
            new = all(not same(value, v) for v in self.values)
            self.values += [value] if new and np.any(value) else []

    def cost(self, found: Any) -> float | None:
        """How good a value is, 0 for the best; None for a wrong one."""
        if not is_number(found):
            return None
        flat = np.ravel(np.asarray(found, float))
        for value in self.values:
            if np.shape(found) != np.shape(value):
                continue
            c = ratio(flat, np.ravel(value), CLOSE)
            for k, factor in enumerate(self.factors if c is not None else ()):
                if abs((c or 0.0) / factor - 1) < CLOSE:
                    return 0.3 * k
            if c is not None and self.loose and np.size(value) >= TELLING:
                return 0.3 * len(self.factors)
        return None


class Search:
    """The changes of one line, tried one after the other.

    Parameters
    ----------
    tree : ast.Module
        The program.
    moment : Moment
        The line, and the values that it had.
    wanted : Wanted
        What it should have given.
    """

    def __init__(self, tree: ast.Module, moment: Moment, wanted: Wanted) -> None:
        self.moment, self.wanted = moment, wanted
        self.words = Vocabulary(tree, moment)
        self.values = {id(e): v for e, v in (*self.words.atoms, *self.words.slopes)}
        own = np.shape(moment.outcome())
        self.reshaped = all(np.shape(v) != own for v in wanted.values)

    def best(self) -> Edit | None:
        """The least change of the line that gives what is wanted, if there is one."""
        return self._least(self._changes()) or self._least(self._terms())

    def inside(self, part: ast.expr, whole: ast.expr) -> Edit | None:
        """The least change of a part that makes a whole expression what is wanted."""
        changes = edits(part, *self._material(), self._alike, self._fits)
        return self._least(changes, lambda edit: self.moment.value(edit.applied(whole)))

    def _least(
        self, changes: Iterator[Edit], outcome: Callable[[Edit], Any] | None = None
    ) -> Edit | None:
        best, least = None, np.inf
        for edit in sorted(changes, key=lambda e: e.cost)[:TRIED]:
            if edit.cost >= least:
                break
            try:
                off = self.wanted.cost((outcome or self.moment.outcome)(edit))
            except Exception:  # shapes that do not go together
                continue
            if off is not None and edit.cost + off < least:
                best, least = edit, edit.cost + off
        return best

    def _changes(self) -> Iterator[Edit]:
        line = self.moment.line
        pieces, factors = self._material()
        yield from edits(line.part, pieces, factors, self._alike, self._fits)
        if line.place is not None:
            yield from edits(line.place.slice, pieces, [], self._alike, self._fits)

    def _material(self) -> tuple[list[ast.expr], list[ast.expr]]:
        """What may stand for something else; what may be missing as a factor."""
        words = self.words
        pieces = [e for e, _ in (*words.atoms, *words.slopes)]
        return pieces, [e for e, _ in (*words.slopes, *words.numbers, *words.atoms)]

    def _value(self, node: ast.expr) -> Any:
        if id(node) not in self.values:
            value = self.words.value(node)
            self.values[id(node)] = value if is_number(value) else None
        return self.values[id(node)]

    def _alike(self, node: ast.expr, piece: ast.expr) -> bool:
        a, b = self._value(node), self._value(piece)
        if a is None or (np.ndim(a) == 0) != (np.ndim(b) == 0):
            return False
        return np.shape(a) == np.shape(b) or (self.reshaped and np.ndim(a) == np.ndim(b))

    def _fits(self, node: ast.expr, factor: ast.expr) -> bool:
        a, b = self._value(node), self._value(factor)
        try:
            return np.ndim(a) > 0 and np.broadcast_shapes(np.shape(a), np.shape(b)) == np.shape(a)
        except ValueError:
            return False

    def _terms(self) -> Iterator[Edit]:
        """A term that is missing: a value, or a product of two, times a number or not."""
        part, own = self.moment.line.part, self.moment.outcome()
        best = self.wanted.factors[0]
        lacking = [np.ravel(best * v - own) for v in self.wanted.values
                   if np.shape(v) == np.shape(own) and np.ndim(v)]  # fmt: skip
        for text, operands, value in self._addends(np.shape(own)):
            flat = np.ravel(np.asarray(value, float))
            for lack in lacking:
                c = ratio(lack, flat, CLOSE)
                for factor in () if c is None else self._written(abs(c)):
                    made = text.format(**{k: _operand(e) for k, e in operands.items()})
                    term = ast.parse(made, mode="eval").body
                    whole = term if factor is None else ast.BinOp(factor, ast.Mult(), term)
                    op = ast.Add() if (c or 0) > 0 else ast.Sub()
                    yield Edit(part, ast.BinOp(part, op, whole), ADDED)

    def _addends(self, shape: tuple[int, ...]) -> Iterator[tuple[str, dict[str, ast.expr], Any]]:
        """Arrays of a shape: how each is written, of what, and its value."""
        arrays = [(e, v) for e, v in (*self.words.atoms, *self.words.slopes) if np.ndim(v)]
        yield from (("{u}", {"u": e}, v) for e, v in arrays if np.shape(v) == shape)
        for (a, u), (b, x) in itertools.combinations(arrays, 2):
            for text, value in products(u, x):
                if np.shape(value) == shape:
                    yield text, {"u": a, "x": b}, value

    def _written(self, c: float) -> Iterator[ast.expr | None]:
        """How a factor is written: not at all, where it is 1; by a number in reach."""
        if abs(c - 1) < CLOSE:
            yield None
        for expression, value in self.words.numbers:
            if abs(float(value) / c - 1) < CLOSE:
                yield expression


def _operand(expression: ast.expr) -> str:
    text = ast.unparse(expression)
    return f"({text})" if isinstance(expression, ast.BinOp | ast.UnaryOp | ast.Compare) else text


@dataclass(frozen=True)
class RightLine:
    """A line as it should be.

    `line` is its number, where what is wrong is a function that is called, or the line that
    `defines` a name which is read.
    """

    text: str
    edit: Edit | None = None
    line: int = 0
    defines: str = ""
    written: str = ""

    @property
    def cost(self) -> float:
        """How far it is from what stands there."""
        return self.edit.cost if self.edit is not None else np.inf


def right_line(
    source: str, tree: ast.Module, moment: Moment, wanted: Wanted, known: str,
    beside: Collection[tuple[str, int]] = (),
) -> RightLine | None:  # fmt: skip
    """The learner's line, changed in one place so that it gives what is wanted.

    Or a line of a function that it calls; or what is `known` to be right by its form, if it is; or
    the one that defines a name in it, such as a mask: names `beside` the forward part and the
    gradients, with their lines.
    """
    search = Search(tree, moment, wanted)
    edit = search.best()
    if (defined := _in_a_definition(source, search, edit, beside)) is not None:
        return defined
    far = edit is None or edit.cost >= ADDED
    if far and known and _holds(known, moment, wanted):
        return RightLine(known)
    if far:
        inside = _in_a_function(source, tree, moment, wanted)
        if inside is not None and (edit is None or inside.cost <= edit.cost):
            return inside
    if edit is None:
        return None
    return RightLine(patched(source, moment.line.statement, edit), edit)


def _in_a_definition(
    source: str, search: Search, edit: Edit | None, beside: Collection[tuple[str, int]]
) -> RightLine | None:
    """The least change of a line that defines a name, such as a mask, which is read here.

    Where nothing but that name would have to be another one, and it is read here alone; or where no
    change of the line itself helps.
    """
    line, moment = search.moment.line, search.moment
    for name in expressions(line.part):
        if not isinstance(name, ast.Name):
            continue
        own = edit is None or ast.dump(edit.old) == ast.dump(name)
        if not own or (edit is not None and _read_elsewhere(line, name.id)):
            continue
        definition = _definition(line, name.id)
        if definition is None or (name.id, definition.lineno) not in beside:
            continue
        inlined = swapped(line.part, name, definition.value)
        try:
            unchanged = np.array_equal(moment.value(inlined), moment.value(line.part))
        except Exception:  # what it reads is not there any more
            continue
        if unchanged and (best := search.inside(definition.value, inlined)) is not None:
            text = patched(source, definition, best)
            return RightLine(text, best, definition.lineno, name.id, ast.unparse(definition))
    return None


def _read_elsewhere(line: Line, name: str) -> bool:
    """Whether other statements read a name: then it is what they need, perhaps."""
    here = {id(n) for n in ast.walk(line.statement)}
    return any(isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)
               and id(n) not in here for n in ast.walk(line.scope))  # fmt: skip


def _definition(line: Line, name: str) -> ast.Assign | None:
    """The one assignment to a name in the function, if it stands before the line."""
    found = [n for n in ast.walk(line.scope) if isinstance(n, ast.Assign)
             and any(ast.unparse(t) == name for t in n.targets)]  # fmt: skip
    alone = len(found) == 1 and len(found[0].targets) == 1
    if not alone or found[0].lineno > line.statement.lineno:
        return None
    words = set(re.findall(r"\w+", ast.unparse(found[0].value)))
    return None if words & BUILDING else found[0]


def _in_a_function(
    source: str, tree: ast.Module, moment: Moment, wanted: Wanted
) -> RightLine | None:
    """The least change of what a called function gives back that makes the line right."""
    best: tuple[float, ast.stmt, Edit] | None = None
    for called, function in moment.functions(tree):
        names = [ast.Name(a.arg, ast.Load()) for a in function.args.args if a.arg != "self"]
        for statement, part in _given_back(function):
            changes = edits(part, names, names, lambda a, b: isinstance(a, ast.Name),
                            lambda a, b: True)  # fmt: skip
            for edit in sorted(changes, key=lambda e: e.cost)[:TRIED]:
                if best is not None and edit.cost >= best[0]:
                    break
                try:
                    off = wanted.cost(moment.with_function(called, edit.applied(function)))
                except Exception:  # shapes that do not go together
                    continue
                if off is not None and (best is None or edit.cost + off < best[0]):
                    best = edit.cost + off, statement, edit
    if best is None:
        return None
    _, statement, edit = best
    return RightLine(patched(source, statement, edit), edit, statement.lineno)


def _given_back(function: ast.FunctionDef) -> Iterator[tuple[ast.stmt, ast.expr]]:
    """The expressions that a function gives back, or computes under way."""
    for node in ast.walk(function):
        if isinstance(node, ast.Return | ast.Assign) and node.value is not None:
            yield node, node.value


def _holds(text: str, moment: Moment, wanted: Wanted) -> bool:
    """Whether a line, as it stands, gives what is wanted."""
    try:
        value: Any = ast.parse(text).body[0]
        found = moment.outcome(Edit(moment.line.part, value.value, 0.0))
    except Exception:
        return False
    return wanted.cost(found) is not None


def patched(source: str, statement: ast.stmt, edit: Edit) -> str:
    """The statement as the learner typed it, with one expression replaced."""
    whole = source.encode()
    (begin, end), (first, last) = span(whole, statement), span(whole, edit.old)
    texts = [ast.unparse(edit.new)]
    if any(node is edit.new for node in ast.walk(edit.old)):  # something was left out
        start, stop = span(whole, edit.new)
        texts.insert(0, whole[start:stop].decode())
        alone = edit.old is getattr(statement, "value", None)
        if not alone and whole[start - 1 : start] == b"(" and whole[stop : stop + 1] == b")":
            texts.insert(0, f"({texts[0]})")
    spans = [(first, last)]
    if whole[first - 1 : first] == b"(" and whole[last : last + 1] == b")":
        spans.insert(0, (first - 1, last + 1))
    right = ast.dump(edit.applied(statement))
    for text in (*texts, f"({texts[-1]})"):
        for start, stop in spans:
            made = (whole[begin:start] + text.encode() + whole[stop:end]).decode()
            made = " ".join(part.strip() for part in made.splitlines())
            with contextlib.suppress(SyntaxError):
                if ast.dump(ast.parse(made).body[0]) == right:
                    return made
    return ast.unparse(edit.applied(statement))
