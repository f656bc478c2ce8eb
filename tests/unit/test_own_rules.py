"""Rules of one's own: equal to brute force, ties included, alone and in batches, and data."""

from __future__ import annotations

import copy
import itertools
import json
import pickle
from decimal import Decimal
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.apportionment.rules import DHONDT, ListedRule, PowerRule
from kkr_allocation.fairness.verify import verify

MACAU = kkr.divisor_rule("Macau", divisors=[2**seat for seat in range(40)])
ESTONIA = kkr.divisor_rule("k^0.9", power="9/10")
ODD = [3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59]
PRIMES = kkr.divisor_rule("primes", divisors=ODD)
ROOT = kkr.divisor_rule("root", power=Fraction(1, 2))
TENTHS = kkr.divisor_rule(
    "tenths", divisors=["1.4", 3, Fraction(51, 10), Decimal("7.25"), *range(9, 60)]
)
ZERO = kkr.divisor_rule("from zero", divisors=[Fraction(seat, 3) for seat in range(40)])
RULES = {rule.name: rule for rule in (MACAU, ESTONIA, PRIMES, ROOT, TENTHS, ZERO)}


def brute_force(votes, house, rule):
    """Give seat after seat to the largest quotient; None where equal ones compete for the last.

    Quotients are compared as fractions of whole powers, written out for each rule.
    """
    divisor = {
        "Macau": lambda seat: Fraction(2 ** (seat - 1)),
        "k^0.9": lambda seat: Fraction(seat**9),
        "primes": lambda seat: Fraction(ODD[seat - 1]),
        "root": Fraction,
        "tenths": lambda seat: (
            [Fraction(14, 10), Fraction(3), Fraction(51, 10), Fraction(29, 4)][seat - 1]
            if seat < 5
            else Fraction(seat + 4)
        ),
        "from zero": lambda seat: Fraction(seat - 1, 3),
    }[rule.name]
    power = {"k^0.9": 10, "root": 2}.get(rule.name, 1)
    claims = sorted(
        (
            (0, Fraction(0)) if not divisor(seat) else (1, -Fraction(own**power) / divisor(seat)),
            place,
        )
        for place, own in enumerate(votes)
        for seat in range(1, house + 1)
        if own
    )
    if len(claims) > house and claims[house - 1][0] == claims[house][0]:
        return None
    seats = [0] * len(votes)
    for _, place in claims[:house]:
        seats[place] += 1
    return seats


figures = st.one_of(st.integers(0, 30), st.integers(0, 10**6), st.integers(0, 2**62))


@st.composite
def elections(draw):
    """Draw votes of which some are equal, and some stand in the ratio of two divisors."""
    votes = draw(st.lists(figures, min_size=1, max_size=5))
    votes += draw(st.lists(st.sampled_from([v * k for v in votes for k in (1, 2, 4)]), max_size=3))
    return votes if any(votes) else [*votes, 1]


@pytest.mark.parametrize("name", RULES)
@given(votes=elections(), house=st.integers(1, 15))
def test_one_election_equals_brute_force(name, votes, house):
    rule, expected = RULES[name], brute_force(votes, house, RULES[name])
    parties = {str(place): own for place, own in enumerate(votes)}
    try:
        found = kkr.apportion(parties, house, rule)
    except kkr.UnresolvedTieError as error:
        assert expected is None
        found = kkr.apportion(parties, house, rule, lots=_lots(parties, house, rule, error))
    else:
        assert list(found.seats.values()) == expected
    assert found.verify()


def _lots(parties, house, rule, error):
    lots = []
    while True:
        lots.append(kkr.draw(error.tie, seed=1))
        try:
            kkr.apportion(parties, house, rule, lots=lots)
        except kkr.UnresolvedTieError as more:
            error = more
        else:
            return lots


@pytest.mark.parametrize("name", RULES)
@given(rows=st.lists(elections(), min_size=1, max_size=8), house=st.integers(1, 15))
def test_a_batch_equals_brute_force(name, rows, house):
    wide = max(map(len, rows))
    votes = [row + [0] * (wide - len(row)) for row in rows]
    batch = kkr.apportion_batch(np.array(votes, object), house, RULES[name])
    for row, seats, tied in zip(votes, batch.seats.tolist(), batch.tied.tolist(), strict=True):
        expected = brute_force(row, house, RULES[name])
        assert tied is (expected is None)
        assert tied or seats == expected
        assert sum(seats) == house


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("largest", [10**3, 10**7, 2**62])
def test_many_rows_are_as_one(name, largest):
    """Some by proved quotients, some far enough apart, some one by one."""
    votes = np.random.default_rng(3).integers(1, largest, (300, 5))
    votes[::3, 1] = votes[::3, 0]
    votes[1::7, 2] = np.minimum(votes[1::7, 0], 2**61) * 2
    batch = kkr.apportion_batch(votes, 11, RULES[name])
    assert batch.tied.any()
    for row in np.flatnonzero(~batch.tied)[::9]:
        assert batch.seats[row].tolist() == brute_force(votes[row].tolist(), 11, RULES[name])
    for row in np.flatnonzero(batch.tied)[::9]:
        assert brute_force(votes[row].tolist(), 11, RULES[name]) is None


