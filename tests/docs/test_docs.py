"""The documentation: its code runs and prints what it says, it builds without a warning."""

import re
import runpy
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from tests.test_docstrings import DESCRIBED
from tinygrad_bc.cli import main
from tinygrad_bc.operation import TABLE

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(p for p in DOCS.rglob("*.md") if "_build" not in p.parts and p.name != "rules.md")
BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```)?", flags=re.DOTALL | re.M)
WITH_CODE = [page for page in PAGES if BLOCK.search(page.read_text(encoding="utf-8"))]


def test_there_is_code_to_run():
    assert {"start.md", "tensor.md", "convention.md"} <= {page.name for page in WITH_CODE}


@pytest.mark.parametrize("page", WITH_CODE, ids=lambda page: page.stem)
def test_code_of_a_page_runs_and_prints_what_stands_below_it(page, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "__main__"}
    for code, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        exec(compile(code, str(page), "exec"), names)
        printed = capsys.readouterr().out
        if text:
            assert printed.rstrip() == text.rstrip()


def test_every_operation_has_its_row_with_a_gradient_for_each_rule():
    page = runpy.run_path(str(DOCS / "rules_table.py"))["page"]()
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert len(rows) == len(TABLE)
    for row, entry in zip(rows, TABLE.values(), strict=True):
        assert row.startswith(f"| `{entry.text}` |")
        gradients = re.findall(r"`d\w+(?:\[i\])? = ", row)
        assert len(gradients) == sum(rule is not None for rule in entry.rules), row
    assert "`dz = da * (1 - a ** 2)`" in page and "def _matmul_x(" in page


@pytest.mark.slow
def test_it_builds_without_a_warning(tmp_path):
    pytest.importorskip("sphinx", reason="the group docs is not installed")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", str(DOCS), str(tmp_path)],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rules = (tmp_path / "rules.html").read_text(encoding="utf-8")
    assert "tanh(z)" in rules and "_matmul_x" in rules
    inventory = zlib.decompress((tmp_path / "objects.inv").read_bytes().split(b"zlib.\n", 1)[1])
    documented = {line.split(" ")[0] for line in inventory.decode().splitlines()}
    missing = {name for name in DESCRIBED if not any(_ends(d, name) for d in documented)}
    assert not missing, f"not in docs/api.md: {sorted(missing)}"


def _ends(documented, name):
    return documented.rpartition(".")[2] == name.rpartition(".")[2]


def test_the_committed_picture_is_the_one_that_its_command_draws(tmp_path, monkeypatch):
    commands = re.findall(r"^tinygrad-bc (graph .*)$", (DOCS / "index.md").read_text(), flags=re.M)
    assert [command.split()[-1] for command in commands] == ["docs/graph.svg", "docs/graph.dot"]
    again = "draw it again: tinygrad-bc " + " ; tinygrad-bc ".join(commands)
    monkeypatch.chdir(tmp_path)
    assert main([*commands[1].split()[:-1], "graph.dot"]) == 0
    text = (tmp_path / "graph.dot").read_text(encoding="utf-8")
    assert text == (DOCS / "graph.dot").read_text(encoding="utf-8"), again
    svg = (DOCS / "graph.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r"<title>(\w+)</title>", svg)) - {"graph"}
    named = set(re.findall(r"^\s*\"?(\w+)\"? \[.*label=", text, flags=re.M)) - {"node", "edge"}
    assert named and named <= drawn, again
