"""Whatever a learner's program does to its process, the check says so and goes on."""

import json

import pytest

from tinygrad_bc.checker.sandbox import check_file
from tinygrad_bc.cli import main

RIGHT = """\
w, x, y = 1.0, 3.0, 2.0
for step in range(9):
    a = w * x
    loss = (a - y) ** 2
    da = 2 * (a - y)
    dw = da * x
    w = w - 0.1 * dw
"""
WRONG = RIGHT.replace("da * x", "da * a")
HOSTILE = {
    "endless": ("while True:\n    pass\n" + RIGHT, "took more than 2 s"),
    "exit": ("import os\nos._exit(3)\n" + RIGHT, "exit status 3"),
    "leaves": ("raise SystemExit\n" + RIGHT, "line 1: the program ends itself"),
    "memory": (
        "import numpy as np\nx = np.ones(10**10)\n" + RIGHT,
        "line 2: the program needs more memory",
    ),
    "raises": ("1 / 0\n" + RIGHT, "line 1: the program stops with ZeroDivisionError"),
    "crash": ("import ctypes\nctypes.string_at(0)\n" + RIGHT, "crashed"),
    "reads": ("input()\n" + RIGHT, "line 1: the program asks for input"),
    "writes": ("f = open('x', 'wb')\nwhile True:\n    f.write(b'0' * 10**6)\n" + RIGHT, ""),
    "forks": ("import os\nwhile True:\n    os.fork()\n" + RIGHT, "may not use os.fork"),
    "starts": ("import subprocess\nsubprocess.run(['true'])\n" + RIGHT, "subprocess.Popen"),
    "kills": ("import os\nos.kill(os.getppid(), 9)\n" + RIGHT, "may not use os.kill"),
    "calls out": (
        "import socket\nsocket.create_connection(('localhost', 9))\n" + RIGHT,
        "may not use socket",
    ),
    "writes elsewhere": ("open('/tmp/learner-was-here', 'w')\n" + RIGHT, "its own folder only"),
    "removes": ("import os\nos.remove('/tmp/learner-was-here')\n" + RIGHT, "its own folder only"),
    "text": ("this is no program", "line 1: not Python"),
    "recursion": ("def f(n): return f(n + 1)\nf(0)\n" + RIGHT, "calls itself without end"),
    "module": ("import nosuchmodule\n" + RIGHT, "imports nosuchmodule, which is not installed"),
    "data": (
        "import numpy as np\nnp.loadtxt('train.csv')\n" + RIGHT,
        "line 2: the program reads train.csv, and there is no such file",
    ),
    "interrupts": ("raise KeyboardInterrupt\n" + RIGHT, "ended by SIGINT"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_program_that_misbehaves_is_undecided(tmp_path, name):
    program, reason = HOSTILE[name]
    file = tmp_path / "learner.py"
    file.write_text(program)
    report = check_file(file, time_limit=2.0)
    assert report.verdict == "undecided"
    assert reason in " ".join(report.assumptions), report.assumptions


def test_a_file_that_is_missing_is_undecided(tmp_path):
    assert check_file(tmp_path / "none.py").assumptions == ["there is no such file"]


def test_a_program_may_write_into_its_own_folder(tmp_path):
    file = tmp_path / "learner.py"
    file.write_text("open('mine.txt', 'w').write('x')\nassert open('mine.txt').read()\n" + RIGHT)
    assert check_file(file).verdict == "right"
    assert not (tmp_path / "mine.txt").exists()


def test_what_the_program_names_lies_beside_it(tmp_path):
    (tmp_path / "start.csv").write_text("1.0,3.0,2.0\n")
    (tmp_path / "helper.py").write_text("def times(a, b):\n    return a * b\n")
    (tmp_path / "json.py").write_text("raise SystemError('stands for a library')\n")
    head = (
        "import json, os\nimport numpy as np\nfrom helper import times\n"
        "w, x, y = np.loadtxt('start.csv', delimiter=',')\n"
        "assert os.path.exists(os.path.join(os.path.dirname(__file__), 'start.csv'))\n"
        "np.savetxt('start.csv', [0.0])\n"
    )
    file = tmp_path / "learner.py"
    file.write_text(head + RIGHT.split("\n", 1)[1].replace("w * x", "times(w, x)"))
    report = check_file(file)
    assert report.verdict == "right", str(report)
    assert (tmp_path / "start.csv").read_text() == "1.0,3.0,2.0\n"


def test_the_number_of_samples_comes_back_from_the_child(tmp_path):
    file = tmp_path / "learner.py"
    file.write_text(
        "import numpy as np\nX = np.random.randn(2, 5)\nY = np.random.rand(1, 5)\n"
        "W = np.ones((1, 2))\nfor i in range(9):\n    Z = W @ X\n    A = np.tanh(Z)\n"
        "    loss = np.mean((A - Y) ** 2) / 2\n    dZ = (A - Y) * (1 - A * A)\n"
        "    dW = dZ @ X.T / 5\n    W = W - 0.1 * dW\n"
    )
    assert "dZ is m·dJ/dZ: the course's convention; correct" in str(check_file(file))


def test_the_command_goes_on_after_a_bad_file(tmp_path, capsys):
    for name, text in (("a", RIGHT), ("b", "def"), ("c", WRONG)):
        (tmp_path / f"{name}.py").write_text(text)
    files = [str(tmp_path / f"{name}.py") for name in "abc"]
    assert main(["check", *files]) == 2
    printed = capsys.readouterr().out
    assert "a.py: right" in printed and "b.py: undecided" in printed
    assert "c.py: wrong  line 6" in printed
    assert "1 right, 1 wrong, 1 undecided" in printed and "1  wrong-input-in-dW" in printed
    assert main(["check", files[0]]) == 0
    assert main(["check", files[2], "--format", "json"]) == 1
    lines = capsys.readouterr().out
    assert json.loads(lines[lines.index("[") :])[0]["first_wrong_line"] == 6


@pytest.mark.parametrize("limit", ["0", "-1", "nan", "inf"])
def test_a_time_limit_that_is_none_is_refused(tmp_path, capsys, limit):
    assert main(["check", str(tmp_path / "a.py"), "--time-limit", limit]) == 2
    assert "--time-limit must be above 0" in capsys.readouterr().err


def test_calls_that_are_no_python_are_refused(tmp_path, capsys):
    assert main(["check", str(tmp_path / "a.py"), "--call", "g = backward("]) == 2
    assert "--call is not Python: '(' was never closed" in capsys.readouterr().err
