"""The README: its code prints what it says, its links lead somewhere, its commands work."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(
    r"^```python\n(.*?)^```(?:\n\n(?:[^\n`]+:\n\n)?```text\n(.*?)^```)?",
    TEXT,
    flags=re.DOTALL | re.M,
)
COMMANDS = re.findall(r"^```sh\n(.*?)^```", TEXT, flags=re.DOTALL | re.M)


def test_there_are_an_example_and_the_two_commands():
    assert len(BLOCKS) >= 2 and all(text for _, text in BLOCKS[:2])
    assert len(COMMANDS) >= 2
    assert COMMANDS[0].endswith("&& tinygrad-bc\n") and COMMANDS[1] == "python -m pytest -q\n"


def test_python_of_the_readme_runs_and_prints_what_stands_below_it(capsys):
    space = {"__name__": "__main__"}  # one example goes on from the one before
    for code, text in BLOCKS:
        exec(compile(code, "README.md", "exec"), space)
        printed = capsys.readouterr().out
        assert "DIFFERENT" not in printed
        if text:  # but for the last bits, in which machines differ
            digits = r"\d\.\de-\d\d"
            assert re.sub(digits, "", printed) == re.sub(digits, "", text)


@pytest.mark.parametrize("link", re.findall(r"\]\((?!https?:)([^)#]+)\)", TEXT))
def test_links_lead_to_files(link):
    assert (ROOT / link).exists()


def test_every_example_is_listed():
    for example in (ROOT / "examples").glob("*.py"):
        assert f"](examples/{example.name})" in TEXT, f"{example.name} is not in the README"


def test_it_says_that_it_is_not_tinygrad():
    assert "not [tinygrad](https://github.com/tinygrad/tinygrad)" in TEXT


@pytest.mark.slow
def test_the_commands_work_in_a_fresh_clone(tmp_path):
    """Both commands, in a shell without our environment; the inner tests leave this one out."""
    if os.environ.get("CI") != "true":
        pytest.skip("installs from the network and runs all tests; runs where CI=true")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    kept = ("HOME", "LANG", "TMPDIR")
    kept += tuple(name for name in os.environ if name.startswith("PIP_") or "proxy" in name.lower())
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment["PATH"] = f"{Path(sys.executable).resolve().parent}:/usr/local/bin:/usr/bin:/bin"
    environment["PYTEST_ADDOPTS"] = f"--deselect tests/{Path(__file__).name}"
    done = subprocess.run(
        ["bash", "-e", "-c", "".join(COMMANDS[:2])],
        capture_output=True, text=True, cwd=clone, env=environment, timeout=1200,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert done.stdout.count("  agree\n") == 6
    assert (clone / "output" / "graph.svg").exists()
    assert re.search(r"\d+ passed", done.stdout) and " failed" not in done.stdout
