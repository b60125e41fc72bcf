"""The gradient of a recorded scalar, as a graph of its own.

The rules are run on stand-ins: a Tensor without history for each value of the forward graph, with
the array that was recorded.  So the gradient's graph begins at the forward values, where it can be
cut and printed, and nothing of the user's graph is touched.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tinygrad_bc import tape
from tinygrad_bc.convention import Convention
from tinygrad_bc.recording import recorded
from tinygrad_bc.rules import fit
from tinygrad_bc.tape import Array, Entry, Node
from tinygrad_bc.tensor import Tensor


@dataclass
class Derivation:
    """The recorded gradient; its dictionaries go by the ``id`` of forward values.

    Attributes
    ----------
    root : Node
        The scalar.
    seed : Node
        The gradient of the root, where the pass began: 1, or m in the course's convention.
    samples : int or None
        m, the number of columns that the cost runs over.
    nodes, backward_nodes : list of Node
        What operations made, in the order of their making: the forward values, the gradients.
    values : list
        The operands and results of the forward graph in reading order, each once.
    arrays : dict
        What was recorded of each.
    stand_ins : dict
        The Tensor that stands for it in the graph of the gradient.
    gradients : dict
        The gradient of each value that has one: a Tensor with a graph.
    consumers : dict
        Through which nodes the gradient came, and as which operand.
    divided : set
        The gradients, by their own ``id``, that are something divided by m.
    passed : list
        The forward nodes in the order in which they passed their gradients on, each with the
        number of the last entry that its rules made.
    order : dict
        The place of a gradient, by its ``id``, where that is not the number of its entry: sums
        and quotients by m come right after what they are formed of.
    """

    root: Node
    seed: Node
    samples: int | None
    nodes: list[Node]
    backward_nodes: list[Node] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    arrays: dict[int, Array] = field(default_factory=dict)
    stand_ins: dict[int, Node] = field(default_factory=dict)
    gradients: dict[int, Any] = field(default_factory=dict)
    consumers: dict[int, list[tuple[Node, int]]] = field(default_factory=dict)
    divided: set[int] = field(default_factory=set)
    passed: list[tuple[int, Node]] = field(default_factory=list)
    order: dict[int, float] = field(default_factory=dict)

    def place(self, node: Node) -> float:
        """Give the place of a gradient in the order of the backward pass."""
        return self.order.get(id(node), node._entry.number if node._entry else 0)

    def origin(self, node: Node) -> Node:
        """Tell the forward node whose rules made a node of the gradient's graph."""
        return self.passed[bisect_left(self.passed, (_of(node).number,), hi=len(self.passed) - 1)][
            1
        ]


def check(root: Any) -> None:
    """Refuse what has no recorded graph to read."""
    if not isinstance(root, Node):
        raise TypeError(f"a reading needs a Tensor, got {type(root).__name__}")
    if root._array.size != 1:
        raise ValueError(
            f"a reading starts from a scalar, but {root._name or 'this tensor'} has shape "
            f"{root._array.shape}; call .sum() or .mean() first"
        )
    if root._entry is None:
        raise RuntimeError(
            f"nothing is recorded: no operation led to {root._name or 'this tensor'} (or it was "
            "detached, or made under no_grad())"
        )


def derive(root: Any, convention: Convention = "mean") -> Derivation:
    """Record the gradient of a scalar.

    Raises
    ------
    TypeError, ValueError, RuntimeError
        For what is no recorded scalar, needs no gradient, or was changed since.
    """
    check(root)
    if not root._needs_grad:
        raise RuntimeError(
            "nothing to differentiate: no input of this tensor has requires_grad=True"
        )
    nodes = tape.graph(root)[::-1]
    found = Derivation(root, root, _samples(nodes), nodes)
    for node in nodes:
        _enter(node, found)
    start = 1.0 if convention == "mean" else float(_required(found.samples))
    found.seed = stand_in(np.full(root._array.shape, start, dtype=root._array.dtype))
    found.gradients[id(root)] = found.seed
    with recorded():
        for node in reversed(nodes):
            g = found.gradients.get(id(node))
            if g is not None:
                _pass_on(node, g, found)
        if convention == "course":
            _divide(found)
    ends = found.gradients.values()
    cut = {id(x) for x in found.stand_ins.values()}
    found.backward_nodes = between(ends, cut, found.order)
    return found


def _divide(found: Derivation) -> None:
    """Divide the gradients of parameters by m; each comes right after what it divides."""
    for x in found.values:
        g = found.gradients.get(id(x))
        if g is not None and x._entry is None:
            divided = found.gradients[id(x)] = g / found.samples
            found.divided.add(id(divided))
            if g._entry is not None:
                found.order[id(divided)] = found.place(g) + 0.1


def _samples(nodes: list[Node]) -> int | None:
    """The number of samples: the axis of the data that the last such sum or mean runs over.

    Columns are samples; where data and sum agree on rows alone, rows are.
    """
    sums: list[tuple[int, ...]] = []
    data: dict[int, tuple[int, ...]] = {}
    for node in nodes:
        entry = _of(node)
        for x, value in zip(entry.operands, entry.values, strict=True):
            if np.ndim(value) and not (isinstance(x, Node) and (x._needs_grad or x._entry)):
                data[id(x)] = np.shape(value)
        shape = np.shape(entry.values[0])
        if entry.operation.name in ("sum", "mean") and shape:
            sums.append(shape)
    places = [(shape[axis], axis) for shape in reversed(sums) for axis in (-1, 0)]
    shared = [n for n, axis in places if data and all(s[axis] == n for s in data.values())]
    single = [n for n in shared if n == 1]
    some = [n for n, axis in places if n > 1 and any(s[axis] == n for s in data.values())]
    last = [shape[-1] for shape in sums[-1:]]
    return next(iter([n for n in shared if n > 1] + single + some + last), None)


