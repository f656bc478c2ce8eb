"""The members of an appointment: every post filled by whom it belongs to, requirements kept."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kkr_allocation.errors import Count
from kkr_allocation.fairness.appointment_eligibility import barred
from kkr_allocation.fairness.appointment_levels import short_of
from kkr_allocation.fairness.appointment_words import requirement_in_words
from kkr_allocation.fairness.entries import count, counts, entry, false, part, records, texts
from kkr_allocation.fairness.verify_entitlement import agreed_posts, blocks, table_of

if TYPE_CHECKING:
    from kkr_allocation.fairness.appointment_levels import Seating
    from kkr_allocation.fairness.entries import Document

__all__ = ["check_members"]

_COUNTING = {"AtLeast", "AtMost", "AtMostFromOneMunicipality"}


def check_members(document: Document, seating: Seating) -> None:
    """Check that every post is filled as the lists are entitled to and the fora require.

    Parameters
    ----------
    document : mapping
        The whole document, whose entitlement was checked.
    seating : Seating
        Who sits where.

    Raises
    ------
    VerificationError
        If a post is empty or another list's, somebody has too many or may not sit there, or a
        requirement is not kept.
    """
    _check_posts(document, seating)
    _check_entitlement(part(document, "entitlement"), seating)
    for name in seating.members:
        _check_forum(document, seating, name)


def _check_posts(document: Document, seating: Seating) -> None:
    limit = count(part(document, "rules"), "posts_per_person")
    held = Counter(name for names in seating.members.values() for name in names)
    for name, posts in held.items():
        if posts > limit:
            raise false(
                f"{name} has {Count(posts):post|posts}",
                why=f"nobody has more than {limit}",
                da=f"{name} har {Count(posts):plads|pladser}",
                da_why=f"ingen har mere end {limit}",
            )
    for forum, names in seating.members.items():
        posts = count(seating.fora[forum], "posts")
        if len(names) != posts or len(set(names)) != posts:
            raise false(
                f"{forum} has not {Count(posts):different member|different members}",
                why="every post is filled",
                da=f"{forum} har ikke {Count(posts):medlem|forskellige medlemmer}",
                da_why="hver plads besættes",
            )


def _check_entitlement(entitlement: Document, seating: Seating) -> None:
    table, joined = table_of(entitlement), blocks(entitlement)
    seats = {
        forum: Counter(str(entry(person, "party")) for person in seating.seated(forum))
        for forum in seating.members
    }
    for forum, held in seats.items():
        for block, parties in joined.items():
            posts = sum(table[forum][party] for party in parties)
            if sum(held[party] for party in parties) != posts:
                raise false(
                    f"{block} has not {Count(posts):post|posts} in {forum}",
                    why="it is entitled to",
                    da=f"{block} har ikke {Count(posts):plads|pladser} i {forum}",
                    da_why="det har den ret til",
                )
    for (forum, party), posts in agreed_posts(entitlement).items():
        if seats[forum][party] < posts:
            raise false(
                f"{party} has not {Count(posts):post|posts} in {forum}",
                why="other lists left it that many there by agreement",
                da=f"{party} har ikke {Count(posts):plads|pladser} i {forum}",
                da_why="så mange har andre lister overladt den dér efter aftale",
            )
    packages = part(entitlement, "packages")
    for package in packages:
        names = texts(packages, package)
        for party in counts(entitlement, "strengths"):
            posts = sum(table[name][party] for name in names)
            if sum(seats[name][party] for name in names) != posts:
                raise false(
                    f"{party} has not {Count(posts):post|posts} in {package}",
                    why="its total",
                    da=f"{party} har ikke {Count(posts):plads|pladser} i pakken {package}",
                    da_why="det har den i alt",
                )


def _check_forum(document: Document, seating: Seating, name: str) -> None:
    forum = seating.fora[name]
    for person in seating.seated(name):
        _check_eligible(forum, person, whole=part(document, "rules").get("whole_term") is True)
    for rule in records(forum, "requirements"):
        kind = entry(rule, "type")
        if kind in _COUNTING and short_of(rule, seating.seated(name)):
            required = requirement_in_words(rule)
            raise false(
                f"{name} has not {required}",
                why="it is required",
                da=f"{name} har ikke {required.da}",
                da_why="det er et krav",
            )
        if kind == "NotAlsoIn":
            for other in texts(rule, "fora"):
                both = set(seating.members[name]) & set(seating.members[other])
                if both:
                    raise false(
                        f"{min(both)} is in {name} and {other}",
                        why="nobody may be",
                        da=f"{min(both)} er i {name} og {other}",
                        da_why="det må ingen være",
                    )


def _check_eligible(forum: Document, person: Document, *, whole: bool) -> None:
    reason = barred(forum, person, whole=whole)
    if reason:
        raise false(
            f"{entry(person, 'name')} {reason}: {entry(forum, 'name')}",
            why="only eligible people are appointed",
            da=f"{entry(person, 'name')} {reason.da}: {entry(forum, 'name')}",
            da_why="kun den, der kan sidde dér, udpeges",
        )
