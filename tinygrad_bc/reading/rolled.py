"""Repeated layers as the textbook's loop over ``l``.

Each statement of layer 3 is written with ``[l]`` for 3 and ``[l - 1]`` for 2; layers that then
read alike are one loop.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tinygrad_bc.reading.layout import live, needed, parameters, samples_line, wrapped
from tinygrad_bc.reading.names import WORD
from tinygrad_bc.reading.program import Program, Statement, program

Place = tuple[str, int]  # ("W", 3) for W3
_OURS = {"L", "l", "len", "range", "reversed", "sum", "total"}  # names that the loops need
_TOTAL = "total"  # of a sum over the layers
_WHOLE = 100_000  # characters of a line: a sum over all layers must be seen in one piece


@dataclass
class _Layers:
    """The names that are counted by layer, and what stands for layer 0."""

    places: dict[str, Place] = field(default_factory=dict)
    last: int = 0

    def indexed(self, text: str, l: int | None) -> str:  # noqa: E741
        """The text with ``W[l]`` for ``W3``; without `l`, with ``W[3]`` or ``W[L]``."""

        def word(found: re.Match[str]) -> str:
            place = self.places.get(found[0])
            return f"{place[0]}[{self._index(place[1], l)}]" if place else found[0]

        return WORD.sub(word, text).replace("]**", "] ** ")  # as formatters set it

    def _index(self, n: int, l: int | None) -> str:  # noqa: E741
        if l is None:
            return {0: "L", 1: "L - 1"}.get(self.last - n, str(n)) if n else "0"
        return {0: "l", 1: "l - 1", -1: "l + 1"}.get(l - n, str(n))


def rolled_source(root: Any) -> Iterator[str]:
    """The lines of both functions for a recorded scalar.

    Raises
    ------
    ValueError
        Where no two layers read alike.
    """
    read = program(root, widest=_WHOLE, reserved=_OURS)
    layers = _layers(read)
    forward = _groups(list(_summed(read.forward, layers)))
    first = _layer_zero(read, forward, layers)
    if first:
        layers.places[first] = ("A", 0)
    given = [i.name for i in read.inputs]
    plain = [name for name in given if name not in layers.places or name == first]
    counted = _bases([name for name in given if name != first], layers)
    yield f"def forward({', '.join(plain + counted)}):"
    yield f"    L = len({counted[0]})"
    made = _bases([s.name for s in read.forward], layers)
    yield from _empty(made, first)
    yield from _looped(forward, layers)
    cache = [name for name in needed(read) if name not in layers.places]
    cache += _bases(needed(read), layers)
    yield from wrapped(f"    return {read.root}, (", cache, ")", "    ")
    yield ""
    yield ""
    yield "def backward(cache):"
    yield from wrapped("    (", cache, ") = cache", "    ", bare="    {} = cache")
    yield f"    L = len({next(name for name in cache if name in counted)})"
    yield from (layers.indexed(line, None) for line in samples_line(read, needed(read)))
    made = _bases([s.name for s in live(read)], layers)
    yield from _empty([base for base in made if base not in cache], None)
    yield from _looped(_groups(live(read)), layers)
    found = [f"d{name}" for name in parameters(read)]
    pairs = [f'"{name}": {name}' for name in found if name not in layers.places]
    parts = [f'{{f"{base}{{l}}": {base}[l] for l in {base}}}' for base in _bases(found, layers)]
    parts += [f"{{{', '.join(pairs)}}}"] if pairs else []
    yield f"    return {' | '.join(parts)}"


def _layers(read: Program) -> _Layers:
    result = _Layers()
    layered = [i.name for i in read.inputs if i.layer]
    layered += [s.name for s in (*read.forward, *live(read)) if s.layer and s.name[-1].isdigit()]
    for name in layered:
        base, digits = re.fullmatch(r"(\D+)(\d+)", name).groups()  # type: ignore[union-attr]
        result.places[name] = (base, int(digits))
    numbers = {result.places[i.name][1] for i in read.inputs if i.name in result.places}
    result.last = max(numbers, default=0)
    if numbers != set(range(1, result.last + 1)) or result.last < 3:
        raise ValueError(
            "rolled=True needs parameters numbered W1, W2, W3, ... of at least three layers; use "
            "rolled=False"
        )
    return result


def _summed(statements: Sequence[Statement], layers: _Layers) -> Iterator[Statement]:
    """Write a sum that begins with a like term of each layer as a line of its own, over ``l``."""
    for s in statements:
        for chain in ast.walk(ast.parse(s.text, mode="eval")):
            terms = [ast.get_source_segment(s.text, x) or "" for x in _terms(chain)][: layers.last]
            alike = {layers.indexed(term, k) for k, term in enumerate(terms, start=1)}
            if len(terms) == layers.last and len(alike) == 1 and "[l]" in (term := alike.pop()):
                total = f"sum({term} for l in range(1, L + 1))"
                yield replace(s, name=_TOTAL, text=total, layer="")
                chained = " + ".join(terms)
                s = replace(s, text=s.text.replace(f"({chained})", _TOTAL).replace(chained, _TOTAL))
                break
        yield s


def _terms(node: ast.AST) -> list[ast.AST]:
    """The terms of a sum that is formed from the left."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_terms(node.left), node.right]
    return [node]


