"""The election a council is composed from: every municipality, and the regions they form."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from kkr_allocation.composition.mayor_lists import MayorLists
from kkr_allocation.composition.region import Region, RegionElection, sum_up
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.explanations import shortened
from kkr_allocation.named_values import by_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from kkr_allocation.composition.council import Council
    from kkr_allocation.composition.coverage import Coverage
    from kkr_allocation.composition.parties import Party
    from kkr_allocation.sources import Source

__all__ = ["Election", "contested_mayor"]

_MUNICIPALITY = Bilingual("municipality", da="kommune")
_REGION = Bilingual("region", da="region")
_TWICE = Bilingual("its votes would count twice", da="dens stemmer ville tælle to gange")


@frozen
class Election:
    """A municipal election: every municipality's lists, votes, seats and mayor.

    Answers "what were the figures in our region, and are they all there?"

    Parameters
    ----------
    year : int
        The year of the election.
    date : datetime.date or None
        Its day, where it is known.
    councils : tuple of Council
        One for each municipality, each once.
    sources : tuple of Source
        Where the figures come from.
    name : str
        Such as ``"KV2021"``.
    areas : tuple of Region
        The regions that can be asked for by name.
    notes : tuple of str
        What had to be decided on the way, such as a list that no table of parties knows.
    parties : tuple of str
        The letters of the national parties that year, whether or not they have a list here.
    party_names : tuple of Party
        The names they are known under, for mayors' lists that are given by name.
    entitled : mapping of str to Source, or None
        The parties that were entitled to stand for the Folketing on 1 August of the year, by
        letter, each with what says so and how surely. None where it is not known which were; then
        every national party counts as one, which the caller can replace by passing `entitled` to
        `kkr.compose`.

    Raises
    ------
    InvalidInputError
        For a municipality that stands twice.

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

    def __attrs_post_init__(self) -> None:
        """Refuse a municipality that stands twice."""
        names = Counter(council.municipality for council in self.councils)
        for name, times in names.items():
            if times > 1:
                raise InvalidInputError(
                    Bilingual(
                        f"{self.name or self.year} has {name} twice",
                        da=f"{self.name or self.year} har {name} to gange",
                    ),
                    why=_TWICE,
                    do=Bilingual("Keep one of them", da="Behold den ene"),
                )

    @property
    def regions(self) -> Mapping[str, Region]:
        """The regions by name, each a collection of municipalities with the dates it is valid.

        A region that is only valid in a part of the council term is among them; its dates say
        so.
        """
        return {area.name: area for area in self.areas}

    @property
    def coverage(self) -> Mapping[str, Coverage]:
        """What is missing, for each KKR."""
        return {
            area.name: self.region(area.name).coverage
            for area in self.areas
            if area.name.startswith("KKR ")
        }

    def council(self, municipality: str) -> Council:
        """Return a municipality's council.

        Raises
        ------
        InvalidInputError
            For a municipality that the election does not have.
        """
        for council in self.councils:
            if council.municipality == municipality:
                return council
        raise _unknown(_MUNICIPALITY, municipality, [c.municipality for c in self.councils])

    def with_mayors(self, mayors: Mapping[str, str]) -> Election:
        """Return the election with the mayors of these municipalities.

        Parameters
        ----------
        mayors : mapping of str to str, or Series
            The mayor's list by municipality: a key, a letter, a list's name, or both as in
            ``"Socialdemokratiet (A)"``, ``"A. Socialdemokratiet"`` and
            ``"Liste A - Socialdemokratiet"``. A list that is neither among the municipality's
            lists nor a party counts as a local list without votes, and is named in the election's
            notes and in the coverage of its region.

        Raises
        ------
        InvalidInputError
            For a municipality that the election does not have, an empty list, and a text that can
            be two lists, such as ``"Venstre (A)"``.

        Examples
        --------
        >>> import kkr_allocation as kkr
        >>> election = kkr.load_election(2021).with_mayors({"Greve": "A"})
        >>> election.council("Greve").mayor
        'A'
        """
        mayors = by_name(mayors, "mayors", '{"Greve": "A"}')
        for municipality in mayors:
            self.council(municipality)
        parties = {
            entry.key
            for council in self.councils
            for entry in council.lists
            if entry.kind == "party"
        }.union(self.parties)
        lists = MayorLists(parties, self.party_names)
        councils = tuple(
            evolve(
                council,
                mayor=lists.key_of(mayors[council.municipality], council),
                mayor_contested=None,
            )
            if council.municipality in mayors
            else council
            for council in self.councils
        )
        unknown = (
            lists.unknown(mayors[council.municipality], council)
            for council in self.councils
            if council.municipality in mayors
        )
        settled = {
            contested_mayor(council) for council in self.councils if council.municipality in mayors
        }
        notes = (note for note in self.notes if note not in settled)
        return evolve(self, councils=councils, notes=(*notes, *filter(None, unknown)))

    def region(
        self, name: str | None = None, *, municipalities: Iterable[str] | None = None
    ) -> RegionElection:
        """Return the election summed over a region.

        Parameters
        ----------
        name : str, optional
            A region of `regions`, such as ``"KKR Sjælland"``. With `municipalities` it is only
            what the set is called.
        municipalities : iterable of str, optional
            Any set of municipalities, by name.

        Returns
        -------
        RegionElection
            Votes and mayors by list key, in descending order of votes.

        Raises
        ------
        InvalidInputError
            For an unknown region or municipality (the message lists those available), a
            municipality that stands twice, and when neither argument is given.

        Examples
        --------
        >>> import kkr_allocation as kkr
        >>> pair = kkr.load_election(2021).region(municipalities=["Greve", "Solrød"])
        >>> pair.mayors
        {'I': 1, 'V': 1}
        """
        if municipalities is None:
            if name is None:
                raise InvalidInputError(
                    "neither a region nor municipalities are given",
                    why="votes are summed over a region",
                    do=f"Pass one of {', '.join(self.regions)}, or municipalities=[...]",
                )
            if name not in self.regions:
                raise _unknown(_REGION, name, list(self.regions))
            members = self.regions[name].municipalities
        else:
            members = _distinct(municipalities)
            if name is not None and set(self.regions.get(name, members)) != set(members):
                raise InvalidInputError(
                    f"the municipalities of {name!r} are given as {', '.join(members)}",
                    why="that is the name of a region with other municipalities",
                    do="Leave the municipalities out, or give the set a name of its own",
                )
            name = name or _name_of(members)
        councils = tuple(self.council(member) for member in members)
        return sum_up(name, self, councils)


