"""What keeps a person from being named substitute of a member between two meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.appointments.eligibility import bar
from kkr_allocation.errors import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.appointments.state import Seat, State

__all__ = ["no_substitute"]


def no_substitute(state: State, seat: Seat, name: str) -> str:
    """Return why a person cannot be the substitute of a post's member; empty if nothing says so.

    Parameters
    ----------
    state : State
        The posts on the day.
    seat : Seat
        A post with a member.
    name : str
        The person.

    Notes
    -----
    A substitute is of the list that has the post, no member of the forum, may sit there, and
    stands in for one member where substitutes are personal. Having no post left is no bar: a post
    can be given up before the substitute is needed.
    """
    return next(_reasons(state, seat, name), "")


def _reasons(state: State, seat: Seat, name: str) -> Iterator[str]:
    forum = next(one for one in state.fora if one.name == seat.forum)
    if forum.substitutes == "none":
        yield Bilingual(
            f"there are no substitutes in {forum.name}",
            da=f"der er ingen stedfortrædere i {forum.name}",
        )
    person = next((one for one in state.candidates if one.name == name), None)
    if person is None:
        yield Bilingual(f"there is no {name} on that day", da=f"{name} findes ikke den dag")
        return
    if person.party != seat.party:
        yield Bilingual(
            f"{name} is of {person.party}, and the post is {seat.party}'s",
            da=f"{name} er fra {person.party}, og pladsen er {seat.party}s",
        )
    if name in state.members[forum.name]:
        yield Bilingual(f"{name} is a member there", da=f"{name} er selv medlem dér")
    if barred := bar(forum, person, state.rules):
        yield barred
    others = (one for one in state.seats if one.forum == forum.name and one is not seat)
    if forum.substitutes == "personal" and any(one.substitute == name for one in others):
        yield Bilingual(
            f"{name} is the substitute of another member there",
            da=f"{name} er stedfortræder for et andet medlem dér",
        )
