"""Which program draws: an order of four, tried with the real programs and with stand-ins."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BESIDE_PYTHON = os.pathsep.join([os.environ["PATH"], str(Path(sys.executable).parent),
                                 *(str(Path(p).parents[2] / "bin") for p in sys.path
                                   if p.endswith("site-packages"))])  # fmt: skip


@pytest.fixture
def machine(empty_folder):
    """A machine with only the named programs: what to call, and what to call it with."""
    bare = empty_folder / "bare"
    bare.mkdir()
    (bare / "python").symlink_to(Path(sys.executable).resolve())  # nothing lies beside it

    def run(*arguments, programs, **environment):
        found = {"dot": shutil.which("dot"),
                 "graphviz-pure": shutil.which("graphviz-pure", path=BESIDE_PYTHON)}  # fmt: skip
        for program in programs:
            if found[program] is None:
                pytest.skip(f"{program} is not installed")
            (bare / program).symlink_to(found[program])
        return called(bare, *arguments, **environment)

    return run


def called(folder, *arguments, **environment):
    environment |= {"PATH": str(folder), "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [folder / "python", "-m", "tinygrad_bc", *arguments],
        capture_output=True, text=True, env=environment,
    )  # fmt: skip


@pytest.mark.parametrize("program", ["dot", "graphviz-pure"])
@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_each_program_draws_alone(program, suffix, machine, empty_folder):
    done = machine("graph", "--layers", "2,3,1", "-o", f"net.{suffix}", programs=[program])
    assert done.returncode == 0, done.stderr
    drawn = (empty_folder / f"net.{suffix}").read_bytes()
    assert b"W2" in drawn if suffix == "svg" else drawn.startswith(b"\x89PNG")


def test_without_any_the_error_names_both_ways_and_the_text_is_still_there(machine, empty_folder):
    done = machine("graph", "--layers", "2,3,1", "-o", "net.svg", programs=[])
    assert done.returncode == 2
    assert "install Graphviz" in done.stderr and "tinygrad-bc[draw]" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (empty_folder / "net.svg").exists()
    text = called(empty_folder / "bare", "graph", "--layers", "2,3,1")
    assert text.returncode == 0 and text.stdout.startswith("digraph")


def test_the_main_job_goes_on_without_any(machine, empty_folder):
    done = machine("--iterations", "5", programs=[])
    assert done.returncode == 0, done.stderr
    assert "tinygrad-bc[draw]" in done.stdout
    assert (empty_folder / "output" / "graph.dot").read_text().startswith("digraph")


def stand_in(folder, name):
    """A program that draws its own path instead of a graph."""
    program = folder / name
    program.write_text('#!/bin/sh\nread -r _\necho "<svg>$0</svg>"\n')
    program.chmod(0o755)
    return program


def test_the_order(machine, empty_folder):
    bare, other = empty_folder / "bare", empty_folder / "other"
    other.mkdir()
    graph = ("graph", "--layers", "1,1", "-o", "net.svg")

    def drawn_by(**environment):
        done = called(bare, *graph, **environment)
        assert done.returncode == 0, done.stderr
        return (empty_folder / "net.svg").read_text()

    pure = stand_in(bare, "graphviz-pure")
    assert str(pure) in drawn_by()
    dot = stand_in(bare, "dot")
    assert str(dot) in drawn_by()
    wanted = stand_in(other, "my-dot")
    assert str(wanted) in drawn_by(TINYGRAD_BC_DOT=str(wanted))


def test_the_argument_comes_first(empty_folder, monkeypatch):
    import tinygrad_bc as tg
    from tinygrad_bc.reading import render

    monkeypatch.setenv("TINYGRAD_BC_DOT", str(stand_in(empty_folder, "environment")))
    given = stand_in(empty_folder, "given")
    x = tg.Tensor(2.0, requires_grad=True, name="x")
    render(tg.draw(x * x), empty_folder / "net.svg", renderer=given)
    assert str(given) in (empty_folder / "net.svg").read_text()


@pytest.mark.parametrize(
    "script, said",
    [
        ("echo 'no such format' >&2; exit 3", "said: no such format"),
        ("cat > /dev/null", "drew nothing as svg"),
    ],
)
def test_a_renderer_that_fails_is_named_with_what_it_said(empty_folder, monkeypatch, script, said):
    import tinygrad_bc as tg
    from tinygrad_bc.reading import render

    program = empty_folder / "broken-dot"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("TINYGRAD_BC_DOT", str(program))
    x = tg.Tensor(2.0, requires_grad=True, name="x")
    with pytest.raises(RuntimeError, match=said):
        render(tg.draw(x * x), empty_folder / "net.svg")
    assert not (empty_folder / "net.svg").exists()


def test_a_renderer_that_was_asked_for_is_not_passed_over(empty_folder, monkeypatch):
    import tinygrad_bc as tg
    from tinygrad_bc.reading import render

    monkeypatch.setenv("TINYGRAD_BC_DOT", str(empty_folder / "nowhere"))
    x = tg.Tensor(2.0, requires_grad=True, name="x")
    with pytest.raises(RuntimeError, match=r"TINYGRAD_BC_DOT names .*nowhere"):
        render(tg.draw(x * x), empty_folder / "net.svg")
