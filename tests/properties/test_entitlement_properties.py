"""Properties of entitlements, among them the block splits seen in real fora."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

import kkr_allocation as kkr


@settings(deadline=None, max_examples=50)
@given(weak=st.integers(1, 10**6), extra=st.integers(1, 10**6))
def test_five_posts_split_3_2_for_ratios_strictly_between_1_and_2(weak: int, extra: int) -> None:
    strong = weak + extra
    if strong >= 2 * weak:
        strong, weak = 2 * strong - 1, strong
    for over in ("forum", "package"):
        result = kkr.entitle([kkr.Forum("f", 5)], {"A": strong, "V": weak}, over=over)
        assert result.table["f"] == {"A": 3, "V": 2}


@settings(deadline=None, max_examples=50)
@given(weak=st.integers(3, 10**6), part=st.fractions(0, 1))
def test_four_posts_split_2_2_for_ratios_below_three_halves(weak: int, part: Fraction) -> None:
    strong = weak + math.ceil(part * ((weak - 1) // 2))
    if 2 * strong < 3 * weak:
        result = kkr.entitle([kkr.Forum("f", 4)], {"A": strong, "V": weak}, over="forum")
        assert result.table["f"] == {"A": 2, "V": 2}


PACKAGES = st.tuples(
    st.lists(st.integers(1, 4), min_size=2, max_size=3),
    st.lists(st.integers(1, 30), min_size=4, max_size=4, unique=True),
    st.sampled_from([(), (("A", "F"),), (("A", "F"), ("V", "C"))]),
)


def entitled(
    posts: list[int], strengths: list[int], alliances: tuple[tuple[str, ...], ...]
) -> kkr.Entitlement | None:
    fora = [kkr.Forum(f"f{i}", p) for i, p in enumerate(posts)]
    try:
        return kkr.entitle(fora, dict(zip("AVFC", strengths, strict=True)), alliances=alliances)
    except kkr.UnresolvedTieError:
        return None


@settings(max_examples=30, deadline=None)
@given(PACKAGES)
def test_departures_are_as_few_as_enumeration_finds(
    package: tuple[list[int], list[int], tuple[tuple[str, ...], ...]],
) -> None:
    result = entitled(*package)
    if result is None:
        return
    house = sum(forum.posts for forum in result.fora)
    blocks = result.blocks
    rows = {}
    for forum in result.fora:
        shares = {p: Fraction(forum.posts * n, house) for p, n in result.totals.items()}
        rows[forum.name] = [
            row
            for cells in itertools.product(
                *(range(math.floor(q), math.ceil(q) + 1) for q in shares.values())
            )
            if sum(cells) == forum.posts
            and all(
                math.floor(q := sum(shares[p] for p in ps))
                <= sum(row[p] for p in ps)
                <= math.ceil(q)
                for row in [dict(zip(shares, cells, strict=True))]
                for ps in blocks.values()
            )
            for row in [dict(zip(shares, cells, strict=True))]
        ]
    votes = {b: sum(result.strengths[p] for p in ps) for b, ps in blocks.items()}

    def departs(row: dict[str, int]) -> bool:
        held = {b: sum(row[p] for p in ps) for b, ps in blocks.items()}
        # d'Hondt: no next quotient above a quotient that holds a seat
        last = min(Fraction(votes[b], n) for b, n in held.items() if n)
        return max(Fraction(votes[b], n + 1) for b, n in held.items()) > last

    fewest = min(
        sum(departs(row) for row in table)
        for table in itertools.product(*rows.values())
        if all(sum(row[p] for row in table) == n for p, n in result.totals.items())
    )
    assert len(result.departures) == fewest
    for forum in result.fora:
        assert result.table[forum.name] in rows[forum.name]


@settings(max_examples=20, deadline=None)
@given(PACKAGES)
def test_the_order_of_rows_changes_nothing(
    package: tuple[list[int], list[int], tuple[tuple[str, ...], ...]],
) -> None:
    result = entitled(*package)
    if result is None:
        return
    fora = list(reversed(result.fora))
    strengths = dict(reversed(result.strengths.items()))
    again = kkr.entitle(fora, strengths, alliances=package[2])
    assert again.table == result.table
    assert sorted(again.departures) == sorted(result.departures)


@settings(max_examples=40, deadline=None)
@given(PACKAGES)
def test_turns_give_each_list_its_share(
    package: tuple[list[int], list[int], tuple[tuple[str, ...], ...]],
) -> None:
    result = entitled(*package)
    if result is None:
        return
    try:
        order = kkr.picking_order(result)
    except kkr.UnresolvedTieError:
        return
    parties = [turn.party for turn in order.turns]
    assert {p: parties.count(p) for p in result.strengths} == result.totals
    quotients = [turn.quotient for turn in order.turns]
    assert quotients == sorted(quotients, reverse=True)
