"""The text of a learner's file: Python in the encoding that it names, or a notebook's cells."""

from __future__ import annotations

import io
import json
import re
import tokenize
from pathlib import Path
from typing import Any

MAGIC = re.compile(r"^(\s*)(?=[%!?])", re.M)  # of IPython: no Python, and nothing to judge


class Unreadable(ValueError):
    """A file that holds no program's text; the message says what to do."""


def read(path: Path) -> tuple[str, list[str]]:
    """The text of a file, and what was assumed to read it.

    Parameters
    ----------
    path : Path
        A Python file, or a Jupyter notebook, whose code cells are joined.

    Raises
    ------
    Unreadable
        With one sentence, for what holds no such text.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile(suffix=".py") as file:
    ...     _ = file.write("m = 7  # größer".encode("latin-1")); file.flush()
    ...     read(Path(file.name))
    ('m = 7  # größer', ['read as latin-1: the file is not UTF-8'])
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise Unreadable("there is no such file") from None
    except IsADirectoryError:
        raise Unreadable(f"this is a folder: give the files in it, as in {path}/*.py") from None
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from None
    if not data.strip():
        raise Unreadable("the file is empty")
    if b"\0" in data:
        raise Unreadable("this is no text: a program is text, saved as UTF-8")
    text, assumed = _decoded(data)
    if path.suffix == ".ipynb":
        return _cells(text), [*assumed, "a notebook: lines are counted through its code cells"]
    return text, assumed


def _decoded(data: bytes) -> tuple[str, list[str]]:
    """The text in the encoding that the file names; latin-1 where that does not hold."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return _lines(data.decode(encoding)), []
    except (SyntaxError, UnicodeDecodeError):
        return _lines(data.decode("latin-1")), ["read as latin-1: the file is not UTF-8"]


def _lines(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _cells(text: str) -> str:
    """The code of a notebook, without the lines that are for IPython."""
    try:
        cells: list[dict[str, Any]] = json.loads(text)["cells"]
        code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    except (ValueError, LookupError, TypeError):
        raise Unreadable("this is no notebook of format 4: save it anew, or as .py") from None
    return MAGIC.sub(r"\1pass  # ", "\n\n".join(code)) + "\n"
