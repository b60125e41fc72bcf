"""Stand-ins for drawing and progress libraries that are not installed: they compute nothing."""

from __future__ import annotations

import builtins
import types
from collections.abc import Iterator
from typing import Any

DRAWING = {"matplotlib", "mpl_toolkits", "pylab", "seaborn", "plotly", "IPython", "tqdm",
           "imageio", "PIL", "termcolor", "tabulate", "colorama"}  # fmt: skip


class Idle(types.ModuleType):
    """Takes every call and gives itself back; a wrapper such as ``tqdm`` gives what it wraps."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Idle(f"{self.__name__}.{name}")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        wraps = self.__name__.startswith("tqdm")
        if wraps and self.__name__.endswith("range"):
            return range(*args)
        if wraps and args:
            return args[0]
        return (self, self) if self.__name__.endswith("subplots") else self

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __getitem__(self, index: Any) -> Any:
        return self

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *args: object) -> None:
        return None


def imported(name: str, *args: Any, **kwargs: Any) -> Any:
    """``__import__``, with a stand-in for a library that only draws, where it is not here."""
    try:
        return builtins.__import__(name, *args, **kwargs)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in DRAWING:
            raise
        fromlist = args[2] if len(args) > 2 else kwargs.get("fromlist")
        return Idle(name if fromlist else name.split(".")[0])
