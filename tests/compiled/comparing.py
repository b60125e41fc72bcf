"""A compiled computation beside the same one on the tape."""

import numpy as np

import tinygrad_bc as tg


def on_tape(function, *args):
    """The cost and the gradients by name, by `backward`; the parameters keep theirs."""
    J = function(*args)
    leaves = {}
    for node in tg.tape.graph(J):
        for x in node._entry.operands:
            if isinstance(x, tg.Tensor) and x._entry is None and x.requires_grad:
                leaves[id(x)] = x
    found = tg.grad(J, list(leaves.values()), allow_unused=True)
    gradients = [(x, g) for x, g in zip(leaves.values(), found, strict=True) if g is not None]
    return float(J.item()), gradients


def assert_near(x, y, tolerance=1e-12):
    x, y = np.asarray(x), np.asarray(y)
    assert x.shape == y.shape
    np.testing.assert_allclose(x, y, rtol=0, atol=tolerance * (1 + np.abs(y).max(initial=0)))


def agree(compiled, function, *args, tolerance=1e-12):
    """Call both; the cost and the gradients must be the same."""
    cost, gradients = compiled(*args)
    expected, by_tensor = on_tape(function, *args)
    assert_near(cost, expected, tolerance)
    assert len(gradients) == len(by_tensor)
    for x, g in by_tensor:
        same = [h for h in gradients.values() if h.shape == g.shape and h.dtype == g.dtype]
        if x.name is not None:
            same = [gradients[f"d{x.name}"]]
        assert any(np.allclose(h, g, rtol=1e-9, atol=tolerance * 10) for h in same)
        if x.name is not None:
            assert_near(same[0], g, tolerance)
    return cost
