"""Margins of councils against brute force: one vote more at a time, the council composed anew."""

from __future__ import annotations

import itertools
import time
from fractions import Fraction

import attrs
import numpy as np
import pandas as pd
import pytest

import kkr_allocation as kkr
from kkr_allocation.composition.compose import composed
from kkr_allocation.scenarios.margins import own_margins

RULES = (
    kkr.DHONDT,
    kkr.SAINTE_LAGUE,
    kkr.ADAMS,
    kkr.MODIFIED_SAINTE_LAGUE,
    kkr.DEAN,
    kkr.HUNTINGTON_HILL,
    kkr.LARGEST_REMAINDER,
)


def councils(generator, size_rule):
    """Invent small councils, with lists around the threshold, outsiders, caps and unions."""
    names = "ABCDE"[: generator.integers(3, 6)]
    votes = dict(zip(names, map(int, generator.integers(1, 30, len(names))), strict=True))
    mayors = dict(zip(names, map(int, generator.integers(0, 4, len(names))), strict=True))
    union = generator.integers(4) == 0
    single = names[:-2] if union else names
    rules = RULES[:-1] if size_rule is kkr.SizeRule.DIVISOR else RULES
    return {
        "votes": votes,
        "mayors": mayors,
        "municipalities": max(sum(mayors.values()), 1),
        "cooperations": {"union": tuple(names[-2:])} if union else None,
        "entitled": [name for name in single if generator.integers(6)],
        "represented": [name for name in names if generator.integers(8)],
        "total_votes": sum(votes.values()) + int(generator.integers(0, 9)),
        "statutes": attrs.evolve(
            kkr.STATUTES_2018,
            threshold=Fraction(int(generator.choice([0, 2, 10, 20])), 100),
            size_rule=size_rule,
            cap_factor=(2, 2, 1, None)[generator.integers(4)],
            seat_for_every_eligible=bool(generator.integers(2)),
            threshold_base=list(kkr.ThresholdBase)[generator.integers(2)],
            at_cap=list(kkr.AtCap)[int(generator.integers(4) == 0)],
            rule=rules[generator.integers(len(rules))],
        ),
    }


def council_of(generator, size_rule):
    """Return the first invented council that can be composed without a lot, and its figures."""
    while True:
        figures = councils(generator, size_rule)
        try:
            return kkr.compose(**figures), figures
        except (kkr.UnresolvedTieError, kkr.InvalidInputError, kkr.InfeasibleError):
            continue


def outcomes(figures):
    """Return the seats that each way of drawing lots could give; none has any without a council."""
    found, waiting = [], [[]]
    while waiting:
        lots = waiting.pop()
        try:
            found.append(kkr.compose(**figures, lots=lots).seats)
        except kkr.UnresolvedTieError as error:
            claimants = error.tie.claimants
            for mask in range(1 << len(claimants)):
                winners = [c for place, c in enumerate(claimants) if mask >> place & 1]
                if len(winners) == error.tie.seats:
                    waiting.append([*lots, kkr.Lot(claimants, winners)])
        except (kkr.InvalidInputError, kkr.InfeasibleError):
            found.append({})
    return found


def first_change(figures, before, source, target, most):
    """Return the fewest votes, whether a lot follows, who wins and loses, trying every number.

    The votes of a union are moved from and to whichever member has them.
    """
    unions = figures["cooperations"] or {}
    for moved in range(1, most + 1):
        votes = dict(figures["votes"])
        if target:
            votes[unions.get(target, (target,))[0]] += moved
        left = moved if source else 0
        for member in unions.get(source, (source,)) if source else ():
            taken = min(left, votes[member])
            votes[member] -= taken
            left -= taken
        total = figures["total_votes"] + (moved if target else 0) - (moved if source else 0)
        ends = outcomes(figures | {"votes": votes, "total_votes": total})
        if source and target:
            changed = [seats != before for seats in ends]
            lot = len(ends) > 1
        else:
            name = source or target
            change = [seats.get(name, 0) - before.get(name, 0) for seats in ends]
            changed = [c > 0 if target else c < 0 for c in change]
            lot = not all(changed)
        if any(changed) or (lot and source and target):
            return moved, lot, *(([], []) if lot else exchanged(before, ends))
    return None, False, [], []


def exchanged(before, ends):
    """Return who wins and who loses a seat in all ends."""
    names = sorted({*before, *itertools.chain.from_iterable(ends)})
    wins = [n for n in names if all(seats.get(n, 0) > before.get(n, 0) for seats in ends)]
    return wins, [n for n in names if all(s.get(n, 0) < before.get(n, 0) for s in ends)]


SIZES = (*kkr.SizeRule, kkr.FixedSize(7))
CASES = [(kkr.SizeRule.ROUND_UP, seed) for seed in range(60)] + [
    (size_rule, seed) for size_rule in SIZES[1:] for seed in (0, 1, 2, 3, 4, 6, 7, 12, 26, 42)
]


@pytest.mark.parametrize(("size_rule", "seed"), CASES, ids=str)
@pytest.mark.filterwarnings("ignore::kkr_allocation.IncompleteDataWarning")
def test_margins_of_councils_are_the_first_numbers_that_change_something(size_rule, seed):
    compare(*council_of(np.random.default_rng([seed, SIZES.index(size_rule)]), size_rule))


