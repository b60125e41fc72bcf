"""The step-through page: the picture on one side, the steps on the other, in one HTML file."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

import numpy as np

from tinygrad_bc.convention import Convention
from tinygrad_bc.reading.draw import picture
from tinygrad_bc.reading.explain import head, numbers, shown
from tinygrad_bc.reading.program import Program, Statement, program
from tinygrad_bc.reading.render import drawn
from tinygrad_bc.tape import Array, Entry, Node

_SVG = "http://www.w3.org/2000/svg"
_TAGS = {"svg", "g", "text", "polygon", "polyline", "path", "ellipse"}
_ATTRIBUTES = {
    "viewBox", "id", "class", "transform", "points", "d", "cx", "cy", "rx", "ry", "x", "y", "fill",
    "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "fill-opacity", "text-anchor",
    "font-family", "font-size", "font-weight",
}  # fmt: skip
IN_PLACE = 6  # elements of an operand that are written into its equation
ROWS = 12  # of an array that are shown


@dataclass(frozen=True)
class Page:
    """The page; a notebook shows it in a frame of its own.

    Attributes
    ----------
    html : str
        The whole file. It needs nothing else, and its policy lets nothing be loaded or sent.
    """

    html: str

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to a file.

        Parameters
        ----------
        path : path
            The file, such as ``steps.html``; a link to it ends with ``#step-7`` for step 7.

        Returns
        -------
        Path
            The file.
        """
        target = Path(path)
        target.write_text(self.html, encoding="utf-8")
        return target

    def _repr_html_(self) -> str:
        return (
            '<iframe sandbox="allow-scripts" title="step by step" '
            'style="width:100%;height:720px;border:0" '
            f'srcdoc="{html.escape(self.html, quote=True)}"></iframe>'
        )


def step_through(
    root: Any, convention: Convention = "mean", renderer: str | os.PathLike[str] | None = None
) -> Page:
    """Make a page that goes through the computation of a scalar and its gradient step by step.

    Parameters
    ----------
    root : Tensor
        The scalar.
    convention : {"mean", "course"}
        As for `explain`.
    renderer : path, optional
        What draws the picture, as for `draw`.

    Returns
    -------
    Page
        Its ``html``; ``save`` it, or show it in a notebook.

    Raises
    ------
    TypeError, ValueError, RuntimeError
        As for `explain`, but for names, which may be any text; when nothing is found to draw with.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> x = tg.Tensor([1.0, 2.0], requires_grad=True, name="x")
    >>> page = tg.step_through((x**2).sum())  # doctest: +SKIP
    >>> page.save("steps.html")  # doctest: +SKIP
    """
    read = program(root, convention=convention, strict=False)
    svg = _sanitised(drawn(picture(read, "both"), "svg", renderer))
    steps = [_step(read, s) for s in (*read.forward, *read.backward)]
    style, script = (_part(name) for name in ("page.css", "page.js"))
    text = Template(_part("page.html")).substitute(
        title=html.escape(read.root),
        head=html.escape(head(read)),
        picture=svg,
        count=len(steps),
        steps="\n".join(_items(steps)),
        data=_json({"steps": steps, "arrays": dict(_arrays(read))}),
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
    )
    return Page(text)


