"""A listing brought to run: its source, executed once, and the function that it defines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tinygrad_bc.compiled.instructions import Listing
from tinygrad_bc.compiled.source import Writer

Array = np.ndarray[Any, Any]


class Program:
    """The program of a listing with memory of its own: what is printed is what runs.

    Attributes
    ----------
    source : str
    given : list of str
        The names of what `step` takes.
    step : callable
        Takes the given arrays in their order; fills the results.
    results : dict of ndarray
        The wanted results but the cost by name, which each step writes anew.
    flat : list of ndarray
        The array that holds them, one for each dtype.
    size : int
        The bytes of all its memory.
    """

    def __init__(self, listing: Listing, cost: str = "", together: str = "gradients") -> None:
        writer = Writer(listing, cost, together)
        self.given = list(listing.given)
        self.source = writer.source()
        space: dict[str, Any] = {"constants": writer.constants}
        exec(compile(self.source, "<compiled by tinygrad_bc>", "exec"), space)
        self.step: Callable[..., Any] = space["step"]
        self.flat: list[Array] = [space[variable] for variable in writer.flat.values()]
        arrays = [x for x in space.values() if isinstance(x, np.ndarray) and x.base is None]
        self.size = sum(x.nbytes for x in arrays)
        self.results: dict[str, Array] = {
            name: space[variable] for name, variable in writer.results.items() if name != cost
        }

    def parts_of(self, flat: list[Array]) -> dict[str, Array]:
        """The parts of other flat arrays that lie where the results lie in those of `flat`."""
        starts = dict.fromkeys((x.dtype for x in self.flat), 0)
        others = {x.dtype: x for x in flat}
        found = {}
        for name, x in self.results.items():
            start = starts[x.dtype]
            starts[x.dtype] += x.size
            found[name] = others[x.dtype][start : start + x.size].reshape(x.shape)
        return found
