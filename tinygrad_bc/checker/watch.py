"""Rewrite a learner's syntax tree so that every operation and every binding is reported.

The tree is rewritten, never the text: line numbers stay the learner's.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

RUNTIME = "_watch_"
Place = tuple[int, int]
PLAIN = {"super", "print", "range", "len", "isinstance", "type", "open", "input", "locals",
         "globals", "vars", "eval", "exec", "dir", "str", "repr", "id", "hash"}  # fmt: skip
"""Builtins that compute no number of the program, or that look at their caller's frame."""


@dataclass(frozen=True)
class Site:
    """One place of the source: its line, what is bound there, and the whole statement."""

    line: int
    text: str
    statement: str
    function: str


class Rewriter(ast.NodeTransformer):
    """Put calls of the recorder into a tree.

    Parameters
    ----------
    loop : (int, int), optional
        Line and column of the training loop; its first pass alone is run.
    start : (int, int), optional
        Line and column of the statement from which on the program is watched.
    """

    def __init__(self, loop: Place | None = None, start: Place | None = None) -> None:
        self.loop, self.start = loop, start
        self.sites: list[Site] = []
        self.statement: ast.stmt | None = None
        self.text = ""
        self.function = self.owner = ""
        self.arguments: list[str] = []
        self.spread = 0  # assignments that were taken apart

    def visit(self, node: ast.AST) -> Any:
        """Visit a node, remembering the simple statement that it stands in."""
        if not isinstance(node, ast.stmt):
            return super().visit(node)
        self.statement, self.text = node, _first_line(node)
        begins = self.start is not None and self._stands_at(node, self.start)
        made = super().visit(node)
        if not begins:
            return made
        return [self._expression(node, "begin"), *(made if isinstance(made, list) else [made])]

    @staticmethod
    def _stands_at(node: ast.stmt, place: Place | None) -> bool:
        return (node.lineno, node.col_offset) == place

    def _site(self, node: ast.AST, text: str = "") -> ast.Constant:
        line = getattr(self.statement, "lineno", 0)
        if isinstance(self.statement, ast.Return):  # a long display: the element's own line
            line = getattr(node, "lineno", line)
        self.sites.append(Site(line, text, self.text, self.function))
        return ast.Constant(len(self.sites) - 1)

    def _hook(self, at: ast.AST, name: str, *args: ast.expr, keywords: Any = ()) -> ast.Call:
        function = ast.Attribute(ast.Name(RUNTIME, ast.Load()), name, ast.Load())
        call = ast.Call(function, list(args), list(keywords))
        return ast.fix_missing_locations(ast.copy_location(call, at))

    # expressions

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        """An arithmetic operation."""
        literal = any(isinstance(side, ast.Constant) for side in (node.left, node.right))
        minus = isinstance(node.op, ast.Sub) and not literal
        name = ast.Constant("Difference" if minus else type(node.op).__name__)
        self.generic_visit(node)
        return self._hook(node, "binary", self._site(node), name, node.left, node.right)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Any:
        """A sign or an inverted mask."""
        self.generic_visit(node)
        if not isinstance(node.op, ast.USub | ast.Invert):
            return node
        name = ast.Constant(type(node.op).__name__)
        return self._hook(node, "unary", self._site(node), name, node.operand)

    def visit_Compare(self, node: ast.Compare) -> Any:
        """A comparison of two values: a mask, when they are arrays."""
        self.generic_visit(node)
        simple = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
        if len(node.ops) != 1 or not isinstance(node.ops[0], simple):
            return node
        name = ast.Constant(type(node.ops[0]).__name__)
        return self._hook(node, "binary", self._site(node), name, node.left, node.comparators[0])

    def visit_If(self, node: ast.If) -> Any:
        """A choice: by a comparison, which is reported, or by a number.

        What is only printed now and then, every hundredth pass, is printed in the one watched.
        """
        if not node.orelse and _tells(node.body):
            node.test = _NowAndThen().visit(node.test)
        self.generic_visit(node)
        node.test = self._tested(node.test)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> Any:
        """A choice between two values."""
        self.generic_visit(node)
        node.test = self._tested(node.test)
        return node

    def _tested(self, test: ast.expr) -> ast.expr:
        """A condition, with the numbers in it reported."""
        if isinstance(test, ast.BoolOp):
            test.values = [self._tested(value) for value in test.values]
        elif isinstance(test, ast.UnaryOp):
            test.operand = self._tested(test.operand)
        elif isinstance(test, ast.Name | ast.Call):
            return self._hook(test, "test", test)
        return test

    def visit_Call(self, node: ast.Call) -> Any:
        """A call, of NumPy or of the learner's own functions."""
        if isinstance(node.func, ast.Name) and node.func.id in PLAIN:
            return self.generic_visit(node)
        out = [ast.unparse(k.value) for k in node.keywords if k.arg == "out"]
        if isinstance(node.func, ast.Attribute) and node.func.attr == "at" and node.args:
            out = [ast.unparse(node.args[0])]  # np.add.at(dE, ...) changes dE
        named = [k for k in node.keywords if k.arg and _compound(k.value)] if _builds(node) else []
        self.generic_visit(node)
        for keyword in named:
            text = str(keyword.arg)
            keyword.value = self._hook(keyword.value, "bind", self._site(keyword.value, text),
                                       keyword.value)  # fmt: skip
        site = self._site(node, *out)
        return self._hook(node, "call", site, node.func, *node.args, keywords=node.keywords)

    def visit_Attribute(self, node: ast.Attribute) -> Any:
        """A transposition."""
        self.generic_visit(node)
        if node.attr not in {"T", "mT"} or not isinstance(node.ctx, ast.Load):
            return node
        name = ast.Constant(node.attr)
        return self._hook(node, "attribute", self._site(node), node.value, name)

    def visit_Subscript(self, node: ast.Subscript) -> Any:
        """An element, a slice or a mask; one that a constant names is called so."""
        text = ast.unparse(node) if isinstance(node.slice, ast.Constant) else ""
        self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load):
            return node
        return self._hook(node, "item", self._site(node, text), node.value, _index(node.slice))

    def visit_Constant(self, node: ast.Constant) -> Any:
        """A float gets an object of its own, since values are followed by identity."""
        return self._hook(node, "number", node) if type(node.value) is float else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> Any:
        """Text to print: the loss is often computed there."""
        return self.generic_visit(node)

    def visit_ListComp(self, node: ast.ListComp) -> Any:
        """A list that is computed; its elements may be the passes of the training."""
        return self._elements(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> Any:
        """Values that are computed one by one."""
        return self._elements(node)

    def _elements(self, node: ast.ListComp | ast.GeneratorExp) -> Any:
        watched = self.loop == (node.lineno, node.col_offset)
        self.generic_visit(node)
        if watched:
            first = node.generators[0]
            first.iter = self._hook(first.iter, "passes", first.iter)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> Any:
        """Rows of an array that is iterated over."""
        self.generic_visit(node)
        node.ifs = [self._tested(test) for test in node.ifs]
        node.iter = self._hook(node.iter, "rows", node.iter)
        return node

    def visit_Dict(self, node: ast.Dict) -> Any:
        """Values computed in a display are bindings too."""
        keys = [ast.unparse(k) if k is not None else "" for k in node.keys]
        compound = [_compound(v) for v in node.values]
        self.generic_visit(node)
        node.values = [
            self._hook(v, "bind", self._site(v, key), v) if own else v
            for v, key, own in zip(node.values, keys, compound, strict=True)
        ]
        return node

    def visit_List(self, node: ast.List) -> Any:
        """Elements computed in a display are bindings too."""
        return self.visit_Tuple(node)

    def visit_Tuple(self, node: ast.Tuple | ast.List) -> Any:
        """Elements computed in a display are bindings too."""
        texts = [ast.unparse(e) if _compound(e) else "" for e in node.elts]
        self.generic_visit(node)
        if isinstance(node.ctx, ast.Load):
            node.elts = [
                self._hook(e, "bind", self._site(e, text), e) if text else e
                for e, text in zip(node.elts, texts, strict=True)
            ]
        return node

    # statements

    def visit_Assign(self, node: ast.Assign) -> Any:
        """An assignment to a name, attribute, element or tuple."""
        if len(node.targets) > 1 or _holds_places(node.targets[0]):
            return self._one_by_one(node)
        target, text = node.targets[0], ast.unparse(node.targets[0])
        names = (
            tuple(ast.unparse(e) for e in target.elts)
            if isinstance(target, ast.Tuple | ast.List)
            else ()
        )
        whole = self._site(node, text)
        self.generic_visit(node)
        if names:
            texts = _texts(names)
            node.value = self._hook(node.value, "unpack", whole, node.value, texts)
        elif isinstance(target, ast.Subscript):
            parts = (target.value, _index(target.slice), node.value)
            return self._expression(node, "store", whole, *parts)
        elif isinstance(target, ast.Attribute):
            name = ast.Constant(self._mangled(target.attr))
            return self._expression(node, "set", whole, target.value, name, node.value)
        else:
            node.value = self._hook(node.value, "bind", whole, node.value)
        return node

    def _one_by_one(self, node: ast.Assign) -> list[ast.stmt]:
        """Several targets, as in ``self.W, p["b"] = W, b`` or ``a = b = c``: each by itself."""
        self.spread += 1  # targets may be tuples themselves
        if len(node.targets) > 1:
            targets, held = node.targets, [f"{RUNTIME}{self.spread}"] * len(node.targets)
            given = ast.Assign([ast.Name(held[0], ast.Store())], self.visit(node.value))
        else:
            targets = node.targets[0].elts  # type: ignore[attr-defined]
            held = [f"{RUNTIME}{self.spread}_{k}" for k in range(len(targets))]
            names = ast.Tuple([ast.Name(name, ast.Store()) for name in held], ast.Store())
            parts = self._hook(node.value, "rows", self.visit(node.value))
            given = ast.Assign([names], parts)
        made: list[ast.stmt] = [ast.fix_missing_locations(ast.copy_location(given, node))]
        for target, name in zip(targets, held, strict=True):
            value: ast.expr = ast.Name(name, ast.Load())
            if len(node.targets) > 1:
                value = self._hook(node, "apart", value)
            one = ast.copy_location(ast.Assign([target], value), node)
            after = self.visit_Assign(ast.fix_missing_locations(one))
            made += after if isinstance(after, list) else [after]
        return made

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        """An update, which changes an array in place."""
        target, name = node.target, ast.Constant(type(node.op).__name__)
        whole = self._site(node, ast.unparse(target))
        self.generic_visit(node)
        if isinstance(target, ast.Name):
            old = ast.Name(target.id, ast.Load())
            value = self._hook(node, "update", whole, name, old, node.value)
            return ast.fix_missing_locations(ast.copy_location(ast.Assign([target], value), node))
        if isinstance(target, ast.Attribute):
            key = ast.Constant(self._mangled(target.attr))
            return self._expression(node, "update_attribute", whole, name, target.value, key,
                                    node.value)  # fmt: skip
        parts = (target.value, _index(target.slice), node.value)
        return self._expression(node, "update_item", whole, name, *parts)

    def visit_Return(self, node: ast.Return) -> Any:
        """What a function gives back."""
        if node.value is None:
            return node
        given_back = isinstance(node.value, ast.Name) and node.value.id in self.arguments
        compound, text = given_back or _compound(node.value), ast.unparse(node.value)
        whole = self._site(node, text)
        self.generic_visit(node)
        if compound:
            node.value = self._hook(node.value, "bind", whole, node.value)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        """A function: its parameters are bindings, made by the line that calls it."""
        names = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        before = self.function, self.arguments
        self.function, self.arguments = node.name, names
        self.generic_visit(node)
        loads = [ast.Name(n, ast.Load()) for n in names]
        enter = self._expression(node, "enter", _texts(names), *loads)
        node.body.insert(0, enter)
        self.function, self.arguments = before
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> Any:
        """A class: private attributes carry its name."""
        before, self.owner = self.owner, node.name
        self.generic_visit(node)
        self.owner = before
        return node

    def visit_For(self, node: ast.For) -> Any:
        """A loop over rows, layers, samples or epochs."""
        watched = self._stands_at(node, self.loop)
        self.generic_visit(node)
        node.iter = self._hook(node.iter, "rows", node.iter)
        return self._watched(node) if watched else node

    def visit_While(self, node: ast.While) -> Any:
        """A loop with a condition."""
        watched = self._stands_at(node, self.loop)
        self.generic_visit(node)
        node.test = self._tested(node.test)
        return self._watched(node) if watched else node

    def _watched(self, node: ast.For | ast.While) -> list[ast.stmt]:
        over = ast.If(self._hook(node, "begin"), [ast.Break()], [])
        node.body.insert(0, ast.fix_missing_locations(ast.copy_location(over, node)))
        return [node, self._expression(node, "end")]

    def _expression(self, at: ast.stmt, name: str, *args: ast.expr) -> ast.stmt:
        made = ast.Expr(self._hook(at, name, *args))
        return ast.fix_missing_locations(ast.copy_location(made, at))

    def _mangled(self, name: str) -> str:
        private = self.owner and name.startswith("__") and not name.endswith("__")
        return f"_{self.owner.lstrip('_')}{name}" if private else name


class _NowAndThen(ast.NodeTransformer):
    """``step % 100 == 0`` is true, whatever the step is."""

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        return ast.Constant(True) if _is_remainder(node.left) else node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        turned = isinstance(node.op, ast.Not) and _is_remainder(node.operand)
        return ast.Constant(True) if turned else node


def _tells(body: list[ast.stmt]) -> bool:
    """Whether something is printed, and perhaps kept in a list, and nothing else is done."""
    calls = [s.value for s in body if isinstance(s, ast.Expr) and isinstance(s.value, ast.Call)]
    names = {ast.unparse(call.func).split(".")[-1] for call in calls}
    return len(calls) == len(body) and "print" in names and names <= {"print", "append"}


def _is_remainder(node: ast.expr) -> bool:
    whole = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod)
    return whole and isinstance(node.right, ast.Constant | ast.Name)  # type: ignore[attr-defined]


