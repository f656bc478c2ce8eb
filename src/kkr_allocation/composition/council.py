"""One municipality at one election: its lists, its voters, its mayor."""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, get_args

from attrs import evolve, field, frozen

from kkr_allocation.apportionment.alliances import Alliance  # noqa: TC001  (read in documents)
from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.inputs import is_name, one_form, whole_number
from kkr_allocation.results import Shown
from kkr_allocation.sources import Source, SourceStatus
from kkr_allocation.words import both, refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kkr_allocation.apportionment.exact import Apportionment
    from kkr_allocation.apportionment.ties import Lot

Kind = Literal["party", "local"]
Known = Literal["votes", "share", "seats", "derived"]
VotesCast = Literal["published", "corrected", "derived", "doubtful", "missing"]


def local_key(name: str, municipality: str) -> str:
    """Return the key of a local list: its name with its municipality."""
    return f"{name} ({municipality})"


def _one_of(value: str, choices: tuple[str, ...], what: str) -> None:
    if value not in choices:
        raise refused(
            "composition.not_a_choice",
            what=what,
            value=value,
            choices=", ".join(map(repr, choices)),
        )


@frozen
class CouncilList:
    """One list at one council election.

    Parameters
    ----------
    key : str
        A national party's letter; for a local list ``"<name> (<municipality>)"``, so that two
        with one name stay two lists.
    letter, name : str
        On the ballot; the letter is empty where it is not known.
    kind : {"party", "local"}
        A national party or a local list; one letter can be either, election by election.
    votes, seats, candidates : int or None
        None where they are not known, and never a guess. No list fills more seats than it has
        candidates.
    status : {"votes", "share", "seats", "derived"}
        What is known of it: exact votes, only its percentage, only its seats, or seats that
        follow from the other lists' seats.
    ballot_name : str
        The name on the ballot, where it is another than `name`.

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

    key: str = field(converter=one_form)
    letter: str = field(converter=one_form)
    name: str = field(converter=one_form)
    kind: Kind
    votes: int | None = None
    seats: int | None = None
    status: Known = "votes"
    candidates: int | None = None
    ballot_name: str = field(default="", converter=one_form)

    def __attrs_post_init__(self) -> None:
        """Check what one list can state of itself."""
        if not is_name(self.key):
            raise refused("composition.list_without_key", name=self.name, key=self.key)
        _one_of(self.kind, get_args(Kind), f"kind of {self.key!r}")
        _one_of(self.status, get_args(Known), f"status of {self.key!r}")
        for figure in ("votes", "seats", "candidates"):
            if (value := getattr(self, figure)) is not None:
                whole_number(value, f"{figure} of {self.key!r}")
        if (self.status == "votes") is (self.votes is None):
            raise refused(
                "composition.status_and_votes", key=self.key, status=self.status, votes=self.votes
            )


@frozen
class Council(Shown):
    """One municipality at one election.

    Parameters
    ----------
    code, municipality : str
        The municipality's official code, such as ``"253"``, and its name without "Kommune".
    lists : tuple of CouncilList
        The lists that are known, each key once.
    council_seats : int or None
        The size of the council.
    votes_cast, votes_valid, eligible_voters : int or None
        All votes, blank and invalid ones included; those of all lists; and who could vote.
    votes_cast_status : {"published", "corrected", "derived", "doubtful", "missing"}
        Whether `votes_cast` can be relied on: a derived one is reckoned from other published
        figures, a doubtful one is kept but never counted with.
    mayor, mayor_contested : str or None
        The key of the mayor's list, which need not be among `lists`, and of another that the
        mayor is said to be of where the sources do not agree.
    uncounted : int
        Polling areas whose result is not there yet.
    alliances : tuple of Alliance
        The registered valgforbund, by the keys of their lists; a listeforbund inside one is an
        alliance inside it.

    Raises
    ------
    InvalidInputError
        For a key that stands twice, a figure that is no count, votes cast that do not go with
        their status, listed votes, valid votes, votes cast and eligible voters that do not rise in
        this order, and an alliance of lists that are not there, or of one list twice.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> greve = kkr.load_election(2021).council("Greve")
    >>> greve.mayor, greve.council_seats, greve.has_votes
    ('V', 21, True)
    """

    code: str
    municipality: str = field(converter=one_form)
    lists: tuple[CouncilList, ...]
    council_seats: int | None = None
    votes_cast: int | None = None
    votes_cast_status: VotesCast = "missing"
    mayor: str | None = field(default=None, converter=one_form)
    uncounted: int = 0
    votes_valid: int | None = None
    eligible_voters: int | None = None
    alliances: tuple[Alliance, ...] = ()
    mayor_contested: str | None = field(default=None, converter=one_form)

    def __attrs_post_init__(self) -> None:
        """Check what one municipality can state of itself."""
        keys = [entry.key for entry in self.lists]
        if key := twice(keys):
            raise refused("composition.list_twice", municipality=self.municipality, twice=key)
        for figure in _COUNTS:
            if (value := getattr(self, figure)) is not None:
                whole_number(value, f"{figure} of {self.municipality}")
        self._check_voters()
        members = [key for alliance in self.alliances for key in alliance.parties()]
        wrong = next((key for key in members if key not in keys), None) or twice(members)
        if wrong is not None:
            raise refused(
                f"composition.{'allied_twice' if wrong in keys else 'allied_unknown'}",
                municipality=self.municipality,
                wrong=wrong,
                listed=", ".join(keys) or "none",
            )

    def _check_voters(self) -> None:
        """Refuse figures of voters that contradict each other."""
        status = f"votes_cast_status of {self.municipality}"
        _one_of(self.votes_cast_status, get_args(VotesCast), status)
        if (self.votes_cast is None) is not (self.votes_cast_status == "missing"):
            raise refused(
                "composition.status_and_votes_cast",
                municipality=self.municipality,
                cast=self.votes_cast,
                status=self.votes_cast_status,
            )
        listed = None if self.votes_valid is None else self.listed_votes
        cast = None if self.votes_cast_status == "doubtful" else self.votes_cast
        rising = (
            (both("the listed votes", "listernes stemmer"), listed),
            (both("the valid votes", "de gyldige stemmer"), self.votes_valid),
            (both("the votes cast", "de afgivne stemmer"), cast),
            (both("the eligible voters", "de stemmeberettigede"), self.eligible_voters),
        )
        known = [(figure, value) for figure, value in rising if value is not None]
        for (lower, fewer), (upper, more) in pairwise(known):
            if fewer > more:
                raise refused(
                    "composition.lower_municipality_fewer_upper",
                    lower=lower,
                    municipality=self.municipality,
                    fewer=fewer,
                    upper=upper,
                    more=more,
                )

    def with_votes(self, votes: Mapping[str, int]) -> Council:
        """Return the council with other votes of these lists, which are among its own.

        A vote more or fewer is a valid vote, and one cast, more or fewer; votes of a list that
        were not known were among these already.
        """
        before = {entry.key: entry.votes for entry in self.lists}
        more = sum(n - (before[key] or 0) for key, n in votes.items() if before[key] is not None)
        lists = tuple(
            evolve(entry, votes=votes[entry.key], status="votes") if entry.key in votes else entry
            for entry in self.lists
        )
        listed = sum(entry.votes or 0 for entry in lists)
        valid, cast = (
            None if total is None else max(total + more, listed)
            for total in (self.votes_valid, self.votes_cast)
        )
        return evolve(self, lists=lists, votes_valid=valid, votes_cast=cast)

    def apportion(self, lots: Iterable[Lot] = ()) -> Apportionment:
        """Return the seats by the council's own votes, registered alliances and candidates.

        Who won which seats in this council, and on which quotients?

        Parameters
        ----------
        lots : iterable of Lot
            Recorded draws for the ties in this election.

        Returns
        -------
        Apportionment
            By d'Hondt, alliances first; its caps are those of the lists all of whose candidates
            won. Where no alliances are known, as in 2021, they need not be the official seats.

        Raises
        ------
        InvalidInputError, UnresolvedTieError, InfeasibleError
            If the number of seats or the votes of a list are not known; else as `apportion` does.

        Notes
        -----
        Seats that a list has no candidates for pass to the next entitled by the same quotients:
        inside its alliance first (kommunal- og regionalvalgloven § 83(2)), to the others only
        where the whole alliance has too few (§ 81(3)). The engine does so: an alliance's cap is
        the sum of its lists'.

        Examples
        --------
        Lolland 2025: list Æ won five seats and has four candidates.

        >>> import kkr_allocation as kkr
        >>> shared = kkr.load_election(2025).council("Lolland").apportion()
        >>> shared.seats["Æ"], shared.caps["Æ"]
        (4, 4)
        """
        if self.council_seats is None or not self.has_all_votes:
            unknown = self.council_seats is None
            raise refused(
                f"composition.{'number_seats_not_known' if unknown else 'votes_every_list_not'}",
                municipality=self.municipality,
            )
        votes = {entry.key: entry.votes or 0 for entry in self.lists}
        caps = {e.key: e.candidates for e in self.lists if e.candidates is not None}
        share = partial(
            apportion, votes, self.council_seats, alliances=self.alliances, lots=tuple(lots)
        )
        won = share(caps=caps).seats
        # A cap above the seats has kept nobody out, so that without it the quotients inside and
        # outside are the same: only the caps that are full need to be said.
        full = {key: cap for key, cap in caps.items() if won[key] == cap}
        return evolve(share(caps=full), bounds_source=_CANDIDATES)

    @property
    def has_all_votes(self) -> bool:
        """Whether the votes of every list are known, and there are lists."""
        return bool(self.lists) and all(entry.votes is not None for entry in self.lists)

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
    def turnout(self) -> int | None:
        """The votes cast, by an earlier name."""
        return self.votes_cast

    @property
    def trusted_votes_cast(self) -> int | None:
        """The votes cast where they can be relied on and are not below the listed votes."""
        cast = None if self.votes_cast_status == "doubtful" else self.votes_cast
        return cast if cast is not None and cast >= self.listed_votes else None


_CANDIDATES = Source(
    "kommunal- og regionalvalgloven",
    "§ 81, stk. 3, og § 83, stk. 2",
    SourceStatus.PUBLISHED,
    page="https://danskelove.dk/kommunal-og-regionalvalgloven/83",
)
_COUNTS = ("council_seats", "votes_cast", "uncounted", "votes_valid", "eligible_voters")


def twice(names: Iterable[str]) -> str | None:
    """Return the first name that stands twice."""
    return next((name for name, times in Counter(names).items() if times > 1), None)
