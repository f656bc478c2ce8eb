"""Strategies for the composition of councils: statutes, and regions with votes and mayors."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs

from kkr_allocation.composition.statutes import STATUTES_2018, Outsiders, SizeRule
from kkr_allocation.testing.hypothesis_extra import st
from kkr_allocation.testing.seats import rules, votes

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from kkr_allocation.composition.statutes import Statutes

__all__ = ["regions", "statutes"]


def statutes() -> SearchStrategy[Statutes]:
    """Return the statutes of 2018 in every reading, and with other thresholds, caps and rules.

    Shrinks to the readings and figures of the statutes themselves.
    """
    return st.builds(
        attrs.evolve,
        st.just(STATUTES_2018),
        threshold=st.sampled_from([Fraction(1, 50), Fraction(0), Fraction(1, 10)]),
        council_seat_required=st.sampled_from([True, False]),
        size_rule=st.sampled_from(list(SizeRule)),
        cap_factor=st.sampled_from([2, None, 1, Fraction(3, 2)]),
        rule=rules(),
        outsiders=st.sampled_from(list(Outsiders)),
        seat_for_every_eligible=st.sampled_from([False, True]),
    )


@st.composite
def regions(draw: DrawFn, *, max_lists: int = 6) -> dict[str, Any]:
    """Return all inputs of a council, by the names of the arguments of ``kkr.compose``.

    A list has at most as many mayors as there are municipalities to have them; some lists are
    not entitled, sit in no council or join in a co-operation, and some reach the threshold
    exactly. Whether the council needs a lot, or cannot be composed, is for the program to find.

    Parameters
    ----------
    max_lists : int
        The size.
    """
    figures = draw(votes(max_parties=max_lists))
    lists = list(figures)
    mayors = {name: draw(st.integers(0, 4)) if figures[name] else 0 for name in lists}
    joined = lists[-2:] if len(lists) > 2 and draw(st.booleans()) else []  # noqa: PLR2004  (two of them join)
    chosen = draw(statutes())
    cast = sum(figures.values())
    exact = int(draw(st.sampled_from(list(figures.values()))) / (chosen.threshold or 1))
    return {
        "votes": figures,
        "mayors": mayors,
        "municipalities": max(sum(mayors.values()), 1),
        "cooperations": {"co-operation": tuple(joined)} if joined else {},
        "entitled": draw(st.one_of(st.none(), st.sets(st.sampled_from(_apart(lists, joined))))),
        "represented": draw(st.one_of(st.none(), st.sets(st.sampled_from(lists)))),
        "total_votes": draw(st.sampled_from([cast, cast + 1, max(exact, cast)])),
        "statutes": chosen,
    }


def _apart(lists: list[str], joined: list[str]) -> list[str]:
    return [name for name in lists if name not in joined]
