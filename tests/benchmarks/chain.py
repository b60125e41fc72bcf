"""What an operation costs: forward and backward of a chain of ``y * a + b`` on float64[10].

Run it with ``python tests/benchmarks/chain.py``.  The contenders take turns, and the least block
median of each counts, as a ratio to the same forward chain in plain NumPy.  HIPS autograd takes
part where it is installed (extra ``bench``).
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np

import tinygrad_bc as tg

A, B = np.full(10, 1.0001), np.full(10, 1e-4)


def numpy_forward(links: int) -> None:
    y = np.ones(10)
    for _ in range(links):
        y = y * A + B
    y.sum()


def tape(links: int) -> None:
    x = tg.Tensor(np.ones(10), requires_grad=True, name="x")
    y = x
    for _ in range(links):
        y = y * A + B
    y.sum().backward()


def contenders() -> dict[str, Callable[[int], None]]:
    found = {"NumPy, forward alone": numpy_forward, "tinygrad_bc": tape}
    try:
        from autograd import grad
        from autograd import numpy as anp
    except ImportError:
        return found

    def hips(links: int) -> None:
        def chain(x: object) -> object:
            y = x
            for _ in range(links):
                y = y * A + B  # type: ignore[operator]
            return anp.sum(y)

        grad(chain)(np.ones(10))

    return found | {"HIPS autograd": hips}


def measured(links: int, blocks: int, repeats: int) -> dict[str, float]:
    """Microseconds for each operation, of which a link has two."""
    runs = contenders()
    medians: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(blocks):
        times: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(repeats):
            for name, run in runs.items():
                start = time.perf_counter()
                run(links)
                times[name].append(time.perf_counter() - start)
        for name, values in times.items():
            medians[name].append(statistics.median(values))
    return {name: min(values) / (2 * links) * 1e6 for name, values in medians.items()}


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, default=2000)
    parser.add_argument("--blocks", type=int, default=5)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args(argv)
    found = measured(options.links, options.blocks, options.repeats)
    least = found["NumPy, forward alone"]
    print(f"{'':<24}{'µs an operation':>16}{'ratio':>8}")
    for name, each in found.items():
        print(f"{name:<24}{each:>16.2f}{each / least:>8.1f}")


if __name__ == "__main__":
    main()
