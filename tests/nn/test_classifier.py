"""The binary classifier against the equations written out, and its manners with bad input."""

import numpy as np
import pytest

from tinygrad_bc import data, nn, optim
from tinygrad_bc.tensor import Tensor
from tinygrad_bc.training import Diverged

X, Y = data.moons(m=60, seed=1)


def by_hand(model, X, Y):
    """Gradients of the parameters by the course's equations."""
    values, L, m = model.state_dict(), len(model.sizes) - 1, X.shape[1]
    A, Z = [X], [None]
    for layer in range(1, L + 1):
        Z.append(values[f"W{layer}"] @ A[-1] + values[f"b{layer}"])
        A.append({"relu": lambda z: z * (z > 0), "tanh": np.tanh}[model.hidden](Z[-1]))
    A[L] = 1 / (1 + np.exp(-Z[L]))
    cost = -np.mean(Y * np.log(A[L]) + (1 - Y) * np.log(1 - A[L]))
    dZ, gradients = A[L] - Y, {}
    for layer in range(L, 0, -1):
        W = values[f"W{layer}"]
        cost += model.l2 / (2 * m) * np.sum(W**2)
        gradients[f"W{layer}"] = dZ @ A[layer - 1].T / m + model.l2 / m * W
        gradients[f"b{layer}"] = dZ.sum(axis=1, keepdims=True) / m
        slope = Z[layer - 1] > 0 if layer > 1 and model.hidden == "relu" else 1 - A[layer - 1] ** 2
        dZ = W.T @ dZ * slope
    return cost, gradients


@pytest.mark.parametrize("hidden", ["relu", "tanh"])
@pytest.mark.parametrize("sizes", [[2, 1], [2, 3, 1], [2, 5, 4, 3, 1]])
@pytest.mark.parametrize("l2", [0.0, 0.7])
def test_cost_and_gradients_are_those_by_hand(hidden, sizes, l2):
    model = nn.BinaryClassifier(sizes, hidden=hidden, l2=l2, seed=3)
    J = model.cost(X, Y)
    J.backward()
    cost, gradients = by_hand(model, X, Y)
    assert J.item() == pytest.approx(cost, rel=1e-12)
    assert J.name == "J"
    for name, p in model.named_parameters():
        np.testing.assert_allclose(p.grad, gradients[name], rtol=1e-10, atol=1e-14)


def test_update_is_exactly_gradient_descent():
    model = nn.BinaryClassifier([2, 3, 1], seed=0)
    twin = nn.BinaryClassifier([2, 3, 1], seed=0)
    twin.cost(X, Y).backward()
    history = model.fit(X, Y, learning_rate=0.3, iterations=1, compiled=False)
    for (name, p), (_, q) in zip(model.named_parameters(), twin.named_parameters(), strict=True):
        assert np.array_equal(p.data, q.data - 0.3 * q.grad), name
    assert history.cost == [twin.cost(X, Y).item()]


def test_names_on_the_graph():
    model = nn.BinaryClassifier([2, 3, 1], hidden="tanh")
    assert [name for name, _ in model.named_parameters()] == ["W1", "b1", "W2", "b2"]
    A2 = model.forward(X)
    names, stack = set(), [A2]
    while stack:
        node = stack.pop()
        names.add(node.name)
        stack += [x for x in (node._entry.operands if node._entry else ()) if hasattr(x, "name")]
    assert {"X", "W1", "b1", "Z1", "A1", "W2", "b2", "Z2", "A2"} <= names


def test_parameters_can_be_read_and_set():
    model = nn.BinaryClassifier([2, 1])
    parameters = dict(model.named_parameters())
    parameters["W1"].data = [[1.0, -1.0]]
    parameters["b1"].data[...] = 0.5
    np.testing.assert_allclose(
        model.predict_proba(X), 1 / (1 + np.exp(-(X[:1] - X[1:] + 0.5))), rtol=1e-12
    )


@pytest.mark.parametrize("optimizer", [None, optim.Momentum, optim.Adam])
@pytest.mark.parametrize("batch_size", [None, 16])
def test_it_learns(optimizer, batch_size):
    rate = 0.02 if optimizer is optim.Adam else 0.5
    model = nn.BinaryClassifier([2, 8, 8, 1], hidden="tanh", seed=2)
    history = model.fit(
        X, Y, learning_rate=rate, iterations=400, optimizer=optimizer, batch_size=batch_size
    )
    assert len(history.cost) == 400
    assert history.stopped == "iterations"
    assert model.accuracy(X, Y) > 0.95
    assert set(np.unique(model.predict(X))) == {0, 1}


