"""This project's `BinaryClassifier.fit`, each step recorded on the tape and run backwards."""

from __future__ import annotations

import inspect
from typing import Any

from tests.benchmarks.nets import LEARNING_RATE, Problem, Train
from tinygrad_bc.nn import BinaryClassifier

COMPILES = "compiled" in inspect.signature(BinaryClassifier.fit).parameters


def trainer(problem: Problem, compiled: bool = False) -> Train:
    model = BinaryClassifier(problem.net.sizes, problem.net.hidden, dtype=problem.dtype)
    state = {}
    for l, (W, b) in enumerate(zip(problem.weights, problem.biases, strict=True), 1):  # noqa: E741
        state |= {f"W{l}": W, f"b{l}": b}
    model.load_state_dict(state)
    way: dict[str, Any] = {"compiled": compiled} if COMPILES else {}

    def train(steps: int) -> float:
        history = model.fit(
            problem.X, problem.Y, learning_rate=LEARNING_RATE, iterations=steps, **way
        )
        return history.cost[-1]

    return train
