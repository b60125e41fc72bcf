"""The small list that all passes work on: what is computed, of what, under which name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np

from tinygrad_bc.compiled.outline import Outline
from tinygrad_bc.operation import Operation
from tinygrad_bc.reading.derivation import between
from tinygrad_bc.recording import recorded
from tinygrad_bc.tape import Node
from tinygrad_bc.tensor import Tensor

Shape = tuple[int, ...]


@dataclass(eq=False, slots=True)
class Value:
    """An array of a plan: something given, a constant, or what an instruction makes.

    Attributes
    ----------
    shape, dtype
    name : str
        Its name on the graph; empty where it has none.
    constant : ndarray or None
        The numbers, where they are known beforehand.
    """

    shape: Shape
    dtype: np.dtype[Any]
    name: str = ""
    constant: Any = None

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """The number of elements."""
        return prod(self.shape)

    def __repr__(self) -> str:
        return f"<{self.name or '?'} {self.shape} {self.dtype}>"


@dataclass(eq=False, slots=True)
class Instruction:
    """An operation of the table on values and numbers, and the value that it makes."""

    operation: Operation
    operands: tuple[Any, ...]
    attributes: dict[str, Any]
    output: Value

    @property
    def name(self) -> str:
        """The name of the operation."""
        return self.operation.name

    @property
    def values(self) -> list[Any]:
        """The operands as arrays without elements, as the printer and a rule want them."""
        return [outline(x) for x in self.operands]

    @property
    def arrays(self) -> list[Value]:
        """The operands that are arrays."""
        return [x for x in self.operands if isinstance(x, Value)]

    def on(self, operands: Iterable[Any]) -> Instruction:
        """The same instruction on other operands."""
        return Instruction(self.operation, tuple(operands), self.attributes, self.output)

    def giving(self, output: Value) -> Instruction:
        """The same instruction with another result."""
        return Instruction(self.operation, self.operands, self.attributes, output)


@dataclass(eq=False)
class Listing:
    """Instructions in their order, what they are given, and what is wanted of them.

    Attributes
    ----------
    given : dict
        The arrays that a plan is called with, by name.
    instructions : list of Instruction
    wanted : dict
        The results by name: the cost ``J``, the gradients ``dW1``, ...
    """

    given: dict[str, Value]
    instructions: list[Instruction]
    wanted: dict[str, Value]

    def used(self) -> dict[str, Value]:
        """The given arrays that something wanted is made of."""
        used = {x for step in self.instructions for x in step.arrays} | set(self.wanted.values())
        return {name: x for name, x in self.given.items() if x in used}

    def __str__(self) -> str:
        names = Names()
        for name, value in self.given.items():
            names.texts[value] = name
        lines = [f"given {', '.join(f'{n} {v.shape}' for n, v in self.given.items())}"]
        for step in self.instructions:
            arguments = [names.of(x) for x in step.operands]
            arguments += [f"{k}={v!r}" for k, v in step.attributes.items() if v is not None]
            lines.append(f"{names.of(step.output)} = {step.name}({', '.join(arguments)})")
        wanted = [f"{name} = {names.of(value)}" for name, value in self.wanted.items()]
        return "\n".join([*lines, f"wanted {', '.join(wanted)}"])


@dataclass
class Names:
    """A name for every value of a listing, none twice."""

    texts: dict[Value, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def of(self, x: Any) -> str:
        """The name of a value, or the number itself."""
        if not isinstance(x, Value):
            return repr(x)
        if x not in self.texts:
            if x.constant is not None and x.constant.size == 1:
                return repr(x.constant.item())
            self.texts[x] = self.free(x.name or "t")
        return self.texts[x]

    def free(self, wanted: str) -> str:
        """The wanted name, or the first free one that begins with it."""
        self.taken |= set(self.texts.values())
        name, k = wanted if wanted != "t" else "t1", 2
        while name in self.taken:
            name, k = f"{wanted}_{k}" if wanted[-1:].isdigit() else f"{wanted}{k}", k + 1
        self.taken.add(name)
        return name


def outline(x: Any) -> Any:
    """An operand as an array without elements; a constant and a number as they are."""
    if isinstance(x, Value):
        return Outline.of(x.shape, x.dtype) if x.constant is None else x.constant
    return x


def constant(array: Any) -> Value:
    """A value whose numbers are known; one number over and over has no memory but for one."""
    array = np.asarray(array)
    if array.size > 1 and any(array.strides):
        first = array.reshape(-1)[0]
        signed = array.dtype.kind == "f" and first == 0 and np.signbit(array).any()  # -0.0 == 0.0
        if (array == first).all() and not signed:
            array = np.broadcast_to(first, array.shape)
    return Value(array.shape, array.dtype, constant=array)


def followed(array: Any, needs_grad: bool = False, name: str | None = None) -> Tensor:
    """A Tensor on this very array whose operations are recorded."""
    x = Tensor(0.0, name=name)
    x._array, x._held, x._traced, x._needs_grad = array, True, True, needs_grad
    return x


def instructions_of(nodes: Iterable[Node], known: dict[int, Any]) -> list[Instruction]:
    """Turn nodes, in the order of their making, into instructions.

    `known` has the value of each operand that no node made, by ``id``; what is not in it is a
    constant.  The values of the nodes are added.
    """
    made = []
    for node in nodes:
        entry = node._entry
        assert entry is not None
        operands = tuple(map(_operand, entry.operands, entry.values, [known] * len(entry.values)))
        array = entry.output
        output = known[id(node)] = Value(array.shape, array.dtype, node._name or "")
        made.append(Instruction(entry.operation, operands, entry.attributes, output))
    return made


def _operand(x: Any, value: Any, known: Mapping[int, Any]) -> Any:
    if id(x) in known:
        return known[id(x)]
    return value if type(value) in (int, float, bool) else constant(value)


def expanded(step: Instruction, form: Callable[..., Any]) -> list[Instruction]:
    """Write an instruction as others: those that `form` records on its operands."""
    given = [followed(outline(x)) if isinstance(x, Value) else x for x in step.operands]
    known = {id(g): x for g, x in zip(given, step.operands, strict=True) if isinstance(x, Value)}
    with recorded():
        result = form(*given, **step.attributes)
    if id(result) in known:
        raise ValueError(f"the form of {step.name} must be an operation")
    steps = instructions_of(between([result]), known)
    steps[-1].output = step.output
    return steps
