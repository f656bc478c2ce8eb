"""The check of an `Entitlement`: totals, every forum's row, shares rounded both ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kkr_allocation.errors import Bilingual, Count
from kkr_allocation.fairness import verify_apportionment
from kkr_allocation.fairness.entries import count, counts, entry, false, records, texts
from kkr_allocation.fairness.package_exchanges import Package
from kkr_allocation.fairness.package_optimum import Optimum
from kkr_allocation.fairness.quotients import quotients_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.fairness.entries import Document

__all__ = ["blocks", "check", "part", "parties_of", "table_of"]


def check(document: Document) -> tuple[str, ...]:
    """Check an entitlement and return what was checked, one sentence each.

    Raises
    ------
    InvalidInputError
        If the document cannot be read.
    VerificationError
        If the table does not follow from the inputs.
    """
    posts = {
        str(entry(forum, "name")): count(forum, "posts") for forum in records(document, "fora")
    }
    table = table_of(document)
    agreed = records(document, "deviations")
    for forum, held in posts.items():
        if sum(table.get(forum, {}).values()) != held:
            raise false(f"the row of {forum} does not sum to {held}", why="every post is shared")
    before = {forum: Counter(row) for forum, row in table.items()}
    for deviation in agreed:
        row, moved = before[str(entry(deviation, "forum"))], count(deviation, "posts")
        row[str(entry(deviation, "giver"))] += moved
        row[str(entry(deviation, "taker"))] -= moved
    packages, shares = part(document, "packages"), part(document, "shares")
    if sorted(name for p in packages for name in texts(packages, p)) != sorted(posts):
        raise false("the packages do not have every forum once", why="every post is shared once")
    alone = True
    for package in packages:
        share = part(shares, package)
        names = texts(packages, package)
        _check_share(document, share)
        alone &= _check_package(document, package, {name: before[name] for name in names}, share)
    if alone != entry(document, "unique"):
        raise false(
            f"the split is {'not ' * alone}stated to be the only one as good",
            why="all others were looked for",
        )
    _check_departures(document, table)
    departures = len(texts(document, "departures"))
    return (
        Bilingual(
            f"Every forum, {len(posts)} in all, has its posts, and "
            f"{Count(len(packages)):package follows|packages follow} from the strengths.",
            da=f"Hvert forum, {len(posts)} i alt, har sine pladser, og "
            f"{Count(len(packages)):pakke|pakker} følger af styrkerne.",
        ),
        Bilingual(
            "Every list and alliance has in every forum the floor or the ceiling of its share; as "
            "few fora as possible depart from their own split, and no such table is nearer to the "
            "shares.",
            da="Hver liste og hvert valgforbund har i hvert forum sin andel rundet ned eller op; "
            "så få fora som muligt afviger fra deres egen deling, og ingen sådan tabel er nærmere "
            "andelene.",
        ),
        Bilingual(
            f"{Count(len(agreed)):agreed deviation moves|agreed deviations move} posts; "
            f"{Count(departures):forum departs from its|fora depart from their} own split, as "
            "stated.",
            da=f"{Count(len(agreed)):aftalt fravigelse|aftalte fravigelser} flytter pladser; "
            f"{Count(departures):forum afviger fra sin|fora afviger fra deres} egen deling, som "
            "anført.",
        ),
    )


def part(document: Document, name: str) -> Document:
    """Return an entry that has entries of its own."""
    found = entry(document, name)
    if not isinstance(found, Mapping):
        raise false(f"{name} is {found!r:.60}", why="it has entries of its own")
    return found


def table_of(document: Document) -> dict[str, dict[str, int]]:
    """Return posts by forum and list."""
    rows = part(document, "table")
    return {forum: counts(rows, forum) for forum in rows}


def parties_of(member: Any) -> Iterator[str]:  # noqa: ANN401  (a JSON value)
    """Yield the lists of an alliance, inner ones included; a list is its own."""
    if isinstance(member, str):
        yield member
    else:
        for inner in entry(member, "members"):
            yield from parties_of(inner)


def blocks(document: Document) -> dict[str, tuple[str, ...]]:
    """Return the outer alliances and the lists that stand alone, with their lists."""
    joined = {
        str(entry(alliance, "label")): tuple(parties_of(alliance))
        for alliance in records(document, "alliances")
    }
    taken = {party for parties in joined.values() for party in parties}
    alone = {party: (party,) for party in counts(document, "strengths") if party not in taken}
    return joined | alone


def _check_share(document: Document, share: Document) -> None:
    for own, other in (("strengths", "votes"), ("alliances",) * 2, ("rule",) * 2, ("caps",) * 2):
        if entry(document, own) != entry(share, other):
            raise false(
                f"a package has not the same {own}", why="all are shared by the same figures"
            )
    verify_apportionment.check(share)


def _check_package(
    document: Document, package: str, rows: dict[str, Counter[str]], share: Document
) -> bool:
    """Check the totals, the rounding of every share, and that no table serves better.

    Return whether no other split between the blocks serves as well.
    """
    seats = counts(share, "seats")
    for party, posts in seats.items():
        if sum(row[party] for row in rows.values()) != posts:
            raise false(
                f"{party} has not {Count(posts):post|posts} in {package}", why="that is its share"
            )
    known = Package(
        {forum: sum(row.values()) for forum, row in rows.items()},
        seats,
        [
            *(tuple(parties_of(a)) for a in _alliances(records(share, "alliances"))),
            *((party,) for party in seats),
        ],
        lambda _, row: departs(document, row),
    )
    known.check_rows(rows)
    known.check_exchanges(rows)
    if len(rows) == 1:
        return True
    own = {forum: _own_split(document, posts) for forum, posts in known.posts.items()}
    return Optimum(known, tuple(blocks(document).values()), own).check(rows)


def _alliances(members: Any) -> Iterator[Document]:  # noqa: ANN401  (a JSON value)
    for member in members:
        if not isinstance(member, str):
            yield member
            yield from _alliances(entry(member, "members"))


def departs(document: Document, row: Mapping[str, int]) -> bool:
    """Say whether a forum's row is another split between alliances than the forum alone gives."""
    strengths, joined = counts(document, "strengths"), blocks(document)
    votes = {block: sum(strengths[p] for p in parties) for block, parties in joined.items()}
    held = {block: sum(row[p] for p in parties) for block, parties in joined.items()}
    quotient = quotients_of(part(document, "rule"), list(votes.values()), sum(held.values()))
    won = [quotient(votes[b], n) for b, n in held.items() if n]
    lost = [quotient(votes[b], n + 1) for b, n in held.items() if votes[b]]
    return min(won) < max(lost) or not all(votes[b] for b, n in held.items() if n)


def _own_split(document: Document, posts: int) -> list[tuple[int, int]]:
    """Return the least and the most posts of each block that a forum alone could give it."""
    strengths = counts(document, "strengths")
    votes = [sum(strengths[party] for party in parties) for parties in blocks(document).values()]
    quotient = quotients_of(part(document, "rule"), votes, posts)
    claims = [[quotient(v, n) for n in range(1, posts + 1)] if v else [] for v in votes]
    last = sorted((claim for own in claims for claim in own), reverse=True)[posts - 1]
    return [(sum(c > last for c in own), sum(c >= last for c in own)) for own in claims]


def _check_departures(document: Document, table: dict[str, dict[str, int]]) -> None:
    stated = texts(document, "departures")
    for forum, row in table.items():
        if departs(document, row) != (forum in stated):
            said = "" if forum in stated else "not "
            raise false(
                f"{forum} is {said}stated to depart from its own split",
                why="the quotients of the alliances say otherwise",
            )
