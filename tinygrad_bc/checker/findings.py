"""From roles to findings: what is reported, at which line, with which words."""

from __future__ import annotations

import operator
import re
from collections import Counter
from typing import Any

import numpy as np

from tinygrad_bc.checker import naming
from tinygrad_bc.checker.catalogue import FIRST, MISTAKES, SPOILING, Named
from tinygrad_bc.checker.equation import equation
from tinygrad_bc.checker.forms import bias_line, divided, renamed
from tinygrad_bc.checker.local import Local
from tinygrad_bc.checker.losses import Loss
from tinygrad_bc.checker.nodes import Binding
from tinygrad_bc.checker.quantities import Quantity
from tinygrad_bc.checker.repair import MOST, Proof, Repair
from tinygrad_bc.checker.report import Report
from tinygrad_bc.checker.structure import blunders, described
from tinygrad_bc.checker.verdict import Judgement

SEVERAL = 3  # steps of a parameter; two may be a weight that is updated too early
UNNAMED = {"wrong-rule", "missing-derivative", "missing-contribution", "dot-vs-elementwise"}


class Verdict(Judgement):
    """A judgement with its findings in words."""

    def report(self, file: str, source: str) -> Report:
        """Put the judgement into words."""
        self._prove()
        loss = self.story.loss
        assumed = list(self.story.seen.entry.assumptions)
        if not loss.coded:
            how = "as given" if loss.given else "inferred from what is compared with the labels"
            assumed.append(f"loss: {loss.name}, {how}")
        elif "with a weight decay" in loss.name:
            assumed.append(f"loss: {loss.name}, which the program does not code")
        odd = list(blunders(self.story, bool(self.wrong or self.scaled or self.turned)))
        cut = {b.node for kind, b, _ in odd if kind in SPOILING}
        self.beyond = self._beyond()
        findings = [self._finding(q) for q in self.wrong if not cut & self.judge.ancestors(q.node)]
        findings += [self._scale(q, k, alike) for q, k, alike in self.scaled]
        findings += [self._against(q) for q in self.turned]
        findings += [self._forgotten(q) for q in self._idle()]
        first = [blunder for blunder in odd if blunder[0] in FIRST]
        if first:
            findings, odd = [], first[:1]  # the rest follows from it
        made = [described(b, MISTAKES[b[0]]) for b in odd]
        findings += [f for f in made if all(f["line"] != g["line"] for g in findings)]
        if not findings and self._climbs():
            findings = [self._uphill()]
        inferred = not (loss.coded or loss.given)
        doubtful = self._not_understood(findings)
        if (inferred and not self._supported(findings)) or doubtful:
            findings, self.right = [], False
        if self.other_loss is not None:
            findings.append(self._loss_finding(self.other_loss, source))
        stopped = self.story.seen.entry.stopped
        if stopped and not self._led_to(_line_of(source, stopped), findings):
            findings.append(self._stop(source))
        unique = {f["line"]: f for f in reversed(findings)}
        findings = sorted(unique.values(), key=lambda f: int(f["line"]))
        verdict = "wrong" if findings else "right" if self.right else "undecided"
        report = Report(file, verdict, assumed, findings, source=source)
        report.loss, report.doubtful = loss.name, doubtful
        report.length = self.story.seen.length
        report.samples = max(self.story.output, default=1)
        if verdict == "undecided":
            report.assumptions.append(self._unmatched())
        lines = {q.node: self.line(q) for q in self.quantities}
        wrong = {q.node for q in self.wrong}
        found = {f["line"] for f in findings}
        for q in self.quantities:
            name = q.bindings[0].site.text if q.parameter is None else self._name(q.parameter)
            what: dict[str, Any] = {"line": lines[q.node], "quantity": name}
            if lines[q.node] in found:
                continue
            if q.true and not q.wrong and q.role is not None and verdict != "undecided":
                factor = 1.0 if q.factor is None else q.factor
                report.confirmed.append({**what, "of": self._name(q.role), "factor": factor})
            elif wrong and (source_node := self._source(q, wrong)) is not None:
                report.inherited.append({**what, "from_line": lines[source_node]})
        return report

    def _supported(self, findings: list[dict[str, Any]]) -> bool:
        """Whether something speaks for an inferred loss: a gradient of it, or a mistake's name.

        Where a step itself would be no step down it, or nothing that is accused makes up for what
        is wrong, another loss is meant.
        """
        steps = [q for q in self.wrong if q.parameter is not None]
        if self.unproved or any(self._mistake(q) == "wrong-rule" for q in steps):
            return False
        if any(q.candidates and not q.wrong for q in self.quantities):
            return True
        return any(f["mistake"] not in UNNAMED for f in findings)

    def _not_understood(self, findings: list[dict[str, Any]]) -> bool:
        """Whether many lines would be accused, and to put them right is not shown to help."""
        return self.several or (not self.proved and len({f["line"] for f in findings}) > MOST)

    def _unmatched(self) -> str:
        """Why nothing was decided: which gradients fit no parameter, and what to do."""
        if self.beyond:
            return self.beyond
        unsure = {q.text: self.line(q) for q in self.sinks if not self._sound(q)}
        what = ", ".join(f"{name} (line {line})" for name, line in unsure.items())
        remedy = "name the loss that is meant (--loss), or how the functions are called (--call)"
        if not what:
            return f"no gradient of {self.story.loss.name} was found in the program: {remedy}"
        which = f"what changes {what}" if self.story.updates else what
        return f"{which} could not be matched with a gradient of {self.story.loss.name}: {remedy}"

    def _beyond(self) -> str:
        """Leave out what cannot be judged, and say why; empty where there is nothing of that kind.

        Numbers may be taken from arrays in a way that cannot be followed; and after an update the
        network may be run once more, for a loss of its own (as in a GAN).
        """
        for leaf, _, binding in self.story.updates:
            if self._steps(leaf, binding.node) >= SEVERAL:
                self.wrong, self.scaled, self.turned, self.right = [], [], [], False
                self.several = True
                return (f"line {binding.site.line}: {binding.site.text} takes several steps in "
                        "what is watched, and one is judged: name its calls (--call)")  # fmt: skip
        reason = ""
        for q in list(self.wrong):
            above = self.judge.ancestors(q.node)
            if above & self.story.seen.lost:
                why = "it is computed from a number that was taken in a way that nobody can follow"
            elif q.parameter is None and self._renewed(q) and not self.judge.upstream(q):
                why = ("it belongs to another run of the network, with parameters that are updated "
                       "before; one such run is judged, the first")  # fmt: skip
            else:
                continue
            reason = reason or f"line {self.line(q)}: {why}"
            self.wrong = [p for p in self.wrong if p is not q]
        if reason:
            self.right, self.scaled, self.turned = False, [], []
        return reason

    def _steps(self, leaf: int, new: int) -> int:
        """How many steps, each along a gradient at where the last one led, a parameter takes."""
        nodes, story, count = self.story.nodes, self.story, 0
        while new != leaf:
            node = nodes[new]
            on = [r for r in node.reads if leaf in story.ancestors(r)
                  and np.shape(nodes[r].value) == np.shape(node.value)]  # fmt: skip
            if not on:
                break
            others = (story.ancestors(r) for r in node.reads if r != on[0])
            moves = node.made in (operator.add, operator.sub)
            count += moves and any(on[0] in above and story.labels & above for above in others)
            new = on[0]
        return count

    beyond = ""
    several = False  # steps in the one pass that is watched
    unproved = False  # the repair was tried, and does not mend the gradients
    proved = True

    def _prove(self) -> None:
        """Put right what is accused: where that does not mend the gradients, say something else."""
        repair = Repair(self.judge, self.sinks)
        if not (self.wrong or self.scaled or self.turned):
            return
        self.proved = repair.known
        if not repair.known:
            return
        proof = Proof(repair, self.line, self.wrong, self.scaled, self.turned)
        proof.weigh()
        self.unproved = proof.failed
        self.proved = not proof.failed
        self.wrong, self.scaled, self.turned = proof.wrong, proof.scaled, proof.turned

    def line(self, q: Quantity) -> int:
        """The line to name: where the value was bound, or the call, if the helper is right."""
        if q.wrong and q.parameter is not None and (read := self._reads_renewed(q)):
            return read
        first = q.bindings[0]
        written = [b for b in q.bindings if not b.parameter] or [first]
        # Of several names of one value the line counts that takes it for the gradient it is not:
        # by its name, or by giving it back as it came, where a function should have changed it.
        claims = [b for b in written if q.wrong and self.judge.claims(b, q.role)]
        taken = [b for b in q.bindings if b.parameter]
        inside = {(*b.calls, b.site.line) for b in taken} if q.misused else set()
        passed = [b for b in written[1:] if b.calls in inside]
        honest = [b for b in written if any(self.judge.claims(b, v) for v in q.candidates)]
        further = [b for b in written if b not in honest] if q.wrong and honest else []
        first = (passed or claims or further or written)[0]
        if q.wrong and first.calls and first.calls[-1] > 0 and self._is_sound(first, q):
            return first.calls[-1]
        return first.site.line

    def _is_sound(self, line: Binding, q: Quantity) -> bool:
        """Whether a line of a helper is right where other lines call it."""
        others = (p for p in self.quantities if p.bindings[0].site.line == line.site.line
                  and p.bindings[0].calls != q.bindings[0].calls)  # fmt: skip
        return any(p.node != q.node and not p.wrong and p.role is not None for p in others)

    def _name(self, v: int) -> str:
        return self.story.seen.name(v)

    def _finding(self, q: Quantity) -> dict[str, Any]:
        named, line = self._named(q), self.line(q)
        written = [b for b in q.bindings if not b.parameter] or q.bindings
        first = next((b for b in written if b.site.line == line), written[0])
        return {
            "line": line,
            "quantity": first.site.text,
            "of": self._name(q.role) if q.role is not None else "",
            "severity": "wrong",
            "mistake": named.mistake,
            "explanation": named.explanation,
            "written": first.site.statement,
            "expected": named.expected,
            "equation": "" if q.role is None else equation(Local(self.judge, q)),
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
        targets = [v for v in self.judge.fitting[q.node] if v != q.role]
        return any(self.judge.explained(q, v) is not None for v in targets)

    def _renewed(self, q: Quantity) -> list[int]:
        """Lines of the updates whose result a quantity reads."""
        above = self.judge.ancestors(q.node)
        others = [b for _, _, b in self.story.updates if b.node in above and b not in q.bindings]
        return sorted({b.site.line for b in others})

    def _reads_renewed(self, q: Quantity) -> int:
        """The line that reads a parameter after its update, on the way to another's update."""
        renewed = {b.node for _, _, b in self.story.updates if b not in q.bindings}
        for i in sorted(self.judge.ancestors(q.node)):
            site = self.story.nodes[i].site
            if site is not None and renewed & set(self.story.nodes[i].reads):
                return site.line
        return 0

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
        if self.is_merit():
            return False
        return bool(steps) and all(f is not None and f > 0 for f in steps)

    def _uphill(self) -> dict[str, Any]:
        """The first gradient that has the sign of its opposite, or else the first update."""
        negative = [q for q in self.quantities if q.parameter is None and q.true
                    and q.factor is not None and q.factor < 0]  # fmt: skip
        return self._against((negative or self.sinks)[0], "every update goes up the loss")

    def _against(self, q: Quantity, why: str = "the others go the other way") -> dict[str, Any]:
        text = f"{MISTAKES['sign']}: {why}"
        return {**self._finding(q), "mistake": "sign", "explanation": text, "expected": ""}

    def _idle(self) -> list[Quantity]:
        """Gradients of parameters that the pass leaves as they are, though it updates others."""
        changed = {old for old, _, _ in self.story.seen.updates}
        return [
            q
            for q in self.quantities
            if self.story.updates and not self.story.seen.entry.stopped
            and q.role is not None and q.role not in changed and q.role not in self.story.parameters
            and self.story.is_parameter(q.role)
            and not self.story.is_input(q.role) and q.role not in self.story.labels
            and self._is_spent(q)
        ]  # fmt: skip

    def _is_spent(self, q: Quantity) -> bool:
        """Whether a gradient is taken up by another parameter's update, or by nothing at all."""
        claimed = any(self.judge.claims(b, q.role) for b in q.bindings)
        return (claimed and not self.judge.users[q.node]) or self._taker(q) is not None

    def _taker(self, q: Quantity) -> Binding | None:
        """The update of another parameter that takes a gradient: ``b2 -= lr * db1``."""
        story, root = self.story, self.story.seen.roots
        steps = Counter(root.values())
        for old, new, binding in story.seen.updates:
            takes = q.node in story.ancestors(new) - story.ancestors(old)
            again = steps[root[new]] > 1  # it takes a step of its own as well
            if again and takes and root[new] in story.parameters - {q.role, *q.candidates}:
                return binding
        return None

    def _forgotten(self, q: Quantity) -> dict[str, Any]:
        taker = self._taker(q)
        last = taker or max((b for _, _, b in self.story.updates), key=lambda b: b.site.line)
        shape = np.shape(self.story.nodes[q.role or 0].value)
        mistake = "bias-not-updated" if len(shape) < 2 or 1 in shape else "not-updated"
        own = self._name(q.role or 0) or q.text
        text = f"{MISTAKES[mistake]} ({own})"
        if taker is not None:
            text = f"{MISTAKES[mistake]} ({own}): {taker.site.text} takes its step"
        return {
            **self._finding(q), "line": last.site.line, "mistake": mistake,
            "explanation": text, "written": last.site.statement,
            "expected": renamed(last, own) if taker is not None else "",
            "cause_lines": [self.line(q)],
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
            "written": _line_of(source, entry.stopped), "expected": "", "equation": "",
            "factor": None, "cause_lines": [],
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
            "written": _line_of(source, line), "expected": "", "equation": "", "factor": None,
            "cause_lines": [],
        }  # fmt: skip


def _line_of(source: str, line: int) -> str:
    lines = source.splitlines()
    return lines[line - 1].strip() if 0 < line <= len(lines) else ""
