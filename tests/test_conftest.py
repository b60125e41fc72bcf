"""A skip is a failure where CI=true, and only there."""

import subprocess
import sys
from pathlib import Path

import pytest

TESTS = """
import pytest

def test_skips():
    pytest.skip("no browser")

def test_may_skip():
    pytest.skip("optional: no torch")

@pytest.mark.xfail(strict=True)
def test_known():
    assert False
"""


@pytest.mark.parametrize(("ci", "status", "summary"), [
    ("true", 1, "1 failed, 1 skipped, 1 xfailed"),
    ("", 0, "2 skipped, 1 xfailed"),
])  # fmt: skip
def test_skips(ci, status, summary, tmp_path, monkeypatch):
    monkeypatch.setenv("CI", ci)
    (tmp_path / "test_some.py").write_text(TESTS)
    (tmp_path / "conftest.py").write_text((Path(__file__).parent / "conftest.py").read_text())
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        capture_output=True, text=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == status, done.stdout
    assert summary in done.stdout
