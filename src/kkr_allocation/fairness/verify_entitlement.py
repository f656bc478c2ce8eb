"""The check of an `Entitlement`: totals, every forum's row, shares rounded both ways."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from kkr_allocation.errors import Bilingual, Count
from kkr_allocation.fairness.entries import (
    count,
    counts,
    drawn,
    entry,
    false,
    part,
    records,
    texts,
)
from kkr_allocation.fairness.package_exchanges import Package
from kkr_allocation.fairness.package_optimum import Optimum
from kkr_allocation.fairness.package_shares import shares_of, stands
from kkr_allocation.fairness.quotients import at_least, quotients_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kkr_allocation.fairness.entries import Document

__all__ = ["agreed_posts", "blocks", "check", "parties_of", "table_of"]


def check(document: Document) -> tuple[str, ...]:
    """Check an entitlement and return what was checked, one sentence each.

    Raises
    ------
    InvalidInputError
        If the document cannot be read.
    VerificationError
        If the table does not follow from the inputs.
    """
    posts, table = _posts(document), table_of(document)
    _check_table(document, table, posts)
    agreed = records(document, "deviations")
    before = _before(agreed, table)
    packages, shares = part(document, "packages"), shares_of(document, posts)
    alone = True
    for package, share in shares.items():
        names = texts(packages, package)
        alone &= _check_package(document, package, {name: before[name] for name in names}, share)
    if alone != entry(document, "unique"):
        raise false(
            f"the split is {'not ' * alone}stated to be the only one as good",
            why="all others were looked for",
            da=f"delingen er {'ikke ' * alone}anført som den eneste, der er så god",
            da_why="der er ledt efter alle andre",
        )
    departures = _checked_departures(document, table)
    capped = len(part(document, "caps"))
    standing = sum(stands(share) for share in shares.values())
    return (
        Bilingual(
            f"Every forum, {len(posts)} in all, has its posts, and "
            f"{Count(len(packages) - standing):package follows|packages follow} from the "
            "strengths.",
            da=f"Hvert forum, {len(posts)} i alt, har sine pladser, og "
            f"{Count(len(packages) - standing):pakke|pakker} følger af styrkerne.",
        ),
        *_standing(standing),
        Bilingual(
            "Every list and alliance has in every forum the floor or the ceiling of its share; as "
            "few fora as possible depart from their own split, and no such table is nearer to the "
            "shares.",
            da="Hver liste og hvert valgforbund har i hvert forum sin andel rundet ned eller op; "
            "så få fora som muligt afviger fra deres egen deling, og ingen sådan tabel er nærmere "
            "andelene.",
        ),
        Bilingual(
            f"{Count(len(agreed)):agreed deviation moves|agreed deviations move} posts, and "
            f"{Count(capped):list has|lists have} a cap, as stated; "
            f"{Count(departures):forum departs from its|fora depart from their} own split.",
            da=f"{Count(len(agreed)):aftalt fravigelse|aftalte fravigelser} flytter pladser, og "
            f"{Count(capped):liste|lister} har et loft, som anført; "
            f"{Count(departures):forum afviger fra sin|fora afviger fra deres} egen deling.",
        ),
        drawn(document),
    )


def table_of(document: Document) -> dict[str, dict[str, int]]:
    """Return posts by forum and list."""
    rows = part(document, "table")
    return {forum: counts(rows, forum) for forum in rows}


def agreed_posts(document: Document) -> dict[tuple[str, str], int]:
    """Return the fewest posts a list has in a forum, as other lists left it that many."""
    won: Counter[tuple[str, str]] = Counter()
    for deviation in records(document, "deviations"):
        forum, posts = str(entry(deviation, "forum")), count(deviation, "posts")
        won[forum, str(entry(deviation, "taker"))] += posts
        won[forum, str(entry(deviation, "giver"))] -= posts
    return dict(+won)


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


def _standing(packages: int) -> Iterator[Bilingual]:
    """Say where posts do not follow from strengths, as once a vacancy is filled."""
    if packages:
        yield Bilingual(
            f"NOT PROVEN to follow from the strengths: the posts of "
            f"{Count(packages):package|packages}, which stand as they did before; that is taken "
            "as stated.",
            da=f"IKKE BEVIST at følge af styrkerne: pladserne i {Count(packages):pakke|pakker}, "
            "der står, som de stod før; det er taget som anført.",
        )


def _posts(document: Document) -> dict[str, int]:
    fora = records(document, "fora")
    posts = {str(entry(forum, "name")): count(forum, "posts") for forum in fora}
    if len(posts) < len(fora) or not all(posts.values()):
        raise false(
            "a forum stands twice or has no posts",
            why="the posts of each are shared once",
            da="et forum står to gange eller har ingen pladser",
            da_why="pladserne i hvert forum fordeles én gang",
        )
    return posts


def _check_table(
    document: Document, table: dict[str, dict[str, int]], posts: dict[str, int]
) -> None:
    if set(table) != set(posts):
        odd = ", ".join(sorted(set(table) ^ set(posts)))
        raise false(
            f"fora and table do not both name {odd}",
            why="each forum has one row",
            da=f"{odd} står ikke under både fora og tabel",
            da_why="hvert forum har én række",
        )
    strengths = counts(document, "strengths")
    for forum, held in posts.items():
        if set(table[forum]) != set(strengths):
            odd = ", ".join(sorted(set(table[forum]) ^ set(strengths)))
            raise false(
                f"strengths and {forum} do not both name {odd}",
                why="every list has both",
                da=f"{odd} står ikke både under styrker og i {forum}",
                da_why="hver liste står begge steder",
            )
        if sum(table[forum].values()) != held:
            raise false(
                f"the row of {forum} does not sum to {held}",
                why="every post is shared",
                da=f"rækken for {forum} giver ikke {held} i alt",
                da_why="hver plads fordeles",
            )


def _before(agreed: list[Document], table: dict[str, dict[str, int]]) -> dict[str, Counter[str]]:
    """Return the table as it was before the agreed deviations."""
    before = {forum: Counter(row) for forum, row in table.items()}
    for deviation in agreed:
        forum, moved = str(entry(deviation, "forum")), count(deviation, "posts")
        giver, taker = str(entry(deviation, "giver")), str(entry(deviation, "taker"))
        known = {giver, taker} <= set(table.get(forum, ()))
        if not known or giver == taker or not moved or not str(entry(deviation, "reason")).strip():
            raise false(
                f"{giver} leaves {taker} {Count(moved):post|posts} in {forum}",
                why="a deviation moves posts of a forum from one list to another, for a reason",
                da=f"{giver} overlader {Count(moved):plads|pladser} i {forum} til {taker}",
                da_why="en aftale flytter pladser i et forum fra én liste til en anden, med en "
                "begrundelse",
            )
        before[forum][giver] += moved
        before[forum][taker] -= moved
    return before


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
                f"{party} has not {Count(posts):post|posts} in {package}",
                why="that is its share",
                da=f"{party} har ikke {Count(posts):plads|pladser} i pakken {package}",
                da_why="det er listens andel",
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
    voted = [v for v in votes if v]

    def given(own: int, seat: int) -> int:
        """Return the posts given once a block has this one, with all that tie with it."""
        return sum(at_least(quotient, v, quotient(own, seat)) for v in voted)

    least = [
        bisect_right(range(1, posts + 1), posts, key=partial(given, v)) if v else 0 for v in votes
    ]
    if sum(least) == posts:
        return [(n, n) for n in least]
    following = [quotient(v, n + 1) if v else None for v, n in zip(votes, least, strict=True)]
    tied = max(claim for claim in following if claim)
    return [(n, n + (claim == tied)) for n, claim in zip(least, following, strict=True)]


def _checked_departures(document: Document, table: dict[str, dict[str, int]]) -> int:
    """Return how many fora depart from their own split, once just these are stated to."""
    stated = texts(document, "departures")
    if not set(stated) <= set(table) or len(set(stated)) < len(stated):
        raise false(
            "a forum departs twice or is none",
            why="each is stated once",
            da="et forum afviger to gange eller findes ikke",
            da_why="hvert er anført én gang",
        )
    for forum, row in table.items():
        if departs(document, row) != (forum in stated):
            left_out = forum not in stated
            raise false(
                f"{forum} is {'not ' * left_out}stated to depart from its own split",
                why="the quotients of the alliances say otherwise",
                da=f"{forum} er {'ikke ' * left_out}anført at afvige fra sin egen deling",
                da_why="valgforbundenes kvotienter siger noget andet",
            )
    return len(stated)
