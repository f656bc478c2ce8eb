"""The election a council is composed from: every municipality, and the regions they form."""

from __future__ import annotations

import datetime as dt
import importlib
from collections import Counter
from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from kkr_allocation.composition.council import (
    Council,
    MayorList,
    MayorLists,
    Party,
    Typed,
    local_key,
    twice,
)
from kkr_allocation.errors import Bilingual, InvalidInputError, in_language
from kkr_allocation.explanations import Language, checked_language, shortened
from kkr_allocation.inputs import by_name, composed, each_of, several, whole_number, whole_numbers
from kkr_allocation.results import Shown, read_only
from kkr_allocation.sources import Source, SourceStatus
from kkr_allocation.words import both, refused, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


@frozen(field_transformer=read_only)
class Coverage:
    """What a region's figures lack.

    Parameters
    ----------
    name, municipalities
        The region and the election, and all of the region.
    without_votes : tuple of str
        Municipalities where the votes of a listed party, or of all lists, are not known.
    shares_only : tuple of str
        Those of `without_votes` where percentages are known.
    unlisted_seats, uncounted : mapping of str to int
        By municipality, seats of lists that are not listed and so lack votes too, and polling
        areas whose result is not there yet.
    local_without_votes : tuple of str
        Local lists, by key, whose votes alone are not known. It matters only in a co-operation.
    mayors_without_votes : tuple of str
        The mayors' lists that have no votes in the mayor's municipality, which is named with them:
        they may be written otherwise than where the votes are.
    without_mayor, without_seats, without_turnout : tuple of str
        Municipalities whose mayor is not known; whose council seats are not, so that every list
        counts as represented; and where the listed votes stand in for the votes cast.

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
        """Whether votes are known for every party with a seat, and every mayor's list has some."""
        gaps = (self.without_votes, self.unlisted_seats, self.uncounted, self.without_mayor)
        return not any((*gaps, self.mayors_without_votes))

    def sentence(self, language: Language = "en") -> str:
        """Return what is missing, in sentences that can be read aloud, in "en" or "da"."""
        spoken = checked_language(language)
        gaps: dict[str, Iterable[str]] = {
            "votes": [name for name in self.without_votes if name not in self.shares_only],
            "shares": self.shares_only,
            "unlisted": _numbered(self.unlisted_seats),
            "uncounted": _numbered(self.uncounted),
            "local": self.local_without_votes,
            "mayor": self.without_mayor,
            "mayors": self.mayors_without_votes,
            "seats": self.without_seats,
            "turnout": self.without_turnout,
        }
        said = [
            worded(f"composition.lacking:{gap}", places=self._named(gap, names))
            for gap, names in gaps.items()
            if names
        ]
        if self.complete:
            said.insert(0, worded("composition.nothing_lacking"))
        first, *more = (in_language(part, spoken) for part in said)
        text = ". ".join([first, *(part[0].upper() + part[1:] for part in more)])
        return f"{self.name}: {text}."

    def _named(self, gap: str, names: Iterable[str]) -> Bilingual:
        """Return the names in words; where all of many municipalities are meant, that."""
        listed = list(names)
        if len(listed) > _FEW and listed == list(self.municipalities):
            none = gap in {"votes", "mayor", "seats"}  # of which nothing is known
            return worded(f"composition.{'any_municipality' if none else 'all_municipalities'}")
        *first, final = listed
        before = f"{', '.join(first)} " if first else ""
        return both(f"{before}and {final}", f"{before}og {final}") if first else both(final, final)


_FEW = 3


def _numbered(counts: Mapping[str, int]) -> list[str]:
    return [f"{name} ({number})" for name, number in counts.items()]


def _coverage_of(name: str, councils: tuple[Council, ...]) -> Coverage:
    """Return what these councils' figures lack."""

    def counted(lacking: Callable[[Council], int]) -> dict[str, int]:
        return {c.municipality: number for c in councils if (number := lacking(c))}

    shares = counted(lambda c: any(entry.status == "share" for entry in c.lists))
    without_votes = counted(lambda c: not c.has_votes)
    return Coverage(
        name,
        municipalities=tuple(council.municipality for council in councils),
        without_votes=tuple(without_votes),
        shares_only=tuple(place for place in without_votes if place in shares),
        unlisted_seats=counted(_unlisted_seats),
        uncounted=counted(lambda c: c.uncounted),
        local_without_votes=tuple(
            entry.key for c in councils if c.has_votes for entry in c.lists if entry.votes is None
        ),
        without_mayor=tuple(counted(lambda c: c.mayor is None)),
        mayors_without_votes=tuple(
            local_key(c.mayor.removesuffix(local_key("", c.municipality)), c.municipality)
            for c in councils
            if c.mayor is not None
            if c.listed_votes > 0 and not any(e.key == c.mayor and e.votes != 0 for e in c.lists)
        ),
        without_seats=tuple(counted(lambda c: any(entry.seats is None for entry in c.lists))),
        without_turnout=tuple(
            counted(lambda c: c.listed_votes > 0 and c.trusted_votes_cast is None)
        ),
    )


