"""Mistakes that are made everywhere, as data: a wrong expression, its name, what to say of it.

Only numbers name a mistake: `naming` compares the learner's value with what each wrong expression
gives from the learner's own upstream values.  What none gives is called ``wrong-rule``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

MISTAKES = {
    "one-over-m": "the number of samples divides (or multiplies) here once too often or too seldom",
    "stray-constant-factor": "a constant factor stands here that the other gradients do not have",
    "missing-derivative": "every later line takes this for the gradient of an earlier value: the "
    "derivative that leads there is missing",
    "missing-contribution": "the loss depends on this value in more than one way, and their "
    "gradients add up: one of them is missing here",
    "wrong-normaliser": "it is divided by another number than that of the samples",
    "updated-weights-in-backprop": "a parameter is read here after it was updated: the chain rule "
    "wants the value that the forward pass used",
    "bias-not-summed": "the samples are not summed: the gradient must have the parameter's shape",
    "bias-summed-over-units": "too much is summed: the gradient must have the parameter's shape",
    "dot-vs-elementwise": "the result has the wrong shape: a product of the wrong kind, or of the "
    "wrong operand",
    "sign": "the sign is wrong",
    "wrong-rule": "from the values it starts from, the chain rule gives something else",
    "bias-not-updated": "the gradient of this bias is computed, but the bias never changes",
    "not-updated": "the gradient of this parameter is computed, but the parameter never changes",
    "bias-shape": "its shape is not the parameter's: the update broadcasts, the parameter grows",
    "update-typo": "the parameter is set to its step, instead of being moved by it (=- for -=)",
    "typo-wrong-name": "another gradient is taken up here than the one that is meant",
    "update-of-another": "the step starts from another parameter's value, not from its own",
    "accumulator-not-reset": "the gradient is added to that of the passes before, and never set "
    "back to zero",
    "in-place-aliasing": "two names stand for one array, so what is written for one changes the "
    "other as well",
    "integer-dtype": "the array holds integers: what is written into it loses its fraction",
    "accumulator-not-added": "the gradient of the last sample (or the last use) alone is kept, "
    "where all of them are to be added up",
    "label-shape": "the output and the labels do not have the same shape, so every output is "
    "compared with every label",
    "softmax-axis": "the softmax adds up over the samples: each sample's outputs are to add up to "
    "1 over the classes",
    "loss-formula": "the gradients are right for another loss than the one this line computes",
}

# What starts from such a value is no rule's.
SPOILING = {"integer-dtype", "accumulator-not-added", "in-place-aliasing"}

FIRST = {"label-shape", "softmax-axis"}  # mistakes of the forward part, which spoil all gradients


@dataclass(frozen=True)
class Named:
    """A mistake with its explanation, and the right line where it is known."""

    mistake: str
    explanation: str
    expected: str = ""


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


@dataclass(frozen=True)
class Slope:
    """An activation, and how its derivative is written with its score z and its value a."""

    name: str
    of_score: Callable[[Any], Any]
    of_value: Callable[[Any], Any]
    text: str


ACTIVATIONS = (
    Slope("sigmoid", lambda z: _sigmoid(z) * (1 - _sigmoid(z)), lambda a: a * (1 - a),
          "{a} * (1 - {a})"),
    Slope("tanh", lambda z: 1 - np.tanh(z) ** 2, lambda a: 1 - a**2, "(1 - {a}**2)"),
    Slope("relu", lambda z: (z > 0) * 1.0, lambda a: (a > 0) * 1.0, "({z} > 0)"),
)  # fmt: skip

# Formulas that are no derivative of anything here, from the score z, the value a, the slope d.
FORMULAS: tuple[tuple[str, Callable[..., Any], str], ...] = (
    ("derivative-twice", lambda z, a, d: d * d, "the derivative of {f} is multiplied in twice"),
    ("derivative-formula", lambda z, a, d: 1 + a**2, "the sign inside the derivative of {f}"),
    ("derivative-formula", lambda z, a, d: 1 - a, "half of the derivative of {f} is missing"),
    ("derivative-formula", lambda z, a, d: a, "half of the derivative of {f} is missing"),
    ("derivative-formula", lambda z, a, d: a**2, "half of the derivative of {f} is missing"),
    ("derivative-formula", lambda z, a, d: a * (1 + a), "the sign inside the derivative of {f}"),
    ("derivative-formula", lambda z, a, d: 1 - 2 * a, "the square in the derivative of {f}"),
    (
        "relu-derivative",
        lambda z, a, d: (z < 0) * 1.0,
        "the mask keeps the wrong side: the derivative of {f} is what counts where {z} > 0",
    ),
    (
        "relu-derivative",
        lambda z, a, d: (z > 0) * z,
        "the value stands where the mask belongs: the derivative of relu is 0 or 1",
    ),
    ("derivative-formula", lambda z, a, d: -d, "the sign of the derivative of {f} is wrong"),
    ("derivative-formula", lambda z, a, d: 2 * a, "half of the derivative of {f} is missing"),
    ("derivative-formula", lambda z, a, d: 1 / d, "it divides by the derivative of {f}"),
)

# What stands where the derivative of the cross-entropy belongs, from the probability a, label y.
LOG_LOSS: tuple[tuple[Callable[..., Any], str], ...] = (
    (lambda a, y: y / a + (1 - y) / (1 - a), "the second term needs the other sign"),
    (lambda a, y: y / a + (1 - y / 1 - a), "the second term needs the other sign, and brackets: "
     "1 - Y / 1 - A is (1 - (Y / 1)) - A"),
    (lambda a, y: y / a - (1 - y / 1 - a), "brackets are missing: 1 - Y / 1 - A is "
     "(1 - (Y / 1)) - A"),
    (lambda a, y: y / a, "the term of the labels 0 is missing"),
    (lambda a, y: (1 - y) / (1 - a), "the term of the labels 1 is missing"),
    (lambda a, y: y / a - (1 - y) / a, "the second term divides by the wrong probability"),
    (lambda a, y: y * np.log(a) + (1 - y) * np.log(1 - a), "this is the loss, not its derivative"),
)  # fmt: skip
