"""Councils by the thousand: `compose_batch` on arrays, as exact as `compose`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import attrs
import numpy as np
from attrs import field, frozen

from kkr_allocation.apportionment.arrays import (
    Labels,
    checked_threads,
    integers,
    machine_integers,
    one_or_each,
    row_sums,
)
from kkr_allocation.apportionment.batch import apportion_batch
from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.apportionment.floats import by_block, clear_rule, share_columns
from kkr_allocation.apportionment.rules import ADAMS, LinearRule, QuotaRule
from kkr_allocation.apportionment.ties import Lot, UnresolvedTieError
from kkr_allocation.composition.compose import Composition, cap_of, composed
from kkr_allocation.composition.statutes import AtCap, FixedSize, SizeRule, Statutes
from kkr_allocation.errors import InfeasibleError, InvalidInputError
from kkr_allocation.explanations import shortened
from kkr_allocation.inputs import one_of, row_number
from kkr_allocation.results import Result, read_only
from kkr_allocation.words import refused

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from kkr_allocation.apportionment.floats import Flags, Floats, Integers, Rows
    from kkr_allocation.apportionment.rules import Rule
    from kkr_allocation.composition.basis import Basis
    from kkr_allocation.composition.statutes import ThresholdBase


# The size rule for many councils at once: `size.house_of`, lists in rows and councils in columns.
#
# All figures are whole numbers in float64. The door has proved that ``a + b < 2**53`` for every
# product or sum ``a`` and every number ``b`` that it is divided by, so each is exact, and so are
# rounded quotients: the float64 nearest to ``a / b`` is a whole number ``k`` other than ``a / b``
# only if the two differ by at most ``k * 2**-53``, half the distance of float64s at ``k``; but
# they differ by ``1 / b`` or more, and ``k * b <= a + b < 2**53`` for the whole numbers around
# ``a / b``. Rounding keeps the order, so the floor and the ceiling of the quotient are the true
# ones.
@frozen(eq=False)
class Inside:
    """The eligible lists of each council, by list and council; zero where one is not eligible."""

    votes: Floats
    mayors: Floats
    eligible: Flags
    outside: Floats  # the mayors of all other lists, by council


@frozen(eq=False)
class Houses:
    """The seats of the eligible lists in each council, and the bounds of their sharing."""

    seats: Floats
    floors: Floats  # the least each list gets, by list and council
    claims: Floats | None  # by `SizeRule.ROUND_UP` the most: below the cap exactly its seats
    capped: Flags  # whether the mayors ask for more than the cap leaves
    refused: Flags  # whether they alone exceed it, or a fixed size


def _by_column(batch: BatchComposition) -> bool:
    """Whether `_houses_of` knows the size rule under the rule of sharing, and is exact."""
    rule, threshold = batch.statutes.rule, batch.statutes.threshold
    most = int(batch.mayors.sum(axis=1).max(initial=0))
    signpost = rule.step * most + abs(rule.offset) if isinstance(rule, LinearRule) else 1
    factor = max(threshold.denominator, threshold.numerator, most, signpost)
    # The most that a number, or two that are divided, come to.
    if (int(batch.total_votes.max(initial=1)) + len(batch.lists)) * (factor + 1) >= _EXACT:
        return False
    if batch.statutes.size_rule is SizeRule.DIVISOR:
        return isinstance(rule, LinearRule) and rule.first is None
    # Droop's quota may not fill one house, and would refuse all councils for it.
    return not (isinstance(rule, QuotaRule) and rule.droop)


def _houses_of(inside: Inside, statutes: Statutes, cap: int | None) -> Houses:
    """Return what `size.house_of` gives for each council; every list with mayors has votes."""
    sitting = inside.mayors.sum(axis=0)
    if isinstance(statutes.size_rule, FixedSize):
        seats = statutes.size_rule.members - inside.outside
        capped = np.zeros(len(seats), np.bool_)
        return Houses(seats, inside.mayors, None, capped, sitting > seats)
    limit = np.full(len(sitting), np.inf) if cap is None else cap - inside.outside
    floors = _least(inside, statutes, limit)
    if statutes.size_rule is SizeRule.ROUND_UP:
        claims = _claims(inside, floors)
        seats = claims.sum(axis=0)
        return Houses(np.minimum(seats, limit), floors, claims, seats > limit, sitting > limit)
    wanted = _smallest_houses(inside, statutes)
    seats = np.minimum(np.maximum(wanted, floors.sum(axis=0)), limit)
    return Houses(seats, floors, None, wanted > limit, sitting > limit)


def _least(inside: Inside, statutes: Statutes, limit: Floats) -> Floats:
    """Return what `least` does for one council."""
    if not statutes.seat_for_every_eligible:
        return inside.mayors
    claimed = statutes.size_rule is SizeRule.ROUND_UP
    least = np.maximum(inside.mayors, inside.votes > 0 if claimed else inside.eligible)
    fits = least.sum(axis=0) <= limit
    return least if fits.all() else np.where(fits, least, inside.mayors)


def _claims(inside: Inside, floors: Floats) -> Floats:
    """Return each list's votes over the price of a seat, rounded up; the floors without a mayor."""
    # The price is the smallest ratio of votes to mayors, kept as these two numbers.
    votes = np.full(len(inside.outside), np.inf)
    mayors = np.zeros(len(votes))
    for place in np.flatnonzero(inside.mayors.any(axis=1)):
        own, sitting = inside.votes[place], inside.mayors[place]
        cheaper = (sitting > 0) & ~(own * mayors >= votes * sitting)
        np.copyto(votes, own, where=cheaper)
        np.copyto(mayors, sitting, where=cheaper)
    claims: Floats = inside.votes * mayors
    claims /= votes
    np.ceil(claims, out=claims)
    free = mayors == 0
    return np.where(free, floors, claims) if free.any() else claims


