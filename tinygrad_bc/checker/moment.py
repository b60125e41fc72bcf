"""A statement at the moment when it ran: what it, or a changed one, gives from the names there."""

from __future__ import annotations

import ast
import copy
import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tinygrad_bc.checker.edits import Edit
from tinygrad_bc.checker.stops import FILE
from tinygrad_bc.checker.watch import Site

ARRAY = "_array_"  # stands for the array that a statement changes in place: a copy of it


@dataclass(frozen=True)
class Line:
    """A statement, and the expression in it that gives the value in question.

    `scope` is the function, or the module, that it stands in; `owner` the name of its class.
    """

    statement: ast.stmt
    part: ast.expr
    scope: ast.AST
    owner: str = ""

    @property
    def place(self) -> ast.Subscript | None:
        """The elements of an array that the statement writes to, if it may do that."""
        target = _target(self.statement)
        return target if isinstance(target, ast.Subscript) else None


def located(tree: ast.Module, site: Site) -> Line | None:
    """Find the statement of a site, and the expression whose value was bound there."""
    for statement, scope, owner in _statements(tree, tree, ""):
        last = getattr(statement, "end_lineno", None) or statement.lineno
        own = isinstance(statement, ast.Return) and statement.lineno <= site.line <= last
        if not own and statement.lineno != site.line:
            continue
        if ast.unparse(statement).splitlines()[0] != site.statement:
            continue
        part = _part(statement, site.text)
        return None if part is None else Line(statement, part, scope, owner)
    return None


def _statements(
    node: ast.AST, scope: ast.AST, owner: str
) -> Iterator[tuple[ast.stmt, ast.AST, str]]:
    for child in ast.iter_child_nodes(node):
        inner, name = scope, owner
        if isinstance(child, ast.FunctionDef):
            inner = child
        elif isinstance(child, ast.ClassDef):
            name = child.name
        elif isinstance(child, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Return | ast.Expr):
            yield child, scope, owner
        yield from _statements(child, inner, name)


def _target(statement: ast.stmt) -> ast.expr | None:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        return statement.targets[0]
    return statement.target if isinstance(statement, ast.AugAssign | ast.AnnAssign) else None


def _part(statement: ast.stmt, text: str) -> ast.expr | None:
    """The expression that gives what `text` calls: the value, or an element of a display."""
    value: ast.expr | None = getattr(statement, "value", None)
    target = _target(statement)
    if value is None:
        return None
    if isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
        pairs = zip(target.elts, value.elts, strict=False)
        if (own := next((v for t, v in pairs if ast.unparse(t) == text), None)) is not None:
            return own
    if target is not None and ast.unparse(target) == text:
        return value
    for node in ast.walk(value):
        if isinstance(node, ast.Dict):
            own = next((v for k, v in zip(node.keys, node.values, strict=True)
                        if k is not None and ast.unparse(k) == text), None)  # fmt: skip
            if own is not None:
                return own
    whole = isinstance(statement, ast.Assign) and len(statement.targets) > 1
    inside = (n for n in ast.walk(value) if isinstance(n, ast.expr) and ast.unparse(n) == text)
    return value if whole else next(inside, None)


