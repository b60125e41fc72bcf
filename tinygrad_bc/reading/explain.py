"""The backward pass as a list of steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tinygrad_bc import tape
from tinygrad_bc.convention import Convention
from tinygrad_bc.reading.names import Namer, check, names_of, values_of, variables
from tinygrad_bc.reading.numpy_source import _between, recorded, text_of
from tinygrad_bc.reading.spelling import Text, spelled


@dataclass(frozen=True)
class Step:
    """One gradient: the forward line, the rule with names in, shape and numbers."""

    number: int
    place: str
    source: str
    rule: str
    shape: tuple[int, ...]
    numbers: str

    def __str__(self) -> str:
        line = f"{self.place}  {self.source}".rstrip()
        return f"{self.number}. {self.rule}   {self.shape}   {self.numbers}\n   from {line}"


@dataclass(frozen=True)
class Explanation:
    """The steps of a backward pass, as text or Markdown."""

    steps: list[Step]
    of: str = "J"

    def __str__(self) -> str:
        head = f"Gradients of {self.of}; dV stands for d{self.of}/dV:"
        return "\n".join([head, *map(str, self.steps)])

    def _repr_markdown_(self) -> str:
        rows = [
            f"| {s.number} | `{s.rule}` | {s.shape} | {s.numbers} | `{s.place}` |".replace(
                "\n", " "
            )
            for s in self.steps
        ]
        head = ["| step | gradient | shape | numbers | forward |", "|---|---|---|---|---|"]
        return "\n".join(head + rows)


def _numbers(array: Any) -> str:
    if array.size <= 6:
        return " ".join(np.array2string(array, precision=4).split())
    norm = float(np.linalg.norm(array))
    return f"mean {array.mean():.4g}, min {array.min():.4g}, max {array.max():.4g}, norm {norm:.4g}"


def explain(root: Any, convention: Convention = "mean") -> Explanation:
    """List the gradients of a scalar in the order in which the backward pass finds them.

    Parameters
    ----------
    root : Tensor
        The scalar.
    convention : {"mean"}
        Gradients are dJ/dZ; the course's convention is not written yet.

    Returns
    -------
    Explanation
        Its ``steps``; print it, or show it in a notebook.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> x = tg.Tensor(3.0, requires_grad=True, name="x")
    >>> explain(tg.exp(x)).steps[0].shape
    ()
    """
    if convention != "mean":
        raise NotImplementedError("explain() knows the convention 'mean' only")
    check(root)
    namer = Namer()
    names = names_of(root, variables(), namer)
    values = values_of(root)
    arrays = {id(getattr(x, "_array", x)): names[id(x)] for x in values}
    found = recorded(root)
    owner = _name_gradients(root, values, found, names, namer)
    texts: dict[int, Text] = {}
    steps: list[Step] = []
    forward = set(map(id, values))
    nodes = _between(list(found.values()), {key: names[key] for key in forward})
    for g in nodes:
        parts = [texts.get(id(x)) or text_of(x, names, arrays) for x in g._entry.operands]
        text = spelled(g._entry, parts)
        if id(g) not in owner:
            texts[id(g)] = text
            continue
        entry, rule = owner[id(g)], f"{names[id(g)]} = {text[0]}"
        step = Step(len(steps) + 1, entry.place, entry.source, rule, g.shape, _numbers(g._array))
        steps.append(step)
    return Explanation(steps, names[id(root)])


def _name_gradients(
    root: Any, values: list[Any], found: dict[int, Any], names: dict[int, str], namer: Namer
) -> dict[int, Any]:
    """Name each gradient once; return the forward entry that each belongs to."""
    used = {id(x): n._entry for n in tape.graph(root) for x in n._entry.operands}  # type: ignore[union-attr]
    owner = {}
    for x in reversed(values):
        g = found.get(id(x))
        if g is not None and id(g) not in names:
            names[id(g)] = namer.unique("d" + names[id(x)])
            owner[id(g)] = used.get(id(x), root._entry)
    return owner