def test_a_tie_of_unequal_votes_is_met():
    """8 / 4 and 2 / 1 by Macau; 3 ** 9 to the tenth and so on by a power."""
    with pytest.raises(kkr.UnresolvedTieError) as caught:
        kkr.apportion({"A": 8, "B": 2}, 3, MACAU)
    assert set(caught.value.tie.claimants) == {"A", "B"}
    with pytest.raises(kkr.UnresolvedTieError):
        kkr.apportion({"A": 2**9, "B": 1}, 1024, ESTONIA)  # 2**90 / 1024**9 and 1
    assert kkr.apportion_batch([[2**9, 1], [2**9 + 1, 1]], 1024, ESTONIA).tied.tolist() == [
        True,
        False,
    ]


def test_quotients_that_nearly_meet_are_told_apart():
    """13 / 5 and 18 / 7 differ by 1 / 35."""
    assert kkr.apportion({"A": 13, "B": 18}, 4, PRIMES).seats == {"A": 2, "B": 2}


def test_divisors_that_are_even_steps_give_the_library_rule():
    votes = {"A": 5300, "V": 2800, "C": 1300, "L": 600}
    steps = kkr.divisor_rule("steps", divisors=range(1, 10))
    assert kkr.apportion(votes, 9, steps).seats == kkr.apportion(votes, 9, DHONDT).seats
    assert kkr.apportion(votes, 9, kkr.divisor_rule("one", power=1)).seats == (
        kkr.apportion(votes, 9, DHONDT).seats
    )


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_data(name):
    rule = RULES[name]
    assert isinstance(rule, kkr.Rule)
    assert hash(rule) == hash(copy.deepcopy(rule))
    assert pickle.loads(pickle.dumps(rule)) == rule  # noqa: S301  (our own bytes)
    result = kkr.apportion({"A": 900, "B": 500, "C": 301}, 7, rule, alliances=[["B", "C"]])
    assert kkr.from_json(result.to_json()) == result
    assert f"The rule {name!r} is none of the library's" in str(result.verify())
    batch = kkr.apportion_batch([[900, 500, 301], [5, 5, 1]], 7, rule)
    assert kkr.from_json(batch.to_json()).verify()


@pytest.mark.parametrize("name", RULES)
def test_a_seat_moved_is_refused(name):
    result = kkr.apportion({"A": 900, "B": 500, "C": 301}, 7, RULES[name])
    document = json.loads(result.to_json())
    for winner, loser in itertools.permutations("ABC", 2):
        if document["seats"][loser]:
            moved = {**document["seats"]}
            moved[winner] += 1
            moved[loser] -= 1
            with pytest.raises(kkr.VerificationError):
                verify({**document, "seats": moved})


@pytest.mark.parametrize(
    ("rule", "changed", "words"),
    [
        (MACAU, {"divisors": ["1/1", "2/1", "2/1"] + ["9/1"] * 9}, "lists 12 divisors"),
        (MACAU, {"divisors": ["1/1", "2/1"]}, "lists 2 divisors"),
        (MACAU, {"power": 2}, "cannot be verified"),
        (MACAU, {"name": "d'Hondt"}, "d'Hondt"),
        (ESTONIA, {"raised": 0}, "has the power 0/10"),
        (ESTONIA, {"power": 10**9}, "has the power 9/1000000000"),
    ],
)
def test_a_document_with_another_rule_is_refused(rule, changed, words):
    document = json.loads(kkr.apportion({"A": 900, "B": 500, "C": 301}, 7, rule).to_json())
    document["rule"] |= changed
    with pytest.raises(kkr.VerificationError, match=words):
        verify(document)


