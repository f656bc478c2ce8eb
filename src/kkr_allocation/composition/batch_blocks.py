"""Councils block by block: eligible, sized, shared where the cap asks for it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from kkr_allocation.apportionment.batch import apportion_batch
from kkr_allocation.apportionment.clear_rules import clear_rule
from kkr_allocation.apportionment.rules import ADAMS
from kkr_allocation.apportionment.single_precision import Workspace, block_length, share_columns
from kkr_allocation.apportionment.ties import Lot, UnresolvedTieError
from kkr_allocation.composition.compose import cap_of, composed
from kkr_allocation.composition.sizes import Houses, Inside, by_column, houses_of
from kkr_allocation.composition.statutes import AtCap
from kkr_allocation.errors import InfeasibleError, InvalidInputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kkr_allocation.apportionment.rules import Rule
    from kkr_allocation.composition.batch import BatchComposition
    from kkr_allocation.composition.figures import Figures
    from kkr_allocation.composition.statutes import Statutes

__all__ = ["compose_rows"]

_EXACT = 2**53
"""Whole numbers up to this are float64s; see `kkr_allocation.composition.sizes`."""


def compose_rows(batch: BatchComposition, figures: Figures, threads: int) -> None:
    """Fill the arrays of a batch, block by block, and one by one what no block can tell.

    Parameters
    ----------
    batch : BatchComposition
        With arrays of zeros for the answer.
    figures : Figures
        Its figures, checked.
    threads : int
        Threads to work with.
    """
    if figures.largest >= _EXACT or not by_column(batch.statutes) or not len(figures.places):
        for council in range(len(batch)):
            _compose_one(batch, council)
        return
    length = block_length(len(figures.places), threads)
    blocks = [slice(start, start + length) for start in range(0, len(batch), length)]
    work = partial(_compose_block, batch, figures, Workspace())
    if threads == 1:
        for rows in blocks:
            work(rows)
        return
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(work, blocks):
            pass


def _compose_block(
    batch: BatchComposition, figures: Figures, workspace: Workspace, rows: slice
) -> None:
    """Compose some councils of a batch, lists in rows and councils in columns."""
    statutes = batch.statutes
    with np.errstate(divide="ignore", invalid="ignore"):  # where no mayor sets a price
        inside = figures.inside(rows, statutes.threshold)
        houses = houses_of(inside, statutes, cap_of(batch.base.basis, statutes))
    refused = houses.refused | ~(inside.votes > 0).any(axis=0)
    refused |= ((inside.mayors > 0) & (inside.votes == 0)).any(axis=0)
    share = _share_between if houses.claims is None else _share_claims
    shared, tied, unclear = share(inside, houses, ~refused, statutes, workspace)
    seats, eligible = batch.seats[rows], batch.eligible[rows]
    seats[...] = figures.sitting(rows)
    more = np.where(refused, 0, shared - inside.mayors)
    seats[:, figures.places] += more.T.astype(np.int64)
    seats[refused] = 0
    eligible[:, figures.places] = inside.eligible.T & ~refused[:, None]
    batch.refused[rows], batch.tied[rows] = refused, tied & ~refused
    batch.capped[rows] = houses.capped & ~refused
    for row in unclear:
        _compose_one(batch, rows.start + int(row))


_Shared: TypeAlias = "tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.intp]]"
"""Seats, ties, and the councils that have to be composed one by one."""
_NONE = np.zeros(0, np.intp)


def _share_between(
    inside: Inside,
    houses: Houses,
    sound: NDArray[np.bool_],
    statutes: Statutes,
    _: Workspace,
) -> _Shared:
    """Share houses with the floors alone."""
    seats = np.where(sound, houses.seats, 0)
    return (*_apportioned(inside.votes, seats, statutes.rule, houses.floors * sound), _NONE)


def _apportioned(
    votes: NDArray[np.float64], seats: NDArray[np.float64], rule: Rule, floors: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return seats and ties by `apportion_batch`, with lists in rows."""
    counted, house, least = (a.T.astype(np.int64) for a in (votes, seats, floors))
    answer = apportion_batch(counted, house, rule, floors=least)
    return answer.seats.T.astype(np.float64), answer.tied


def _share_claims(
    inside: Inside,
    houses: Houses,
    sound: NDArray[np.bool_],
    statutes: Statutes,
    workspace: Workspace,
) -> _Shared:
    """Give every list its claim; at the cap share between the floors and the claims."""
    claims = houses.claims
    assert claims is not None  # noqa: S101  (for the type checker)
    tied = np.zeros(len(sound), np.bool_)
    rows = np.flatnonzero(houses.capped & sound)
    if not len(rows):
        return claims, tied, _NONE
    votes, floors = inside.votes[:, rows], houses.floors[:, rows]
    if statutes.at_cap is AtCap.RAISE_PRICE:
        claims[:, rows], tied[rows] = _apportioned(votes, houses.seats[rows], ADAMS, floors)
        return claims, tied, _NONE
    rule = clear_rule(statutes.rule, int(houses.seats[rows].max()), len(votes))
    if rule is None:
        return claims, tied, rows
    house = houses.seats[rows].astype(np.float32)
    most = np.minimum(claims[:, rows], house)
    bounded = rule.within(floors.astype(np.float32), most.astype(np.float32))
    shared, certain = share_columns(votes.astype(np.float32), house, bounded, workspace)
    claims[:, rows] = shared
    return claims, tied, rows[~certain]


def _compose_one(batch: BatchComposition, council: int) -> None:
    """Compose one row with the exact engine; in a tie the lowest columns win."""
    lots: list[Lot] = []
    while True:
        try:
            result = composed(batch.basis(council), batch.statutes, lots)
        except UnresolvedTieError as error:
            order = sorted(error.tie.claimants, key=batch.lists.index)
            lots.append(Lot(error.tie.claimants, tuple(order[: error.tie.seats])))
        except (InfeasibleError, InvalidInputError):
            batch.refused[council] = True
            return
        else:
            batch.tied[council] = bool(lots)
            batch.capped[council] = result.capped
            batch.seats[council] = [result.seats.get(name, 0) for name in batch.lists]
            batch.eligible[council] = [name in result.eligible for name in batch.lists]
            return
