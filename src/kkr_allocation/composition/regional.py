"""A council from an election's own figures, with what they lack said aloud."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import attrs

from kkr_allocation.composition.basis import Basis, checked_basis
from kkr_allocation.composition.compose import Composition, composed
from kkr_allocation.composition.statutes import STATUTES_2018, Statutes
from kkr_allocation.errors import IncompleteDataWarning

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kkr_allocation.apportionment.ties import Lot
    from kkr_allocation.composition.election import Election

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
        Registered list co-operations: the keys of their member lists by name.
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
    (28, 34, ('V',))
    """
    basis = region_basis(election, region, cooperations)
    if basis.coverage is not None and not basis.coverage.complete:
        warnings.warn(basis.coverage.sentence("en"), IncompleteDataWarning, stacklevel=2)
    return composed(basis, statutes, lots)


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
    votes = {**dict.fromkeys(chosen.mayors, 0), **chosen.votes}
    votes = dict(sorted(votes.items(), key=lambda item: -item[1]))
    basis = checked_basis(
        votes,
        chosen.mayors,
        chosen.municipalities,
        cooperations={} if cooperations is None else cooperations,
        entitled=chosen.entitled,
        represented=chosen.represented & votes.keys(),
        total_votes=chosen.total_votes,
    )
    return attrs.evolve(
        basis,
        name=chosen.name,
        names=dict(chosen.names),
        total_status=chosen.total_status,
        coverage=chosen.coverage,
    )
