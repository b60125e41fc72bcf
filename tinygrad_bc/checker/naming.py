"""The name of one mistake: which entry of the catalogue gives the learner's value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tinygrad_bc.checker.catalogue import ACTIVATIONS, FORMULAS, LOG_LOSS, MISTAKES, Named, Slope
from tinygrad_bc.checker.fits import combination, oriented, ratio
from tinygrad_bc.checker.forms import difference_line, form, matrices, share, slope_line
from tinygrad_bc.checker.local import Local, products
from tinygrad_bc.checker.nodes import is_float
from tinygrad_bc.checker.quantities import Quantity


def named(local: Local) -> Named | None:
    """Find the entry of the catalogue that gives the learner's value."""
    kinds = (
        (_of_the_parameter,)
        if _is_leaf(local)
        else (_of_the_output, _of_the_slope, _of_another_start, _of_another_matrix)
    )
    for kind in kinds:
        found = kind(local)
        if found is not None:
            return found
    return None


def _is_leaf(local: Local) -> bool:
    return local.nodes[local.v].made is None


# ------------------------------------------------------------------ the activation's derivative


def activation(local: Local) -> Slope | None:
    """Which activation stands between the score and its value."""
    if local.a == local.v:
        return None
    z, d = local.value(local.v), local.slope
    fitting = (f for f in ACTIVATIONS if np.allclose(f.of_score(z), d, atol=1e-5))
    return next(fitting, None)


def _of_the_slope(local: Local) -> Named | None:
    g = local.arrived
    if g is None or local.a == local.v:
        return None
    z, a, d = local.value(local.v), local.value(local.a), local.slope
    own = activation(local)
    f = own.name if own else "the activation"
    words = {
        "z": local.name(local.v) or "the score",
        "a": local.name(local.a) or "its value",
        "f": f,
    }
    for mistake, factor, text in _slopes(local, own, z, a, d):
        if not np.allclose(factor, d, atol=1e-6) and local.is_written(g * factor):
            return Named(mistake, text.format(**words), slope_line(local, own))
    for product in _matrix_products(g, a) if np.ndim(a) == 2 else ():
        if local.is_written(product):
            text = "a matrix product stands where the derivative multiplies element by element"
            return Named("dot-vs-elementwise", text, slope_line(local, own))
    return None


def _matrix_products(g: Any, a: Any) -> Iterator[Any]:
    """``g * (1 - a * a)`` with matrix products for both."""
    if g.shape[1] == a.shape[1]:
        yield g @ (1 - a.T @ a)
    if g.shape[0] == a.shape[0]:
        yield (1 - a @ a.T) @ g


def _slopes(
    local: Local, own: Slope | None, z: Any, a: Any, d: Any
) -> Iterator[tuple[str, Any, str]]:
    """(mistake, what stands for the derivative, explanation)."""
    yield missing(local), np.ones(np.shape(d)), missing_text(local)
    for f in ACTIVATIONS:
        if f is own:
            yield (
                "derivative-fed-z-not-a",
                f.of_value(z),
                f"this form of the derivative of "
                f"{f.name} wants the activation {{a}}, but is given the score {{z}}",
            )
            yield (
                "derivative-fed-a-not-z",
                f.of_score(a),
                f"this form of the derivative of "
                f"{f.name} wants the score {{z}}, but is given the activation {{a}}",
            )
        else:
            other = f"the derivative of {f.name} stands here, but {{a}} comes from {{f}}"
            for factor in (f.of_score(z), f.of_value(a), f.of_value(z), f.of_score(a)):
                yield "wrong-activation-derivative", factor, other
    with np.errstate(all="ignore"):
        for mistake, formula, text in FORMULAS:
            yield mistake, formula(z, a, d), text


def missing(local: Local) -> str:
    """What the mistake is called when an activation's derivative is not there."""
    if _is_relu(local) and _has_mask(local):
        return "relu-derivative"
    return f"missing-{'output' if _is_output(local, local.a) else 'hidden'}-derivative"


