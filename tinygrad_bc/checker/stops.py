"""Why a program stopped before it could be judged, in one sentence that says what to do."""

from __future__ import annotations

import traceback

FILE = "learner.py"  # what the program's frames say where they are


def line_of(error: BaseException) -> int:
    """The line of the learner's program at which an error came up; 0 for none."""
    trace = traceback.extract_tb(error.__traceback__)
    return next((f.lineno or 0 for f in reversed(trace) if f.filename == FILE), 0)


def why(error: BaseException) -> str:
    """The sentence for an error.

    Parameters
    ----------
    error : BaseException
        What ended the program.

    Examples
    --------
    >>> why(EOFError("EOF when reading a line"))
    'the program asks for input, and there is none in a check: put a value in its place'
    """
    line = line_of(error)
    known = _sentence(error)
    what = f"{type(error).__name__}{_detail(error)}"
    if line:
        return f"line {line}: {known or f'the program stops with {what}'}"
    return known or f"the checker fails with {what}: an error of its own, please report it"


def _sentence(error: BaseException) -> str:
    """What is known of some kinds of errors."""
    if isinstance(error, ModuleNotFoundError):
        return f"the program imports {error.name}, which is not installed here"
    if isinstance(error, FileNotFoundError):
        name = error.filename or str(error).split(" not found")[0]
        return f"the program reads {name}, and there is no such file beside it"
    if isinstance(error, EOFError):
        return "the program asks for input, and there is none in a check: put a value in its place"
    if isinstance(error, SystemExit):
        return "the program ends itself before its training loop has run once"
    if isinstance(error, MemoryError):
        return f"the program needs more memory than it is given{_detail(error)}"
    if isinstance(error, RecursionError):
        return "the program calls itself without end"
    if isinstance(error, PermissionError):
        return f"the program was stopped{_detail(error)}"
    return ""


def _detail(error: BaseException) -> str:
    return f": {error}" if str(error) else ""
