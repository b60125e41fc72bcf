"""The checker: which line of a hand-written backward pass is wrong, and how."""

from __future__ import annotations

import ast
import functools
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tinygrad_bc.checker.choice import judged
from tinygrad_bc.checker.entry import Entry, NoEntry, entries
from tinygrad_bc.checker.mending import looked_at_again
from tinygrad_bc.checker.nodes import TooLong
from tinygrad_bc.checker.notebook import source_of, variables_of
from tinygrad_bc.checker.observe import observe
from tinygrad_bc.checker.report import Report
from tinygrad_bc.checker.stops import why
from tinygrad_bc.checks import check_count, shown

__all__ = ["Report", "check", "check_source"]

PATIENCE = 2.5  # seconds of the first look after which there is no second one
SHORT, CARRYING = 250, 3000  # values of a pass that is watched twice; if it adds to older ones


def check_source(
    source: str,
    file: str = "learner.py",
    *,
    call: str = "",
    loss: str = "",
    seed: int = 0,
    given: Mapping[str, Any] | None = None,
) -> Report:
    """Judge a program in this process: for code that is trusted.

    Parameters
    ----------
    source : str
        The program's text.
    file : str
        Its name, for the report.
    call : str
        Statements that call its functions, when the file has no training loop.
    loss : str
        The loss to take: a name of the program, ``squared-error`` or ``cross-entropy``.
    seed : int
        Of the fresh numbers that tell apart what the learner's own cannot.
    given : mapping, optional
        Variables that the program finds when it starts.

    Returns
    -------
    Report
        What cannot be judged is ``undecided``, with the reason.

    Raises
    ------
    TypeError, ValueError
        For calls or a loss that are no text, or a seed that is no whole number of at least 0.

    Examples
    --------
    >>> from tinygrad_bc.checker import check_source
    >>> program = '''
    ... w, x, y = 1.0, 3.0, 2.0
    ... for step in range(9):
    ...     a = w * x
    ...     loss = (a - y) ** 2
    ...     da = 2 * (a - y)
    ...     dw = da * a
    ...     w = w - 0.1 * dw
    ... '''
    >>> report = check_source(program)
    >>> report.verdict, [finding["line"] for finding in report.findings]
    ('wrong', [7])
    """
    for name, text in (("call", call), ("loss", loss)):
        if not isinstance(text, str):
            raise TypeError(f"{name} must be text, got {shown(text)}")
    check_count("seed", seed, 0)
    try:
        ast.parse(source, file)
    except SyntaxError as error:
        at = f"line {error.lineno}: not Python: {error.msg}"
        text = f", in {error.text.strip()!r}" if error.text else ""
        return Report(file, "undecided", [at + text], source=source)
    try:
        ast.parse(call)
    except SyntaxError as error:
        return Report(file, "undecided", [f"the calls are not Python: {error.msg}"], source=source)
    judge = functools.partial(_judged, file=file, call=call, loss=loss, seed=seed, given=given)
    begin = time.perf_counter()
    report = judge(source)
    if time.perf_counter() - begin > PATIENCE:
        return report  # what was found must not be lost to a limit on time
    return looked_at_again(report, judge)


def _judged(
    source: str, *, file: str, call: str, loss: str, seed: int, given: Mapping[str, Any] | None
) -> Report:
    """Judge what the first way to run the program shows that leads to a verdict."""
    first: Report | None = None
    try:
        for entry in entries(ast.parse(source, file), call, list(given or {})):
            try:
                report = _judged_from(entry, source, file, loss, seed, given)
            except NoEntry as error:
                reason = str(error)  # it counts where no other way to run the program is found
                continue
            if report.verdict != "undecided" or report.doubtful:
                return report
            first = first or report
    except NoEntry as error:
        reason = str(error)
    return first or Report(file, "undecided", [reason], source=source)


def _judged_from(
    entry: Entry, source: str, file: str, loss: str, seed: int, given: Mapping[str, Any] | None
) -> Report:
    """Judge what one way to run the program shows."""
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the program's own; it is computed many times
            seen = observe(source, entry, given)
            report = judged(seen, source, file, loss, seed)
    except NoEntry:
        raise
    except TooLong as error:
        reason = str(error)
    except (Exception, SystemExit) as error:
        reason = why(error)
    else:
        first = report.verdict == "right" and entry.loop and not entry.unwatched
        most = CARRYING if seen.carries() else SHORT
        if first and seen.length <= most:  # what a pass leaves behind shows in the next one
            after = entry.next_pass(inferred=not loss)
            try:
                later = _judged_from(after, source, file, report.loss, seed, given)
            except NoEntry:  # there is no second pass
                return report
            return later if later.verdict == "wrong" else report
        return report
    return Report(file, "undecided", [*entry.assumptions, reason], source=source)


def check(*functions: Callable[..., Any], call: str = "", loss: str = "", seed: int = 0) -> Report:
    """Judge functions of a notebook or a session: which line of a backward pass is wrong.

    They are run in this process, on copies of the caller's variables, so nothing of them changes.
    For programs of others use ``tinygrad-bc check FILE``, which runs them in a process of their
    own.

    Parameters
    ----------
    *functions : callable
        The functions that the pass consists of: forward, loss, backward, helpers.
    call : str
        Statements that call them, such as ``"A, cache = forward(X, p); loss = cost(A, Y); g =
        backward(p, cache, X, Y)"``; looked for by their names when empty.
    loss : str
        The loss to take: a name, ``squared-error`` or ``cross-entropy``.
    seed : int
        Of the fresh numbers that tell apart what the caller's own cannot.

    Returns
    -------
    Report
        It prints like the command, and shows itself in a notebook.

    Raises
    ------
    TypeError
        For what is no function with source text.
    TypeError, ValueError
        For calls or a loss that are no text, or a seed that is no whole number of at least 0.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> tg.check(3)
    Traceback (most recent call last):
        ...
    TypeError: check() takes functions, got 3
    """
    source, file = source_of(functions)
    given = variables_of(sys._getframe(1))
    return check_source(source, file, call=call, loss=loss, seed=seed, given=given)
