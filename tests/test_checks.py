"""The sentences of single arguments."""

from fractions import Fraction

import numpy as np
import pytest

from tinygrad_bc import data, nn
from tinygrad_bc.checks import check_count, check_list, check_number, check_rng, shown, warn
from tinygrad_bc.tensor import Tensor


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.zeros((2, 3)), "ndarray of shape (2, 3)"),
        (Tensor([1.0]), "Tensor of shape (1,)"),
        ("a\nb", r"'a\nb'"),
        (np.float64(2), "np.float64(2.0)"),
    ],
)
def test_a_value_is_shown_in_one_line(value, text):
    assert shown(value) == text


@pytest.mark.parametrize(
    "value", ["x" * 10_000, list(range(10_000)), 10**4000, 10**5000], ids=shown
)
def test_a_long_value_is_shown_short(value):
    assert len(shown(value)) < 100


@pytest.mark.parametrize("value", [1, 1.0, np.float32(1), np.int64(1), Fraction(1)], ids=shown)
def test_numbers_of_all_kinds_are_taken(value):
    number = check_number("x", value, "a number", lambda x: x == 1)
    assert number == 1 and type(number) is float


@pytest.mark.parametrize(
    "value",
    [True, np.True_, "1", b"1", 1j, None, np.ones(1), np.array(1.0), 10**400, np.nan],
    ids=shown,
)
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match=r"x must be a number above 0, got ."):
        check_number("x", value, "a number above 0", lambda x: x > 0)


@pytest.mark.parametrize("value", [True, 1.0, "1", None, np.float64(1)], ids=shown)
def test_what_is_no_integer_is_refused(value):
    with pytest.raises(TypeError, match="n must be an integer, got"):
        check_count("n", value, least=0)


def test_least_counts():
    assert check_count("n", np.int8(3), least=3) == 3
    with pytest.raises(ValueError, match="n must be an integer of at least 3, got 2"):
        check_count("n", 2, least=3)


def test_a_list_is_gone_through_once():
    assert check_list("xs", (x for x in "ab"), of="letters") == ["a", "b"]
    with pytest.raises(TypeError, match="xs must be a list of letters, got 5"):
        check_list("xs", 5, of="letters")


def test_a_fault_inside_a_generator_is_its_own():
    def faulty():
        yield int("x")

    with pytest.raises(ValueError, match="invalid literal"):
        check_list("xs", faulty(), of="numbers")


def test_seeds():
    rng = np.random.default_rng(1)
    assert check_rng(rng) is rng
    assert check_rng(3).random() == check_rng(np.int64(3)).random() != check_rng(None).random()
    for wrong in (-1, 1.5, "seed"):
        with pytest.raises((TypeError, ValueError), match="seed must be an integer"):
            check_rng(wrong)


def test_a_warning_points_to_the_users_line():
    model = nn.BinaryClassifier([1, 1])
    with pytest.warns(UserWarning) as caught:
        warn("here")
        model.fit([[1.0]], [1], learning_rate=0.1, iterations=1, batch_size=2)
        data.Standardiser.fit([[1.0]])
    assert len(caught) == 4 and {w.filename for w in caught} == {__file__}
