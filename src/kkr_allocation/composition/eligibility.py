"""Who takes part in the sharing: entitled, above the threshold, in some council."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from kkr_allocation.composition.basis import Basis
    from kkr_allocation.composition.statutes import Statutes

__all__ = ["Standing", "standings"]


@frozen
class Standing:
    """How one list, or one co-operation as a whole, stands before the rules of eligibility.

    Parameters
    ----------
    name : str
        The list or co-operation.
    votes : int
        Its votes, those of its members together.
    share : Fraction
        Its share of all votes cast.
    mayors : int
        Its mayors.
    entitled : bool
        Whether it is an entitled party or a registered co-operation.
    above_threshold : bool
        Whether its share reaches the threshold.
    in_council : bool
        Whether it has the council seat that the statutes require, if they do.
    """

    name: str
    votes: int
    share: Fraction
    mayors: int
    entitled: bool
    above_threshold: bool
    in_council: bool

    @property
    def eligible(self) -> bool:
        """Whether it takes part in the sharing."""
        return self.entitled and self.above_threshold and self.in_council


def standings(basis: Basis, statutes: Statutes) -> tuple[Standing, ...]:
    """Return how every list and co-operation stands, in the order of the votes."""
    mayors = basis.pooled(basis.mayors)
    return tuple(
        Standing(
            name=name,
            votes=votes,
            share=(share := Fraction(votes, basis.total_votes)),
            mayors=mayors[name],
            entitled=basis.may_stand(name),
            above_threshold=share >= statutes.threshold,
            in_council=not statutes.council_seat_required or basis.has_council_seat(name),
        )
        for name, votes in basis.pooled(basis.votes).items()
    )