def _part(name: str) -> str:
    return files("tinygrad_bc.reading").joinpath("page", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """What the page's policy knows its own style and script by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _json(value: Any) -> str:
    """JSON that cannot end the script element that it stands in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


# ------------------------------------------------------------------ steps


def _step(read: Program, s: Statement) -> dict[str, Any]:
    """One step, as the page's script reads it."""
    backward = bool(s.of) or s in read.backward
    if s.rules:
        general = [str(rule) for rule in s.rules]
    else:
        general = list(dict.fromkeys(e.operation.text.split(", /")[0].rstrip(")") + ")"
                                     for e in _composed(read, s.node)))  # fmt: skip
    return {
        "name": s.name,
        "fold": f"{'d' if backward else ''}layer{s.layer}",
        "pass": "backward" if backward else "forward",
        "equation": str(s),
        "general": general,
        "numbers": [_with_numbers(read, s)],
        "shape": shown(s.array.shape),
        "forward": s.lines,
    }


def _composed(read: Program, node: Any) -> list[Entry]:
    """The operations of a forward statement, in the order in which they run."""
    names, stack, found = read.names, [node], {}
    while stack:
        x = stack.pop()
        if x._entry is not None and (x is node or id(x) not in names):
            found[x._entry.number] = x._entry
            stack += [y for y in x._entry.operands if isinstance(y, Node)]
    return [found[n] for n in sorted(found)]


def _with_numbers(read: Program, s: Statement) -> str:
    """The equation with its small operands' numbers in the place of their names."""
    known = {i.name: i.array for i in read.inputs}
    known |= {t.name: t.array for t in (*read.forward, *read.backward)}

    def value(word: re.Match[str]) -> str:
        array = known.get(word[0])
        if word[0] == "m" and array is None:
            return str(read.samples)
        return _short(array) if array is not None and array.size <= IN_PLACE else word[0]

    text = re.sub(r"(?<![.\w])[^\W\d]\w*", value, s.text)
    return f"{text} = {_short(s.array) if s.array.size <= IN_PLACE else numbers(s.array)}"


def _short(array: Array) -> str:
    """A small array in one line."""
    if array.ndim == 0 or array.size == 1:
        return f"{array.item():.4g}"
    return _listed(array.tolist())


def _listed(x: Any) -> str:
    """Nested lists with short numbers."""
    return f"[{', '.join(map(_listed, x))}]" if isinstance(x, list) else f"{x:.4g}"


def _items(steps: list[dict[str, Any]]) -> Iterator[str]:
    """The list that stands without any script too."""
    for k, step in enumerate(steps, start=1):
        more = [*step["general"], *step["numbers"], step["shape"], *step["forward"]]
        lines = "<br>".join(f"<code>{html.escape(text)}</code>" for text in more)
        yield (
            f'<li id="step-{k}" class="{step["pass"]}"><a href="#step-{k}">'
            f'<span class="number">{k}</span><code>{html.escape(step["equation"])}</code></a>'
            f'<span class="more">{lines}</span></li>'
        )


def _arrays(read: Program) -> Iterator[tuple[str, dict[str, str]]]:
    """What a node of the picture shows: its numbers, the first rows where there are many."""
    for i in read.inputs:
        yield i.name, {"title": f"{i.label} {shown(i.array.shape)}", "rows": _rows(i.array)}
    for s in (*read.forward, *read.backward):
        yield s.name, {"title": f"{s.name} {shown(s.array.shape)}", "rows": _rows(s.array)}


def _rows(array: Array) -> str:
    if array.size > ROWS * ROWS:
        return numbers(array)
    return np.array2string(array, precision=5, max_line_width=90, threshold=ROWS * ROWS)


# ------------------------------------------------------------------ picture


def _sanitised(svg: bytes) -> str:
    """The drawing, of which only shapes and text are kept: whatever drew it, no more gets in."""
    root = ET.fromstring(svg)
    kept = _kept(root)
    assert kept is not None
    kept.attrib.pop("width", None)
    kept.set("role", "img")
    kept.set("aria-label", "The graph of the computation and, beside each value, its gradient")
    return ET.tostring(kept, encoding="unicode")


def _kept(element: ET.Element) -> ET.Element | None:
    """A copy with known elements and attributes only; links are replaced by what is in them."""
    tag = element.tag.removeprefix(f"{{{_SVG}}}")
    if tag not in _TAGS and tag != "a":
        return None
    copy = ET.Element("g" if tag == "a" else tag)
    copy.text = element.text
    for name, value in element.attrib.items():
        if name in _ATTRIBUTES and tag != "a":
            copy.set(name, value)
    for child in element:
        kept = _kept(child)
        if kept is not None:
            copy.append(kept)
    return copy
