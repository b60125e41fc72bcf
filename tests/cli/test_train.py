"""The main job: it trains, the three witnesses agree, and a planted error is named."""

import os
import struct
import subprocess
import sys

import numpy as np
import pytest

from tinygrad_bc import data, manual, nn, training
from tinygrad_bc.cli import main
from tinygrad_bc.cli.agreement import agreement
from tinygrad_bc.files import load


@pytest.mark.parametrize("hidden", ["tanh", "relu"])
def test_the_main_job_trains_and_agrees(hidden, capsys, empty_folder):
    assert main(["--iterations", "200", "--hidden", hidden, "-o", "pictures"]) == 0
    out = capsys.readouterr().out
    assert "held out" in out and "DIFFERENT" not in out
    assert out.count("  agree\n") == 6
    assert (empty_folder / "pictures" / "graph.svg").read_bytes().startswith(b"<?xml")
    model = load(empty_folder / "pictures" / "model.npz")
    assert (model.sizes, model.hidden) == ((30, 8, 4, 1), hidden)


@pytest.mark.parametrize("name", ["dW1", "db1", "dW2", "db2", "dW3", "db3"])
@pytest.mark.parametrize("factor", [-1, 1 + 1e-5, np.nan])
def test_a_planted_error_is_named_and_changes_the_status(name, factor, monkeypatch, capsys):
    right = manual.backward

    def wrong(*args):
        gradients = right(*args)
        return gradients | {name: gradients[name] * factor}

    monkeypatch.setattr(manual, "backward", wrong)
    assert main(["--iterations", "5"]) == 1
    out = capsys.readouterr().out
    (line,) = [line for line in out.splitlines() if line.endswith("DIFFERENT")]
    assert line.startswith(name)


def test_agreement_leaves_the_model_as_it_was():
    X, Y = data.blobs(m=30, seed=0)
    model = nn.BinaryClassifier([2, 3, 1])
    before = model.state_dict()
    assert agreement(model, X, Y).complete
    assert all(p.grad is None for p in model.parameters())
    assert all(np.array_equal(before[n], p.data) for n, p in model.named_parameters())


def test_without_a_renderer_there_is_the_text(monkeypatch, capsys, empty_folder):
    def none(*_):
        raise RuntimeError("no renderer found")

    monkeypatch.setattr("tinygrad_bc.cli.train.render", none)
    assert main(["--iterations", "1"]) == 0
    assert (empty_folder / "output" / "graph.dot").read_text().startswith("digraph")
    assert "no renderer found" in capsys.readouterr().out


@pytest.mark.parametrize(("updates", "status"), [(0, 2), (7, 0)])
def test_ctrl_c_in_training_goes_on_with_what_there_is(updates, status, monkeypatch, capsys):
    update, done = training._Loop.update, []

    def interrupted(self, X, Y):
        if len(done) == updates:
            raise KeyboardInterrupt
        done.append(update(self, X, Y))

    monkeypatch.setattr(training._Loop, "update", interrupted)
    assert main([]) == status
    printed = capsys.readouterr()
    assert f"interrupted after {updates} iterations" in printed.out
    assert ("not been trained" in printed.err) == (status == 2)
    assert (printed.out.count("  agree\n") == 6) == (status == 0)


def test_progress_is_shown_on_a_terminal():
    pty = pytest.importorskip("pty", reason="optional: no terminals of this kind here")
    fcntl, termios = pytest.importorskip("fcntl"), pytest.importorskip("termios")
    pytest.importorskip("tqdm", reason="the extra progress is not installed")
    reader, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
    done = subprocess.run(
        [sys.executable, "-m", "tinygrad_bc", "--iterations", "20"],
        stdout=subprocess.PIPE, stderr=terminal,
    )  # fmt: skip
    os.close(terminal)
    shown = os.read(reader, 100_000)
    os.close(reader)
    assert done.returncode == 0
    assert b"training:" in shown and b"/20 [" in shown
    assert b"/20 [" not in done.stdout
