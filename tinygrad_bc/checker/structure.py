"""Mistakes that show in how values are put together, whatever the gradients are.

A parameter that grows, or is replaced by its own step; a gradient that is never reset; labels of
another shape than the output's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from tinygrad_bc.checker.fits import oriented, ratio
from tinygrad_bc.checker.implied import compared
from tinygrad_bc.checker.losses import HINT
from tinygrad_bc.checker.nodes import BINARY, Binding, Ref, is_float
from tinygrad_bc.checker.quantities import Quantity, Story

Blunder = tuple[str, Binding, str]  # mistake, where, what to add to its explanation


def blunders(story: Story, unsound: bool) -> Iterator[Blunder]:
    """Every structural mistake; shapes of labels count only where a gradient is wrong."""
    kinds = (_grown, _replaced, _never_reset, _shared_state, _cut_off, _lost)
    found = [blunder for kind in kinds for blunder in kind(story)]
    yield from found
    if unsound:
        yield from _damaged(story)
    if unsound or found:
        yield from _label_shapes(story)
        yield from _over_samples(story)


def _grown(story: Story) -> Iterator[Blunder]:
    """Parameters that an update makes larger, by broadcasting."""
    nodes = story.nodes
    for old, new, binding in story.seen.updates:
        was, now = np.shape(nodes[old].value), np.shape(nodes[new].value)
        if old not in story.before or nodes[old].made is not None or old in story.seen.born:
            continue
        if np.size(nodes[new].value) <= np.size(nodes[old].value) or not was:
            continue
        if not story.labels & story.ancestors(new) or old in story.labels:
            continue
        if not story.seen.near(old, new):
            continue
        near = [q for q in story.quantities
                if q.node in story.ancestors(new) and q.node != new]  # fmt: skip
        at = near[-1] if near else None
        shape = np.shape(nodes[at.node].value) if at else now
        if at is None or np.size(nodes[at.node].value) > np.size(nodes[old].value):
            mistake = "bias-not-summed"
        else:
            mistake = "bias-shape"
        text = f"{shape} against {was}: {binding.site.text} becomes {now}"
        claims = [b for b in at.bindings if _claims(b, binding)] if at else []
        own = at.bindings if at and not at.true else [binding]
        yield mistake, (claims or own)[0], text


def _claims(gradient: Binding, parameter: Binding) -> bool:
    """Whether a name says that it is the gradient of the parameter."""
    return HINT.sub("", gradient.name) == parameter.name


def _replaced(story: Story) -> Iterator[Blunder]:
    """Parameters that are set to a step, or to another one's, instead of being moved by it.

    As in ``W =- lr * dW``, and in ``b2 = b1 - lr * db2``.
    """
    gradients = [q for q in story.quantities if q.parameter is None and q.role is not None]
    for leaf, change, binding in story.updates:
        above = story.ancestors(binding.node)
        own = _versions(story, leaf)
        held = frozenset(q.node for q in gradients if q.node in above) - own
        direct = story.seen.near(leaf, binding.node)
        if direct or not held or not is_float(story.nodes[leaf].value):
            continue
        values = story.differences.sets[0]
        moved = story.differences.replay(values, leaf, values[leaf] + 0.37, held=held,
                                         within=above)  # fmt: skip
        if binding.node not in moved and story.nodes[change].made is not None:
            others = {b.node for _, _, b in story.updates} - {binding.node}
            taken = story.starts_from(binding.node, others) is not None
            yield "update-of-another" if taken else "update-typo", binding, binding.site.text


def _versions(story: Story, leaf: int) -> set[int]:
    """What a parameter becomes, step by step: its elements may be updated one by one."""
    found = {leaf}
    for old, new, _ in story.seen.updates:
        if old in found:
            found.add(new)
    return found


def _never_reset(story: Story) -> Iterator[Blunder]:
    """Gradients that are added to what was there, and never set back."""
    nodes, differences = story.nodes, story.differences
    values = differences.sets[0]
    overwritten = {old for old, _, _ in story.seen.updates}
    for _, new, binding in story.seen.updates:
        leaf = story.seen.roots[new]  # samples may be added one by one
        kept = nodes[leaf].made is None and leaf not in story.before | story.seen.born
        if not kept or new in overwritten or not is_float(nodes[leaf].value):
            continue
        within = story.ancestors(new)
        moved = differences.replay(values, leaf, values[leaf] + 0.37, within=within)
        if new not in moved or not np.allclose(moved[new] - values[new], 0.37):
            continue
        if any(_is_step(story, change, new) for _, change, _ in story.updates):
            yield "accumulator-not-reset", binding, binding.site.text


def _shared_state(story: Story) -> Iterator[Blunder]:
    """Steps that carry another parameter's gradient, since both keep it in one array.

    A step may read the norm of all gradients: then it changes in size alone.
    """
    nodes, differences = story.nodes, story.differences
    values = differences.sets[0]
    own = {q.role: q for q in story.quantities if q.parameter is None and q.true}
    for leaf, change, binding in story.updates:
        above = story.ancestors(change)
        mine = own.get(leaf)
        for role, q in own.items():
            beside = role in story.parameters and role != leaf and q.node in above
            if mine is None or not beside or mine.node not in above or q.node in story.before:
                continue
            if q.node in story.ancestors(mine.node):
                continue
            single = frozenset(i for i in above if np.size(nodes[i].value) == 1)  # norms
            moved = differences.replay(values, q.node, 1.3 * values[q.node], None, single, above)
            if np.any(moved.get(change, values[change]) != values[change]):
                yield _mixed(story, binding, q, above)
                break


def _mixed(story: Story, step: Binding, q: Quantity, above: set[int]) -> Blunder:
    """Where another parameter's gradient comes into a step: by an array of both, or by its name.

    As in ``vW2 = 0.9 * vW2 + 0.1 * dW1 ** 2``.
    """
    held = f"the step of {step.site.text} holds {q.text}"
    for old, new, binding in story.seen.updates:
        takes = q.node in story.ancestors(new) - story.ancestors(old)
        if takes and new in above and old not in story.before:
            own = np.shape(story.nodes[new].value) == np.shape(story.nodes[step.node].value)
            if own and not _in_place(story, new, binding):
                return "typo-wrong-name", binding, held
            break
    return "in-place-aliasing", step, held


def _cut_off(story: Story) -> Iterator[Blunder]:
    """Gradients that are written into an array of integers, which cuts off what is not whole."""
    nodes = story.nodes
    sinks = set().union(*(story.ancestors(change) for _, change, _ in story.updates), set())
    for old, new, binding in story.seen.updates:
        stored = getattr(nodes[new].made, "__name__", "") in ("set_item", "updated_item", "changed")
        whole = stored and getattr(nodes[new].value, "dtype", np.dtype(float)).kind in "iu"
        if not whole or (new not in sinks and new not in story.seen.returned):
            continue
        args = nodes[new].args
        given = nodes[args[-1].node].value if args and isinstance(args[-1], Ref) else 0
        if is_float(given) and np.any(given != np.trunc(given)) and old not in story.before:
            yield "integer-dtype", binding, f"{binding.site.text.split('[')[0]} has integers"


def _lost(story: Story) -> Iterator[Blunder]:
    """Gradients of single samples (or uses) that are computed, but not added up."""
    if not story.loss.coded:
        return
    reached = {change: story.ancestors(change) for _, change, _ in story.updates}
    everywhere = set().union(*reached.values())
    for leaf, change, _ in story.updates:
        shape = np.shape(story.nodes[leaf].value)
        lost = [q for q in story.quantities if q.node not in everywhere and q.parameter is None
                and (q.role == leaf or leaf in q.fits or leaf in q.candidates)
                and np.shape(story.nodes[q.node].value) == shape]  # fmt: skip
        sites = {q.bindings[0].site for q in lost}
        kept = [q for q in story.quantities if q.node in reached[change] and q.parameter is None]
        right = any(q.true and q.role == leaf for q in kept)
        kept = [q for q in kept if q.bindings[0].site in sites and q.bindings[0].site.line]
        if not kept or right:
            continue
        last = kept[-1].bindings[0]
        count = sum(q.bindings[0].site == last.site for q in lost)
        begun = [b for b in story.seen.bindings if b.node == last.old]
        fresh = last.old in story.seen.born and bool(begun)
        text = f"{count} before it are lost: {last.site.text}"
        yield "accumulator-not-added", begun[-1] if fresh else last, text


def _is_step(story: Story, change: int, gradient: int) -> bool:
    """Whether a parameter moves by a constant times a gradient."""
    if gradient not in story.ancestors(change):
        return False
    values = story.differences.sets[0]
    step, g = np.ravel(values[change]), np.ravel(values[gradient])
    return step.shape == g.shape and bool(np.any(g)) and ratio(step, g, 1e-6) is not None


def _damaged(story: Story) -> Iterator[Blunder]:
    """Values that are changed in place under another name, before the backward part reads them.

    As in ``mask = A1; mask[mask > 0] = 1``, and in ``dh = dz; dh *= w``: without that, the gradient
    that reads them is right.
    """
    values, replay = story.differences.sets[0], story.differences.replay
    right = {q.node for q in story.quantities if q.true} | story.before
    first: dict[int, Binding] = {}
    for _, new, binding in story.seen.updates:
        leaf = story.seen.roots[new]
        first.setdefault(leaf, binding)
        sound = leaf in right and story.nodes[leaf].made is not None and new not in story.before
        alike = np.shape(values[leaf]) == np.shape(values[new])
        if not (sound and alike and _in_place(story, new, binding)):
            continue
        for q in story.quantities:
            true = None if q.role is None else story.witnesses.exact(0, q.role)
            if not q.wrong or true is None or new not in story.ancestors(q.node):
                continue
            moved = replay(values, new, values[leaf], within=story.ancestors(q.node))
            fit = oriented(true, np.shape(values[q.node]))
            restored = np.ravel(np.asarray(moved.get(q.node, 0.0)))
            if fit is not None and ratio(restored, np.ravel(fit), 1e-4) is not None:
                yield "in-place-aliasing", first[leaf], f"{q.text} reads it"
                break


def _in_place(story: Story, new: int, binding: Binding) -> bool:
    """Whether an array was written into, rather than a name given to another one."""
    node, statement = story.nodes[new], binding.site.statement
    stored = getattr(node.made, "__name__", "") in ("set_item", "updated_item", "changed")
    return stored or (bool(re.match(r"[^=]*[^=<>! ]= ", statement)) and np.ndim(node.value) > 0)


def _label_shapes(story: Story) -> Iterator[Blunder]:
    """An output and labels of as many numbers, which broadcast to a table of all pairs."""
    nodes = story.nodes
    bound = {b.node: b for b in reversed(story.seen.bindings)}
    for q in story.quantities:
        for i in sorted(story.ancestors(q.node)):
            node = nodes[i]
            if node.made not in (BINARY["Sub"], np.subtract) or len(node.reads) != 2:
                continue
            sizes = [np.size(nodes[r].value) for r in node.reads]
            about = [story.leaves & story.ancestors(r) <= story.labels for r in node.reads]
            if sizes[0] == sizes[1] > 1 and np.size(node.value) > sizes[0] and any(about):
                shapes = " against ".join(str(np.shape(nodes[r].value)) for r in node.reads)
                yield "label-shape", bound.get(i, q.bindings[0]), f"{shapes}"
                return


def _over_samples(story: Story) -> Iterator[Blunder]:
    """A softmax that adds up over the samples: the labels add up to 1 over the classes."""
    nodes = story.nodes
    bound = {b.node: b for b in reversed(story.seen.bindings)}
    for out, label in compared(nodes, story.seen.born, story.seen.stepped()):
        a, y = (np.asarray(nodes[i].value, float) for i in (out, label))
        if out not in bound or a.ndim != 2 or a.shape != y.shape or min(a.shape) < 2:
            continue
        classes = [axis for axis in (0, 1) if np.allclose(y.sum(axis), 1)]
        own = [axis for axis in (0, 1) if np.allclose(a.sum(axis), 1) and a.min() >= 0]
        if len(classes) == len(own) == 1 and classes != own:
            text = f"axis {own[0]}, where the classes are along axis {classes[0]}"
            yield "softmax-axis", bound[out], text
            return


def described(blunder: Blunder, explanation: str) -> dict[str, Any]:
    """A finding as plain data."""
    mistake, binding, detail = blunder
    return {
        "line": binding.site.line, "quantity": binding.site.text, "of": "", "severity": "wrong",
        "mistake": mistake, "explanation": f"{explanation} ({detail})",
        "written": binding.site.statement, "expected": "", "equation": "",
        "factor": None, "cause_lines": [],
    }  # fmt: skip
