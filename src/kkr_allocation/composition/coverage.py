"""What is missing from a region's figures, said in words.

A council is composed from what is known; whoever reads it must see what is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.composition.council import local_key
from kkr_allocation.explanations import Language, checked_language, shortened
from kkr_allocation.results import read_only

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kkr_allocation.composition.council import Council


@frozen(field_transformer=read_only)
class Coverage:
    """What a region's figures lack.

    Parameters
    ----------
    name : str
        The region and the election.
    municipalities : tuple of str
        All of the region.
    without_votes : tuple of str
        Municipalities where the votes of a listed party, or of all lists, are not known.
    shares_only : tuple of str
        Those of `without_votes` where percentages are known.
    unlisted_seats : mapping of str to int
        Seats held by lists that are not among the listed ones, by municipality. Their votes are
        missing too.
    local_without_votes : tuple of str
        Local lists, by key, whose votes alone are not known. It matters only where the list is
        in a list co-operation.
    uncounted : mapping of str to int
        Polling areas whose result is not there yet, by municipality.
    without_mayor : tuple of str
        Municipalities whose mayor is not known.
    mayors_without_votes : tuple of str
        The mayors' lists that have no votes in the mayor's municipality, which is named with them.
        Such a list may be written otherwise than where the votes are.
    without_seats : tuple of str
        Municipalities whose council seats are not known; every list there counts as represented.
    without_turnout : tuple of str
        Municipalities where the listed votes stand in for the votes cast.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> coverage = kkr.load_election(2013).coverage["KKR Nordjylland"]
    >>> coverage.without_mayor, coverage.without_votes, coverage.complete
    (('Morsø', 'Hjørring'), (), False)
    >>> print(kkr.load_election(2021).coverage["KKR Nordjylland"].sentence("en"))
    KKR Nordjylland, KV2021: votes and mayors of all municipalities are known.
    """

    name: str
    municipalities: tuple[str, ...] = field(repr=shortened)
    without_votes: tuple[str, ...] = ()
    shares_only: tuple[str, ...] = ()
    unlisted_seats: Mapping[str, int] = field(factory=dict)
    local_without_votes: tuple[str, ...] = ()
    uncounted: Mapping[str, int] = field(factory=dict)
    without_mayor: tuple[str, ...] = ()
    mayors_without_votes: tuple[str, ...] = ()
    without_seats: tuple[str, ...] = ()
    without_turnout: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether votes are known for every party with a seat, and every mayor with a list.

        A mayor is not, where his or her list has no votes in the municipality.
        """
        return not (
            self.without_votes
            or self.unlisted_seats
            or self.uncounted
            or self.without_mayor
            or self.mayors_without_votes
        )

    def sentence(self, language: Language = "en") -> str:
        """Return what is missing, in sentences that can be read aloud.

        Parameters
        ----------
        language : {"en", "da"}
            The language of the text.
        """
        words = _WORDS[checked_language(language)]
        unknown = [name for name in self.without_votes if name not in self.shares_only]
        gaps: list[tuple[str, Iterable[str]]] = [
            ("votes", unknown),
            ("shares", self.shares_only),
            ("unlisted", _numbered(self.unlisted_seats)),
            ("uncounted", _numbered(self.uncounted)),
            ("local", self.local_without_votes),
            ("mayor", self.without_mayor),
            ("mayors", self.mayors_without_votes),
            ("seats", self.without_seats),
            ("turnout", self.without_turnout),
        ]
        said = [words[gap].format(self._named(gap, names, words)) for gap, names in gaps if names]
        if self.complete:
            said.insert(0, words["complete"])
        first, *more = said
        text = ". ".join([first, *(part[0].upper() + part[1:] for part in more)])
        return f"{self.name}: {text}."

    def _named(self, gap: str, names: Iterable[str], words: Mapping[str, str]) -> str:
        """Return the names in words; where all of many municipalities are meant, that."""
        listed = list(names)
        if len(listed) > _FEW and listed == list(self.municipalities):
            return words["any"] if gap in _KNOWN_OF_NONE else words["all"]
        return _joined(listed, words["and"])


