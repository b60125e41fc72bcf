import runpy
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.py"))


def test_there_are_examples():
    assert EXAMPLES


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_runs(example, tmp_path):
    done = subprocess.run(
        [sys.executable, str(example)], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


STUCK = str(Path(__file__).parents[1] / "examples" / "stuck_at_ln2.py")


def test_the_example_runs_and_its_right_lines_are_the_true_gradient(
    capsys: pytest.CaptureFixture[str],
) -> None:
    results = runpy.run_path(STUCK)["main"](iterations=5)
    assert set(results) == {"small", "scaled"}
    for runs in results.values():
        cosines = {r.variant.name: r.cosine for r in runs}
        assert cosines["every line right, tanh"] == pytest.approx(1, abs=1e-12)
        assert cosines["every line right, relu"] == pytest.approx(1, abs=1e-12)
    assert "What each wrong line causes" in capsys.readouterr().out


def test_in_the_example_the_initialisation_alone_decides() -> None:
    names = runpy.run_path(STUCK)
    data, new = names["balanced_data"](), names["balanced_data"](50, seed=1)
    for variant in (names["RIGHT_TANH"], names["RIGHT_RELU"]):
        small, scaled = (names["run"](variant, i, 600, *data, *new) for i in ("small", "scaled"))
        assert small.stuck and small.dW1_start < 1e-5
        assert scaled.learned and not scaled.stuck
