"""Posts that stand: what a vacancy is filled within, when nothing is shared out anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from kkr_allocation.appointments.entitlement import departures_of
from kkr_allocation.appointments.requirements import NotAlsoIn
from kkr_allocation.apportionment.exact import apportion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.appointments.candidate import Candidate
    from kkr_allocation.appointments.entitlement import Entitlement
    from kkr_allocation.appointments.forum import Forum

__all__ = ["known_only", "standing"]


def standing(
    entitlement: Entitlement, fora: tuple[Forum, ...], table: Mapping[str, Mapping[str, int]]
) -> Entitlement:
    """Return an entitlement in which every list keeps the posts it has.

    Parameters
    ----------
    entitlement : Entitlement
        The constituting meeting's, for strengths, alliances and rule.
    fora : tuple of Forum
        The fora of the day.
    table : mapping of str to mapping of str to int
        Posts by forum and list as they stand; every post of every forum.

    Notes
    -----
    Each forum is shared with the posts that stand as floors. They fill it, so that nothing is
    left to quotients or lots, and the certificate can be recomputed like any other.
    """
    parties = dict.fromkeys([*entitlement.strengths, *(p for row in table.values() for p in row)])
    strengths = {party: entitlement.strengths.get(party, 0) for party in parties}
    full = {
        forum.name: {party: table[forum.name].get(party, 0) for party in parties} for forum in fora
    }
    alliances = entitlement.alliances
    shares = {
        name: apportion(
            strengths, sum(row.values()), entitlement.rule, alliances=alliances, floors=row
        )
        for name, row in full.items()
    }
    stands = evolve(
        entitlement,
        fora=fora,
        strengths=strengths,
        packages={name: (name,) for name in full},
        shares=shares,
        caps={},
        deviations=(),
        lots=(),
        table=full,
        departures=(),
        unique=True,
    )
    return evolve(stands, departures=departures_of(stands))


def known_only(
    fora: tuple[Forum, ...], people: list[Candidate]
) -> tuple[tuple[Forum, ...], list[Candidate]]:
    """Return fora and people without what they say about fora that have closed.

    Parameters
    ----------
    fora : tuple of Forum
        The fora of the day.
    people : list of Candidate
        Their wishes and bars may still name a closed forum.
    """
    names = {forum.name for forum in fora}
    open_fora = []
    for forum in fora:
        rules = [
            evolve(rule, fora=tuple(name for name in rule.fora if name in names))
            if isinstance(rule, NotAlsoIn)
            else rule
            for rule in forum.requirements
        ]
        open_fora.append(evolve(forum, requirements=rules))
    return tuple(open_fora), [
        evolve(
            person,
            wishes=tuple(name for name in person.wishes if name in names),
            cannot=tuple(name for name in person.cannot if name in names),
        )
        for person in people
    ]
