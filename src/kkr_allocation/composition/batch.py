"""Councils by the thousand: `compose_batch` on arrays, as exact as `compose`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs
import numpy as np
from attrs import field, frozen

from kkr_allocation.apportionment.batch import apportion_batch
from kkr_allocation.apportionment.batch_inputs import checked_threads
from kkr_allocation.apportionment.rules import ADAMS
from kkr_allocation.apportionment.single_precision import (
    Workspace,
    block_length,
    clear_rule,
    share_columns,
)
from kkr_allocation.apportionment.ties import Lot
from kkr_allocation.composition.compose import Composition, cap_of, composed
from kkr_allocation.composition.figures import Figures, batch_figures
from kkr_allocation.composition.sizes import Houses, Inside, by_column, houses_of
from kkr_allocation.composition.statutes import AtCap
from kkr_allocation.errors import InfeasibleError, InvalidInputError, UnresolvedTieError
from kkr_allocation.inputs import row_number
from kkr_allocation.kinds import one_of
from kkr_allocation.read_only import read_only
from kkr_allocation.results import Result, presented, shortened

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from kkr_allocation.apportionment.rules import Rule
    from kkr_allocation.composition.basis import Basis
    from kkr_allocation.composition.statutes import Statutes

__all__ = ["BatchComposition", "compose_batch"]

_EXACT = 2**53
"""Whole numbers up to this are float64s; see `kkr_allocation.composition.sizes`."""
_SAME = attrs.cmp_using(eq=np.array_equal)


@frozen(field_transformer=read_only)
class BatchComposition(Result):
    """Many councils of one region, with all that they follow from.

    Parameters
    ----------
    base : Composition
        The council whose lists, municipalities, co-operations and statutes they share.
    statutes : Statutes
        The choices they rest on.
    votes, mayors : (councils, lists) integer array
        Votes and mayors of the base's lists; mayors has one row where all have the same.
    total_votes : (councils,) int64 array
        The votes that the threshold is a share of.
    lists : tuple of str
        The columns of `seats`: the base's lists, co-operations pooled.
    seats : (councils, lists) int64 array
        Members of each list, mayors of ineligible lists included.
    eligible : (councils, lists) bool array
        The lists that share the seats.
    capped : (councils,) bool array
        Whether the mayors require more members than the cap allows.
    tied : (councils,) bool array
        Councils that only a lot can decide; there the lowest column won.
    refused : (councils,) bool array
        Councils that `compose` refuses, such as one without an eligible list; no seats there.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> base = kkr.compose({"A": 60, "V": 40}, {"A": 1, "V": 1}, municipalities=2)
    >>> batch = kkr.compose_batch(base, [[60, 40], [70, 30]])
    >>> batch.house_size.tolist(), batch.row(1).seats
    ([3, 4], {'A': 3, 'V': 1})
    """

    base: Composition = field(repr=False)
    statutes: Statutes = field(repr=False)
    votes: NDArray[np.integer] = field(repr=False, eq=_SAME)
    mayors: NDArray[np.integer] = field(repr=False, eq=_SAME)
    total_votes: NDArray[np.int64] = field(repr=False, eq=_SAME)
    lists: tuple[str, ...]
    seats: NDArray[np.int64] = field(repr=shortened, eq=_SAME)
    eligible: NDArray[np.bool_] = field(repr=False, eq=_SAME)
    capped: NDArray[np.bool_] = field(repr=False, eq=_SAME)
    tied: NDArray[np.bool_] = field(repr=shortened, eq=_SAME)
    refused: NDArray[np.bool_] = field(repr=shortened, eq=_SAME)

    def _present(self, view: str, *arguments: object) -> Any:  # noqa: ANN401  (each view has its type)
        """Call the view `view` of batches of councils."""
        return presented("council_batch", view, self, *arguments)

    def __len__(self) -> int:
        """Count the councils."""
        return len(self.seats)

    @property
    def house_size(self) -> NDArray[np.int64]:
        """Members of each council."""
        members: NDArray[np.int64] = self.seats.sum(axis=1)
        return members

    def row(self, council: int) -> Composition:
        """Return one council as `compose` gives it, able to explain and prove itself.

        Raises
        ------
        UnresolvedTieError, InvalidInputError, InfeasibleError
            As `compose` does, for a council that is tied or refused.
        """
        return composed(self.basis(council), self.statutes)

    def basis(self, council: int) -> Basis:
        """Return the figures of one council."""
        row = row_number(council, len(self), "council")
        if not self.votes[row].any():
            raise InvalidInputError(
                f"council {row} has no votes",
                why="seats are shared by votes, and there are none",
                do="Leave the row out",
            )
        mayors = self.mayors[row if len(self.mayors) > 1 else 0]
        names = self.base.basis.votes
        basis = self.base.basis.with_votes(
            {name: int(n) for name, n in zip(names, self.votes[row], strict=True)},
            self.statutes.threshold_base,
            int(self.total_votes[row]),
        )
        sitting = {name: int(n) for name, n in zip(names, mayors, strict=True) if n}
        return attrs.evolve(basis, mayors=sitting)


def compose_batch(
    base: Composition,
    votes: ArrayLike,
    mayors: ArrayLike | None = None,
    *,
    total_votes: ArrayLike | None = None,
    statutes: Statutes | None = None,
    threads: int = 1,
) -> BatchComposition:
    """Compose many councils of one region at once, each exactly as `compose` would.

    What would the KKR look like under thousands of other votes and mayors?

    Parameters
    ----------
    base : Composition
        The council to vary: its lists, in the order of ``base.basis.votes``, are the columns;
        its municipalities, co-operations, entitled and represented lists stay as they are.
    votes : (councils, lists) integer array
        Votes; also floats where each is a whole number that has not lost its last digits, as for
        mayors and total_votes. A frame is read by its labels, in any order: columns by the names
        of the lists, rows as the same in `votes`, `mayors` and `total_votes`.
    mayors : (lists,) or (councils, lists) integer array, optional
        Mayors; by default those of `base`. One row holds for all councils.
    total_votes : int or (councils,) integer array, optional
        The votes that the threshold is a share of, by `Statutes.threshold_base` the valid ones or
        all cast. By default the listed votes and as many others as in `base`.
    statutes : Statutes, optional
        The choices; by default those of `base`.
    threads : int
        Threads to work with; the answer does not depend on it.

    Returns
    -------
    BatchComposition
        A row that is neither tied nor refused equals `compose`'s.

    Raises
    ------
    InvalidInputError
        If the arrays have another shape or kind, a figure is negative, there are more mayors
        than municipalities, the votes of a row exceed its total, or labels are not those of the
        lists and rows, or one of them stands twice.

    Notes
    -----
    Eligibility, price, claims and cap are whole numbers in float64, used when all that can occur
    stay below 2**53, which is checked once in Python integers; figures beyond that, and
    `SizeRule.DIVISOR` under a rule without evenly spaced signposts, are composed one by one. Under
    `SizeRule.ROUND_UP` the claims are the seats, and only a house at the cap is shared, between
    the floors and the claims: in float32, where most rows prove their answer; the few others and
    tied ones are composed one by one, and so are all capped ones under a rule without evenly
    spaced signposts. By `AtCap.RAISE_PRICE` no claim has to be kept as a ceiling: a list at its
    claim waits with a quotient of at most the price, and since the claims exceed the cap, some
    other list waits with a larger one. Work is ``O(councils * lists)`` in constant memory beyond
    input and output.

    Source: as for `compose`.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> base = kkr.compose({"A": 4000, "V": 3500, "C": 2500}, {"A": 3, "V": 1}, municipalities=4)
    >>> batch = kkr.compose_batch(base, [[4000, 3500, 2500], [3000, 4500, 2500]])
    >>> batch.seats.tolist(), batch.house_size.tolist(), batch.capped.tolist()
    ([[3, 3, 2], [3, 3, 2]], [8, 8], [False, True])

    A frame has its lists in an order of its own:

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"V": [3500, 4500], "C": [2500, 2500], "A": [4000, 3000]})
    >>> kkr.compose_batch(base, frame) == batch
    True
    """
    one_of(base, Composition, "base", made_by="the result of kkr.compose")
    chosen = base.statutes if statutes is None else statutes
    figures = batch_figures(base.basis, chosen, votes, mayors, total_votes)
    seats = np.zeros((len(figures), len(figures.lists)), np.int64)
    eligible = np.zeros(seats.shape, np.bool_)
    capped, tied, refused = (np.zeros(len(seats), np.bool_) for _ in range(3))
    batch = BatchComposition(
        base,
        chosen,
        figures.votes,
        figures.mayors,
        figures.total_votes,
        figures.lists,
        *(seats, eligible, capped, tied, refused),
    )
    _compose(batch, figures, checked_threads(threads))
    return batch


def _compose(batch: BatchComposition, figures: Figures, threads: int) -> None:
    """Fill the arrays of a batch, block by block, and one by one what no block can tell."""
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