_FEW = 3
_KNOWN_OF_NONE = ("votes", "mayor", "seats")
_WORDS = {
    "en": {
        "all": "all municipalities",
        "any": "any municipality",
        "and": "and",
        "complete": "votes and mayors of all municipalities are known",
        "votes": "no votes are known for {}",
        "shares": "only percentages are known for {}",
        "unlisted": "Lists that are not in the figures hold seats in {}",
        "uncounted": "Polling areas are not counted yet in {}",
        "local": "The votes of {} are not known",
        "mayor": "No mayor is known for {}",
        "mayors": "The mayor's list has no votes in the municipality, so check how it is written:"
        " {}",
        "seats": "Council seats are not known for {}, and every list there counts as represented",
        "turnout": "The votes cast in {} are missing or doubtful, and the listed votes stand in"
        " for them",
    },
    "da": {
        "all": "alle kommuner",
        "any": "nogen af kommunerne",
        "and": "og",
        "complete": "stemmer og borgmestre kendes for alle kommuner",
        "votes": "stemmerne kendes ikke for {}",
        "shares": "kun procenterne kendes for {}",
        "unlisted": "Lister, som ikke er med i tallene, har mandater i {}",
        "uncounted": "Afstemningsområder er endnu ikke optalt i {}",
        "local": "Stemmerne på {} kendes ikke",
        "mayor": "Borgmesteren kendes ikke for {}",
        "mayors": "Borgmesterens liste har ingen stemmer i kommunen, så kontrollér, hvordan den er"
        " skrevet: {}",
        "seats": "Mandaterne kendes ikke for {}, og alle lister der regnes som repræsenteret",
        "turnout": "Afgivne stemmer i {} mangler eller er tvivlsomme, og de opgjorte stemmer er"
        " brugt i stedet",
    },
}


def _numbered(counts: Mapping[str, int]) -> list[str]:
    return [f"{name} ({number})" for name, number in counts.items()]


def _joined(names: Iterable[str], last: str) -> str:
    *first, final = names
    return f"{', '.join(first)} {last} {final}" if first else final


def coverage_of(name: str, councils: tuple[Council, ...]) -> Coverage:
    """Return what these councils' figures lack."""
    return Coverage(
        name,
        municipalities=tuple(council.municipality for council in councils),
        without_votes=_where(councils, lambda council: not council.has_votes),
        shares_only=_where(councils, _has_only_shares),
        unlisted_seats=_counted(councils, _unlisted_seats),
        uncounted=_counted(councils, lambda council: council.uncounted),
        local_without_votes=tuple(
            key for council in councils for key in _lists_without_votes(council)
        ),
        without_mayor=_where(councils, lambda council: council.mayor is None),
        mayors_without_votes=tuple(
            _with_place(council.mayor, council.municipality)
            for council in councils
            if council.mayor is not None and _has_no_votes(council.mayor, council)
        ),
        without_seats=_where(councils, _lacks_seats),
        without_turnout=_where(councils, _lacks_turnout),
    )


def _has_only_shares(council: Council) -> bool:
    """Whether a council's lists have shares of the votes, and none has votes."""
    return not council.has_votes and any(entry.status == "share" for entry in council.lists)


def _unlisted_seats(council: Council) -> int:
    """Count the council's seats that none of its lists has, where those of all are known."""
    seats = [entry.seats for entry in council.lists if entry.seats is not None]
    if not seats or len(seats) < len(council.lists):
        return 0
    return max((council.council_seats or 0) - sum(seats), 0)


def _lists_without_votes(council: Council) -> list[str]:
    """Return the lists whose votes are not known, in a council where others' are."""
    if not council.has_votes:
        return []
    return [entry.key for entry in council.lists if entry.votes is None]


def _lacks_seats(council: Council) -> bool:
    """Whether the seats of some list are not known."""
    return any(entry.seats is None for entry in council.lists)


def _lacks_turnout(council: Council) -> bool:
    """Whether votes on lists are known, and the votes cast are not, or not surely."""
    return council.listed_votes > 0 and council.trusted_votes_cast is None


def _with_place(key: str, municipality: str) -> str:
    """Return a list with the municipality, which a local list's key already ends with."""
    return key if key.endswith(local_key("", municipality)) else local_key(key, municipality)


def _has_no_votes(mayor: str, council: Council) -> bool:
    """Whether the mayor's list has none, while those of the others are known."""
    return council.listed_votes > 0 and not any(
        entry.key == mayor and entry.votes != 0 for entry in council.lists
    )


def _where(councils: tuple[Council, ...], lacks: Callable[[Council], bool]) -> tuple[str, ...]:
    return tuple(council.municipality for council in councils if lacks(council))


def _counted(councils: tuple[Council, ...], count: Callable[[Council], int]) -> dict[str, int]:
    return {council.municipality: number for council in councils if (number := count(council))}
