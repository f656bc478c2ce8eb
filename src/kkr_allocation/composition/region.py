"""Regions, and an election summed over one.

The arithmetic is addition; what matters is which figures may be added. A list's votes are summed
over the municipalities by its key; valid votes and votes cast are counted over the same
municipalities, so that a share never divides by voters whose votes on lists are not known.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.composition.coverage import Coverage, coverage_of
from kkr_allocation.explanations import shortened
from kkr_allocation.sources import SourceStatus

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from kkr_allocation.composition.council import Council
    from kkr_allocation.composition.election import Election

__all__ = ["Region", "RegionElection", "sum_up"]


@frozen
class Region:
    """A region: a collection of municipalities with the dates it is valid.

    Parameters
    ----------
    name : str
        Such as ``"KKR Sjælland"``.
    municipalities : tuple of str
        Names of municipalities.
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
class RegionElection:
    """An election summed over a region: what a council is composed from.

    Parameters
    ----------
    name : str
        The region.
    election : str
        The election's name, such as ``"KV2021"``.
    municipalities : tuple of str
        Names of the municipalities.
    votes : mapping of str to int
        Votes by list key, most first.
    mayors : mapping of str to int
        Mayors by list key, most first. A list with a mayor need not have votes.
    represented : frozenset of str
        Lists with a seat in some council. A list whose seats are not known counts as represented.
    entitled : frozenset of str
        The parties with votes that were entitled to stand for the Folketing; of an election that
        does not know which were, the national parties.
    names : mapping of str to str
        The name of every list by its key.
    votes_valid : int
        The valid votes in the municipalities with votes; where they are not known the listed votes
        stand in.
    valid_status : SourceStatus
        INFERRED where listed votes had to stand in, else PUBLISHED.
    votes_cast : int
        The votes cast there, blank and invalid ones included; where they are missing or doubtful
        the valid votes stand in, or else the listed votes. Never below the listed votes.
    cast_status : SourceStatus
        INFERRED where other votes had to stand in, CHECKED where some are derived from other
        published figures, else PUBLISHED.
    coverage : Coverage
        What is missing.
    contested_mayors : mapping of str to tuple of str
        Where the sources do not agree on the mayor's list: by municipality the key that is
        counted, and the other one.

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

    @property
    def total_status(self) -> SourceStatus:
        """The status of the votes cast, by an earlier name."""
        return self.cast_status


def sum_up(name: str, election: Election, councils: tuple[Council, ...]) -> RegionElection:
    """Return these councils of an election as one region."""
    votes: Counter[str] = Counter()
    names: dict[str, str] = {}
    represented, parties = set(), set()
    for council in councils:
        for entry in council.lists:
            names.setdefault(entry.key, entry.name)
            if entry.votes is not None:
                votes[entry.key] += entry.votes
                if entry.kind == "party":
                    parties.add(entry.key)
            if entry.seats != 0:
                represented.add(entry.key)
    entitled = parties if election.entitled is None else parties & election.entitled.keys()
    mayors = Counter(council.mayor for council in councils if council.mayor is not None)
    counted = [council for council in councils if council.listed_votes]
    return RegionElection(
        name=name,
        election=election.name,
        municipalities=tuple(council.municipality for council in councils),
        votes=_most_first(votes),
        mayors=_most_first(mayors),
        represented=frozenset(represented),
        entitled=frozenset(entitled),
        names=names,
        votes_valid=sum(_valid(council) for council in counted),
        valid_status=SourceStatus.INFERRED
        if any(council.votes_valid is None for council in counted)
        else SourceStatus.PUBLISHED,
        votes_cast=sum(council.trusted_votes_cast or _valid(council) for council in counted),
        cast_status=_cast_status(counted),
        coverage=coverage_of(f"{name}, {election.name or election.year}", councils),
        contested_mayors={
            council.municipality: (council.mayor, council.mayor_contested)
            for council in councils
            if council.mayor is not None and council.mayor_contested is not None
        },
    )


def _valid(council: Council) -> int:
    """Return the valid votes; the listed votes where they are not known."""
    return council.listed_votes if council.votes_valid is None else council.votes_valid


def _cast_status(counted: list[Council]) -> SourceStatus:
    if any(council.trusted_votes_cast is None for council in counted):
        return SourceStatus.INFERRED
    if any(council.votes_cast_status == "derived" for council in counted):
        return SourceStatus.CHECKED
    return SourceStatus.PUBLISHED


def _most_first(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
