"""The check of an `Apportionment`: every sharing-out from the house down the alliances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.errors import Bilingual, Count
from kkr_allocation.fairness.entries import count, counts, drawn, entry, false, part, records
from kkr_allocation.fairness.sharing import Claim, Lots, check_sharing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.encoding import Json
    from kkr_allocation.fairness.entries import Document

__all__ = ["Election", "check", "sharings"]

_HOUSE = Bilingual("the house", da="fordelingen")


def check(document: Document) -> tuple[str, ...]:
    """Check an apportionment and return what was checked, one sentence each.

    Raises
    ------
    InvalidInputError
        If the document cannot be read.
    VerificationError
        If the seats do not follow from the inputs.
    """
    election = Election(
        counts(document, "votes"),
        counts(document, "seats"),
        counts(document, "floors"),
        counts(document, "caps"),
    )
    house_size = count(document, "house_size")
    alliances = records(document, "alliances")
    _check_names(election, alliances)
    rule = entry(document, "rule")
    lots = Lots(records(document, "lots"))
    joined = {party for alliance in alliances for party in _parties(alliance)}
    alone = [party for party in election.votes if party not in joined]
    sentences = []
    for where, members, seats in sharings([*alone, *alliances], house_size, election):
        claims = [election.claim(member, seats) for member in members]
        check_sharing(claims, seats, rule, lots, where=where)
        sentences.append(
            Bilingual(
                f"In {where} no quotient outside is larger than one of the "
                f"{Count(seats):seat|seats} inside.",
                da=f"I {where.da} er ingen kvotient uden mandat større end en af "
                f"dem med; der er {Count(seats):mandat|mandater}.",
            )
        )
    lots.check_all_used()
    bounds = len(election.floors) + len(election.caps)
    return (
        Bilingual(
            f"The seats sum to the house size, {house_size}, and keep "
            f"{Count(bounds):floor or cap|floors and caps}.",
            da=f"Mandaterne er {house_size} i alt, som de skal være, og holder "
            f"{Count(bounds):nedre eller øvre grænse|nedre og øvre grænser}.",
        ),
        *sentences,
        drawn(document),
        *_rests_on(document),
    )


def _rests_on(document: Document) -> tuple[Bilingual, ...]:
    """Say that the law behind floors and caps is taken as stated, where one is named."""
    if entry(document, "bounds_source") is None:
        return ()
    source = part(document, "bounds_source")
    named = f"{source['act']} {source['section']}".strip()
    return (
        Bilingual(
            f"That the floors and caps rest on {named} is taken as the document has it.",
            da=f"At de nedre og øvre grænser hviler på {named}, er taget, som dokumentet har det.",
        ),
    )


@frozen
class Election:
    """The figures of a document by party."""

    votes: dict[str, int]
    seats: dict[str, int]
    floors: dict[str, int]
    caps: dict[str, int]

    def claim(self, member: Json, seats: int) -> Claim:
        """Return a member's claim on these seats: a party, or an alliance as the sum of its own.

        Without votes a party wins nothing beyond its floor, and nobody more than there is.
        """
        parties = list(_parties(member))
        most = sum(
            self.caps.get(party, seats) if self.votes[party] else self.floors.get(party, 0)
            for party in parties
        )
        return Claim(
            member if isinstance(member, str) else str(entry(member, "label")),
            sum(self.votes[party] for party in parties),
            sum(self.seats[party] for party in parties),
            sum(self.floors.get(party, 0) for party in parties),
            min(most, seats),
        )


def _members(alliance: Json) -> list[Json]:
    members = entry(alliance, "members")
    if not isinstance(members, list | tuple) or not all(
        isinstance(member, str | Mapping) for member in members
    ):
        raise false(
            f"an alliance has the members {members!r:.80}",
            why="it joins named parties",
            da=f"et valgforbund har medlemmerne {members!r:.80}",
            da_why="det forbinder lister med navn",
        )
    return list(members)


def _parties(member: Json) -> Iterator[str]:
    if isinstance(member, str):
        yield member
    else:
        for inner in _members(member):
            yield from _parties(inner)


def sharings(
    members: list[Json], seats: int, election: Election, where: Bilingual = _HOUSE
) -> Iterator[tuple[Bilingual, list[Json], int]]:
    """Yield where seats are shared, among whom, and how many; outer before inner."""
    yield where, members, seats
    for member in members:
        if not isinstance(member, str):
            inside = sum(election.seats[party] for party in _parties(member))
            name = entry(member, "label")
            label = Bilingual(f"the alliance {name}", da=f"valgforbundet {name}")
            yield from sharings(_members(member), inside, election, label)


def _check_names(election: Election, alliances: list[Document]) -> None:
    """Refuse figures of parties that have no votes entry, and parties joined twice."""
    votes = election.votes
    if not any(votes.values()):
        raise false(
            "there are no votes",
            why="seats are shared by votes",
            da="der er ingen stemmer",
            da_why="mandater fordeles efter stemmer",
        )
    if set(election.seats) != set(votes):
        others = ", ".join(sorted(set(election.seats) ^ set(votes)))
        raise false(
            f"votes and seats do not both name {others}",
            why="every party has both",
            da=f"{others} står ikke under både stemmer og mandater",
            da_why="hver liste står begge steder",
        )
    joined = Counter(party for alliance in alliances for party in _parties(alliance))
    for name in (*election.floors, *election.caps, *joined):
        if name not in votes:
            raise false(
                f"a bound or an alliance names {name!r}",
                why="it has no votes entry",
                da=f"en grænse eller et valgforbund nævner {name!r}",
                da_why="den liste står ikke under stemmerne",
            )
    twice = [party for party, times in joined.items() if times > 1]
    if twice:
        raise false(
            f"{twice[0]!r} is in two alliances",
            why="its votes are counted once",
            da=f"{twice[0]!r} er i to valgforbund",
            da_why="dens stemmer tælles én gang",
        )
