"""The equation of a gradient by the table of rules, in the names of the program."""

from __future__ import annotations

import re
import sys
from typing import Any

import numpy as np

from tinygrad_bc.checker.fits import oriented, ratio
from tinygrad_bc.checker.local import Local
from tinygrad_bc.checker.naming import activation
from tinygrad_bc.checker.nodes import Binding
from tinygrad_bc.checker.on_tensors import again
from tinygrad_bc.reading.explain import explain
from tinygrad_bc.recording import recorded, seen_from
from tinygrad_bc.tensor import Tensor

MOST = 4  # steps that are shown
UNNAMED = re.compile(r"\b(t|value|learner_)\d+\b|array\(")  # what a reading calls values itself


def equation(local: Local) -> str:
    """How the rules lead from the upstream gradient to the one that a line is to give.

    As in ``dA1 = W2.T @ dZ2; dZ1 = dA1 * (1 - A1**2)``; empty where an operation takes no Tensor,
    where a value on the way has no name, or where there are many steps.
    """
    names = _Names(local)
    if local.upstream is None and (short := _difference(local, names)):
        return short
    slope = activation(local)
    a, v = names.of(local.a), names.of(local.v)
    last = [] if slope is None else [f"d{v} = d{a} * {slope.text.format(z=v, a=a)}"]
    end = local.v if slope is None else local.a
    try:
        steps = [] if end == local.r else _steps(local, end, names)
    except Exception:  # no reading of such a program
        return ""
    if steps is None or None in (a, v) or len(steps + last) > MOST:
        return ""
    text = "; ".join(steps + last)
    return "" if UNNAMED.search(text) else text


def _difference(local: Local, names: _Names) -> str:
    """``dZ2 = (A2 - Y) / 9``, where the loss and the last activation come to that."""
    label, true = local.label(), local.gradient
    a, v = names.of(local.a), names.of(local.v)
    if label is None or true is None or None in (a, v):
        return ""
    y = oriented(label[1], np.shape(true))
    if y is None or not re.fullmatch(r"[A-Za-z]\w*", label[0]):
        return ""
    c = ratio(np.ravel(true), np.ravel(np.asarray(local.value(local.a), float) - y), 1e-4)
    n = max(local.story.output, default=1)
    if c is not None and abs(c - 1) < 1e-4:
        return f"d{v} = {a} - {label[0]}"
    return f"d{v} = ({a} - {label[0]}) / {n}" if c is not None and abs(c * n - 1) < 1e-4 else ""


def _steps(local: Local, to: int, names: _Names) -> list[str] | None:
    """The steps from the upstream gradient down to the one of a value."""
    way = sorted(local.path & local.judge.differences.after(to))
    if not way or len(way) > 4 * MOST or names.of(local.r) is None:
        return None
    with recorded(), seen_from(sys._getframe()):
        end = _forward(local, to, way, names)
        if end is None:
            return None
        seed = Tensor(np.random.default_rng(0).normal(size=end.shape), name="seed")
        steps = explain(end if local.r == local.story.loss.node else (end * seed).sum()).steps
    return [s.equation for s in steps if not s.equation.startswith(f"d{end.name} = ")]


def _forward(local: Local, start: int, way: list[int], names: _Names) -> Tensor | None:
    """What is computed from a value up to the one whose gradient is given, on named Tensors."""
    now: list[Any] = list(local.values)
    now[start] = Tensor(now[start], requires_grad=True, name=names.of(start))
    for i in way:
        node = local.nodes[i]
        for r in node.reads:
            if not isinstance(now[r], Tensor) and (name := names.of(r)) is not None:
                now[r] = Tensor(now[r], name=name)
        made = again(node, now, local.values[i])
        if made is None:
            return None
        now[i] = made
        if (name := names.of(i)) is not None:
            made.name = name
    return made


class _Names:
    """A word for each value, by what the learner calls it; each word once."""

    def __init__(self, local: Local) -> None:
        self.local = local
        self.bound: dict[int, Binding] = {}
        for b in local.story.seen.bindings:
            self.bound.setdefault(b.node, b)
        self.known: dict[str, int] = {}

    def of(self, node: int) -> str | None:
        word = self._word(node)
        if word is None:
            return None
        return word if self.known.setdefault(word, node) == node else None

    def _word(self, node: int) -> str | None:
        """``Z2`` for ``self.Z2``, for ``p["Z2"]`` and for ``Z[l]`` where l was 2."""
        text = self.local.name(node)
        binding = self.bound.get(node)
        if binding is not None and isinstance(binding.key, int) and "[" in text:
            text = f"{text.split('[')[0]}{abs(binding.key)}"
        quoted = re.search(r"\[(['\"])(\w+)\1\]$", text)
        text = quoted[2] if quoted else text.split(".")[-1]
        return text if re.fullmatch(r"[A-Za-z]\w*", text) else None
