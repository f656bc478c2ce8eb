"""Drawn biases equal Pukelsheim's formulas, and the formulas his figures for three parties."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import kkr_allocation as kkr
from kkr_allocation.fairness.measures import expected_biases, seat_biases

RULES = [
    kkr.DHONDT,
    kkr.SAINTE_LAGUE,
    kkr.DANISH,
    kkr.ADAMS,
    kkr.LARGEST_REMAINDER,
]


def test_three_parties() -> None:
    assert expected_biases(kkr.DHONDT, 3) == (Fraction(5, 12), Fraction(-1, 12), Fraction(-1, 3))
    assert expected_biases(kkr.SAINTE_LAGUE, 3) == (0, 0, 0)
    assert expected_biases(kkr.ADAMS, 3) == (Fraction(-5, 12), Fraction(1, 12), Fraction(1, 3))


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("parties", [2, 5])
def test_drawn_biases_equal_the_formula(rule: kkr.Rule, parties: int) -> None:
    """Four standard errors of 20,000 draws, and what is left of a house of 200."""
    formula = [float(bias) for bias in expected_biases(rule, parties)]
    assert sum(formula) == pytest.approx(0)
    drawn = seat_biases(rule, parties, 200, seed=2021)
    assert np.abs(drawn - formula).max() < 0.02


def test_the_same_seed_gives_the_same_biases() -> None:
    one = seat_biases(kkr.HUNTINGTON_HILL, 4, 100, draws=100, seed=1)
    assert np.array_equal(one, seat_biases(kkr.HUNTINGTON_HILL, 4, 100, draws=100, seed=1))
    assert not np.array_equal(one, seat_biases(kkr.HUNTINGTON_HILL, 4, 100, draws=100, seed=2))


@pytest.mark.parametrize(
    ("call", "fragment"),
    [
        (lambda: expected_biases(kkr.DEAN, 3), "rule is Dean"),
        (lambda: expected_biases(kkr.MODIFIED_SAINTE_LAGUE, 3), "with r from 0 to 1"),
        (lambda: expected_biases(kkr.IMPERIALI, 3), "rule is Imperiali"),
        (lambda: expected_biases(kkr.DHONDT, 0), "parties is 0"),
        (lambda: seat_biases(kkr.DHONDT, 3, 0, seed=1), "house_size is 0"),
        (lambda: seat_biases(kkr.DHONDT, 3, 10, draws=0, seed=1), "draws is 0"),
    ],
)
def test_refused_with_words(call: object, fragment: str) -> None:
    with pytest.raises(kkr.InvalidInputError, match=fragment):
        call()
