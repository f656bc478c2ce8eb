"""Strategies for appointments: fora, candidates, and the strengths of the groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.appointments.candidate import Candidate
from kkr_allocation.appointments.forum import Forum
from kkr_allocation.testing.hypothesis_extra import st

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

__all__ = ["candidates", "registers", "strengths"]


@st.composite
def registers(draw: DrawFn, *, max_fora: int = 4, max_posts: int = 4) -> list[Forum]:
    """Return fora with one post or more, some with a chair and with substitutes.

    Parameters
    ----------
    max_fora, max_posts : int
        Fora, and posts in each; shrinks to one forum with one post.
    """
    return [
        Forum(
            f"forum {number}",
            draw(st.integers(1, max_posts)),
            chair=draw(st.booleans()),
            substitutes=draw(st.sampled_from(["none", "personal", "shared"])),
        )
        for number in range(1, draw(st.integers(1, max_fora)) + 1)
    ]


def strengths(parties: Sequence[str] = "ABCV") -> SearchStrategy[dict[str, int]]:
    """Return members by party, at least one in all; equal groups are frequent."""
    return st.fixed_dictionaries({party: st.integers(0, 12) for party in parties}).filter(
        lambda members: any(members.values())
    )


@st.composite
def candidates(
    draw: DrawFn, fora: Sequence[Forum], *, parties: Sequence[str] = "ABCV", max_people: int = 12
) -> list[Candidate]:
    """Return people of these parties, with wishes for some fora and barred from others.

    Parameters
    ----------
    fora : sequence of Forum
        Those they may wish for.
    parties : sequence of str
        Their parties.
    max_people : int
        How many at most; shrinks to none. Whether they are enough is for the program to find.
    """
    names = st.lists(st.sampled_from([forum.name for forum in fora]), unique=True, max_size=2)
    return [
        Candidate(
            f"person {number}",
            draw(st.sampled_from(["Roskilde", "Lejre", "Solrød"])),
            draw(st.sampled_from(parties)),
            sex=draw(st.sampled_from(["F", "M", None])),
            mayor=draw(st.booleans()),
            wishes=draw(names),
            cannot=draw(names),
        )
        for number in range(1, draw(st.integers(0, max_people)) + 1)
    ]