def test_a_house_needs_as_many_divisors():
    short = kkr.divisor_rule("short", divisors=[1, 2, 4])
    assert kkr.apportion({"A": 7, "B": 1}, 3, short).seats == {"A": 3, "B": 0}
    assert kkr.apportion({"A": 7}, 3, short).explain()
    assert kkr.apportion_batch([[7, 1], [1, 7]], 3, short).seats.tolist() == [[3, 0], [0, 3]]
    for call in (
        lambda: kkr.apportion({"A": 7, "B": 1}, 4, short),
        lambda: kkr.apportion_batch([[7, 1]], 4, short),
    ):
        with pytest.raises(kkr.InfeasibleError, match="short has 3 divisors") as refused:
            call()
        assert refused.value.relaxation == 3


def test_its_divisors_are_told():
    votes = {"A": 900, "B": 500, "C": 301}
    assert "divided by 1, 2, 4 …" in str(kkr.apportion(votes, 7, MACAU).explain())
    assert "deles med 1,40, 3, 5,10 …" in str(kkr.apportion(votes, 7, TENTHS).explain("da"))
    assert "to the power 9/10" in str(kkr.apportion(votes, 7, ESTONIA).explain())
    frame = kkr.apportion(votes, 7, ESTONIA).quotients()
    assert len(frame)
    told = str(kkr.apportion(votes, 7, ESTONIA).explain())
    assert f"{900 / 4**0.9:.2f}" in told or f"{500 / 2**0.9:.2f}" in told


@pytest.mark.parametrize("name", ["Macau", "k^0.9", "tenths"])
def test_it_serves_the_other_jobs(name):
    rule = RULES[name]
    statutes = attrs.evolve(kkr.STATUTES_2018, rule=rule, size_rule=kkr.SizeRule.DIVISOR)
    council = kkr.compose(
        {"A": 5300, "V": 2800, "C": 1300}, {"A": 4, "V": 2}, municipalities=6, statutes=statutes
    )
    assert council.verify()
    assert council.explain("da")
    batch = kkr.compose_batch(council, [[5300, 2800, 1300], [4000, 4100, 1300]])
    assert batch.row(0).seats == council.seats
    fora = [kkr.Forum("f", 3), kkr.Forum("g", 4)]
    share = kkr.entitle(fora, {"A": 5, "V": 3, "C": 2}, rule=rule)
    assert share.verify()
    assert kkr.picking_order(share).verify()
    table = kkr.biproportion([[52, 30, 9], [20, 41, 8]], [4, 3], [3, 3, 1], rule)
    assert table.verify()
    assert table.explain("da")
    margins = kkr.margin(kkr.apportion({"A": 5300, "V": 2800, "C": 1300}, 7, rule))
    for row in margins[~margins["lot"] & margins["votes"].notna()].itertuples(index=False):
        votes = {"A": 5300, "V": 2800, "C": 1300}
        for moved, change in ((row[0], -row.votes), (row.to, row.votes)):
            if moved in votes:
                votes[moved] += int(change)
        before = kkr.apportion({"A": 5300, "V": 2800, "C": 1300}, 7, rule).seats
        assert kkr.apportion(votes, 7, rule).seats != before


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "has neither divisors nor a power, or both"),
        ({"divisors": [1], "power": 1}, "has neither divisors nor a power, or both"),
        ({"divisors": [1, 5, 2, 9]}, "the divisors of 'own' do not rise"),
        ({"divisors": [1, 1]}, "do not rise"),
        ({"divisors": [-1, 1]}, "do not rise"),
        ({"divisors": [1, 2.5]}, "divisors[1] is 2.5. It has to be exact"),
        ({"divisors": [1, "two"]}, "divisors[1] is 'two'"),
        ({"divisors": [True, 2]}, "divisors[0] is True"),
        ({"divisors": [1, Decimal("inf")]}, "divisors[1] is Decimal('Infinity')"),
        ({"power": 0.9}, "power is 0.9"),
        ({"power": "0"}, "power is 0/1. Seats are ordered by whole powers"),
        ({"power": "-1/2"}, "power is -1/2"),
        ({"power": "1/101"}, "power is 1/101"),
        ({"power": 1, "name": "d'Hondt"}, 'the rule is called "d\'Hondt"'),
        ({"power": 1, "name": "Sainte-Laguë, first divisor 3/2"}, "the rule is called"),
        ({"power": 1, "name": " "}, "the rule is called ' '"),
    ],
)
def test_a_rule_that_is_none_is_refused(given, words):
    with pytest.raises(kkr.InvalidInputError) as refused:
        kkr.divisor_rule(given.pop("name", "own"), **given)
    assert words in str(refused.value)


def test_what_stands_in_a_document_is_checked():
    for kind, fields in ((ListedRule, {"divisors": ()}), (PowerRule, {"raised": 2, "power": 4})):
        with pytest.raises(kkr.InvalidInputError):
            kind(name="x", source=MACAU.source, **fields)