def missing_text(local: Local) -> str:
    """What to say of it."""
    if _is_relu(local) and _has_mask(local):
        return "the mask lets everything through: the derivative of relu is 0 where {z} <= 0"
    return "the derivative of {f} is missing: this is the gradient of {a}, not of {z}"


def _is_relu(local: Local) -> bool:
    z, d = local.value(local.v), local.slope
    return (
        bool(np.all((np.abs(d - 1) < 1e-6) == (z > 0)) and np.any(z <= 0))
        if (local.a != local.v)
        else False
    )


def _has_mask(local: Local) -> bool:
    """Whether a comparison is made, or elements are chosen, on the way to this line."""
    statements = " ".join(b.site.statement for b in local.q.bindings)
    new = local.story.ancestors(local.q.node) - local.story.before
    made = {local.nodes[i].made for i in new}
    compares = any(getattr(f, "__name__", "") in ("lt", "le", "gt", "ge") for f in made)
    return compares or "[" in statements.split("=")[0] or "where" in statements


def _is_output(local: Local, node: int) -> bool:
    """Whether a value is the network's output: no parameter comes in after it."""
    story = local.story
    later = local.leaves(story.loss.node) - local.leaves(node) - story.labels
    return not any(i in story.parameters or np.ndim(local.value(i)) for i in later)


# ------------------------------------------------------------------ next to the loss


def _of_the_output(local: Local) -> Named | None:
    """The derivative of the loss, or of the loss and the output's activation."""
    if local.upstream is not None or local.arrived is None:
        return None
    if local.a == local.v:
        return _of_softmax(local) or _of_the_log_loss(local)
    right = local.arrived * local.slope
    own = activation(local)
    f = own.name if own else "the activation"
    z, a = local.name(local.v) or "the score", local.name(local.a) or "the output"
    if local.is_written(right * local.slope):
        return Named(
            "extra-output-derivative",
            f"the derivative of {f} stands here once too often: that of the loss has cancelled it",
            difference_line(local),
        )
    if local.is_written(local.arrived):
        return Named(
            "missing-output-derivative",
            f"the derivative of {f} is missing: this is the gradient of {a}, not of {z}",
            slope_line(local, own),
        )
    for other in ACTIVATIONS:
        for factor in (other.of_score(local.value(local.v)), other.of_value(local.value(local.a))):
            if other is not own and local.is_written(local.arrived * factor):
                return Named(
                    "wrong-activation-derivative",
                    f"the derivative of {other.name} stands here, but {a} comes from {f}",
                    slope_line(local, own),
                )
    return None


def _of_softmax(local: Local) -> Named | None:
    """A factor of the elementwise kind at the score of a softmax."""
    right, labels = local.arrived, local.label()
    output = [i for i in local.path if np.shape(local.value(i)) == np.shape(local.value(local.v))
              and is_float(local.value(i)) and local.v in local.story.ancestors(i)
              and local.name(i)]  # fmt: skip
    if right is None or labels is None or not output:
        return None
    p = np.asarray(local.value(max(output)), float)
    totals = [np.allclose(np.sum(p, axis=axis), 1) for axis in range(np.ndim(p))]
    if not any(totals) or not local.is_written(right * p * (1 - p)):
        return None
    text = f"with softmax and cross-entropy {local.name(max(output))} - {labels[0]} is all: the "
    return Named("extra-output-derivative", text + "derivative of the output is multiplied in "
                 "once too often")  # fmt: skip


def _of_the_log_loss(local: Local) -> Named | None:
    labels, a = local.label(), local.value(local.v)
    if labels is None:
        return None
    y = oriented(labels[1], np.shape(a))
    if y is None or not (np.min(a) > 0 and np.max(a) < 1):
        return None
    true = local.arrived
    if ratio(np.ravel(true), np.ravel(y / a - (1 - y) / (1 - a)), 1e-3) is None:
        return None
    name = local.name(local.v) or "A"
    Y = labels[0]
    for formula, text in LOG_LOSS:
        if local.is_written(formula(a, y)):
            expected = f"{local.target} = -({Y} / {name} - (1 - {Y}) / (1 - {name}))"
            return Named("bce-derivative", f"the derivative of the cross-entropy: {text}", expected)
    return None


