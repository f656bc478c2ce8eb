"""Thresholds and exact shares: as if the lists below had not stood, and told and verified so."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.fairness.verify import verify

VOTES = {"A": 5000, "B": 4500, "C": 300, "D": 200}
RULES = [kkr.DHONDT, kkr.SAINTE_LAGUE, kkr.ADAMS, kkr.LARGEST_REMAINDER, kkr.DEAN]


def outcome(call):
    try:
        return call().seats
    except kkr.UnresolvedTieError as error:
        return set(error.tie.claimants), error.tie.seats, error.partial
    except kkr.InfeasibleError:
        return "infeasible"


@given(
    st.lists(st.integers(0, 200), min_size=2, max_size=7),
    st.integers(1, 9),
    st.sampled_from(RULES),
    st.fractions(0, Fraction(1, 2), max_denominator=40),
    st.integers(0, 80),
)
def test_it_is_as_if_the_lists_below_had_not_stood(figures, house, rule, share, least):
    votes = {f"L{n}": own for n, own in enumerate(figures)}
    total = sum(figures)
    inside = {name: own for name, own in votes.items() if own >= share * total and own >= least}
    if not inside or not any(inside.values()):
        return
    threshold = kkr.Threshold(share, votes=least)
    found = outcome(lambda: kkr.apportion(votes, house, rule, threshold=threshold))
    alone = outcome(lambda: kkr.apportion(inside, house, rule))
    if isinstance(found, tuple):
        assert found[:2] == alone[:2]
        assert {n: s for n, s in found[2].items() if n in inside} == alone[2]
    elif isinstance(found, dict):
        assert {name: found[name] for name in inside} == alone
        assert not any(found[name] for name in votes if name not in inside)
        result = kkr.apportion(votes, house, rule, threshold=threshold)
        assert list(result.below) == [name for name in votes if name not in inside]
        assert result.verify()
    else:
        assert alone == found


def test_a_list_exactly_at_it_takes_part():
    assert kkr.apportion(VOTES, 40, threshold=kkr.Threshold("3/100")).seats["C"] == 1
    assert kkr.apportion(VOTES, 40, threshold=kkr.Threshold("0.0301")).seats["C"] == 0
    assert kkr.apportion(VOTES, 40, threshold=kkr.Threshold(votes=300)).seats["C"] == 1
    assert kkr.apportion(VOTES, 40, threshold=kkr.Threshold(votes=301)).seats["C"] == 0
    by_total = kkr.Threshold(Fraction(3, 100), total=10_001)
    assert kkr.apportion(VOTES, 40, threshold=by_total).seats["C"] == 0


def test_an_alliance_stands_by_the_number_of_its_lists():
    by_size = kkr.Threshold({1: "2/100", 2: "6/100", 3: "10/100"})
    alone = kkr.apportion(VOTES, 40, threshold=by_size)
    assert alone.below == {}
    joined = kkr.apportion(VOTES, 40, threshold=by_size, alliances=[["C", "D"]])
    assert joined.below == {"C": 600, "D": 600}
    assert joined.seats["C"] == joined.seats["D"] == 0
    four = kkr.apportion(
        {**VOTES, "E": 100, "F": 390}, 40, threshold=by_size, alliances=[["C", ["D", "E"], "F"]]
    )
    assert four.below["E"] == Fraction(10_490, 10)
    assert kkr.from_json(joined.to_json()) == joined
    assert "2 lists are below it, with nothing beyond" in str(joined.verify())


def test_who_is_below_keeps_its_floor():
    """An invented member by right: below the threshold, with a seat all the same."""
    found = kkr.apportion(VOTES, 40, threshold=kkr.Threshold("4/100"), floors={"C": 1, "D": 1})
    assert (found.seats["C"], found.seats["D"]) == (1, 1)
    assert found.verify()


def test_its_explanation_knows_it():
    found = kkr.apportion(VOTES, 40, threshold=kkr.Threshold("0.025"))
    said = str(found.explain())
    assert "A threshold holds: 1 list is below it" in said
    assert "D has less than the 250 of the threshold in votes, and has 0 seats." in said
    assert "D takes at most" not in said
    danish = str(found.explain("da"))
    assert "D har mindre end spærregrænsens 250 i stemmer og får 0 mandater." in danish
    none = kkr.apportion(VOTES, 40, threshold=kkr.Threshold("1/100"))
    assert "0 lists are below it" in str(none.explain())
    assert "threshold" not in str(kkr.apportion(VOTES, 40).explain())


@pytest.mark.parametrize(
    "changed",
    [
        {"share": [[1, "1/1000"]]},
        {"share": [[1, "31/1000"], [2, "0/1"]]},
        {"votes": [[1, "301/1"]]},
        {"total": 20_000},
    ],
)
def test_a_document_with_another_threshold_is_refused(changed):
    document = json.loads(
        kkr.apportion(VOTES, 40, kkr.DHONDT, threshold=kkr.Threshold("25/1000")).to_json()
    )
    document["threshold"] |= changed
    if changed == {"share": [[1, "1/1000"]]}:  # then D's cap is one that somebody set
        assert verify(document)
    else:
        with pytest.raises(kkr.VerificationError, match="C is below the threshold"):
            verify(document)


def test_exact_shares_and_decimals_are_votes():
    shares = {"A": Decimal("28.4"), "V": Fraction(127, 6), "C": 15}
    found = kkr.apportion(shares, 17)
    assert (found.unit, found.votes) == (30, {"A": 852, "V": 635, "C": 450})
    assert found.seats == kkr.apportion({"A": 852, "V": 635, "C": 450}, 17).seats
    assert found == kkr.apportion(pd.Series(shares), 17)
    assert kkr.from_json(found.to_json()) == found
    assert found.verify()
    assert "counted here in parts of 1/30" in str(found.explain())
    assert "talt her i dele af 1/30" in str(found.explain("da"))
    at = kkr.Threshold(votes=15)
    assert kkr.apportion(shares, 17, threshold=at).verify()
    assert kkr.apportion(shares, 17, threshold=at).below == {}
    over = kkr.apportion(shares, 17, threshold=kkr.Threshold(votes="15.1"))
    assert over.below == {"C": Fraction(151, 10)}
    assert over.verify()
    whole = kkr.apportion({"A": Fraction(4), "V": Decimal("3.0"), "C": 2.0}, 4)
    assert (whole.unit, whole.votes) == (1, {"A": 4, "V": 3, "C": 2})


def test_a_name_in_two_forms_is_one_name_with_a_share():
    shares = {"A\u030arhus": Fraction(1, 2), "V": 2}
    assert kkr.apportion(shares, 5).votes == {"\u00c5rhus": 1, "V": 4}


def test_a_tie_of_shares_is_one():
    with pytest.raises(kkr.UnresolvedTieError):
        kkr.apportion({"A": Fraction(2, 3), "B": Fraction(1, 3)}, 2)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (kkr.Threshold, "threshold has neither a share nor votes"),
        (lambda: kkr.Threshold(0.04), "threshold[1] is 0.04. It has to be exact"),
        (lambda: kkr.Threshold(4), "threshold asks for 4. A share is from 0 to 1"),
        (lambda: kkr.Threshold("-1/100"), "threshold asks for -1/100"),
        (lambda: kkr.Threshold(votes=-5), "threshold asks for -5"),
        (lambda: kkr.Threshold({"one": "1/100"}), "threshold is 'one'"),
        (lambda: kkr.Threshold("4/100", total=1.5), "total is 1.5"),
        (lambda: kkr.apportion(VOTES, 9, threshold="4/100"), "threshold is '4/100'"),
        (
            lambda: kkr.apportion(VOTES, 9, threshold=kkr.Threshold("51/100")),
            "no list reaches the threshold",
        ),
        (
            lambda: kkr.apportion({"A": Fraction(1, 2), "B": 3}, 9, kkr.LARGEST_REMAINDER_DROOP),
            "votes are counted in parts of 1/2. Droop's quota",
        ),
        (lambda: kkr.apportion({"A": Fraction(1, 2), "B": 0.5}, 9), "votes['B'] is 0.5"),
        (lambda: kkr.apportion({"A": Fraction(1, 2), "B": "3"}, 9), "votes['B'] is '3'"),
        (lambda: kkr.apportion({"A": Decimal("nan"), "B": 3}, 9), "votes['A'] is Decimal('NaN')"),
        (lambda: kkr.apportion({"A": Decimal("1e999999"), "B": 3}, 9), "votes['A'] is Decimal"),
        (lambda: kkr.apportion({"A": Fraction(-1, 2), "B": 3}, 9), "votes['A'] is"),
        (
            lambda: kkr.margin(kkr.apportion(VOTES, 9, threshold=kkr.Threshold("4/100"))),
            "result has a threshold, or votes with fractions",
        ),
        (
            lambda: kkr.margin(kkr.apportion({"A": Fraction(1, 2), "B": 3}, 9)),
            "result has a threshold, or votes with fractions",
        ),
        (
            lambda: kkr.Scenario(
                kkr.apportion(VOTES, 9, threshold=kkr.Threshold("1/100")), kkr.UniformSwing(1)
            ),
            "the base has caps or a threshold",
        ),
    ],
)
def test_what_is_no_threshold_or_vote_is_refused(call, words):
    with pytest.raises(kkr.InvalidInputError) as refused:
        call()
    assert words in str(refused.value)
    assert refused.value.do


def test_each_row_of_a_batch_has_its_own_lists_below():
    polls = pd.DataFrame([VOTES, dict(zip("ABCD", (5000, 500, 300, 200), strict=True))])
    batch = kkr.apportion_batch(polls, 30, threshold=kkr.Threshold("4/100"))
    assert batch.seats.tolist() == [[16, 14, 0, 0], [27, 2, 1, 0]]
    assert list(batch.row(1).below) == ["D"]
    document = json.loads(batch.to_json())
    assert batch.verify()
    assert kkr.from_json(batch.to_json()).threshold == batch.threshold
    document["threshold"] = None
    with pytest.raises(kkr.VerificationError, match="election 1: the house gives 0 a seat that 3"):
        verify(document)


def test_alliances_of_a_batch_are_below_or_above_together():
    threshold = kkr.Threshold({1: "4/100", 2: "6/100"})
    batch = kkr.apportion_batch([[9100, 450, 450], [9401, 300, 299]], 30, alliances=[(1, 2)],
                                threshold=threshold)  # fmt: skip
    assert batch.seats.tolist() == [[28, 1, 1], [30, 0, 0]]


def test_the_first_election_of_a_batch_in_which_nobody_passes_is_named():
    votes, threshold = [[60, 40], [0, 0], [50, 50]], kkr.Threshold("6/10")
    assert kkr.apportion_batch(votes[:2], 3, threshold=threshold).tied.tolist() == [False, True]
    with pytest.raises(kkr.InvalidInputError, match="election 2: no list reaches the threshold"):
        kkr.apportion_batch(votes, 3, threshold=threshold)


@pytest.mark.parametrize("total", [None, 2**70])
def test_shares_of_a_batch_are_exact_at_any_size(total):
    threshold = kkr.Threshold(Fraction(1, 2) if total is None else Fraction(1, 2**8), total=total)
    votes = np.array([[2**62, 2**62], [2**62 + 1, 2**62 - 1]])
    batch = kkr.apportion_batch(votes, 2, threshold=threshold)
    assert batch.seats.tolist() == [[1, 1], [2, 0]]


@pytest.mark.parametrize("share", [[], [[1, "3/2"]]])
def test_a_threshold_that_is_none_is_no_proof(share):
    """What could not be read back is not accepted either."""
    at = kkr.Threshold("2/100")
    for result in (
        kkr.apportion(VOTES, 7, threshold=at),
        kkr.apportion_batch([[5000, 4500, 300]], 7, threshold=at),
    ):
        document = json.loads(result.to_json())
        document["threshold"]["share"] = share
        with pytest.raises(kkr.KkrAllocationError):
            kkr.from_json(json.dumps(document))
        with pytest.raises(kkr.VerificationError, match="the threshold is none"):
            verify(document)
