"""The check of a `PickingOrder`: as many turns as posts, quotients falling at every level.

Turns passed and swapped are played again, so that the order before them is checked as strictly.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from kkr_allocation.errors import Bilingual, Count
from kkr_allocation.fairness import verify_entitlement
from kkr_allocation.fairness.entries import count, counts, entry, false, records
from kkr_allocation.fairness.quotients import quotients_of
from kkr_allocation.fairness.verify_entitlement import part, parties_of

if TYPE_CHECKING:
    from kkr_allocation.fairness.entries import Document

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
    sentences = verify_entitlement.check(entitlement)
    share = part(part(entitlement, "shares"), "package")
    seats, strengths = counts(share, "seats"), counts(entitlement, "strengths")
    turns = records(document, "turns")
    order = [str(entry(turn, "party")) for turn in turns]
    if [count(turn, "number") for turn in turns] != list(range(1, len(turns) + 1)):
        raise false("the turns are not numbered from 1 up", why="they follow one another")
    if Counter(order) != Counter({p: n for p, n in seats.items() if n}):
        raise false("the turns are not as many as the lists' posts", why="a post is a turn")
    changes = records(document, "changes")
    before = _before(turns, changes)
    alliances = records(entitlement, "alliances")
    joined = {p for a in alliances for p in parties_of(a)}
    root = [*(p for p in strengths if p not in joined), *alliances]
    _check_level(root, before, strengths, part(entitlement, "rule"))
    return (
        *sentences,
        Bilingual(
            f"{Count(len(turns)):turn gives|turns give} each list as many as it has posts; before "
            "anything was changed, the quotients never rise.",
            da=f"{Count(len(turns)):tur|ture} giver hver liste lige så mange, som den har pladser; "
            "før noget blev ændret, stiger kvotienterne aldrig.",
        ),
        Bilingual(
            f"This order follows from {Count(len(changes)):change|changes} of turns, passed or "
            "swapped, made again.",
            da=f"Rækkefølgen følger, når {Count(len(changes)):ændring|ændringer} af ture, sprunget "
            "over eller byttet, gøres igen.",
        ),
    )


def _before(turns: list[Document], changes: list[Document]) -> list[str]:
    """Make the changes again, and return the lists in the order before them."""
    order, notes = list(range(len(turns))), [""] * len(turns)
    for change in changes:
        first, other = count(change, "turn"), entry(change, "other")
        second = first if other is None else count(change, "other")
        if not (1 <= first <= len(turns) and 1 <= second <= len(turns)):
            raise false(
                f"turn {first} or {second} was changed",
                why=f"the order has {Count(len(turns)):turn|turns}",
            )
        if other is None:
            notes[order[first - 1]] = f"passed turn {first}"
            order.append(order.pop(first - 1))
        else:
            notes[order[first - 1]] = f"swapped with turn {first}"
            notes[order[second - 1]] = f"swapped with turn {second}"
            order[first - 1], order[second - 1] = order[second - 1], order[first - 1]
    before = [""] * len(turns)
    for turn, place in zip(turns, order, strict=True):
        if entry(turn, "note") != notes[place]:
            raise false(
                f"turn {turn['number']} has the note {turn['note']!r}",
                why=f"by the changes it is {notes[place]!r}",
            )
        before[place] = str(entry(turn, "party"))
    return before


def _check_level(
    members: list[Any], order: list[str], strengths: dict[str, int], rule: Document
) -> None:
    """Check that among these members the next quotient is never larger than the last."""
    home = {party: place for place, member in enumerate(members) for party in parties_of(member)}
    votes = [sum(strengths[p] for p in parties_of(member)) for member in members]
    quotient = quotients_of(rule, votes, len(order))
    taken: Counter[int] = Counter()
    last = None
    for party in order:
        place = home[party]
        taken[place] += 1
        following = quotient(votes[place], taken[place])
        if last is not None and following > last:
            raise false(f"{party} chooses too late", why="a larger quotient chooses first")
        last = following
    for place, member in enumerate(members):
        if not isinstance(member, str):
            inside = [party for party in order if home[party] == place]
            _check_level(list(entry(member, "members")), inside, strengths, rule)