# ------------------------------------------------------------------ the way between


def _of_another_start(local: Local) -> Named | None:
    """The right rule, started from another gradient than the one that belongs here."""
    u = local.upstream
    if u is None:
        return None
    differences, q = local.judge.differences, local.q
    measured = differences.measured(q.node, local.v)
    between = [
        i
        for i in local.path
        if local.v in local.story.ancestors(i) and i != local.v and is_float(local.value(i))
    ]
    between.sort(key=lambda i: not _same_layer(local, i, u.role or 0))  # the likeliest first
    for p in sorted(local.judge.quantities, key=lambda p: -p.node):
        if p.node >= q.node or p is q or p.parameter is not None:
            continue
        for r in between:
            if (p is u and r == local.r) or oriented(
                local.value(p.node), np.shape(local.value(r))
            ) is None:
                continue
            carried = local.story.pullback.carried(p.node, r, local.v)
            if carried is not None and ratio(measured, carried) is not None:
                return _another_start(local, u, p, r)
    return None


def _another_start(local: Local, u: Quantity, p: Quantity, r: int) -> Named:
    """It is the right rule for `p` taken as the gradient of `r`; say what that means."""
    given, role = p.text, u.role or 0
    if p is not u and p.role != u.role and not _same_layer(local, p.role, role):
        return Named(
            "stale-upstream",
            f"it starts from {given}, where {u.text} is meant: the "
            "gradient that the layer above has just given",
        )
    if not _same_layer(local, r, role):
        return Named(
            "stale-upstream",
            f"it starts from {given}, the gradient of another layer, "
            f"where that of {local.name(r) or 'this one'} is meant",
        )
    meant = [d for d in local.judge.quantities if d.role == r and d.node < local.q.node]
    if meant or p is not u:
        better = meant[-1].text if meant else u.text
        return Named(
            "error-not-delta-propagated",
            f"it starts from {given}, where {better} is "
            "meant: the derivative in between is lost on the way down",
        )
    kind = "output" if _is_output(local, role) else "hidden"
    return Named(
        f"missing-{kind}-derivative",
        f"{given} is the gradient of "
        f"{local.name(role) or 'a value'}: on the way down its derivative is missing",
    )


def _same_layer(local: Local, a: int | None, b: int) -> bool:
    """Whether one is an elementwise function of the other: no parameter comes in between."""
    return a is not None and local.leaves(a) == local.leaves(b)


def _of_another_matrix(local: Local) -> Named | None:
    """The right way down, but through another matrix."""
    u = local.upstream
    if u is None or local.slope is None:
        return None
    value = local.value(u.node)
    right = next(iter(matrices(local)), None)
    for name, node in local.others():
        if node == right or np.size(local.value(node)) != _size(local, right):
            continue
        for _, product in products(value, local.value(node)):
            fit = oriented(product, np.shape(local.slope))
            if fit is not None and local.is_written(fit * local.slope):
                wanted = local.name(right) if right is not None else "the layer's own weights"
                number = np.size(local.value(node)) == 1
                return Named(
                    "typo-wrong-name" if number else "wrong-matrix-in-backprop",
                    f"the way back goes through {name}, where {wanted} is meant",
                    slope_line(local, activation(local)),
                )
    return None


def _size(local: Local, right: int | None) -> int:
    return int(np.size(local.value(right))) if right is not None else -1


# ------------------------------------------------------------------ parameters


def _of_the_parameter(local: Local) -> Named | None:
    delta_at = next((i for i in sorted(local.path) if local.v in _direct(local, i)), None)
    if delta_at is None:
        return None
    return _of_the_penalty(local) or _of_another_input(local, delta_at)


