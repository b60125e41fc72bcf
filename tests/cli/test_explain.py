"""``tinygrad-bc explain``: every format, both losses, a saved model."""

import re
import runpy

import numpy as np
import pytest

import tinygrad_bc as tg
from tinygrad_bc.cli import main


def printed(capsys, *arguments):
    assert main(["explain", *arguments]) == 0
    return capsys.readouterr().out


def test_the_steps_name_textbook_lines(capsys):
    out = printed(capsys, "--layers", "2,3,1", "--loss", "probabilities", "--convention", "course")
    assert "dA2 = (1 - Y) / (1 - A2) - Y / A2" in out
    assert "forward  network.py:1  Z1 = W1 @ X + b1" in out
    assert "forward  network.py:2  A1 = np.tanh(Z1)" in out
    out = printed(capsys, "--layers", "2,3,1", "--hidden", "relu", "--convention", "course")
    assert "dZ2 = A2 - Y" in out and "A1 = tg.relu(Z1)" in out


@pytest.mark.parametrize(
    ("kind", "suffix", "sign"),
    [
        ("text", "txt", "  1. "),
        ("markdown", "md", "| ---: |"),
        ("latex", "tex", r"\begin{align*}"),
        ("numpy", "py", "def backward(cache):"),
        ("html", "html", "<!doctype html>"),
        ("svg", "svg", "<svg"),
    ],
)
def test_every_format_printed_or_in_a_file(kind, suffix, sign, capsys, empty_folder):
    out = printed(capsys, "--layers", "2,3,1", "--format", kind)
    assert sign in out
    assert printed(capsys, "--layers", "2,3,1", "-o", f"net.{suffix}") == ""
    assert (empty_folder / f"net.{suffix}").read_text(encoding="utf-8") == out


def test_the_program_runs(empty_folder, capsys):
    printed(capsys, "--layers", "3,4,4,1", "--rolled", "-o", "net.py")
    space = runpy.run_path("net.py")
    rng = np.random.default_rng(0)
    sizes = [3, 4, 4, 1]
    W = {i: rng.normal(size=(sizes[i], sizes[i - 1])) for i in (1, 2, 3)}
    b = {i: np.zeros((sizes[i], 1)) for i in (1, 2, 3)}
    J, cache = space["forward"](rng.normal(size=(3, 6)), np.ones((1, 6)), W, b)
    assert np.isfinite(J) and space["backward"](cache)["dW1"].shape == (4, 3)


def test_a_saved_model(empty_folder, capsys):
    model = tg.nn.BinaryClassifier([2, 3, 1], hidden="relu", l2=0.1, seed=3)
    tg.save(model, "model.npz")
    out = printed(capsys, "--model", "model.npz")
    assert "dZ1 = dA1 * (Z1 > 0)" in out
    assert re.search(r"dW1 = .*2 \* W1", out)
    assert main(["graph", "--model", "model.npz", "--show", "both", "-o", "net.svg"]) == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--model", "none.npz"], "none.npz: No such file"),
        (["--layers", "2,1", "-o", "net.doc"], "the suffix of net.doc says no format"),
        (["--layers", "2,3,1", "--format", "numpy", "--rolled"], "at least three layers"),
        (["--layers", "2,1", "--format", "numpy", "--convention", "course"], "'mean' only"),
        (["--layers", "2,3,3,1", "--rolled"], "--rolled goes with --format numpy"),
        ([], "one of the arguments --layers --model is required"),
    ],
)
def test_wrong_use_is_one_sentence_and_status_2(arguments, sentence, capsys, empty_folder):
    assert main(["explain", *arguments]) == 2
    assert sentence in capsys.readouterr().err
