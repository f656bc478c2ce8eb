"""The house of the eligible lists: what the mayors ask for, and what the cap allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kkr_allocation.composition.size import overhang, smallest_house
from kkr_allocation.errors import Bilingual, Count, InfeasibleError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.composition.eligibility import Standing
    from kkr_allocation.composition.statutes import Statutes

__all__ = ["House", "check_floors", "house_of"]


class House(NamedTuple):
    """The seats of the eligible lists, and what set their number.

    Parameters
    ----------
    seats : int
        Seats of the eligible lists.
    capped : bool
        Whether their mayors require more.
    binding : tuple of str
        The lists whose mayors set the number, or exceed the cap.
    """

    seats: int
    capped: bool
    binding: tuple[str, ...]


def house_of(
    inside: list[Standing], floors: Mapping[str, int], statutes: Statutes, limit: int | None
) -> House:
    """Return the house of the eligible lists, at most `limit` seats.

    Mayors of other lists need no reading of `Outsiders` here: on top of a house of this size or
    inside a total that leaves this many seats, they sit beside the same members.
    """
    votes = {standing.name: standing.votes for standing in inside}
    mayors = {standing.name: standing.mayors for standing in inside}
    wanted = smallest_house(votes, mayors, statutes, limit=limit)
    if wanted is None:
        if limit is None:
            raise InfeasibleError(
                Bilingual(
                    f"no house gives every list its mayors by {statutes.rule}",
                    da=f"intet antal medlemmer giver hver liste sine borgmestre efter "
                    f"{statutes.rule}",
                ),
                why=Bilingual(
                    "the size rule asks that the rule itself gives every list its mayors",
                    da="størrelsesreglen kræver, at fordelingen selv giver hver liste dens "
                    "borgmestre",
                ),
                do=Bilingual(
                    "Use kkr.SizeRule.EXACT_SHARE, or another rule of apportionment",
                    da="Vælg --size-rule exact-share eller en anden fordelingsregel",
                ),
                conflict=("size rule DIVISOR", f"rule {statutes.rule}"),
            )
        return House(limit, capped=True, binding=overhang(votes, mayors, limit, statutes))
    seats = max(wanted, sum(floors.values()))
    if not wanted or seats > wanted:
        return House(seats, capped=False, binding=())
    return House(seats, capped=False, binding=overhang(votes, mayors, seats - 1, statutes))


def check_floors(floors: Mapping[str, int], outside: Mapping[str, int], cap: int | None) -> None:
    """Refuse a cap below the mayors and the seats that every eligible list is to get.

    Raises
    ------
    InfeasibleError
        With the largest of these needs that together exceed the cap: without any one of them the
        rest would fit.
    """
    needed = sum(floors.values())
    outsiders = sum(outside.values())
    if cap is None or needed + outsiders <= cap:
        return
    needs = [(n, f"{Count(n):mayor|mayors} of {name}") for name, n in outside.items()]
    needs += [(n, f"{Count(n):seat|seats} of {name}") for name, n in floors.items() if n]
    conflict = [f"cap {cap}"]
    taken = 0
    for number, rule in sorted(needs, key=lambda need: -need[0]):
        if taken > cap:
            break
        taken += number
        conflict.append(rule)
    raise InfeasibleError(
        Bilingual(
            f"the cap is {cap}, the mayors of ineligible lists take {outsiders}, and the eligible "
            f"lists need {needed}",
            da=f"loftet er {cap}, borgmestre uden for fordelingen tager {outsiders}, og listerne i "
            f"fordelingen skal have {needed}",
        ),
        why=Bilingual(
            "mayors are members ex officio and cannot be removed, not even at the cap; nor can a "
            "seat promised to every eligible list",
            da="borgmestre er fødte medlemmer og kan ikke udelades, heller ikke ved loftet; det "
            "kan et mandat, der er lovet hver liste, heller ikke",
        ),
        do=Bilingual(
            f"Raise cap_factor of the statutes so that the cap is at least {needed + outsiders}",
            da=f"Hæv vedtægternes loft til mindst {needed + outsiders}",
        ),
        conflict=tuple(conflict),
        relaxation={"cap": needed + outsiders},
    )