def _unlisted_seats(council: Council) -> int:
    """Count the council's seats that none of its lists has, where those of all are known."""
    seats = [entry.seats for entry in council.lists if entry.seats is not None]
    known = seats and len(seats) == len(council.lists)
    return max((council.council_seats or 0) - sum(seats), 0) if known else 0


# Valid votes and votes cast are counted over the municipalities with listed votes, so that a share
# never divides by voters whose votes on lists are not known.
@frozen
class Region:
    """A region: a collection of municipalities with the dates it is valid.

    Parameters
    ----------
    name, municipalities
        Such as ``"KKR Sjælland"``, and the names of its municipalities.
    valid_from, valid_until : datetime.date or None
        First and last day; None where the region has no known beginning or end.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> east = kkr.load_election(2025).regions["Region Østdanmark"]
    >>> len(east), str(east.valid_from), "Greve" in east
    (46, '2027-01-01', True)
    """

    name: str
    municipalities: tuple[str, ...] = field(repr=shortened)
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None

    def __iter__(self) -> Iterator[str]:
        """Iterate over the municipalities."""
        return iter(self.municipalities)

    def __len__(self) -> int:
        """Return the number of municipalities."""
        return len(self.municipalities)

    def __contains__(self, municipality: object) -> bool:
        """Whether a municipality lies in the region."""
        return municipality in self.municipalities


@frozen
class RegionElection(Shown):
    """An election summed over a region: what a council is composed from.

    Parameters
    ----------
    name, election, municipalities
        The region, the election, such as ``"KV2021"``, and the names of the municipalities.
    votes, mayors : mapping of str to int
        By list key, most first. A list with a mayor need not have votes.
    represented : frozenset of str
        Lists with a seat in some council, and those whose seats are not known.
    entitled : frozenset of str
        The parties with votes that could stand for the Folketing; all where that is not known.
    names : mapping of str to str
        By list key.
    votes_valid : int
        The valid votes in the municipalities with votes, or the listed ones that stand in.
    votes_cast : int
        The votes cast there, blank and invalid ones included, never below the listed votes; where
        they are missing or doubtful the valid votes stand in.
    valid_status, cast_status : SourceStatus
        INFERRED where others had to stand in, CHECKED where some are derived from other published
        figures, else PUBLISHED.
    contested_mayors : mapping of str to tuple of str
        By municipality the key that is counted and another, where the sources do not agree.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> region = kkr.load_election(2021).region("KKR Sjælland")
    >>> region.votes["A"], region.mayors["A"], region.votes_valid
    (146007, 8, 447044)
    """

    name: str
    election: str
    municipalities: tuple[str, ...] = field(repr=shortened)
    votes: Mapping[str, int] = field(repr=shortened)
    mayors: Mapping[str, int] = field(repr=shortened)
    represented: frozenset[str] = field(repr=False)
    entitled: frozenset[str] = field(repr=False)
    names: Mapping[str, str] = field(repr=False)
    votes_valid: int
    valid_status: SourceStatus = field(repr=False)
    votes_cast: int
    cast_status: SourceStatus = field(repr=False)
    coverage: Coverage = field(repr=False)
    contested_mayors: Mapping[str, tuple[str, str]] = field(factory=dict, repr=False)

    @property
    def total_votes(self) -> int:
        """The votes cast, by an earlier name."""
        return self.votes_cast


def _sum_up(name: str, election: Election, councils: tuple[Council, ...]) -> RegionElection:
    """Return these councils of an election as one region."""
    votes: Counter[str] = Counter()
    names: dict[str, str] = {}
    entries = [entry for council in councils for entry in council.lists]
    for entry in entries:
        names.setdefault(entry.key, entry.name)
        if entry.votes is not None:
            votes[entry.key] += entry.votes
    parties = {e.key for e in entries if e.kind == "party" and e.votes is not None}
    entitled = parties if election.entitled is None else parties & election.entitled.keys()
    counted = [council for council in councils if council.listed_votes]
    # The listed votes stand in for valid ones that are not known, and these for votes cast.
    valid = [c.listed_votes if c.votes_valid is None else c.votes_valid for c in counted]
    cast = [council.trusted_votes_cast for council in counted]
    inferred, published = SourceStatus.INFERRED, SourceStatus.PUBLISHED
    derived = any(council.votes_cast_status == "derived" for council in counted)
    status = SourceStatus.CHECKED if derived else published
    return RegionElection(
        name=name,
        election=election.name,
        municipalities=tuple(council.municipality for council in councils),
        votes=_most_first(votes),
        mayors=_most_first(Counter(c.mayor for c in councils if c.mayor is not None)),
        represented=frozenset(entry.key for entry in entries if entry.seats != 0),
        entitled=frozenset(entitled),
        names=names,
        votes_valid=sum(valid),
        valid_status=inferred if any(c.votes_valid is None for c in counted) else published,
        votes_cast=sum(known or other for known, other in zip(cast, valid, strict=True)),
        cast_status=inferred if None in cast else status,
        coverage=_coverage_of(f"{name}, {election.name or election.year}", councils),
        contested_mayors={
            council.municipality: (council.mayor, council.mayor_contested)
            for council in councils
            if council.mayor is not None and council.mayor_contested is not None
        },
    )


