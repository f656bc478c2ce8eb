"""The elections that need a second look: close ones, tied ones, and rules single precision leaves.

Seats are ordered by float64 priorities that are proved to order them exactly, or lie too far
apart to be wrong. What neither proof covers goes to `apportion` in Python integers, one election
at a time. A tie gives its seats to the lowest columns and is marked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.apportionment.remainders import Remainders
from kkr_allocation.apportionment.rules import DivisorRule, LinearRule, QuotaRule
from kkr_allocation.apportionment.ties import UnresolvedTieError
from kkr_allocation.errors import InfeasibleError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kkr_allocation.apportionment.rules import Rule

__all__ = ["EXACT_BELOW", "share_close"]

EXACT_BELOW = 2**51
"""Products of votes and signposts below this are ordered exactly by float64 quotients."""
_FAR_APART = 1 + 2.0**-45
_LARGEST_TABLE = 2**20
_INFINITE = 2.0**800
"""The quotient by a signpost of zero, for any votes: above all others."""


class _Ladder(Protocol):
    """The priorities of all seats in some elections, columns contiguous."""

    exact: bool

    def priority(self, seats: NDArray[np.int64], rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the priority of these seat numbers, from 1 up, in these elections."""
        ...


class _Quotients:
    """Quotients ``votes**power * m / n`` for signposts ``n / m``."""

    def __init__(self, votes: NDArray[np.integer], house_size: int, rule: DivisorRule) -> None:
        posts = [(1, 1), *(rule.signpost(seat) for seat in range(1, house_size + 2))]
        over = max(n for n, _ in posts)
        under = max(m for _, m in posts)
        most = int(votes.max()) ** rule.power
        self.exact = most * over * under < EXACT_BELOW
        self._weights = votes.astype(np.float64) ** rule.power
        self._over = np.array([float(n) or 1 / _INFINITE for n, _ in posts])
        self._under = np.array([float(m) for _, m in posts])

    def priority(self, seats: NDArray[np.int64], rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the quotients; those by a signpost of zero are equal and above all others."""
        quotients: NDArray[np.float64] = self._weights[:, rows] * self._under[seats]
        quotients /= self._over[seats]
        np.minimum(quotients, _INFINITE, out=quotients)
        return quotients


def share_close(
    votes: NDArray[np.integer],
    house: NDArray[np.int64],
    rule: Rule,
    floors: NDArray[np.int64],
    numbers: NDArray[np.intp],
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return seats and ties of elections by any rule, with floors.

    Parameters
    ----------
    votes : (elections, parties) integer array
        From zero up; columns in the order in which they win ties.
    house : (elections,) int64 array
        Seats to share; at least the floors' sum. Elections without votes keep their floors.
    rule : Rule
        The rule.
    floors : (elections, parties) int64 array
        Least seats.
    numbers : (elections,) array of intp
        What messages call the elections.

    Raises
    ------
    InfeasibleError
        If the rule cannot fill the house of an election.

    Notes
    -----
    Proof. Let two quotients be ``a/b > c/d`` in integers with ``a * d`` and ``c * b`` below 2**51.
    Then ``a*d - c*b >= 1``, so ``a/b`` exceeds ``c/d`` by a relative ``1/(c*b) > 2**-51``. Rounded
    to the nearest float64, each moves by at most a relative 2**-53, so they stay in order, and
    equal ones stay equal. Here ``a`` is ``votes**power * m`` and ``b`` is ``n`` for a signpost
    ``n/m``; both are below 2**51 themselves and so exact before the one division. Differences for
    quotas, and the products that say whose claim is above its floor, are whole numbers below 2**51
    in size, and exact. Above the bound a quotient carries
    at most ``power + 4`` roundings: seats that are in order by a relative 2**-45 are in order.
    """
    columns = np.ascontiguousarray(votes.T)
    least = np.ascontiguousarray(floors.T)
    ladder = _ladder(columns, house, rule, least)
    if ladder is None:
        return _one_by_one(votes, house, rule, floors, numbers)
    voted = columns > 0
    shared = voted.any(axis=0)
    filled = np.where(shared, house, least.sum(axis=0))
    if isinstance(ladder, Remainders):
        climb = _Climb(ladder, ladder.free, least, ladder.start)
    else:
        climb = _Climb(ladder, voted, least, _start(columns, filled, rule, least))
    climb.fill(filled)
    tied, certain = climb.judge()
    if isinstance(ladder, Remainders):
        certain &= ladder.certain
    seats = np.ascontiguousarray(climb.seats.T)
    rows = np.flatnonzero(~certain & shared)
    if len(rows):
        seats[rows], tied[rows] = _one_by_one(
            votes[rows], house[rows], rule, floors[rows], numbers[rows]
        )
    return seats, tied


def _ladder(
    columns: NDArray[np.integer],
    house: NDArray[np.int64],
    rule: Rule,
    floors: NDArray[np.int64],
) -> _Ladder | None:
    """Return the priorities in float64, or None where only Python integers will do."""
    if not house.size or columns.dtype == object or int(house.max()) > _LARGEST_TABLE:
        return None
    if isinstance(rule, DivisorRule):
        return _Quotients(columns, int(house.max()), rule)
    largest = int(house.max()) + 1
    if isinstance(rule, QuotaRule) and (
        (int(columns.max()) * len(columns) + 1) * largest < EXACT_BELOW
    ):
        return Remainders(columns, house, rule, floors)
    return None


def _start(
    votes: NDArray[np.integer],
    house: NDArray[np.int64],
    rule: Rule,
    floors: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Guess the seats; parties at their floor leave with it, and the rest share what is left."""
    rise = rule.offset / rule.step + 1 if isinstance(rule, LinearRule) else 0.5
    weights = votes.astype(np.float64)
    free = weights > 0
    seats = floors.copy()
    for _ in range(3):
        total = np.where(free, weights, 0).sum(axis=0)
        left = house - np.where(free, 0, floors).sum(axis=0) + free.sum(axis=0) * (rise - 0.5)
        each = left / np.where(total > 0, total, 1)
        guess = np.floor(weights * each + (1 - rise))
        bound = free & (guess < floors)
        seats = np.where(free, np.clip(guess, floors, house), floors).astype(np.int64)
        if not bound.any():
            break
        free &= ~bound
    return seats


class _Climb:
    """Seats on their way to the answer: the next to the highest priority, the last one back.

    Parameters
    ----------
    ladder : _Ladder
        The priorities.
    voted : (parties, elections) bool array
        Who can win: who has votes and is not held at its floor.
    floors, seats : (parties, elections) int64 array
        The least seats, and where to start.
    """

    def __init__(
        self,
        ladder: _Ladder,
        voted: NDArray[np.bool_],
        floors: NDArray[np.int64],
        seats: NDArray[np.int64],
    ) -> None:
        self._ladder = ladder
        self._voted = voted
        self._floors = floors
        self.seats = seats

    def _ahead(self, rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the priorities of the next seats; a party without votes has no next."""
        ahead = self._ladder.priority(self.seats[:, rows] + 1, rows)
        ahead[~self._voted[:, rows]] = -np.inf
        return ahead

    def _behind(self, rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the priorities of the last seats; a seat of the floor is never the last."""
        seats = self.seats[:, rows]
        behind = self._ladder.priority(seats, rows)
        behind[seats <= self._floors[:, rows]] = np.inf
        return behind

    def fill(self, house: NDArray[np.int64]) -> None:
        """Give and take single seats until the house is full and no exchange is due."""
        missing = house - self.seats.sum(axis=0)
        while len(rows := np.flatnonzero(missing > 0)):
            self.seats[self._ahead(rows).argmax(axis=0), rows] += 1
            missing[rows] -= 1
        while len(rows := np.flatnonzero(missing < 0)):
            self.seats[self._behind(rows).argmin(axis=0), rows] -= 1
            missing[rows] += 1
        rows = np.arange(self.seats.shape[1])
        while len(rows):
            ahead, behind = self._ahead(rows), self._behind(rows)
            rising, falling = ahead.argmax(axis=0), behind.argmin(axis=0)
            places = np.arange(len(rows))
            due = ahead[rising, places] > behind[falling, places]
            rows = rows[due]
            self.seats[rising[due], rows] += 1
            self.seats[falling[due], rows] -= 1

    def judge(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return which elections are tied and which are certain; ties go to the first columns."""
        rows = np.arange(self.seats.shape[1])
        ahead, behind = self._ahead(rows), self._behind(rows)
        first_out, last_in = ahead.max(axis=0), behind.min(axis=0)
        tied = first_out == last_in
        certain = first_out * _FAR_APART < last_in
        certain |= self._ladder.exact
        rows = np.flatnonzero(tied)
        if len(rows):
            cut = first_out[rows]
            holders = behind[:, rows] == cut
            claimants = holders | (ahead[:, rows] == cut)
            winners = claimants & (claimants.cumsum(axis=0) <= holders.sum(axis=0))
            self.seats[:, rows] += winners.astype(np.int64) - holders
        return tied, certain


def _one_by_one(
    votes: NDArray[np.integer],
    house: NDArray[np.int64],
    rule: Rule,
    floors: NDArray[np.int64],
    numbers: NDArray[np.intp],
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Share elections by `apportion`: exact at any size, and some hundred times slower."""
    seats = floors.copy()
    tied = np.zeros(len(votes), dtype=np.bool_)
    for row, number in enumerate(numbers):
        counted = {str(column): int(count) for column, count in enumerate(votes[row])}
        if not any(counted.values()):
            continue
        least = {str(column): int(floor) for column, floor in enumerate(floors[row]) if floor}
        try:
            won = apportion(counted, int(house[row]), rule, floors=least).seats
        except UnresolvedTieError as error:
            won = error.partial
            for claimant in error.tie.claimants[: error.tie.seats]:
                won[claimant] += 1
            tied[row] = True
        except InfeasibleError as error:
            raise InfeasibleError(
                f"election {number}: {error.what}",
                why=error.why,
                do=error.do,
                conflict=error.conflict,
                relaxation=error.relaxation,
            ) from None
        seats[row] = list(won.values())
    return seats, tied
