"""What the format has where a document differs from it, in the words of both languages.

The schemas describe in English what a value looks like; here stands the Danish, so that a
secretariat is told what is wrong with a file it was sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual, InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "EACH_ONCE",
    "HOLDING",
    "PAIRS",
    "ROWS",
    "TYPES",
    "between",
    "described",
    "dotted",
    "list_of",
    "missing",
    "no_entry",
    "number_of",
    "one_of",
    "ratios_of",
    "stands",
    "together",
    "too_deep",
]

TYPES = {
    "array": Bilingual("a list", da="en liste"),
    "boolean": Bilingual("true or false", da="true eller false"),
    "integer": Bilingual("a whole number", da="et helt tal"),
    "null": Bilingual("null", da="null (intet)"),
    "object": Bilingual("an object", da="et objekt"),
    "string": Bilingual("a text", da="en tekst"),
}
"""The types of JSON by the names that JSON Schema has for them."""
EACH_ONCE = Bilingual("each once", da="hver én gang")
HOLDING = Bilingual("a type that holds the numbers", da="en type, der kan rumme tallene")
PAIRS = Bilingual("a list of pairs", da="en liste af par")
ROWS = Bilingual("the shape of the rows", da="rækkernes form")
_DESCRIPTIONS = {
    "a day of the calendar, written as year-month-day": (
        "en dag i kalenderen, skrevet som år-måned-dag"
    ),
    'a fraction written as "p/q", each of at most 400 digits': (
        'en brøk skrevet som "p/q", hver på højst 400 cifre'
    ),
    "a text on one line, not empty, without control or invisible characters": (
        "en tekst på én linje, ikke tom og uden styretegn eller usynlige tegn"
    ),
    "a text on one line, without control or invisible characters": (
        "en tekst på én linje uden styretegn eller usynlige tegn"
    ),
    "a text without control or invisible characters": (
        "en tekst uden styretegn eller usynlige tegn"
    ),
}


def stands(where: str, value: object) -> Bilingual:
    """Return words for a value that stands somewhere in a document.

    Parameters
    ----------
    where : str
        The steps to it from the outermost entry.
    value : object
        The value; a long one is cut.
    """
    try:
        return Bilingual(f"{where} is {value!r:.80}", da=f"{where} er {value!r:.80}")
    except ValueError:  # Python writes no number of more than 4,300 digits
        return Bilingual(
            f"{where} is a number too long to be written",
            da=f"{where} er et tal, der er for langt til at blive skrevet",
        )


def described(description: str) -> Bilingual:
    """Return the description of a schema, which knows its Danish.

    Parameters
    ----------
    description : str
        The English, as a schema has it.

    Examples
    --------
    >>> described("a day of the calendar, written as year-month-day").da
    'en dag i kalenderen, skrevet som år-måned-dag'
    """
    return Bilingual(description, da=_DESCRIPTIONS[description])


def one_of(choices: Iterable[str]) -> Bilingual:
    """Return words for one of several names."""
    listed = ", ".join(choices)
    return Bilingual(f"one of {listed}", da=f"et af {listed}")


def together(choices: Iterable[Bilingual]) -> Bilingual:
    """Return words for any of several things, each named once."""
    once = list(dict.fromkeys(choices))
    return Bilingual(" or ".join(once), da=" eller ".join(words.da for words in once))


def between(*, low: int | None = None, high: int | None = None) -> Bilingual:
    """Return words for a whole number with one bound.

    Examples
    --------
    >>> print(between(low=0), between(high=1_000_000), between(high=1_000_000).da, sep="; ")
    a whole number from 0 up; a whole number up to 1,000,000; et helt tal op til 1.000.000
    """
    if high is None:
        return Bilingual(f"a whole number from {low} up", da=f"et helt tal fra {low} og op")
    return Bilingual(f"a whole number up to {high:,}", da=f"et helt tal op til {dotted(high)}")


def number_of(digits: int) -> Bilingual:
    """Return words for a whole number of at most so many digits."""
    return Bilingual(
        f"a whole number of at most {digits} digits", da=f"et helt tal på højst {digits} cifre"
    )


def ratios_of(digits: int) -> Bilingual:
    """Return words for ratios whose common denominator has at most so many digits."""
    return Bilingual(
        f"ratios whose common denominator has at most {digits:,} digits",
        da=f"brøker, hvis fælles nævner har højst {dotted(digits)} cifre",
    )


def list_of(length: int) -> Bilingual:
    """Return words for a list of so many."""
    return Bilingual(f"a list of {length}", da=f"en liste på {length}")


def no_entry(name: str) -> Bilingual:
    """Return words for an entry that is one too many."""
    return Bilingual(f"no entry {name!r}", da=f"intet felt {name!r}")


def missing(name: str) -> Bilingual:
    """Return words for an entry that is not there."""
    return Bilingual(f"an entry {name!r}, which is missing,", da=f"et felt {name!r}, som mangler,")


def too_deep(do: str) -> InvalidInputError:
    """Return the error about alliances inside alliances that come to no end.

    Parameters
    ----------
    do : str
        What to do about it.
    """
    return InvalidInputError(
        Bilingual("the document is nested too deeply", da="dokumentet har for mange niveauer"),
        why=Bilingual(
            "alliances inside alliances end somewhere",
            da="valgforbund inden i valgforbund hører op et sted",
        ),
        do=do,
    )


def dotted(number: int) -> str:
    """Return a number with the points that Danish puts between thousands.

    Examples
    --------
    >>> dotted(1_000_000)
    '1.000.000'
    """
    return f"{number:,}".replace(",", ".")
