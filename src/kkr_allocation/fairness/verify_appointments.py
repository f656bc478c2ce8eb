"""The check of `Appointments`: every hard rule, every wish's value, and that nothing betters it."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual, Count
from kkr_allocation.fairness import verify_entitlement
from kkr_allocation.fairness.appointment_bounds import check_bounds
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
from kkr_allocation.fairness.verify_entitlement import blocks, part, table_of

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
    _check_fixed(document, seating)
    _check_order(document, seating)
    _check_agreed_chairs(document)
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


def _check_fixed(document: Document, seating: Seating) -> None:
    for forum, name in entry(document, "fixed"):
        if name not in seating.members[forum]:
            raise false(f"{name} is not in {forum}", why="that appointment stood beforehand")
    chairs = part(document, "chairs")
    for strange in sorted({*chairs, *part(document, "substitutes")} - set(seating.fora)):
        raise false(
            f"{strange} has a chair or substitutes", why="there is no such forum in the document"
        )
    for forum, known in seating.fora.items():
        if (entry(known, "chair") is True) != (forum in chairs):
            raise false(f"the chair of {forum} is wrong", why="a forum with a chair has one")
        if forum in chairs and chairs[forum] not in seating.members[forum]:
            raise false(f"the chair of {forum} is no member", why="the chair is a member")


def _check_agreed_chairs(document: Document) -> None:
    chairs = part(document, "chairs")
    for forum, name in part(document, "agreed_chairs").items():
        if forum not in chairs:
            raise false(f"{forum} has no chair to agree on", why="its chair is no post of the KKR")
        if chairs[forum] != name:
            raise false(f"{chairs[forum]} chairs {forum}", why="another chair was agreed on")
        if [forum, name] not in entry(document, "fixed"):
            raise false(
                f"the agreed chair of {forum} did not stand", why="who takes it is a member"
            )


def _check_order(document: Document, seating: Seating) -> None:
    """Check that the chair stands first, and then the lists one after another, each by name."""
    chairs = part(document, "chairs")
    before: set[tuple[str, str]] = set()
    for forum, names in seating.members.items():
        if forum in chairs and chairs[forum] != names[0]:
            raise false(
                f"{chairs[forum]} takes the chair of {forum} and does not stand first",
                why="the chair is the first of the members, as protocols show",
            )
        rest = names[1:] if forum in chairs else names
        home = {name: str(entry(seating.people[name], "party")) for name in rest}
        lists = list(dict.fromkeys(home.values()))
        before.update(combinations(lists, 2))
        by_name = sorted(rest, key=lambda name: (lists.index(home[name]), name))
        if by_name != list(rest) or any(pair[::-1] in before for pair in combinations(lists, 2)):
            raise false(
                f"the members of {forum} are out of order",
                why="the lists follow one another as in the other fora, each one's people by name",
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
