"""From roles to findings: what is reported, at which line, with which words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tinygrad_bc.checker.judge import Judge
from tinygrad_bc.checker.observe import Observation
from tinygrad_bc.checker.quantities import Loss, Quantity, Story, ancestors, losses
from tinygrad_bc.checker.truth import ratio

MISTAKES = {
    "one-over-m": "the number of samples divides (or multiplies) here once too often or too seldom",
    "stray-constant-factor": "a constant factor stands here that the other gradients do not have",
    "missing-derivative": "every later line takes this for the gradient of an earlier value: the "
    "derivative that leads there is missing",
    "updated-weights": "a parameter is read here after it was updated: the chain rule wants the "
    "value that the forward pass used",
    "bias-not-summed": "the samples are not summed: the gradient must have the parameter's shape",
    "bias-summed-over-units": "too much is summed: the gradient must have the parameter's shape",
    "dot-vs-elementwise": "the result has the wrong shape: a product of the wrong kind, or of the "
    "wrong operand",
    "sign": "the sign is wrong",
    "wrong-rule": "from the values it starts from, the chain rule gives something else",
    "not-updated": "the gradient of this parameter is computed, but the parameter never changes",
    "loss-formula": "the gradients are right for another loss than the one this line computes",
}


@dataclass
class Report:
    """The judgement of one program; :meth:`json` for machines, ``str`` for people."""

    file: str
    verdict: str
    assumptions: list[str] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    inherited: list[dict[str, Any]] = field(default_factory=list)
    confirmed: list[dict[str, Any]] = field(default_factory=list)
    source: str = ""

    def json(self) -> dict[str, Any]:
        """The report as plain data."""
        return {
            "file": self.file,
            "verdict": self.verdict,
            "assumptions": self.assumptions,
            "first_wrong_line": self.findings[0]["line"] if self.findings else None,
            "findings": self.findings,
            "inherited": self.inherited,
            "confirmed": self.confirmed,
        }

    def __str__(self) -> str:
        lines = self.source.splitlines()
        text = [f"{self.file}: {self.verdict}"]
        text += [f"  {assumed}" for assumed in self.assumptions]
        for f in self.findings:
            shown = lines[f["line"] - 1].strip() if 0 < f["line"] <= len(lines) else ""
            text += [f"  line {f['line']} ✗  {shown}", f"      {f['mistake']}: {f['explanation']}"]
        for i in self.inherited:
            text.append(f"  line {i['line']} ~  {i['quantity']} only inherits that of line "
                        f"{i['from_line']}")  # fmt: skip
        for c in self.confirmed:
            what = f"the gradient of {c['of']}" if c["of"] else "the gradient"
            text.append(f"  line {c['line']} ✓  {c['quantity']} is {_times(c['factor'])}{what}")
        return "\n".join(text)


def _times(factor: float) -> str:
    return "" if abs(factor - 1) < 1e-4 else f"{factor:.6g} times "


def judged(seen: Observation, source: str, file: str, wanted: str = "", seed: int = 0) -> Report:
    """Judge an observed program.

    Parameters
    ----------
    seen : Observation
        One pass of it.
    source, file : str
        Its text and its name, for the report.
    wanted : str
        The loss to take: a name of the program, or one of the implied ones.
    seed : int
        Of the fresh numbers.
    """
    count = len(seen.nodes)
    tried: list[tuple[Verdict, Loss]] = []
    for loss in list(losses(seen, wanted)):
        if any(t[1].coded for t in tried) and loss.coded:
            continue  # the last loss of the program is the one that counts
        verdict = Verdict(Story(seen, loss, seed))
        tried.append((verdict, loss))
        if verdict.right and all(v.right for v, _ in tried):
            break
    if not tried:
        reason = "no loss is coded, and none follows from what the program compares"
        return Report(file, "undecided", [*seen.entry.assumptions, reason], source=source)
    report = _chosen(tried).report(file, source)
    del seen.nodes[count:]
    return report


def _chosen(tried: list[tuple[Verdict, Loss]]) -> Verdict:
    """The coded loss, unless another fits everything and the coded one is no known formula."""
    right = next((v for v, _ in tried if v.right), None)
    coded = next((v for v, loss in tried if loss.coded), None)
    if coded is not None and right is not None and right is not coded:
        if any(coded.proportional(v) for v, loss in tried if not loss.coded):
            return coded
        right.other_loss = coded.story.loss
    if right is not None:
        return right
    return coded or max((v for v, _ in tried), key=lambda v: v.score)


class Verdict:
    """What the roles say about one program and one loss."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.judge = Judge(story)
        self.judge.assign()
        self.quantities = self.judge.quantities
        self.sinks = self._sinks()
        unsure = [q for q in self.sinks if not self._sound(q)]
        self.scaled = [] if unsure else self._factors()
        self.wrong = self._culprits(unsure)
        if unsure and self.wrong:
            self.scaled = self._factors()
        self.right = bool(self.sinks) and not unsure and not self.scaled
        at = [self.quantities.index(q) for q in self.wrong]
        self.score = (not unsure, min(at, default=-1), len(self.sinks) - len(unsure))
        self.other_loss: Loss | None = None

    def _sinks(self) -> list[Quantity]:
        """Where the backward part ends: the updates, or else what it gives back."""
        updates = [q for q in self.quantities if q.parameter is not None]
        if updates:
            return updates
        given = set(self.story.seen.returned)
        ends = [q for q in self.quantities if not self.judge.users[q.node]]
        return [q for q in ends if q.node in given] or [q for q in ends if q.role is not None]

    def _sound(self, q: Quantity) -> bool:
        """Whether a sink is the true gradient, or an optimiser's step from it."""
        if q.true and not q.wrong:
            return True
        if q.parameter is None:
            return False
        above = ancestors(self.story.nodes, q.node)
        taken = [u for u in self.quantities if u.node in above and u.role == q.parameter]
        return not q.wrong and any(u.true and not u.wrong and u is not q for u in taken)

    def _culprits(self, unsure: list[Quantity]) -> list[Quantity]:
        """The wrong quantities that a wrong sink was computed from."""
        reached: set[int] = set()
        for q in unsure:
            reached |= ancestors(self.story.nodes, q.node)
        return [q for q in self.quantities if q.wrong and q.node in reached]

    def proportional(self, other: Verdict) -> bool:
        """Whether two losses are the same up to a constant."""
        mine = self.story.differences
        shared = [v for v in self.story.targets if v in other.story.targets]
        if not shared:
            return False
        v = shared[-1]  # near the output: a penalty does not reach it
        a = mine.gradient(self.story.loss.node, v)
        return ratio(a, mine.gradient(other.story.loss.node, v)) is not None

    # factors

    def _gradient_of(self, sink: Quantity) -> Quantity:
        """The named gradient that an update takes, or the update itself.

        A velocity is a multiple of the gradient too: of several names, the nearest to factor 1.
        """
        if sink.parameter is None:
            return sink
        above = ancestors(self.story.nodes, sink.node)
        named = [q for q in self.quantities if q.node in above and q.role == sink.parameter
                 and q.parameter is None and q.factor]  # fmt: skip
        return min(named, key=lambda q: abs(np.log(abs(q.factor or 1.0))), default=sink)

    def _factors(self) -> list[tuple[Quantity, float, bool]]:
        """(quantity, factor that is too much, whether all gradients have it)."""
        ends = [self._gradient_of(q) for q in self.sinks]
        ends = [q for q in ends if q.factor is not None and not q.wrong and q.role is not None]
        ends = [q for q in ends if q.role is not None and self._is_parameter(q.role)]
        found: list[tuple[Quantity, float, bool]] = []
        for group in self._groups(ends):
            sizes = [abs(q.factor or 1.0) for q in group]
            if not sizes:
                continue
            own = group[0].parameter is None and self._root(group[0]) is None
            usual = self._usual(sizes, own)
            off = [(q, s / usual) for q, s in zip(group, sizes, strict=True)
                   if abs(s / usual - 1) > 1e-3]  # fmt: skip
            alike = len(off) == len(group) and len(group) > 1
            found += [(self._origin(q, k), k, alike) for q, k in off]
        unique = {q.node: (q, k, alike) for q, k, alike in found}
        return list(unique.values())

    def _is_parameter(self, v: int) -> bool:
        """Whether a leaf is a parameter: data have an axis of samples, as the labels have."""
        if self.story.nodes[v].made is not None:
            return False
        output = self.story.output
        if v in self.story.parameters or not output or max(output) == 1:
            return True
        axis, mine = int(np.argmax(output)), np.shape(self.story.nodes[v].value)
        return len(mine) <= axis or len(mine) < len(output) or mine[axis] != output[axis]

    def _groups(self, ends: list[Quantity]) -> list[list[Quantity]]:
        """Gradients whose factors can be compared: of one kind, below the same wrong line."""
        groups: dict[tuple[bool, int | None], list[Quantity]] = {}
        for q in ends:
            groups.setdefault((q.parameter is None, self._root(q)), []).append(q)
        return list(groups.values())

    def _root(self, q: Quantity) -> int | None:
        """The wrong quantity that a quantity inherits from: its factor is anybody's guess."""
        return self._source(q, {w.node for w in self.quantities if w.wrong})

    def _usual(self, sizes: list[float], named: bool) -> float:
        if named and self.story.loss.coded:
            return 1.0
        rounded = Counter(float(f"{s:.4g}") for s in sizes)
        value, count = rounded.most_common(1)[0]
        tied = [v for v, n in rounded.items() if n == count]
        return 1.0 if 1.0 in tied else value if len(tied) == 1 else float(f"{sizes[0]:.4g}")

    def _origin(self, q: Quantity, k: float) -> Quantity:
        """The quantity above that brought a factor in, if it was not this one."""
        waiting, known = list(self.judge.upstream(q)), set()
        while waiting:
            u = waiting.pop()
            above = [w for w in self.judge.upstream(u) if w.factor]
            if u.node in known or not above:
                continue
            known.add(u.node)
            jump = abs((u.factor or 1.0) / (above[0].factor or 1.0))
            if abs(jump / k - 1) < 1e-3:
                return u
            waiting += above
        return q

    # the report

    def report(self, file: str, source: str) -> Report:
        """Put the judgement into words."""
        loss = self.story.loss
        assumed = list(self.story.seen.entry.assumptions)
        if not loss.coded:
            assumed.append(f"loss: {loss.name}, inferred from what is compared with the labels")
        findings = [self._finding(q) for q in self.wrong]
        findings += [self._scale(q, k, alike) for q, k, alike in self.scaled]
        findings += [self._forgotten(q) for q in self._idle()]
        if self.other_loss is not None:
            findings = [self._loss_finding(self.other_loss)]
        unique = {f["line"]: f for f in reversed(findings)}
        findings = sorted(unique.values(), key=lambda f: int(f["line"]))
        verdict = "wrong" if findings else "right" if self.right else "undecided"
        report = Report(file, verdict, assumed, findings, source=source)
        if verdict == "undecided":
            report.assumptions.append("not every gradient could be matched with a parameter")
        lines = {q.node: self.line(q) for q in self.quantities}
        wrong = {q.node for q in self.wrong}
        for q in self.quantities:
            if q.true and not q.wrong and q.role is not None and verdict != "undecided":
                what: dict[str, Any] = {"quantity": q.bindings[0].site.text}
                what["of"] = self._name(q.role)
                factor = 1.0 if q.factor is None else q.factor
                report.confirmed.append({"line": lines[q.node], **what, "factor": factor})
            elif wrong and (source_node := self._source(q, wrong)) is not None:
                what = {"line": lines[q.node], "quantity": q.bindings[0].site.text}
                report.inherited.append({**what, "from_line": lines[source_node]})
        return report

    def _source(self, q: Quantity, wrong: set[int]) -> int | None:
        at: Quantity | None = q
        seen: set[int] = set()
        while at is not None and at.node not in seen and at.node not in wrong:
            seen.add(at.node)
            at = self.judge.by_node.get(at.inherits) if at.inherits is not None else None
        return at.node if at is not None and at is not q and at.node in wrong else None

    def line(self, q: Quantity) -> int:
        """The line to name: where the value was bound, or the call, if the helper is right."""
        first = q.bindings[0]
        written = [b for b in q.bindings if not b.parameter] or [first]
        first = written[0]
        sound = {p.bindings[0].site.line for p in self.quantities
                 if p.bindings and p.node != q.node and not p.wrong and p.role is not None
                 and p.bindings[0].calls != q.bindings[0].calls}  # fmt: skip
        if q.wrong and first.calls and first.calls[-1] > 0 and first.site.line in sound:
            return first.calls[-1]
        return first.site.line

    def _name(self, v: int) -> str:
        for b in self.story.seen.bindings:
            if b.node == v or b.old == v:
                return b.site.text
        return next((name for name, i in self.story.seen.names.items() if i == v), "")

    def _finding(self, q: Quantity) -> dict[str, Any]:
        mistake = self._mistake(q)
        first = next((b for b in q.bindings if not b.parameter), q.bindings[0])
        return {
            "line": self.line(q),
            "quantity": first.site.text,
            "of": self._name(q.role) if q.role is not None else "",
            "severity": "wrong",
            "mistake": mistake,
            "explanation": MISTAKES[mistake],
            "written": first.site.statement,
            "expected": "",
            "factor": None,
            "cause_lines": self._causes(q, mistake),
        }

    def _mistake(self, q: Quantity) -> str:
        nodes = self.story.nodes
        if self._renewed(q):
            return "updated-weights"
        if q.candidates or self._explained_elsewhere(q):
            if q.role is None or nodes[q.role].made is not None:
                return "missing-derivative"
            larger = np.size(nodes[q.node].value) > np.size(nodes[q.role].value)
            return "bias-not-summed" if larger else "wrong-rule"
        if q.role is not None and np.size(nodes[q.node].value) != np.size(nodes[q.role].value):
            smaller = np.size(nodes[q.node].value) < np.size(nodes[q.role].value)
            flat = 1 in np.shape(nodes[q.role].value) or np.ndim(nodes[q.role].value) < 2
            if smaller and flat and np.ndim(nodes[q.node].value) == 0:
                return "bias-summed-over-units"
            return "dot-vs-elementwise"
        return "wrong-rule"

    def _explained_elsewhere(self, q: Quantity) -> bool:
        targets = [v for v in self.story.targets if v != q.role and self.judge._fits(q, v)]
        return any(self.judge.explained(q, v) is not None for v in targets)

    def _renewed(self, q: Quantity) -> list[int]:
        """Lines of the updates whose result a quantity reads."""
        above = ancestors(self.story.nodes, q.node)
        return sorted({b.site.line for _, _, b in self.story.updates if b.node in above}
                      if q.parameter is None else set())  # fmt: skip

    def _causes(self, q: Quantity, mistake: str) -> list[int]:
        return self._renewed(q) if mistake == "updated-weights" else []

    def _scale(self, q: Quantity, k: float, alike: bool) -> dict[str, Any]:
        n = max(self.story.output, default=1)
        counted = n > 1 and (abs(k * n - 1) < 1e-3 or abs(k / n - 1) < 1e-3)
        mistake = "one-over-m" if counted else "stray-constant-factor"
        return {
            **self._finding(q),
            "severity": "scale-only" if alike else "wrong",
            "mistake": mistake,
            "explanation": f"{MISTAKES[mistake]} (it is {k:.6g} times the gradient)",
            "factor": k,
            "cause_lines": [],
        }

    def _idle(self) -> list[Quantity]:
        """Gradients of parameters that the pass leaves as they are, though it updates others."""
        return [
            q
            for q in self.quantities
            if self.story.updates and q.role is not None and q.role not in self.story.parameters
            and not self.judge.users[q.node] and self._is_parameter(q.role)
        ]  # fmt: skip

    def _forgotten(self, q: Quantity) -> dict[str, Any]:
        last = max((b for _, _, b in self.story.updates), key=lambda b: b.site.line)
        text = f"{MISTAKES['not-updated']} ({self._name(q.role or 0) or q.text})"
        return {
            **self._finding(q), "line": last.site.line, "mistake": "not-updated",
            "explanation": text, "written": last.site.statement, "cause_lines": [self.line(q)],
        }  # fmt: skip

    def _loss_finding(self, loss: Loss) -> dict[str, Any]:
        node = self.story.nodes[loss.node]
        while len(node.reads) == 1 and np.all(
            self.story.nodes[node.reads[0]].value == node.value
        ):  # a squeeze or a float() only passes the value on
            node = self.story.nodes[node.reads[0]]
        line = node.site.line if node.site else loss.line
        text = f"{MISTAKES['loss-formula']} ({self.story.loss.name} fits them all)"
        return {
            "line": line, "quantity": loss.name, "of": "", "severity": "wrong",
            "mistake": "loss-formula", "explanation": text,
            "written": node.site.statement if node.site else "", "expected": "", "factor": None,
            "cause_lines": [],
        }  # fmt: skip