def _groups(statements: Sequence[Statement]) -> dict[int, list[Statement]]:
    """The statements of each layer; one without a layer belongs to the next that has one."""
    result: dict[int, list[Statement]] = {}
    waiting: list[Statement] = []
    for s in statements:
        waiting.append(s)
        if s.layer:
            result.setdefault(int(s.layer), []).extend(waiting)
            waiting = []
    if waiting:
        result[-1] = waiting
    return result


def _layer_zero(
    read: Program, groups: Mapping[int, list[Statement]], layers: _Layers
) -> str | None:
    """The input that layer 1 reads where layer 2 reads A1."""
    one, two = ([layers.indexed(str(s), k) for s in groups.get(k, ())] for k in (1, 2))
    for i in read.inputs:
        if i.name not in layers.places:
            replaced = [re.sub(rf"\b{re.escape(i.name)}\b", "A[l - 1]", line) for line in one]
            if replaced == two:
                return i.name
    return None


def _bases(names: Sequence[str], layers: _Layers) -> list[str]:
    return list(dict.fromkeys(layers.places[name][0] for name in names if name in layers.places))


def _empty(bases: Sequence[str], first: str | None) -> Iterator[str]:
    values = [f"{{0: {first}}}" if base == "A" and first else "{}" for base in bases]
    yield f"    {', '.join(bases)} = {', '.join(values)}"


def _looped(groups: Mapping[int, list[Statement]], layers: _Layers) -> Iterator[str]:
    """The groups in their order, those that read alike as a loop."""
    order = list(groups)
    alike = {k: [layers.indexed(str(s), k) for s in groups[k]] for k in order}
    start = 0
    rolled = False
    while start < len(order):
        k = order[start]
        stop = start + 1
        while stop < len(order) and k > 0 and alike[order[stop]] == alike[k]:
            stop += 1
        if stop - start > 1:
            rolled = True
            yield _loop(order[start], order[stop - 1], layers)
            yield from (f"        {line}" for line in alike[k])
        else:
            yield from (f"    {layers.indexed(str(s), None)}" for s in groups[k])
            stop = start + 1
        start = stop
    if not rolled:
        raise ValueError("no two layers in a row read alike; use rolled=False")


def _loop(first: int, last: int, layers: _Layers) -> str:
    low, high = min(first, last), max(first, last) + 1
    end = {0: "L", -1: "L + 1"}.get(layers.last - high, str(high))
    numbers = f"range({low}, {end})"
    return f"    for l in {numbers if first < last else f'reversed({numbers})'}:"