def contested_mayor(council: Council) -> Bilingual | None:
    """Return what is to be said of a mayor whom the sources give two lists; None of others."""
    if council.mayor_contested is None:
        return None
    return Bilingual(
        f"{council.municipality}: the sources do not agree on the mayor's list; "
        f"{council.mayor} is counted, and {council.mayor_contested} stands in others",
        da=f"{council.municipality}: kilderne er ikke enige om borgmesterens liste; "
        f"{council.mayor} er regnet med, og {council.mayor_contested} står i andre",
    )


def _distinct(municipalities: Iterable[str]) -> tuple[str, ...]:
    members = (municipalities,) if isinstance(municipalities, str) else tuple(municipalities)
    for name in members:
        if members.count(name) > 1:
            raise InvalidInputError(
                f"municipalities names {name!r} twice",
                why=_TWICE,
                do="Name each municipality once",
            )
    if not members:
        raise InvalidInputError(
            "municipalities is empty",
            why="a region has at least one municipality",
            do='Pass names, such as ["Greve", "Solrød"]',
        )
    return members


def _name_of(members: tuple[str, ...]) -> str:
    most_named = 3
    return ", ".join(members) if len(members) <= most_named else f"{len(members)} municipalities"


def _unknown(kind: Bilingual, name: str, available: list[str]) -> InvalidInputError:
    folded = {other.casefold(): other for other in available}
    typed = str(name).casefold().removesuffix(" kommune")
    close = [folded[text] for text in get_close_matches(typed, folded, n=1)]
    known = ", ".join(available)
    return InvalidInputError(
        Bilingual(
            f"{kind} {name!r} is not in this election", da=f"valget har ingen {kind.da} {name!r}"
        ),
        why=Bilingual(f"it has {known or 'none'}", da=f"det har {known or 'ingen'}"),
        do=Bilingual(f"Did you mean {close[0]!r}?", da=f"Mente du {close[0]!r}?")
        if close
        else Bilingual("Pass one of these", da="Angiv en af dem"),
    )
