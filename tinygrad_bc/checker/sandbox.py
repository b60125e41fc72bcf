"""Run a check in a child process: learners' code is not trusted.

The child gets limits on time, memory, output and processes, no standard input, and a temporary
folder of its own.  This keeps accidents in; it is no prison: see ``docs/checker.md``.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tinygrad_bc.checker import Report, check_source
from tinygrad_bc.checker.program_file import Unreadable, read

MEMORY, OUTPUT, PROCESSES = 2 << 30, 16 << 20, 64
_REFUSED = {
    "os.fork", "os.forkpty", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.kill",
    "os.killpg", "subprocess.Popen", "pty.spawn", "socket.connect", "socket.bind",
    "socket.sendto", "socket.getaddrinfo",
}  # fmt: skip
_CHANGING = {"os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.truncate", "os.chmod",
             "os.chown", "os.link", "os.symlink", "shutil.rmtree"}  # fmt: skip
ENDED = {
    "SIGKILL": "used more time or memory than it was given, and was stopped",
    "SIGXCPU": "took more than its time limit: an endless loop, or too low a --time-limit",
    "SIGXFSZ": "wrote more than it may",
    "SIGSEGV": "crashed the interpreter",
}


def check_file(
    path: Path, *, call: str = "", loss: str = "", time_limit: float = 10.0, seed: int = 0
) -> Report:
    """Judge a file in a child process.

    Parameters
    ----------
    path : Path
        The learner's file.
    call, loss, seed
        As in :func:`check_source`.
    time_limit : float
        Seconds that the child may take.

    Returns
    -------
    Report
        ``undecided``, with the reason, for whatever the program does to its process.
    """
    try:
        source, assumed = read(path)
    except Unreadable as error:
        return Report(str(path), "undecided", [str(error)])
    job = {"source": source, "file": str(path), "call": call, "loss": loss, "seed": seed,
           "path": str(path.resolve())}  # fmt: skip
    reason, answer = _child(job, path, time_limit)
    if answer is None:
        return Report(str(path), "undecided", [*assumed, f"the program {reason}"], source=source)
    report = Report(**answer, source=source)
    report.assumptions[:0] = assumed
    return report


def check_files(paths: Sequence[Path], **options: Any) -> Iterator[Report]:
    """Judge files side by side, one child process each, in their order."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        yield from pool.map(lambda path: check_file(path, **options), paths)


def _child(job: dict[str, Any], path: Path, limit: float) -> tuple[str, dict[str, Any] | None]:
    with tempfile.TemporaryDirectory(prefix="checker-") as folder:
        _provide(path, job["source"], Path(folder))
        answer = Path(folder) / "answer.json"
        process = subprocess.Popen(
            [sys.executable, "-m", "tinygrad_bc.checker.sandbox", str(answer), str(limit)],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            cwd=folder, start_new_session=True, env=_environment(), text=True,
        )  # fmt: skip
        try:
            process.communicate(json.dumps(job), timeout=limit)
        except subprocess.TimeoutExpired:
            return f"took more than {limit:g} s: an endless loop, or too low a --time-limit", None
        except OSError:  # the child ended before it had read its job
            pass
        finally:
            _end(process)
        try:
            found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
            return "", found
        except (OSError, ValueError):
            return _ending(process.returncode), None


def _provide(path: Path, source: str, folder: Path) -> None:
    """Lay what the program's text names, of all that stands beside it, into its own folder.

    Data sets and modules; small files are copied, so that the program may write to them.
    """
    words = set(re.findall(r"\w+", source))
    for other in path.resolve().parent.iterdir():
        module = other.suffix == ".py" and other.stem in words
        if other.name == path.name or not (module or other.name in source):
            continue
        with contextlib.suppress(OSError):
            if other.is_file() and other.stat().st_size <= OUTPUT:
                shutil.copyfile(other, folder / other.name)
            else:
                (folder / other.name).symlink_to(other)


def _end(process: subprocess.Popen[str]) -> None:
    """End the child and whatever it started in its session."""
    with contextlib.suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _ending(status: int) -> str:
    if status < 0:
        name = signal.Signals(-status).name
        return ENDED.get(name, f"ended by {name}")
    return f"ended its process (exit status {status}) before a pass of its training was over"


def _environment() -> dict[str, str]:
    """The variables a Python needs, and one thread for each linear algebra library."""
    kept = {k: os.environ[k] for k in ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH") if k in os.environ}
    root = str(Path(__file__).parents[2])
    kept["PYTHONPATH"] = os.pathsep.join([root, *filter(None, [kept.get("PYTHONPATH")])])
    return {**kept, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "Agg",
            "PYTHONSAFEPATH": "1"}  # fmt: skip


def _confine(seconds: float) -> None:
    """Set the limits of this process that its system has; its children have the same."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for limit, value in (
        (resource.RLIMIT_CPU, math.ceil(seconds) + 1),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, PROCESSES),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))


def _guard(folder: str) -> None:
    """Refuse what no backward pass needs: processes, signals, the network, writing elsewhere.

    Python's own audit events tell of each attempt; they bind root too, whom a limit on the number
    of processes does not bind.
    """
    inside = os.path.realpath(folder)

    def refuse(event: str, args: tuple[Any, ...]) -> None:
        if event in _REFUSED:
            raise PermissionError(f"a checked program may not use {event}")
        if event == "open":
            writes = isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            paths = args[:1] if writes else ()
        else:
            paths = args[:2] if event in _CHANGING else ()
        for path in paths:
            if isinstance(path, str | bytes | os.PathLike):
                where = os.path.realpath(os.fsdecode(path))
                if where != os.devnull and os.path.commonpath([where, inside]) != inside:
                    raise PermissionError("a checked program may write in its own folder only")

    sys.addaudithook(refuse)


def _main() -> None:
    """The child: read the job, close the input, judge, write the answer."""
    answer, seconds = Path(sys.argv[1]), float(sys.argv[2])
    job = json.load(sys.stdin)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    _confine(seconds)
    _guard(os.getcwd())
    sys.argv = [job["file"]]
    sys.path.append(os.getcwd())  # last: what lies there must not stand for a library
    report = check_source(
        job["source"], job["file"], call=job["call"], loss=job["loss"], seed=job["seed"],
        given={"__file__": job["path"]},
    )  # fmt: skip
    plain = {**report.json(), "findings": report.findings, "samples": report.samples}
    del plain["first_wrong_line"]
    answer.write_text(json.dumps(plain), encoding="utf-8")
    os._exit(0)


if __name__ == "__main__":
    _main()
