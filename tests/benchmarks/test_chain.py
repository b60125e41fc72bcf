"""The benchmark of an operation runs; its times are never asserted."""

from tests.benchmarks import chain


def test_it_prints_a_line_for_each_contender(capsys):
    chain.main(["--links", "5", "--blocks", "1", "--repeats", "1"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + len(chain.contenders())
    assert all(float(line.split()[-1]) > 0 for line in lines[1:])
