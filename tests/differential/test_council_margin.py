"""Margins of councils against brute force: one vote more at a time, the council composed anew."""

from __future__ import annotations

import time
from fractions import Fraction

import attrs
import numpy as np
import pandas as pd
import pytest

import kkr_allocation as kkr
from kkr_allocation.composition.compose import composed
from kkr_allocation.scenarios.council_margin import own_margins

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
    rules = RULES if size_rule is kkr.SizeRule.EXACT_SHARE else RULES[:-1]
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
            seat_for_every_eligible=bool(generator.integers(4) == 0),
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
    """Return the fewest votes and whether they lead to a lot, trying every number.

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
            return moved, lot
    return None, False


@pytest.mark.parametrize("size_rule", kkr.SizeRule)
@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4, 6, 7, 12, 26, 42])
@pytest.mark.filterwarnings("ignore::kkr_allocation.IncompleteDataWarning")
def test_margins_of_councils_are_the_first_numbers_that_change_something(size_rule, seed):
    generator = np.random.default_rng([seed, list(kkr.SizeRule).index(size_rule)])
    council, figures = council_of(generator, size_rule)
    votes = council.votes
    shown = [(m.source, m.target, m.votes, m.lot) for m in own_margins(council)]
    if figures["statutes"].rule is kkr.LARGEST_REMAINDER:
        assert len(shown) == 2 * len(votes)
    else:
        shown = list(kkr.margin(council).itertuples(index=False))
        assert len(shown) == len(votes) * (len(votes) + 1)
    for source, target, needed, lot in shown:
        most = votes[source] if source else 60
        expected, by_lot = first_change(figures, council.seats, source, target, most)
        if expected is None:
            assert pd.isna(needed) or needed > most, (source, target)
        else:
            assert (needed, lot) == (expected, by_lot), (source, target)


def test_margins_of_a_real_council_are_found_quickly_and_hold_one_vote_apart():
    """V / 7 passes O / 2 = 13991.5 at 97,941 votes; I reaches 2 % of 453,814 at 9,077."""
    council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    start = time.process_time()
    shown = kkr.margin(council)
    assert time.process_time() - start < 5
    found = {(s, t): (n, lot) for s, t, n, lot in shown.itertuples(index=False)}
    votes, seats = council.votes, council.seats
    assert found["", "V"] == (97_941 - votes["V"], False)
    assert found["O", ""] == (votes["O"] - 2 * votes["V"] // 7, False)
    assert found["A", "I"] == (9_077 - votes["I"], False)
    local, other = "Havdruplisten (Solrød)", "Nakskov Listen (Lolland)"
    assert all(pd.isna(found[pair][0]) for pair in (("", local), (local, ""), (local, other)))
    assert found["O", local] == found["O", other] == found["O", ""]
    assert votes[local] > found[local, "V"][0] == found["", "V"][0]
    for source, target in (("", "A"), ("C", ""), ("V", "C"), ("C", "A"), ("V", "Ø")):
        needed, lot = found[source, target]
        assert not lot
        after = [moved_council(council, source, target, n).seats for n in (needed - 1, needed)]
        if source and target:
            assert after[0] == seats != after[1]
        else:
            name = source or target
            assert (after[0][name] - seats[name]) * (1 if target else -1) <= 0
            assert after[1][name] - seats[name] == (1 if target else -1)


def moved_council(council, source, target, moved):
    """Return a council composed of the same figures after votes have moved."""
    votes = dict(council.basis.votes)
    for name, sign in ((source, -1), (target, 1)):
        if name:
            votes[name] += sign * moved
    total = council.basis.total_votes + moved * (bool(target) - bool(source))
    basis = attrs.evolve(council.basis, votes=votes, total_votes=total)
    return composed(basis, council.statutes)
