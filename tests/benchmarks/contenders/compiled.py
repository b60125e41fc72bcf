"""This project's `BinaryClassifier.fit`, its step compiled to a NumPy program."""

from __future__ import annotations

from tests.benchmarks.contenders import tape
from tests.benchmarks.nets import Problem, Train


def trainer(problem: Problem) -> Train:
    return tape.trainer(problem, compiled=True)
