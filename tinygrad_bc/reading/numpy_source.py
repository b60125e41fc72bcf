"""The recorded graph and its gradient as the source of a NumPy program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tinygrad_bc.reading.layout import by_layer, live, needed, parameters, samples_line, wrapped
from tinygrad_bc.reading.program import Program, program
from tinygrad_bc.reading.rolled import rolled_source
from tinygrad_bc.reading.spelling import HELPERS


def to_numpy(root: Any, rolled: bool = False) -> str:
    """Write the graph of a scalar, and its gradient, as a NumPy program.

    The program imports NumPy alone.  In float64 its operations are those of the backward pass in
    their order, so its gradients are autograd's to the last bit, except where a product with 1
    was left out or a gradient was spread by broadcasting and a sum runs in another order: there
    they agree to about 1e-12.  Shapes and plain numbers are those of the recording.

    Parameters
    ----------
    root : Tensor
        The scalar.
    rolled : bool
        Write repeated layers as the textbook's loop over ``l``.

    Returns
    -------
    str
        Source of ``forward(...) -> (J, cache)`` and ``backward(cache) -> gradients``, a
        dictionary by name: ``{"dW1": dW1, ...}``, as `tinygrad_bc.compare` takes it.

    Raises
    ------
    TypeError, ValueError, RuntimeError
        For what is no recorded scalar, needs no gradient, was changed since, or has a name that
        is no identifier; with `rolled`, where no layers repeat.

    Examples
    --------
    >>> import numpy as np
    >>> import tinygrad_bc as tg
    >>> x = tg.Tensor([3.0, 4.0], requires_grad=True, name="x")
    >>> print(tg.to_numpy((x**2).sum()))
    import numpy as np
    <BLANKLINE>
    <BLANKLINE>
    def forward(x):
        J = (x**2).sum()
        return J, (x,)
    <BLANKLINE>
    <BLANKLINE>
    def backward(cache):
        (x,) = cache
        dx = 2 * x
        return {"dx": dx}
    <BLANKLINE>
    """
    body = rolled_source(root) if rolled else _unrolled(program(root))
    source = "\n".join(body) + "\n"
    helpers = [text for name, text in HELPERS.items() if re.search(rf"\b{name}\(", source)]
    return "\n\n".join(["import numpy as np\n", *helpers, source])


def _unrolled(read: Program) -> Iterator[str]:
    inputs = [i.name for i in read.inputs]
    yield from wrapped("def forward(", inputs, "):", "")
    yield from by_layer(read.forward)
    cache = needed(read)
    yield from wrapped(f"    return {read.root}, (", cache, ")", "    ")
    yield ""
    yield ""
    yield "def backward(cache):"
    if cache:
        yield from wrapped("    (", cache, ") = cache", "    ", bare="    {} = cache")
    yield from samples_line(read, cache)
    yield from by_layer(live(read))
    pairs = [f'"d{name}": {read.gradients[name]}' for name in parameters(read)]
    yield from wrapped("    return {", pairs, "}", "    ")