def compare(council, figures):
    """Hold every margin of a council to brute force; only those of single lists by a quota rule."""
    votes = council.votes
    found = [
        (m.source, m.target, m.votes, m.lot, sorted(m.wins), sorted(m.loses))
        for m in own_margins(council)
    ]
    assert len(found) == 2 * len(votes)
    if council.statutes.rule is not kkr.LARGEST_REMAINDER:
        shown = [
            (*row[:4], *(sorted(filter(None, names.split(", "))) for names in row[4:]))
            for row in kkr.margin(council).itertuples(index=False)
        ]
        assert len(shown) == len(votes) * (len(votes) + 1)
        found = shown
    for source, target, needed, *more in found:
        most = votes[source] if source else 60
        expected, *after = first_change(figures, council.seats, source, target, most)
        if expected is None:
            assert pd.isna(needed) or needed > most, (source, target)
        else:
            assert [needed, *more] == [expected, *after], (source, target)


@pytest.mark.parametrize(
    ("votes", "mayors"),
    [
        ({"A": 182, "B": 108, "C": 32, "D": 123}, {"A": 4, "C": 2, "D": 2}),
        ({"A": 118, "B": 178, "C": 70}, {"A": 1, "B": 5, "C": 1}),
        ({"A": 151, "B": 23, "C": 144, "D": 98}, {"A": 5, "D": 2}),
    ],
)
def test_ceilings_that_move_at_the_cap_are_events(votes, mayors):
    """A claim that passes a whole number moves a ceiling, and seats that come back later hide it.

    The second: of ten seats B keeps five; 11 votes from C to B lead to a lot, and between 12 and
    29 the seats are as before.
    """
    figures = {
        "votes": votes,
        "mayors": mayors,
        "municipalities": sum(mayors.values()),
        "cooperations": None,
        "total_votes": sum(votes.values()),
        "statutes": attrs.evolve(kkr.STATUTES_2018, cap_factor=Fraction(3, 2)),
    }
    council = kkr.compose(**figures)
    assert council.capped
    compare(council, figures)


@pytest.mark.parametrize(
    ("year", "changes"),
    [
        (
            2021,
            {
                ("V", "A"): (102, False, "A", ""),
                ("", "A"): (254, False, "A", ""),
                ("B", "V"): (1648, False, "", "B"),
                ("B", ""): (1922, False, "", "B"),
                ("", "O"): (4520, False, "O", ""),
                ("O", ""): (11_732, False, "", "O"),
                ("A", "I"): (1241, False, "A, V", "D, B"),
            },
        ),
        (
            2025,
            {
                ("C", "O"): (271, False, "O", "C"),
                ("", "O"): (474, True, "", ""),
            },
        ),
    ],
)
def test_margins_of_a_real_council_are_found_quickly_and_hold_one_vote_apart(year, changes):
    """The price of 2021 is a sixth of V's 97,507 votes; A 146,007, B 18,173, O 27,983, I 7,700.

    6 (146,007 + n) > 9 (97,507 - n) from 102 votes on that go from V to A, and above 9 * 97,507
    from 254 new ones. B falls to one seat as 6 (18,173 - n) is no more than 97,507 + n: 1,648, or
    97,507: 1,922. O has a third from 6 (27,983 + n) > 2 * 97,507: 4,520, and one at 6 (27,983 - n)
    <= 97,507: 11,732. With 2 % of 447,044, 8,941 votes, I is eligible, and its mayor makes a seat
    cost 8,941: A claims 17 and V 11, so that 34 are shared anew.

    In 2025 all claims are at the cap: O's third quotient (35,637 + 474) / 3 equals C's fourth,
    48,148 / 4 = 12,037, and 3 (48,148 - n) < 4 (35,637 + n) from 271 on.
    """
    council = kkr.compose_region(kkr.load_election(year), "KKR Sjælland")
    start = time.process_time()
    shown = kkr.margin(council)
    assert time.process_time() - start < 5
    found = {(s, t): tuple(change) for s, t, *change in shown.itertuples(index=False)}
    assert {pair: found[pair] for pair in changes} == changes
    assert pd.isna(found["V", ""][0])
    votes, seats = council.votes, council.seats
    small = [name for name in votes if not council.basis.may_stand(name)][:2]
    assert all(pd.isna(found[pair][0]) for pair in (("", small[0]), (small[0], ""), tuple(small)))
    for (source, target), (needed, lot, wins, loses) in found.items():
        if pd.isna(needed) or not (source and target) or lot:
            continue
        after = [moved_council(council, source, target, n).seats for n in (needed - 1, needed)]
        assert after[0] == seats, (source, target)
        names = {*seats, *after[1]}
        gains = {name: after[1].get(name, 0) - seats.get(name, 0) for name in names}
        assert {n for n, gain in gains.items() if gain > 0} == {*filter(None, wins.split(", "))}
        assert {n for n, gain in gains.items() if gain < 0} == {*filter(None, loses.split(", "))}


def moved_council(council, source, target, moved):
    """Return a council composed of the same figures after votes have moved."""
    votes = dict(council.basis.votes)
    for name, sign in ((source, -1), (target, 1)):
        if name:
            votes[name] += sign * moved
    valid = council.basis.votes_valid + moved * (bool(target) - bool(source))
    basis = attrs.evolve(council.basis, votes=votes, votes_valid=valid)
    return composed(basis, council.statutes)