def test_same_seed_same_bits():
    runs = []
    for _ in range(2):
        model = nn.BinaryClassifier([2, 4, 1], seed=5)
        runs.append(model.fit(X, Y, learning_rate=0.1, iterations=20, batch_size=7).cost)
    assert runs[0] == runs[1]


def test_breast_cancer_with_its_standardiser():
    X_train, Y_train, X_held, Y_held = data.split(*data.breast_cancer(), seed=0)
    model = nn.BinaryClassifier([30, 16, 1], standardiser=data.Standardiser.fit(X_train), l2=0.1)
    history = model.fit(
        X_train, Y_train, learning_rate=0.3, iterations=300, validation=(X_held, Y_held)
    )
    assert model.accuracy(X_held, Y_held) > 0.94
    assert len(history.validation_cost) == 300
    assert history.validation_cost[-1] < history.validation_cost[0]


@pytest.mark.parametrize("kind", [bool, int, np.float32, list])
def test_labels_of_any_kind_give_the_same_cost(kind):
    labels = Y[0].tolist() if kind is list else Y[0].astype(kind)
    model = nn.BinaryClassifier([2, 3, 1])
    assert model.cost(X, labels).item() == model.cost(X, Y).item()


def test_float32_all_through():
    model = nn.BinaryClassifier([2, 3, 1], dtype=np.float32)
    J = model.cost(X, Y)
    model.fit(X, Y, learning_rate=0.1, iterations=3, optimizer=optim.Adam)
    assert J.dtype == np.float32
    assert all(p.dtype == p.data.dtype == np.float32 for p in model.parameters())


@pytest.mark.parametrize(
    ("X_bad", "Y_bad", "message"),
    [
        (X.T, Y, r"the first layer expects 2 features, X has shape \(60, 2\); did you mean X\.T"),
        (X[0], Y, r"X must be 2-D \(features, samples\); got \(60,\)"),
        (X[:, :0], Y, "the batch is empty"),
        (X * np.nan, Y, "X contains NaN: 120 values, first at sample 0, feature 0"),
        (X, Y[:, :-1], "X has 60 samples but Y has 59"),
        (X, Y.T, r"this would broadcast to \(60, 60\); transpose"),
        (X, 2 * Y - 1, "binary labels must be 0 or 1; found -1"),
    ],
)
def test_bad_data_is_refused(X_bad, Y_bad, message):
    model = nn.BinaryClassifier([2, 3, 1])
    with pytest.raises(ValueError, match=message):
        model.fit(X_bad, Y_bad, learning_rate=0.1, iterations=1)
    with pytest.raises(ValueError, match=message):
        model.cost(X_bad, Y_bad)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"sizes": [2]}, r"sizes must be \[n_x, n_1, ..., 1\]"),
        ({"sizes": [2, 2]}, "end with one output unit"),
        ({"sizes": [2, 0, 1]}, "the size of layer 1 must be an integer of at least 1, got 0"),
        ({"sizes": [2, 1], "hidden": "gelu"}, "hidden must be one of relu, tanh, sigmoid"),
        ({"sizes": [2, 1], "l2": -1}, "l2 must be a number of at least 0, got -1"),
    ],
)
def test_bad_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        nn.BinaryClassifier(**arguments)


def test_prediction_needs_training():
    model = nn.BinaryClassifier([2, 1])
    for call in (model.predict, model.predict_proba, lambda X: model.accuracy(X, Y)):
        with pytest.raises(RuntimeError, match="has not been trained or loaded"):
            call(X)
    loaded = nn.BinaryClassifier([2, 1])
    loaded.load_state_dict(model.state_dict())
    assert loaded.predict(X).shape == (1, 60)
    with pytest.raises(ValueError, match=r"was trained on 2 features, X has shape \(3, 1\)"):
        loaded.predict(np.ones((3, 1)))


def test_one_class_warns():
    with pytest.warns(UserWarning, match="all 60 labels are 1; the classifier will only learn"):
        nn.BinaryClassifier([2, 1]).fit(X, np.ones(60), learning_rate=0.1, iterations=1)


