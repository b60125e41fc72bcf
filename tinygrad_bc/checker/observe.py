"""Run a learner's program once, rewritten, and keep the trace of what it computed."""

from __future__ import annotations

import ast
import builtins
import contextlib
import functools
import operator
import os
import random
import re
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tinygrad_bc.checker.entry import Entry, NoEntry
from tinygrad_bc.checker.nodes import LIMIT, STRAIGHT, Binding, Node, PassOver, is_float
from tinygrad_bc.checker.primitives import ancestors
from tinygrad_bc.checker.recorder import Recorder
from tinygrad_bc.checker.stand_ins import Idle, imported
from tinygrad_bc.checker.stops import FILE, line_of
from tinygrad_bc.checker.watch import RUNTIME, Rewriter

_PROGRAM_ERRORS = (ArithmeticError, AttributeError, LookupError, NameError, TypeError, ValueError,
                   AssertionError)  # fmt: skip
"""What a mistake in a backward pass can raise; no missing file or module is such a mistake."""

Visit = Callable[[types.FrameType], None]


@dataclass
class Observation:
    """The trace of one pass, its bindings, and the values the backward part gave back.

    What was computed after the pass stands in `nodes` from `length` on, and in `later`.
    `lost` are leaves that may be one of several computed numbers; `guards` are conditions and
    choices by number, with their outcome; `begun` are names that were set to a whole number.
    """

    nodes: list[Node]
    bindings: list[Binding]
    updates: list[tuple[int, int, Binding]]
    returned: list[int]
    born: set[int]
    entry: Entry
    names: dict[str, int]
    length: int
    later: list[Binding]
    lost: set[int]
    guards: list[Node]
    begun: set[str]
    given: Mapping[str, Any] | None = None
    _renewed: dict[int, int] | None = field(init=False, default=None)

    def name(self, node: int) -> str:
        """What the learner calls a value: a name rather than the expression that gives it."""
        held = [b for b in self.bindings if node in (b.node, b.old)]
        own = [b.site.text for b in held if not b.parameter]
        known = [name for name, i in self.held().items() if i == node]
        own = known + own if self.nodes[node].made is None else own + known
        texts = own or [b.site.text for b in held]
        plain = (t for kind in (r"\w+", r"[\w.]+(\[.+\])?") for t in texts if re.fullmatch(kind, t))
        return next(plain, next(iter(texts), ""))

    def held(self) -> dict[str, int]:
        """What the names of the program stood for when the pass began, as far as it is known.

        A parameter that was updated in place has become another value by its end.
        """
        return {name: self.renewed().get(i, i) for name, i in self.names.items()}

    @functools.cached_property
    def roots(self) -> dict[int, int]:
        """What each updated value was at first, before its first update."""
        found: dict[int, int] = {}
        for old, new, _ in self.updates:
            found[new] = found.get(old, old)
        return found

    def renewed(self) -> dict[int, int]:
        """The parameters after the pass, and each one's value before it.

        An update starts from the old value itself, and no other update comes from the new one.
        """
        if self._renewed is None:
            self._renewed = self._steps()
        return self._renewed

    def _steps(self) -> dict[int, int]:
        root: dict[int, int] = {}
        for old, new, _ in self.updates:
            leaf = root.get(old, old)
            if self.nodes[leaf].made is None and leaf not in self.born and self.near(old, new):
                root[new] = leaf
        above = {new: ancestors(self.nodes, new) for new in root}
        return {new: leaf for new, leaf in root.items() if self._is_step(new, leaf, root, above)}

    def stepped(self) -> set[int]:
        """Leaves that take a step, whether the pass has used them or not."""
        found = set()
        for old, new, _ in self.updates:
            if self.nodes[old].made is None and old not in self.born and self.near(old, new):
                above = ancestors(self.nodes, new)
                given = {i for i in above if self.nodes[i].made is None} - self.born - {old}
                found |= {old} if given else set()
        return found

    def carries(self) -> bool:
        """Whether the pass adds to what was 0 before it: the next one adds to what it left."""
        for old, new, _ in self.updates:
            node = self.nodes[old]
            zero = node.made is None and is_float(node.value) and not np.any(node.value)
            added = self.nodes[new].made in (operator.add, np.add) and self.near(old, new)
            if zero and added and old not in self.born:
                return True
        return False

    def near(self, old: int, new: int) -> bool:
        """Whether a value is read by another one itself, or by what that reads."""
        direct = self.nodes[new].reads
        return old in direct or any(old in self.nodes[r].reads for r in direct)

    def _is_step(self, new: int, leaf: int, root: dict[int, int],
                 above: dict[int, set[int]]) -> bool:  # fmt: skip
        """Whether a value is a parameter after a step: it comes from the old one twice over."""
        nodes = self.nodes
        if not is_float(nodes[new].value):
            return False
        readers = sum(leaf in nodes[i].reads for i in above[new])
        goes_on = any(new in above[other] and root[other] != leaf for other in root)
        return readers > 1 and not goes_on


