"""The election a council is composed from: lists, votes, seats, mayors, regions.

A list is known by its **key**. A national party has its letter (``"A"``); a local list has its
name with its municipality (``"Borgerlisten (Ikast-Brande)"``), so that two local lists with one
name in two municipalities stay two lists.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal, get_args

from attrs import frozen

from kkr_allocation.composition.region import Region, RegionElection, sum_up
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.inputs import whole_number

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from kkr_allocation.composition.coverage import Coverage
    from kkr_allocation.sources import Source

__all__ = ["Council", "CouncilList", "Election", "Kind", "Known", "VotesCast", "local_key"]

Kind = Literal["party", "local"]
Known = Literal["votes", "share", "seats", "derived"]
VotesCast = Literal["published", "corrected", "doubtful", "missing"]


def local_key(name: str, municipality: str) -> str:
    """Return the key of a local list: its name with its municipality.

    Examples
    --------
    >>> from kkr_allocation.composition.election import local_key
    >>> local_key("Borgerlisten", "Ikast-Brande")
    'Borgerlisten (Ikast-Brande)'
    """
    return f"{name} ({municipality})"


def _one_of(value: str, choices: tuple[str, ...], what: str) -> None:
    if value not in choices:
        raise InvalidInputError(
            f"{what} is {value!r}",
            why=f"it is one of {', '.join(map(repr, choices))}",
            do="Pass one of these",
        )


@frozen
class CouncilList:
    """One list at one council election.

    Parameters
    ----------
    key : str
        A national party's letter; for a local list ``"<name> (<municipality>)"``.
    letter : str
        The letter on the ballot; empty where it is not known.
    name : str
        The list's name.
    kind : {"party", "local"}
        A national party or a local list. The same letter can be a party in one election and a
        local list in another.
    votes : int or None
        Its votes; None where they are not known. Never a guess.
    seats : int or None
        Its seats in the council; None where they are not known.
    status : {"votes", "share", "seats", "derived"}
        What is known of it: exact votes, only its percentage, only its seats, or seats that
        follow from the other lists' seats.

    Raises
    ------
    InvalidInputError
        For an empty key, an unknown kind or status, a figure that is no count, and a status
        "votes" without votes.
    """

    key: str
    letter: str
    name: str
    kind: Kind
    votes: int | None = None
    seats: int | None = None
    status: Known = "votes"

    def __attrs_post_init__(self) -> None:
        """Check what one list can state of itself."""
        if not self.key.strip():
            raise InvalidInputError(
                f"a list named {self.name!r} has an empty key",
                why="lists are summed by their key",
                do="Give it its letter, or its name with the municipality",
            )
        _one_of(self.kind, get_args(Kind), f"kind of {self.key!r}")
        _one_of(self.status, get_args(Known), f"status of {self.key!r}")
        for figure, value in (("votes", self.votes), ("seats", self.seats)):
            if value is not None:
                whole_number(value, f"{figure} of {self.key!r}")
        if (self.status == "votes") is (self.votes is None):
            raise InvalidInputError(
                f"{self.key!r} has the status {self.status!r} and votes {self.votes!r}",
                why="the status is 'votes' exactly when the votes are known",
                do="Correct the status, or add or remove the votes",
            )


@frozen
class Council:
    """One municipality at one election.

    Parameters
    ----------
    code : str
        The municipality's official code, such as ``"253"``.
    municipality : str
        Its name without "Kommune".
    lists : tuple of CouncilList
        The lists that are known, each key once.
    council_seats : int or None
        The size of the council.
    turnout : int or None
        All votes cast, blank and invalid ones included.
    turnout_status : {"published", "corrected", "doubtful", "missing"}
        Whether `turnout` can be relied on: a doubtful one is kept but never counted with.
    mayor : str or None
        The key of the mayor's list; it need not be among `lists`.

    Raises
    ------
    InvalidInputError
        For a key that stands twice, a figure that is no count and a turnout that does not go
        with its status.
    """

    code: str
    municipality: str
    lists: tuple[CouncilList, ...]
    council_seats: int | None = None
    turnout: int | None = None
    turnout_status: VotesCast = "missing"
    mayor: str | None = None

    def __attrs_post_init__(self) -> None:
        """Check what one municipality can state of itself."""
        seen = set()
        for entry in self.lists:
            if entry.key in seen:
                raise InvalidInputError(
                    f"{self.municipality} has the list {entry.key!r} twice",
                    why="two lists with one key cannot be told apart",
                    do="Add them up if they are one, or name them apart",
                )
            seen.add(entry.key)
        _one_of(self.turnout_status, get_args(VotesCast), f"turnout_status of {self.municipality}")
        for figure, value in (("council_seats", self.council_seats), ("turnout", self.turnout)):
            if value is not None:
                whole_number(value, f"{figure} of {self.municipality}")
        if (self.turnout is None) is not (self.turnout_status == "missing"):
            raise InvalidInputError(
                f"the turnout of {self.municipality} is {self.turnout!r} and called"
                f" {self.turnout_status!r}",
                why="a turnout is missing exactly when there is none",
                do='Pass the turnout with "published", or neither',
            )

    @property
    def listed_votes(self) -> int:
        """The votes of the lists whose votes are known."""
        return sum(entry.votes for entry in self.lists if entry.votes is not None)

    @property
    def has_votes(self) -> bool:
        """Whether every listed party has its votes, and some list has votes."""
        return self.listed_votes > 0 and all(
            entry.votes is not None for entry in self.lists if entry.kind == "party"
        )

    @property
    def trusted_turnout(self) -> int | None:
        """The turnout where it can be relied on and is not below the listed votes."""
        if self.turnout is None or self.turnout_status == "doubtful":
            return None
        return self.turnout if self.turnout >= self.listed_votes else None


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
        What a reader had to decide, such as a list that no table of parties knows.

    Raises
    ------
    InvalidInputError
        For a municipality that stands twice.

    Notes
    -----
    Whether a party is entitled to stand for the Folketing, as the rule on eligibility asks, is
    not in the figures. The parties of the data (kind "party") are taken for it: an inferred
    reading, which the caller can replace by passing `entitled` to `kkr.compose`.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> election = kkr.load_election(2021)
    >>> election.region("KKR Sjælland").mayors
    {'A': 8, 'V': 6, 'C': 1, 'I': 1, 'Nyt Odsherred (Odsherred)': 1}
    """

    year: int
    date: dt.date | None
    councils: tuple[Council, ...]
    sources: tuple[Source, ...] = ()
    name: str = ""
    areas: tuple[Region, ...] = ()
    notes: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse a municipality that stands twice."""
        names = [council.municipality for council in self.councils]
        for name in names:
            if names.count(name) > 1:
                raise InvalidInputError(
                    f"{self.name or self.year} has {name} twice",
                    why="its votes would count twice",
                    do="Keep one of them",
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
        raise _unknown("municipality", municipality, [c.municipality for c in self.councils])

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
                raise _unknown("region", name, list(self.regions))
            members = self.regions[name].municipalities
        else:
            members = _distinct(municipalities)
            name = name or _name_of(members)
        councils = tuple(self.council(member) for member in members)
        return sum_up(name, self, councils)


def _distinct(municipalities: Iterable[str]) -> tuple[str, ...]:
    members = (municipalities,) if isinstance(municipalities, str) else tuple(municipalities)
    for name in members:
        if members.count(name) > 1:
            raise InvalidInputError(
                f"municipalities names {name!r} twice",
                why="its votes would count twice",
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


def _unknown(kind: str, name: str, available: list[str]) -> InvalidInputError:
    close = get_close_matches(str(name), available, n=1)
    return InvalidInputError(
        f"{kind} {name!r} is not in this election",
        why=f"it has {', '.join(available) or 'none'}",
        do=f"Did you mean {close[0]!r}?" if close else "Pass one of these",
    )
