"""Whole or in chunks, on one thread or several: the numbers are those of the tape."""

import os
import signal

import numpy as np
import pytest

import tinygrad_bc as tg
from tests.compiled.listings import assert_same, classifier, run
from tinygrad_bc.compiled import machine, plan
from tinygrad_bc.compiled.plan import Plan
from tinygrad_bc.compiled.promises import NOTHING
from tinygrad_bc.compiled.running import InChunks, Whole


def planned(listing, promises=NOTHING):
    return Plan(listing, "J", {"X", "Y"}, promises)


def results(made, arrays):
    J = made.step(*made.arguments([arrays[name] for name in made.given]))
    return {"J": np.asarray(J)} | {name: x.copy() for name, x in made.results.items()}


@pytest.fixture
def small_cache(monkeypatch):
    """A machine on which 1,000 samples are many."""
    monkeypatch.setattr(machine, "cache_size", lambda: 2**12)


@pytest.mark.parametrize("hidden", ["relu", "tanh"])
@pytest.mark.parametrize("l2", [0.0, 0.5])
@pytest.mark.parametrize("threads", [1, 2, 3])
def test_chunks_add_up(small_cache, monkeypatch, hidden, l2, threads):
    monkeypatch.setattr(machine, "threads", lambda: threads)
    monkeypatch.setattr(plan, "WORTH_THREADS", 0.0)
    monkeypatch.setattr(plan, "WORTH_A_CALL", 0.0)
    listing, arrays = classifier((3, 5, 1), m=1111, hidden=hidden, l2=l2)
    made = planned(listing)
    assert isinstance(made._run, InChunks) and len(made._run._workers) == threads
    assert_same(run(listing, arrays), results(made, arrays))
    first = results(made, arrays)
    for name, x in results(made, arrays).items():
        np.testing.assert_array_equal(x, first[name])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="optional: this system does not fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_process_that_was_forked_has_threads_of_its_own(small_cache, monkeypatch):
    monkeypatch.setattr(machine, "threads", lambda: 2)
    monkeypatch.setattr(plan, "WORTH_THREADS", 0.0)
    monkeypatch.setattr(plan, "WORTH_A_CALL", 0.0)
    listing, arrays = classifier((3, 5, 1), m=1111)
    made = planned(listing)
    expected = results(made, arrays)["J"]
    child = os.fork()
    if not child:
        signal.alarm(20)  # rather than wait for ever
        os._exit(0 if results(made, arrays)["J"] == expected else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.parametrize(
    "sizes, m, threads, size",
    [
        ((3, 5, 1), 100, 1, 100),  # little work
        ((30, *[32] * 20, 1), 600, 1, 600),  # much work in many short calls
        ((20, 64, 64, 1), 100_000, 2, 2000),  # long calls, on chunks of about 2,048 samples
        ((20, 64, 64, 1), 3_600, 2, 1800),  # two halves: they pass through the third cache
        ((784, 256, 128, 1), 1000, 2, 500),  # wide layers are not cut further
    ],
)
def test_the_rules_for_threads_and_chunks(monkeypatch, sizes, m, threads, size):
    monkeypatch.setattr(machine, "threads", lambda: 2)
    monkeypatch.setattr(machine, "cache_size", lambda: 2**19)
    made = planned(classifier(sizes, m=m, dtype=np.float32)[0])
    if size == m:
        assert isinstance(made._run, Whole)
    else:
        assert len(made._run._workers) == threads
        assert made._run._workers[0].spans[0] == (0, size)


def test_few_samples_stay_together():
    listing, arrays = classifier((3, 5, 1), m=100)
    made = planned(listing)
    assert isinstance(made._run, Whole)
    assert_same(run(listing, arrays), results(made, arrays))


def test_samples_that_meet_stay_together(small_cache):
    w = tg.Tensor(np.ones((1, 3)), requires_grad=True, name="w")

    def normalised(X):
        Z = w @ X
        return ((Z - Z.mean(axis=1, keepdims=True)) ** 2).mean()

    X = np.random.default_rng(0).normal(size=(3, 4000))
    compiled = tg.compile(normalised)
    J, gradients = compiled(X)
    assert compiled.on_tape == "" and "chunks" not in compiled.source
    tape = normalised(tg.Tensor(X))
    tape.backward()
    np.testing.assert_allclose(J, tape.item(), rtol=1e-12)
    np.testing.assert_allclose(gradients["dw"], w.grad, rtol=1e-12)


def test_a_wide_layer_keeps_its_samples_together(small_cache, monkeypatch):
    monkeypatch.setattr(machine, "threads", lambda: 1)
    listing, _ = classifier((130, 128, 1), m=600)
    assert isinstance(planned(listing)._run, Whole)


def test_memory_does_not_grow_with_the_samples():
    small, large = (
        planned(classifier((20, 64, 1), m=m, dtype=np.float32)[0]) for m in (40_000, 80_000)
    )
    assert isinstance(large._run, InChunks)

    def held(made):
        runs = made._run._workers[0]._runs
        return sum(x.nbytes for run in runs.values() for x in vars_of(run.program))

    assert held(large) <= 1.3 * held(small) < 8 * 2**20


def vars_of(program):
    found = program.step.__globals__
    return [x for name, x in found.items() if name.startswith("block")]


def test_the_cache_and_the_cores_are_known():
    assert machine.cache_size() >= 2**15
    assert 1 <= machine.threads() <= machine.cores()
