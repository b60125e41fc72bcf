"""A listing brought to run: its source, executed once, and the function that it defines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tinygrad_bc.compiled.instructions import Listing
from tinygrad_bc.compiled.source import Writer


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
        The wanted results by name, which each step writes anew.
    flat : list of ndarray
        The array that holds them all but the cost, one for each dtype.
    """

    def __init__(self, listing: Listing, cost: str = "", together: str = "gradients") -> None:
        writer = Writer(listing, cost, together)
        self.given = list(listing.given)
        self.source = writer.source()
        space: dict[str, Any] = {"constants": writer.constants}
        exec(compile(self.source, "<compiled by tinygrad_bc>", "exec"), space)
        self.step: Callable[..., Any] = space["step"]
        self.results = {name: space[variable] for name, variable in writer.results.items()}
        self.flat = [space[variable] for variable in writer.flat.values()]
