"""A council from an election's own figures, with what they lack said aloud."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import attrs

from kkr_allocation.composition.basis import Basis, checked_basis
from kkr_allocation.composition.compose import Composition, composed
from kkr_allocation.composition.cooperations import checked_members
from kkr_allocation.composition.statutes import STATUTES_2018, Statutes, ThresholdBase
from kkr_allocation.errors import IncompleteDataWarning

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kkr_allocation.apportionment.ties import Lot
    from kkr_allocation.composition.coverage import Coverage
    from kkr_allocation.composition.election import Election
    from kkr_allocation.composition.region import RegionElection

__all__ = ["compose_region", "region_basis"]


def compose_region(
    election: Election,
    region: str | Iterable[str],
    *,
    cooperations: Mapping[str, Iterable[str]] | None = None,
    statutes: Statutes = STATUTES_2018,
    lots: Iterable[Lot] = (),
) -> Composition:
    """Compose the council of a region from an election's votes, seats and mayors.

    Who sits in this KKR after that election, as far as the figures tell?

    Parameters
    ----------
    election : Election
        From `kkr_allocation.load_election`, or read from files.
    region : str or iterable of str
        A region of the election such as ``"KKR Sjælland"``, or any municipalities by name.
    cooperations : mapping of str to iterable of str, optional
        Registered list co-operations of the whole country: the keys of their member lists by
        name. Members in other regions of the election are left out here.
    statutes : Statutes
        The choices among readings.
    lots : iterable of Lot
        Recorded draws for the ties in the sharing.

    Returns
    -------
    Composition
        As `kkr_allocation.compose` gives it. National parties and the co-operations are entitled;
        a mayor's list without votes in the figures counts with none.

    Raises
    ------
    InvalidInputError
        If the election has no such region or municipality, or as `kkr_allocation.compose` says.
    InfeasibleError, UnresolvedTieError
        As `kkr_allocation.compose` says.

    Warns
    -----
    IncompleteDataWarning
        If votes, seats or mayors of some municipality are missing, saying which.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    >>> council.house_size, council.cap, council.binding
    (31, 34, ('V',))
    """
    basis = region_basis(election, region, cooperations)
    coverage = basis.coverage
    if coverage is not None and (not coverage.complete or _without_votes(basis, coverage)):
        warnings.warn(coverage.sentence("en"), IncompleteDataWarning, stacklevel=2)
    return composed(basis, statutes, lots)


def _without_votes(basis: Basis, coverage: Coverage) -> list[str]:
    """Return members of co-operations whose votes are not known, which only then matters."""
    members = {member for members in basis.cooperations.values() for member in members}
    return [name for name in coverage.local_without_votes if name in members]


def region_basis(
    election: Election,
    region: str | Iterable[str],
    cooperations: Mapping[str, Iterable[str]] | None = None,
) -> Basis:
    """Return a region's figures as a council follows from them; see `compose_region`."""
    chosen = (
        election.region(region)
        if isinstance(region, str)
        else election.region(municipalities=region)
    )
    joined = _in_region(cooperations or {}, chosen, election)
    members = [m for ms in joined.values() for m in ms if m in chosen.names]
    votes = {**dict.fromkeys((*chosen.mayors, *members), 0), **chosen.votes}
    votes = dict(sorted(votes.items(), key=lambda item: -item[1]))
    basis = checked_basis(
        votes,
        chosen.mayors,
        chosen.municipalities,
        cooperations=joined,
        entitled=chosen.entitled,
        represented=chosen.represented & votes.keys(),
        total_votes=chosen.votes_valid,
        base=ThresholdBase.VALID,
    )
    return attrs.evolve(
        basis,
        valid_status=chosen.valid_status,
        votes_cast=chosen.votes_cast,
        cast_status=chosen.cast_status,
        name=chosen.name,
        names=dict(chosen.names),
        coverage=chosen.coverage,
        contested=dict(chosen.contested_mayors),
    )


def _in_region(
    cooperations: Mapping[str, Iterable[str]], chosen: RegionElection, election: Election
) -> dict[str, tuple[str, ...]]:
    """Leave out members that stand in other regions, and co-operations with none here.

    A name that is nowhere in the election stays, and is refused with the others.
    """
    everywhere = {entry.key for council in election.councils for entry in council.lists}
    elsewhere = everywhere - chosen.names.keys()
    joined = {}
    for name, members in checked_members(cooperations).items():
        here = tuple(member for member in members if member not in elsewhere)
        if here or not members:
            joined[name] = here
    return joined