def _smallest_houses(inside: Inside, statutes: Statutes) -> Floats:
    """Return what `smallest` does for one council.

    Under `SizeRule.DIVISOR` it is the number of seats whose quotient is not below the smallest
    that a mayor sits on: with signposts ``d`` list ``j`` has as many as there are ``k`` with
    ``d(k) <= votes_j * d(mayors_p) / votes_p`` for the list ``p`` of that quotient. Every list
    is tried for ``p``, and the largest number is that of the smallest quotient.
    """
    votes, rule = inside.votes, statutes.rule
    eligible = votes.sum(axis=0)
    wanted = np.zeros(len(eligible))
    for place in np.flatnonzero(inside.mayors.any(axis=1)):
        sitting, own = inside.mayors[place], np.maximum(votes[place], 1)
        if statutes.size_rule is SizeRule.EXACT_SHARE:
            house = np.ceil(sitting * eligible / own)
        else:
            assert isinstance(rule, LinearRule)  # noqa: S101  (all others go one by one)
            whole = np.floor(votes * (rule.step * sitting + rule.offset) / own)
            seats = np.maximum((whole - rule.offset) // rule.step, 0)
            house = seats.sum(axis=0, where=votes > 0)
        np.maximum(wanted, house, out=wanted, where=sitting > 0)
    return wanted


_EXACT = 2**53  # whole numbers up to this are float64s


def _pooled(figures: NDArray[np.integer], members: list[Rows]) -> Floats:
    """Return figures by list, each with the columns of its members, and council."""
    sums: Floats = figures.T[[own[0] for own in members]].astype(np.float64)
    for place, own in enumerate(members):
        for column in own[1:]:
            sums[place] += figures[:, column]
    return sums


def _compose_block(batch: BatchComposition, members: list[Rows], places: Rows, rows: slice) -> None:
    """Compose some councils; `members` has the columns of each list, `places` who may enter."""
    statutes, share = batch.statutes, batch.statutes.threshold
    sitting = _pooled(batch.mayors if len(batch.mayors) == 1 else batch.mayors[rows], members)
    votes = _pooled(batch.votes[rows], [members[place] for place in places])
    total = batch.total_votes[rows].astype(float)
    enough = votes * share.denominator >= total * share.numerator
    # Who is below the threshold in each of these councils, as most small lists are, has no part.
    some = enough.any(axis=1)
    places, votes, enough = places[some], votes[some], enough[some]
    mayors = sitting[places] * enough
    inside = Inside(votes * enough, mayors, enough, sitting.sum(axis=0) - mayors.sum(axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):  # where no mayor sets a price
        houses = _houses_of(inside, statutes, cap_of(batch.base.basis, statutes))
    voted = inside.votes > 0
    refused = houses.refused | ~voted.any(axis=0) | ((inside.mayors > 0) & ~voted).any(axis=0)
    shared, tied, unclear = _share(inside, houses, ~refused, statutes)
    seats, eligible = batch.seats[rows].T, batch.eligible[rows].T
    alone = np.flatnonzero(sitting.any(axis=1))
    seats[alone] = sitting[alone]
    seats[places] = np.where(refused, 0, shared + (sitting[places] - inside.mayors))
    eligible[places] = inside.eligible
    seats[:, refused] = eligible[:, refused] = 0
    batch.refused[rows], batch.tied[rows] = refused, tied & ~refused
    batch.capped[rows] = houses.capped & ~refused
    for row in unclear:
        _compose_one(batch, rows.start + int(row))


_NONE = np.zeros(0, np.intp)


def _apportioned(votes: Floats, seats: Floats, rule: Rule, floors: Floats) -> tuple[Floats, Flags]:
    """Return seats and ties by `apportion_batch`, with lists in rows."""
    counted, house, least = (a.T.astype(np.int64) for a in (votes, seats, floors))
    answer = apportion_batch(counted, house, rule, floors=least)
    return answer.seats.T.astype(np.float64), answer.tied


def _share(
    inside: Inside, houses: Houses, sound: Flags, statutes: Statutes
) -> tuple[Floats, Flags, Rows]:
    """Give every list its claim; at the cap share between the floors and the claims.

    Where there are no claims, share the houses with the floors alone. Return seats, ties, and the
    councils that have to be composed one by one.
    """
    claims = houses.claims
    if claims is None:
        seats = np.where(sound, houses.seats, 0)
        return (*_apportioned(inside.votes, seats, statutes.rule, houses.floors * sound), _NONE)
    tied = np.zeros(len(sound), np.bool_)
    rows = np.flatnonzero(houses.capped & sound)
    if not len(rows):
        return claims, tied, _NONE
    votes, floors = inside.votes.take(rows, axis=1), houses.floors.take(rows, axis=1)
    if statutes.at_cap is AtCap.RAISE_PRICE:
        claims[:, rows], tied[rows] = _apportioned(votes, houses.seats[rows], ADAMS, floors)
        return claims, tied, _NONE
    largest = int(houses.seats[rows].max())
    rule = clear_rule(statutes.rule, largest, len(votes), bounded=True)
    if rule is None:
        return claims, tied, rows
    house = houses.seats[rows].astype(np.float32)
    most = np.minimum(claims.take(rows, axis=1), house)
    bounded = rule.within(floors.astype(np.float32), most.astype(np.float32))
    shared, certain = share_columns(votes.astype(np.float32), house, bounded)
    left = []
    for place in np.flatnonzero(~certain):
        figures = (each[:, place].tolist() for each in (votes, floors, most))
        own, least, ceiling = ({str(n): int(x) for n, x in enumerate(each)} for each in figures)
        try:
            exact = apportion(own, int(house[place]), statutes.rule, floors=least, caps=ceiling)
            shared[:, place] = [*exact.seats.values()]
        except UnresolvedTieError:
            left.append(place)
    claims[:, rows] = shared
    return claims, tied, rows[np.array(left, np.intp)]


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


def _checked(
    basis: Basis,
    base: ThresholdBase,
    votes: ArrayLike,
    mayors: ArrayLike | None,
    total_votes: ArrayLike | None,
) -> tuple[Integers, Integers, Integers]:
    """Return checked votes, mayors and totals, or say which cannot be right."""
    names = tuple(basis.votes)
    labels = Labels(columns=names, source="the lists of base")
    counted = _counts(labels.table(votes, "votes"), "votes", len(names))
    given: ArrayLike = [basis.mayors.get(name, 0) for name in names]
    if mayors is not None:
        given = labels.table(mayors, "mayors", one_for_all=True)
    sitting = _counts(given, "mayors", len(names))
    if len(sitting) not in {1, len(counted)}:
        raise refused("composition.rows_of_mayors", mayors=len(sitting), votes=len(counted))
    if sitting.size and (most := int(row_sums(sitting).max())) > basis.municipalities:
        raise refused("composition.row_of_mayors", most=most, municipalities=basis.municipalities)
    if total_votes is None:
        total = row_sums(counted, basis.total(base) - basis.listed_votes)
    else:
        given = one_or_each(labels.by_row(total_votes, "total_votes"), "total_votes", len(counted))
        total, listed = np.broadcast_to(given, len(counted)), row_sums(counted)
        for row in np.flatnonzero(listed > total)[:1]:
            what = {"total": total[row], "row": int(row), "listed": listed[row]}
            raise refused("composition.total_below_listed", **what)
    return counted, sitting, total


def _counts(values: ArrayLike, what: str, width: int) -> Integers:
    array = np.atleast_2d(integers(values, what))
    if array.ndim != 2 or array.shape[1] != width:  # noqa: PLR2004  (rows and columns)
        raise refused("composition.figures_shape", what=what, shape=array.shape, width=width)
    return machine_integers(array, what)


_SAME = attrs.cmp_using(eq=np.array_equal)


@frozen(field_transformer=read_only)
class BatchComposition(Result):
    """Many councils of one region, with all that they follow from.

    Parameters
    ----------
    base, statutes
        The council whose lists, municipalities and co-operations they share, and their choices.
    votes, mayors : (councils, lists) integer array
        Of the base's lists; mayors has one row where all have the same.
    total_votes : (councils,) int64 array
        The votes that the threshold is a share of; Python integers from 2**63 on.
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
        """Return one council, tied or refused ones with the error, as `compose` gives it."""
        return composed(self.basis(council), self.statutes)

    def basis(self, council: int) -> Basis:
        """Return the figures of one council."""
        row = row_number(council, len(self), "council")
        if not self.votes[row].any():
            raise refused("composition.council_without_votes", row=row)
        names, base = self.base.basis.votes, self.statutes.threshold_base
        votes = dict(zip(names, self.votes[row].tolist(), strict=True))
        mayors = zip(names, self.mayors[row % len(self.mayors)].tolist(), strict=True)
        basis = self.base.basis.with_votes(votes, base, int(self.total_votes[row]))
        return attrs.evolve(basis, mayors={name: n for name, n in mayors if n})


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
        As all arrays also floats where each is a whole number that has not lost its last digits.
        A frame is read by its labels, in any order: columns by the names of the lists, rows as
        the same in `votes`, `mayors` and `total_votes`.
    mayors : (lists,) or (councils, lists) integer array, optional
        By default those of `base`. One row holds for all councils.
    total_votes : int or (councils,) integer array, optional
        As in `compose`; by default the listed votes and as many others as in `base`.
    statutes : Statutes, optional
        By default those of `base`.
    threads : int
        Threads to work with; the answer does not depend on it.

    Returns
    -------
    BatchComposition
        A row that is neither tied nor refused equals `compose`'s.

    Raises
    ------
    InvalidInputError
        If the arrays have another shape or kind, a figure is negative or above what it is part
        of, or labels are not those of the lists and rows, each once.

    Notes
    -----
    Eligibility, price, claims and cap are whole numbers in float64, used when all that can occur
    stay below 2**53, which is checked once in Python integers; figures beyond that, and
    `SizeRule.DIVISOR` under a rule without evenly spaced signposts, are composed one by one. Under
    `SizeRule.ROUND_UP` only a house at the cap is shared, between the floors and the claims: in
    float32, where most rows prove their answer; the others are composed one by one, and so are
    all under a rule of quotas or of listed divisors. By `AtCap.RAISE_PRICE` no claim has to be
    kept as a ceiling: a list at its claim waits with a quotient of at most the price, and since
    the claims exceed the cap, some other list waits with a larger one. Work is
    ``O(councils * lists)`` in constant memory beyond
    input and output. Source: as for `compose`.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> base = kkr.compose({"A": 4000, "V": 3500, "C": 2500}, {"A": 3, "V": 1}, municipalities=4)
    >>> batch = kkr.compose_batch(base, [[4000, 3500, 2500], [3000, 4500, 2500]])
    >>> batch.seats.tolist(), batch.house_size.tolist(), batch.capped.tolist()
    ([[3, 3, 2], [3, 3, 2]], [8, 8], [False, True])
    """
    one_of(base, Composition, "base", made_by="the result of kkr.compose")
    chosen = base.statutes if statutes is None else statutes
    one_of(chosen, Statutes, "statutes", made_by="kkr.STATUTES_2018")
    basis = base.basis
    figures = _checked(basis, chosen.threshold_base, votes, mayors, total_votes)
    lists, joined = tuple(basis.pooled(basis.votes)), basis.home
    seats = np.zeros((len(figures[0]), len(lists)), np.int64, "F")  # composed list by list
    eligible = np.zeros(seats.shape, np.bool_, "F")
    capped, tied, refused = (np.zeros(len(seats), np.bool_) for _ in range(3))
    batch = BatchComposition(base, chosen, *figures, lists, seats, eligible, capped, tied, refused)
    workers = checked_threads(threads)
    home = np.array([lists.index(joined.get(name, name)) for name in basis.votes], np.intp)
    members = [np.flatnonzero(home == place) for place in range(len(lists))]
    places = np.flatnonzero([basis.may_stand(of) and basis.seated(of, chosen) for of in lists])
    if len(places) and _by_column(batch):
        work = partial(_compose_block, batch, members, places)
        by_block(work, len(batch), 2 * len(places), workers)  # of float64s, twice as long
    else:
        for council in range(len(batch)):
            _compose_one(batch, council)
    return batch
