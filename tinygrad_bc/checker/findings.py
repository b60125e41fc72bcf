"""From roles to findings: what is reported, at which line, with which words."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from tinygrad_bc.checker import losses, naming
from tinygrad_bc.checker.catalogue import MISTAKES, Named
from tinygrad_bc.checker.judge import Judge
from tinygrad_bc.checker.local import Local
from tinygrad_bc.checker.losses import Loss
from tinygrad_bc.checker.primitives import ancestors
from tinygrad_bc.checker.quantities import Quantity, Story
from tinygrad_bc.checker.report import Report
from tinygrad_bc.checker.right_line import bias_line, divided
from tinygrad_bc.checker.scales import Scales
from tinygrad_bc.checker.structure import blunders, described
from tinygrad_bc.checker.truth import combination, oriented, ratio


class Verdict(Scales):
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
        self.turned = self._signs()
        if unsure and (self.wrong or self.turned):
            self.scaled = self._factors()
        elif unsure:
            self.wrong = self._incomplete(unsure)
        self.right = bool(self.sinks) and not unsure and not self.scaled
        at = [self.quantities.index(q) for q in self.wrong]
        self.score = (not unsure, min(at, default=-1), len(self.sinks) - len(unsure))
        self.other_loss: Loss | None = None

    def _sinks(self) -> list[Quantity]:
        """Where the backward part ends: the updates, or else what it gives back."""
        updates = [q for q in self.quantities if q.parameter is not None]
        given = set(self.story.seen.returned)
        if updates:
            return updates + [q for q in self.quantities if q.wrong and q.node in given]
        ends = [q for q in self.quantities if not self.judge.users[q.node]]
        return [q for q in ends if q.node in given] or [q for q in ends if q.role is not None]

    def _sound(self, q: Quantity) -> bool:
        """Whether a sink is the true gradient, or an optimiser's step from it."""
        if q.true and not q.wrong:
            return True
        if q.parameter is None:
            return False
        above = ancestors(self.story.nodes, q.node)
        several = np.size(self.story.nodes[q.node].value) > 1  # numbers are soon proportional
        taken = [u for u in self.quantities if u.node in above and (
            u.role == q.parameter or (several and q.parameter in u.candidates))]  # fmt: skip
        return not q.wrong and any(u.true and not u.wrong and u is not q for u in taken)

    def _culprits(self, unsure: list[Quantity]) -> list[Quantity]:
        """The wrong quantities that a wrong sink was computed from."""
        reached: set[int] = set()
        for q in unsure:
            reached |= ancestors(self.story.nodes, q.node)
        return [q for q in self.quantities if q.wrong and q.node in reached]

    def _incomplete(self, unsure: list[Quantity]) -> list[Quantity]:
        """Where the truth is lost: from right gradients, but not all that the loss depends on."""
        if not self.story.loss.coded:
            return []
        reached: set[int] = set()
        for q in unsure:
            reached |= ancestors(self.story.nodes, q.node)
        for q in self.quantities:
            above = self.judge.upstream(q)
            lost = q.role is not None and not q.true and q.parameter is None
            if lost and q.node in reached and above and all(u.true for u in above):
                q.wrong, q.inherits, q.factor = True, None, None
                return [q]
        return []

    def proportional(self, other: Verdict) -> bool:
        """Whether two losses are the same up to a constant."""
        return self.like(other.story.loss)

    def like(self, other: Loss) -> bool:
        """Whether the loss is another one up to a constant, near the output."""
        found = self._beside(other)
        return found is not None and ratio(*found) is not None

    def _beside(self, other: Loss) -> tuple[Any, Any] | None:
        """The gradients of this loss and of another one, near the output."""
        mine = self.story.differences
        if other.node >= len(self.story.nodes):
            return None
        above = ancestors(self.story.nodes, other.node)
        shared = [v for v in self.story.targets if v in above and v != self.story.loss.node]
        if not shared:
            return None
        v = shared[-1]  # a penalty does not reach it
        return mine.gradient(self.story.loss.node, v), mine.gradient_of(other.node, v)

    def is_measure(self, right: Verdict) -> bool:
        """Whether the loss is one that is printed, not trained with: mean absolute error, RMSE.

        In each set of numbers RMSE has the direction of the squared error; the mean absolute error
        has the sign of each of its elements.
        """
        beside = self._beside(right.story.loss)
        if beside is None:
            return False
        mine, true = (np.split(g, len(self.story.differences.sets)) for g in beside)
        if all(ratio(a, b) is not None for a, b in zip(mine, true, strict=True)):
            return True
        return self.is_absolute()

    def is_absolute(self) -> bool:
        """Whether the loss is the mean absolute error, which is printed beside another one."""
        flat = (np.ptp(np.abs(d)) < 1e-6 * np.max(np.abs(d)) for d, _ in self._slopes())
        return self.is_proper() and all(flat)

    def is_proper(self) -> bool:
        """Whether the loss falls as each output nears its label: then the gradient is off."""
        slopes = self._slopes()
        return bool(slopes) and all(np.all(d * e >= 0) and np.any(d) for d, e in slopes)

    def _slopes(self) -> list[tuple[Any, Any]]:
        """The loss's derivative by each output, and output minus label, in each set of numbers."""
        story = self.story
        alike = [v for v in story.targets if np.shape(story.nodes[v].value) == story.output
                 and not story.labels & ancestors(story.nodes, v)]  # fmt: skip
        labels = [v for v in story.labels if np.size(story.nodes[v].value) > 1]
        if not alike or len(labels) != 1 or np.prod(story.output, dtype=int) > 200:
            return []
        found = []
        for values in story.differences.sets:
            y = oriented(values[labels[0]], story.output)
            if y is None:
                return []
            off = np.asarray(values[alike[-1]]) - np.asarray(y)
            found.append((story.differences.each(values, alike[-1], story.loss.node), off))
        return found

    def decayed(self, seed: int) -> Verdict | None:
        """The verdict with a weight decay, if one share of every weight is all that is wrong."""
        shares: dict[int, float] = {}
        for q in self.sinks:
            if self._sound(q):
                continue
            if (share := self._decay(q)) is None:
                return None
            shares[q.role or 0] = share
        values = list(shares.values())
        if not values or np.ptp(values) > 1e-3 * abs(values[0]) or values[0] <= 0:
            return None
        seen = self.story.seen
        loss = losses.with_decay(seen, self.story.loss, values[0], list(shares))
        verdict = Verdict(Story(seen, loss, seed))
        every = len(shares) > 1 or len(self.story.parameters) <= 2
        return verdict if verdict.right and every else None

    def _decay(self, q: Quantity) -> float | None:
        """The share of a parameter beside its gradient; None if that is not all."""
        if q.role is None or self.story.nodes[q.role].made is not None:
            return None
        differences = self.story.differences
        found = differences.measured(q.node, q.role)
        true = differences.gradient(self.story.loss.node, q.role)
        own = differences.measured(q.role, q.role)
        c = combination(found, [true, own])
        return float(c[1] / c[0]) if c is not None and abs(c[0]) > 1e-12 else None

    # the report

    def report(self, file: str, source: str) -> Report:
        """Put the judgement into words."""
        loss = self.story.loss
        assumed = list(self.story.seen.entry.assumptions)
        if not loss.coded:
            how = "as given" if loss.given else "inferred from what is compared with the labels"
            assumed.append(f"loss: {loss.name}, {how}")
        elif "with a weight decay" in loss.name:
            assumed.append(f"loss: {loss.name}, which the program does not code")
        findings = [self._finding(q) for q in self.wrong]
        findings += [self._scale(q, k, alike) for q, k, alike in self.scaled]
        findings += [self._against(q) for q in self.turned]
        findings += [self._forgotten(q) for q in self._idle()]
        odd = list(blunders(self.story, bool(findings)))
        if any(kind == "label-shape" for kind, _, _ in odd):
            findings = []  # the rest follows from it
        made = [described(b, MISTAKES[b[0]]) for b in odd]
        findings += [f for f in made if all(f["line"] != g["line"] for g in findings)]
        if not findings and self._climbs():
            findings = [self._uphill()]
        if self.other_loss is not None:
            findings = [self._loss_finding(self.other_loss, source)]
        stopped = self.story.seen.entry.stopped
        if stopped and not self._led_to(_line_of(source, stopped), findings):
            findings.append(self._stop(source))
        unique = {f["line"]: f for f in reversed(findings)}
        findings = sorted(unique.values(), key=lambda f: int(f["line"]))
        verdict = "wrong" if findings else "right" if self.right else "undecided"
        report = Report(file, verdict, assumed, findings, source=source)
        report.samples = max(self.story.output, default=1)
        if verdict == "undecided":
            report.assumptions.append("not every gradient could be matched with a parameter")
        lines = {q.node: self.line(q) for q in self.quantities}
        wrong = {q.node for q in self.wrong}
        found = {f["line"] for f in findings}
        for q in self.quantities:
            what: dict[str, Any] = {"line": lines[q.node], "quantity": q.bindings[0].site.text}
            if lines[q.node] in found:
                continue
            if q.true and not q.wrong and q.role is not None and verdict != "undecided":
                factor = 1.0 if q.factor is None else q.factor
                report.confirmed.append({**what, "of": self._name(q.role), "factor": factor})
            elif wrong and (source_node := self._source(q, wrong)) is not None:
                report.inherited.append({**what, "from_line": lines[source_node]})
        return report

    def line(self, q: Quantity) -> int:
        """The line to name: where the value was bound, or the call, if the helper is right."""
        first = q.bindings[0]
        written = [b for b in q.bindings if not b.parameter] or [first]
        # Of several names of one value the line counts that takes it for the gradient it is not.
        claims = [b for b in written if q.wrong and self.judge.claims(b, q.role)]
        first = (claims or written)[0]
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
        named = self._named(q)
        first = next((b for b in q.bindings if not b.parameter), q.bindings[0])
        return {
            "line": self.line(q),
            "quantity": first.site.text,
            "of": self._name(q.role) if q.role is not None else "",
            "severity": "wrong",
            "mistake": named.mistake,
            "explanation": named.explanation,
            "written": first.site.statement,
            "expected": named.expected,
            "factor": None,
            "cause_lines": self._causes(q, named.mistake),
        }

    def _named(self, q: Quantity) -> Named:
        """The mistake by its name in the catalogue, or what is known of it."""
        mistake = self._mistake(q)
        if q.role is None:
            return Named(mistake, MISTAKES[mistake])
        local = Local(self.judge, q)
        if mistake == "missing-contribution":
            return Named(mistake, MISTAKES[mistake])
        if mistake not in ("wrong-rule", "dot-vs-elementwise", "missing-derivative"):
            line = bias_line(local) if mistake.startswith("bias") else ""
            return Named(mistake, MISTAKES[mistake], line)
        if mistake == "missing-derivative" and local.a != local.v:
            own = naming.activation(local)
            words = {"f": own.name if own else "the activation",
                     "a": local.name(local.a) or "its value",
                     "z": local.name(local.v) or "the score"}  # fmt: skip
            text = naming.missing_text(local).format(**words)
            line = divided(q, f"* {own.text.format(**words)}") if own else ""
            return Named(naming.missing(local), text, line)
        found = naming.named(local) if mistake != "missing-derivative" else None
        return found or Named(mistake, MISTAKES[mistake])

    def _mistake(self, q: Quantity) -> str:
        nodes = self.story.nodes
        if q.role is not None and self.judge.explained(q, q.role) is not None:
            return "missing-contribution"
        if self._renewed(q):
            return "updated-weights-in-backprop"
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
        return self._renewed(q) if mistake == "updated-weights-in-backprop" else []

    def _scale(self, q: Quantity, k: float, alike: bool) -> dict[str, Any]:
        n = max(self.story.output, default=1)
        counted = n > 1 and (abs(k * n - 1) < 1e-3 or abs(k / n - 1) < 1e-3)
        other = n / k if n > 1 and k > 1 else 0.0  # it was divided by this number
        mistake = "one-over-m" if counted else "stray-constant-factor"
        if not counted and abs(k - round(k)) > 1e-3 > abs(other - round(other)):
            mistake = "wrong-normaliser"
        factor = f"{1 / k:.6g}" if k < 1 else f"{k:.6g}"
        return {
            **self._finding(q),
            "severity": "scale-only" if alike else "wrong",
            "mistake": mistake,
            "explanation": f"{MISTAKES[mistake]} (it is {k:.6g} times the gradient)",
            "expected": divided(q, f"{'*' if k < 1 else '/'} {factor}"),
            "factor": k,
            "cause_lines": [],
        }

    def _climbs(self) -> bool:
        """Whether every update goes up the loss, though the loss is one to go down."""
        steps = [q.factor for q in self.sinks if q.parameter is not None]
        return bool(steps) and all(f is not None and f > 0 for f in steps)

    def _uphill(self) -> dict[str, Any]:
        """The first gradient that has the sign of its opposite, or else the first update."""
        negative = [q for q in self.quantities if q.parameter is None and q.true
                    and q.factor is not None and q.factor < 0]  # fmt: skip
        return self._against((negative or self.sinks)[0], "every update goes up the loss")

    def _against(self, q: Quantity, why: str = "the others go the other way") -> dict[str, Any]:
        first = next((b for b in q.bindings if not b.parameter), q.bindings[0])
        return {
            **self._finding(q), "written": first.site.statement, "mistake": "sign",
            "explanation": f"{MISTAKES['sign']}: {why}", "expected": "",
        }  # fmt: skip

    def _idle(self) -> list[Quantity]:
        """Gradients of parameters that the pass leaves as they are, though it updates others."""
        return [
            q
            for q in self.quantities
            if self.story.updates and not self.story.seen.entry.stopped
            and all(old != q.role for old, _, _ in self.story.seen.updates)
            and q.role is not None and q.role not in self.story.parameters
            and not self.judge.users[q.node] and self.story.is_parameter(q.role)
            and any(self.judge.claims(b, q.role) for b in q.bindings)
        ]  # fmt: skip

    def _forgotten(self, q: Quantity) -> dict[str, Any]:
        last = max((b for _, _, b in self.story.updates), key=lambda b: b.site.line)
        shape = np.shape(self.story.nodes[q.role or 0].value)
        mistake = "bias-not-updated" if len(shape) < 2 or 1 in shape else "not-updated"
        text = f"{MISTAKES[mistake]} ({self._name(q.role or 0) or q.text})"
        return {
            **self._finding(q), "line": last.site.line, "mistake": mistake,
            "explanation": text, "written": last.site.statement, "cause_lines": [self.line(q)],
        }  # fmt: skip

    @staticmethod
    def _led_to(line: str, findings: list[dict[str, Any]]) -> bool:
        """Whether a finding names something that the line reads."""
        words = set(re.findall(r"\w+", line))
        return any(words & set(re.findall(r"\w+", f["quantity"])) for f in findings)

    def _stop(self, source: str) -> dict[str, Any]:
        """The line at which the program ends with an error, when all before it is right."""
        entry = self.story.seen.entry
        return {
            "line": entry.stopped, "quantity": "", "of": "", "severity": "wrong",
            "mistake": "stops-with-an-error", "explanation": entry.assumptions[-1],
            "written": _line_of(source, entry.stopped), "expected": "", "factor": None,
            "cause_lines": [],
        }  # fmt: skip

    def _loss_finding(self, loss: Loss, source: str) -> dict[str, Any]:
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
            "written": _line_of(source, line), "expected": "", "factor": None,
            "cause_lines": [],
        }  # fmt: skip


def _line_of(source: str, line: int) -> str:
    lines = source.splitlines()
    return lines[line - 1].strip() if 0 < line <= len(lines) else ""
