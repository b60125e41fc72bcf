"""The backward pass of a recorded scalar as a list of steps."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinygrad_bc.convention import Convention
from tinygrad_bc.reading import latex
from tinygrad_bc.reading.program import Program, Statement, program
from tinygrad_bc.tape import Array

WHOLE = 12  # elements that are shown one by one


@dataclass(frozen=True)
class Step:
    """One gradient.

    Attributes
    ----------
    number : int
        From 1, in the order in which the pass runs.
    statement : Statement
        The gradient's name, its NumPy expression and array, the general rules, the forward lines.
    """

    number: int
    statement: Statement

    @property
    def equation(self) -> str:
        """The rule with names in, such as ``dZ1 = dA1 * (1 - A1**2)``."""
        return str(self.statement)

    @property
    def rules(self) -> list[str]:
        """The general rules, such as ``dz = da * (1 - a**2)   for   a = tanh(z)``."""
        return [str(rule) for rule in self.statement.rules]

    @property
    def forward(self) -> list[str]:
        """The forward lines that it belongs to, such as ``net.py:12  A1 = np.tanh(Z1)``."""
        return self.statement.lines

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the gradient."""
        return self.statement.array.shape

    @property
    def numbers(self) -> str:
        """The gradient in full where it is small, else min, mean, max and norm."""
        return numbers(self.statement.array)

    def __str__(self) -> str:
        lines = [f"{self.number:>3}. {self.equation}"]
        lines += [f"       rule     {rule}" for rule in self.rules]
        lines += [f"       forward  {line}" for line in self.forward]
        lines += [f"       {shown(self.shape):<8} {self.numbers}"]
        return "\n".join(lines)


@dataclass(frozen=True)
class Explanation:
    """The steps of a backward pass; prints as text, and shows itself in a notebook.

    Attributes
    ----------
    steps : list of Step
    head : str
        What ``dV`` stands for: which scalar, and which convention of 1/m.
    program : Program
        The forward statements and the names.
    """

    steps: list[Step]
    head: str
    program: Program

    def __str__(self) -> str:
        return "\n".join([self.head, "", *map(str, self.steps)])

    def why(self) -> str:
        """Show that the short cut ``dZ = A - Y`` is the full chain through ``dA``.

        Returns
        -------
        str
            For each cross-entropy that was computed from scores: the chain line by line, with
            its numbers, and how far its end lies from the short cut.

        Raises
        ------
        ValueError
            When no cross-entropy on the graph was computed from scores.

        Examples
        --------
        >>> import tinygrad_bc as tg
        >>> Z1 = tg.Tensor([[0.0, 2.0]], requires_grad=True, name="Z1")
        >>> J = tg.nn.losses.binary_cross_entropy_with_logits(Z1, [[1, 0]])
        >>> print(tg.explain(J).why())
        From the probability A1 = sigmoid(Z1), with the loss -(Y log A1 + (1 - Y) log(1 - A1)):
          dA1 = -(Y / A1 - (1 - Y) / (1 - A1))        [[-2. 8.389056]]
          dZ1 = dA1 * A1 * (1 - A1)                   [[-0.5 0.880797]]
        A1 (1 - A1) cancels both fractions: -(Y (1 - A1) - (1 - Y) A1) = A1 - Y.
          dZ1 = A1 - Y                                [[-0.5 0.880797]]
        The largest difference of the two: 0. (For each sample; J's mean adds the factor 1/m.)
        """
        names, found = self.program.names, []
        for node in self.program.derivation.nodes:
            entry = node._entry
            if entry is not None and entry.operation.name == "cross_entropy":
                Z, Y = (names.get(id(x), k) for x, k in zip(entry.operands, "ZY", strict=True))
                A = "A" + Z[1:] if Z.startswith("Z") else "A"
                found.append(_chain(Z, A, Y, *entry.values))
        if not found:
            raise ValueError(
                "there is no short cut to explain: no cross-entropy on the graph was computed "
                "from scores (binary_cross_entropy_with_logits, BinaryClassifier.cost)"
            )
        return "\n\n".join(found)

    def markdown(self) -> str:
        """The steps as a table in Markdown."""
        rows = ["| step | gradient | general rule | shape | numbers | forward line |",
                "| ---: | --- | --- | --- | --- | --- |"]  # fmt: skip
        for step in self.steps:
            cells = [
                str(step.number), _code(step.equation), "<br>".join(map(_code, step.rules)),
                shown(step.shape), step.numbers, "<br>".join(map(_code, step.forward)),
            ]  # fmt: skip
            rows.append("| " + " | ".join(cells) + " |")
        return "\n".join([self.head.replace("*", r"\*"), "", *rows])

    def latex(self) -> str:
        r"""The steps as an ``align*`` of the package amsmath: ``dZ^{[1]} &= ...``."""
        table = {n: latex.name(n) for n in self._all_names()}
        lines = [
            rf"{table[s.name]} &= {latex.final(text)}"
            for s, text in self.program.respelled(latex.spelled, table)
            if s in self.program.backward
        ]
        return "\n".join([r"\begin{align*}", " \\\\\n".join(lines), r"\end{align*}"])

    def _all_names(self) -> Iterator[str]:
        read = self.program
        yield from (i.name for i in read.inputs)
        yield from (s.name for s in (*read.forward, *read.backward))

    def _repr_markdown_(self) -> str:
        return self.markdown()

    def _repr_html_(self) -> str:
        rows = "".join(
            "<tr>" + "".join(f"<td style='text-align:left'>{cell}</td>" for cell in (
                step.number, _html([step.equation]), _html(step.rules), shown(step.shape),
                html.escape(step.numbers), _html(step.forward))) + "</tr>"
            for step in self.steps
        )  # fmt: skip
        head = "".join(
            f"<th style='text-align:left'>{title}</th>"
            for title in ("", "gradient", "general rule", "shape", "numbers", "forward line")
        )
        return f"<p>{html.escape(self.head)}</p><table><tr>{head}</tr>{rows}</table>"


