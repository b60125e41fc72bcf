"""The output that the pages of the readings show, made when they are built.

The code of each page is run, block by block; what a block prints goes to ``output/PAGE-N.txt``
beside the page, and files that it writes go to ``output`` as well.
"""

from __future__ import annotations

import contextlib
import io
import linecache
import os
import re
from pathlib import Path

PAGES = Path(__file__).parent / "readings"
BLOCK = re.compile(r"^```python\n(.*?)^```", flags=re.DOTALL | re.M)


def write(pages: Path = PAGES) -> None:
    """Run every page."""
    (pages / "output").mkdir(exist_ok=True)
    for page in sorted(pages.glob("*.md")):
        with contextlib.chdir(pages / "output"):
            _run(page.resolve())


def _run(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    _show_code(page, text)
    names: dict[str, object] = {"__name__": "__main__"}
    for number, block in enumerate(BLOCK.finditer(text), start=1):
        # Empty lines before it, so that a line of the block has the number that it has on the page.
        before = "\n" * text.count("\n", 0, block.start(1))
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(before + block[1], os.fspath(page), "exec"), names)
        Path(f"{page.stem}-{number}.txt").write_text(printed.getvalue(), encoding="utf-8")


def _show_code(page: Path, text: str) -> None:
    """Let the page be read as a program: its code, and empty lines for all else."""
    lines = [""] * (text.count("\n") + 1)
    for block in BLOCK.finditer(text):
        first = text.count("\n", 0, block.start(1))
        code = block[1].splitlines()
        lines[first : first + len(code)] = code
    file = os.fspath(page)
    linecache.cache[file] = (len(text), None, [line + "\n" for line in lines], file)


if __name__ == "__main__":
    write()
