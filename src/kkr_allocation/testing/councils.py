"""Strategies for the composition of councils: statutes, and regions with votes and mayors."""

from __future__ import annotations

import warnings
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs

from kkr_allocation.composition.compose import compose
from kkr_allocation.composition.statutes import (
    STATUTES_2018,
    AtCap,
    FixedSize,
    Outsiders,
    SizeRule,
    ThresholdBase,
)
from kkr_allocation.errors import IncompleteDataWarning, KkrAllocationError
from kkr_allocation.testing.hypothesis_extra import st
from kkr_allocation.testing.seats import rules, votes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

    from kkr_allocation.composition.statutes import Statutes

__all__ = ["regions", "statutes"]

_SIZES = (*SizeRule, *[SizeRule.ROUND_UP] * 4, *map(FixedSize, (7, 19, 51)))
"""The rule of the statutes as often as the others together, since most depends on it."""


def statutes(
    *, bases: Sequence[ThresholdBase] = (ThresholdBase.VALID,)
) -> SearchStrategy[Statutes]:
    """Return the statutes of 2018 in every reading, and with other thresholds, caps and rules.

    Shrinks to the readings and figures of the statutes themselves.

    Parameters
    ----------
    bases : sequence of ThresholdBase
        What the threshold can be a share of; the votes cast only where ``compose`` is given them.
    """
    return st.builds(
        attrs.evolve,
        st.just(STATUTES_2018),
        threshold=st.sampled_from([Fraction(1, 50), Fraction(0), Fraction(1, 10)]),
        threshold_base=st.sampled_from(bases),
        council_seat_required=st.sampled_from([True, False]),
        size_rule=st.sampled_from(_SIZES),
        cap_factor=st.sampled_from([2, None, 1, Fraction(3, 2)]),
        at_cap=st.sampled_from(list(AtCap)),
        rule=rules(),
        outsiders=st.sampled_from(list(Outsiders)),
        seat_for_every_eligible=st.sampled_from([True, False]),
    )


@st.composite
def regions(draw: DrawFn, *, max_lists: int = 6) -> dict[str, Any]:
    """Return all inputs of a council, by the names of the arguments of ``kkr.compose``.

    A list has at most as many mayors as there are municipalities to have them; some lists are
    not entitled, sit in no council or join in a co-operation, and some reach the threshold
    exactly. Some have just as many votes for each mayor as another, or a claim that is a whole
    number or one vote above it; some caps are just met, or missed by one. Whether the council
    needs a lot, or cannot be composed, is for the program to find.

    Parameters
    ----------
    max_lists : int
        The size.
    """
    figures = draw(votes(max_parties=max_lists))
    lists = list(figures)
    mayors = {name: draw(st.integers(0, 4)) if figures[name] else 0 for name in lists}
    figures |= _at_the_price(draw, figures, mayors)
    joined = lists[-2:] if len(lists) > 2 and draw(st.booleans()) else []  # noqa: PLR2004  (two of them join)
    chosen = draw(statutes(bases=tuple(ThresholdBase)))
    listed = sum(figures.values())
    exact = int(draw(st.sampled_from(list(figures.values()))) / (chosen.threshold or 1))
    region = {
        "votes": figures,
        "mayors": mayors,
        "municipalities": max(sum(mayors.values()), 1),
        "cooperations": {"co-operation": tuple(joined)} if joined else {},
        "entitled": draw(st.one_of(st.none(), st.sets(st.sampled_from(_apart(lists, joined))))),
        "represented": draw(st.one_of(st.none(), st.sets(st.sampled_from(lists)))),
        "total_votes": draw(st.sampled_from([listed, listed + 1, max(exact, listed)])),
        "statutes": chosen,
    }
    below = draw(st.sampled_from([None, 1, 0, 2]))
    return region if below is None else region | {"statutes": _just_capped(region, below)}


def _at_the_price(draw: DrawFn, figures: dict[str, int], mayors: dict[str, int]) -> dict[str, int]:
    """Return votes of two lists: one has a whole claim at the other's price, or a vote more.

    A list with just its mayors for a claim has the same price.
    """
    sitting = [name for name in figures if mayors[name]]
    if len(figures) == 1 or not sitting or not draw(st.booleans()):
        return {}
    cheapest = min(sitting, key=lambda name: Fraction(figures[name], mayors[name]))
    other = draw(st.sampled_from([name for name in figures if name != cheapest]))
    price = max(figures[cheapest] // mayors[cheapest], 1)
    claim = max(mayors[other] + draw(st.sampled_from([0, 0, 1, 4])), 1)
    return {
        cheapest: price * mayors[cheapest],
        other: price * claim + draw(st.sampled_from([0, 1])),
    }


def _just_capped(region: dict[str, Any], below: int) -> Statutes:
    """Return the region's statutes with a cap so many members below the council without a cap."""
    own: Statutes = region["statutes"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", IncompleteDataWarning)
        try:
            free = compose(**region | {"statutes": attrs.evolve(own, cap_factor=None)})
        except KkrAllocationError:
            return own
    cap = Fraction(max(free.house_size - below, 1), region["municipalities"])
    return attrs.evolve(own, cap_factor=cap)


def _apart(lists: list[str], joined: list[str]) -> list[str]:
    return [name for name in lists if name not in joined]
