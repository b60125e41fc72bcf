"""Data sets, split, standardisation and the checks of X and Y."""

import warnings

import numpy as np
import pytest

from tinygrad_bc import data

GENERATORS = [data.moons, data.circles, data.xor, data.blobs, data.flower]


def test_breast_cancer_is_the_published_set():
    X, Y = data.breast_cancer()
    assert X.shape == (30, 569)
    assert Y.shape == (1, 569)
    assert Y.sum() == 212
    assert len(data.BREAST_CANCER_FEATURES) == 30
    means = dict(zip(data.BREAST_CANCER_FEATURES, X.mean(axis=1), strict=True))
    assert means["mean_radius"] == pytest.approx(14.127, abs=1e-3)
    assert means["worst_area"] == pytest.approx(880.583, abs=1e-3)
    assert X[0, Y[0] == 1].mean() > X[0, Y[0] == 0].mean()


@pytest.mark.parametrize("generate", GENERATORS)
@pytest.mark.parametrize("m", [2, 7, 300])
def test_generators_are_balanced_and_reproducible(generate, m):
    X, Y = generate(m=m, seed=3)
    assert X.shape == (2, m)
    assert Y.shape == (1, m)
    assert Y.sum() == m // 2
    again, _ = generate(m=m, seed=np.random.default_rng(3))
    assert np.array_equal(X, again)
    assert not np.array_equal(X, generate(m=m, seed=4)[0])


@pytest.mark.parametrize("generate", GENERATORS)
def test_generators_refuse_bad_arguments(generate):
    with pytest.raises(ValueError, match="samples m must be an integer of at least 2, got 1"):
        generate(m=1)
    with pytest.raises(TypeError, match=r"an integer, got 2\.5"):
        generate(m=2.5)
    with pytest.raises(ValueError, match=r"noise must be .* got -1"):
        generate(noise=-1)


def test_split_is_stratified_and_complete():
    X, Y = data.breast_cancer()
    X_train, Y_train, X_held, Y_held = data.split(X, Y, held_out=0.2, seed=0)
    assert X_held.shape == (30, 113)
    assert Y_held.sum() == 42
    assert Y_train.sum() + Y_held.sum() == 212
    columns = np.concatenate([X_train, X_held], axis=1)
    assert sorted(map(tuple, columns.T)) == sorted(map(tuple, X.T))
    assert np.array_equal(X_held, data.split(X, Y, seed=0)[2])


@pytest.mark.parametrize("share", [0, 1, -0.5, float("nan"), "a fifth"])
def test_split_refuses_a_bad_share(share):
    with pytest.raises(ValueError, match="held_out must be a share between 0 and 1"):
        data.split(*data.moons(), held_out=share)


def test_split_needs_two_of_each_class():
    with pytest.raises(ValueError, match="class 1 has 1 sample"):
        data.split(np.ones((1, 3)), [0, 0, 1])


def test_standardiser_scales_by_the_training_part():
    X_train, _, X_held, _ = data.split(*data.breast_cancer())
    standardise = data.Standardiser.fit(X_train)
    scaled = standardise(X_train)
    np.testing.assert_allclose(scaled.mean(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(scaled.std(axis=1), 1)
    np.testing.assert_allclose(standardise.inverse(standardise(X_held)), X_held, atol=1e-14)
    with pytest.raises(ValueError, match=r"expects 30 features, X has shape .*X\.T"):
        standardise(X_train[:5, :30])


def test_constant_feature_is_named():
    with pytest.warns(UserWarning, match="feature 1"):
        standardise = data.Standardiser.fit([[1.0, 2.0], [0.1, 0.1]])
    assert np.isfinite(standardise(np.ones((2, 2)))).all()


@pytest.mark.parametrize(
    ("X", "error", "message"),
    [
        (np.ones(20), ValueError, r"2-D \(features, samples\); got \(20,\)"),
        (np.ones((5, 3)), ValueError, r"expects 3 features, X has shape \(5, 3\); did you mean"),
        (np.ones((3, 0)), ValueError, r"the batch is empty \(shape \(3, 0\)\)"),
        (np.ones((0, 20)), ValueError, r"no features \(shape \(0, 20\)\)"),
        ([["a"]], TypeError, "must hold numbers, got dtype <U1"),
        ([[1, 2], [3]], TypeError, "ragged"),
        (np.ones((3, 1)) * 1j, TypeError, "complex numbers are not supported"),
        ([[1.0, 2], [1, np.nan], [np.nan, 1]], ValueError, "NaN: 2 values, first at sample 0, fe"),
        ([[1.0], [1], [np.inf]], ValueError, "infinite value: 1 value, first at sample 0"),
    ],
)
def test_features_are_checked(X, error, message):
    with pytest.raises(error, match=message):
        data.check_features(X, 3)


@pytest.mark.parametrize("dtype", [bool, int, np.uint8, np.float32, float])
@pytest.mark.parametrize("shape", [(4,), (1, 4)])
def test_labels_of_all_kinds_are_accepted(dtype, shape):
    Y = data.check_labels(np.array([0, 1, 1, 0], dtype=dtype).reshape(shape), 4)
    assert Y.dtype == np.float64
    assert np.array_equal(Y, [[0, 1, 1, 0]])


@pytest.mark.parametrize(
    ("Y", "message"),
    [
        ([1, 2, 1], "must be 0 or 1; found 2 .first at sample 1"),
        ([0, 1, -1], "found -1"),
        ([0, 0.5, 1], r"found 0\.5"),
        ([0, np.nan, 1], "Y contains NaN: 1 value, first at sample 1"),
        ([0, 1], "X has 3 samples but Y has 2"),
        ([[0], [1], [0]], r"would broadcast to \(3, 3\); transpose the labels"),
        (np.zeros((3, 3)), r"labels must have shape \(3,\) or \(1, 3\), got \(3, 3\)"),
    ],
)
def test_labels_are_checked(Y, message):
    with pytest.raises(ValueError, match=message):
        data.check_labels(Y, 3)


def test_feature_names_reach_the_message():
    with pytest.raises(ValueError, match=r"feature 0 \('age'\)"):
        data.check_features([[np.nan]], names=["age"])


def test_no_warning_for_good_data():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data.Standardiser.fit(data.moons()[0])
