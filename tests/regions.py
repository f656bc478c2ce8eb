"""Generated regions with planted ties: what `kkr.compose` takes, small enough for the oracle."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
from hypothesis import assume
from hypothesis import strategies as st

import kkr_allocation as kkr

__all__ = ["SIZES", "arguments", "regions", "size"]


SIZES = ("ROUND_UP", "ROUND_UP", "DIVISOR", "EXACT_SHARE", 9)
_RULES = {
    "d'Hondt": kkr.DHONDT,
    "Sainte-Laguë": kkr.SAINTE_LAGUE,
    "Hare": kkr.LARGEST_REMAINDER,
}


@st.composite
def regions(draw: st.DrawFn, *, most: int = 6) -> dict[str, Any]:
    """Votes, mayors and statutes of a region with at least one eligible list."""
    votes = draw(st.lists(st.integers(0, 400), min_size=1, max_size=most))
    for place in range(1, len(votes)):
        if draw(st.booleans()):
            votes[place] = votes[draw(st.integers(0, place - 1))] * draw(st.integers(1, 3))
    names = [chr(65 + place) for place in range(len(votes))]
    threshold = draw(st.sampled_from([Fraction(2, 100), Fraction(1, 10), Fraction(0)]))
    mayors = {
        name: draw(st.integers(0, 3)) if number or threshold else 0
        for name, number in zip(names, votes, strict=True)
    }
    votes = draw(_at_a_price(votes, list(mayors.values())))
    apart = draw(st.integers(0, 3)) == 0 and len(names) > 2
    unions = {"union": tuple(names[-2:])} if apart else {}
    single = names[:-2] if apart else names
    assume(sum(votes))
    at_threshold = [t for v in votes if threshold and (t := int(v / threshold)) >= sum(votes)]
    total = draw(st.sampled_from([sum(votes), sum(votes) + 7, *at_threshold]))
    region = {
        "votes": dict(zip(names, votes, strict=True)),
        "mayors": mayors,
        "municipalities": max(sum(mayors.values()), 1),
        "unions": unions,
        "entitled": {name for name in single if draw(st.integers(0, 9))},
        "represented": {name for name in names if draw(st.integers(0, 9))},
        "total": total,
        "threshold": threshold,
        "base": draw(st.sampled_from(["VALID", "CAST"])),
        "size_rule": draw(st.sampled_from(SIZES)),
        "factor": draw(st.sampled_from([2, 2, 1, Fraction(4, 3), None])),
        "at_cap": draw(st.sampled_from(["SHARE_ANEW", "RAISE_PRICE"])),
        "every": draw(st.booleans()),
        "method": draw(st.sampled_from(["d'Hondt", "d'Hondt", "Sainte-Laguë", "Hare"])),
    }
    assume(_has_eligible(region))
    return region


@st.composite
def _at_a_price(draw: st.DrawFn, votes: list[int], mayors: list[int]) -> list[int]:
    """Votes that some lists with mayors have in one proportion to them, or a vote more."""
    sitting = [place for place, number in enumerate(mayors) if number]
    if not sitting or draw(st.booleans()):
        return votes
    price = draw(st.integers(1, 200))
    planted = list(votes)
    for place in sitting:
        if draw(st.booleans()):
            planted[place] = price * mayors[place] + draw(st.sampled_from([0, 0, 1]))
    for place in range(len(votes)):
        if not mayors[place] and draw(st.booleans()):
            planted[place] = price * draw(st.integers(1, 5)) + draw(st.sampled_from([0, 1, 2]))
    return planted


def _has_eligible(region: dict[str, Any]) -> bool:
    votes, unions = region["votes"], region["unions"]
    sums = {name: votes[name] for name in region["entitled"]}
    sums |= {u: sum(votes[m] for m in members) for u, members in unions.items()}
    return any(
        number and Fraction(number, region["total"]) >= region["threshold"]
        for name, number in sums.items()
        if region["represented"] & {name, *unions.get(name, ())}
    )


def size(rule: str | int) -> kkr.SizeRule | kkr.FixedSize:
    """Return a size rule by its name, or a fixed size by its number."""
    return kkr.SizeRule[rule] if isinstance(rule, str) else kkr.FixedSize(rule)


def arguments(region: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return the same region as keyword arguments of `kkr.compose`."""
    region = region | changes
    statutes = attrs.evolve(
        kkr.STATUTES_2018,
        threshold=region["threshold"],
        threshold_base=kkr.ThresholdBase[region["base"]],
        size_rule=size(region["size_rule"]),
        cap_factor=region["factor"],
        at_cap=kkr.AtCap[region["at_cap"]],
        seat_for_every_eligible=region["every"],
        rule=_RULES[region["method"]],
    )
    return {
        "votes": region["votes"],
        "mayors": region["mayors"],
        "municipalities": region["municipalities"],
        "cooperations": region["unions"],
        "entitled": region["entitled"],
        "represented": region["represented"],
        "total_votes": region["total"],
        "statutes": statutes,
    }