def explain(root: Any, convention: Convention = "mean") -> Explanation:
    """Explain the gradient of a scalar, in the steps of the backward pass.

    Parameters
    ----------
    root : Tensor
        The scalar.
    convention : {"mean", "course"}
        ``"mean"``: dV stands for dJ/dV.  ``"course"``: for computed values dV stands for m·dJ/dV,
        so that ``dZ = A - Y``, and the gradients of parameters are divided by m.

    Returns
    -------
    Explanation
        Its ``steps``; print it, show it in a notebook, or take its ``markdown()`` or ``latex()``.

    Raises
    ------
    TypeError, ValueError, RuntimeError
        For what is no recorded scalar, needs no gradient, was changed since, or has a name that
        is no identifier; in the course's convention, for a cost that sums over no samples.

    Examples
    --------
    >>> import numpy as np
    >>> import tinygrad_bc as tg
    >>> W1 = tg.Tensor([[1.0, 2.0]], requires_grad=True, name="W1")
    >>> A1 = np.tanh(W1).named("A1")
    >>> for step in tg.explain(A1.sum()).steps:
    ...     print(step.equation, step.shape)
    dA1 = np.ones((1, 2)) (1, 2)
    dW1 = dA1 * (1 - A1**2) (1, 2)
    """
    read = program(root, convention=convention)
    steps = [Step(k, s) for k, s in enumerate(read.backward, start=1)]
    return Explanation(steps, head(read), read)


def head(read: Program) -> str:
    """What dV stands for: of which scalar, and in which convention."""
    J, m = read.root, read.samples
    if read.convention == "course":
        return (
            f"Gradients of {J} in the course's convention: of a computed value V, dV stands for "
            f"m·d{J}/dV, with m = {m}; of a parameter, for d{J}/dV, hence the / m."
        )
    uses_m = f", and m = {m}" if any("/ m" in s.text for s in read.backward) else ""
    return f"Gradients of {J}: dV stands for d{J}/dV{uses_m}."


def numbers(array: Array) -> str:
    """The array in full where it is small, else min, mean, max and norm.

    Examples
    --------
    >>> numbers(np.array([[1.0, 0.25]])), numbers(np.arange(20.0))
    ('[[1. 0.25]]', 'min 0, mean 9.5, max 19, norm 49.7')
    """
    if array.size <= WHOLE:
        text = np.array2string(array, precision=6, separator=" ", suppress_small=False)
        return " ".join(text.split()).replace("[ ", "[").replace(" ]", "]")
    norm = float(np.linalg.norm(np.asarray(array, float).ravel()))
    return f"min {array.min():.4g}, mean {array.mean():.4g}, max {array.max():.4g}, norm {norm:.3g}"


def shown(shape: tuple[int, ...]) -> str:
    """The shape, or what a shape without axes is."""
    return str(shape) if shape else "number"


def _chain(Z: str, A: str, Y: str, z: Any, y: Any) -> str:
    """The full chain from the probability, with numbers, beside the short cut."""
    a = 1 / (1 + np.exp(-z))
    da = -(y / a - (1 - y) / (1 - a))
    long, short = da * a * (1 - a), a - y
    difference = float(np.abs(long - short).max())

    def line(text: str, value: Any) -> str:
        return f"  {text:<44}{numbers(value)}"

    return "\n".join(
        [
            f"From the probability {A} = sigmoid({Z}), with the loss "
            f"-({Y} log {A} + (1 - {Y}) log(1 - {A})):",
            line(f"d{A} = -({Y} / {A} - (1 - {Y}) / (1 - {A}))", da),
            line(f"d{Z} = d{A} * {A} * (1 - {A})", long),
            f"{A} (1 - {A}) cancels both fractions: -({Y} (1 - {A}) - (1 - {Y}) {A}) = {A} - {Y}.",
            line(f"d{Z} = {A} - {Y}", short),
            f"The largest difference of the two: {difference:.2g}. "
            "(For each sample; J's mean adds the factor 1/m.)",
        ]
    )


def _code(text: str) -> str:
    return f"`{text}`".replace("|", r"\|")


def _html(lines: list[str]) -> str:
    return "<br>".join(f"<code>{html.escape(line)}</code>" for line in lines)