def _direct(local: Local, i: int) -> set[int]:
    """The leaves that a node reads, through a transposition or not."""
    reads = set(local.nodes[i].reads)
    views = {
        r
        for r in reads
        if len(local.nodes[r].reads) == 1
        and np.size(local.value(r)) == np.size(local.value(local.v))
    }
    return reads | {s for r in views for s in local.nodes[r].reads} if len(reads) > 1 else set()


def _of_another_input(local: Local, delta_at: int) -> Named | None:
    delta = local.at(delta_at)
    if delta is None or local.upstream is None:
        return None
    upstream = local.value(local.upstream.node)
    reads = local.nodes[delta_at].reads
    right = next(
        (r for r in reads if r != local.v and local.v not in local.story.ancestors(r)), None
    )
    target = np.shape(local.value(local.v))
    for name, node in local.others():
        if node == right or (node == local.v and np.ndim(local.value(node))):
            continue
        for _, product in products(delta, local.value(node)):
            if local.is_written(product):
                wanted = local.name(right) if right is not None else "the layer's input"
                text = f"it is made with {name}, where the layer's input {wanted} is meant"
                shape = form(delta, local.value(right), target) if right is not None else ""
                same = np.shape(upstream) == np.shape(delta) and np.allclose(upstream, delta)
                u = local.upstream.text if same else ""
                line = (
                    f"{local.target} = {shape.format(u=u, x=wanted)}{share(local)}"
                    if shape and u
                    else ""
                )
                return Named("wrong-input-in-dW", text, line)
    return None


def _of_the_penalty(local: Local) -> Named | None:
    """The gradient with another multiple of the parameter than the penalty gives."""
    W = local.value(local.v)
    true = local.gradient
    mine = oriented(local.value(local.q.node), np.shape(W))
    if true is None or mine is None or np.size(W) < 4:
        return None
    if (found := _beside_the_penalty(local, mine, true)) is not None:
        return found
    name = local.name(local.v) or "the parameter"
    off = _share(mine, true, W)
    if off is not None:
        return Named(
            "l2-term",
            f"the L2 term is off: it has {off:+.3g} times {name} beside the right gradient",
        )
    for axis, k in ((1, 0), (1, -1), (0, 0), (0, -1)):
        bias = np.zeros(np.shape(W))
        if np.ndim(W) == 2:
            line = (slice(None), k) if axis else (k, slice(None))
            bias[line] = np.asarray(W)[line]
            off = _share(mine, true, bias)
            if off is not None:
                return Named(
                    "l2-on-bias",
                    f"{off:+.3g} times itself is added to each bias in {name}: the "
                    "penalty of weights does not reach the biases",
                )
    return None


def _beside_the_penalty(local: Local, mine: Any, true: Any) -> Named | None:
    """A factor that all but the penalty's own gradient has."""
    if local.upstream is None:
        return None
    held = frozenset({local.r})
    penalty = local.story.pullback.arrived(0, None, local.story.loss.node, local.v, held)
    if penalty is None or not np.any(penalty):
        return None
    c = combination(np.ravel(mine), [np.ravel(true - penalty), np.ravel(penalty)], 1e-4)
    if c is None or abs(c[1] - 1) > 1e-3:
        return None
    n = max(local.story.output, default=1)
    counted = n > 1 and any(abs(c[0] / k - 1) < 1e-3 for k in (n, 1 / n))
    mistake = "sign" if c[0] < 0 else "one-over-m" if counted else "stray-constant-factor"
    return Named(mistake, f"{MISTAKES[mistake]} (all but the penalty is {c[0]:.6g} times what "
                          "it should be)")  # fmt: skip


def _share(mine: Any, true: Any, extra: Any) -> float | None:
    """How much of `extra` is in the learner's gradient beside the true one, if that is all."""
    c = combination(np.ravel(mine), [np.ravel(true), np.ravel(extra)], 1e-4)
    if c is None or abs(c[0]) < 1e-9 or abs(c[1]) < 1e-6 * abs(c[0]):
        return None
    return float(c[1])
