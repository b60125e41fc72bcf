"""The matrix products of a step alone, as the best NumPy program divides them: no update."""

from __future__ import annotations

from typing import Any

from tests.benchmarks.contenders.best_numpy import Pass, Program
from tests.benchmarks.nets import Array, Problem, Train


class Products(Program):
    def work(self, worker: tuple[list[Pass], Array, Array]) -> Any:
        for each in worker[0]:
            each.products()
        return 0.0

    def step(self) -> float:
        mine, *others = self.workers
        pending = [self.pool.submit(self.work, worker) for worker in others] if self.pool else []
        self.work(mine)
        for each in pending:
            each.result()
        return 0.0


def trainer(problem: Problem) -> Train:
    return Products(problem).train