def observe(source: str, entry: Entry, given: Mapping[str, Any] | None = None) -> Observation:
    """Run a program and watch one pass.

    Parameters
    ----------
    source : str
        The program's text.
    entry : Entry
        What to watch.
    given : mapping, optional
        Variables that the program finds when it starts.

    Returns
    -------
    Observation

    Raises
    ------
    NoEntry
        When nothing was computed where the pass was expected.

    Examples
    --------
    >>> import ast
    >>> from tinygrad_bc.checker.entry import entries
    >>> program = ("w = 1.0\\nfor i in range(9):\\n    a = w * 3.0\\n    e = a - 2.0\\n"
    ...            "    J = e * e\\n    dw = 2.0 * e * 3.0\\n    w = w - 0.1 * dw\\n")
    >>> seen = observe(program, next(entries(ast.parse(program))))
    >>> [b.site.text for b in seen.bindings]
    ['a', 'e', 'J', 'dw', 'w']
    """
    run = _Run(source, entry, given)
    recorder, names = run.recorder, {}

    def note_names() -> None:
        known = {name: recorder.known(value) for name, value in run.space.items()
                 if not name.startswith(RUNTIME)}  # fmt: skip
        names.update({name: node for name, node in known.items() if node is not None})

    recorder.when_over = note_names
    with _silently():
        try:
            run.whole()
        except (Exception, SystemExit) as error:
            if recorder.length is not None:
                raise PassOver from None
            if entry.calls and line_of(error) < 1:  # in the calls, which are not the learner's
                raise run.left or NoEntry(_uncallable(error, run.module)) from None
            if not (recorder.bindings and isinstance(error, _PROGRAM_ERRORS)):
                raise
            stopped = f"the pass stops with {type(error).__name__}: {error}"
            entry.assumptions.append(f"{stopped}; judged until there")
            entry.stopped = line_of(error)
    if not recorder.bindings and entry.calls:
        raise NoEntry("the calls compute nothing: call the functions of the pass, backward last")
    if not recorder.bindings:
        raise NoEntry("the program ends before the pass that was to be watched")
    entry.ran = True
    recorder.end()
    ends = _numbers(recorder, run.space.get("learner_gradients"), [])
    returned = [part for node in ends for part in (node, *joined(recorder.nodes, node))]
    if entry.stopped:
        returned += _ends(recorder)
    length = recorder.close()
    known = {**recorder.elements, **names}
    bindings, updates = recorder.pass_bindings, recorder.pass_updates
    return Observation(
        recorder.nodes, recorder.bindings[:bindings], recorder.updates[:updates], returned,
        recorder.born, entry, known, length, recorder.bindings[bindings:],
        recorder.lost, recorder.guards, recorder.begun, given,
    )  # fmt: skip


def _ends(recorder: Recorder) -> list[int]:
    """The values with a name that no other one was computed from: they were to be given on."""
    bound = {b.node for b in recorder.bindings}
    below: set[int] = set()
    for node in bound:
        below |= ancestors(recorder.nodes, node) - {node}
    return sorted(bound - below)


