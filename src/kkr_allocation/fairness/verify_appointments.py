"""The check of `Appointments`: every hard rule, every wish's value, and that nothing betters it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual, Count
from kkr_allocation.fairness import verify_entitlement
from kkr_allocation.fairness.appointment_bounds import check_bounds
from kkr_allocation.fairness.appointment_chairs import check_chairs
from kkr_allocation.fairness.appointment_levels import Seating, value_of
from kkr_allocation.fairness.appointment_members import check_members
from kkr_allocation.fairness.appointment_substitutes import check_substitutes
from kkr_allocation.fairness.appointment_words import LEVELS
from kkr_allocation.fairness.entries import (
    count,
    entry,
    false,
    part,
    ratio,
    records,
    texts,
)
from kkr_allocation.fairness.entry_words import in_danish
from kkr_allocation.fairness.integer_proof import Proof

if TYPE_CHECKING:
    from kkr_allocation.fairness.entries import Document

__all__ = ["check"]

_SAID = (
    ("cannot", "cannot sit in", "ikke kan sidde i"),
    ("wishes", "wishes for", "ønsker"),
)


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
    entitled = verify_entitlement.check(part(document, "entitlement"))
    check_members(document, seating)
    check_chairs(document, seating)
    check_substitutes(document, seating)
    met = _check_levels(document, seating)
    levels = len(records(document, "levels"))
    fixed, agreed = len(entry(document, "fixed")), len(part(document, "agreed_chairs"))
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
            f"every requirement, chair and substitute holds. "
            f"{Count(fixed):appointment|appointments} stood beforehand and "
            f"{Count(agreed):chair was|chairs were} agreed on, as stated.",
            da="Alle kan udpeges, sidder én gang i et forum og har ikke for mange pladser; alle "
            f"krav, formænd og stedfortrædere er i orden. "
            f"{Count(fixed):udpegning|udpegninger} lå fast på forhånd, og "
            f"{Count(agreed):formand|formænd} var aftalt, som anført.",
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
        raise false(
            "fora and members do not name the same fora",
            why="every forum is filled",
            da="fora og medlemmer nævner ikke de samme fora",
            da_why="hvert forum besættes",
        )
    entitled = _by_name(part(document, "entitlement"), "fora")
    for forum in {**fora, **entitled}:
        known = [count(listed[forum], "posts") for listed in (fora, entitled) if forum in listed]
        if len(known) == 1 or known[0] != known[1]:
            raise false(
                f"{forum} has other posts among the fora than in the entitlement",
                why="the entitlement says who fills which posts of these fora",
                da=f"{forum} har andre pladser blandt foraene end i listernes ret",
                da_why="listernes ret siger, hvem der besætter hvilke pladser i disse fora",
            )
    _check_names(document, fora, people)
    for forum in part(document, "reasons"):
        if forum not in fora:
            raise false(
                f"a reason is given for {forum}",
                why="there is no such forum",
                da=f"der er givet en begrundelse for {forum}",
                da_why="der er intet sådant forum",
            )
    for forum, names in members.items():
        for name in names:
            if name not in people:
                raise false(
                    f"{name} in {forum} is no candidate",
                    why="candidates are appointed",
                    da=f"{name} i {forum} er ikke kandidat",
                    da_why="det er kandidater, der udpeges",
                )
    return Seating(fora, people, members)


def _check_names(
    document: Document, fora: dict[str, Document], people: dict[str, Document]
) -> None:
    """Refuse a bar or wish for what is not there: misspelt, it would be none."""
    asked = [
        (f"what {name} {english}", f"hvad {name} {danish}", forum, fora)
        for name, person in people.items()
        for entered, english, danish in _SAID
        for forum in texts(person, entered)
    ]
    for wish in records(document, "wishes"):
        asked += [("a wish", "et ønske", str(entry(wish, "forum")), fora)]
        asked += [("a wish", "et ønske", str(entry(wish, "candidate")), people)]
    for what, danish, name, known in asked:
        if name not in known:
            raise false(
                f"{what} has {name!r:.80}",
                why="there is none of that name",
                da=f"{danish} har {name!r:.80}",
                da_why="der er ingen af det navn",
            )


def _by_name(document: Document, part_name: str) -> dict[str, Document]:
    listed = records(document, part_name)
    found = {str(entry(one, "name")): one for one in listed}
    if len(found) < len(listed):
        twice = Counter(str(entry(one, "name")) for one in listed).most_common(1)[0][0]
        raise false(
            f"{twice} stands twice in {part_name}",
            why="each counts once",
            da=f"{twice} står to gange under {in_danish(part_name)}",
            da_why="hver tæller én gang",
        )
    return found


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
                da=f"{LEVELS[name].da}: der mangler {counted}, ikke {value}",
                da_why="det er talt efter",
            )
        met += not value
    return met


def _others_open(said: Bilingual) -> Bilingual:
    """Add that a stopped search leaves open whether others are as good."""
    return Bilingual(
        f"{said} NOT PROVEN is whether another appointment serves them as well, as the search was "
        "stopped.",
        da=f"{said.da} IKKE BEVIST er, om en anden udpegning opfylder dem lige så godt, da "
        "søgningen blev standset.",
    )


def _gaps_said(document: Document) -> Bilingual:
    """Say which wishes are not proven to be served best; only a stopped search leaves any."""
    open_levels = [
        (LEVELS[str(entry(level, "level"))], count(level, "value"), count(level, "bound"))
        for level in records(document, "levels")
        if count(level, "bound") < count(level, "value")
    ]
    if not open_levels:
        said = Bilingual(
            "Every wish is at its bound: nothing that keeps the rules, and the wishes before it at "
            "theirs, serves it better.",
            da="Alle ønsker når deres grænse: intet, der holder reglerne og grænserne for de "
            "ønsker, der går forud, opfylder dem bedre.",
        )
        return said if entry(document, "differing") is not None else _others_open(said)
    name, value, bound = open_levels[0]
    if entry(document, "stopped_after") is None:
        raise false(
            f"{name}: it falls short by {value}, and no more than {bound} is proven",
            why="a search that was not stopped proves each wish served best",
            da=f"{name.da}: der mangler {value}, og kun {bound} er bevist",
            da_why="en søgning, der ikke er standset, beviser for hvert ønske, at det ikke kan "
            "blive bedre",
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
