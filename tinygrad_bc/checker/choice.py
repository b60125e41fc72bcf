"""One verdict for each loss that a program may mean, and which of them counts."""

from __future__ import annotations

import itertools
import re

from tinygrad_bc.checker import losses
from tinygrad_bc.checker.findings import Verdict
from tinygrad_bc.checker.implied import implied
from tinygrad_bc.checker.losses import Loss
from tinygrad_bc.checker.observe import Observation
from tinygrad_bc.checker.quantities import Story
from tinygrad_bc.checker.remedies import add_right_lines
from tinygrad_bc.checker.report import Report

ENOUGH = 2  # gradients that are right speak for the loss that is coded: one bias may by chance
FIXED = 4  # readings with a target held fast that are tried
STANDARD = ("squared-error", "cross-entropy")  # losses that need not be coded


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
    tried = _tried(seen, wanted, seed)
    if not tried:
        reason = _no_loss(seen, wanted)
        return Report(file, "undecided", [*seen.entry.assumptions, reason], source=source)
    chosen = _chosen(tried)
    if not chosen.right and (fixed := _fixed(chosen, seed)) is not None:
        chosen = fixed
    if not chosen.right and (decayed := chosen.decayed(seed)) is not None:
        chosen = decayed
    report = _witnessed(chosen.report(file, source), chosen)
    if report.findings:
        add_right_lines(report, chosen)
    del seen.nodes[count:]
    return report


def _no_loss(seen: Observation, wanted: str) -> str:
    """Why there is nothing to differentiate, and what to do."""
    if not wanted:
        none = "no loss is coded, and none follows from what the program compares"
        return f"{none}: name what it minimises (--loss, or loss=)"
    coded = [loss.name for loss in losses.named(seen) if re.fullmatch(r"[\w.]+", loss.name)]
    there = ", ".join(name for name in coded if name != "learner_loss")
    if wanted in STANDARD:
        text = f"{wanted} fits nothing that the program compares with labels"
    else:
        text = f"no loss {wanted!r} is computed here"
        there = ", ".join(filter(None, [there, *STANDARD]))
    return f"{text}: there are {there}" if there else text


def _witnessed(report: Report, verdict: Verdict) -> Report:
    """A report with what the second witness says: where the two differ, nobody is accused."""
    roles = sorted({q.role for q in verdict.quantities if q.role is not None})
    if report.verdict == "undecided" or not roles:
        return report
    story = verdict.story
    told = story.witnesses.compared(roles)
    if not told.disputed:
        alone = "; the others are by differences alone" if told.alone else ""
        report.assumptions.append(f"gradients of {len(told.agreed)} of {len(roles)} quantities "
                                  f"agree by autograd and by differences{alone}")  # fmt: skip
        return report
    v, by_autograd, by_differences = told.disputed[-1]  # the nearest to the loss
    readers = (n.site for n in story.nodes if v in n.reads and n.site)
    site = story.nodes[v].site or next(readers, None)
    reason = (
        f"line {site.line if site else 0}: the gradient of {verdict._name(v) or 'a value'} is "
        f"{by_autograd:.6g} by autograd and {by_differences:.6g} by differences of the program, "
        "along one direction, so no line is judged by it; try another --seed, and report it as "
        "an error of the checker if that stays so"
    )
    return Report(report.file, "undecided", [*report.assumptions, reason], source=report.source)


def _tried(seen: Observation, wanted: str, seed: int) -> list[Verdict]:
    """Verdicts by the loss that is coded, or else by those that would fit; a right one ends it."""
    tried: list[Verdict] = []
    standard = list(implied(seen, wanted))
    coded = losses.named(seen, wanted)
    coded = coded if wanted else losses.summed(seen, losses.of_the_pass(seen, coded))
    for loss in coded[:3]:
        verdict = Verdict(Story(seen, loss, seed))
        if not tried or (verdict.right and verdict.proportional(tried[0])):
            tried.append(verdict)
        if verdict.right:
            break
    if not tried and not wanted:
        tried += _printed(seen, seed, standard)
    if not any(v.right or v.sound >= ENOUGH for v in tried):
        for loss in standard:
            tried.append(Verdict(Story(seen, loss, seed)))
            if tried[-1].right:
                break
    if not wanted and not any(v.right or v.story.loss.coded for v in tried):
        tried += _fitting(seen, seed)
    return tried


def _fixed(verdict: Verdict, seed: int) -> Verdict | None:
    """The verdict with a target held fast, if more of the gradients are right for it."""
    fixed = losses.with_fixed_targets(verdict.story.seen, verdict.story.loss)
    others = (Verdict(Story(seen, verdict.story.loss, seed)) for seen in fixed)
    best = max(itertools.islice(others, FIXED), key=lambda v: v.sound, default=None)
    if best is None or best.sound <= verdict.sound:
        return None
    said = "what the network is compared with is taken for a constant, though parameters are in it"
    best.story.seen.entry.assumptions.append(said)
    return best


def _fitting(seen: Observation, seed: int) -> list[Verdict]:
    """A scalar of whatever name that all gradients are right for."""
    for loss in losses.scalars(seen):
        verdict = Verdict(Story(seen, loss, seed))
        if verdict.right and verdict.labelled():
            return [verdict]
    return []


def _printed(seen: Observation, seed: int, standard: list[Loss]) -> list[Verdict]:
    """A scalar without a name, if its gradient is one that the program computes."""
    for loss in losses.of_the_pass(seen, losses.unnamed(seen)):
        verdict = Verdict(Story(seen, loss, seed))
        known = any(verdict.like(other) for other in standard) or verdict.is_proper()
        if verdict.is_absolute() and not verdict.right:
            continue
        if verdict.right or known or any(q.candidates for q in verdict.quantities):
            return [verdict]
    return []


def _chosen(tried: list[Verdict]) -> Verdict:
    """The coded loss, unless another fits everything and the coded one is no known formula."""
    right = next((v for v in tried if v.right), None)
    coded = next((v for v in tried if v.story.loss.coded), None)
    if right is None:
        return coded or max(tried, key=lambda v: v.score)
    if coded is None or right.story.loss.coded:
        return right
    if any(coded.proportional(v) for v in tried if v is not coded):
        return coded
    if not coded.is_measure(right):
        if coded.is_proper():
            return coded
        right.other_loss = coded.story.loss
    return right
