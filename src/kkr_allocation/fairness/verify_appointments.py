"""The check of `Appointments`: every hard rule, every wish's value, and that nothing betters it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual, Count
from kkr_allocation.fairness import verify_entitlement
from kkr_allocation.fairness.appointment_bounds import check_bounds
from kkr_allocation.fairness.appointment_chairs import check_chairs
from kkr_allocation.fairness.appointment_eligibility import barred
from kkr_allocation.fairness.appointment_levels import Seating, short_of, value_of
from kkr_allocation.fairness.appointment_substitutes import check_substitutes
from kkr_allocation.fairness.appointment_words import LEVELS, requirement_in_words
from kkr_allocation.fairness.entries import (
    count,
    counts,
    entry,
    false,
    ratio,
    records,
    texts,
)
from kkr_allocation.fairness.integer_proof import Proof
from kkr_allocation.fairness.verify_entitlement import agreed_posts, blocks, part, table_of

if TYPE_CHECKING:
    from kkr_allocation.fairness.entries import Document

__all__ = ["check"]

_COUNTING = {"AtLeast", "AtMost", "AtMostFromOneMunicipality"}


def check(document: Document) -> tuple[str, ...]:
    """Check appointments and return what was checked, one sentence each.

    Raises
    ------
    InvalidInputError
        If the document cannot be read.
    VerificationError
        If a rule is broken, a level's value is another, its bound is not one, or another answer
        as good differs in another number of posts.
    """
    seating = _seating(document)
    entitlement = part(document, "entitlement")
    entitled = verify_entitlement.check(entitlement)
    _check_posts(document, seating)
    _check_entitlement(entitlement, seating)
    for name in seating.members:
        _check_forum(document, seating, name)
    check_chairs(document, seating)
    check_substitutes(document, seating)
    met = _check_levels(document, seating)
    levels = len(records(document, "levels"))
    proven = _gaps_said(document)
    proofs = check_bounds(document, seating)
    return (
        Bilingual(
            f"{Count(len(seating.rows())):post is|posts are} filled in "
            f"{Count(len(seating.members)):forum|fora} within the entitlement, whose table was "
            "checked too.",
            da=f"{Count(len(seating.rows())):plads|pladser} i "
            f"{Count(len(seating.members)):forum|fora} er besat inden for listernes ret, hvis "
            "tabel også er efterprøvet.",
        ),
        *entitled,
        Bilingual(
            "Everyone is eligible, sits once in a forum and has no more posts than the limit; "
            "every requirement, fixed appointment, chair and substitute holds.",
            da="Alle kan udpeges, sidder én gang i et forum og har ikke for mange pladser; alle "
            "krav, faste udpegninger, formænd og stedfortrædere er i orden.",
        ),
        Bilingual(
            f"{Count(levels):wish was|wishes were} counted again; {Count(met):falls|fall} short of "
            "nothing, which cannot be bettered.",
            da=f"{Count(levels):ønske|ønsker} er talt efter; {Count(met):er|er} helt opfyldt, og "
            "det kan ikke blive bedre.",
        ),
        Bilingual(
            f"The bounds of the others were proven again on rows set up for the check: "
            f"{proofs[Proof.MULTIPLIERS]} by multipliers in whole numbers, "
            f"{proofs[Proof.SEARCH]} by a search.",
            da="Grænserne for de øvrige er bevist igen på rækker, der er stillet op til det: "
            f"{proofs[Proof.MULTIPLIERS]} ved multiplikatorer i hele tal, "
            f"{proofs[Proof.SEARCH]} ved en søgning.",
        ),
        proven,
    )


def _seating(document: Document) -> Seating:
    fora, people = _by_name(document, "fora"), _by_name(document, "candidates")
    named = part(document, "members")
    members = {forum: texts(named, forum) for forum in named}
    if set(fora) != set(members):
        raise false("fora and members do not name the same fora", why="every forum is filled")
    entitled = _by_name(part(document, "entitlement"), "fora")
    for forum in fora.keys() | entitled.keys():
        known = [count(listed[forum], "posts") for listed in (fora, entitled) if forum in listed]
        if len(known) == 1 or known[0] != known[1]:
            raise false(
                f"{forum} has other posts among the fora than in the entitlement",
                why="the entitlement says who fills which posts of these fora",
            )
    for forum in part(document, "reasons"):
        if forum not in fora:
            raise false(f"a reason is given for {forum}", why="there is no such forum")
    for forum, names in members.items():
        for name in names:
            if name not in people:
                raise false(f"{name} in {forum} is no candidate", why="candidates are appointed")
    return Seating(fora, people, members)


def _by_name(document: Document, part_name: str) -> dict[str, Document]:
    listed = records(document, part_name)
    found = {str(entry(one, "name")): one for one in listed}
    if len(found) < len(listed):
        twice = Counter(str(entry(one, "name")) for one in listed).most_common(1)[0][0]
        raise false(f"{twice} stands twice in {part_name}", why="each counts once")
    return found


def _check_posts(document: Document, seating: Seating) -> None:
    limit = count(part(document, "rules"), "posts_per_person")
    held = Counter(name for names in seating.members.values() for name in names)
    for name, posts in held.items():
        if posts > limit:
            raise false(
                f"{name} has {Count(posts):post|posts}", why=f"nobody has more than {limit}"
            )
    for forum, names in seating.members.items():
        posts = count(seating.fora[forum], "posts")
        if len(names) != posts or len(set(names)) != posts:
            raise false(
                f"{forum} has not {Count(posts):different member|different members}",
                why="every post is filled",
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
                    f"{block} has not {Count(posts):post|posts} in {forum}", why="it is entitled to"
                )
    for (forum, party), posts in agreed_posts(entitlement).items():
        if seats[forum][party] < posts:
            raise false(
                f"{party} has not {Count(posts):post|posts} in {forum}",
                why="other lists left it that many there by agreement",
            )
    packages = part(entitlement, "packages")
    for package in packages:
        names = texts(packages, package)
        for party in counts(entitlement, "strengths"):
            posts = sum(table[name][party] for name in names)
            if sum(seats[name][party] for name in names) != posts:
                raise false(
                    f"{party} has not {Count(posts):post|posts} in {package}", why="its total"
                )


def _check_forum(document: Document, seating: Seating, name: str) -> None:
    forum = seating.fora[name]
    for person in seating.seated(name):
        _check_eligible(forum, person, whole=part(document, "rules").get("whole_term") is True)
    for rule in records(forum, "requirements"):
        kind = entry(rule, "type")
        if kind in _COUNTING and short_of(rule, seating.seated(name)):
            raise false(f"{name} has not {requirement_in_words(rule)}", why="it is required")
        if kind == "NotAlsoIn":
            for other in texts(rule, "fora"):
                both = set(seating.members[name]) & set(seating.members[other])
                if both:
                    raise false(f"{min(both)} is in {name} and {other}", why="nobody may be")


def _check_eligible(forum: Document, person: Document, *, whole: bool) -> None:
    reason = barred(forum, person, whole=whole)
    if reason:
        raise false(
            f"{entry(person, 'name')} {reason}: {entry(forum, 'name')}",
            why="only eligible people are appointed",
        )


def _check_levels(document: Document, seating: Seating) -> int:
    """Return how many wishes are met in full."""
    met = 0
    for level in records(document, "levels"):
        name, value = str(entry(level, "level")), count(level, "value")
        counted = value_of(name, seating, document)
        if counted != value or count(level, "bound") > value:
            raise false(
                f"{LEVELS[name]}: it falls short by {counted}, not {value}",
                why="it was counted again",
            )
        met += not value
    return met


def _gaps_said(document: Document) -> Bilingual:
    """Say which wishes are not proven to be served best; only a stopped search leaves any."""
    open_levels = [
        (LEVELS[str(entry(level, "level"))], count(level, "value"), count(level, "bound"))
        for level in records(document, "levels")
        if count(level, "bound") < count(level, "value")
    ]
    if not open_levels:
        return Bilingual(
            "Every wish is at its bound: nothing that keeps the rules, and the wishes before it at "
            "theirs, serves it better.",
            da="Alle ønsker når deres grænse: intet, der holder reglerne og grænserne for de "
            "ønsker, der går forud, opfylder dem bedre.",
        )
    name, value, bound = open_levels[0]
    if entry(document, "stopped_after") is None:
        raise false(
            f"{name}: it falls short by {value}, and no more than {bound} is proven",
            why="a search that was not stopped proves each wish served best",
        )
    tenths = max(1, round(10 * ratio(document, "stopped_after")))
    after = f"{tenths // 10}.{tenths % 10}"
    return Bilingual(
        f"NOT PROVEN to be served best, as the search was stopped after {after} s: "
        + "; ".join(f"{name} falls short by {v}, proven is {b}" for name, v, b in open_levels)
        + ". The wishes after them were proven beside these values only.",
        da="IKKE BEVIST, at det ikke kan blive bedre, da søgningen blev standset efter "
        f"{after.replace('.', ',')} s: "
        + "; ".join(f"{name.da}: {v} mangler, bevist er {b}" for name, v, b in open_levels)
        + ". De ønsker, der følger efter, er kun bevist ved siden af disse tal.",
    )
