"""The door: which command runs, where errors go, the exit status."""

import os
import subprocess
import sys

import pytest

import tinygrad_bc
from tinygrad_bc import cli


@pytest.mark.parametrize(
    "arguments", [[], ["--iterations", "1"], ["train", "--iterations", "1"]], ids=str
)
def test_the_main_job_needs_no_name(arguments, capsys):
    assert cli.main(arguments) == 0
    assert "held out" in capsys.readouterr().out


def test_options_of_the_program_are_its_own(capsys):
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"tinygrad-bc {tinygrad_bc.__version__}\n"
    assert cli.main(["--help"]) == 0
    out = capsys.readouterr().out
    for command in cli.COMMANDS:
        assert f"    {command.__name__.rpartition('.')[2]} " in out


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (["nonsense"], "invalid choice: 'nonsense'"),
        (["--iterations", "0"], "expected a whole number of at least 1, got '0'"),
        (["--iterations", "x"], "expected a whole number of at least 1, got 'x'"),
        (["--learning-rate", "-1"], "learning rate must be a number above 0, got -1.0"),
        (["--seed", "-1"], "--seed: expected a whole number of at least 0, got '-1'"),
        (["--learning-rate", "1e9"], "a probability is exactly 0 or 1; lower the learning rate"),
        (["graph"], "--layers"),
        (["graph", "--layers", "2,3"], "such as 2,3,1; got '2,3'"),
        (["graph", "--layers", "2,x,1"], "got '2,x,1'"),
        (["graph", "--layers", "2,0,1"], "got '2,0,1'"),
    ],
    ids=" ".join,
)
def test_wrong_use_is_status_2_and_a_sentence_on_standard_error(wrong, sentence, capsys):
    assert cli.main(wrong) == 2
    printed = capsys.readouterr()
    assert sentence in printed.err.splitlines()[-1]


def test_a_fault_of_ours_is_not_dressed_up_as_wrong_use(monkeypatch):
    def fault(options):
        raise KeyError("a bug")

    monkeypatch.setattr(cli.graph, "run", fault)
    with pytest.raises(KeyError):
        cli.main(["graph", "--layers", "1,1"])


def test_it_runs_as_a_module(empty_folder):
    done = subprocess.run(
        [sys.executable, "-m", "tinygrad_bc", "--iterations", "3"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert (empty_folder / "output").is_dir()


def test_a_reader_that_has_enough_is_no_error():
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "tinygrad_bc", "graph", "--layers", "2,1"],
        stdout=writer, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    os.close(writer)
    assert done.returncode == 0 and done.stderr == ""


def test_ctrl_c_outside_training_is_a_line(monkeypatch, capsys):
    def interrupt(options):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.graph, "run", interrupt)
    assert cli.main(["graph", "--layers", "1,1"]) == 130
    assert capsys.readouterr().err == "tinygrad-bc: interrupted\n"


def test_an_error_of_the_system_names_the_path(capsys):
    assert cli.main(["graph", "--layers", "1,1", "-o", "missing/net.dot"]) == 2
    assert capsys.readouterr().err == "tinygrad-bc: missing/net.dot: No such file or directory\n"
