# ruff: noqa: E501 - a table of programs, a line each
"""A listing split over samples: the sum over chunks is the whole, or the split is refused."""

import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import tinygrad_bc as tg
from tests.compiled.comparing import assert_near, on_tape
from tests.compiled.listings import run as evaluate
from tinygrad_bc.compiled import capture, chunks, machine, passes, plan
from tinygrad_bc.compiled.instructions import Listing, followed
from tinygrad_bc.recording import planning

quick = settings(
    deadline=None,
    max_examples=25,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def listing_of(cost, data, parameters):
    """The simplified listing of a cost of data, with the names of the data."""
    given = {name: followed(x, name=name) for name, x in data.items()}
    with planning():
        J = cost(*given.values())
    names = {id(p): name for name, p in [*parameters.items(), *((k, x) for k, x in given.items())]}
    leaves = [leaf for leaf in capture.leaves_of(J, names) if id(leaf.source) in names]
    listing = capture.captured(J, leaves)
    return list(passes.simplified(listing))[-1][1]


def in_chunks(split, arrays, size):
    """Run the three parts of a split listing."""
    arrays = arrays | evaluate(split.before, arrays)
    totals = {}
    for start, end in chunks.spans(split.samples, size):
        part = {}
        for name in split.body.given:
            axis = split.sliced(name)
            x = arrays[name]
            part[name] = x if axis is None else x.take(range(start, end), axis)
        for name, x in evaluate(split.sized(end - start), part).items():
            totals[name] = totals[name] + x if name in totals else x
    return evaluate(split.after, arrays | totals)


class Program:
    """A cost of data, its parameters, and the same cost whole and in chunks."""

    def __init__(self, cost, data, **parameters):
        self.data = data
        self.parameters = {
            name: tg.Tensor(x, requires_grad=True, name=name) for name, x in parameters.items()
        }
        self.cost = lambda *arrays: cost(self.parameters, *arrays)
        self.listing = listing_of(self.cost, data, self.parameters)
        self.split = chunks.chunked(self.listing, {n: self.listing.given[n] for n in data
                                                   if n in self.listing.given})  # fmt: skip

    def check(self, size=256, tolerance=1e-12):
        """The results in chunks, against those of the whole listing and of the tape."""
        arrays = self.data | {name: p._array for name, p in self.parameters.items()}
        whole = evaluate(self.listing, arrays)
        cost, gradients = on_tape(self.cost, *map(tg.Tensor, self.data.values()))
        assert_near(whole["J"], cost, tolerance)
        for p, g in gradients:
            assert_near(whole[f"d{p.name}"], g, tolerance)
        if self.split is not None:
            found = in_chunks(self.split, arrays, size)
            assert found.keys() == whole.keys()
            for name, x in whole.items():
                assert_near(found[name], x, tolerance)
        return self.split


def numbers(*shape, seed=0):
    return np.random.default_rng([seed, *shape]).uniform(-1, 1, shape)


def labels(*shape):
    return (numbers(*shape, seed=5) > 0).astype(float)


# ---------------------------------------------------------------- programs that can be split


def network(activation, loss, rows=False):
    def cost(p, X, Y):
        A = activation(X @ p["W1"].T + p["b1"].T if rows else p["W1"] @ X + p["b1"])
        Z = A @ p["W2"].T + p["b2"] if rows else p["W2"] @ A + p["b2"]
        return loss(Z, Y)

    return cost


def softmax_cost(axis):
    def loss(Z, Y):
        E = np.exp(Z - Z.max(axis=axis, keepdims=True))
        P = E / E.sum(axis=axis, keepdims=True)
        return -(Y * np.log(P)).sum() / Y.shape[1 - axis]

    return loss


LOSSES = {
    "cross-entropy": lambda Z, Y: tg.rules.cross_entropy(Z, Y).mean(),
    "its formula": lambda Z, Y: -(Y * np.log(tg.sigmoid(Z)) + (1 - Y) * np.log(1 - tg.sigmoid(Z))).mean(),
    "squares": lambda Z, Y: ((Z - Y) ** 2).mean(),
    "absolute, summed": lambda Z, Y: abs(Z - Y).sum(),
    "flat": lambda Z, Y: ((Z - Y).reshape(-1) ** 2).sum() / 7,
    "product": lambda Z, Y: ((Z - Y).ravel() @ (Z - Y).ravel()) / Y.size,
    "hinge": lambda Z, Y: np.where(Z * (2 * Y - 1) < 1, 1 - Z * (2 * Y - 1), 0).mean(),
}  # fmt: skip
ACTIVATIONS = {
    "tanh": np.tanh, "relu": tg.relu, "sigmoid": tg.sigmoid, "softplus": tg.softplus,
    "leaky_relu": lambda z: tg.leaky_relu(z, 0.1), "clip": lambda z: np.clip(z, -0.5, 0.8),
}  # fmt: skip


def sizes():
    """Sizes of chunks that are odd, too large, or leave one sample over."""
    return st.sampled_from([1, 7, 64, 255, 256, 333, 999, 1000, 4000])


@quick
@given(
    st.sampled_from(sorted(LOSSES)), st.sampled_from(sorted(ACTIVATIONS)), st.booleans(),
    st.sampled_from([1, 2, 3, 64, 257, 1000]), st.integers(1, 5), sizes(),
)  # fmt: skip
def test_networks(loss, activation, rows, m, width, size):
    X, Y = (numbers(m, 3), labels(m, 1)) if rows else (numbers(3, m), labels(1, m))
    program = Program(
        network(ACTIVATIONS[activation], LOSSES[loss], rows), {"X": X, "Y": Y},
        W1=numbers(width, 3), b1=numbers(width, 1), W2=numbers(1, width), b2=numbers(1, 1),
    )  # fmt: skip
    split = program.check(max(1, min(size, m)))
    if m > 5:
        assert split is not None
        assert split.samples == m


def weighted(p, X, Y, s):
    return (s * (p["W"] @ X - Y) ** 2).mean()


OTHERS = {
    "weighted samples": (weighted, {"X": (3, 1000), "Y": (1, 1000), "s": (1, 1000)}, {"W": (1, 3)}),
    "weights without an axis of their own": (
        weighted, {"X": (3, 1000), "Y": (1, 1000), "s": (1000,)}, {"W": (1, 3)}),
    "rows and flat labels": (
        lambda p, X, y: ((X @ p["w"] - y) ** 2).mean(), {"X": (1000, 3), "y": (1000,)}, {"w": (3,)}),
    "softmax, columns": (
        lambda p, X, Y: softmax_cost(0)(p["W"] @ X, Y), {"X": (4, 501), "Y": (3, 501)}, {"W": (3, 4)}),
    "softmax, rows": (
        lambda p, X, Y: softmax_cost(1)(X @ p["W"], Y), {"X": (501, 4), "Y": (501, 3)}, {"W": (4, 3)}),
    "L2": (
        lambda p, X, Y: ((p["W"] @ X - Y) ** 2).mean() + 0.3 * (p["W"] ** 2).sum() + (p["v"] ** 2).sum(),
        {"X": (3, 500), "Y": (1, 500)}, {"W": (1, 3), "v": (2, 2)}),
    "a product with L2": (
        lambda p, X, Y: ((p["W"] @ X - Y) ** 2).mean() * (1 + (p["W"] ** 2).sum()),
        {"X": (3, 500), "Y": (1, 500)}, {"W": (1, 3)}),
    "a factor that is learnt": (
        lambda p, X, Y: (np.exp(p["s"]) * (p["W"] @ X - Y) ** 2).mean() - p["s"].sum(),
        {"X": (3, 500), "Y": (1, 500)}, {"W": (1, 3), "s": (1, 1)}),
    "a ratio of totals": (
        lambda p, X, Y: ((p["W"] @ X - Y) ** 2).sum() / (np.exp(p["W"] @ X)).sum(),
        {"X": (3, 500), "Y": (1, 500)}, {"W": (1, 3)}),
    "a square of the mean": (
        lambda p, X, Y: ((p["W"] @ X - Y) ** 2).mean() ** 2, {"X": (3, 500), "Y": (1, 500)}, {"W": (1, 3)}),
    "the root of the mean": (
        lambda p, X, Y: np.sqrt(((p["W"] @ X - Y) ** 2).mean()), {"X": (3, 500), "Y": (1, 500)}, {"W": (1, 3)}),
    "the variance": (
        lambda p, X: np.var(p["W"] @ X), {"X": (3, 500)}, {"W": (2, 3)}),
    "batch normalisation": (
        lambda p, X, Y: (((p["W"] @ X - (p["W"] @ X).mean(axis=1, keepdims=True))
                          / np.sqrt(np.var(p["W"] @ X, axis=1, keepdims=True) + 0.1) - Y) ** 2).mean(),
        {"X": (3, 500), "Y": (2, 500)}, {"W": (2, 3)}),
    "softmax over the batch": (
        lambda p, X, Y: softmax_cost(1)(p["W"] @ X, Y), {"X": (4, 100), "Y": (3, 100)}, {"W": (3, 4)}),
    "the largest sample": (
        lambda p, X, Y: ((p["W"] @ X - Y) ** 2).max(), {"X": (3, 500), "Y": (1, 500)}, {"W": (1, 3)}),
    "the largest feature": (
        lambda p, X, Y: ((p["W"] @ X).max(axis=0, keepdims=True) - Y).sum(),
        {"X": (3, 500), "Y": (1, 500)}, {"W": (2, 3)}),
    "samples in another order": (
        lambda p, X, Y: ((p["W"] @ X)[:, ::-1] * Y).mean(), {"X": (3, 500), "Y": (1, 500)}, {"W": (1, 3)}),
    "neighbours": (
        lambda p, X, Y: ((p["W"] @ X)[:, 1:] * (p["W"] @ X)[:, :-1]).sum() + Y.sum() * p["W"].sum(),
        {"X": (3, 500), "Y": (1, 500)}, {"W": (1, 3)}),
    "every pair": (
        lambda p, X: np.exp(-((p["W"] @ X).T - p["W"] @ X) ** 2).mean(), {"X": (3, 60)}, {"W": (1, 3)}),
    "a kernel": (
        lambda p, K, Y: ((p["a"] @ K - Y) ** 2).mean() + (p["a"] @ K @ p["a"].T).sum(),
        {"K": (50, 50), "Y": (1, 50)}, {"a": (1, 50)}),
    "as many samples as features": (
        lambda p, X, Y: ((np.tanh(p["W"] @ X) + p["b"] - Y) ** 2).mean(),
        {"X": (40, 40), "Y": (40, 40)}, {"W": (40, 40), "b": (40, 1)}),
    "as many samples as features, rows": (
        lambda p, X, Y: ((np.tanh(X @ p["W"]) + p["b"] - Y) ** 2).mean(),
        {"X": (40, 40), "Y": (40, 40)}, {"W": (40, 40), "b": (1, 40)}),
    "a parameter for each sample": (
        lambda p, X, Y: ((p["W"] @ X + p["b"] - Y) ** 2).mean(),
        {"X": (3, 40), "Y": (1, 40)}, {"W": (1, 3), "b": (1, 40)}),
    "data in transpose": (
        lambda p, X, Y: ((p["W"] @ X.T - Y.T) ** 2).mean(), {"X": (500, 3), "Y": (500, 1)}, {"W": (1, 3)}),
    "one transposed": (
        lambda p, X, Y: ((p["W"] @ X.T - Y) ** 2).mean(), {"X": (500, 3), "Y": (1, 500)}, {"W": (1, 3)}),
    "data against flat data": (
        lambda p, X, y: ((p["W"] @ X) * y + y[None] - y).sum(), {"X": (3, 500), "y": (500,)}, {"W": (2, 3)}),
    "a constant of the size of the samples": (
        lambda p, X: ((p["W"] @ X + np.ones((1, 50))) * np.ones(50) - np.zeros((2, 50))).sum(),
        {"X": (3, 50)}, {"W": (2, 3)}),
    "a square constant": (
        lambda p, X: ((p["W"] @ X) @ np.ones((50, 50)) * np.ones((1, 50))).mean(), {"X": (3, 50)}, {"W": (2, 3)}),
    "an average over the samples": (
        lambda p, X, Y: ((p["W"] @ X - (X @ np.ones((500, 1)) / 500).sum() - Y) ** 2).mean(),
        {"X": (3, 500), "Y": (1, 500)}, {"W": (1, 3)}),
    "joined features": (
        lambda p, X, Y: ((p["W"] @ np.concatenate([X, X * X], axis=0) - Y) ** 2).mean(),
        {"X": (3, 500), "Y": (1, 500)}, {"W": (1, 6)}),
    "joined samples": (
        lambda p, X, Y: ((p["W"] @ np.concatenate([X, Y], axis=1)) ** 2).mean(),
        {"X": (3, 500), "Y": (3, 500)}, {"W": (1, 3)}),
    "a column of ones": (
        lambda p, X, Y: ((p["W"] @ np.concatenate([X, np.ones((1, 500))]) - Y) ** 2).mean(),
        {"X": (3, 500), "Y": (1, 500)}, {"W": (1, 4)}),
    "stacked": (
        lambda p, X, Y: (np.stack([p["W"] @ X, Y]) ** 2).sum(), {"X": (3, 500), "Y": (1, 500)}, {"W": (1, 3)}),
    "einsum": (
        lambda p, X, Y: ((np.einsum("ij,jk->ik", p["W"], X) - Y) ** 2).mean(),
        {"X": (3, 500), "Y": (1, 500)}, {"W": (1, 3)}),
    "reshaped": (
        lambda p, X: (np.tanh(p["W"] @ X).reshape(2, 3, 100).sum(axis=1) ** 2).sum(), {"X": (4, 100)}, {"W": (6, 4)}),
    "samples reshaped": (
        lambda p, X: (np.tanh(p["W"] @ X).reshape(2, 10, 10).sum(axis=1) ** 2).sum(), {"X": (4, 100)}, {"W": (2, 4)}),
    "images": (
        lambda p, X, y: ((np.tanh(X.reshape(64, 12) @ p["W"]) @ p["v"] - y) ** 2).mean(),
        {"X": (64, 3, 4), "y": (64,)}, {"W": (12, 5), "v": (5,)}),
    "axes in another order": (
        lambda p, X: (np.swapaxes(np.transpose(X, (2, 0, 1)) @ p["W"], 0, 1) ** 2).sum(),
        {"X": (3, 5, 64)}, {"W": (5, 2)}),
    "any and all": (
        lambda p, X: np.where((X > 0.9).any(axis=0, keepdims=True), p["W"] @ X, 0).sum(), {"X": (3, 500)}, {"W": (1, 3)}),
    "any sample": (
        lambda p, X: np.where((X > 0.99).any(), p["W"] @ X, 0).sum(), {"X": (3, 500)}, {"W": (1, 3)}),
    "samples that count": (
        lambda p, X: np.where(X > 0.2, p["W"] * X, 0).sum() / (X > 0.2).sum(), {"X": (1, 500)}, {"W": (1, 1)}),
    "data of one column beside": (
        lambda p, X, mu, Y: ((p["W"] @ (X - mu) - Y) ** 2).mean(),
        {"X": (3, 500), "mu": (3, 1), "Y": (1, 500)}, {"W": (1, 3)}),
    "nothing of the samples": (
        lambda p, X: (p["W"] ** 2).sum() + 0 * X.sum() * p["W"].sum(), {"X": (3, 500)}, {"W": (1, 3)}),
    "one sample": (
        lambda p, X, Y: ((p["W"] @ X - Y) ** 2).mean(), {"X": (3, 1), "Y": (1, 1)}, {"W": (1, 3)}),
    "recurrent": (
        lambda p, X, Y: ((p["W"] @ np.tanh(p["W"] @ np.tanh(p["W"] @ X)) - Y) ** 2).mean(),
        {"X": (3, 500), "Y": (3, 500)}, {"W": (3, 3)}),
    "argmax of each sample": (
        lambda p, X: (np.argmax(p["W"] @ X, axis=0) * (p["W"] @ X)).sum(), {"X": (3, 500)}, {"W": (2, 3)}),
}  # fmt: skip
REFUSED = {
    "the variance", "batch normalisation", "softmax over the batch", "the largest sample",
    "samples in another order", "neighbours", "every pair", "a square of the mean",
    "the root of the mean", "joined samples", "samples reshaped", "any sample", "one sample",
    "a parameter for each sample",
}  # fmt: skip
EITHER = {
    "a ratio of totals", "a product with L2", "a kernel", "einsum", "stacked",
    "nothing of the samples", "argmax of each sample", "one transposed", "samples that count",
    "an average over the samples", "axes in another order", "data against flat data",
    "a square constant",
    "a factor that is learnt",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_other_programs(name):
    cost, data, parameters = OTHERS[name]
    program = Program(
        cost,
        {n: labels(*s) if n in "Yy" else numbers(*s) for n, s in data.items()},
        **{n: numbers(*s, seed=3) for n, s in parameters.items()},
    )
    for size in (1, 13, 64, 256):
        split = program.check(size)
    if name not in EITHER:
        assert (split is None) == (name in REFUSED)


# ---------------------------------------------------------------- parts by hand


def test_the_parts_of_a_small_listing():
    program = Program(
        lambda p, X, Y: ((p["W"] @ X - Y) ** 2).sum() + (p["W"] ** 2).sum(),
        {"X": numbers(2, 6), "Y": numbers(1, 6)}, W=numbers(1, 2),
    )  # fmt: skip
    split = program.split
    assert {split.sliced("X"), split.sliced("Y")} == {1}
    assert split.body.given["W"] not in split.axes
    assert sorted(x.shape for x in split.body.wanted.values()) == [(), (1, 2)]
    others = {step.name for part in (split.before, split.after) for step in part.instructions}
    assert "matmul" not in others
    assert split.sized(4).given["X"].shape == (2, 4)
    assert split.sized(4).given["W"].shape == (1, 2)


def test_a_listing_without_samples_is_not_split():
    w = tg.Tensor(np.ones((1, 3)), requires_grad=True, name="w")
    listing = listing_of(lambda: (w * w).sum(), {}, {"w": w})
    assert chunks.chunked(listing, {}) is None
    assert isinstance(listing, Listing)


def test_spans():
    assert list(chunks.spans(1000, 256)) == [(0, 256), (256, 512), (512, 768), (768, 1000)]
    assert list(chunks.spans(256, 256)) == [(0, 256)]
    assert list(chunks.spans(257, 256))[-1] == (256, 257)
    assert list(chunks.spans(3, 10)) == [(0, 3)]


# ---------------------------------------------------------------- plans in chunks, threads too


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("m", [1000, 1025, 2048])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_plan_in_chunks(monkeypatch, threads, m, dtype):
    monkeypatch.setattr(machine, "cache_size", lambda: 2_000)
    monkeypatch.setattr(machine, "threads", lambda: threads)
    monkeypatch.setattr(plan, "WORTH_THREADS", 0)
    monkeypatch.setattr(plan, "WORTH_A_CALL", 0)
    W1, b1, W2 = (
        tg.Tensor(numbers(*s).astype(dtype), requires_grad=True, name=n)
        for n, s in {"W1": (8, 3), "b1": (8, 1), "W2": (1, 8)}.items()
    )

    def cost(X, Y):
        Z = W2 @ tg.relu(W1 @ X + b1)
        return tg.rules.cross_entropy(Z, Y).mean() + (W1**2).sum()

    compiled = tg.compile(cost)
    tolerance = 1e-12 if dtype is np.float64 else 1e-4
    for seed in range(3):
        X, Y = numbers(3, m, seed=seed).astype(dtype), labels(1, m).astype(dtype)
        found, gradients = compiled(X, Y)
        again, _ = compiled(X, Y)
        assert found == again
        expected, by_tensor = on_tape(cost, tg.Tensor(X), tg.Tensor(Y))
        assert_near(found, expected, tolerance)
        for p, g in by_tensor:
            assert_near(gradients[f"d{p.name}"], g, tolerance)
        compiled.step(X, Y, learning_rate=0.1)
    assert compiled.on_tape == ""
    assert "chunks of" in compiled.source
    assert f"threads: {threads}" in compiled.source


@pytest.mark.parametrize("threads", [1, 2])
def test_overflow_in_a_chunk_is_told_by_the_tape_alone(monkeypatch, threads):
    monkeypatch.setattr(machine, "cache_size", lambda: 2_000)
    monkeypatch.setattr(machine, "threads", lambda: threads)
    monkeypatch.setattr(plan, "WORTH_THREADS", 0)
    monkeypatch.setattr(plan, "WORTH_A_CALL", 0)
    W = tg.Tensor(numbers(8, 3), requires_grad=True, name="W")
    compiled = tg.compile(lambda X: tg.sigmoid(W @ X).mean())
    X = numbers(3, 2000)
    compiled(X)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        X[:, -5:] = 1e5
        assert 0 < compiled(X)[0] < 1
    assert compiled.on_tape == ""
