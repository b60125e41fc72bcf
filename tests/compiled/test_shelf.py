"""A plan serves one training after the other, and nobody else meanwhile."""

import threading

import numpy as np
import pytest

import tinygrad_bc as tg
from tinygrad_bc.compiled import stepper
from tinygrad_bc.compiled.shelf import Shelf

RNG = np.random.default_rng(0)
X = RNG.normal(size=(3, 20))
Y = (X[:1] > 0).astype(float)


@pytest.fixture
def shelf(monkeypatch):
    """An empty shelf, which counts the plans that are made."""
    empty = Shelf(room=2**20)
    monkeypatch.setattr(stepper, "SHELF", empty)
    made = empty.made = []
    whole = stepper.Plan

    def plan(*arguments):
        made.append(whole(*arguments))
        return made[-1]

    monkeypatch.setattr(stepper, "Plan", plan)
    return empty


def trained(model, x=X, y=Y, **options):
    return model.fit(x, y, **{"learning_rate": 0.1, "iterations": 3, **options}).cost


def test_training_that_goes_on_needs_no_other_plan(shelf):
    model, same = (tg.nn.BinaryClassifier([3, 4, 1], seed=1) for _ in range(2))
    costs = [*trained(model), *trained(model)]
    assert len(shelf.made) == 1
    assert costs == trained(same, iterations=6)
    assert len(shelf.made) == 1  # nor does another model of the same shape


def test_other_data_of_the_same_shape(shelf):
    other = RNG.normal(size=X.shape)
    for x in (X, other, X):
        found, tape = (
            trained(tg.nn.BinaryClassifier([3, 4, 1], seed=1), x, compiled=compiled)
            for compiled in (True, False)
        )
        np.testing.assert_allclose(found, tape, rtol=1e-12)
    assert len(shelf.made) == 1


@pytest.mark.parametrize(
    "other",
    [
        lambda: trained(tg.nn.BinaryClassifier([3, 5, 1])),
        lambda: trained(tg.nn.BinaryClassifier([3, 4, 1], hidden="tanh")),
        lambda: trained(tg.nn.BinaryClassifier([3, 4, 1], l2=0.5)),
        lambda: trained(tg.nn.BinaryClassifier([3, 4, 1], dtype="float32")),
        lambda: trained(tg.nn.BinaryClassifier([3, 4, 1]), X[:, :-1], Y[:, :-1]),
    ],
    ids=["sizes", "activation", "penalty", "dtype", "samples"],
)
def test_another_computation_has_another_plan(shelf, other):
    trained(tg.nn.BinaryClassifier([3, 4, 1]))
    other()
    assert len(shelf.made) == 2


def test_the_strength_of_the_penalty_belongs_to_the_computation(shelf):
    for l2 in (0.1, 0.2, 0.1):
        found, tape = (
            trained(tg.nn.BinaryClassifier([3, 4, 1], l2=l2, seed=1), compiled=compiled)
            for compiled in (True, False)
        )
        np.testing.assert_allclose(found, tape, rtol=1e-12)
    assert len(shelf.made) == 2


def test_two_trainings_at_once_have_a_plan_each(shelf):
    inner = tg.nn.BinaryClassifier([3, 4, 1], seed=2)
    costs = []

    def train_another(history):
        if history.iterations == 1:
            costs.extend(trained(inner))

    outer = trained(tg.nn.BinaryClassifier([3, 4, 1], seed=1), callbacks=[train_another])
    assert len(shelf.made) == 2
    assert outer == trained(tg.nn.BinaryClassifier([3, 4, 1], seed=1))
    assert costs == trained(tg.nn.BinaryClassifier([3, 4, 1], seed=2))
    assert len(shelf.made) == 2


def test_threads_never_share_a_plan(shelf):
    expected = [trained(tg.nn.BinaryClassifier([3, 4, 1], seed=k), iterations=200) for k in (1, 2)]
    found = {}

    def train(k):
        found[k] = [
            trained(tg.nn.BinaryClassifier([3, 4, 1], seed=k), iterations=200) for _ in range(5)
        ]

    threads = [threading.Thread(target=train, args=(k,)) for k in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {k: [expected[k - 1]] * 5 for k in (1, 2)}


def test_idle_plans_do_not_hold_more_than_their_room(shelf):
    shelf.room = 15_000
    for width in range(1, 9):
        trained(tg.nn.BinaryClassifier([3, width, 1]), iterations=1)
    held = [plan.size for _, plan in shelf._plans]
    assert 0 < sum(held) <= shelf.room
    assert len(held) < 8


def test_idle_plans_hold_no_data(shelf):
    m = 200_000
    x = RNG.normal(size=(3, m))
    trained(tg.nn.BinaryClassifier([3, 4, 1]), x, (x[:1] > 0).astype(float), iterations=1)
    assert sum(plan.size for _, plan in shelf._plans) < x.nbytes / 2
