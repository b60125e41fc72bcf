"""What a wheel and a source archive carry."""

import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    pytest.importorskip("hatchling", reason="the group build is not installed")
    pytest.importorskip("build", reason="the group build is not installed")
    folder = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, sdist


def test_the_wheel_carries_every_module_the_data_and_its_attribution(built):
    with zipfile.ZipFile(built[0]) as wheel:
        names = set(wheel.namelist())
        metadata = wheel.read(next(n for n in names if n.endswith("/METADATA"))).decode()
        attribution = wheel.read("tinygrad_bc/data/breast_cancer.md").decode()
    carried = {n for n in names if n.startswith("tinygrad_bc/")}
    there = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tinygrad_bc").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert carried == there
    assert {"tinygrad_bc/data/breast_cancer.csv", "tinygrad_bc/py.typed"} <= carried
    assert "CC BY 4.0" in attribution and "10.24432/C5DW2B" in attribution
    assert any(n.endswith("licenses/LICENSE") for n in names)
    assert "License-Expression: MIT" in metadata
    for extra in ("draw", "progress", "bench"):
        assert f"Provides-Extra: {extra}" in metadata
    assert not [n for n in names if n.startswith(("tests", "docs", "examples"))]


def test_the_source_archive_carries_what_its_tests_need(built):
    with tarfile.open(built[1]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".ci/run"} <= names
    assert {"tests/test_package.py", "examples/stuck_at_ln2.py", "docs/conf.py"} <= names
    assert not [n for n in names if "_build" in n or "__pycache__" in n]


def test_the_wheel_runs_alone(built, tmp_path):
    """Straight from the wheel, which is a zip, away from the sources."""
    program = (
        f"import sys; sys.path.insert(0, {str(built[0])!r}); import tinygrad_bc as tg;"
        "print(tg.__file__, tg.data.breast_cancer()[0].shape)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"\.whl/tinygrad_bc/__init__\.py \(30, 569\)$", done.stdout)
