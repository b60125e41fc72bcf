"""The page of the rules, written from the table itself: `python docs/rules_table.py` prints it."""

from __future__ import annotations

import ast
import inspect

import numpy as np

import tinygrad_bc
from tinygrad_bc import rules
from tinygrad_bc.operation import BY_NUMPY_FUNCTION, TABLE

Rules = dict[str, dict[str, str]]


def rules_in_source() -> tuple[Rules, set[str]]:
    """The rule of each operand as it is typed, by operation; and the helpers that stand there."""
    found: Rules = {}
    helpers: set[str] = set()
    for call in ast.walk(ast.parse(inspect.getsource(rules))):
        if not (isinstance(call, ast.Call) and getattr(call.func, "id", "") == "operation"):
            continue
        text = call.args[0]
        if not isinstance(text, ast.Constant):
            continue  # those of the loops, which have no rules
        typed = {word.arg: word.value for word in call.keywords if word.arg not in (None, "numpy")}
        for word in call.keywords:
            if word.arg is None:  # **{"*xs": rule}
                typed |= {key.value: value for key, value in zip(
                    word.value.keys, word.value.values, strict=True)}  # fmt: skip
        output = str(text.value).split(" = ")[0]
        found[str(text.value)] = {
            operand: _equation(operand, rule, output, helpers) for operand, rule in typed.items()
        }
    return found, helpers


def _equation(operand: str, rule: ast.expr, output: str, helpers: set[str]) -> str:
    """`lambda da, a: da * (1 - a**2)` for z as `dz = da * (1 - a**2)`."""
    target = f"d{operand.lstrip('*')}[i]" if operand.startswith("*") else f"d{operand}"
    if isinstance(rule, ast.Lambda):
        helpers |= {n.id for n in ast.walk(rule.body)
                    if isinstance(n, ast.Name) and n.id.startswith("_")}  # fmt: skip
        return f"{target} = {ast.unparse(rule.body)}"
    helpers.add(rule.id)
    letters = ", ".join(inspect.signature(getattr(rules, rule.id)).parameters)
    return f"{target} = {rule.id}({letters})"


def source_of(name: str) -> str:
    """The source text of a helper of the rules."""
    return inspect.getsource(getattr(rules, name)).rstrip() + "\n"


def with_what_they_call(helpers: set[str]) -> set[str]:
    """The helpers, and the helpers that these call in turn."""
    called = {
        node.id
        for name in helpers
        for node in ast.walk(ast.parse(source_of(name)))
        if isinstance(node, ast.Name) and inspect.isfunction(getattr(rules, node.id, None))
    }
    return helpers if called <= helpers else with_what_they_call(helpers | called)


def page() -> str:
    """The page in Markdown: one row for each operation, then the helpers that the rules call."""
    found, helpers = rules_in_source()
    functions: dict[str, list[str]] = {}
    for function, entry in BY_NUMPY_FUNCTION.items():
        if getattr(np, getattr(function, "__name__", ""), None) is function:
            functions.setdefault(entry.name, []).append(f"`numpy.{function.__name__}`")
    rows = []
    for name, entry in TABLE.items():
        own = [f"`tg.{name}`"] if name in tinygrad_bc.__all__ else []
        reached = ", ".join(sorted(functions.get(name, own))) or "–"
        equations = "<br>".join(f"`{line}`" for line in found.get(entry.text, {}).values())
        rows.append(f"| `{entry.text}` | {reached} | {equations or 'no gradient'} |")
    sources = "\n\n".join(source_of(name) for name in sorted(with_what_they_call(helpers)))
    return HEAD + "\n".join(rows) + TAIL.format(sources=sources)


HEAD = """# The table of rules

Every derivative of this package is a row of this page, which is written from the table that the
program runs (`tinygrad_bc/rules.py`). The first column names output, operands and, after `/`,
attributes; `dz` is the gradient that belongs to `z`, the output on the left. What broadcasting
repeated is summed afterwards, for all rows alike, so no rule mentions it.

| operation | reached by | gradient of each operand |
| --- | --- | --- |
"""

TAIL = """

An operand without an equation (a condition, an index) receives no gradient. Operations marked
*no gradient* are recorded all the same: a mask follows the numbers it was computed from.

## What the rules call

```py
{sources}
```
"""

if __name__ == "__main__":
    print(page())
