"""A person who can be appointed, with what is known of them and nothing guessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal

from attrs import field, frozen

from kkr_allocation import inputs
from kkr_allocation.results import read_only
from kkr_allocation.words import both, refused, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from attrs import Attribute

    from kkr_allocation.errors import Bilingual

_MOST_COMPARED = 200
_DANISH = {"name": "navnet", "municipality": "kommunen", "party": "listen"}


def named(instance: object, attribute: Attribute[str], value: object) -> None:
    """Refuse what is no name, for an attrs field."""
    if not inputs.is_name(value):
        missing = inputs.is_among(value, (None, ""))
        raise refused(
            f"appointments.{'text_is_missing' if missing else 'text_is'}",
            name=attribute.name,
            kind=type(instance).__name__,
            value=value,
            place=_DANISH.get(attribute.name, attribute.name),
        )


def figure(value: object, what: str) -> int:
    """Return a number of posts or points, or say why it is none."""
    number = inputs.whole_number(value, what)
    if number > inputs.MOST_POINTS:
        written = both(f"{number:,}", f"{number:,}".replace(",", "."))
        figures = {"what": what, "number": written, "most": inputs.MOST_POINTS}
        raise refused("appointments.too_many_points", **figures)
    return number


def one_of(*allowed: str | None) -> Callable[[object, Attribute[Any], object], None]:
    """Return a validator of an attrs field that refuses all but these values."""

    def check(instance: object, attribute: Attribute[Any], value: object) -> None:
        if not inputs.is_among(value, allowed):
            what, listed = _of(instance, attribute), ", ".join(map(repr, allowed))
            raise refused("appointments.one_of", what=what, value=value, listed=listed)

    return check


def checked_day(value: object, what: str) -> dt.date:
    """Return a day, or say why it is none: text, or a moment with a time of day."""
    if type(value) is not dt.date:
        raise refused("appointments.not_a_day", what=what, value=value)
    return value


def day(instance: object, attribute: Attribute[Any], value: object) -> None:
    """Refuse what is no day, for an attrs field; None where the field has it by default."""
    if value is not None or attribute.default is not None:
        checked_day(value, _of(instance, attribute))


def yes_or_no(instance: object, attribute: Attribute[bool], value: object) -> None:
    """Refuse what is no answer, for an attrs field."""
    inputs.yes_or_no(value, _of(instance, attribute))


def _of(instance: object, attribute: Attribute[Any]) -> str:
    return f"{attribute.name} of {getattr(instance, 'name', type(instance).__name__)}"


def likely(name: str, known: Collection[str], *, closeness: float = 0.6) -> Bilingual:
    """Return a question after a name that is not known, if it is spelled much like one that is.

    The first letter is taken to be right, and thousands of names are not compared. `closeness` is
    how alike the names must be, from 0 to 1, as `difflib` measures it.
    """
    compared = sorted(known) if len(known) <= _MOST_COMPARED else []
    alike = [other for other in compared if other[:1].casefold() == name[:1].casefold()]
    close = get_close_matches(name, alike, n=1, cutoff=closeness)
    longer = [other for other in alike if name and other.startswith(name)]
    other = next(iter(close + longer), "")
    return worded("appointments.is_it_other", other=other) if other else both("", "")


def names(value: Iterable[str]) -> tuple[str, ...]:
    """Return a list of names as a tuple; one text is no list."""
    if isinstance(value, str):
        raise refused("appointments.one_text", value=value)
    return inputs.listed_names(value, "names")


Sex = Literal["F", "M"]


def _terms(held: Mapping[str, int]) -> dict[str, int]:
    return inputs.whole_numbers(held, "held")


@frozen(field_transformer=read_only)
class Candidate:
    """A person who can be appointed.

    Parameters
    ----------
    name, municipality, party : str
        One name for one person, the council the person sits in, and the list that proposes them.
    sex : {"F", "M"} or None
        None where it is not stated; it is never guessed.
    mayor, kkr_member, politician : bool
        What the person is; `politician` is False for a person from outside the councils.
    born : datetime.date or None
        Needed only for fora with an age limit.
    held : mapping of str to int
        Terms in a row held until now, the present one included, by forum.
    seat_until : datetime.date or None
        The day the council seat ends, where it is known to end.
    wishes, cannot : sequence of str
        Fora the person would like, and cannot sit in.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> kkr.Candidate("A1", "Roskilde", "A", sex="F", held={"RAR Sjælland": 1}).held
    {'RAR Sjælland': 1}
    """

    name: str = field(validator=named, converter=inputs.one_form)
    municipality: str = field(validator=named, converter=inputs.one_form)
    party: str = field(validator=named, converter=inputs.one_form)
    sex: Sex | None = field(default=None, kw_only=True, validator=one_of("F", "M", None))
    mayor: bool = field(default=False, kw_only=True, validator=yes_or_no)
    kkr_member: bool = field(default=False, kw_only=True, validator=yes_or_no)
    politician: bool = field(default=True, kw_only=True, validator=yes_or_no)
    born: dt.date | None = field(default=None, kw_only=True, validator=day)
    held: Mapping[str, int] = field(factory=dict, kw_only=True, converter=_terms)
    seat_until: dt.date | None = field(default=None, kw_only=True, validator=day)
    wishes: tuple[str, ...] = field(default=(), kw_only=True, converter=names)
    cannot: tuple[str, ...] = field(default=(), kw_only=True, converter=names)


@frozen
class Member:
    """A member of the KKR, as the book of members has them."""

    name: str
    municipality: str
    party: str
    mayor: bool = False
    substitute: str = ""
    mail: str = ""
