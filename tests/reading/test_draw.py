"""The picture: what it shows, how it is told apart, how it folds, and that no text breaks it."""

import re
import time

import numpy as np
import pytest

import tinygrad_bc as tg
from tests.reading.test_explain import network
from tinygrad_bc import tape
from tinygrad_bc.reading import render
from tinygrad_bc.reading.appearance import FORMS, SCALE, form, numbers
from tinygrad_bc.reading.draw import picture
from tinygrad_bc.reading.program import program


def drawn(tensors, **options):
    """Draw where the Tensors are the variables of the caller."""
    return eval("tg.draw(J, **options)", dict(tensors) | {"tg": tg, "options": options})


def nodes(source):
    """The attributes of each node by its id."""
    found = re.findall(r'^\s*"?([\w.]+)"? \[(.*)\]$', source, re.M)
    return {name: text for name, text in found if name not in ("graph", "node", "edge")}


def edges(source):
    return set(re.findall(r"^\s*(\w+) -> (\w+) \[(?!style=invis)", source, re.M))


def test_forward_shows_names_shapes_equations_numbers_and_layers():
    source = drawn(network()).source
    assert r'"Z1 = W1 @ X + b1\n(3, 6)\n' in source
    assert r'"b1\n(3, 1)\nall 0"' in source
    assert "subgraph cluster_1" in source and "subgraph cluster_2" in source
    assert {("W1", "Z1"), ("X", "Z1"), ("b1", "Z1"), ("Z1", "A1"), ("A2", "J")} <= edges(source)
    assert not any(name.startswith("d") for name in nodes(source))


def test_both_pairs_each_value_with_its_gradient():
    source = drawn(network(), show="both").source
    for name in ("W1", "b1", "Z1", "A1", "W2", "b2", "Z2", "A2"):
        pair = rf"rank=same\n\s*{name} -> d{name} \[style=invis\]"
        assert re.search(pair, source), name
    assert re.search(r'dZ1 -> dA1 \[label="\u00a0dZ1 = dA1 \* \(1 - A1\*\*2\)" dir=back', source)


def test_backward_alone_has_gradients_only():
    found = nodes(drawn(network(), show="backward").source)
    assert set(found) == {"dJ", "dA2", "dZ2", "db2", "dW2", "dA1", "dZ1", "db1", "dW1", "legend"}


def test_kinds_are_told_apart_by_form():
    forms = {
        kind: (a["shape"], a.get("peripheries"), "rounded" in a["style"])
        for kind, a in FORMS.items()
        if kind != "layer"
    }
    assert len(set(forms.values())) == len(forms)
    source = drawn(network(), show="both", depth=2).source
    for name, kind in {"X": "data", "W1": "parameter", "J": "loss", "op0": "operation"}.items():
        assert f"shape={FORMS[kind]['shape']}" in nodes(source)[name]


def lightness(colour):
    r, g, b = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def test_the_scale_grows_lighter_step_by_step_and_its_text_can_be_read():
    fills = [lightness(fill) for _, fill, _ in SCALE]
    assert fills == sorted(fills) and min(np.diff(fills)) > 8
    assert all(abs(lightness(fill) - lightness(text)) > 95 for _, fill, text in SCALE)


def test_a_vanishing_gradient_is_seen():
    x = tg.Tensor(np.full(5, 1e-3), requires_grad=True, name="x")
    y = x
    for k in range(6):
        y = (0.01 * y).named(f"y{k}")
    found = nodes(tg.draw(y.sum(), show="backward").source)
    fills = [lightness(re.search(r'fillcolor="(#\w+)"', found[f"dy{k}"])[1]) for k in range(6)]
    assert fills == sorted(fills, reverse=True) and fills[0] - fills[-1] > 100


def test_folded_layers_fade_with_their_largest_gradient():
    """A tiny bias does not hide what the weights still get; sizes stand beside the shapes."""
    model = tg.nn.BinaryClassifier([2, *[4] * 6, 1], hidden="tanh", seed=0)
    for name, p in model.named_parameters():
        if name.startswith("W"):
            p.data *= 0.1
    found = nodes(tg.draw(model.cost(np.ones((2, 4)), [[0, 1, 1, 1]]), show="both", depth=0).source)
    fills = [re.search(r'fillcolor="(#\w+)"', found[f"dlayer{i}"])[1] for i in range(1, 8)]
    order = [fill for _, fill, _ in SCALE]
    steps = [order.index(fill) for fill in fills]
    assert steps == sorted(steps, reverse=True) and len(set(steps)) >= 4
    assert re.search(r"dW1 \(4, 2\) \d\.\de-\d\d", found["dlayer1"])
    assert "A7" in found["dlayer7"] and "A7" not in found["layer7"]  # computed on the way back


def test_what_both_passes_show_is_folded_together():
    model = tg.nn.BinaryClassifier([2, *[3] * 12, 1], hidden="tanh", seed=0)
    J = model.cost(np.ones((2, 4)), [[0, 1, 1, 1]])
    assert "layer1" not in nodes(tg.draw(J).source)
    assert "dlayer1" in nodes(tg.draw(J, show="both").source)


def test_the_course_begins_with_m():
    read = program(network()["J"], convention="course")
    assert "dJ = m" in picture(read).source and "dJ = 1" in drawn(network(), show="both").source


