"""Councils by the thousand: `compose_batch` on arrays, as exact as `compose`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np
from attrs import field, frozen

from kkr_allocation.apportionment.batch_inputs import checked_threads
from kkr_allocation.composition.batch_blocks import compose_rows
from kkr_allocation.composition.compose import Composition, composed
from kkr_allocation.composition.figures import batch_figures
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.explanations import shortened
from kkr_allocation.inputs import row_number
from kkr_allocation.kinds import one_of
from kkr_allocation.read_only import read_only
from kkr_allocation.results import Result

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from kkr_allocation.composition.basis import Basis
    from kkr_allocation.composition.statutes import Statutes

__all__ = ["BatchComposition", "compose_batch"]

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
    compose_rows(batch, figures, checked_threads(threads))
    return batch
