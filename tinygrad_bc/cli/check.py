"""``tinygrad-bc check``: which line of a hand-written backward pass is wrong."""

from __future__ import annotations

import argparse
import ast
import json
from collections import Counter
from pathlib import Path
from typing import Any

from tinygrad_bc.checker import Report
from tinygrad_bc.checker.sandbox import check_files
from tinygrad_bc.cli.arguments import whole_number

DAY = 86_400


def add_parser(subparsers: Any) -> None:
    """Say what the subcommand takes."""
    parser = subparsers.add_parser(
        "check",
        help="name the wrong lines of a hand-written backward pass",
        description="Run programs with a hand-written backward pass, each in a process of its "
        "own, and name every line that is wrong in itself. Exit status: 0 right, 1 a finding, 2 "
        "something could not be judged.",
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--call", default="", help="statements that call the file's functions")
    parser.add_argument(
        "--loss", default="", metavar="NAME",
        help="a name of the program, squared-error or cross-entropy",
    )  # fmt: skip
    parser.add_argument("--format", choices=["text", "json"], default="text")
    parser.add_argument("--time-limit", type=float, default=10.0, metavar="S", help="(10)")
    parser.add_argument("--seed", type=whole_number(0), default=0, help="of fresh numbers (0)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Judge the files and print what was found."""
    if not 0 < options.time_limit <= DAY:
        raise ValueError(
            f"--time-limit must be above 0 and at most {DAY} seconds, got {options.time_limit:g}"
        )
    try:
        ast.parse(options.call)
    except SyntaxError as error:
        raise ValueError(f"--call is not Python: {error.msg}, in {options.call!r}") from None
    found = check_files(
        options.files, call=options.call, loss=options.loss,
        time_limit=options.time_limit, seed=options.seed,
    )  # fmt: skip
    reports: list[Report] = []
    for report in found:
        reports.append(report)
        if options.format == "text":
            print(report if len(options.files) == 1 else _line(report), flush=True)
    if options.format == "json":
        print(json.dumps([report.json() for report in reports], indent=1, allow_nan=False))
    elif len(reports) > 1:
        _counts(reports)
    verdicts = {report.verdict for report in reports}
    return 2 if "undecided" in verdicts else 1 if "wrong" in verdicts else 0


def _line(report: Report) -> str:
    """A file in one line."""
    found = ", ".join(f"line {f['line']} {f['mistake']}" for f in report.findings)
    reason = report.assumptions[-1] if report.verdict == "undecided" else ""
    return f"{report.file}: {report.verdict}  {found}{reason}".rstrip()


def _counts(reports: list[Report]) -> None:
    """How many files are right, wrong, undecided; how often each mistake was made."""
    verdicts = Counter(report.verdict for report in reports)
    known = ("right", "wrong", "undecided")
    print("\n" + ", ".join(f"{verdicts[v]} {v}" for v in known if verdicts[v]))
    counts = Counter(f["mistake"] for report in reports for f in report.findings)
    for mistake, count in counts.most_common():
        print(f"{count:>5}  {mistake}")
