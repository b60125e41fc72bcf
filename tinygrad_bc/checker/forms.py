"""Right lines by their form, in the learner's own names, for mistakes that have a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from tinygrad_bc.checker.catalogue import Slope
from tinygrad_bc.checker.local import Local, products
from tinygrad_bc.checker.nodes import Binding
from tinygrad_bc.checker.quantities import Quantity


def difference_line(local: Local) -> str:
    """``dZ = A - Y``."""
    labels, a = local.label(), local.name(local.a)
    return f"{local.target} = {a} - {labels[0]}" if labels and a else ""


def matrices(local: Local) -> Iterator[int]:
    """The parameters that the next score multiplies the activation with."""
    for i in sorted(local.path):
        node = local.nodes[i]
        if local.a in node.reads and len(node.reads) == 2:
            yield from (r for r in node.reads if r != local.a)


def form(u: Any, x: Any, shape: tuple[int, ...]) -> str:
    """How the product of this shape reads."""
    return next((text for text, value in products(u, x) if np.shape(value) == shape), "")


def slope_line(local: Local, own: Slope | None) -> str:
    """The gradient that arrives, times the derivative of the activation where there is one."""
    z, a, u = local.name(local.v), local.name(local.a), local.upstream
    if u is None or not a or (own is None and local.a != local.v):
        return ""
    slope = "" if own is None else own.text.format(z=z, a=a)
    if local.r == local.a and slope:
        return f"{local.target} = {u.text} * {slope}"
    for W in matrices(local):
        for text, product in products(local.value(u.node), local.value(W)):
            if np.shape(product) == np.shape(local.arrived) and np.allclose(
                product, local.arrived, rtol=1e-3, atol=1e-9
            ):
                if not (name := local.name(W)):
                    return ""
                way = text.format(u=u.text, x=name)
                return f"{local.target} = {f'({way}) * {slope}' if slope else way}"
    return ""


def share(local: Local) -> str:
    """`` / 7`` where the upstream gradient is that of a sum over 7 samples."""
    n = max(local.story.output, default=1)
    u = local.upstream
    summed = u is not None and u.factor and n > 1 and abs(abs(u.factor) / n - 1) < 1e-3
    return f" / {n}" if summed else ""


def bias_line(local: Local) -> str:
    """The upstream gradient summed over the samples."""
    u, shape = local.upstream, np.shape(local.value(local.v))
    if u is None:
        return ""
    value = local.value(u.node)
    for axis in range(np.ndim(value)):
        for keep in (True, False):
            if np.shape(np.sum(value, axis=axis, keepdims=keep)) == shape:
                kept = ", keepdims=True" if keep else ""
                return f"{local.target} = np.sum({u.text}, axis={axis}{kept}){share(local)}"
    return ""


def divided(q: Quantity, by: str) -> str:
    """The learner's line with another factor, where it is a plain assignment."""
    target, _, value = q.bindings[-1].site.statement.partition(" = ")
    if not value or "[" in target:
        return ""
    return f"{target} = {value if value.isidentifier() else f'({value})'} {by}"


def renamed(binding: Binding, name: str) -> str:
    """The line of an update, for another parameter."""
    site = binding.site
    return re.sub(rf"(?<![\w.]){re.escape(site.text)}(?!\w)", name, site.statement)
