"""The picture of a recorded scalar: its graph, its gradient's, or both side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import graphviz
import numpy as np

from tinygrad_bc.reading.appearance import FONT, GREY, form, legend, numbers
from tinygrad_bc.reading.names import words
from tinygrad_bc.reading.program import Input, Program, Statement, program
from tinygrad_bc.reading.render import Picture
from tinygrad_bc.reading.spelling import ATOM, BINARY, COMPARISON, Text, literal
from tinygrad_bc.tape import Entry

Show = Literal["forward", "backward", "both"]
LARGE = 40  # statements: a larger graph is folded, one box for each layer
LAYERS, STATEMENTS, OPERATIONS = 0, 1, 2


@dataclass
class Box:
    """A node of the picture."""

    id: str
    kind: str
    lines: list[str]
    layer: str = ""
    array: Any = None
    beside: str = ""  # the box of the forward value that it stands beside
    backward: bool = False  # whether the backward pass computes it


@dataclass
class Sketch:
    """What there is to draw: boxes by id, and edges with their labels."""

    boxes: dict[str, Box] = field(default_factory=dict)
    forward: dict[tuple[str, str], str] = field(default_factory=dict)
    backward: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, box: Box) -> None:
        """Add a box."""
        self.boxes[box.id] = box


def draw(root: Any, show: Show = "forward", depth: int | None = None) -> Picture:
    """Draw the graph that led to a scalar.

    Parameters
    ----------
    root : Tensor
        The scalar.
    show : {"forward", "backward", "both"}
        The graph itself, that of its gradient, or both, each gradient beside its value.
    depth : {0, 1, 2}, optional
        0 folds each layer into a box, 1 has a box for each named value, 2 shows every operation.
        1 by default, 0 where that would be more than 40 values and gradients.

    Returns
    -------
    Picture
        A `graphviz.Digraph`: its ``source`` is DOT text; `tinygrad_bc.reading.render` writes a
        file; a notebook shows it.  Data are pages, parameters double ones, the scalar an
        octagon, operations ellipses, gradients rounded boxes, the paler the smaller their mean
        size; those that are 0 are dashed, those with nan or inf black.

    Raises
    ------
    TypeError, ValueError, RuntimeError
        For what is no recorded scalar, or was changed since; for another `show` or `depth`.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> x = tg.Tensor(3.0, requires_grad=True, name="x")
    >>> "J = x * x" in draw(x * x).source, "dx = " in draw(x * x, show="both").source
    (True, True)
    """
    if show not in ("forward", "backward", "both"):
        raise ValueError(f"show must be 'forward', 'backward' or 'both', got {show!r}")
    if depth not in (None, LAYERS, STATEMENTS, OPERATIONS):
        raise ValueError(f"depth must be 0 (layers), 1 (values) or 2 (operations), got {depth!r}")
    return picture(program(root, strict=False), show, depth)


def picture(read: Program, show: Show = "both", depth: int | None = None) -> Picture:
    """Draw what has been read."""
    if depth is None:
        shown = read.forward * (show != "backward") + read.backward * (show != "forward")
        depth = LAYERS if len(shown) > LARGE else STATEMENTS
    sketch = Sketch()
    if show != "backward":
        _inputs(read, sketch)
        (_operations if depth == OPERATIONS else _statements)(read, sketch)
    if show != "forward":
        _gradients(read, sketch, show == "both")
    if depth == LAYERS:
        sketch = _folded(read, sketch)
    return _written(sketch, show)


# ------------------------------------------------------------------ what there is


def _inputs(read: Program, sketch: Sketch) -> None:
    for i in read.inputs:
        kind = "parameter" if i.parameter else "data"
        lines = [_title(i), _shape(i.array), *numbers(i.array)]
        sketch.add(Box(i.name, kind, lines, i.layer, i.array))


def _title(i: Input) -> str:
    """The name as the user gave it, without what no picture can show."""
    return "".join(c if c.isprintable() else " " for c in i.label)


def _shape(array: Any) -> str:
    return str(array.shape) if array.shape else ""


def _box(s: Statement, kind: str, lines: list[str]) -> Box:
    return Box(s.name, kind, [*lines, _shape(s.array), *numbers(s.array)], s.layer, s.array)


def _statements(read: Program, sketch: Sketch) -> None:
    """A box for each named value, with its equation."""
    for s in read.forward:
        kind = "loss" if s.name == read.root else "value"
        sketch.add(_box(s, kind, [str(s)]))
        for name in words(s.text):
            if name in sketch.boxes:
                sketch.forward[name, s.name] = ""


def _operations(read: Program, sketch: Sketch) -> None:
    """An ellipse for each operation, and a box for each value that has a name."""
    made = {id(s.node): s for s in read.forward}
    ids = {id(i.node): i.name for i in read.inputs}
    waiting: list[Box] = []  # operations whose result has no name yet, nor then a layer
    for k, node in enumerate(read.derivation.nodes):
        entry, s = node._entry, made.get(id(node))
        assert entry is not None
        ellipse = Box(f"op{k}", "operation", [_symbol(entry, ids, read.inline)])
        sketch.add(ellipse)
        waiting.append(ellipse)
        sketch.forward |= {(ids[id(x)], ellipse.id): "" for x in entry.operands if id(x) in ids}
        ids[id(node)] = ellipse.id
        if s:
            sketch.add(_box(s, "loss" if s.name == read.root else "value", [s.name]))
            sketch.forward[ellipse.id, s.name] = ""
            ids[id(node)] = s.name
            for box in waiting:
                box.layer = s.layer
            waiting = []


def _symbol(entry: Entry, ids: dict[int, str], inline: dict[int, Text]) -> str:
    """The sign or name of an operation, with the numbers that it takes: ``1 - ·``."""
    name = entry.operation.name
    sign = BINARY.get(name, (COMPARISON.get(name),))[0]
    if sign is None:
        return name
    parts = [
        "·" if id(x) in ids else inline[id(x)].within(ATOM) if id(x) in inline else literal(x).text
        for x in entry.operands
    ]
    return sign if parts == ["·", "·"] else f" {sign} ".join(parts)


def _gradients(read: Program, sketch: Sketch, beside: bool) -> None:
    """A box for each gradient; its equation stands at the edge from the gradient it comes from."""
    first = f"d{read.root}"
    lines = [f"{first} = {'1' if read.convention == 'mean' else 'm'}"]
    seed = Box(first, "gradient", lines, array=read.derivation.seed._array)
    seed.beside, seed.backward = read.root if beside else "", True
    sketch.add(seed)
    made: dict[str, bool] = {}  # the names so far, and whether they are gradients
    for s in read.backward:
        kind = "gradient" if s.of else "value"
        box = _box(s, kind, [s.name])
        box.beside, box.backward = s.of if beside else "", True
        sketch.add(box)
        read_here = [name for name in words(s.text) if name in made]
        sources = [name for name in read_here if made[name]] or ([first] if s.of else [])
        for name in sources + [name for name in read_here if not made[name]]:
            sketch.backward[name, s.name] = str(s) if name == sources[0] else ""
        made[s.name] = bool(s.of)


# ------------------------------------------------------------------ one box for each layer


def _folded(read: Program, sketch: Sketch) -> Sketch:
    """Put the boxes of each layer into one; what belongs to no layer, into one for each stretch."""
    home: dict[str, str] = {}
    members: dict[str, list[Box]] = {}
    stretch = 0
    for box in sketch.boxes.values():
        if box.layer:
            stretch += 1
        key = f"layer{box.layer}" if box.layer else f"part{stretch}"
        if box.kind in ("data", "loss") or box.id == f"d{read.root}":
            key = box.id
        elif box.backward:
            key = f"d{key}"
        home[box.id] = key
        members.setdefault(key, []).append(box)
    result = Sketch()
    for key, boxes in members.items():
        result.add(boxes[0] if key == boxes[0].id else _fold(key, boxes))
    for edges, target in ((sketch.forward, result.forward), (sketch.backward, result.backward)):
        for tail, head in edges:
            if home[tail] != home[head]:
                target[home[tail], home[head]] = ""
    return result


def _fold(key: str, boxes: list[Box]) -> Box:
    """A box that lists what is in it; of gradients, with their mean sizes, the largest as fill."""
    layer, gradient = boxes[0].layer, boxes[0].backward
    title = f"layer {layer}" if layer else f"{boxes[0].id} … {boxes[-1].id}"
    shown = [f"{b.lines[0]} {_shape(b.array)}{_size(b)}".rstrip() for b in boxes[:8]]
    more = [f"… and {len(boxes) - 8} more"] if len(boxes) > 8 else []
    arrays = [b.array for b in boxes if b.kind == "gradient" and b.array.size]
    largest = max(arrays, key=_mean_size, default=None)
    head = f"gradients of {title}" if gradient else title
    return Box(
        key, "gradient" if gradient else "layer", [head, *(shown + more if layer else more)],
        array=largest if gradient else None, beside=key[1:] if gradient else "",
    )  # fmt: skip


def _mean_size(array: Any) -> float:
    """The mean of the absolute values; infinite where one is not finite."""
    size = float(abs(array).mean())
    return size if np.isfinite(size) else np.inf


def _size(box: Box) -> str:
    return f" {_mean_size(box.array):.1e}" if box.kind == "gradient" and box.array.size else ""


# ------------------------------------------------------------------ DOT


def _written(sketch: Sketch, show: Show) -> Picture:
    result = Picture(
        "graph",
        graph_attr={"rankdir": "TB", "bgcolor": "transparent", "fontname": "Helvetica",
                    "fontcolor": GREY, "color": GREY, "nodesep": "0.3", "ranksep": "0.35"},
        node_attr={"fontname": FONT, "fontsize": "10", "color": GREY,
                   "height": "0.3", "margin": "0.12,0.05"},
        edge_attr={"fontname": FONT, "fontsize": "9", "color": GREY, "fontcolor": GREY,
                   "arrowsize": "0.7"},
    )  # fmt: skip
    for layer, boxes in _by_layer(sketch):
        if layer:
            with result.subgraph(name=f"cluster_{layer}") as part:
                part.attr(label=f"layer {layer}", labeljust="l", style="rounded")
                _put(part, boxes)
        else:
            _put(result, boxes)
    for (tail, head), _ in sketch.forward.items():
        result.edge(tail, head, id=f"edge-{tail}-{head}")
    for (tail, head), text in sketch.backward.items():
        # Written from head to tail, so that a gradient stands beside its value, above the next.
        label = graphviz.escape(f"\u00a0{text}") if text else ""  # a space from the line
        result.edge(head, tail, label=label, dir="back", style="dashed",
                    id=f"edge-{tail}-{head}")  # fmt: skip
    if show != "forward":
        result.node("legend", legend(), shape="plain")
    return result


def _by_layer(sketch: Sketch) -> Iterator[tuple[str, list[Box]]]:
    groups: dict[str, list[Box]] = {}
    for box in sketch.boxes.values():
        groups.setdefault(box.layer, []).append(box)
    yield from groups.items()


def _put(part: Any, boxes: list[Box]) -> None:
    ids = {box.id for box in boxes}
    for box in boxes:
        text = "\n".join(line for line in box.lines if line)
        label = graphviz.escape(text).replace("\n", r"\n")
        attributes = form(box.kind, box.array) | {"id": f"node-{box.id}"}
        part.node(box.id, label, **attributes)
    for box in boxes:
        if box.beside in ids:
            with part.subgraph() as row:
                row.attr(rank="same")
                row.edge(box.beside, box.id, style="invis")
