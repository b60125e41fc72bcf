import subprocess
import sys

import pytest

from tinygrad_bc.cli import main


@pytest.fixture(autouse=True)
def in_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_the_main_job_trains_and_agrees(capsys, tmp_path):
    assert main(["--iterations", "200"]) == 0
    out = capsys.readouterr().out
    assert "held out" in out and "DIFFERENT" not in out and "finite differences" in out
    assert list(tmp_path.glob("output/graph.*"))


def test_a_planted_error_changes_the_exit_status(monkeypatch, capsys):
    from tinygrad_bc import manual

    right = manual.backward

    def wrong(*args, **kwargs):
        gradients = right(*args, **kwargs)
        return gradients | {"db1": gradients["db1"] * 2}

    monkeypatch.setattr(manual, "backward", wrong)
    assert main(["--iterations", "5"]) == 1
    assert "db1       (8, 1)" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [["--iterations", "x"], ["--iterations", "0"], ["nonsense"]])
def test_wrong_use_is_status_2(wrong, capsys):
    assert main(wrong) == 2
    assert capsys.readouterr().err


def test_it_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "tinygrad_bc", "--iterations", "3"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