def _required(samples: int | None) -> int:
    if samples is None:
        raise ValueError(
            "the course's convention is m times dJ/dZ, but this cost sums over no samples; use "
            "convention='mean'"
        )
    return samples


def between(
    ends: Iterable[Any], cut: Container[int] = (), order: Mapping[int, float] | None = None
) -> list[Node]:
    """The nodes that lead to `ends` and are not cut off by `cut`, in the order of their making.

    `order` gives nodes, by ``id``, another place in this order.
    """
    made: dict[int, Node] = {}
    stack = [x for x in ends if id(x) not in cut]
    while stack:
        node = stack.pop()
        if node._entry is None or id(node) in made:
            continue
        made[id(node)] = node
        stack += [x for x in node._entry.operands if isinstance(x, Node) and id(x) not in cut]
    places = {key: float(_of(node).number) for key, node in made.items()} | dict(order or {})
    return sorted(made.values(), key=lambda node: places[id(node)])


def stand_in(array: Array) -> Tensor:
    """A Tensor without history that shares this array, and is followed."""
    x = Tensor(0.0)
    x._array, x._held, x._traced = array, True, True
    return x


def _enter(node: Node, found: Derivation) -> None:
    """Note the operands of an entry, and its result."""
    entry = _of(node)
    for x, value in zip(entry.operands, entry.values, strict=True):
        if isinstance(value, np.ndarray) and id(x) not in found.arrays:
            _note(x, value, found)
        if isinstance(x, Node) and x._array is not value and not _same(x._array, value):
            raise _changed(x._name or "a tensor", entry)
    if any(type(x) is np.ndarray for x in entry.operands):  # not guarded: compute it again
        again = entry.operation.function(*entry.values, **entry.attributes)
        if not _same(np.asarray(again), entry.output):
            raise _changed("an array", entry)
    _note(node, entry.output, found)


def _same(a: Array, b: Array) -> bool:
    return bool(np.allclose(a, b, rtol=1e-6, atol=0, equal_nan=True))


def _changed(who: str, entry: Entry) -> RuntimeError:
    return RuntimeError(
        f"{who} was changed after {entry.operation.name} at {entry.place} had used it: compute "
        "the result again first"
    )


def _note(x: Any, array: Array, found: Derivation) -> None:
    found.values.append(x)
    found.arrays[id(x)] = array
    found.stand_ins[id(x)] = stand_in(array)


def _pass_on(node: Node, g: Any, found: Derivation) -> None:
    """Hand the gradient of an entry's result on to its operands; what comes to one adds up."""
    entry = _of(node)
    values = [
        found.stand_ins.get(id(x), value)
        for x, value in zip(entry.operands, entry.values, strict=True)
    ]
    output, rules = found.stand_ins[id(node)], entry.operation.rules_of(len(values))
    try:
        shares = [
            (x, fit(rule(g, output, values, entry.attributes, i), value))
            for i, (x, value, rule) in enumerate(zip(entry.operands, values, rules, strict=True))
            if isinstance(x, Node) and x._needs_grad and rule is not None
        ]
    except Exception as error:
        error.add_note(f"in the derivative of {entry.operation.name} at {entry.place}")
        raise
    gradients = found.gradients
    last = found.passed[-1][0] if found.passed else 0
    for x, dx in shares:
        dx = dx if isinstance(dx, Node) else stand_in(np.asarray(dx))
        before = gradients.get(id(x))
        total = gradients[id(x)] = dx if before is None else before + dx
        if before is not None:
            found.order[id(total)] = max(found.place(before), found.place(dx)) + 0.1
        if total._entry is not None:
            last = max(last, total._entry.number)
    found.passed.append((last, node))
    receivers = {id(x) for x, _ in shares}
    for i, x in enumerate(entry.operands):
        if id(x) in receivers and rules[i] is not None:
            found.consumers.setdefault(id(x), []).append((node, i))


def _of(node: Node) -> Entry:
    assert node._entry is not None
    return node._entry


def general(entry: Entry, i: int) -> tuple[Any, dict[int, str], str, str]:
    """Run the rule of operand `i` by itself, on stand-ins named by the letters of the table.

    Returns
    -------
    gradient, names, operation, target
        The graph of the operand's gradient, the letter of each of its leaves by ``id``, the
        operation such as ``a = tanh(z)``, and what the gradient is called, such as ``dz``.
    """
    operation, n = entry.operation, len(entry.values)
    letters = list(operation.operands)
    if letters[-1].startswith("*"):
        many = letters.pop()[1:]
        letters += [f"{many}{k + 1}" for k in range(n - len(letters))]
    values = [stand_in(v) if isinstance(v, np.ndarray) else v for v in entry.values]
    upstream, output = stand_in(np.ones_like(entry.output)), stand_in(entry.output)
    rule = operation.rules_of(n)[i]
    assert rule is not None
    with recorded():
        dx = fit(rule(upstream, output, values, entry.attributes, i), values[i])
    names = {id(v): x for v, x in zip(values, letters, strict=True) if isinstance(v, Node)}
    names |= {id(upstream): "d" + operation.output, id(output): operation.output}
    text = f"{operation.output} = {operation.name}({', '.join(letters)})"
    gradient = dx if isinstance(dx, Node) else stand_in(np.asarray(dx))
    return gradient, names, text, "d" + letters[i]
