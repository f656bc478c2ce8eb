"""Tables of a package written down: of all that keep the rules just the best are accepted."""

from __future__ import annotations

import itertools
import json
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.fairness.verify import verify
from kkr_allocation.fairness.verify.entitlement import Package
from tests.properties.test_entitlement_properties import PACKAGES, entitled


def tables(result):
    """Return every table with the right sums and every share rounded."""
    house, blocks = sum(forum.posts for forum in result.fora), result.blocks.values()
    choices = []
    for forum in result.fora:
        share = {p: Fraction(forum.posts * n, house) for p, n in result.totals.items()}
        bounds = {ps: sum(share[p] for p in ps) for ps in [*blocks, *((p,) for p in share)]}
        rows = [
            dict(zip(share, cells, strict=True))
            for cells in itertools.product(*({floor(q), ceil(q)} for q in share.values()))
        ]
        choices.append(
            [
                row
                for row in rows
                if sum(row.values()) == forum.posts
                and all(floor(q) <= sum(row[p] for p in ps) <= ceil(q) for ps, q in bounds.items())
            ]
        )
    names = [forum.name for forum in result.fora]
    for rows in itertools.product(*choices):
        if all(sum(row[p] for row in rows) == n for p, n in result.totals.items()):
            yield dict(zip(names, rows, strict=True))


def departing(result, table):
    """Return the fora whose split is not their own by d'Hondt."""
    found = []
    for forum, row in table.items():
        votes = {b: sum(result.strengths[p] for p in ps) for b, ps in result.blocks.items()}
        held = {b: sum(row[p] for p in ps) for b, ps in result.blocks.items()}
        last = min(Fraction(votes[b], n) for b, n in held.items() if n)
        if max(Fraction(votes[b], n + 1) for b, n in held.items()) > last:
            found.append(forum)
    return found


def distance(result, table):
    house = sum(forum.posts for forum in result.fora)
    return sum(
        abs(table[forum.name][p] * house - forum.posts * n)
        for forum in result.fora
        for p, n in result.totals.items()
    )


def split(result, table):
    return [sum(row[p] for p in ps) for row in table.values() for ps in result.blocks.values()]


def held(result, judged, chosen):
    """Write tables down as the answer; just those with the best cost are accepted."""
    best = min(cost for cost, _ in judged)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Package, "check_exchanges", lambda *_: None)
        for cost, table in chosen:
            document = json.loads(result.to_json())
            document |= {"table": table, "departures": departing(result, table)}
            if cost == best:
                assert verify(document)
            else:
                words = "fewer" if cost[0] > best[0] else "as near"
                with pytest.raises(kkr.VerificationError, match=words):
                    verify(document)


def all_tables(result):
    return [((len(departing(result, t)), distance(result, t)), t) for t in tables(result)]


@settings(max_examples=settings.default.max_examples // 8, deadline=None)
@given(PACKAGES, st.data())
def test_of_all_tables_just_the_best_are_accepted(package, data):
    result = entitled(*package)
    if result is None:
        return
    judged = all_tables(result)
    best = min(cost for cost, _ in judged)
    splits = [split(result, table) for cost, table in judged if cost == best]
    alone = all(one == splits[0] for one in splits)
    assert result.unique == alone
    document = json.loads(result.to_json())
    with pytest.raises(kkr.VerificationError, match="stated to be the only one"):
        verify(document | {"unique": not alone})
    few = st.lists(st.sampled_from(judged), min_size=1, max_size=3, unique_by=id)
    held(result, judged, data.draw(few))


@pytest.mark.parametrize(
    ("posts", "strengths", "alliances"),
    [
        ([1, 3, 1], [1, 21, 18, 29], [["A", "F"]]),
        ([3, 3, 4], [28, 17, 13, 19], []),
        ([2, 4, 3], [28, 19, 12, 15], [["A", "F"]]),
    ],
)
def test_where_some_fora_must_depart_one_more_is_refused(posts, strengths, alliances):
    result = entitled(posts, strengths, alliances)
    judged = all_tables(result)
    one_of_each = dict(judged)
    assert min(one_of_each)[0] > 0
    held(result, judged, list(one_of_each.items())[:8])


def test_a_large_package_is_proven_to_depart_no_more_than_it_must():
    sizes = [1 + number % 5 for number in range(24)]
    fora = [kkr.Forum(f"F{number}", size) for number, size in enumerate(sizes)]
    strengths = {"A": 24, "V": 14, "C": 9, "F": 5, "B": 3, "Ø": 2}
    result = kkr.entitle(fora, strengths, alliances=[["A", "F", "Ø"], ["V", "C", "B"]])
    assert result.departures
    assert result.verify()


def test_a_table_on_which_the_solver_stumbles_is_still_verified():
    """HiGHS's presolve ends this small programme with a solve error."""
    fora = [kkr.Forum(f"forum {number}", posts) for number, posts in enumerate((1, 1, 2, 1))]
    strengths = {"C": 11, "V": 12, "A": 8, "B": 12}
    result = kkr.entitle(fora, strengths, alliances=[("A", "B")])
    assert result.verify()