def test_zero_and_non_finite_stand_out():
    assert form("gradient", np.zeros(3))["style"].startswith("dashed")
    assert form("gradient", np.array([1.0, np.nan]))["shape"] == "doubleoctagon"
    assert form("value", np.array([np.inf]))["fillcolor"] == "#000000"
    assert numbers(np.array([np.nan] * 20)) == ["20 of 20 not finite"]


def test_depth_2_has_every_operation_and_says_the_numbers_it_takes():
    tensors = network()
    found = nodes(drawn(tensors, depth=2).source)
    operations = [text for name, text in found.items() if name.startswith("op")]
    assert len(operations) == len(tape.graph(tensors["J"]))
    assert any('"1 - ·"' in text for text in operations)


def deep(layers):
    model = tg.nn.BinaryClassifier([2, *[3] * (layers - 1), 1], hidden="tanh")
    return model.cost(np.ones((2, 4)), np.array([0, 1, 0, 1]))


def test_a_large_graph_is_folded_and_depth_unfolds_it():
    J = deep(50)
    folded = nodes(tg.draw(J, show="both").source)
    assert {"layer1", "layer50", "dlayer50", "X", "Y", "J"} <= set(folded)
    assert len(folded) < 110
    assert len(nodes(tg.draw(J, show="both", depth=1).source)) > 300
    assert "layer1" in nodes(tg.draw(deep(2), depth=0).source)


def test_two_thousand_operations_are_folded_into_stretches():
    x = tg.Tensor([0.5], requires_grad=True, name="x")
    y = x
    for _ in range(1000):
        y = tg.tanh(y + x)
    assert len(nodes(tg.draw(y.sum(), show="both").source)) < 12
    assert len(nodes(tg.draw(y.sum(), depth=1).source)) > 1000


def test_the_time_grows_with_the_graph_alone():
    """Shared nodes are drawn once: twice the sharing is not four times the work."""

    def seconds(n):
        y = tg.Tensor([1.0], requires_grad=True, name="x")
        for _ in range(n):
            y = 0.5 * (y + y)
        start = time.perf_counter()
        source = tg.draw(y.sum(), show="both", depth=2).source
        assert len(edges(source)) < 12 * n
        return time.perf_counter() - start

    seconds(10)
    assert seconds(400) < 20 * seconds(100) + 0.5


def test_the_same_graph_gives_the_same_text_and_ids():
    tensors = network()
    assert drawn(tensors, show="both").source == drawn(tensors, show="both").source
    assert 'id="node-Z1"' in drawn(tensors).source and 'id="edge-W1-Z1"' in drawn(tensors).source


@pytest.mark.parametrize(
    "name", ['"]; evil [label="', "<b>bold</b>", "a\\N\\l", "line\nbreak\x1b[31m", "</svg><script>"]
)
def test_no_name_breaks_the_text_of_the_picture(name, tmp_path):
    x = tg.Tensor([1.0, 2.0], requires_grad=True, name=name)
    picture = tg.draw((x * x).sum(), show="both")
    assert len(nodes(picture.source)) == 5
    assert "\x1b" not in picture.source
    svg = render(picture, tmp_path / "x.svg").read_text()
    assert "<script" not in svg and "<b>" not in svg


@pytest.mark.parametrize(("suffix", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG"),
                                               ("pdf", b"%PDF"), ("dot", b"digraph")])  # fmt: skip
def test_formats(tmp_path, suffix, start):
    path = render(drawn(network(), show="both"), tmp_path / f"net.{suffix}")
    assert path.read_bytes().startswith(start)


def test_a_very_wide_picture_makes_no_gigantic_png(tmp_path):
    x = tg.Tensor([1.0], requires_grad=True, name="x")
    J = np.stack([x * k for k in range(200)]).sum()
    png = render(tg.draw(J, depth=2), tmp_path / "wide.png").read_bytes()
    width, height = (int.from_bytes(png[i : i + 4], "big") for i in (16, 20))
    assert max(width, height) <= 5000


def test_a_notebook_shows_the_picture_or_its_text(monkeypatch, tmp_path):
    picture = drawn(network())
    assert picture._repr_mimebundle_()["image/svg+xml"].startswith("<?xml")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.delenv("TINYGRAD_BC_DOT", raising=False)
    bundle = picture._repr_mimebundle_()
    assert "image/svg+xml" not in bundle and "graphviz-pure" in bundle["text/plain"]
    with pytest.raises(RuntimeError, match="graphviz-pure"):
        render(picture, tmp_path / "a.svg")


def test_a_tensor_shows_itself_as_a_table():
    x = tg.Tensor([1.0, 2.0], requires_grad=True, name="<x>")
    (x * x).sum().backward()
    table = x._repr_html_()
    assert "Tensor &lt;x&gt;" in table and "[2. 4.]" in table and "(2,)" in table


def test_refused():
    x = tg.Tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(ValueError, match="scalar"):
        tg.draw(x * 2)
    with pytest.raises(RuntimeError, match="nothing is recorded"):
        tg.draw(tg.Tensor(1.0))
    with pytest.raises(ValueError, match="show must be 'forward', 'backward' or 'both'"):
        tg.draw((x * 2).sum(), show="all")
    with pytest.raises(ValueError, match="depth must be 0"):
        tg.draw((x * 2).sum(), depth=7)
