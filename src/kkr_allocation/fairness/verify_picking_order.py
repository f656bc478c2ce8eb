"""The check of a `PickingOrder`: as many turns as posts, quotients falling at every level.

Turns passed and swapped are played again, so that the order before them is checked as strictly.
"""

from __future__ import annotations

from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from kkr_allocation.errors import Bilingual, Count
from kkr_allocation.fairness import verify_entitlement
from kkr_allocation.fairness.entries import (
    count,
    counts,
    drawn,
    entry,
    false,
    part,
    ratio,
    records,
)
from kkr_allocation.fairness.quotients import quotients_of
from kkr_allocation.fairness.sharing import Lots
from kkr_allocation.fairness.verify_entitlement import parties_of

if TYPE_CHECKING:
    from kkr_allocation.fairness.entries import Document
    from kkr_allocation.fairness.quotients import Quotient

__all__ = ["check"]


def check(document: Document) -> tuple[str, ...]:
    """Check the turns and return what was checked, one sentence each.

    Raises
    ------
    InvalidInputError
        If the document cannot be read.
    VerificationError
        If the turns do not follow from the entitlement.
    """
    entitlement = part(document, "entitlement")
    *sentences, _ = verify_entitlement.check(entitlement)
    if list(part(entitlement, "packages")) != ["package"]:
        raise false(
            "the posts are shared out in parts",
            why="turns run through all posts",
            da="pladserne er fordelt i flere dele",
            da_why="turene går gennem alle pladser",
        )
    share = part(part(entitlement, "shares"), "package")
    seats = counts(share, "seats")
    turns = records(document, "turns")
    order = [str(entry(turn, "party")) for turn in turns]
    if [count(turn, "number") for turn in turns] != list(range(1, len(turns) + 1)):
        raise false(
            "the turns are not numbered from 1 up",
            why="they follow one another",
            da="turene er ikke nummereret fra 1 og op",
            da_why="de følger efter hinanden",
        )
    if Counter(order) != Counter({p: n for p, n in seats.items() if n}):
        raise false(
            "the turns are not as many as the lists' posts",
            why="a post is a turn",
            da="der er ikke lige så mange ture, som listerne har pladser",
            da_why="hver plads er en tur",
        )
    changes = records(document, "changes")
    before = _before(turns, changes)
    _check_turns(document, before)
    return (
        *sentences,
        Bilingual(
            f"{Count(len(turns)):turn gives|turns give} each list as many as it has posts; before "
            "anything was changed, every turn went to the largest quotient, as stated.",
            da=f"{Count(len(turns)):tur|ture} giver hver liste lige så mange, som den har pladser; "
            "før noget blev ændret, gik hver tur til den største kvotient, som anført.",
        ),
        Bilingual(
            f"This order follows from {Count(len(changes)):change|changes} of turns, passed or "
            "swapped, made again.",
            da=f"Rækkefølgen følger, når {Count(len(changes)):ændring|ændringer} af ture, sprunget "
            "over eller byttet, gøres igen.",
        ),
        drawn(entitlement, document),
    )


def _before(turns: list[Document], changes: list[Document]) -> list[Document]:
    """Make the changes again, and return the turns in the order before them."""
    order, notes = list(range(len(turns))), [""] * len(turns)
    for change in changes:
        first, other = count(change, "turn"), entry(change, "other")
        second = first if other is None else count(change, "other")
        if not (1 <= first <= len(turns) and 1 <= second <= len(turns)):
            raise false(
                f"turn {first} or {second} was changed",
                why=f"the order has {Count(len(turns)):turn|turns}",
                da=f"tur {first} eller {second} er ændret",
                da_why=f"rækkefølgen har {Count(len(turns)):tur|ture}",
            )
        if other is None:
            notes[order[first - 1]] = f"passed turn {first}"
            order.append(order.pop(first - 1))
        else:
            notes[order[first - 1]] = f"swapped with turn {first}"
            notes[order[second - 1]] = f"swapped with turn {second}"
            order[first - 1], order[second - 1] = order[second - 1], order[first - 1]
    for turn, place in zip(turns, order, strict=True):
        if entry(turn, "note") != notes[place]:
            raise false(
                f"turn {turn['number']} has the note {turn['note']!r}",
                why=f"by the changes it is {notes[place]!r}",
                da=f"tur {turn['number']} har noten {turn['note']!r}",
                da_why=f"efter ændringerne er den {notes[place]!r}",
            )
    return [turn for _, turn in sorted(zip(order, turns, strict=True), key=itemgetter(0))]


