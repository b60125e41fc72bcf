"""How the parts of a picture look: forms, fills, numbers, and the scale of a gradient.

Everything is told by form and by lightness as well as by colour, so a print in grey says the same.
Inside of a box the text stands on the box's own fill; outside it is of a grey that can be read on
a light page and on a dark one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tinygrad_bc.tape import Array

GREY = "#737373"
# Numbers and equations are set in a font whose letters are all as wide, so that what the renderer
# measures is what the reader's own font needs; in SVG, one that the reader's system is likely to
# have takes its place.
FONT = "Courier"
FONTS = "ui-monospace,SFMono-Regular,Menlo,Consolas,DejaVu Sans Mono,monospace"
WHOLE = 12  # elements that a box shows one by one

FORMS: dict[str, dict[str, str]] = {
    "data": {"shape": "note", "style": "filled", "fillcolor": "#dbeafe"},
    "parameter": {"shape": "box", "style": "filled", "peripheries": "2", "fillcolor": "#dcfce7"},
    "value": {"shape": "box", "style": "filled", "fillcolor": "#f5f5f4"},
    "loss": {"shape": "octagon", "style": "filled,bold", "fillcolor": "#fef3c7"},
    "operation": {"shape": "ellipse", "style": "filled", "fillcolor": "#ffffff"},
    "layer": {"shape": "box", "style": "filled,rounded", "fillcolor": "#f5f5f4"},
    "gradient": {"shape": "box", "style": "filled,rounded"},
}

# One hue, ever lighter: a step for each power of ten of the mean |gradient|.
SCALE = (
    (1e-1, "#7f2704", "#ffffff"),
    (1e-2, "#a63603", "#ffffff"),
    (1e-3, "#d94801", "#000000"),
    (1e-4, "#f16913", "#000000"),
    (1e-5, "#fd8d3c", "#000000"),
    (1e-6, "#fdae6b", "#000000"),
    (1e-7, "#fdd0a2", "#000000"),
    (0.0, "#fff1e0", "#000000"),
)
ZERO = {"style": "dashed,rounded", "fontcolor": GREY, "color": GREY}
NOT_FINITE = {
    "shape": "doubleoctagon", "style": "filled,bold", "fillcolor": "#000000",
    "fontcolor": "#ffffff", "color": "#d946ef",
}  # fmt: skip


def form(kind: str, array: Any = None) -> dict[str, str]:
    """The attributes of a node of this kind; of a gradient also those of its size.

    Examples
    --------
    >>> form("data")["shape"], form("gradient", np.zeros(3))["style"]
    ('note', 'dashed,rounded')
    """
    if array is not None and array.dtype.kind == "f" and not np.isfinite(array).all():
        return FORMS[kind] | NOT_FINITE
    if kind != "gradient" or array is None or not array.size:
        return FORMS[kind]
    size = float(np.abs(array).mean())
    if size == 0:
        return FORMS[kind] | ZERO
    fill, text = next((fill, text) for least, fill, text in SCALE if size >= least)
    return FORMS[kind] | {"fillcolor": fill, "fontcolor": text}


def numbers(array: Array) -> list[str]:
    """The lines of a box that show its numbers: all of them, or statistics.

    Examples
    --------
    >>> numbers(np.array([[1.0, 2.5], [3.0, 0.125]]))
    ['1   2.5', '3 0.125']
    >>> numbers(np.zeros((30, 40))), numbers(np.array([1.0, np.nan] * 9))
    (['all 0'], ['9 of 18 not finite'])
    """
    if array.dtype.kind == "f" and not np.isfinite(array).all() and array.size > WHOLE:
        return [f"{np.count_nonzero(~np.isfinite(array))} of {array.size} not finite"]
    if array.size > 1 and not array.any():
        return ["all 0"]  # stands out, however small the array
    if array.size <= WHOLE and array.ndim <= 2:
        return _columns([[f"{x:.3g}" for x in row] for row in np.atleast_2d(array)])
    if not array.size:
        return ["empty"]
    if (array == array.flat[0]).all():
        return [f"all {array.flat[0]:.3g}"]
    return [f"{array.min():.3g} … mean {array.mean():.3g} … {array.max():.3g}"]


def _columns(rows: list[list[str]]) -> list[str]:
    """The rows of a matrix with their numbers below each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [" ".join(x.rjust(w) for x, w in zip(row, widths, strict=True)) for row in rows]


def legend() -> str:
    """The scale as a table, the largest first: a label of Graphviz's own kind of HTML.

    Examples
    --------
    >>> legend().startswith("<<table"), "≥ 0.1" in legend()
    (True, True)
    """
    rows = [
        f'<tr><td bgcolor="{fill}"><font color="{text}">{f"≥ {least:g}" if least else "less"}'
        "</font></td></tr>"
        for least, fill, text in SCALE
    ]
    rows.insert(0, f'<tr><td border="0"><font color="{GREY}">mean |gradient|</font></td></tr>')
    rows.append(f'<tr><td style="dashed"><font color="{GREY}">all 0: dashed</font></td></tr>')
    rows.append('<tr><td bgcolor="#000000"><font color="#ffffff">nan, inf</font></td></tr>')
    head = f'<table border="0" cellborder="1" cellspacing="2" cellpadding="3" color="{GREY}">'
    return f"<{head}{''.join(rows)}</table>>"
