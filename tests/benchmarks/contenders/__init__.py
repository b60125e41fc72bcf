"""The contenders of the training benchmark: one module each, with ``trainer(problem) -> Train``.

They share the first parameters, the data and the update (plain gradient descent on the whole
batch); each is written as someone who knows that library well would write it.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from types import ModuleType


@dataclass(frozen=True)
class Contender:
    """A column of the table."""

    title: str
    module: str
    library: str = ""  # what must be installed, where it is neither NumPy nor this project
    trains: bool = True  # False for what computes no cost that could be checked


CONTENDERS = {
    "torch": Contender("PyTorch eager", "torch_eager", "torch"),
    "notebook": Contender("notebook NumPy", "notebook"),
    "hips": Contender("HIPS autograd", "hips", "autograd"),
    "jax": Contender("JAX jit", "jax_jit", "jax"),
    "sklearn": Contender("scikit-learn", "scikit_learn", "sklearn"),
    "best": Contender("best NumPy", "best_numpy", "threadpoolctl"),
    "limit": Contender("limit", "limit", "threadpoolctl", trains=False),
    "eager": Contender("tinygrad_bc eager", "tape"),
    "compiled": Contender("tinygrad_bc compiled", "compiled"),
}


def installed(contender: Contender) -> ModuleType | None:
    """Import a contender; None where its library, or its part of this project, is missing."""
    try:
        return importlib.import_module(f"{__name__}.{contender.module}")
    except ModuleNotFoundError as error:
        if contender.library and (error.name or "").split(".")[0] == contender.library:
            return None
        raise