def _check_turns(document: Document, turns: list[Document]) -> None:
    """Check every turn at every level, each quotient as stated, and every lot."""
    entitlement = part(document, "entitlement")
    lots = Lots(records(document, "lots"))
    root = {"members": _outermost(entitlement), "label": ""}
    order = [str(entry(turn, "party")) for turn in turns]
    quotients = _check_level(entitlement, root, order, lots)
    lots.check_all_used()
    rule = part(entitlement, "rule")
    is_fraction = entry(rule, "type") != "QuotaRule" and entry(rule, "power") == 1
    for turn, (infinite, quotient) in zip(turns, quotients, strict=True):
        stated = None if entry(turn, "quotient") is None else ratio(turn, "quotient")
        right = quotient if is_fraction and not infinite else None
        if stated != right:
            raise false(
                f"turn {turn['number']} of {turn['party']} has the quotient {stated or 'none'}",
                why=f"it is {right or 'none'}",
                da=f"tur {turn['number']}, som er {turn['party']}s, har kvotienten "
                f"{stated or 'ingen'}",
                da_why=f"den er {right or 'ingen'}",
            )


def _outermost(entitlement: Document) -> list[Any]:
    alliances = records(entitlement, "alliances")
    joined = {party for alliance in alliances for party in parties_of(alliance)}
    alone = [party for party in counts(entitlement, "strengths") if party not in joined]
    return [*alone, *alliances]


def _check_level(
    entitlement: Document, alliance: Document, order: list[str], lots: Lots
) -> list[Quotient]:
    """Check that every turn goes to the member with the largest quotient; return the quotients.

    A member is out once it has had all its turns, so that a tie is among those who wait.
    """
    members = list(entry(alliance, "members"))
    names = [m if isinstance(m, str) else str(entry(m, "label")) for m in members]
    home = {p: name for name, m in zip(names, members, strict=True) for p in parties_of(m)}
    strengths = counts(entitlement, "strengths")
    votes = {name: sum(strengths[p] for p in home if home[p] == name) for name in names}
    quotient = quotients_of(part(entitlement, "rule"), list(votes.values()), len(order))
    left = Counter(home[party] for party in order)
    following = {name: quotient(votes[name], 1) for name in left}
    taken: Counter[str] = Counter()
    earned: list[Quotient] = []
    for party in order:
        name, largest = home[party], max(following.values())
        if following[name] < largest:
            raise false(
                f"{party} chooses too early",
                why="a larger quotient chooses first",
                da=f"{party} vælger for tidligt",
                da_why="en større kvotient vælger først",
            )
        tied = {other for other, claim in following.items() if claim == largest}
        if len(tied) > 1:
            lots.decide(_turn(len(earned) + 1, alliance), tied, {name})
        earned.append(largest)
        taken[name] += 1
        following[name] = quotient(votes[name], taken[name] + 1)
        if taken[name] == left[name]:
            del following[name]
    for name, member in zip(names, members, strict=True):
        inside = [party for party in order if home[party] == name]
        if inside and not isinstance(member, str):
            _check_level(entitlement, member, inside, lots)
    return earned


def _turn(number: int, alliance: Document) -> Bilingual:
    label = alliance["label"]
    if not label:
        return Bilingual(f"turn {number} of the order", da=f"tur {number} i rækkefølgen")
    return Bilingual(
        f"turn {number} of the alliance {label}", da=f"tur {number} i valgforbundet {label}"
    )
