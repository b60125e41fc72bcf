"""Functions of a notebook as a program: their text at its own lines, the variables they read."""

from __future__ import annotations

import copy
import inspect
import os
import textwrap
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

from tinygrad_bc.checks import shown

_COPIED = (int, float, bool, list, dict, tuple)


def source_of(functions: Sequence[Callable[..., Any]]) -> tuple[str, str]:
    """The text of the functions, each at the line where it stands, and the name of their file.

    Raises
    ------
    TypeError
        For what is no function, or has no source text.
    """
    if not functions:
        raise TypeError("check() takes the functions of a backward pass, got none")
    lines: list[str] = []
    file = ""
    for function in functions:
        try:
            text, first = inspect.getsourcelines(function)
        except (TypeError, OSError):
            raise TypeError(f"check() takes functions, got {shown(function)}") from None
        file = os.path.basename(inspect.getsourcefile(function) or "notebook")
        body = textwrap.dedent("".join(text)).splitlines()
        start = max(first - 1, 0)
        if any(line.strip() for line in lines[start : start + len(body)]):
            start = len(lines)  # cells of a notebook begin at line 1 each
        lines += [""] * (start + len(body) - len(lines))
        lines[start : start + len(body)] = body
    return "\n".join(lines) + "\n", file


def variables_of(frame: FrameType) -> dict[str, Any]:
    """Copies of the variables of a frame; modules and functions as they are."""
    found = {**frame.f_globals, **frame.f_locals}
    return {
        name: copy.deepcopy(value)
        if isinstance(value, _COPIED) or hasattr(value, "__array__")
        else value
        for name, value in found.items()
        if not name.startswith("__")
    }
