"""The recorded graph and its gradient as plain NumPy source."""

from __future__ import annotations

from typing import Any

import numpy as np

from tinygrad_bc import tape
from tinygrad_bc.reading.names import Namer, check, names_of, values_of, variables
from tinygrad_bc.reading.spelling import ATOM, HELPERS, Text, constant, spelled
from tinygrad_bc.tape import Node
from tinygrad_bc.tensor import Tensor


def recorded(root: Any) -> dict[int, Any]:
    """The gradient of every value, recorded as a graph; inputs are followed for the time."""
    if not root._needs_grad:
        raise RuntimeError("nothing to differentiate: no input has requires_grad=True")
    leaves = [x for x in values_of(root) if isinstance(x, Node) and x._entry is None]
    before = [x._traced for x in leaves]
    seed: Any = Tensor(np.ones(root._array.shape, dtype=root._array.dtype))
    seed._traced = True
    try:
        for x in leaves:
            x._traced = True
        return tape.gradients(root, seed, record=True)
    finally:
        for x, traced in zip(leaves, before, strict=True):
            x._traced = traced


def text_of(x: Any, names: dict[int, str], arrays: dict[int, str]) -> Text:
    """A name where there is one, else the transpose of a named array, else the constant."""
    if id(x) in names:
        return names[id(x)], ATOM
    value = x._array if isinstance(x, Node) else x
    base: Any = getattr(value, "base", None)
    known = base is not None and id(base) in arrays and value.ndim == 2
    if known and value.shape == base.shape[::-1] and value.strides == base.strides[::-1]:
        return arrays[id(base)] + ".T", ATOM
    return constant(value)


def _lines(nodes: list[Any], names: dict[int, str], arrays: dict[int, str]) -> list[str]:
    result = []
    for node in nodes:
        entry = node._entry
        texts = [text_of(x, names, arrays) for x in entry.operands]
        result.append(f"    {names[id(node)]} = {spelled(entry, texts)[0]}")
    return result


def to_numpy(root: Any) -> str:
    """Write the graph of a scalar, and its gradient, as a NumPy program.

    Parameters
    ----------
    root : Tensor
        The scalar.

    Returns
    -------
    str
        Source of ``forward(...) -> (J, cache)`` and ``backward(cache) -> dict`` of gradients.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> x = tg.Tensor(3.0, requires_grad=True, name="x")
    >>> space = {}
    >>> exec(to_numpy(x * x), space)
    >>> J, cache = space["forward"](3.0)
    >>> float(space["backward"](cache)["x"])
    6.0
    """
    check(root)
    namer = Namer()
    names = names_of(root, variables(), namer)
    values = values_of(root)
    arrays = {id(getattr(x, "_array", x)): names[id(x)] for x in values}
    inputs = [names[id(x)] for x in values if getattr(x, "_entry", None) is None]
    forward = tape.graph(root)[::-1]
    found = recorded(root)
    wanted = [x for x in values if isinstance(x, Node) and x._entry is None and id(x) in found]
    backward = _between([found[id(x)] for x in wanted], names)
    everything = list(names.values())
    for x in reversed(values):
        g = found.get(id(x))
        if g is not None and id(g) not in names and g._entry is not None:
            names[id(g)] = namer.unique("d" + names[id(x)])
    for node in backward:
        if id(node) not in names:
            names[id(node)] = namer.made_up()
    last = names[id(root)]
    body = [f"def forward({', '.join(inputs)}):", *_lines(forward, names, arrays)]
    body += [f"    cache = {{{', '.join(f'{n!r}: {n}' for n in everything)}}}"]
    body += [f"    return {last}, cache", "", "", "def backward(cache):"]
    body += [f"    {n} = cache[{n!r}]" for n in everything]
    body += _lines(backward, names, arrays)
    pairs = (f"{names[id(x)]!r}: {text_of(found[id(x)], names, arrays)[0]}" for x in wanted)
    body += [f"    return {{{', '.join(pairs)}}}", ""]
    source = "\n".join(body)
    helpers = [text for name, text in HELPERS.items() if f"{name}(" in source]
    return "\n\n".join(["import numpy as np\n", *(h + "\n" for h in helpers)]) + "\n" + source


def _between(roots: list[Any], names: dict[int, str]) -> list[Any]:
    """The nodes that lead to these gradients and belong to no name yet, the first one first."""
    nodes = {id(n): n for g in roots for n in _graph(g, names)}
    return sorted(nodes.values(), key=lambda n: int(n._entry.number))


def _graph(root: Any, names: dict[int, str]) -> list[Any]:
    made, stack, seen = [], [root], {id(root)}
    while stack:
        node = stack.pop()
        if node._entry is None or id(node) in names:
            continue
        made.append(node)
        for x in node._entry.operands:
            if isinstance(x, Node) and id(x) not in seen:
                seen.add(id(x))
                stack.append(x)
    return made
