"""Pictures: DOT text that finds a renderer, and shows itself in a notebook."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

import graphviz
from graphviz.backend import dot_command

from tinygrad_bc.reading.appearance import FONT, FONTS

_FONT = re.compile(f'font-family="{FONT}[^"]*"'.encode())
_INCHES, _DPI = 50, 96  # the largest PNG: a very wide graph would ask for gigabytes


class Picture(graphviz.Digraph):  # type: ignore[misc]
    """A `graphviz.Digraph` that is drawn by whatever renderer there is.

    Its ``source`` is DOT text; `render` writes a file.  A notebook shows it as SVG, or as its text
    where no renderer is found.
    """

    def _repr_mimebundle_(self, *_: Any, **__: Any) -> dict[str, str]:
        bundle = {"text/plain": self.source}
        try:
            bundle["image/svg+xml"] = drawn(self).decode("utf-8")
        except RuntimeError as error:
            bundle["text/plain"] = f"{error}\n{self.source}"
        return bundle


def render(
    picture: graphviz.Digraph,
    path: str | os.PathLike[str],
    renderer: str | os.PathLike[str] | None = None,
) -> Path:
    """Write a picture to a file whose suffix is the format.

    Parameters
    ----------
    picture : graphviz.Digraph
        What `draw` returned.
    path : path
        The file, such as ``graph.svg``, ``graph.png`` or ``graph.pdf``; ``.dot`` is the text.
    renderer : path, optional
        The executable; else ``TINYGRAD_BC_DOT``, ``dot``, ``graphviz-pure``.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    RuntimeError
        When there is no renderer (the sentence says how to get one), or it fails.
    """
    target = Path(path)
    kind = target.suffix[1:] or "svg"
    target.write_bytes(picture.source.encode() if kind == "dot" else drawn(picture, kind, renderer))
    return target


def drawn(
    picture: graphviz.Digraph, kind: str = "svg", renderer: str | os.PathLike[str] | None = None
) -> bytes:
    """Draw a picture in a format such as ``"svg"``, ``"png"`` or ``"pdf"``; return its bytes."""
    if kind == "png":
        picture = picture.copy()
        picture.attr(dpi=str(_DPI), size=f"{_INCHES},{_INCHES}")
    before = dot_command.DOT_BINARY
    dot_command.DOT_BINARY = found = find_renderer(renderer)
    try:
        data = bytes(picture.pipe(format=kind))
    except (CalledProcessError, OSError) as error:
        said = (getattr(error, "stderr", None) or str(error).encode()).decode("utf-8", "replace")
        last = (said.strip().splitlines() or ["nothing"])[-1]
        raise RuntimeError(f"the renderer {found} failed to draw {kind}, it said: {last}") from None
    finally:
        dot_command.DOT_BINARY = before
    if not data:
        raise RuntimeError(f"the renderer {found} drew nothing as {kind}; try another format")
    return _FONT.sub(f'font-family="{FONTS}"'.encode(), data) if kind == "svg" else data


def find_renderer(given: str | os.PathLike[str] | None = None) -> Path:
    """The executable that draws: the given one, or the first that is found.

    Raises
    ------
    RuntimeError
        When there is none, or none where one was asked for.
    """
    chosen = os.environ.get("TINYGRAD_BC_DOT")
    for wanted in (given, chosen, "dot", "graphviz-pure"):
        found = _executable(os.fspath(wanted)) if wanted else None
        if found:
            return Path(found)
        if wanted and wanted == given:
            raise RuntimeError(f"no renderer at {given}")
        if wanted and wanted == chosen:
            raise RuntimeError(f"TINYGRAD_BC_DOT names {chosen}, where no renderer is")
    raise RuntimeError(
        "no renderer found: install Graphviz (the program dot), "
        "or graphviz-pure: pip install 'tinygrad-bc[draw]'"
    )


def _executable(name: str) -> str | None:
    """Look on the path, then beside Python, where an environment that is not activated has it."""
    return shutil.which(name) or shutil.which(name, path=os.path.dirname(sys.executable))