def _first_line(statement: ast.stmt) -> str:
    return ast.unparse(statement).splitlines()[0]


def _holds_places(target: ast.expr) -> bool:
    """Whether a tuple of targets has attributes or elements, besides names."""
    if not isinstance(target, ast.Tuple | ast.List):
        return False
    starred = any(isinstance(e, ast.Starred) for e in target.elts)
    return not starred and not all(isinstance(e, ast.Name) for e in target.elts)


def _builds(call: ast.Call) -> bool:
    """Whether a call makes a dictionary or an object: its keywords name what is in it."""
    name = ast.unparse(call.func).split(".")[-1]
    return name == "dict" or name[:1].isupper()


def _compound(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp | ast.Call | ast.UnaryOp)


def _index(node: ast.expr) -> ast.expr:
    """An index as a value: slices become calls of ``slice``."""
    if isinstance(node, ast.Tuple):
        return ast.copy_location(ast.Tuple([_index(e) for e in node.elts], ast.Load()), node)
    if not isinstance(node, ast.Slice):
        return node
    parts = [
        p if p is not None else ast.Constant(None) for p in (node.lower, node.upper, node.step)
    ]
    function = ast.Attribute(ast.Name(RUNTIME, ast.Load()), "slice", ast.Load())
    return ast.fix_missing_locations(ast.copy_location(ast.Call(function, parts, []), node))


def _texts(names: Iterable[str]) -> ast.expr:
    return ast.Tuple([ast.Constant(name) for name in names], ast.Load())
