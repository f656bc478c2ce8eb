"""Places in two ways: weights of every kind, both methods, and what the result shows."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import attrs
import numpy as np
import pandas as pd
import pytest

import kkr_allocation as kkr

COLLEGES = {"UC Syd": 589, "UCL": 521}
SUBJECTS = {"Dagtilbud": 466, "Social": 422, "Skole": 222}
SHARES = [[42, 38, 20], [42, 38, 20]]
CLAIMS = [[Fraction(share * places, 100) for share in SHARES[0]] for places in COLLEGES.values()]
PLACES = [[247, 224, 118], [219, 198, 104]]


@pytest.mark.parametrize(
    "weights",
    [
        SHARES,
        [[Fraction(share, 7) for share in row] for row in SHARES],
        [[Decimal(share) / 100 for share in row] for row in SHARES],
        pd.DataFrame(SHARES, list(COLLEGES), list(SUBJECTS)),
        np.array(SHARES, dtype=np.float64),
    ],
    ids=["whole", "fractions", "decimals", "frame", "whole floats"],
)
def test_weights_are_taken_in_every_exact_form(weights):
    result = kkr.distribute_table(weights, COLLEGES, SUBJECTS)
    assert result.places.tolist() == PLACES
    assert result.verify()


@pytest.mark.parametrize(
    ("weights", "rule"),
    [
        (SHARES, kkr.SAINTE_LAGUE),
        ([[Fraction(share, 3) for share in row] for row in SHARES], kkr.HUNTINGTON_HILL),
        (CLAIMS, kkr.CONTROLLED_ROUNDING),
    ],
    ids=["Sainte-Laguë", "Huntington-Hill", "controlled"],
)
def test_both_methods_explain_show_and_come_back_from_json(weights, rule):
    result = kkr.distribute_table(
        weights, COLLEGES, SUBJECTS, rule, floors={("UCL", "Skole"): 1}, caps={(0, 0): 300}
    )
    assert result.places.tolist() == PLACES
    assert kkr.from_json(result.to_json()) == result
    assert kkr.from_json(result.to_json()).verify()
    assert list(result.to_frame()) == [
        "row", "column", "weight", "claim", "floor", "cap", "places",
    ]  # fmt: skip
    assert abs(result.to_frame()["claim"] - result.to_frame()["places"]).max() < 1
    assert "1,110 places" in result.explain().title
    assert "1.110 pladser" in result.explain("da").title
    assert "UCL × Skole keeps at least 1 place." in str(result.explain())
    assert f"1,110 places by {rule.name}" in result._repr_html_()


def test_a_forbidden_cell_stays_empty_in_both_methods():
    shared = kkr.distribute_table([[1, 1], [1, 1]], [3, 3], [3, 3], forbidden=[(0, 0)])
    assert shared.places.tolist() == [[0, 3], [3, 0]]
    half = [[Fraction(1, 2)] * 2] * 2
    rounded = kkr.distribute_table(
        half, [1, 1], [1, 1], kkr.CONTROLLED_ROUNDING, forbidden=[(0, 0)]
    )
    assert rounded.places.tolist() == [[0, 1], [1, 0]]
    assert shared.verify()
    assert rounded.verify()


def test_equally_near_roundings_are_a_tie():
    half = [[Fraction(1, 2)] * 2] * 2
    with pytest.raises(kkr.UnresolvedTieError) as caught:
        kkr.distribute_table(half, [1, 1], [1, 1], kkr.CONTROLLED_ROUNDING)
    assert caught.value.tie.tables == (((1, 0), (0, 1)), ((0, 1), (1, 0)))
    lot = kkr.draw(caught.value.tie, seed=5)
    result = kkr.distribute_table(half, [1, 1], [1, 1], kkr.CONTROLLED_ROUNDING, lots=[lot])
    assert result.verify()


def test_a_rounding_that_meets_no_margin_names_the_claims():
    halves = [[Fraction(1, 2), 0], [0, Fraction(1, 2)]]
    with pytest.raises(kkr.InfeasibleError) as caught:
        kkr.distribute_table(halves, [1, 0], [0, 1], kkr.CONTROLLED_ROUNDING)
    assert any("not rounded above its ceiling" in rule for rule in caught.value.conflict)
    assert "column_totals 0 of column 1" in caught.value.conflict
    assert set(caught.value.relaxation["column_totals"].values()) == {0, 1}


def test_totals_that_the_claims_do_not_sum_to_are_named():
    with pytest.raises(kkr.InfeasibleError, match="2331/5") as caught:
        kkr.distribute_table(CLAIMS, COLLEGES, [470, 418, 222], kkr.CONTROLLED_ROUNDING)
    assert caught.value.conflict == ("column_totals 470 of column 1", "claims of 2331/5")
    quarters = [[Fraction(1, 4)] * 2] * 2
    with pytest.raises(kkr.InfeasibleError, match="have 2 for the table, whose claims sum to 1"):
        kkr.distribute_table(quarters, [1, 1], [1, 1], kkr.CONTROLLED_ROUNDING)


def test_a_float_with_a_fraction_is_refused():
    with pytest.raises(kkr.InvalidInputError, match=r"weights\['UCL', 'Skole'\] is the float 0.2"):
        kkr.distribute_table([[1, 1, 1], [1, 1, 0.2]], COLLEGES, SUBJECTS)


@pytest.mark.parametrize("rule", [kkr.SAINTE_LAGUE, kkr.CONTROLLED_ROUNDING])
def test_the_verifier_finds_a_place_moved(rule):
    weights = SHARES if rule == kkr.SAINTE_LAGUE else CLAIMS
    result = kkr.distribute_table(weights, COLLEGES, SUBJECTS, rule)
    moved = np.array(PLACES) + np.array([[1, -1, 0], [-1, 1, 0]])
    with pytest.raises(kkr.VerificationError):
        attrs.evolve(result, places=moved).verify()
