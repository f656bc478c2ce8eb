"""Over the package every list and every alliance has its share of each forum, up to one post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import assume, example, given, settings

import kkr_allocation as kkr
from kkr_allocation.testing import registers, strengths

if TYPE_CHECKING:
    from collections.abc import Iterable


FEW = [kkr.Forum(f"forum {number}", 2) for number in range(3)]


@example(FEW, {"A": 2, "B": 3, "C": 5, "V": 6})
@given(registers(max_posts=5), strengths())
@settings(max_examples=15)
def test_shares_of_a_forum_are_rounded_up_or_down(
    fora: list[kkr.Forum], members: dict[str, int]
) -> None:
    pairs = [["A", "B"], ["C", "V"]]
    try:
        entitlement = kkr.entitle(fora, members, alliances=pairs)
    except kkr.UnresolvedTieError:
        assume(False)  # noqa: FBT003  (Hypothesis takes it by position)
        raise
    posts, house = entitlement.table, sum(forum.posts for forum in fora)

    def total(forums: Iterable[str], lists: Iterable[str]) -> int:
        named = set(lists)
        return sum(posts[forum].get(party, 0) for forum in forums for party in named)

    for forum in fora:
        for lists in (*pairs, *([party] for party in members)):
            share = forum.posts * total(posts, lists)
            assert share // house <= total([forum.name], lists) <= -(-share // house)
