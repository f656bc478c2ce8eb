"""Arrays of votes and mayors at the door: shapes, kinds, totals, co-operations pooled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from kkr_allocation.apportionment.batch_numbers import integers, machine_integers, one_or_each
from kkr_allocation.apportionment.labels import Labels
from kkr_allocation.apportionment.rules import LinearRule
from kkr_allocation.composition.sizes import Inside
from kkr_allocation.errors import Count, InvalidInputError

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import ArrayLike, NDArray

    from kkr_allocation.composition.basis import Basis
    from kkr_allocation.composition.statutes import Statutes

__all__ = ["Figures", "batch_figures"]


@frozen(eq=False)
class Figures:
    """The figures of many councils.

    Parameters
    ----------
    votes, mayors : (councils, lists) int64 array
        As they were passed; mayors may have one row for all.
    total_votes : (councils,) int64 array
        The votes that the threshold is a share of.
    lists : tuple of str
        The lists with co-operations pooled.
    home : (lists,) intp array
        For each column of votes its place in `lists`.
    may_take_part : (pooled lists,) bool array
        The lists that are entitled and have the council seat that is required.
    largest : int
        No number that the composition forms of these figures is larger, and no sum of two that it
        divides by each other.
    """

    votes: NDArray[np.int64]
    mayors: NDArray[np.int64]
    total_votes: NDArray[np.int64]
    lists: tuple[str, ...]
    home: NDArray[np.intp]
    may_take_part: NDArray[np.bool_]
    largest: int

    def __len__(self) -> int:
        """Count the councils."""
        return len(self.votes)

    @property
    def places(self) -> NDArray[np.intp]:
        """Where the lists that may take part stand in `lists`."""
        return np.flatnonzero(self.may_take_part)

    def inside(self, rows: slice, threshold: Fraction) -> Inside:
        """Return who is eligible in some of the councils, with a row for each of `places`."""
        votes, mayors = self._columns(self.votes[rows]), self._columns(self._mayors(rows))
        total = self.total_votes[rows].astype(np.float64)
        eligible = votes * threshold.denominator >= total * threshold.numerator
        votes *= eligible
        inside = mayors * eligible
        outside = self._mayors(rows).sum(axis=1) - inside.sum(axis=0)
        return Inside(votes, inside, eligible, outside)

    def sitting(self, rows: slice) -> NDArray[np.int64]:
        """Return the mayors of all lists, co-operations pooled; one row where all have the same."""
        figures = self._mayors(rows)
        pooled = np.zeros((len(figures), len(self.lists)), np.int64)
        for column, place in enumerate(self.home):
            pooled[:, place] += figures[:, column]
        return pooled

    def _mayors(self, rows: slice) -> NDArray[np.int64]:
        return self.mayors if len(self.mayors) == 1 else self.mayors[rows]

    def _columns(self, figures: NDArray[np.int64]) -> NDArray[np.float64]:
        columns = np.zeros((len(self.places), len(figures)))
        for row, place in enumerate(self.places):
            for column in np.flatnonzero(self.home == place):
                columns[row] += figures[:, column]
        return columns


def batch_figures(
    basis: Basis,
    statutes: Statutes,
    votes: ArrayLike,
    mayors: ArrayLike | None,
    total_votes: ArrayLike | None,
) -> Figures:
    """Return checked figures, or say which cannot be right; see `kkr_allocation.compose_batch`."""
    names = tuple(basis.votes)
    labels = Labels(columns=names, source="the lists of base")
    counted = _counts(labels.table(votes, "votes"), "votes", len(names))
    given: ArrayLike = [basis.mayors.get(name, 0) for name in names]
    if mayors is not None:
        given = labels.table(mayors, "mayors", one_for_all=True)
    sitting = _counts(given, "mayors", len(names))
    if len(sitting) not in {1, len(counted)}:
        raise InvalidInputError(
            f"mayors has {len(sitting)} rows and votes {len(counted)}",
            why="each council has its own mayors, or all have the same",
            do="Pass one row of mayors, or one for each row of votes",
        )
    if sitting.size and (most := int(sitting.sum(axis=1).max())) > basis.municipalities:
        raise InvalidInputError(
            f"mayors has a row with {Count(most):mayor|mayors}",
            why=f"the region has {Count(basis.municipalities):municipality|municipalities}, each "
            "with one mayor",
            do="Correct the row, or compose the region that has these municipalities",
        )
    others = basis.total(statutes.threshold_base) - basis.listed_votes
    total = counted.sum(axis=1) + others
    if total_votes is not None:
        total = _total(labels.by_row(total_votes, "total_votes"), counted)
    lists = tuple(basis.pooled(basis.votes))
    joined = {m: name for name, members in basis.cooperations.items() for m in members}
    largest = int(total.max(initial=1))
    most = int(sitting.sum(axis=1).max(initial=0))
    rule = statutes.rule
    post = rule.step * most + abs(rule.offset) if isinstance(rule, LinearRule) else 1
    factor = max(statutes.threshold.denominator, statutes.threshold.numerator, most, post)
    return Figures(
        counted,
        sitting,
        total,
        lists,
        np.array([lists.index(joined.get(name, name)) for name in names], np.intp),
        np.array(
            [
                basis.may_stand(name)
                and (not statutes.council_seat_required or basis.has_council_seat(name))
                for name in lists
            ],
            np.bool_,
        ),
        (largest + len(lists)) * (factor + 1),
    )


def _counts(values: ArrayLike, what: str, width: int) -> NDArray[np.int64]:
    array = np.atleast_2d(integers(values, what))
    if array.ndim != 2 or array.shape[1] != width:  # noqa: PLR2004  (rows and columns)
        raise InvalidInputError(
            f"{what} has the shape {array.shape}",
            why=f"the council has {Count(width):list|lists}, each with a column",
            do="Pass a row for each council with the lists in the order of base.basis.votes",
        )
    return machine_integers(array, what)


def _total(total_votes: ArrayLike, votes: NDArray[np.int64]) -> NDArray[np.int64]:
    total = np.broadcast_to(one_or_each(total_votes, "total_votes", len(votes)), len(votes))
    short = np.flatnonzero(votes.sum(axis=1) > total)
    if len(short):
        row = int(short[0])
        raise InvalidInputError(
            f"total_votes is {total[row]} in row {row}, and the listed votes {votes[row].sum()}",
            why="the listed votes are part of all votes cast",
            do="Pass all votes cast, blank ones included, or leave total_votes out",
        )
    return total
