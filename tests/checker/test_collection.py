"""The programs of the collection beside this file: right ones are never accused."""

import runpy
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.slow
def test_programs_of_every_kind():
    bench = runpy.run_path(str(HERE.parent / "benchmarks/checker_corpus.py"))
    right = wrong = first = outside = 0
    for entry, got, _ in bench["scores"](HERE / "programs"):
        if entry["kind"] == "correct":
            assert not got["found"], entry["file"]
            right += got["verdict"] == "right"
        else:
            wrong, first = wrong + 1, first + got["first"]
            outside += bool(got["outside"])
    assert right >= 292  # of 300
    assert first >= 0.8 * wrong and outside <= 14
