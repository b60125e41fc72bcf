"""What a benchmark ran on, and a process held to a number of cores."""

from __future__ import annotations

import datetime
import importlib.metadata
import os
import platform
import subprocess
import sys
from pathlib import Path

POOLS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
TUNING = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")  # would slow or flatter NumPy's BLAS
LIBRARIES = ("numpy", "torch", "jax", "autograd", "scikit-learn", "threadpoolctl", "tinygrad-bc")


def held_to(cores: int, module: str, argv: list[str]) -> int:
    """Run a module in a process of its own that sees so many cores, and NumPy's own BLAS tuning.

    Libraries read all this when they are loaded, hence the new process.
    """
    environment = {name: value for name, value in os.environ.items() if name not in TUNING}
    environment |= dict.fromkeys(POOLS, str(cores))
    if hasattr(os, "sched_setaffinity"):  # the only bound that XLA keeps to
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    return subprocess.run([sys.executable, "-m", module, *argv], env=environment).returncode


def describe() -> dict[str, str]:
    """Date, processor, cores, caches, and versions of what is installed."""
    return {
        "date": datetime.date.today().isoformat(),
        "machine": f"{_processor()}, {os.cpu_count()} cores, {_caches()}",
        "system": f"{platform.system()} {platform.machine()}",
        "NumPy's BLAS": _blas(),
        "versions": ", ".join([f"Python {platform.python_version()}", *_versions()]),
    }


def second_level_cache() -> int:
    """Bytes of the second-level cache of a core; 1 MiB where the system does not say."""
    return _cache_sizes().get("L2", 2**20)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    return next((line.split(":")[1].strip() for line in lines if "model name" in line), "unknown")


def _cache_sizes() -> dict[str, int]:
    """Bytes by level, as Linux tells them."""
    sizes = {}
    for index in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        if (index / "type").read_text().strip() != "Instruction":
            level, size = (index / "level").read_text(), (index / "size").read_text()
            sizes[f"L{level.strip()}"] = int(size.strip().removesuffix("K")) * 1024
    return sizes


def _caches() -> str:
    sizes = [f"{name} {size // 1024} KiB" for name, size in _cache_sizes().items()]
    return "caches " + (", ".join(sizes) or "unknown")


def _blas() -> str:
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return "unknown without threadpoolctl"
    return ", ".join(
        f"{pool['internal_api']} {pool['version']} ({pool.get('architecture', 'unknown')} kernels)"
        for pool in threadpool_info()
        if pool["user_api"] == "blas" and "numpy" in pool["filepath"]
    )


def _versions() -> list[str]:
    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    return found
