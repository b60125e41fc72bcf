"""Build with `python -m sphinx -W docs docs/_build` (dependency group `docs`)."""

import shutil
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent))

import readings_output  # noqa: E402
import rules_table  # noqa: E402

import tinygrad_bc  # noqa: E402

project = "tinygrad_bc"
author = "the tinygrad_bc contributors"
version = release = tinygrad_bc.__version__
extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode", "myst_parser"]
exclude_patterns = ["_build", "readings/output"]
html_theme = "alabaster"
html_theme_options = {"description": tinygrad_bc.__doc__, "page_width": "64em"}
html_static_path: list[str] = []
default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings give the types
napoleon_google_docstring = False
napoleon_use_ivar = True
myst_heading_anchors = 3


def write_rules(app: object) -> None:
    """Write the page of the rules from the table, where it has changed."""
    target, text = HERE / "rules.md", rules_table.page()
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.write_text(text, encoding="utf-8")


def write_readings(app: object) -> None:
    """Run the pages of the readings, so that they show what the code gives."""
    readings_output.write()


def copy_page(app: Any, error: Exception | None) -> None:
    """Put the step-through page beside the pages that link to it."""
    if error is None:
        shutil.copy(HERE / "readings" / "output" / "steps.html", app.outdir)


def setup(app: object) -> None:
    """Hook into the build."""
    app.connect("builder-inited", write_rules)  # type: ignore[attr-defined]
    app.connect("builder-inited", write_readings)  # type: ignore[attr-defined]
    app.connect("build-finished", copy_page)  # type: ignore[attr-defined]
