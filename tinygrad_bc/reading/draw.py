"""The picture of a recorded graph, as DOT text, and the search for a renderer."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import graphviz
from graphviz.backend import dot_command

from tinygrad_bc import tape
from tinygrad_bc.reading.derivation import check
from tinygrad_bc.reading.names import Namer, layer, variables
from tinygrad_bc.tape import Node


def draw(root: Any) -> graphviz.Digraph:
    """Draw the graph that led to a scalar.

    Parameters
    ----------
    root : Tensor
        The scalar.

    Returns
    -------
    graphviz.Digraph
        Values as boxes, leaves rounded, grouped by the number at the end of their names.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> x = tg.Tensor(3.0, requires_grad=True, name="x")
    >>> print(draw(x * x).source.count("mul"))
    1
    """
    check(root)
    names = names_of(root, variables())
    picture = graphviz.Digraph("graph", graph_attr={"rankdir": "LR"})
    values = values_of(root)
    ids = {id(x): f"n{k}" for k, x in enumerate(values)}
    groups: dict[str, list[Any]] = {}
    for x in values:
        groups.setdefault(layer(names[id(x)]), []).append(x)
    for key, members in groups.items():
        if key:
            with picture.subgraph(name=f"cluster_{key}") as box:
                box.attr(label=f"layer {key}")
                _add(box, members, ids, names)
        else:
            _add(picture, members, ids, names)
    _edges(picture, values, ids)
    return picture


def _add(picture: Any, members: list[Any], ids: dict[int, str], names: dict[int, str]) -> None:
    for x in members:
        entry = x._entry if isinstance(x, Node) else None
        text = f"{names[id(x)]} {x.shape}" + (f"\n{entry.operation.name}" if entry else "")
        label = graphviz.escape(text).replace("\n", "\\n")
        needs = isinstance(x, Node) and x._needs_grad
        style = "solid" if entry else "rounded,bold" if needs else "rounded,dashed"
        picture.node(ids[id(x)], label, shape="box", style=style)


def _edges(picture: Any, values: list[Any], ids: dict[int, str]) -> None:
    for x in values:
        if isinstance(x, Node) and x._entry is not None:
            for operand in x._entry.operands:
                if id(operand) in ids:
                    picture.edge(ids[id(operand)], ids[id(x)])


def _renderer(given: str | os.PathLike[str] | None) -> Path:
    for wanted in (given, os.environ.get("TINYGRAD_BC_DOT"), "dot", "graphviz-pure"):
        found = _executable(os.fspath(wanted)) if wanted else None
        if found:
            return Path(found)
        if wanted and wanted == given:
            raise RuntimeError(f"no renderer at {given}")
    raise RuntimeError(
        "no renderer found: install Graphviz (the program dot), "
        "or graphviz-pure: pip install 'tinygrad-bc[draw]'"
    )


def _executable(name: str) -> str | None:
    """Look on the path, then beside Python, where an environment that is not activated has it."""
    return shutil.which(name) or shutil.which(name, path=os.path.dirname(sys.executable))


def render(
    digraph: graphviz.Digraph,
    path: str | os.PathLike[str],
    renderer: str | os.PathLike[str] | None = None,
) -> Path:
    """Write a picture to a file whose suffix is the format.

    Parameters
    ----------
    digraph : graphviz.Digraph
        What `draw` returned.
    path : path
        The file, such as ``graph.svg``.
    renderer : path, optional
        The executable; else ``TINYGRAD_BC_DOT``, ``dot``, ``graphviz-pure``.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    RuntimeError
        When there is no renderer.
    """
    target, before = Path(path), dot_command.DOT_BINARY
    dot_command.DOT_BINARY = _renderer(renderer)
    try:
        target.write_bytes(digraph.pipe(format=target.suffix[1:] or "svg"))
    finally:
        dot_command.DOT_BINARY = before
    return target


def values_of(root: Node) -> list[Any]:
    """Every Tensor and plain array of the graph in reading order, each once."""
    seen: set[int] = set()
    result: list[Any] = []
    for node in reversed(tape.graph(root)):
        assert node._entry is not None
        for x in (*node._entry.operands, node):
            if (isinstance(x, Node) or hasattr(x, "shape")) and id(x) not in seen:
                seen.add(id(x))
                result.append(x)
    return result


def names_of(root: Node, known: dict[int, str]) -> dict[int, str]:
    """Name every value of the graph, by ``id``; `known` are the caller's variables."""
    namer, names = Namer(), {}
    values = values_of(root)
    for x in values:
        wanted = getattr(x, "_name", None) or known.get(id(x))
        if wanted:
            names[id(x)] = namer.unique(wanted)
    for x in values:
        if id(x) not in names:
            names[id(x)] = namer.made_up()
    return names
