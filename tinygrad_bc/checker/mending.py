"""A second look: the right lines are put in, and the mended program is judged again."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

from tinygrad_bc.checker.edits import span
from tinygrad_bc.checker.report import Report

Finding = dict[str, Any]
MOST = 6  # lines that are mended one after the other
LONG = 400  # values of a pass that takes long to judge
MENDED = "with the right lines put in, every gradient of the program is right"


def looked_at_again(report: Report, judge: Callable[[str], Report]) -> Report:
    """The report, if mending what it names mends the program; else what does, named line by line.

    Where two mistakes cancel, or the first leaves open what a later line was meant to be, one
    look names too little or too much.  A reviewer mends the first line and looks again; only where
    that ends with a right program does it count.

    Parameters
    ----------
    report : Report
        Of a program with findings.
    judge : callable
        Judges a program's text.

    Returns
    -------
    Report
    """
    if not report.findings or report.length > LONG:
        return report
    whole = _with_lines(report.source, report.findings)
    if whole is not None and judge(whole).verdict == "right":
        return _told(report, report.findings)
    found = _one_by_one(report, judge)
    return report if found is None else _told(report, found)


def _one_by_one(report: Report, judge: Callable[[str], Report]) -> list[Finding] | None:
    """Mend the first line, look again, and so on; None where that does not mend the program."""
    source, at = report.source, report
    found: list[Finding] = []
    while len(found) < MOST:
        mended = {f["line"] for f in found}
        left = (f for f in at.findings if f["line"] not in mended)
        finding = min(left, key=lambda f: not f["expected"], default=None)
        stays = any(f["line"] in mended for f in at.findings)
        text = None if finding is None or stays else _with_lines(source, [finding])
        if finding is None or text is None:
            return None
        found.append(finding)
        source, at = text, judge(text)
        if at.verdict == "right":
            return found
    return None


def _told(report: Report, found: Sequence[Finding]) -> Report:
    """The report with these findings; a line that is not among them only inherits from one."""
    findings = sorted(found, key=lambda f: int(f["line"]))
    lines = [int(f["line"]) for f in findings]
    dropped = [f for f in report.findings if f["line"] not in lines]

    def source_of(line: int) -> int:
        return max((at for at in lines if at < line), default=min(lines))

    inherited = [{"line": f["line"], "quantity": f["quantity"], "from_line": source_of(f["line"])}
                 for f in dropped]  # fmt: skip
    inherited += [i if i["from_line"] in lines else {**i, "from_line": source_of(i["line"])}
                  for i in report.inherited if i["line"] not in lines]  # fmt: skip
    return dataclasses.replace(
        report,
        assumptions=[*report.assumptions, MENDED],
        findings=findings,
        inherited=sorted(inherited, key=lambda i: int(i["line"])),
        confirmed=[c for c in report.confirmed if c["line"] not in lines],
    )


def _with_lines(source: str, findings: Sequence[Finding]) -> str | None:
    """The program with the right lines put in, each where the wrong one stands."""
    tree, changes = ast.parse(source), []
    for finding in findings:
        statement = _meant(tree, finding)
        if not finding["expected"] or statement is None:
            return None
        changes.append((statement, finding["expected"]))
    for statement, text in sorted(changes, key=lambda c: c[0].lineno, reverse=True):
        source = _replaced(source, statement, text)
    try:
        ast.parse(source)
    except SyntaxError:
        return None
    return source


def _meant(tree: ast.Module, finding: Finding) -> ast.stmt | None:
    """The statement that the right line of a finding stands for: its own, or that of a cause."""
    try:
        right = ast.parse(finding["expected"]).body[0]
    except (SyntaxError, IndexError):
        right = None
    there = [n for line in (finding["line"], *finding["cause_lines"]) for n in ast.walk(tree)
             if isinstance(n, ast.stmt) and n.lineno <= line <= (n.end_lineno or n.lineno)
             and not hasattr(n, "body")]  # fmt: skip
    if right is None:
        return None
    own = (n for n in there if ast.unparse(n) == finding["written"])
    return next((n for n in there if _head(n) == _head(right)), next(own, None))


def _head(statement: ast.stmt) -> list[str]:
    """What a statement does with its value: its kind, and the names that it binds."""
    targets = getattr(statement, "targets", [getattr(statement, "target", None)])
    return [type(statement).__name__, *(ast.dump(t) for t in targets if t is not None)]


def _replaced(source: str, statement: ast.stmt, text: str) -> str:
    """The source with a statement replaced; all lines keep their numbers."""
    whole = source.encode()
    begin, end = span(whole, statement)
    rest, mark, after = whole[end:].partition(b"\n")
    kept = b"\n" * whole[begin:end].count(b"\n")
    return (whole[:begin] + text.encode() + rest + kept + mark + after).decode()
