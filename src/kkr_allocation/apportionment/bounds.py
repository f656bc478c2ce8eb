"""Floors and caps of parties, and what they add up to in an alliance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.apportionment.factor import Claims
from kkr_allocation.errors import Bilingual, Count, InfeasibleError

if TYPE_CHECKING:
    from kkr_allocation.apportionment.alliances import Alliance, Member

__all__ = ["Ballot", "parties_of"]


@frozen
class Ballot:
    """The parties of one election: votes, and floors and caps where they have them.

    Parameters
    ----------
    votes : dict of str to int
        All parties.
    floors, caps : dict of str to int
        Some parties' bounds.
    """

    votes: dict[str, int]
    floors: dict[str, int]
    caps: dict[str, int]

    def claims(self, node: Alliance | None, house: int) -> Claims:
        """Return who shares these seats inside a node; None stands for parties all alone."""
        if node is None:
            names = tuple(self.votes)
            votes = list(self.votes.values())
            if not (self.floors or self.caps):
                caps = [house if v else 0 for v in votes]
                return Claims("", names, votes, [0] * len(votes), caps, house)
            floors = [self.floors.get(name, 0) for name in names]
            caps = [
                min(self.caps.get(name, house), house) if v else floor
                for name, v, floor in zip(names, votes, floors, strict=True)
            ]
            return Claims("", names, votes, floors, caps, house)
        names = tuple(m if isinstance(m, str) else m.label for m in node.members)
        pooled = [self._pooled(parties_of(member), house) for member in node.members]
        votes, floors, caps = (list(column) for column in zip(*pooled, strict=True))
        return Claims(node.label, names, votes, floors, caps, house)

    def _pooled(self, parties: tuple[str, ...], house: int) -> tuple[int, int, int]:
        """Return votes, floor and cap of parties together; no votes, no seat above the floor."""
        votes = floor = cap = 0
        for party in parties:
            least = self.floors.get(party, 0)
            votes += self.votes[party]
            floor += least
            cap += self.caps.get(party, house) if self.votes[party] else least
        return votes, floor, min(cap, house)

    def check(self, house: int) -> None:
        """Refuse bounds that leave no solution.

        Raises
        ------
        InfeasibleError
            If a floor is above its cap, the floors exceed the house, or the caps leave some over.
        """
        for party, floor in self.floors.items():
            if floor > (cap := self.caps.get(party, floor)):
                raise InfeasibleError(
                    Bilingual(
                        f"the floor of {party} is {floor}, its cap {cap}",
                        da=f"liste {party} skal have mindst {floor} og højst {cap}",
                    ),
                    why=Bilingual(
                        "no number of seats is at least the floor and at most the cap",
                        da="intet antal mandater er både mindst det ene og højst det andet",
                    ),
                    do=Bilingual(
                        "Lower the floor or raise the cap",
                        da="Sænk den nedre grænse, eller hæv den øvre",
                    ),
                    conflict=(f"floor {floor} of {party}", f"cap {cap} of {party}"),
                    relaxation={"caps": {party: floor}},
                )
        needed = sum(self.floors.values())
        if needed > house:
            raise InfeasibleError(
                Bilingual(
                    f"the floors need {Count(needed):seat|seats}, the house has {house}",
                    da=f"de nedre grænser kræver {Count(needed):mandat|mandater}, og der er "
                    f"{house}",
                ),
                why=Bilingual(
                    "every party keeps at least its floor",
                    da="hver liste får mindst sin nedre grænse",
                ),
                do=Bilingual(
                    f"Give the house {Count(needed):seat|seats}, or lower the floors by "
                    f"{needed - house}",
                    da=f"Fordel {Count(needed):mandat|mandater}, eller sænk grænserne med "
                    f"{needed - house}",
                ),
                conflict=(f"house size {house}", *_too_high(self.floors, house)),
                relaxation={"house_size": needed},
            )
        room = sum(self.claims(None, house).caps)
        if room < house:
            raise InfeasibleError(
                Bilingual(
                    f"the caps leave room for {Count(room):seat|seats}, the house has {house}",
                    da=f"de øvre grænser giver plads til {Count(room):mandat|mandater}, og der er "
                    f"{house}",
                ),
                why=Bilingual(
                    "no party exceeds its cap, and a party without votes wins nothing",
                    da="ingen liste får mere end sin øvre grænse, og uden stemmer får den intet",
                ),
                do=Bilingual(
                    f"Give out {Count(room):seat|seats}, or raise the caps by {house - room}",
                    da=f"Fordel {Count(room):mandat|mandater}, eller hæv grænserne med "
                    f"{house - room}",
                ),
                conflict=(
                    f"house size {house}",
                    *(f"cap {cap} of {p}" for p, cap in self.caps.items() if self.votes[p]),
                ),
                relaxation={"house_size": room},
            )


def _too_high(floors: dict[str, int], house: int) -> list[str]:
    """Name floors that exceed the house together, and no longer do if any one is left out."""
    named: list[str] = []
    left = house
    for party, floor in sorted(floors.items(), key=lambda item: -item[1]):
        if left >= 0 and floor:
            named.append(f"floor {floor} of {party}")
            left -= floor
    return named


def parties_of(member: Member) -> tuple[str, ...]:
    """Return the party, or all parties of the alliance."""
    return (member,) if isinstance(member, str) else tuple(member.parties())
