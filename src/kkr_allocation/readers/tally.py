"""What every format is read into: a heap of "this list got so many votes here"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.composition.parties import without_municipality
from kkr_allocation.datasets import find_municipality, find_party, likely_municipalities
from kkr_allocation.errors import Bilingual, Count, InvalidInputError, in_language
from kkr_allocation.readers.place_names import asked_of
from kkr_allocation.sources import SourceStatus

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from kkr_allocation.datasets import Municipality, Party

__all__ = [
    "FETCH_FILE_AGAIN",
    "REMOVE_REPETITION",
    "Choices",
    "ListVotes",
    "Tally",
    "check_total",
    "left_out",
    "municipality_in",
    "party_in",
]

CHRISTIANSO = Bilingual(
    "row or polling area of Christiansø, which is no municipality"
    "|rows or polling areas of Christiansø, which is no municipality",
    da="række eller afstemningsområde på Christiansø, som ingen kommune er"
    "|rækker eller afstemningsområder på Christiansø, som ingen kommune er",
)
FETCH_FILE_AGAIN = Bilingual("Fetch the file again", da="Hent filen igen")
REMOVE_REPETITION = Bilingual("Remove the repetition", da="Fjern gentagelsen")
_NO_MUNICIPALITY = {"411", "0411", "christiansø"}


@frozen
class Choices:
    """What the caller states because the file does not.

    Parameters
    ----------
    year : int or None
        The year of the election.
    municipality : str, mapping of str to str, or None
        The municipality of the whole file, or by nomination district or polling area.
    """

    year: int | None = None
    municipality: str | Mapping[str, str] | None = None


@frozen
class ListVotes:
    """A list's votes in a municipality or a part of it.

    Parameters
    ----------
    municipality : Municipality
        Where.
    letter, name : str
        As the file writes them; one of them may be empty.
    votes, seats : int or None
        None where the file does not have them.
    """

    municipality: Municipality
    letter: str
    name: str
    votes: int | None
    seats: int | None = None


@frozen
class Tally:
    """What a file says of an election.

    Parameters
    ----------
    year : int
        The year.
    lists : tuple of ListVotes
        In the order of the file; a list may stand there once for every area.
    cast : mapping of str to int
        All votes cast, by municipality where the file has them.
    uncounted : mapping of str to int
        Areas without a result yet, by municipality.
    notes : tuple of str
        What was left out, and why.
    date : datetime.date or None
        The day, where the file has it.
    status : SourceStatus
        Whether the format is that of an official source.
    """

    year: int
    lists: tuple[ListVotes, ...]
    cast: Mapping[str, int] = field(factory=dict)
    uncounted: Mapping[str, int] = field(factory=dict)
    notes: tuple[str, ...] = ()
    date: dt.date | None = None
    status: SourceStatus = SourceStatus.PUBLISHED


def municipality_in(text: str, place: str) -> Municipality | None:
    """Return the municipality of this name or code; None for Christiansø, which is none.

    Raises
    ------
    InvalidInputError
        If Denmark has no such municipality.
    """
    found = find_municipality(text)
    if found is None and text.strip().casefold() not in _NO_MUNICIPALITY:
        meant = asked_of(likely_municipalities(text))
        raise InvalidInputError(
            Bilingual(
                f"{place}: the municipality is {text[:60]!r}{meant}",
                da=f"{in_language(place, 'da')}: kommunen er {text[:60]!r}{meant.da}",
            ),
            why=Bilingual(
                "Denmark has no municipality of this name or code",
                da="ingen dansk kommune har det navn eller nummer",
            ),
            do=Bilingual(
                "Correct it, or pass municipality= where the file names districts only",
                da="Ret det, eller angiv municipality= hvor filen kun nævner kredse",
            ),
        )
    return found


def party_in(
    letter: str, name: str, year: int, municipality: str, *, place: str = ""
) -> Party | None:
    """Return the national party of this letter and name in a municipality; None for a local list.

    Raises
    ------
    InvalidInputError
        If they are two parties'.
    """
    try:
        return find_party(letter, without_municipality(name.rstrip(), municipality), year)
    except InvalidInputError as error:
        what = Bilingual.joined([place or municipality, error.what], ": ")
        raise InvalidInputError(what, why=error.why, do=error.do) from None


def left_out(number: int, what: Bilingual = CHRISTIANSO) -> tuple[Bilingual, ...]:
    """Return the note on what was left out; none where nothing was."""
    counted = Count(number)
    said = Bilingual(f"left out: {counted:{what}}", da=f"udeladt: {counted:{what.da}}")
    return (said,) if number else ()


def check_total(place: str, listed: int, total: int | None) -> None:
    """Refuse an area whose lists do not sum to the valid votes that the file states for it."""
    if total is not None and listed != total:
        raise InvalidInputError(
            Bilingual(
                f"{place}: the lists sum to {Count(listed):vote|votes}, and the file states "
                f"{Count(total):valid vote|valid votes}",
                da=f"{in_language(place, 'da')}: listerne har tilsammen "
                f"{Count(listed):stemme|stemmer}, og filen angiver "
                f"{Count(total):gyldig stemme|gyldige stemmer}",
            ),
            why=Bilingual(
                "every valid vote is for a list, so one of the two is wrong or a list is missing",
                da="hver gyldig stemme er på en liste, så et af tallene er forkert, eller en liste "
                "mangler",
            ),
            do=Bilingual(
                "Fetch the file again, or correct the area", da="Hent filen igen, eller ret den"
            ),
        )
