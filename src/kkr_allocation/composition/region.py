"""Regions, and an election summed over one.

The arithmetic is addition; what matters is which figures may be added. A list's votes are summed
over the municipalities by its key; the votes cast are counted over the same municipalities, so
that a share never divides by voters whose votes on lists are not known.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.composition.coverage import Coverage, coverage_of
from kkr_allocation.results import shortened
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
        The national parties among the lists with votes.
    names : mapping of str to str
        The name of every list by its key.
    total_votes : int
        All votes cast in the municipalities with votes; where the turnout is missing or doubtful
        the listed votes stand in. Never below the listed votes.
    total_status : SourceStatus
        INFERRED where listed votes had to stand in, else PUBLISHED.
    coverage : Coverage
        What is missing.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> region = kkr.load_election(2021).region("KKR Sjælland")
    >>> region.votes["A"], region.mayors["A"], region.total_votes
    (146007, 8, 453814)
    """

    name: str
    election: str
    municipalities: tuple[str, ...] = field(repr=shortened)
    votes: Mapping[str, int] = field(repr=shortened)
    mayors: Mapping[str, int] = field(repr=shortened)
    represented: frozenset[str] = field(repr=False)
    entitled: frozenset[str] = field(repr=False)
    names: Mapping[str, str] = field(repr=False)
    total_votes: int
    total_status: SourceStatus
    coverage: Coverage = field(repr=False)


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
    mayors = Counter(council.mayor for council in councils if council.mayor is not None)
    coverage = coverage_of(f"{name}, {election.name or election.year}", councils)
    return RegionElection(
        name=name,
        election=election.name,
        municipalities=tuple(council.municipality for council in councils),
        votes=_most_first(votes),
        mayors=_most_first(mayors),
        represented=frozenset(represented),
        entitled=frozenset(parties),
        names=names,
        total_votes=sum(
            council.trusted_turnout or council.listed_votes
            for council in councils
            if council.listed_votes
        ),
        total_status=SourceStatus.INFERRED if coverage.without_turnout else SourceStatus.PUBLISHED,
        coverage=coverage,
    )


def _most_first(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
