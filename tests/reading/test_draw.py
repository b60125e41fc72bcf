"""The picture: names, escaping, and errors."""

import numpy as np
import pytest

import tinygrad_bc as tg
from tinygrad_bc.reading.draw import draw, render


def test_names_and_layers():
    W1 = tg.Tensor(np.ones((2, 3)), requires_grad=True)
    A1 = tg.tanh(W1 @ np.ones((3, 4)))
    text = draw(A1.sum()).source
    assert "W1 (2, 3)" in text and "cluster_1" in text and "matmul" in text
    assert text == draw(A1.sum()).source


def test_refused():
    with pytest.raises(ValueError, match="scalar"):
        draw(tg.Tensor([1.0, 2.0], requires_grad=True) * 2)
    with pytest.raises(RuntimeError, match="nothing is recorded"):
        draw(tg.Tensor(1.0))


def test_no_renderer(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.delenv("TINYGRAD_BC_DOT", raising=False)
    x = tg.Tensor(1.0, requires_grad=True, name='"]; x')
    with pytest.raises(RuntimeError, match="graphviz-pure"):
        render(draw(x * 2), tmp_path / "a.svg")
