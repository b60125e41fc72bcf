"""``tinygrad-bc graph``: text without a file, a picture with one."""

import pytest

from tinygrad_bc.cli import main


def test_text_goes_to_standard_output(capsys):
    assert main(["graph", "--layers", "2,3,1"]) == 0
    first = capsys.readouterr().out
    assert first.startswith("digraph") and "W1" in first and "W2" in first and "W3" not in first
    main(["graph", "--layers", "2,3,1"])
    assert capsys.readouterr().out == first


def test_hidden_and_samples_are_in_the_picture(capsys):
    main(["graph", "--layers", "2,3,1", "--hidden", "relu", "--samples", "7"])
    out = capsys.readouterr().out
    assert "np.maximum(Z1, 0)" in out and "tanh" not in out and "(3, 7)" in out


def test_the_suffix_is_the_format(empty_folder, capsys):
    for suffix, start in (("dot", b"digraph"), ("svg", b"<?xml"), ("png", b"\x89PNG")):
        assert main(["graph", "--layers", "2,1", "-o", f"net.{suffix}"]) == 0
        assert (empty_folder / f"net.{suffix}").read_bytes().startswith(start)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("file", ["net.bmp", "net", "missing/net.dot"])
def test_a_file_that_cannot_be_is_status_2(file, empty_folder, capsys):
    assert main(["graph", "--layers", "2,1", "-o", file]) == 2
    error = capsys.readouterr().err
    assert file in error and error.count("\n") == 1
    assert not list(empty_folder.iterdir())
