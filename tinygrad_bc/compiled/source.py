"""A listing as the source of a NumPy program: its memory first, then what a step does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from tinygrad_bc.compiled import kernels
from tinygrad_bc.compiled.instructions import Instruction, Listing, Names, Value
from tinygrad_bc.compiled.memory import Memory, is_view, placed, writes_into
from tinygrad_bc.operation import BY_NUMPY_FUNCTION
from tinygrad_bc.reading.layout import wrapped
from tinygrad_bc.reading.names import identifier
from tinygrad_bc.reading.spelling import HELPERS, Text, literal, spelled

_REDUCE = {"sum": "add", "max": "maximum", "min": "minimum", "any": "logical_or",
           "all": "logical_and"}  # fmt: skip
_CALLED = {f.__name__ for f in BY_NUMPY_FUNCTION} | {"copyto", *HELPERS}
BIG = 64  # elements of a constant array that are not printed, but handed over


class Writer:
    """Writes a listing as ``step(...)``, a function over memory that is made once.

    Parameters
    ----------
    listing : Listing
    cost : str
        The wanted result that the function returns as a number.
    together : str
        The name of the array in which the others lie one after the other, so that an update is
        one call.

    Attributes
    ----------
    constants : dict
        Arrays that the source refers to and does not print, by name.
    results : dict
        The variable of each wanted result.
    flat : dict
        The variable of the array that the results of each dtype are parts of.
    """

    def __init__(self, listing: Listing, cost: str = "", together: str = "gradients") -> None:
        self.together = together
        self.listing = listing
        self.cost = cost
        self.results: dict[str, str] = {}
        self.flat: dict[str, str] = {}
        self.memory: Memory = placed(listing)
        self.names = Names()
        self.constants: dict[str, Any] = {}
        self._setup: list[str] = []
        self._body: list[str] = []
        self._layer, self._layer_start = "", 0  # of the lines that were written last
        self._ufuncs: set[str] = set()
        self._imports: set[str] = set()
        self._shown: set[Value] = set()
        self._arrays: dict[Any, str] = {}  # the first name of an array by its place
        self._numbers: dict[str, str] = {}  # the name of a constant by its text
        blocks = (f"block{k}" for k in range(len(self.memory.blocks)))
        self.names.taken |= {"np", "step", "constants", *blocks, *_CALLED}
        for name, value in listing.given.items():
            self.names.texts[value] = self.names.free(identifier(name))

    def source(self) -> str:
        """The text of the program."""
        wanted = self.listing.wanted
        for name, value in wanted.items():
            direct = self.memory.slots.get(value) == name
            variable = self.results[name] = self.names.free(identifier(name))
            if direct:
                self.names.texts[value] = variable
        self._make_results()
        for step in self.listing.instructions:
            self._write(step)
            self._head(step.output)
        for name, value in wanted.items():
            if self.memory.slots.get(value) != name:
                self._body.append(self._call("copyto", self.results[name], self._of(value)))
        if self.cost:
            self._body.append(f"return {self.results[self.cost]}.item()")
        return "\n".join(self._lines()) + "\n"

    def _head(self, made: Value) -> None:
        """Put a comment where a layer begins: before what led to its first value with a name."""
        if made.name:
            number = re.search(r"\d+$", made.name)
            now = f"layer {number[0]}" if number else made.name
            if now != self._layer:
                self._body.insert(self._layer_start, f"# {now}")
            self._layer, self._layer_start = now, len(self._body)

    def _make_results(self) -> None:
        """The wanted results: the cost by itself, the others as parts of one array."""
        wanted = {name: v for name, v in self.listing.wanted.items() if name != self.cost}
        if self.cost:
            dtype = self.listing.wanted[self.cost].dtype.name
            shape = self.listing.wanted[self.cost].shape
            self._setup.append(f"{self.results[self.cost]} = np.empty({shape}, np.{dtype})")
        for dtype in dict.fromkeys(v.dtype.name for v in wanted.values()):
            parts = {name: v for name, v in wanted.items() if v.dtype.name == dtype}
            whole = self.names.free(f"{self.together}_{dtype}")
            self.flat[dtype] = whole
            total = sum(v.size for v in parts.values())
            self._setup.append(f"{whole} = np.empty({total}, np.{dtype})")
            start = 0
            for name, v in parts.items():
                part = f"{whole}[{start}:{start + v.size}].reshape({v.shape})"
                self._setup.append(f"{self.results[name]} = {part}")
                start += v.size

    def _lines(self) -> Iterator[str]:
        text = "\n".join(self._setup + self._body)
        yield "import numpy as np"
        if self._ufuncs:
            names = sorted(self._ufuncs)
            line = f"from numpy import {', '.join(names)}"
            if len(line) <= 88:
                yield line
            else:
                yield from wrapped("from numpy import (", names, ")", "")
        yield from ("", *sorted(self._imports)) if self._imports else ()
        yield ""
        for name, helper in HELPERS.items():
            if re.search(rf"\b{name}\(", text):
                yield from ("", helper)
        sizes = self.memory.blocks
        yield f"# memory: {len(sizes)} blocks of {sum(sizes):,} bytes in all"
        yield from (f"block{k} = np.empty({size}, np.uint8)" for k, size in enumerate(sizes))
        yield from self._setup
        yield ""
        yield ""
        given = [self.names.texts[x] for x in self.listing.given.values()]
        yield from wrapped("def step(", given, "):", "")
        yield from (f"    {line}" for line in self._body or ["pass"])

    # -------------------------------------------------------------- instructions

    def _write(self, step: Instruction) -> None:
        out = step.output
        if out in self.memory.joined:
            return
        if out in self.memory.base and out not in self.memory.parts:
            if out not in self.memory.fixed:  # a view of what each call brings anew
                self._body.append(f"{self._name(out)} = {self._expression(step)}")
            return
        if not writes_into(step):
            self._body.append(f"{self._name(out)} = {self._expression(step)}")
            return
        if step.name == "gate":
            self._gate(step)
        else:
            self._body.append(self._into(step))

    def _gate(self, step: Instruction) -> None:
        """The sign of a's bits, taken for an integer, is 0 or 1: times it, d's stay or are 0."""
        out, d, a = (self._bits(x) for x in (step.output, *step.operands))
        self._body.append(self._call("sign", a, out))
        self._body.append(self._call("multiply", out, d, out))

    def _bits(self, x: Value) -> str:
        name = self.names.free(f"{self._of(x)}_bits")
        self._setup.append(f"{name} = {self._of(x)}.view(np.uint{8 * x.dtype.itemsize})")
        return name

    def _into(self, step: Instruction) -> str:
        """The call that writes the result into its memory."""
        arguments = [self._of(x) for x in step.operands]
        out, name = self._of(step.output), step.name
        if step.output in self.memory.work:
            # Shorter arrays of the same program may take NumPy's tanh: the names must differ.
            self._imports.add("from tinygrad_bc.compiled.kernels import tanh as long_tanh")
            return f"long_tanh({arguments[0]}, {out}, {self._work(step.output)})"
        if isinstance(step.operation.function, np.ufunc) and name != "matmul":
            # NumPy deprecates a third argument of these two that is not named.
            named = "out=" if name in ("maximum", "minimum") else ""
            return self._call(step.operation.function.__name__, *arguments, named + out)
        if name == "matmul":
            if self._is_blas(step):
                return f"{arguments[0]}.dot({arguments[1]}, {out})"
            return self._call("matmul", *arguments, out)
        if name in _REDUCE:
            axis, keep = step.attributes["axis"], step.attributes["keepdims"]
            self._ufuncs.add(_REDUCE[name])
            last = f", {keep}" if keep else ""
            return f"{_REDUCE[name]}.reduce({arguments[0]}, {axis}, None, {out}{last})"
        if name == "astype":
            return self._call("copyto", out, arguments[0], "casting='unsafe'")
        together = f"({', '.join(arguments)},)"
        return self._call(name, together, f"axis={step.attributes['axis']}", f"out={out}")

    def _work(self, x: Value) -> str:
        """The arrays that a kernel works with."""
        n = kernels.work_size(x.size)
        names = []
        for block in self.memory.work[x]:
            place = (block, None, (n,), x.dtype)
            if place not in self._arrays:
                name = self._arrays[place] = self.names.free("work")
                self._setup.append(f"{name} = np.ndarray(({n},), np.{x.dtype.name}, block{block})")
            names.append(self._arrays[place])
        return ", ".join(names)

    def _is_blas(self, step: Instruction) -> bool:
        """Whether ``x.dot(y, out)`` does it, which starts sooner than ``matmul``."""
        x, y = step.operands
        arrays = isinstance(x, Value) and isinstance(y, Value)
        return (
            arrays and x.ndim in (1, 2) and y.ndim in (1, 2)
            and x.dtype == y.dtype == step.output.dtype and x.dtype.kind == "f"
        )  # fmt: skip

    def _expression(self, step: Instruction) -> str:
        """An operation as it is spelled in NumPy."""
        if is_view(step):
            return _view(step, self._of(step.operands[0]))
        texts = [Text(self._of(x)) if isinstance(x, Value) else literal(x) for x in step.operands]
        return spelled(step, texts).text

    def _call(self, function: str, *arguments: str) -> str:
        self._ufuncs.add(function)
        return f"{function}({', '.join(arguments)})"

    # -------------------------------------------------------------- names and memory

    def _of(self, x: Any) -> str:
        """The name of an operand, whose memory is made when it is first named."""
        if not isinstance(x, Value):
            return literal(x).text
        name = self._name(x)
        if x not in self._shown:
            self._shown.add(x)
            self._make(x, name)
        return name

    def _name(self, x: Value) -> str:
        if x.constant is not None and x not in self.names.texts:
            return self._constant(x)
        if x not in self.names.texts:
            wanted = identifier(x.name) if x.name else "t"
            self.names.texts[x] = self.names.free(wanted)
        return self.names.texts[x]

    def _make(self, x: Value, name: str) -> None:
        """Make the memory of a value.

        Two values of one shape in one place are one array object: a ufunc that is to write over
        its operand need not find out whether the two overlap.
        """
        memory = self.memory
        place = (memory.block.get(x), memory.parts.get(x), x.shape, x.dtype)
        if x in memory.block or x in memory.parts:
            if place in self._arrays:
                self._setup.append(f"{name} = {self._arrays[place]}")
                return
            self._arrays[place] = name
        if x in memory.joined:
            fill = literal(memory.joined[x].item()).text
            self._setup.append(f"{name} = np.full({x.shape}, {fill}, np.{x.dtype.name})")
        elif x in memory.parts:
            whole, rows = memory.parts[x]
            self._setup.append(f"{name} = {self._of(whole)}[:{rows}]")
        elif x in memory.base and x in memory.fixed:
            maker = next(step for step in self.listing.instructions if step.output is x)
            self._setup.append(f"{name} = {self._expression(maker)}")
        elif x in memory.block:
            dtype = f"np.{x.dtype.name}"
            self._setup.append(f"{name} = np.ndarray({x.shape}, {dtype}, block{memory.block[x]})")

    def _constant(self, x: Value) -> str:
        """The variable of a constant; equal ones have one."""
        array = x.constant
        if array.size > BIG and np.unique(array).size > 1:
            name = self.names.texts[x] = self.names.free("c")
            self.constants[name] = np.ascontiguousarray(array)
            self._setup.append(f"{name} = constants['{name}']")
            return name
        if array.ndim == 0:
            text = f"np.array({literal(array.item()).text}, np.{array.dtype.name})"
        else:
            text = literal(np.ascontiguousarray(array)).text
        if text not in self._numbers:
            self._numbers[text] = self.names.free(_constant_name(array))
            self._setup.append(f"{self._numbers[text]} = {text}")
        self.names.texts[x] = self._numbers[text]
        return self.names.texts[x]


def _constant_name(array: Any) -> str:
    """What a constant of one number may be called."""
    first = array.flat[0] if array.size and np.unique(array).size == 1 else None
    name = "zero" if first == 0 else "one" if first == 1 else ""
    return f"{name}s" if name and array.ndim else name or "c"


def _view(step: Instruction, x: str) -> str:
    attributes = step.attributes
    if step.name == "transpose" and attributes["axes"] is None:
        return f"{x}.T"
    if step.name == "getitem":
        return spelled(step, [Text(x)]).text
    if step.name == "ravel":
        return f"{x}.reshape(-1)"
    if step.name == "squeeze":
        return f"{x}.reshape({step.output.shape})"
    return f"np.{step.name}({x}, {', '.join(repr(v) for v in attributes.values())})"
