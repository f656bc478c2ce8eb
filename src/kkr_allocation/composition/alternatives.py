"""The same council under every reading of the open rules."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import attrs
from attrs import frozen

from kkr_allocation.composition.compose import composed
from kkr_allocation.composition.statutes import Outsiders, SizeRule, Statutes
from kkr_allocation.errors import InfeasibleError, UnresolvedTieError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kkr_allocation.apportionment.ties import Lot, Tie
    from kkr_allocation.composition.basis import Basis
    from kkr_allocation.composition.compose import Composition

__all__ = ["Reading", "read", "readings"]


@frozen
class Reading:
    """A council under one reading.

    Parameters
    ----------
    statutes : Statutes
        The reading.
    composition : Composition or None
        The council; None where a lot has to be drawn first, or the reading cannot be met.
    problem : str
        The lot that has to be drawn, or why the reading cannot be met; empty where there is a
        council.
    """

    statutes: Statutes
    composition: Composition | None
    problem: str


def readings(council: Composition) -> tuple[Reading, ...]:
    """Return the council under every reading of size rule, outsiders and seat for every list.

    The reading of the council itself is among them. Outsiders are read in both ways only where
    there are some. Draws recorded for the council are used where they fit.
    """
    wheres = tuple(Outsiders) if council.outsiders else (council.statutes.outsiders,)
    choices = itertools.product(SizeRule, wheres, (False, True))
    return tuple(
        read(
            council.basis,
            attrs.evolve(
                council.statutes,
                size_rule=size_rule,
                outsiders=outsiders,
                seat_for_every_eligible=every,
            ),
            council.lots,
        )
        for size_rule, outsiders, every in choices
    )


def read(basis: Basis, statutes: Statutes, draws: Iterable[Lot]) -> Reading:
    """Return the council under these statutes, or what stands in its way.

    Parameters
    ----------
    basis : Basis
        The figures.
    statutes : Statutes
        The reading.
    draws : iterable of Lot
        Draws that were made; those that decide no tie under this reading are left aside.
    """
    made = tuple(draws)
    lots: list[Lot] = []
    while True:
        try:
            return Reading(statutes, composed(basis, statutes, lots), "")
        except UnresolvedTieError as error:
            fitting = [lot for lot in made if _decides(lot, error.tie) and lot not in lots]
            if not fitting:
                return Reading(statutes, None, error.what)
            lots.append(fitting[0])
        except InfeasibleError as error:
            return Reading(statutes, None, error.what)


def _decides(lot: Lot, tie: Tie) -> bool:
    return set(lot.claimants) == set(tie.claimants) and len(lot.winners) == tie.seats
