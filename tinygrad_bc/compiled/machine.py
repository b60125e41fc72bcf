"""What a plan needs to know of the machine: its cores, its cache, and BLAS's own threads."""

from __future__ import annotations

import importlib
import os
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

_LEVEL_2 = Path("/sys/devices/system/cpu/cpu0/cache/index2/size")
_PROCESSOR = Path("/proc/cpuinfo")


@cache
def cache_size() -> int:
    """Bytes of the second-level cache of a core; 1 MiB where the system does not tell."""
    try:
        text = _LEVEL_2.read_text().strip()
        return int(text.rstrip("KM")) * {"K": 2**10, "M": 2**20}.get(text[-1], 1)
    except (OSError, ValueError):
        return 2**20


@cache
def gathers_slowly() -> bool:
    """Whether NumPy's tanh gathers from a table by AVX2 on AMD, where that is slow."""
    try:
        found = np.lib.introspect.opt_func_info(func_name="^tanh$", signature="float64")
        target = found["tanh"]["dd"]["current"]
        maker = _PROCESSOR.read_text(encoding="utf-8", errors="replace")
    except (AttributeError, KeyError, OSError):  # an older NumPy, another system
        return False
    return ("X86_V3" in target or "AVX2" in target) and "AuthenticAMD" in maker


def cores() -> int:
    """The processors that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@cache
def _blas() -> Any:
    """threadpoolctl's controller of BLAS, or None where it is not installed."""
    try:
        return importlib.import_module("threadpoolctl").ThreadpoolController()
    except ImportError:
        return None


def threads() -> int:
    """The Python threads that a plan may use: one where BLAS cannot be held to one thread."""
    return cores() if _blas() is not None else 1


def one_blas_thread() -> AbstractContextManager[Any]:
    """Hold BLAS to one thread for the time of a ``with`` block."""
    controller = _blas()
    if controller is None:
        return nullcontext()
    limit: AbstractContextManager[Any] = controller.limit(limits=1, user_api="blas")
    return limit