def _most_first(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


@frozen
class Election(Shown):
    """A municipal election: every municipality's lists, votes, seats and mayor.

    Answers "what were the figures in our region, and are they all there?"

    Parameters
    ----------
    year, date
        The year of the election, and its day where it is known.
    councils : tuple of Council
        One for each municipality; an InvalidInputError where one stands twice.
    name, areas
        Such as ``"KV2021"``, and the regions that can be asked for by name.
    notes, reading : tuple of str
        What had to be decided on the way, such as a list that no table of parties knows, and what
        was taken for what in the file that it was read from.
    parties, party_names
        The letters of the national parties that year, whether or not they have a list here, and
        the names they are known under.
    entitled : mapping of str to Source, or None
        The parties, by letter, that could stand for the Folketing on 1 August of the year, each
        with what says so and how surely; None where every national party counts as one.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> election = kkr.load_election(2021)
    >>> election.region("KKR Sjælland").mayors
    {'A': 8, 'V': 6, 'C': 1, 'I': 1, 'Nyt Odsherred (Odsherred)': 1}
    """

    year: int
    date: dt.date | None
    councils: tuple[Council, ...] = field(repr=shortened)
    sources: tuple[Source, ...] = field(default=(), repr=False)
    name: str = ""
    areas: tuple[Region, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = field(default=(), repr=shortened)
    parties: tuple[str, ...] = ()
    party_names: tuple[Party, ...] = field(default=(), repr=False)
    entitled: Mapping[str, Source] | None = field(default=None, repr=False, hash=False)
    reading: tuple[str, ...] = field(default=(), repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse a municipality that stands twice."""
        name = twice(c.municipality for c in each_of(self.councils, Council, "councils"))
        if name is not None:
            election = self.name or self.year
            raise refused("composition.name_name_twice", election=election, name=name)

    @property
    def regions(self) -> Mapping[str, Region]:
        """The regions by name, those too that are valid in only a part of the council term."""
        return {area.name: area for area in self.areas}

    @property
    def coverage(self) -> Mapping[str, Coverage]:
        """What is missing, for each KKR."""
        return {
            area.name: self.region(area.name).coverage
            for area in self.areas
            if area.name.startswith("KKR ")
        }

    def council(self, municipality: str | int) -> Council:
        """Return a municipality's council, by its name or its official code.

        An InvalidInputError for a municipality that the election does not have.
        """
        typed = composed(str(municipality))
        code = typed.lstrip("0") if typed.isdecimal() else None
        plain = typed.strip().casefold().removesuffix(" kommune")
        for council in self.councils:
            if council.municipality.casefold() == plain or council.code.lstrip("0") == code:
                return council
        raise _unknown("composition.municipality", typed, [c.municipality for c in self.councils])

    def with_mayors(self, mayors: Mapping[str, str] | Mapping[int, str]) -> Election:
        """Return the election with the mayors of these municipalities.

        Parameters
        ----------
        mayors : mapping of str to str, or Series
            The mayor's list by municipality, which is a name or an official code: a key, a
            letter, a name, or both as in ``"A. Socialdemokratiet"``, or what people call a party:
            ``"Soc.dem."``. One who has left the party is ``"uden for parti"``, and a list founded
            since the election ``"Nyt Greve (uden for parti)"``: a list by itself, without votes,
            which the notes name.

        Raises
        ------
        InvalidInputError
            For an unknown municipality, an empty list, a text that can be two lists, such as
            ``"Venstre (A)"``, and lists that are neither a party nor among the municipality's,
            all of them at once.
        """
        given = by_name(mayors, "mayors", '{"Greve": "A"}')
        places = _distinct([self.council(place).municipality for place in given])
        lists, councils = self._lists(), {c.municipality: c for c in self.councils}
        texts = zip(places, given.values(), strict=True)
        read: dict[str, MayorList] = {}
        wrong: list[tuple[str, str]] = []
        for place, text in texts:
            try:
                one = read[place] = lists.read(text, councils[place])
            except InvalidInputError as error:
                if len(given) == 1 and not isinstance(text, Typed):
                    raise
                unknown: str | None = error.what
            else:
                unknown = one.unknown
            if unknown:
                wrong.append((text.where if isinstance(text, Typed) else "", unknown))
        if wrong:
            listed = Bilingual.joined(
                [Bilingual.joined(filter(None, at), ": ") for at in wrong], "\n"
            )
            raise refused("composition.mayors_unknown", count=len(wrong), listed=listed)
        settled = {contested_mayor(councils[place]) for place in places}
        notes = [note for note in self.notes if note not in settled]
        for place, one in read.items():
            councils[place] = evolve(councils[place], mayor=one.key, mayor_contested=None)
            notes += [one.note] if one.note else []
        return evolve(self, councils=tuple(councils.values()), notes=tuple(notes))

    def _lists(self) -> MayorLists:
        listed = (entry for council in self.councils for entry in council.lists)
        parties = {entry.key for entry in listed if entry.kind == "party"}
        return MayorLists(parties.union(self.parties), self.party_names)

    def with_votes(self, votes: Mapping[str, Mapping[str, int]]) -> Election:
        """Return the election with other votes of lists in these municipalities.

        Valid votes and votes cast grow or shrink with them; seats and mayors stay as they are.

        Votes are by municipality and list, each written as in `with_mayors`. An InvalidInputError
        for one that is unknown or stands twice, a figure that is no count, and more votes than
        there are voters.
        """
        if not isinstance(votes, Mapping):
            raise refused("composition.votes_by_municipality", votes=votes)
        places = _distinct([self.council(place).municipality for place in votes]) if votes else ()
        lists, councils = self._lists(), {c.municipality: c for c in self.councils}
        for place, given in zip(places, votes.values(), strict=True):
            figures = whole_numbers(given, f"votes[{place!r}]")
            named = [lists.on_ballot(text, councils[place]) for text in figures]
            if len(set(named)) < len(named):
                listed = ", ".join(figures)
                raise refused("composition.votes_of_list_twice", place=place, lists=listed)
            counted = dict(zip(named, figures.values(), strict=True))
            councils[place] = councils[place].with_votes(counted)
        return evolve(self, councils=tuple(councils.values()))

    def region(
        self, name: str | None = None, *, municipalities: Iterable[str | int] | None = None
    ) -> RegionElection:
        """Return the election summed over a region, or any municipalities by name or official code.

        With municipalities the name is only what the set is called. An InvalidInputError for an
        unknown region or municipality, one that stands twice, and neither argument.
        """
        name = None if name is None else composed(str(name))
        if municipalities is None:
            if name is None:
                raise refused("composition.no_region_given", regions=", ".join(self.regions))
            if name not in self.regions:
                raise _unknown("composition.region", name, list(self.regions))
            members = self.regions[name].municipalities
        else:
            given = (municipalities,) if isinstance(municipalities, str) else municipalities
            places = several(given, "municipalities")
            members = _distinct([self.council(place).municipality for place in places])
            if name is not None and set(self.regions.get(name, members)) != set(members):
                listed = ", ".join(members)
                raise refused("composition.name_of_another_region", name=name, members=listed)
            few = len(members) <= _FEW
            name = name or (", ".join(members) if few else f"{len(members)} municipalities")
        return _sum_up(name, self, tuple(map(self.council, members)))


def election_of(election: Election | int) -> Election:
    """Return an election, or the bundled one of a year, which lies above and is looked up."""
    if isinstance(election, Election):
        return election
    bundled = importlib.import_module("kkr_allocation.datasets")
    found: Election = bundled.load_election(whole_number(election, "election"))
    return found


def contested_mayor(council: Council) -> Bilingual | None:
    """Return what is to be said of a mayor whom the sources give two lists; None of others."""
    if council.mayor_contested is None:
        return None
    return worded(
        "composition.sources_do_not_agree",
        municipality=council.municipality,
        mayor=council.mayor,
        mayor_contested=council.mayor_contested,
    )


def _distinct(municipalities: list[str]) -> tuple[str, ...]:
    if name := twice(municipalities):
        raise refused("composition.counted_twice", name=name)
    if not municipalities:
        raise refused("composition.region_of_nothing")
    return tuple(municipalities)


def _unknown(kind: str, name: str, available: list[str]) -> InvalidInputError:
    folded = {other.casefold(): other for other in available}
    typed = name.casefold().removesuffix(" kommune")
    close = "".join(folded[text] for text in get_close_matches(typed, folded, n=1))
    return refused(
        f"composition.{'not_this_election_but' if close else 'not_this_election'}",
        kind=worded(kind),
        name=name,
        known=both(", ".join(available) or "none", ", ".join(available) or "ingen"),
        close=close,
    )
