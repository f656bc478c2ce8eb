"""What every format is read into: a heap of "this list got so many votes here"."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.composition.parties import without_municipality
from kkr_allocation.datasets import find_municipality, find_party, likely_municipalities
from kkr_allocation.errors import Bilingual, Count, InvalidInputError, in_language
from kkr_allocation.readers.place_names import asked_of
from kkr_allocation.sources import SourceStatus

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from kkr_allocation.datasets import Municipality, Party

__all__ = [
    "CHRISTIANSO",
    "FETCH_FILE_AGAIN",
    "REMOVE_REPETITION",
    "REPEATED",
    "Aside",
    "Choices",
    "ListVotes",
    "Tally",
    "check_total",
    "left_out",
    "municipality_in",
    "other_election",
    "party_in",
    "summed",
]

CHRISTIANSO = Bilingual(
    "row or polling area of Christiansø, which is no municipality"
    "|rows or polling areas of Christiansø, which is no municipality",
    da="række eller afstemningsområde på Christiansø, som ingen kommune er"
    "|rækker eller afstemningsområder på Christiansø, som ingen kommune er",
)
FETCH_FILE_AGAIN = Bilingual("Fetch the file again", da="Hent filen igen")
REMOVE_REPETITION = Bilingual("Remove the repetition", da="Fjern gentagelsen")
REPEATED = Bilingual(
    "file that stands there twice|files that stand there twice",
    da="fil, der står der to gange|filer, der står der to gange",
)
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
    votes, seats, candidates : int or None
        None where the file does not have them.
    on_ballot : bool
        Whether the name is that of the ballot, and not how somebody calls the list.
    """

    municipality: Municipality
    letter: str
    name: str
    votes: int | None
    seats: int | None = None
    candidates: int | None = None
    on_ballot: bool = False

    @property
    def named(self) -> tuple[str, str]:
        """The letter and name that the tally knows it by in its municipality."""
        return self.letter, self.name


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
    valid, eligible : mapping of str to int
        Valid votes and eligible voters, by municipality where the file has them.
    alliances : mapping of str to tuple of tuples of (letter, name)
        The registered alliances, by municipality: the lists of each as `ListVotes.named`.
    """

    year: int
    lists: tuple[ListVotes, ...]
    cast: Mapping[str, int] = field(factory=dict)
    uncounted: Mapping[str, int] = field(factory=dict)
    notes: tuple[str, ...] = ()
    date: dt.date | None = None
    status: SourceStatus = SourceStatus.PUBLISHED
    valid: Mapping[str, int] = field(factory=dict)
    eligible: Mapping[str, int] = field(factory=dict)
    alliances: Mapping[str, tuple[tuple[tuple[str, str], ...], ...]] = field(factory=dict)


class Aside:
    """What of a heap of files is set aside: what it is, for one and for several, and its names."""

    def __init__(self) -> None:
        self._names: dict[Bilingual, list[str]] = {}

    def put(self, what: Bilingual, name: str) -> None:
        """Set a file aside."""
        self._names.setdefault(what, []).append(name)

    def notes(self) -> tuple[Bilingual, ...]:
        """Say what was set aside, with the name of the first of each kind."""
        return tuple(
            note
            for what, names in self._names.items()
            for note in left_out(len(names), what, names[0])
        )


def municipality_in(text: str, place: str) -> Municipality | None:
    """Return the municipality of this name or code; None for Christiansø, which is none.

    Raises
    ------
    InvalidInputError
        If Denmark has no such municipality.
    """
    text = unicodedata.normalize("NFC", text)  # as a Mac takes "å" apart
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

    A name such as "Dansk Folkeparti i Glostrup" is the party's beside the party's letter in that
    municipality.

    Raises
    ------
    InvalidInputError
        If they are two parties'.
    """
    plain = without_municipality(name.rstrip(), municipality)
    try:
        found = find_party(letter, plain, year)
        if found is None and letter:
            party = find_party("", _without_place(plain, municipality), year)
            found = party if party and party.letter == letter.upper() else None
    except InvalidInputError as error:
        what = Bilingual.joined([place or municipality, error.what], ": ")
        raise InvalidInputError(what, why=error.why, do=error.do) from None
    return found


def _without_place(name: str, municipality: str) -> str:
    """Return a list's name without the municipality at its end, as "i Glostrup" or "Køge"."""
    before, _, last = name.rpartition(" ")
    place = find_municipality(last)
    if place is None or place.name != municipality:
        return name
    return before.removesuffix(" i").rstrip(" -–,")


def left_out(number: int, what: Bilingual = CHRISTIANSO, first: str = "") -> tuple[Bilingual, ...]:
    """Return the note on what was left out, with the first one's name; none where nothing was."""
    counted = Count(number)
    names = f" ({first}{', ...' if number > 1 else ''})" if first else ""
    said = Bilingual(
        f"left out: {counted:{what}}{names}", da=f"udeladt: {counted:{what.da}}{names}"
    )
    return (said,) if number else ()


def other_election(kind: str, day: str) -> Bilingual:
    """Name the files of another election, for one and for several."""
    shown = f"{kind[:40]} of {day[:10]}" if day else kind[:40]
    vist = f"{kind[:40]} {'i' if day.isdecimal() else 'den'} {day[:10]}" if day else kind[:40]
    return Bilingual(
        f"file of a {shown}|files of a {shown}", da=f"fil fra et {vist}|filer fra et {vist}"
    )


def summed(figures: Iterable[tuple[str, int | None]]) -> dict[str, int]:
    """Add up figures by name; a name with a figure that is not known is left out."""
    sums: dict[str, int | None] = {}
    for name, value in figures:
        before = sums.get(name, 0)
        sums[name] = None if value is None or before is None else before + value
    return {name: value for name, value in sums.items() if value is not None}


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
