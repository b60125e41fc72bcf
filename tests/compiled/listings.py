"""Listings that tests of the passes work on, and a way to run one without any pass."""

import numpy as np

import tinygrad_bc as tg
from tinygrad_bc.compiled.capture import captured, leaves_of
from tinygrad_bc.compiled.instructions import Value, followed


def listing_of(function, *arrays, needs_grad=()):
    """The captured listing of a function; arguments are named x0, x1, ..."""
    given = [
        followed(np.asarray(a, dtype=getattr(a, "dtype", float)), k in needs_grad, f"x{k}")
        for k, a in enumerate(arrays)
    ]
    root = function(*given)
    return captured(root, leaves_of(root, {}))


def run(listing, arrays):
    """Compute a listing step by step, each by the function of its operation."""
    known = {value: arrays[name] for name, value in listing.given.items()}

    def number(x):
        if not isinstance(x, Value):
            return x
        return x.constant if x.constant is not None else known[x]

    for step in listing.instructions:
        function = step.operation.function
        known[step.output] = function(*map(number, step.operands), **step.attributes)
    return {name: np.asarray(number(value)) for name, value in listing.wanted.items()}


def classifier(sizes=(2, 3, 1), m=5, hidden="relu", l2=0.0, dtype=np.float64, seed=0):
    """A classifier's listing, and the arrays that it is given."""
    rng = np.random.default_rng(seed)
    model = tg.nn.BinaryClassifier(list(sizes), hidden=hidden, seed=seed, l2=l2, dtype=dtype)
    for _, p in model.named_parameters():
        p.data = rng.normal(size=p.shape)
    X = followed(rng.normal(size=(sizes[0], m)).astype(dtype), name="X")
    Y = followed(rng.integers(0, 2, (1, m)).astype(dtype), name="Y")
    root = model._cost(X, Y, m)
    arrays = {"X": X._array, "Y": Y._array}
    arrays |= {name: p._array for name, p in model.named_parameters()}
    return captured(root, leaves_of(root, {})), arrays


def names(listing):
    """The operations in their order."""
    return [step.name for step in listing.instructions]


def assert_same(a, b, tolerance=1e-12):
    """Whether two sets of results agree."""
    assert a.keys() == b.keys()
    for name, x in a.items():
        np.testing.assert_allclose(b[name], x, rtol=tolerance, atol=tolerance, err_msg=name)
