"""The benchmark of a training step runs and its contenders agree; no time is ever asserted."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tests.benchmarks import training
from tests.benchmarks.contenders import CONTENDERS, installed, notebook
from tests.benchmarks.nets import Net, problem

QUICK = ["--rows", "tiny", "--blocks", "1", "--seconds", "0.001"]
NETS = {"relu": Net((3, 5, 4, 1), 40), "tanh": Net((3, 5, 4, 1), 40, "tanh")}


@pytest.mark.parametrize("dtype", training.TOLERANCE)
@pytest.mark.parametrize("hidden", NETS)
@pytest.mark.parametrize("name", [name for name in CONTENDERS if CONTENDERS[name].trains])
def test_a_contender_comes_to_the_cost_of_the_notebook_in_float64(name, hidden, dtype):
    module = installed(CONTENDERS[name])
    if module is None:
        pytest.skip(f"optional: {CONTENDERS[name].library} is not installed")
    p = problem(NETS[hidden], dtype, cores=1)
    try:
        train = module.trainer(p)
    except NotImplementedError as error:
        pytest.skip(str(error))
    right = notebook.trainer(p.astype("float64"))
    for steps in (5, 1, 10):
        assert train(steps) == pytest.approx(right(steps), rel=training.TOLERANCE[dtype])


@pytest.mark.parametrize("hidden", NETS)
def test_best_numpy_comes_to_the_same_cost_in_chunks_on_two_threads(hidden, monkeypatch):
    best = pytest.importorskip("tests.benchmarks.contenders.best_numpy", exc_type=ImportError)
    monkeypatch.setattr(best, "THREADED", 0)
    monkeypatch.setattr(best, "chunk_size", lambda *_: 7)
    p = problem(NETS[hidden], "float64", cores=2)
    program = best.Program(p)
    assert [len(passes) for passes, _, _ in program.workers] == [3, 3]
    assert program.train(5) == pytest.approx(notebook.trainer(p)(5), rel=1e-12)


@pytest.mark.slow
def test_the_table_has_a_column_for_each_contender(capsys):
    training.main([*QUICK, "--dtypes", "float32"])
    table = [line for line in capsys.readouterr().out.splitlines() if line.startswith("|")]
    assert len(table) == 3
    assert all(line.count("|") == len(CONTENDERS) + 4 for line in table)
    assert all(contender.title in table[0] for contender in CONTENDERS.values())
    assert "tiny [2, 4, 1]" in table[2]


def test_a_contender_with_another_cost_is_reported_and_not_timed(monkeypatch, capsys):
    def shifted(p):
        train = notebook.trainer(p)
        return lambda steps: train(steps) + 1e-3

    modules = {"notebook": notebook, "best_numpy": SimpleNamespace(trainer=shifted)}
    monkeypatch.setattr(training, "installed", lambda contender: modules[contender.module])
    training.main([*QUICK, "--dtypes", "float32", "--contenders", "notebook", "best"])
    out = capsys.readouterr().out
    assert out.splitlines()[2].split("|")[-2].strip() == "–"
    assert "best NumPy on tiny, float32: cost " in out


@pytest.mark.slow
def test_the_command_runs_without_tuning_of_blas():
    command = [sys.executable, "-m", "tests.benchmarks.training", *QUICK, "--dtypes", "float64"]
    found = subprocess.run(
        [*command, "--contenders", "notebook", "eager", "--threads", "1", "--format", "json"],
        env=os.environ | {"OPENBLAS_CORETYPE": "Prescott", "OPENBLAS_L2_SIZE": "1"},
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stderr
    printed = json.loads(found.stdout)
    assert "Prescott" not in printed["about"]["NumPy's BLAS"]
    assert printed["about"]["cores used"] == "1, wall time"
    (row,) = printed["rows"]
    assert row["net"] == "tiny"
    assert row["cells"].keys() == {"notebook", "eager"}
