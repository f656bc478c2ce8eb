"""The house of the eligible lists by every size rule: its seats, its bounds, and who set it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.errors import Bilingual, Count
from kkr_allocation.fairness.council_lists import check_lists
from kkr_allocation.fairness.entries import choice, count, counts, entry, false, part, truth
from kkr_allocation.fairness.house_size import Mayors
from kkr_allocation.fairness.rule_names import LIBRARY
from kkr_allocation.fairness.seat_price import price_of

if TYPE_CHECKING:
    from kkr_allocation.fairness.entries import Document

__all__ = ["House", "check_house", "fixed_size"]

_ADAMS = {"name": "Adams", "source": None, **LIBRARY["Adams"]}
"""The rule that raises the price of a seat until the claims, rounded up, fit."""
_PRICE = Bilingual("the lists that set the price", da="de lister, der bestemmer prisen")
_SIZE = Bilingual("the lists that set the size", da="de lister, der bestemmer antallet")
_SIZE_RULES = ("ROUND_UP", "EXACT_SHARE", "DIVISOR")


@frozen
class House:
    """The seats of the eligible lists as the statutes have them.

    Parameters
    ----------
    seats : int
        All of them together.
    checked : tuple of Bilingual
        What was checked of size and claims, one line each.
    floors : mapping of str to int
        The least of each list; all of it where there is no rule.
    rule : mapping or None
        How the seats are shared within the bounds; None where nothing is left to share.
    ceilings : mapping of str to int
        The most of a list, where there is such a bound.
    binding : set of str
        The lists that set the price or the size, or exceed the cap.
    capped : bool
        Whether the mayors ask for more than the cap leaves.
    """

    seats: int
    checked: tuple[Bilingual, ...]
    floors: Mapping[str, int]
    rule: Document | None = None
    ceilings: Mapping[str, int] = field(factory=dict)
    binding: set[str] = field(factory=set)
    capped: bool = False


def fixed_size(statutes: Document) -> int | None:
    """Return the members that the statutes fix; None where the mayors set the size."""
    stated = entry(statutes, "size_rule")
    return count(stated, "members") if isinstance(stated, Mapping) else None


def check_house(
    document: Document, votes: Mapping[str, int], mayors: Mapping[str, int], room: int | None
) -> House:
    """Check size, cap and the lists that set them; return the house.

    Parameters
    ----------
    document : mapping
        The composition.
    votes, mayors : mapping of str to int
        Of the eligible lists.
    room : int or None
        Seats that the cap, or a fixed size, leaves to them; None for no cap.

    Raises
    ------
    VerificationError
        If another number of seats is shared, other lists are said to set it, or a claim is not
        rounded up.
    """
    _check_voted(votes, mayors)
    if room is not None and sum(mayors.values()) > room:
        raise false(
            "the council does not fit under the cap or in the fixed size",
            why=f"the mayors need {Count(sum(mayors.values())):seat|seats} of {room}",
            da="rådet er ikke inden for loftet eller det faste antal",
            da_why=f"borgmestrene har brug for {Count(sum(mayors.values())):plads|pladser} af "
            f"{room}",
        )
    statutes = part(document, "statutes")
    if fixed_size(statutes) is not None:
        house = _fixed(statutes, mayors, room or 0)
    elif choice(statutes, "size_rule", _SIZE_RULES) == "ROUND_UP":
        house = _rounded_up(statutes, votes, mayors, room)
    else:
        house = _large_enough(statutes, votes, mayors, room)
    _check_seats(document, votes, house)
    return house


def _fixed(statutes: Document, mayors: Mapping[str, int], seats: int) -> House:
    members = fixed_size(statutes)
    said = Bilingual(
        f"The statutes fix {Count(members or 0):member|members} in all, and the mayors of other "
        f"lists leave {seats} to the eligible ones.",
        da=f"Vedtægterne sætter {Count(members or 0):medlem|medlemmer} i alt, og de andre listers "
        f"borgmestre levner {seats} til de berettigede.",
    )
    return House(seats, (said,), mayors, rule=_rule(statutes))


def _rounded_up(
    statutes: Document, votes: Mapping[str, int], mayors: Mapping[str, int], room: int | None
) -> House:
    """Return the sum of the claims, or what of them the cap leaves."""
    floors = _floors(statutes, mayors, [name for name in votes if votes[name]], room)
    price = price_of(votes, mayors)
    if price is None:
        said = Bilingual(
            "No eligible list has a mayor, so each has the seat that every one of them is "
            "promised, if any.",
            da="Ingen berettiget liste har en borgmester, så hver har den plads, som alle er "
            "lovet, hvis de er.",
        )
        return House(sum(floors.values()), (said,), floors)
    claims = {name: price.bought(number) for name, number in votes.items()}
    wanted, binding, checked = sum(claims.values()), set(price.lists), price.checked(votes)
    if room is None or wanted <= room:
        return House(wanted, (*checked, _uncapped(wanted, room)), claims, binding=binding)
    anew = choice(statutes, "at_cap", ("SHARE_ANEW", "RAISE_PRICE")) == "SHARE_ANEW"
    sitting = sum(mayors.values())
    cut = _cut(wanted, room, sitting, sum(floors.values()) - sitting, anew=anew)
    return House(
        room,
        (*checked, cut),
        floors,
        rule=_rule(statutes) if anew else _ADAMS,
        ceilings=claims,
        binding=binding,
        capped=True,
    )


def _large_enough(
    statutes: Document, votes: Mapping[str, int], mayors: Mapping[str, int], room: int | None
) -> House:
    """Return the smallest house in which the mayors are no more than their lists are given."""
    floors = _floors(statutes, mayors, list(votes), room)
    size_rule = choice(statutes, "size_rule", _SIZE_RULES)
    sitting = Mayors(dict(votes), dict(mayors), size_rule, _rule(statutes))
    wanted = sitting.smallest(room)
    binding: set[str] = set()
    if wanted is None:
        seats = room or 0
        binding = sitting.short(seats)
    else:
        seats = max(wanted, sum(floors.values()))
        if seats == wanted > 0:
            binding = sitting.short(seats - 1)
    said = Bilingual(
        f"The eligible lists have {Count(seats):seat|seats}: what their mayors require, or the "
        "cap leaves.",
        da=f"De berettigede lister har {Count(seats):plads|pladser}: det, som borgmestrene kræver, "
        "eller som loftet levner.",
    )
    return House(
        seats, (said,), floors, rule=_rule(statutes), binding=binding, capped=wanted is None
    )


def _rule(statutes: Document) -> Document:
    return part(statutes, "rule")


def _floors(
    statutes: Document, mayors: Mapping[str, int], promised: list[str], room: int | None
) -> Mapping[str, int]:
    """Return the mayors, with a seat for each of the promised lists where the statutes give it.

    Where these seats do not fit beside the mayors, nobody has more than the mayors for certain.
    """
    if not truth(statutes, "seat_for_every_eligible"):
        return mayors
    least = {name: number or int(name in promised) for name, number in mayors.items()}
    return least if room is None or sum(least.values()) <= room else mayors


def _uncapped(wanted: int, room: int | None) -> Bilingual:
    if room is None:
        return Bilingual(
            f"Every eligible list has its claim, rounded up, {wanted} in all, and there is no cap.",
            da=f"Hver berettiget liste har sit krav, rundet op, {wanted} i alt, og der er intet "
            "loft.",
        )
    return Bilingual(
        f"Every eligible list has its claim, rounded up, {wanted} in all; the cap leaves {room}.",
        da=f"Hver berettiget liste har sit krav, rundet op, {wanted} i alt; loftet levner {room}.",
    )


def _cut(wanted: int, room: int, sitting: int, kept: int, *, anew: bool) -> Bilingual:
    """Say what gives way at the cap, and what is kept."""
    way = Bilingual(
        "shared anew by the rule" if anew else "at a higher price, by Adams",
        da="fordelt på ny efter reglen" if anew else "til en højere pris, efter Adams",
    )
    return Bilingual(
        f"The claims are {Count(wanted):seat|seats} and the cap leaves {room}, {way}: "
        f"{Count(sitting):mayor stays|mayors stay}, {Count(kept):list|lists} without a mayor "
        "certain of a seat, and no list with more than its claim.",
        da=f"Kravene er {Count(wanted):plads|pladser}, og loftet levner {room}, {way.da}: "
        f"{Count(sitting):borgmester bliver|borgmestre bliver}, {Count(kept):liste|lister} uden "
        "borgmester er sikret en plads, og ingen liste har mere end sit krav.",
    )


def _check_seats(document: Document, votes: Mapping[str, int], house: House) -> None:
    """Hold what the document says of the house to what the statutes give."""
    seats = counts(document, "seats")
    shared = sum(seats.get(name, 0) for name in votes)
    if shared != house.seats:
        raise false(
            f"the eligible lists share {Count(shared):seat|seats}",
            why=f"they are to share {house.seats}",
            da=f"de berettigede lister deler {Count(shared):plads|pladser}",
            da_why=f"de skal dele {house.seats}",
        )
    if truth(document, "capped") is not house.capped:
        raise false(
            f"the size is stated {'not ' * house.capped}to be cut by the cap",
            why="mayors and cap say otherwise",
            da=f"det er {'ikke ' * house.capped}anført, at loftet har sat antallet ned",
            da_why="borgmestre og loft siger noget andet",
        )
    price = entry(part(document, "statutes"), "size_rule") == "ROUND_UP"
    check_lists(document, "binding", house.binding, _PRICE if price else _SIZE)


def _check_voted(votes: Mapping[str, int], mayors: Mapping[str, int]) -> None:
    for name, number in mayors.items():
        if number and not votes[name]:
            raise false(
                f"{name} is eligible with mayors",
                why="it has no votes",
                da=f"{name} er berettiget og har borgmestre",
                da_why="den har ingen stemmer",
            )
    if not any(votes.values()):
        raise false(
            "no list is eligible",
            why="seats are shared among eligible lists",
            da="ingen liste er berettiget",
            da_why="pladser fordeles mellem berettigede lister",
        )