def test_optimizer_may_go_on_but_not_from_another_model():
    model = nn.BinaryClassifier([2, 1])
    adam = optim.Adam(model.named_parameters(), 0.1)
    model.fit(X, Y, learning_rate=0.01, iterations=2, optimizer=adam)
    assert adam.learning_rate == 0.01
    with pytest.raises(ValueError, match="another model"):
        nn.BinaryClassifier([2, 1]).fit(X, Y, learning_rate=1, iterations=1, optimizer=adam)


def test_divergence_is_a_sentence_and_keeps_the_last_good_parameters():
    model = nn.BinaryClassifier([2, 1], seed=0)
    with pytest.raises(Diverged, match=r"at iteration 1 \(learning rate 1e\+308\)") as error:
        model.fit(1e3 * X, Y, learning_rate=1e308, iterations=50)
    assert error.value.history.stopped == "diverged"
    assert all(np.isfinite(p.data).all() for p in model.parameters())


def test_features_may_be_a_tensor_with_a_gradient():
    T = Tensor(X, requires_grad=True, name="X")
    nn.BinaryClassifier([2, 3, 1]).cost(T, Y).backward()
    assert T.grad.shape == X.shape


def test_the_state_carries_the_standardiser():
    far = 100 * X + 1000
    model = nn.BinaryClassifier([2, 3, 1], standardiser=data.Standardiser.fit(far))
    model.fit(far, Y, learning_rate=1.0, iterations=20)
    state = model.state_dict()
    assert list(state) == ["W1", "b1", "W2", "b2", "standardiser.mean", "standardiser.scale"]
    fresh = nn.BinaryClassifier([2, 3, 1], seed=9)
    fresh.load_state_dict(state)
    assert np.array_equal(fresh.predict_proba(far), model.predict_proba(far))
    state["standardiser.scale"][:] = 5  # a copy
    assert np.array_equal(fresh.predict_proba(far), model.predict_proba(far))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"standardiser.scale": None}, "scale of the standardiser must hold numbers"),
        ({"standardiser.scale": [[1.0]]}, r"has shape \(1, 1\), expected \(2, 1\)"),
        ({"standardiser.scale": [[1.0], [0.0]]}, "must be finite and above 0"),
        ({"standardiser.mean": [[1.0], [np.nan]]}, "the mean of the standardiser must be finite"),
        ({"W1": np.zeros(2)}, r"W1: state has \(2,\), model has \(3, 2\)"),
    ],
)
def test_a_bad_state_changes_nothing(change, message):
    model = nn.BinaryClassifier([2, 3, 1], standardiser=data.Standardiser.fit(X))
    before, standardiser = model.state_dict(), model.standardiser
    with pytest.raises((ValueError, TypeError), match=message):
        model.load_state_dict(before | change)
    assert model.standardiser is standardiser
    assert all(np.array_equal(V, before[name]) for name, V in model.state_dict().items())


@pytest.mark.parametrize("missing", ["standardiser.mean", "standardiser.scale"])
def test_half_a_standardiser_is_refused(missing):
    model = nn.BinaryClassifier([2, 3, 1], standardiser=data.Standardiser.fit(X))
    state = model.state_dict()
    del state[missing]
    with pytest.raises(ValueError, match=f"missing {missing}"):
        model.load_state_dict(state)


def test_no_update_is_no_training():
    model = nn.BinaryClassifier([2, 3, 1])
    assert model.fit(X, Y, learning_rate=0.1, iterations=0).cost == []
    with pytest.raises(RuntimeError, match="has not been trained or loaded"):
        model.predict(X)


@pytest.mark.parametrize(
    "wrong",
    [
        {"iterations": -1},
        {"callbacks": [1]},
        {"learning_rate": -2.0},
        {"tolerance": -1},
        {"batch_size": 0},
        {"validation": 3},
    ],
)
def test_a_refused_fit_leaves_a_given_optimizer_as_it_was(wrong):
    model = nn.BinaryClassifier([2, 3, 1])
    optimizer = optim.Adam(model.parameters(), 0.25)
    arguments = {"learning_rate": 0.5, "iterations": 1, "optimizer": optimizer} | wrong
    with pytest.raises((ValueError, TypeError)):
        model.fit(X, Y, **arguments)
    assert optimizer.learning_rate == 0.25
    model.fit(X, Y, learning_rate=0.5, iterations=1, optimizer=optimizer)
    assert optimizer.learning_rate == 0.5
