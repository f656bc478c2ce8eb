"""How the fields of the register are checked: names, choices and lists of names."""

from __future__ import annotations

import datetime as dt
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Protocol

from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.inputs import MOST_POINTS, is_name, whole_number

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from attrs import Attribute

__all__ = [
    "Named",
    "checked_day",
    "day",
    "figure",
    "likely",
    "named",
    "names",
    "one_of",
    "yes_or_no",
]

_MOST_COMPARED = 200
_DANISH = {"name": "navnet", "municipality": "kommunen", "party": "listen"}


class Named(Protocol):
    """A forum or a candidate."""

    @property
    def name(self) -> str:
        """Return the name."""
        ...


def named(instance: object, attribute: Attribute[str], value: object) -> None:
    """Refuse what is no name, for an attrs field."""
    if not is_name(value):
        place = _DANISH.get(attribute.name, attribute.name)
        raise InvalidInputError(
            Bilingual(
                f"{attribute.name} of a {type(instance).__name__} is {value!r}",
                da=f"{place} mangler" if not value else f"{place} er {value!r}",
            ),
            why=Bilingual(
                "fora, candidates, municipalities and lists are told apart by their names",
                da="fora, kandidater, kommuner og lister kendes på deres navne",
            ),
            do=Bilingual("Write the name as text", da="Skriv navnet"),
        )


def figure(value: object, what: str) -> int:
    """Return a number of posts or points, or say why it is none."""
    number = whole_number(value, what)
    if number > MOST_POINTS:
        raise InvalidInputError(
            Bilingual(f"{what} is {number:,}", da=f"{number:,} er for meget".replace(",", ".")),
            why=Bilingual(
                f"posts and points are whole numbers up to {MOST_POINTS:,}",
                da="pladser og point er hele tal op til 1.000.000",
            ),
            do=Bilingual(
                "Correct the figure; points count against one another, and smaller ones do",
                da="Ret tallet; point tæller mod hinanden, og mindre gør det samme",
            ),
        )
    return number


def one_of(*allowed: str | None) -> Callable[[Named, Attribute[Any], object], None]:
    """Return a validator of an attrs field that refuses all but these values."""

    def check(instance: Named, attribute: Attribute[Any], value: object) -> None:
        if value not in allowed:
            raise InvalidInputError(
                f"{attribute.name} of {instance.name} is {value!r}",
                why=f"it is one of {', '.join(map(repr, allowed))}",
                do="Correct it, or leave it out if it is not known",
            )

    return check


def checked_day(value: object, what: str) -> dt.date:
    """Return a day, or say why it is none: text, or a moment with a time of day."""
    if type(value) is not dt.date:
        raise InvalidInputError(
            f"{what} is {value!r:.80}",
            why="days are compared, and a day is a date without a time of day",
            do="Pass datetime.date(year, month, day); of a datetime, its date()",
        )
    return value


def day(instance: object, attribute: Attribute[Any], value: object) -> None:
    """Refuse what is no day, for an attrs field; None where the field has it by default."""
    if value is not None or attribute.default is not None:
        checked_day(value, _of(instance, attribute))


def yes_or_no(instance: object, attribute: Attribute[bool], value: object) -> None:
    """Refuse all but True and False, for an attrs field; a text "nej" would count as yes."""
    if not isinstance(value, bool):
        raise InvalidInputError(
            f"{_of(instance, attribute)} is {value!r:.80}",
            why="it is True or False",
            do="Pass one of them",
        )


def _of(instance: object, attribute: Attribute[Any]) -> str:
    return f"{attribute.name} of {getattr(instance, 'name', type(instance).__name__)}"


def likely(name: str, known: Collection[str], *, closeness: float = 0.6) -> Bilingual:
    """Return a question after a name that is not known, if it is spelled much like one that is.

    The first letter is taken to be right, and thousands of names are not compared. `closeness`
    is how alike the names must be, from 0 to 1, as `difflib` measures it.

    Examples
    --------
    >>> print(likely("Grve", ["Greve", "Lejre"]))
     (is it Greve?)
    """
    compared = sorted(known) if len(known) <= _MOST_COMPARED else []
    alike = [other for other in compared if other[:1].casefold() == name[:1].casefold()]
    longer = (other for other in alike if name and other.startswith(name))
    other = next(iter(get_close_matches(name, alike, n=1, cutoff=closeness)), "") or next(
        longer, ""
    )
    return Bilingual(
        f" (is it {other}?)" if other else "", da=f" (mon det er {other}?)" if other else ""
    )


def names(value: Iterable[str]) -> tuple[str, ...]:
    """Return a list of names as a tuple; one text is no list."""
    if isinstance(value, str):
        raise InvalidInputError(
            f"a list of names is the text {value!r}",
            why="one text would be read letter by letter",
            do=f"Pass a tuple: ({value!r},)",
        )
    return tuple(value)
