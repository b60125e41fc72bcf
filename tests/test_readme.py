import re
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"
BLOCKS = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_there_is_an_example():
    assert BLOCKS


@pytest.mark.parametrize("block", BLOCKS)
def test_python_of_the_readme_runs(block, capsys):
    exec(compile(block, "README.md", "exec"), {"__name__": "__main__"})
    assert "DIFFERENT" not in capsys.readouterr().out
