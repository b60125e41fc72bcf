"""Parts of a printed program that both its forms share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tinygrad_bc.reading.names import words
from tinygrad_bc.reading.program import Program, Statement

WIDTH = 88  # of a line, as the usual formatters set it


def parameters(read: Program) -> list[str]:
    """The inputs that have a gradient."""
    return [i.name for i in read.inputs if i.parameter and i.name in read.gradients]


def live(read: Program) -> list[Statement]:
    """The backward statements that lead to a gradient of a parameter."""
    used = {read.gradients[name] for name in parameters(read)}
    result = []
    for s in reversed(read.backward):
        if s.name in used:
            used.update(words(s.text))
            result.append(s)
    return result[::-1]


def needed(read: Program) -> list[str]:
    """What the backward pass reads of the forward one, in its order."""
    made = {s.name for s in live(read)}
    used = {word for s in live(read) for word in words(s.text)} - made
    names = [i.name for i in read.inputs] + [s.name for s in read.forward]
    return [name for name in names if name in used]


def samples_line(read: Program, cache: Sequence[str]) -> Iterator[str]:
    """``m = X.shape[1]``, where the backward pass divides by it."""
    if not any("m" in words(s.text) for s in live(read)):
        return
    shapes = {i.name: i.array.shape for i in read.inputs} | {
        s.name: s.array.shape for s in read.forward
    }
    for name in cache:
        shape = shapes[name]
        if len(shape) == 2 and shape[1] == read.samples:
            yield f"    m = {name}.shape[1]"
            return
    yield f"    m = {read.samples}"


def by_layer(statements: Iterable[Statement]) -> Iterator[str]:
    """The lines of a function, with a comment where a layer begins."""
    now = ""
    for statement in statements:
        if statement.layer and statement.layer != now:
            now = statement.layer
            yield f"    # layer {now}"
        yield f"    {statement}"


def wrapped(
    head: str, items: Sequence[str], tail: str, indent: str, bare: str | None = None
) -> Iterator[str]:
    """A bracket in one line where it fits, else with its items below, as formatters set it."""
    comma = "," if len(items) == 1 and head.endswith("(") and not head.startswith("def") else ""
    text = ", ".join(items) + comma
    line = bare.format(text) if bare and len(items) > 1 else head + text + tail
    if len(line) <= WIDTH:
        yield line
        return
    yield head
    inside = f"{indent}    {text}"
    if len(inside) <= WIDTH and head.startswith("def"):
        yield inside
    else:
        yield from (f"{indent}    {item}," for item in items)
    yield indent + tail
