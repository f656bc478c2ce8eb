"""One municipality at one election: its lists, its turnout, its mayor.

A list is known by its **key**. A national party has its letter (``"A"``); a local list has its
name with its municipality (``"Borgerlisten (Ikast-Brande)"``), so that two local lists with one
name in two municipalities stay two lists.
"""

from __future__ import annotations

from typing import Literal, get_args

from attrs import frozen

from kkr_allocation.errors import InvalidInputError
from kkr_allocation.inputs import is_name, whole_number

__all__ = ["Council", "CouncilList", "Kind", "Known", "VotesCast", "local_key"]

Kind = Literal["party", "local"]
Known = Literal["votes", "share", "seats", "derived"]
VotesCast = Literal["published", "corrected", "doubtful", "missing"]


def local_key(name: str, municipality: str) -> str:
    """Return the key of a local list: its name with its municipality.

    Examples
    --------
    >>> from kkr_allocation.composition.council import local_key
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

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> first = kkr.load_election(2021).council("Greve").lists[0]
    >>> first.key, first.kind, first.votes, first.seats
    ('V', 'party', 9575, 9)
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
        if not is_name(self.key):
            raise InvalidInputError(
                f"a list named {self.name!r} has the key {self.key!r}",
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
    uncounted : int
        Polling areas whose result is not there yet.

    Raises
    ------
    InvalidInputError
        For a key that stands twice, a figure that is no count and a turnout that does not go
        with its status.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> greve = kkr.load_election(2021).council("Greve")
    >>> greve.mayor, greve.council_seats, greve.has_votes
    ('V', 21, True)
    """

    code: str
    municipality: str
    lists: tuple[CouncilList, ...]
    council_seats: int | None = None
    turnout: int | None = None
    turnout_status: VotesCast = "missing"
    mayor: str | None = None
    uncounted: int = 0

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
        for figure, value in (
            ("council_seats", self.council_seats),
            ("turnout", self.turnout),
            ("uncounted", self.uncounted),
        ):
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
