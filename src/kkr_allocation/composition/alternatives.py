"""The same council under every reading of the open rules."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import attrs
from attrs import frozen

from kkr_allocation.apportionment.ties import UnresolvedTieError
from kkr_allocation.composition.compose import composed
from kkr_allocation.composition.statutes import (
    AtCap,
    FixedSize,
    Outsiders,
    SizeRule,
    Statutes,
    ThresholdBase,
)
from kkr_allocation.errors import InfeasibleError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kkr_allocation.apportionment.ties import Lot, Tie
    from kkr_allocation.composition.basis import Basis
    from kkr_allocation.composition.compose import Composition

__all__ = ["Reading", "distinct", "read", "readings"]


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
    """Return the council under every reading of the open rules, those it rests on first.

    Notes
    -----
    A choice is varied only where it can matter: the votes that the threshold is a share of where
    both are known, the seat for every list and what gives way where the cap or the size rule asks
    for it. Outsiders are read in both ways where there are some. A fixed size is not a reading of
    another. Draws recorded for the council are used where they fit.
    """
    own = council.statutes
    bases = tuple(ThresholdBase) if council.basis.votes_cast is not None else (own.threshold_base,)
    wheres = tuple(Outsiders) if council.outsiders else (own.outsiders,)
    sizes: tuple[SizeRule | FixedSize, ...] = tuple(SizeRule)
    if isinstance(own.size_rule, FixedSize):
        sizes = (own.size_rule,)
    choices = [
        attrs.evolve(
            own,
            size_rule=size_rule,
            threshold_base=base,
            outsiders=outsiders,
            seat_for_every_eligible=every,
            at_cap=at_cap,
        )
        for size_rule, base, outsiders, every, at_cap in itertools.product(
            sizes, bases, wheres, (True, False), AtCap
        )
        if size_rule is SizeRule.ROUND_UP or at_cap is own.at_cap
    ]
    choices.sort(key=lambda choice: choice != own)
    return tuple(read(council.basis, choice, council.lots) for choice in choices)


def distinct(read: Iterable[Reading]) -> tuple[tuple[Reading, ...], ...]:
    """Return the readings in groups that give the same members, or lack the same lot.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose({"A": 60, "V": 40}, {"A": 1, "V": 1}, municipalities=2)
    >>> [len(group) for group in distinct(readings(council))]
    [6, 2]
    """
    groups: dict[object, list[Reading]] = {}
    for reading in read:
        council = reading.composition
        found = reading.problem if council is None else council.seats
        groups.setdefault(str(found), []).append(reading)
    return tuple(tuple(group) for group in groups.values())


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