def revisit(
    source: str, entry: Entry, given: Mapping[str, Any] | None, visits: Mapping[int, Visit]
) -> None:
    """Run a program once more, and stop where it is about to make the bindings asked for.

    Parameters
    ----------
    source, entry, given
        As they were observed.
    visits : mapping
        By the number of a binding: what to call with the frame of the program there.
    """
    run = _Run(source, entry, given)
    run.recorder.visits.update(visits)
    with _silently(), contextlib.suppress(Exception, SystemExit):
        run.whole()


@contextlib.contextmanager
def _silently() -> Iterator[None]:
    """Nothing is printed and nothing warned of; the end of the watched pass is the end."""
    with (
        open(os.devnull, "w", encoding="utf-8") as nowhere,
        contextlib.suppress(PassOver),
        contextlib.redirect_stdout(nowhere),
        np.errstate(all="ignore"),
    ):
        yield


class _Run:
    """A program, rewritten, with the names that it finds; always with the same random numbers."""

    def __init__(self, source: str, entry: Entry, given: Mapping[str, Any] | None) -> None:
        self.entry, self.rewriter = entry, Rewriter(entry.loop, entry.start)
        self.module = ast.fix_missing_locations(self.rewriter.visit(ast.parse(source, FILE)))
        limit = STRAIGHT if entry.start else LIMIT
        self.recorder = Recorder(self.rewriter.sites, FILE, limit, entry.unwatched)
        self.left: SystemExit | None = None
        self.space: dict[str, Any] = {
            "__name__": "learner" if entry.calls else "__main__",
            "__builtins__": {**vars(builtins), "__import__": imported},
            "np": np,
            "get_ipython": Idle("IPython"),
            **(given or {}),
            RUNTIME: self.recorder,
        }

    def whole(self) -> None:
        """Run the program; one whose functions are called afterwards may end itself before."""
        np.random.seed(0)
        random.seed(0)
        try:
            exec(compile(self.module, FILE, "exec"), self.space)
        except SystemExit as error:
            if not self.entry.calls:
                raise
            self.left = error
        if self.entry.calls:
            calls = ast.fix_missing_locations(self.rewriter.visit(_calls(self.entry.calls)))
            self.recorder.begin()
            _call_each(calls, self.space)


def _uncallable(error: BaseException, module: ast.Module) -> str:
    """Why the calls fail, and what there is to call."""
    names = [n.name for n in module.body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    there = f"; there are {', '.join(names)}" if names and isinstance(error, NameError) else ""
    return f"the functions cannot be called so: {error}{there}"


def _call_each(calls: ast.Module, space: dict[str, Any]) -> None:
    """Run the calls; a loss that cannot be called as assumed is left out."""
    for statement in calls.body:
        code = compile(ast.Module([statement], []), FILE, "exec")
        if "learner_loss" in ast.unparse(statement):
            with contextlib.suppress(Exception):
                exec(code, space)
        else:
            exec(code, space)


def _calls(text: str) -> ast.Module:
    tree = ast.parse(text)
    for part in ast.walk(tree):
        if isinstance(part, ast.stmt | ast.expr | ast.keyword):
            part.lineno = part.end_lineno = 0
    return tree


def joined(nodes: Sequence[Node], node: int) -> list[int]:
    """The values that a long vector is put together from, before they were unrolled."""
    if getattr(nodes[node].made, "__name__", "") not in ("concatenate", "hstack", "append"):
        return []
    parts = []
    for part in nodes[node].reads:
        while getattr(nodes[part].made, "__name__", "") in ("ravel", "flatten", "reshape"):
            part = nodes[part].reads[0]
        parts += joined(nodes, part) or [part]
    return parts


def _numbers(recorder: Recorder, value: Any, found: list[int]) -> list[int]:
    """The nodes of all numbers inside a value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            _numbers(recorder, part, found)
    elif (known := recorder.known(value)) is not None:
        found.append(known)
    return found
