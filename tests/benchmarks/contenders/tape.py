"""This project's `BinaryClassifier.fit`, each step recorded on the tape and run backwards."""

from __future__ import annotations

from tests.benchmarks.nets import LEARNING_RATE, Problem, Train
from tinygrad_bc.nn import BinaryClassifier


def trainer(problem: Problem, compiled: bool = False) -> Train:
    model = BinaryClassifier(problem.net.sizes, problem.net.hidden, dtype=problem.dtype)
    state = {}
    for l, (W, b) in enumerate(zip(problem.weights, problem.biases, strict=True), 1):  # noqa: E741
        state |= {f"W{l}": W, f"b{l}": b}
    model.load_state_dict(state)

    def train(steps: int) -> float:
        history = model.fit(
            problem.X, problem.Y, learning_rate=LEARNING_RATE, iterations=steps, compiled=compiled
        )
        return history.cost[-1]

    return train
