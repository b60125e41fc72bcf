"""The judgement of one program: plain data for machines, a reviewer's text for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any


@dataclass
class Report:
    """The judgement of one program; `json` for machines, ``str`` for people.

    Attributes
    ----------
    file : str
    verdict : {"right", "wrong", "undecided"}
    assumptions : list of str
        What was taken for granted: how the program is called, which loss is meant.
    findings : list of dict
        A line that is wrong in itself each, with the mistake, why, the right line, and the equation
        by the table of rules.
    inherited : list of dict
        Gradients that are wrong only because of a finding above them.
    confirmed : list of dict
        Gradients that are right, with their constant factor.
    """

    file: str
    verdict: str
    assumptions: list[str] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    inherited: list[dict[str, Any]] = field(default_factory=list)
    confirmed: list[dict[str, Any]] = field(default_factory=list)
    source: str = ""
    samples: int = 1
    loss: str = ""
    length: int = 0  # of the pass that was watched, in values
    doubtful: bool = False  # something is wrong here, and no line of it is sure

    def json(self) -> dict[str, Any]:
        """The report as plain data."""
        return {
            "file": self.file,
            "verdict": self.verdict,
            "assumptions": self.assumptions,
            "first_wrong_line": self.findings[0]["line"] if self.findings else None,
            "findings": [_flat(finding) for finding in self.findings],
            "inherited": self.inherited,
            "confirmed": self.confirmed,
        }

    def __str__(self) -> str:
        rows = [f"{self.file}: {self.verdict}", *(f"  {text}" for text in self.assumptions)]
        for mark, line, shown, notes in self._rows():
            rows.append(f"  {f'line {line}':>8} {mark}  {shown}")
            rows += [f"              {note}" for note in notes]
        return "\n".join(rows)

    def _rows(self) -> Iterator[tuple[str, int, str, list[str]]]:
        """Each row once, though a loop over layers passes its lines several times."""
        known: set[tuple[str, int, str]] = set()
        for mark, line, shown, notes in self._marked():
            key = (mark, line, " ".join(notes))
            if key not in known:
                known.add(key)
                yield mark, line, shown, notes

    def _marked(self) -> Iterator[tuple[str, int, str, list[str]]]:
        """(mark, line, source, notes): the findings, what only inherits them, what is right."""
        for f in self.findings:
            notes = [f"{f['mistake']}: {f['explanation']}"]
            notes += [f"because of line {line}" for line in f["cause_lines"]]
            notes += [f"right: {f['expected']}"] if f["expected"] else []
            notes += [f"by the rules: {f['equation']}"] if f["equation"] else []
            yield "✗", f["line"], self._line(f["line"]), notes
        for i in self.inherited:
            note = f"{i['quantity']} only inherits the mistake of line {i['from_line']}"
            yield "~", i["line"], self._line(i["line"]), [note]
        for c in self.confirmed:
            yield "✓", c["line"], self._line(c["line"]), [self._right(c)]

    def _line(self, line: int) -> str:
        lines = self.source.splitlines()
        return lines[line - 1].strip() if 0 < line <= len(lines) else ""

    def _right(self, confirmed: dict[str, Any]) -> str:
        """``dZ2 is m·dJ/dZ2: the course's convention; correct``."""
        factor, m = confirmed["factor"], self.samples
        name, of = confirmed["quantity"], confirmed["of"]
        gradient = f"dJ/d({of})" if " " in of else f"dJ/d{of}" if of else "the gradient"
        if name == of:
            return f"the update moves {name} by {factor:.6g}·{gradient}"
        if abs(factor - 1) < 1e-4:
            return f"{name} is {gradient}"
        if m > 1 and abs(factor / m - 1) < 1e-4:
            return f"{name} is m·{gradient}: the course's convention; correct"
        if abs(factor + 1) < 1e-4:
            return f"{name} is -{gradient}: right up to its sign"
        return f"{name} is {factor:.6g}·{gradient}: right up to a constant"

    def _repr_html_(self) -> str:
        colours = {"✗": "#e5484d", "~": "#c77700", "✓": "#22995e"}  # seen on light and dark
        rows = []
        for mark, line, shown, notes in self._rows():
            text = "<br>".join(map(_shown, notes))
            rows.append(
                f"<tr><td style='text-align:left;color:{colours[mark]}'><b>{mark}</b></td>"
                f"<td>{line}</td>"
                f"<td style='text-align:left'><code>{escape(shown)}</code><br>{text}</td></tr>"
            )
        assumed = "".join(f"<li>{escape(text)}</li>" for text in self.assumptions)
        head = f"<p><b>{escape(self.file)}: {self.verdict}</b></p><ul>{assumed}</ul>"
        return f"{head}<table>{''.join(rows)}</table>"


def _flat(finding: dict[str, Any]) -> dict[str, Any]:
    """A finding with its equation in the explanation."""
    flat = {key: value for key, value in finding.items() if key != "equation"}
    if finding["equation"]:
        flat["explanation"] += f" (by the rules: {finding['equation']})"
    return flat


def _shown(note: str) -> str:
    """A note for a page; the right line as the code that it is."""
    told, right, code = note.partition("right: ")
    return f"{right}<code>{escape(code)}</code>" if right and not told else escape(note)
