"""Find out how a learner's program is run: its training loop, its own calls, or its functions."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

FORWARD = re.compile(r"forward|feed|predict|propagate|fprop|fwd|^fp$", re.I)
BACKWARD = re.compile(r"back|grad|bprop|bwd|^bp$", re.I)
NUMERIC = re.compile(r"num|check|approx|finite", re.I)
GRADIENT = re.compile(r"^_?(d_?[A-Za-z]|delta|grad|nabla|g_)|(delta|grad|_error|_err)\d*$")
PRODUCTS = {"dot", "matmul", "einsum", "outer", "inner", "tensordot", "multiply", "vdot"}
TRIED = 4  # loops that are run at most before the program is given up
Loop = ast.For | ast.While


class NoEntry(Exception):
    """There is nothing in the file that can be judged, for the reason given."""


@dataclass
class Entry:
    """What to watch: a loop's first pass, the program from a statement on, or calls.

    Attributes
    ----------
    loop, start : (int, int) or None
        Where the loop, or the first watched statement, stands: line and column.
    calls : str
        Statements that call the file's functions.
    assumptions : list of str
        What was taken for granted, in words.
    stopped : int
        The line at which an error ended the pass before its time.
    ran : bool
        Whether the pass was found when the program ran.
    unwatched : int
        Passes of the loop that run before the one that is watched.
    inferred : bool
        Whether the loss that is asked for was inferred from an earlier pass.
    """

    loop: tuple[int, int] | None = None
    start: tuple[int, int] | None = None
    calls: str = ""
    assumptions: list[str] = field(default_factory=list)
    stopped: int = 0
    ran: bool = False
    unwatched: int = 0
    inferred: bool = False

    def next_pass(self, inferred: bool) -> Entry:
        """The pass that follows this one; `inferred`, where this one has shown the loss."""
        said = [text.replace("the first pass", "the second pass") for text in self.assumptions]
        return Entry(self.loop, assumptions=said, unwatched=self.unwatched + 1, inferred=inferred)


def entries(tree: ast.Module, call: str = "", known: Sequence[str] = ()) -> Iterator[Entry]:
    """Ways to run a program, the likeliest first.

    Parameters
    ----------
    tree : ast.Module
        The program.
    call : str
        Statements that call its functions: then nothing is looked for.
    known : sequence of str
        Names of variables that the program is given.

    Raises
    ------
    NoEntry
        After the last one, when there are no functions either whose names say what they are.
    """
    from tinygrad_bc.checker.calls import by_names

    if call:
        yield Entry(calls=call)
        return
    program = Program(tree)
    ran: list[Loop] = []
    for loop in program.loops()[:TRIED]:
        if any(loop in ast.walk(outer) for outer in ran):
            continue
        said = f"judged: the first pass of the loop in line {loop.lineno}"
        entry = Entry(loop=_place(loop), assumptions=[said])
        yield entry
        if entry.ran:
            ran.append(loop)
    if ran:
        yield from _called(tree, known)
        return
    for start in program.starts():
        said = f"judged: the program as it runs, from line {start.lineno} on"
        yield Entry(start=_place(start), assumptions=[said])
    yield by_names(tree, known)


def _called(tree: ast.Module, known: Sequence[str]) -> Iterator[Entry]:
    """The functions by their names, where there are such; the loop was run before."""
    from tinygrad_bc.checker.calls import by_names

    try:
        yield by_names(tree, known)
    except NoEntry:
        return


def _place(node: ast.stmt) -> tuple[int, int]:
    return node.lineno, node.col_offset


class Program:
    """A syntax tree with its functions by name, so that a loop is seen with what it calls."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.functions: dict[str, list[ast.FunctionDef | ast.Lambda]] = {}
        self.variables = targets(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                self.functions.setdefault(node.name, []).append(node)
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
                for name in targets(node):
                    self.functions.setdefault(name, []).append(node.value)

    def reach(self, node: ast.AST) -> list[ast.AST]:
        """A node and the functions that it calls, and that those call."""
        found, waiting = [node], [node]
        while waiting:
            for name in called(waiting.pop()):
                is_object = name in self.variables and name not in self.functions
                kept = "__call__" if is_object else name
                for function in self.functions.get(name, self.functions.get(kept, [])):
                    if all(function is not f for f in found):
                        found.append(function)
                        waiting.append(function)
        return found

    def loops(self) -> list[Loop]:
        """The loops that may be the training, narrowed to the pass with one update, best first."""
        found = [n for n in ast.walk(self.tree) if isinstance(n, Loop) and self.trains(n)]
        found.sort(key=self._rank, reverse=True)
        narrowed: list[Loop] = []
        for loop in found:
            known = [loop]  # functions of one name may seem to call each other
            while (inner := self._holding_all(loop)) is not None and inner not in known:
                loop = inner
                known.append(loop)
            if all(loop is not n for n in narrowed):
                narrowed.append(loop)
        return narrowed

    def _rank(self, loop: Loop) -> tuple[bool, int]:
        return self._differentiates(loop), sum(size(part) for part in self.reach(loop))

    def _differentiates(self, node: ast.AST) -> bool:
        """Whether names say that gradients are computed."""
        for part in self.reach(node):
            if any(BACKWARD.search(n) and not NUMERIC.search(n) for n in called(part)):
                return True
            if any(GRADIENT.search(n) for n in targets(part)):
                return True
        return False

    def trains(self, loop: ast.AST) -> bool:
        """Whether a loop multiplies values and changes some that its next pass reads."""
        body = getattr(loop, "body", [loop])  # what it runs over is computed once
        parts = [part for statement in body for part in self.reach(statement)]
        held = set().union(*map(stored, body))
        changes = any(map(_updates, parts)) or bool(held & _read([loop]))
        return changes and any(map(_multiplies, parts)) and sum(map(size, parts)) >= 4

    def _holding_all(self, loop: Loop) -> Loop | None:
        """The loop inside (over samples or batches) that holds the updates and the forward part."""
        for body, at, inner in self._inside(loop):
            if not self.trains(inner):
                continue
            before, after = body[:at], body[at + 1 :]
            moved = stored(inner) & _read(list(inner.body))
            early = any(_read([s]) & moved and _multiplies(s) for s in before)
            late = any(stored(s) & _read([inner]) and _read([s]) & stored(inner) for s in after)
            late = late or any(map(self._steps, after))
            early = early or any(stored(s) & _read([inner]) and self._forward(s) for s in before)
            early = early or (any(map(self._forward, before)) and not self._forward(inner))
            carried = moved - set().union(*(stored(s) for s in before)) if before else moved
            carried = carried if body[at] in ast.walk(loop) else set()
            if not early and not late and (carried or self._starts_anew(inner)):
                return inner
        return None

    def _inside(self, loop: Loop) -> Iterator[tuple[list[ast.stmt], int, Loop]]:
        """The loops inside, with the statements that each stands among; then those in functions.

        A loop that calls a training, of each fold or setting, takes no step besides.
        """
        yield from _loops(loop.body)
        waiting, known = [loop.body], [loop.body]
        while waiting:
            for function in self._alone(waiting.pop()):
                if all(function.body is not b for b in known):
                    waiting.append(function.body)
                    known.append(function.body)
                    yield from (found for found in _loops(function.body) if self._forward(found[2]))

    def _alone(self, body: list[ast.stmt]) -> Iterator[ast.FunctionDef]:
        """The functions that statements call which have no forward part before, no step beside."""
        for k, statement in enumerate(body):
            beside = any(_updates(s) or self._steps(s) for s in body if s is not statement)
            if beside or any(map(self._forward, body[:k])):
                continue
            for name in called(statement):
                for function in self.functions.get(name, []):
                    if isinstance(function, ast.FunctionDef):
                        yield function

    def _steps(self, statement: ast.stmt) -> bool:
        """Whether a statement updates attributes, elements, or names one after the other."""
        for part in self.reach(statement):
            for node in ast.walk(part):
                if isinstance(node, ast.AugAssign):
                    several = isinstance(statement, ast.For)
                    if several or isinstance(node.target, ast.Attribute | ast.Subscript):
                        return True
        return False

    def _forward(self, statement: ast.stmt) -> bool:
        """Whether a statement multiplies matrices."""
        matrices = PRODUCTS - {"multiply"}
        return any(
            called(part) & matrices or any(isinstance(n, ast.MatMult) for n in ast.walk(part))
            for part in self.reach(statement)
        )

    def _starts_anew(self, inner: Loop) -> bool:
        """Whether all of the training is in the loop inside: one outside only tries settings."""
        return self._differentiates(inner) and any(map(_updates, self.reach(inner)))

    def starts(self) -> list[ast.stmt]:
        """Statements of the file from which a pass may run without a loop."""
        body = [s for s in _flat(self.tree.body) if not isinstance(s, _DEFINING)]
        if not any(self._differentiates(s) for s in body):
            return []
        calls = [s for s in body if any(FORWARD.search(n) for n in called(s))]
        found = calls[:1]
        for statement in body:
            products = any(map(_multiplies, self.reach(statement)))
            if products and all(statement is not s for s in found):
                return [*found, statement]
        return found


_DEFINING = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def _flat(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements of a file, those under ``if __name__ == ...`` too."""
    for node in body:
        if isinstance(node, ast.If):
            yield from _flat(node.body)
        else:
            yield node


def _loops(body: list[ast.stmt]) -> Iterator[tuple[list[ast.stmt], int, Loop]]:
    """The loops among statements, and under conditions, with where each one stands.

    A comprehension may be one: ``total = sum(net.learn(x, y) for x, y in samples)``.
    """
    for at, node in enumerate(body):
        if isinstance(node, Loop):
            yield body, at, node
        elif isinstance(node, ast.If | ast.With | ast.Try):
            yield from _loops(node.body)
        elif isinstance(node, ast.Assign | ast.AugAssign | ast.Expr):
            for part in ast.walk(node):
                if isinstance(part, ast.ListComp | ast.GeneratorExp):
                    each, inside = part.generators[0], ast.Expr(part.elt)
                    loop = ast.For(each.target, each.iter, [inside], [])
                    yield body, at, ast.copy_location(loop, part)


def called(node: ast.AST) -> set[str]:
    """Names of what is called inside a node, without the object before the dot."""
    names = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            if isinstance(part.func, ast.Name):
                names.add(part.func.id)
            elif isinstance(part.func, ast.Attribute):
                names.add(part.func.attr)
    return names


def targets(node: ast.AST) -> set[str]:
    """Names, and last parts of attributes, that are assigned to inside a node."""
    found = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name | ast.Attribute) and isinstance(part.ctx, ast.Store):
            found.add(part.id if isinstance(part, ast.Name) else part.attr)
        elif isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Store):
            found.add(_base(part))
    return found


def stored(node: ast.AST) -> set[str]:
    """Return the base names that are written inside a node."""
    names: set[str] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name | ast.Subscript | ast.Attribute) and isinstance(
            part.ctx, ast.Store
        ):
            names.add(_base(part))
    return names


def _base(node: ast.AST) -> str:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _read(nodes: Sequence[ast.stmt] | Sequence[ast.AST]) -> set[str]:
    walked = (n for s in nodes for n in ast.walk(s))
    return {n.id for n in walked if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def size(node: ast.AST) -> int:
    """Count the simple statements inside a node."""
    simple = ast.Assign | ast.AugAssign | ast.Expr | ast.Return
    return sum(isinstance(n, simple) for n in ast.walk(node))


def _multiplies(node: ast.AST) -> bool:
    products = ast.MatMult | ast.Mult
    return bool(called(node) & PRODUCTS) or any(isinstance(n, products) for n in ast.walk(node))


def _updates(node: ast.AST) -> bool:
    """Whether an attribute or an element is changed from what it was."""
    for part in ast.walk(node):
        sets = isinstance(part, ast.Call) and ast.unparse(part.func) == "setattr"
        if sets or isinstance(part, ast.AugAssign):
            return True
        if isinstance(part, ast.Assign):
            target = ast.unparse(part.targets[0])
            if any(ast.unparse(n) == target for n in ast.walk(part.value)
                   if isinstance(n, ast.Name | ast.Attribute | ast.Subscript)):  # fmt: skip
                return True
    return False
