"""The text of a learner's file, in whatever form it comes."""

import json

import pytest

from tinygrad_bc.checker import check_source
from tinygrad_bc.checker.program_file import Unreadable, read


@pytest.mark.parametrize(
    "data",
    ["m = 1  # größer\n".encode(), b"\xef\xbb\xbfm = 1  # gr\xc3\xb6\xc3\x9fer\n",
     b"m = 1  # gr\xc3\xb6\xc3\x9fer\r\n", b"m = 1  # gr\xf6\xdfer\n"],
    ids=["UTF-8", "BOM", "CRLF", "latin-1"],
)  # fmt: skip
def test_a_text_is_read_in_its_own_encoding(tmp_path, data):
    file = tmp_path / "learner.py"
    file.write_bytes(data)
    assert read(file)[0] == "m = 1  # größer\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "the file is empty"), (b" \n", "the file is empty"), (b"\x7fELF\0\1", "no text"),
     ("x = 1".encode("utf-16"), "no text")],
)  # fmt: skip
def test_what_is_no_text_is_refused(tmp_path, data, reason):
    file = tmp_path / "learner.py"
    file.write_bytes(data)
    with pytest.raises(Unreadable, match=reason):
        read(file)


def test_a_folder_and_a_missing_file_are_refused(tmp_path):
    with pytest.raises(Unreadable, match=r"this is a folder: give the files in it, as in .*/\*.py"):
        read(tmp_path)
    with pytest.raises(Unreadable, match="there is no such file"):
        read(tmp_path / "none.py")


def test_a_notebook_is_its_code_cells(tmp_path):
    cells = [
        {"cell_type": "markdown", "source": ["# A line"]},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "!pip list\n", "w = 2.0"]},
        {"cell_type": "code", "source": "for i in range(9):\n    a = w * 3.0\n    e = a - 2.0\n"
                                        "    J = e * e\n    dw = 2.0 * e * 3.0\n"
                                        "    w = w - 0.1 * dw\n"},
    ]  # fmt: skip
    file = tmp_path / "net.ipynb"
    file.write_text(json.dumps({"cells": cells, "nbformat": 4}))
    text, assumed = read(file)
    assert assumed == ["a notebook: lines are counted through its code cells"]
    assert check_source(text).verdict == "right"
    file.write_text('{"worksheets": []}')
    with pytest.raises(Unreadable, match="no notebook of format 4"):
        read(file)
