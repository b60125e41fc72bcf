"""The network that a subcommand reads: written line by line, as a learner would."""

from __future__ import annotations

import argparse
import linecache
from pathlib import Path
from typing import Any

import numpy as np

import tinygrad_bc
from tinygrad_bc import nn
from tinygrad_bc.cli.arguments import layer_sizes, whole_number
from tinygrad_bc.files import load
from tinygrad_bc.tensor import Tensor

_HIDDEN = {"relu": "tg.relu({})", "tanh": "np.tanh({})", "sigmoid": "tg.sigmoid({})"}
_FILE = "network.py"  # what the steps call the lines that are made here


def add_network(parser: Any) -> None:
    """Add the arguments that say which network, and on which samples."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--layers", type=layer_sizes, metavar="2,3,1",
        help="features, units of each hidden layer, 1",
    )  # fmt: skip
    which.add_argument("--model", type=Path, metavar="FILE", help="a saved model instead")
    parser.add_argument(
        "--hidden", choices=sorted(_HIDDEN), default="tanh",
        help="activation of the hidden layers (tanh; a saved model has its own)",
    )  # fmt: skip
    parser.add_argument(
        "--loss", choices=["probabilities", "logits"], default="logits",
        help="the cost from A[L], by the full chain, or from Z[L], by the short cut (logits)",
    )  # fmt: skip
    parser.add_argument("--samples", type=whole_number(2), default=5, help="columns of X (5)")
    parser.add_argument(
        "--seed", type=whole_number(0), default=0, help="of the weights and samples (0)"
    )


def cost(options: argparse.Namespace) -> Tensor:
    """Record the cost of the network on random samples.

    The forward pass is written as lines of a program and run, so that the tape knows for each
    operation a line that says what it is.
    """
    rng = np.random.default_rng(options.seed)
    model = (
        load(options.model)
        if options.model
        else nn.BinaryClassifier(options.layers, hidden=options.hidden, seed=rng)
    )
    m, last = options.samples, len(model.sizes) - 1
    lines = list(_lines(last, model.hidden, options.loss))
    if model.l2:
        weights = ", ".join(f"W{i}" for i in range(1, last + 1))
        lines[-1] += f" + tg.nn.l2_penalty([{weights}], {model.l2!r}, {m})"
    source = "\n".join(lines) + "\n"
    linecache.cache[_FILE] = (len(source), None, source.splitlines(keepends=True), _FILE)
    space: dict[str, Any] = {"np": np, "tg": tinygrad_bc, **dict(model.named_parameters())}
    space["X"] = Tensor(rng.standard_normal((model.sizes[0], m)).astype(model.dtype))
    space["Y"] = Tensor((np.arange(m) % 2).reshape(1, m).astype(model.dtype))
    exec(compile(source, _FILE, "exec"), space)
    for name, value in space.items():
        if isinstance(value, Tensor):
            value.name = name
    result: Tensor = space["J"]
    return result


def _lines(last: int, hidden: str, loss: str) -> Any:
    """The forward pass of the course, line by line."""
    for i in range(1, last + 1):
        before = f"A{i - 1}" if i > 1 else "X"
        yield f"Z{i} = W{i} @ {before} + b{i}"
        if i < last:
            yield f"A{i} = {_HIDDEN[hidden].format(f'Z{i}')}"
    if loss == "logits":
        yield f"J = tg.nn.binary_cross_entropy_with_logits(Z{last}, Y)"
    else:
        yield f"A{last} = tg.sigmoid(Z{last})"
        yield f"J = tg.nn.binary_cross_entropy(A{last}, Y)"
