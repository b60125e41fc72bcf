"""Functions without calls: who is forward, loss and backward, and with what they are called."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from tinygrad_bc.checker.entry import BACKWARD, FORWARD, NUMERIC, Entry, NoEntry, size, stored

COST = re.compile(r"cost|loss|mse|err|objective|entropy|squared|nll|^j$", re.I)
SAMPLES = r"batch|data|samples|pairs|examples"

Found = tuple[str, ast.FunctionDef]


def _functions(tree: ast.Module) -> list[Found]:
    """(prefix, function) of the module's functions and of its instances' methods."""
    found = [("", n) for n in tree.body if isinstance(n, ast.FunctionDef)]
    classes = {n.name: n for n in tree.body if isinstance(n, ast.ClassDef)}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            made = classes.get(ast.unparse(node.value.func))
            if made is not None:
                prefix = ast.unparse(node.targets[0]) + "."
                found += [(prefix, n) for n in made.body if isinstance(n, ast.FunctionDef)]
    return found


def _pick(found: list[Found], kind: re.Pattern[str], but: re.Pattern[str] | None) -> Found | None:
    named = [f for f in found if kind.search(f[1].name) and not (but and but.search(f[1].name))]
    called = {
        n.func.id if isinstance(n.func, ast.Name) else getattr(n.func, "attr", "")
        for _, f in named
        for n in ast.walk(f)
        if isinstance(n, ast.Call)
    }
    top = [f for f in named if f[1].name not in called] or named
    return max(top, key=lambda f: size(f[1]), default=None)


def by_names(tree: ast.Module, known: Sequence[str]) -> Entry:
    """Calls of the functions whose names say forward, loss and backward.

    Raises
    ------
    NoEntry
        When there is no backward function, or no value for an argument of it.
    """
    found = _functions(tree)
    backward = _pick(
        found, re.compile(r"^(?!.*(sigmoid|relu|tanh|deriv)).*(back|grad)", re.I), NUMERIC
    )
    forward = _pick(found, FORWARD, BACKWARD)
    cost = _pick(found, COST, re.compile(r"back|grad|der|prime", re.I))
    if backward is None:
        raise NoEntry("neither a training loop nor a function whose name says backward: say how "
                      "its functions are called (--call, or call=)")  # fmt: skip
    pool = [n for node in tree.body if not isinstance(node, ast.FunctionDef | ast.ClassDef)
            for n in sorted(stored(node))]  # fmt: skip
    pool += [name for name in known if name not in pool]
    lines: list[str] = []
    spare: list[str] = []
    for role, item in (("forward", forward), ("loss", cost), ("backward", backward)):
        if item is None:
            continue
        try:
            text = _call(item, pool, spare, tree)
        except NoEntry:
            if role == "backward":
                raise
            continue
        names = [] if role != "forward" else _returned(item[1])
        if role == "loss":
            text = f"learner_loss = {text}"
        elif role == "backward":
            text = f"learner_gradients = {text}"
        elif names:
            text = f"{', '.join(names)} = {text}"
            pool += [n for n in names if n not in pool]
            spare = names
        lines.append(text)
    return Entry(calls="\n".join(lines), assumptions=["called: " + "; ".join(lines)])


def _returned(function: ast.FunctionDef) -> list[str]:
    ends = [n for n in ast.walk(function) if isinstance(n, ast.Return) and n.value is not None]
    if not ends or ends[-1].value is None:
        return []
    value = ends[-1].value
    parts = list(value.elts) if isinstance(value, ast.Tuple) else [value]
    return [p.id if isinstance(p, ast.Name) else f"learner_{i}" for i, p in enumerate(parts)]


def _call(found: Found, pool: list[str], spare: list[str], tree: ast.Module) -> str:
    prefix, function = found
    args = [a.arg for a in function.args.args if a.arg != "self"]
    needed = args[: len(args) - len(function.args.defaults)]
    unused = [s for s in spare if s not in args]
    given = [
        f"{arg}={arg if arg in pool else _stand_in(arg, pool, unused, tree)}"
        for arg in args
        if arg in needed or arg in pool
    ]
    return f"{prefix}{function.name}({', '.join(given)})"


def _stand_in(arg: str, pool: list[str], unused: list[str], tree: ast.Module) -> str:
    """A value for an argument: what nothing else has used, or what is called alike."""
    if re.search(r"^lr$|rate|^eta$|^alpha$", arg):
        return "0.1"
    if re.match(r"e(rr\w*)?$|diff|resid", arg) and unused:
        label = [p for p in pool if re.match(r"y$|t$|target|label|goal|truth", p, re.I)]
        if label:
            return f"{unused[-1]} - {label[0]}"
    alike = [p for p in pool if p.lower() == arg.lower() or p.lower() in arg.lower().split("_")
             or arg.lower() in p.lower().split("_")]  # fmt: skip
    if re.match(r"p(aram\w*)?$|W$", arg):
        dicts = [ast.unparse(n.targets[0]) for n in tree.body if isinstance(n, ast.Assign)
                 and (isinstance(n.value, ast.Dict) or "init" in ast.unparse(n.value))]  # fmt: skip
        dicts += [p for p in pool if p.startswith("param")]
        if dicts:
            return dicts[0]
    kept = [u for u in unused if re.match(r"learner_[1-9]|c$|cache|mem|\w+s$", u)]
    outputs = [u for u in unused if u not in kept]
    if re.match(r"c(ache\w*)?$|mem", arg) and unused:
        return (kept or unused)[-1]
    if alike:
        return alike[0]
    if outputs and re.match(r"a|h$|o|y_?hat|p(red|rob)|learner", arg, re.I):
        return outputs[-1]
    unnamed = [u for u in unused if u.startswith("learner_")]
    if (unnamed or outputs) and re.match(r"z\d*$|score|logit", arg, re.I):
        return (unnamed or outputs)[-1]
    if kept and not outputs:
        return kept[0]
    if re.search(SAMPLES, arg, re.I) and any(re.search(SAMPLES, p, re.I) for p in pool):
        return next(p for p in pool if re.search(SAMPLES, p, re.I))
    starts = [p for p in pool if p[0].lower() == arg[0].lower() and min(len(p), len(arg)) == 1]
    if starts:
        return starts[0]
    raise NoEntry(f"no value for the argument {arg!r}; give the calls (--call, or call=)")