class Moment:
    """The names of a program when a line was about to bind its value.

    Arrays among them are copies, so nothing that is tried here changes the program.
    """

    def __init__(self, line: Line, frame: types.FrameType) -> None:
        self.line, self.globals = line, frame.f_globals
        held: dict[str, Any] = {}
        at: types.FrameType | None = frame
        while at is not None:
            held = {**at.f_locals, **held}
            if not at.f_code.co_name.startswith("<") or at.f_code.co_name == "<module>":
                break  # the frame of a comprehension stands within that of its function
            at = at.f_back
        memo: dict[int, Any] = {}  # names that stand for one array do so among the copies
        self.locals = {name: _copied(value, memo) for name, value in held.items()
                       if not isinstance(value, types.ModuleType)}  # fmt: skip

    def value(self, expression: ast.expr) -> Any:
        """What an expression gives; whatever it raises."""
        code = compile(self._whole(ast.Expression(expression)), FILE, "eval")
        return eval(code, self.globals, self.locals)

    def outcome(self, edit: Edit | None = None) -> Any:
        """What the line would bind, changed or as it is."""
        statement, part = self.line.statement, self.line.part
        whole = part is getattr(statement, "value", None)
        changes = isinstance(statement, ast.AugAssign) or self.line.place is not None
        if whole and changes:
            return self._run(statement if edit is None else edit.applied(statement))
        return self.value(part if edit is None else edit.applied(part))

    def functions(self, tree: ast.Module) -> Iterator[tuple[ast.expr, ast.FunctionDef]]:
        """The program's own functions that the line calls, each with the expression calling it."""
        defined = {n.name: n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
        for node in ast.walk(self.line.part):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name in defined:
                    yield node.func, defined[name]

    def with_function(self, called: ast.expr, function: ast.FunctionDef) -> Any:
        """What the line would bind if a function that it calls were another one."""
        plain, space = copy.copy(function), dict(self.globals)
        plain.decorator_list = []
        exec(compile(self._whole(ast.Module([plain], [])), FILE, "exec"), space)
        made: Any = space[function.name]
        if isinstance(called, ast.Name):
            return self._besides({called.id: made})
        assert isinstance(called, ast.Attribute)
        owner = self.value(called.value)
        if [a.arg for a in function.args.args[:1]] == ["self"]:
            made = types.MethodType(made, owner)
        vars(owner)[called.attr] = made
        try:
            return self.outcome()
        finally:
            del vars(owner)[called.attr]

    def _besides(self, names: dict[str, Any]) -> Any:
        """What the line would bind if some names stood for something else."""
        before, self.locals = self.locals, {**self.locals, **names}
        try:
            return self.outcome()
        finally:
            self.locals = before

    def _run(self, statement: Any) -> Any:
        """Run a statement on a copy of the array that it changes; of a list, the element."""
        place, held = self.line.place, None
        array = place is not None and hasattr(self.value(as_read(place.value)), "dtype")
        if place is not None and array:
            held = self.value(as_read(place.value))
        elif isinstance(statement, ast.AugAssign):
            held = self.value(as_read(statement.target))
        module = ast.Module([_with_target(statement, array)], [])
        space = {**self.locals, ARRAY: copy.deepcopy(held)}
        exec(compile(self._whole(module), FILE, "exec"), self.globals, space)
        return space[ARRAY]

    def _whole(self, tree: Any) -> Any:
        """A tree to compile, with the private names of the class that the line stands in."""
        if self.line.owner and any(_is_private(node) for node in ast.walk(tree)):
            tree = _Private(self.line.owner).visit(copy.deepcopy(tree))
        return ast.fix_missing_locations(tree)


class _Private(ast.NodeTransformer):
    def __init__(self, owner: str) -> None:
        self.prefix = f"_{owner.lstrip('_')}"

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if _is_private(node):
            node.attr = self.prefix + node.attr
        return node


def _is_private(node: ast.AST) -> bool:
    private = isinstance(node, ast.Attribute) and node.attr.startswith("__")
    return private and not node.attr.endswith("__")  # type: ignore[attr-defined]


def _copied(value: Any, memo: dict[int, Any]) -> Any:
    """A copy, or the value itself where it is of no kind that can be copied."""
    try:
        return copy.deepcopy(value, memo)
    except Exception:
        return value


def as_read(target: Any) -> Any:
    """What is assigned to, as an expression that reads it."""
    made = copy.copy(target)
    made.ctx = ast.Load()
    return made


def _with_target(statement: Any, array: bool) -> Any:
    """A statement that changes a copy in the place of its own array, or sets a name."""
    made: Any = copy.copy(statement)
    own: Any = made.target if isinstance(statement, ast.AugAssign) else made.targets[0]
    target: ast.expr = ast.Name(ARRAY, ast.Store())
    if array:
        target = ast.Subscript(ast.Name(ARRAY, ast.Load()), own.slice, ast.Store())
    if isinstance(statement, ast.AugAssign):
        made.target = target
    else:
        made.targets = [target]
    return made
