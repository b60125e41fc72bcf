"""What the accused lines should have given, and the right lines for it."""

from __future__ import annotations

import ast
import types
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tinygrad_bc.checker.edits import Edit
from tinygrad_bc.checker.findings import Verdict
from tinygrad_bc.checker.fits import oriented
from tinygrad_bc.checker.local import Local
from tinygrad_bc.checker.moment import Moment, located
from tinygrad_bc.checker.nodes import Binding
from tinygrad_bc.checker.observe import revisit
from tinygrad_bc.checker.quantities import Quantity
from tinygrad_bc.checker.report import Report
from tinygrad_bc.checker.right_line import RightLine, Wanted, right_line

NEAREST = 4  # gradients that a line may have been meant to start from


def add_right_lines(report: Report, verdict: Verdict) -> None:
    """Give each finding of a report the line that would be right, where one is found.

    The program is run once more, and each accused line changed where it stands.
    """
    tree = ast.parse(report.source)
    visits: dict[int, Callable[[types.FrameType], None]] = {}
    open_ = {f["line"]: f for f in report.findings}
    for q, wanted in _accused(verdict):
        line = verdict.line(q)
        finding = open_.get(line)
        binding = next((b for b in q.bindings if not b.parameter and b.site.line == line), None)
        if finding is None or binding is None:
            continue
        number = next((i for i, b in enumerate(verdict.story.seen.bindings) if b is binding), None)
        if number is not None and number not in visits:
            del open_[line]  # in a loop it is looked into once
            visits[number] = _visit(report, tree, finding, binding, wanted, verdict)
    if visits:
        seen = verdict.story.seen
        revisit(report.source, seen.entry, seen.given, visits)
        report.findings.sort(key=lambda f: int(f["line"]))


def _visit(report: Report, tree: ast.Module, finding: dict[str, Any], binding: Binding,
           wanted: Wanted, verdict: Verdict) -> Callable[[types.FrameType], None]:  # fmt: skip
    source = report.source
    story = verdict.story
    judged = {b.node for q in verdict.quantities for b in q.bindings} | story.before
    beside = {(b.site.text, b.site.line) for b in story.seen.bindings if b.node not in judged}

    def visit(frame: types.FrameType) -> None:
        line = located(tree, binding.site)
        if line is None:
            return
        moment = Moment(line, frame)
        own = story.nodes[binding.node].value
        try:
            same = np.allclose(moment.outcome(), own, rtol=1e-6)
        except Exception:
            return
        if not same or wanted.cost(own) is not None:
            return  # each run has its own numbers; or these do not tell right from wrong
        found = right_line(source, tree, moment, wanted, finding["expected"], beside)
        if found is not None and found.defines:
            _moved(report, finding, found)
        text = found.text if found is not None else ""
        finding["expected"] = text if text != _typed(source, finding["line"]) else ""
        if found is not None and found.line and not found.defines:
            finding["cause_lines"] = [found.line]
        if found is not None and found.edit is not None and finding["mistake"] == "wrong-rule":
            finding["explanation"] = _told(found.edit)

    return visit


def _moved(report: Report, finding: dict[str, Any], found: RightLine) -> None:
    """The finding is where a name gets its wrong value: the line that reads it only inherits."""
    heir = {"line": finding["line"], "quantity": finding["quantity"], "from_line": found.line}
    for other in report.inherited:
        if other["from_line"] == finding["line"]:
            other["from_line"] = found.line
    report.inherited.append(heir)
    finding.update(line=found.line, quantity=found.defines, written=found.written, of="")


def _typed(source: str, line: int) -> str:
    return source.splitlines()[line - 1].strip()


def _told(edit: Edit) -> str:
    """What a change says about the line, in words."""
    old, new = ast.unparse(edit.old), ast.unparse(edit.new)
    return f"where {old} stands, the chain rule gives {new}"


def _accused(verdict: Verdict) -> Iterator[tuple[Quantity, Wanted]]:
    """The accused, with what they should have been in the learner's own numbers."""
    for q in verdict.wrong:
        if q.role is not None and (wanted := _of_the_rule(verdict, q)) is not None:
            yield q, wanted
    for q, k, _ in verdict.scaled:
        yield q, _divided(verdict, q, k)
    for q in verdict.turned:
        yield q, _divided(verdict, q, -1.0)


def _divided(verdict: Verdict, q: Quantity, k: float) -> Wanted:
    """A gradient without a factor; of an update, the old value and a step without it."""
    values = verdict.story.differences.sets[0]
    if q.parameter is None:
        return Wanted([np.asarray(values[q.node], float) / k])
    old, new = values[q.parameter], values[q.bindings[0].node]
    return Wanted([old + (new - old) / k])


def _of_the_rule(verdict: Verdict, q: Quantity) -> Wanted | None:
    """What the chain rule gives there, from the learner's own upstream values."""
    judge, story = verdict.judge, verdict.story
    v, values = q.role or 0, story.differences.sets[0]
    if q.parameter is not None:
        return _of_the_update(verdict, q)
    size, shape = np.shape(values[v]), np.shape(values[q.node])
    shape = shape if np.size(values[q.node]) == np.size(values[v]) else size
    above = [u for u in judge.upstream(q)
             if u.role not in (None, v) and v in story.ancestors(u.role or 0)]  # fmt: skip
    found = [_brought(verdict, above, v), Local(judge, q).gradient]
    found += [_brought(verdict, above, v, turned=True)]
    found += [_brought(verdict, [u], v) for u in _meant(verdict, q, v)[-NEAREST:]]
    fits = [g for g in (oriented(g, shape) for g in found if g is not None) if g is not None]
    n = float(max(story.output, default=1))
    meant = [p.factor for p in verdict.sinks if p.parameter is None and p.true and p.factor]
    if story.nodes[v].made is not None:
        meant = [u.factor for u in above if u.factor]
    factors = (*meant[:1], 1.0, n, 1 / n, 2.0, 0.5)
    factors = (*factors, *(-c for c in factors))  # a sign may be wrong further up
    return Wanted(fits, factors, loose=True)


def _meant(verdict: Verdict, q: Quantity, v: int) -> list[Quantity]:
    """Gradients computed before, from which the one of `v` may have been meant to start."""
    return [u for u in verdict.quantities if u.node < q.node and u.parameter is None
            and u.role not in (None, v) and v in verdict.story.ancestors(u.role or 0)]  # fmt: skip


def _brought(verdict: Verdict, above: list[Quantity], v: int, turned: bool = False) -> Any:
    """The gradient of a value by those above it, and by what it does to the loss besides.

    Or the one that comes out where those above it have the wrong sign (`turned`).
    """
    judge, story = verdict.judge, verdict.story
    held = frozenset(u.role for u in above if u.role is not None)
    parts = [story.pullback.arrived(0, None, story.loss.node, v, held)]
    for u in above:
        part = story.pullback.arrived(0, u.node, u.role or 0, v, judge.nearer(u, above))
        factor = -(u.factor or 1.0) if turned else (u.factor or 1.0)
        parts.append(None if part is None else part / factor)
    return None if any(p is None for p in parts) else sum(parts)


def _of_the_update(verdict: Verdict, q: Quantity) -> Wanted | None:
    """The old value, moved as the other parameters are."""
    sinks = (p for p in verdict.sinks if p.parameter is not None and not p.wrong)
    rates = [p.factor for p in sinks if p.factor]
    gradient = Local(verdict.judge, q).gradient
    if not rates or gradient is None:
        return None
    old = verdict.story.differences.sets[0][q.parameter or 0]
    return Wanted([old + rate * gradient for rate in rates])
