"""What a step of training costs: forward, loss, backward, update, on the whole batch.

Run it with ``python -m tests.benchmarks.training``; ``--help`` lists the options.  All contenders
of a row start from the same parameters and data and must first arrive at the same cost.  Then
they take turns (A B C A B C ...); the least block median of each counts, as a ratio to the first
column: below 1 is faster.  The column "limit" is the time of the matrix products alone.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from tests.benchmarks import machine
from tests.benchmarks.contenders import CONTENDERS, installed, notebook
from tests.benchmarks.nets import NETS, Problem, Train, problem

CHECKED_STEPS = 5
TOLERANCE = {"float32": 1e-4, "float64": 1e-9}
TURNS = 3  # of each contender in a block
LEAST_STEPS = 3  # of a turn
CALLS = 5  # of one step: a turn lasts at least as long, so that what a call costs stays small
REST = 0.03  # seconds until the threads of the last contender's BLAS have gone to sleep

CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}

Clock = Callable[[], float]
Cell = float | str  # seconds a step, or why there is none


def measured_row(
    p: Problem, names: Sequence[str], blocks: int, seconds: float, clock: Clock = time.perf_counter
) -> dict[str, Cell]:
    """Time the contenders that arrive at the cost of the notebook in float64."""
    cells: dict[str, Cell] = {}
    trains: dict[str, Train] = {}
    right = notebook.trainer(p.astype("float64"))(CHECKED_STEPS)
    for name in names:
        contender = CONTENDERS[name]
        module = installed(contender)
        if module is None:
            cells[name] = f"{contender.library} is not installed"
            continue
        try:
            train = module.trainer(p)
        except NotImplementedError as error:
            cells[name] = str(error)
            continue
        cost = train(CHECKED_STEPS)
        off = abs(cost - right) / right if contender.trains else 0.0
        if off <= TOLERANCE[str(p.dtype)]:  # not so when it is not a number
            trains[name] = train
        else:
            cells[name] = f"cost {cost:.10g} after {CHECKED_STEPS} steps, not {right:.10g}"
    return cells | _in_turns(trains, blocks, seconds, clock)


def _in_turns(
    trains: dict[str, Train], blocks: int, seconds: float, clock: Clock
) -> dict[str, float]:
    """Seconds a step: for each contender the least of its block medians.

    What a call costs by itself (`fit` checks and copies the data, and plans) is no part of a step:
    the least time of a call with one step is taken off the time of a call with `steps` more.
    """
    steps = {name: _steps_of_a_turn(train, seconds, clock) for name, train in trains.items()}
    calls = {name: math.inf for name in trains}
    medians: dict[str, list[float]] = {name: [] for name in trains}
    for _ in range(blocks):
        times: dict[str, list[float]] = {name: [] for name in trains}
        for _ in range(TURNS):
            for name, train in trains.items():
                time.sleep(REST)
                calls[name] = min(calls[name], _seconds(train, 1, clock))
                times[name].append(_seconds(train, 1 + steps[name], clock))
        for name, values in times.items():
            medians[name].append(statistics.median(values))
    return {name: (min(medians[name]) - calls[name]) / steps[name] for name in trains}


def _steps_of_a_turn(train: Train, seconds: float, clock: Clock) -> int:
    """Return how many steps take so long, and so much longer than the call that makes them."""
    call = min(_seconds(train, 1, clock) for _ in range(3))
    seconds = max(seconds, CALLS * call)
    steps = LEAST_STEPS
    while (taken := _seconds(train, 1 + steps, clock) - call) < seconds / 4:
        steps *= 2
    return max(LEAST_STEPS, round(steps * min(seconds / taken, 4)))


def _seconds(train: Train, steps: int, clock: Clock) -> float:
    start = clock()
    train(steps)
    return clock() - start


def as_text(rows: list[dict[str, Any]], names: Sequence[str]) -> str:
    """Return the table in Markdown, the first column as time and the others as ratios to it."""
    titles = ["net", "samples", "dtype", *(CONTENDERS[name].title for name in names)]
    lines = [titles, ["---"] * 3 + ["--:"] * len(names)]
    notes: list[str] = []
    for row in rows:
        cells = row["cells"]
        base = cells[names[0]]
        shown = [_time(base)]
        for name in names[1:]:
            cell = cells[name]
            if isinstance(cell, str) or isinstance(base, str):
                shown.append("–" if isinstance(cell, str) else _time(cell))
            else:
                shown.append(f"{cell / base:.3f}" if cell < 0.1 * base else f"{cell / base:.2f}")
        notes += [
            f"{CONTENDERS[name].title} on {row['net']}, {row['dtype']}: {cell}"
            for name, cell in cells.items()
            if isinstance(cell, str)
        ]
        lines.append([f"{row['net']} {row['sizes']}", str(row["m"]), row["dtype"], *shown])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    table = [
        "| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |"
        for line in lines
    ]
    return "\n".join([*table, "", *notes])


def _time(seconds: Cell) -> str:
    if isinstance(seconds, str):
        return "–"
    return f"{seconds * 1e6:.1f} µs" if seconds < 1e-3 else f"{seconds * 1e3:.2f} ms"


def arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for option, choices in (
        ("rows", list(NETS)),
        ("dtypes", list(TOLERANCE)),
        ("contenders", list(CONTENDERS)),
    ):
        parser.add_argument(
            f"--{option}", nargs="+", choices=choices, default=choices, metavar=option[:-1].upper(),
            help=f"some of {', '.join(choices)} (default: all)",
        )  # fmt: skip
    parser.add_argument("--threads", type=int, default=2, help="cores to use (default: 2)")
    parser.add_argument("--blocks", type=int, default=3, help="blocks of 3 turns (default: 3)")
    parser.add_argument(
        "--seconds", type=float, default=0.2, help="of a turn, at least 3 steps (default: 0.2)"
    )
    parser.add_argument(
        "--clock", choices=list(CLOCKS), default="wall",
        help="cpu: processor time, which busy neighbours hardly change; with --threads 1",
    )  # fmt: skip
    parser.add_argument("--format", choices=["text", "json"], default="text")
    options = parser.parse_args(argv)
    if options.clock == "cpu" and options.threads != 1:
        parser.error("--clock cpu needs --threads 1: processor time adds up over threads")
    return options


def main(argv: list[str] | None = None) -> None:
    """Measure and print; the process must already be held to its cores."""
    options = arguments(argv)
    rows: list[dict[str, Any]] = []
    for row in options.rows:
        for dtype in options.dtypes:
            net = NETS[row]
            print(f"{row}, {dtype} ...", file=sys.stderr)
            p = problem(net, dtype, options.threads)
            clock = CLOCKS[options.clock]
            cells = measured_row(p, options.contenders, options.blocks, options.seconds, clock)
            shape = {"net": row, "sizes": list(net.sizes), "m": net.m}
            rows.append(shape | {"dtype": dtype, "cells": cells})
    about = machine.describe() | {"cores used": f"{options.threads}, {options.clock} time"}
    if options.format == "json":
        print(json.dumps({"about": about, "rows": rows}, indent=2, ensure_ascii=False))
        return
    print(as_text(rows, options.contenders))
    print("\n".join(f"{what}: {value}" for what, value in about.items()))


if __name__ == "__main__":
    if "--held" in sys.argv:
        main([argument for argument in sys.argv[1:] if argument != "--held"])
    else:
        sys.exit(machine.held_to(arguments(None).threads, __spec__.name, [*sys.argv[1:], "--held"]))
