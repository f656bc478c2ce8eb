"""A person who can be appointed, with what is known of them and nothing guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from attrs import field, frozen

from kkr_allocation.appointments.fields import day, named, names, one_of, yes_or_no
from kkr_allocation.inputs import whole_numbers
from kkr_allocation.read_only import read_only

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

__all__ = ["Candidate", "Sex"]

Sex = Literal["F", "M"]


def _terms(held: Mapping[str, int]) -> dict[str, int]:
    return whole_numbers(held, "held")


@frozen(field_transformer=read_only)
class Candidate:
    """A person who can be appointed.

    Parameters
    ----------
    name : str
        The person's name, or list letter and number; one name for one person.
    municipality : str
        Where the person sits in the council.
    party : str
        The list that proposes the person.
    sex : {"F", "M"} or None
        None where it is not stated; it is never guessed.
    mayor, kkr_member : bool
        Whether the person is a mayor, and a member of the KKR.
    politician : bool
        False for a person from outside the councils, for posts that ask for one.
    born : datetime.date or None
        Needed only for fora with an age limit.
    held : mapping of str to int
        Terms in a row held until now, the present one included, by forum.
    seat_until : datetime.date or None
        The day the council seat ends, where it is known to end.
    wishes : sequence of str
        Fora the person would like.
    cannot : sequence of str
        Fora the person cannot sit in.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> kkr.Candidate("A1", "Roskilde", "A", sex="F", held={"RAR Sjælland": 1}).held
    {'RAR Sjælland': 1}
    """

    name: str = field(validator=named)
    municipality: str = field(validator=named)
    party: str = field(validator=named)
    sex: Sex | None = field(default=None, kw_only=True, validator=one_of("F", "M", None))
    mayor: bool = field(default=False, kw_only=True, validator=yes_or_no)
    kkr_member: bool = field(default=False, kw_only=True, validator=yes_or_no)
    politician: bool = field(default=True, kw_only=True, validator=yes_or_no)
    born: dt.date | None = field(default=None, kw_only=True, validator=day)
    held: dict[str, int] = field(factory=dict, kw_only=True, converter=_terms)
    seat_until: dt.date | None = field(default=None, kw_only=True, validator=day)
    wishes: tuple[str, ...] = field(default=(), kw_only=True, converter=names)
    cannot: tuple[str, ...] = field(default=(), kw_only=True, converter=names)
