"""Many elections at once: in float32 or float64 where that is proved exact, else one by one."""

from __future__ import annotations

import abc
import copy
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from math import isqrt
from threading import local
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.apportionment.rules import DivisorRule, LinearRule, MeanRule, QuotaRule, Rule
from kkr_allocation.apportionment.ties import UnresolvedTieError
from kkr_allocation.errors import InfeasibleError

# Arrays by party and election, or by election.
Singles: TypeAlias = NDArray[np.float32]
Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Counts: TypeAlias = NDArray[np.integer]
Rows: TypeAlias = NDArray[np.intp]
Flags: TypeAlias = NDArray[np.bool_]


EXACT_BELOW = 2**51
"""Products of votes and signposts below this are ordered exactly by float64 quotients."""
_FAR_APART = 1 + 2.0**-45
_HELD = 2**700
"""Products below this neither overflow nor underflow in any of the steps."""
_LARGEST_POWER = 60
_INFINITE = 2.0**800
"""The quotient by a signpost of zero, for any votes: above all others."""


class _Climb(abc.ABC):
    """Seats on their way to the answer, by party and election, columns contiguous."""

    exact = True  # whether priorities are in order however close they are
    certain: Flags | bool = True  # besides, which elections can be shared so
    free: Flags  # who can win: who has votes and is not held at its floor
    floors: Integers
    seats: Integers

    @abc.abstractmethod
    def priority(self, seats: Integers, rows: Rows) -> Floats:
        """Return the priorities of these seats, counted from 1, in these elections."""

    def _ahead(self, rows: Rows) -> Floats:
        """Return the priorities of the next seats; a party without votes has no next."""
        ahead = self.priority(self.seats[:, rows] + 1, rows)
        np.copyto(ahead, -np.inf, where=~self.free[:, rows])
        return ahead

    def _behind(self, rows: Rows) -> Floats:
        """Return the priorities of the last seats; a seat of the floor is never the last."""
        seats = self.seats[:, rows]
        behind = self.priority(seats, rows)
        np.copyto(behind, np.inf, where=seats <= self.floors[:, rows])
        return behind

    def fill(self, house: Integers) -> None:
        """Give and take single seats until the house is full and no exchange is due."""
        missing = house - self.seats.sum(axis=0)
        while len(rows := np.flatnonzero(missing > 0)):
            self.seats[self._ahead(rows).argmax(axis=0), rows] += 1
            missing[rows] -= 1
        while len(rows := np.flatnonzero(missing < 0)):
            self.seats[self._behind(rows).argmin(axis=0), rows] -= 1
            missing[rows] += 1
        # The guess may have given a seat to the wrong party; each exchange puts one right, and an
        # election in which none is due has the seats with the highest priorities.
        rows = np.arange(self.seats.shape[1])
        while len(rows):
            ahead, behind = self._ahead(rows), self._behind(rows)
            rising, falling = ahead.argmax(axis=0), behind.argmin(axis=0)
            places = np.arange(len(rows))
            due = ahead[rising, places] > behind[falling, places]
            rows = rows[due]
            self.seats[rising[due], rows] += 1
            self.seats[falling[due], rows] -= 1

    def judge(self) -> tuple[Flags, Flags]:
        """Return which elections are tied and which are certain; ties go to the first columns."""
        rows = np.arange(self.seats.shape[1])
        ahead, behind = self._ahead(rows), self._behind(rows)
        first_out, last_in = ahead.max(axis=0), behind.min(axis=0)
        tied = first_out == last_in
        certain = ((first_out * _FAR_APART < last_in) | self.exact) & self.certain
        rows = np.flatnonzero(tied)
        if len(rows):
            # As many claimants win as hold a seat at the tied priority: the first columns.
            tied_at = first_out[rows]
            holders = behind[:, rows] == tied_at
            claimants = holders | (ahead[:, rows] == tied_at)
            winners = claimants & (claimants.cumsum(axis=0) <= holders.sum(axis=0))
            self.seats[:, rows] += winners.astype(np.int64) - holders
        return tied, certain


class _Remainders(_Climb):
    """Differences ``votes * unit - seat * cost`` for a quota of ``cost / unit`` of the free."""

    def __init__(self, votes: Counts, house: Integers, rule: QuotaRule, floors: Integers) -> None:
        counts = votes.astype(np.float64)
        self.free, self.floors = counts > 0, floors
        # Whose claim at the quota of those still free is at most its floor is held there, for good;
        # that leaves less to the others, and so it is asked again until nobody more is held.
        left, total = house, counts.sum(axis=0)
        while floors.any():
            left = house - np.where(self.free, 0, floors).sum(axis=0)
            total = np.where(self.free, counts, 0).sum(axis=0)
            held = self.free & (counts * left <= floors * total)
            if not held.any():
                break
            self.free &= ~held
        self._claims = counts if rule.droop else counts * left
        self._cost = np.floor(total / (left + 1)) + 1 if rule.droop else np.maximum(total, 1)
        whole = np.floor(self._claims / self._cost)
        self.seats = np.where(self.free, whole, floors).astype(np.int64)
        full = self.seats.sum(axis=0) + self.free.sum(axis=0) >= house
        self.certain = np.logical_and(full, (self.seats >= floors).all(axis=0))
        # One seat more for the largest remainders, as many as are missing; ties are settled after.
        missing = house - self.seats.sum(axis=0)
        rest = np.where(self.free, self._claims - whole * self._cost, -np.inf)
        place = np.clip(len(rest) - missing, 0, len(rest) - 1)
        cut = np.sort(rest.T, axis=1)[np.arange(len(place)), place]
        self.seats += self.free & (rest >= cut) & (missing > 0)

    def priority(self, seats: Integers, rows: Rows) -> Floats:
        """Return what is left of the votes after this seat."""
        left: Floats = self._claims[:, rows] - seats * self._cost[rows]
        return left


class _Quotients(_Climb):
    """Quotients ``votes**power * m / n`` for signposts ``n / m``, listed from seat zero up."""

    def __init__(
        self,
        votes: Counts,
        house: Integers,
        rule: DivisorRule,
        floors: Integers,
        signposts: list[tuple[int, int]],
    ) -> None:
        self.free, self.floors = votes > 0, floors
        weights = votes.astype(np.float64)
        self._weights = weights**rule.power
        self._over = np.array([float(n) or 1 / _INFINITE for n, _ in signposts])
        self._under = np.array([float(m) for _, m in signposts])
        # To begin with, parties at their floor leave with it, and the rest share what is left.
        rise = rule.offset / rule.step + 1 if isinstance(rule, LinearRule) else 0.5
        free = self.free.copy()
        for _ in range(3):
            # At this divisor seats are expected to add up to the house: a rule that does not round
            # at the half gives each party `rise - 0.5` seats less than its quotient.
            total = np.where(free, weights, 0).sum(axis=0)
            left = house - np.where(free, 0, floors).sum(axis=0) + free.sum(axis=0) * (rise - 0.5)
            each = left / np.where(total > 0, total, 1)
            guess = np.floor(weights * each + (1 - rise))
            bound = free & (guess < floors)
            self.seats = np.where(free, np.clip(guess, floors, house), floors).astype(np.int64)
            if not bound.any():
                break
            free &= ~bound

    def priority(self, seats: Integers, rows: Rows) -> Floats:
        """Return the quotients; those by a signpost of zero are equal and above all others."""
        quotients: Floats = self._weights[:, rows] * self._under[seats]
        quotients /= self._over[seats]
        np.minimum(quotients, _INFINITE, out=quotients)
        return quotients


def _begun(columns: Counts, house: Integers, rule: Rule, floors: Integers) -> _Climb | None:
    """Return the elections as they begin, or None where only Python integers will do."""
    if not house.size or columns.dtype == object or (largest := int(house.max())) > 2**20:
        return None
    most = int(columns.max())
    if isinstance(rule, QuotaRule) and (most * len(columns) + 1) * (largest + 1) < EXACT_BELOW:
        return _Remainders(columns, house, rule, floors)
    if not isinstance(rule, DivisorRule):
        return None
    # Seat number zero has no signpost; its place is filled so that seats index the table. The
    # seat after the last of the house is never won; a list of divisors may have ended there.
    signposts = [(1, 1), *(rule.signpost(seat) for seat in range(1, largest + 1))]
    signposts.append((signposts[-1][0] + 1, signposts[-1][1]))
    product = most**rule.power * max(n for n, _ in signposts) * max(m for _, m in signposts)
    if product >= _HELD or rule.power > _LARGEST_POWER:
        return None
    climb = _Quotients(columns, house, rule, floors, signposts)
    climb.exact = product < EXACT_BELOW
    return climb


def share_close(
    votes: Counts, house: Integers, rule: Rule, floors: Integers, numbers: Rows
) -> tuple[Integers, Flags]:
    """Return seats and ties of elections by any rule, with floors.

    Votes and floors are by election and party, columns in the order in which they win ties;
    elections without votes keep their floors. `numbers` is what messages call the elections. An
    InfeasibleError if the rule cannot fill the house of one.

    Proof. Let two quotients be ``a/b > c/d`` in integers with ``a * d`` and ``c * b`` below 2**51.
    Then ``a*d - c*b >= 1``, so ``a/b`` exceeds ``c/d`` by a relative ``1/(c*b) > 2**-51``. Rounded
    to the nearest float64, each moves by at most a relative 2**-53, so they stay in order, and
    equal ones stay equal. Here ``a`` is ``votes**power * m`` and ``b`` is ``n`` for a signpost
    ``n/m``; both are below 2**51 themselves and so exact before the one division. Differences for
    quotas, and the products that say whose claim is above its floor, are whole numbers below 2**51
    in size, and exact. Above the bound a quotient carries
    at most ``power + 20`` roundings, for a `power` of at most 60: one of the votes, which the power
    repeats, up to 16 of the power itself, one of each part of the signpost, the product and the
    division. Two quotients come no closer than 160 roundings of 2**-53, so seats that are in order
    by a relative 2**-45 are in order.
    """
    columns = np.ascontiguousarray(votes.T)
    least = np.ascontiguousarray(floors.T)
    # Elections without votes are full as they start, with their floors.
    shared = (columns > 0).any(axis=0)
    filled = np.where(shared, house, least.sum(axis=0))
    climb = _begun(columns, filled, rule, least)
    if climb is None:
        return _one_by_one(votes, house, rule, floors, numbers)
    climb.fill(filled)
    tied, certain = climb.judge()
    seats = np.ascontiguousarray(climb.seats.T)
    rows = np.flatnonzero(~certain & shared)
    if len(rows):
        seats[rows], tied[rows] = _one_by_one(
            votes[rows], house[rows], rule, floors[rows], numbers[rows]
        )
    return seats, tied


def _one_by_one(
    votes: Counts, house: Integers, rule: Rule, floors: Integers, numbers: Rows
) -> tuple[Integers, Flags]:
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
        except InfeasibleError as said:
            what = f"election {number}: {said.what}"
            raise InfeasibleError(
                what, why=said.why, do=said.do, conflict=said.conflict, relaxation=said.relaxation
            ) from None
        seats[row] = list(won.values())
    return seats, tied


# Single precision already decides most elections: a block of them is shared in float32, columns
# contiguous, and each is certified by itself. Those without the certificate are left to
# `share_close`. How the seats are found does not matter for the proof.

_NOTHING = np.float32(2.0**-100)
"""Stands for zero votes: its quotient is below that of one vote for any seat number here."""
_STEP_PAST = 2.0**-21
"""How far the divisor moves past a quotient: more than rounding, less than quotients differ."""
_CLEAR = np.float32(1 + 2.0**-20)
# Stands for a signpost of zero: quotients by it exceed all others, below 2**64, but of zero votes.
_AT_ONCE = np.float32(2.0**-72)
_WAITS = np.float32(2.0**70)  # above are only quotients by a signpost of zero, in truth all equal
_LEFT = 512  # once one election of so many has seats that do not add up, it is left
_BLOCK = 98_304
_HAND_OVER = 4
"""How many times longer blocks are for several threads, who wait for each other between steps."""


class Workspace(local):
    """The working arrays of each thread: fresh memory would cost more than the arithmetic."""

    def __init__(self, threads: int = 1) -> None:
        self.threads = threads
        self._kept: dict[str, Singles] = {}

    def array(self, name: str, parties: int, elections: int) -> Singles:
        """Return this thread's (parties, elections) array of that name; what it holds is old."""
        size = parties * elections
        kept = self._kept.get(name)
        if kept is None or len(kept) < size:
            kept = self._kept[name] = np.empty(size, np.float32)
        return kept[:size].reshape(parties, elections)


def block_length(parties: int, threads: int = 1) -> int:
    """Return how many elections make a block: one that fits the second-level cache, if alone."""
    return max(_BLOCK * (_HAND_OVER if threads > 1 else 1) // parties, 64)


def by_block(
    work: Callable[[slice], None], elections: int, parties: int, threads: int, times: int = 1
) -> None:
    """Work by so many blocks at once; NumPy leaves the interpreter to other threads meanwhile."""
    length = block_length(parties, threads) * times
    blocks = [slice(start, start + length) for start in range(0, elections, length)]
    if threads == 1:
        for rows in blocks:
            work(rows)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, blocks))


def share_clear(
    votes: Counts, house: Integers, rule: ClearRule, out: Integers, workspace: Workspace
) -> Rows:
    """Write the seats of some blocks of elections to `out` and return the rows left undecided."""
    left = []
    step, cached = block_length(votes.shape[1], workspace.threads), block_length(votes.shape[1])
    for start in range(0, len(votes), step):
        some, into = votes[start : start + step], out[start : start + step]
        columns = workspace.array("votes", votes.shape[1], len(some))
        for first in range(0, len(some), cached):
            columns[:, first : first + cached] = some[first : first + cached].T
        own = rule if rule.bounds is None else rule.of(np.arange(start, start + len(some)))
        full = house[start : start + step].astype(np.float32)
        seats, certain = share_columns(columns, full, own, workspace)
        with np.errstate(invalid="ignore"):
            np.copyto(into, seats.T, casting="unsafe")
        left.append(start + np.flatnonzero(~certain))
    return np.concatenate(left)


def share_columns(
    votes: Singles, house: Singles, rule: ClearRule, workspace: Workspace
) -> tuple[Singles, Flags]:
    """Return the seats of a block of elections and which of them are certain.

    Votes are by party and election: whole numbers below 2**64, rounded to float32, and written
    over; the bounds of the rule leave the house possible. The seats are part of the workspace, good
    until its thread shares the next block.

    Proof. Seats and signposts are integers below 2**24 and so exact. An integer vote count below
    2**64 is rounded once, the quotient a second time, and a root of a signpost in between: the
    computed quotient is the true one times three ``1 + d`` with ``|d| <= u = 2**-24`` at most. Let
    ``first_out`` be the largest computed quotient of a seat outside and ``last_in`` the smallest of
    a seat inside. If ``fl(first_out * (1 + 16 u)) < last_in``, then for the true quotients
    ``first_out / last_in < (1 + u)**3 / ((1 - u)**4 * (1 + 16 u)) < 1``: the gap of 16 u exceeds
    the seven roundings. Then every seat inside has a larger quotient than every seat
    outside, the seats sum to the house, and the answer is unique. A party without votes counts
    as 2**-100 votes: below the quotient ``1 / 2**24`` that a single vote has at least, so it is
    never ahead of a party with votes; rows without any votes are never certain, nor are those where
    a seat by a signpost of zero is left outside. With bounds a
    seat of the floor is never the last in, and one above the ceiling never the first out: all
    others are ordered by their quotients as before.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        seats = workspace.array("seats", *votes.shape)
        quotients = workspace.array("quotients", *votes.shape)
        # To find: one divisor for each election, the rounded seats at it, and single steps from
        # there. Nothing of this is part of the proof.
        total = votes.sum(axis=0)
        voted_for = np.count_nonzero(votes.max(axis=1, initial=0))
        np.maximum(votes, _NOTHING, out=votes)
        per_seat = (house * rule.step + np.float32(voted_for) * rule.bias) / total
        if rule.bounds is not None:
            _start_inside(votes, house, per_seat, rule, workspace)
        rule.seats(votes, per_seat, seats)
        _settle(votes, house, per_seat, rule, workspace)
        rule.seats(votes, per_seat, seats)
        # To prove: the worst quotient inside, by the seats' own signposts; a seat of the floor,
        # and none at all, which has the signpost zero, cannot be the worst.
        rule.signposts(seats, quotients)
        np.divide(votes, quotients, out=quotients)
        if rule.bounds is not None:
            np.copyto(quotients, np.inf, where=rule.at_floor(seats))
        last_in = quotients.min(axis=0)
        certain = seats.sum(axis=0) == house
        # And the best quotient outside, by the next signposts, with the gap of 16 u on top.
        np.add(seats, 1, out=quotients)
        rule.signposts(quotients, quotients)
        np.divide(votes, quotients, out=quotients)
        if rule.bounds is not None:
            np.copyto(quotients, 0, where=rule.at_ceiling(seats))
        first_out = quotients.max(axis=0)
        certain &= first_out < _WAITS
        first_out *= _CLEAR
        certain &= first_out < last_in
        certain &= total > 0
    return seats, certain


def _start_inside(
    votes: Singles, house: Singles, per_seat: Singles, rule: ClearRule, workspace: Workspace
) -> None:
    """Move `per_seat` to where the parties that no bound holds share what the others leave."""
    seats = workspace.array("seats", *votes.shape)
    inside = workspace.array("quotients", *votes.shape)
    for _ in range(2):  # then single steps begin
        rule.rounded(votes, per_seat, seats)
        rule.seats(votes, per_seat, inside)
        # Whose seats are the same with and without bounds is free; the others keep theirs.
        free = inside == seats
        parties = free.sum(axis=0, dtype=np.float32)
        np.multiply(inside, ~free, out=inside)
        left = house - inside.sum(axis=0)
        np.multiply(votes, free, out=inside)
        total = inside.sum(axis=0)
        shared = (left * rule.step + parties * rule.bias) / total
        np.copyto(per_seat, shared, where=(total > 0) & (shared > 0))


def _settle(
    votes: Singles, house: Singles, per_seat: Singles, rule: ClearRule, workspace: Workspace
) -> None:
    """Move `per_seat` past one quotient at a time in the rows whose seats do not add up."""
    parties = len(votes)
    seats = workspace.array("seats", *votes.shape)
    quotients = workspace.array("quotients", *votes.shape)
    missing = house - seats.sum(axis=0)
    # The first step is made in the whole block at once.
    moved = _past_next(votes, np.sign(missing), rule, seats, quotients)
    np.copyto(per_seat, moved, where=missing != 0)
    rule.seats(votes, per_seat, seats)
    missing = house - seats.sum(axis=0)
    rows = off = np.flatnonzero(missing)
    # The start is off by about the root of a twelfth of the parties; what is not settled after so
    # many rounds, ties above all, is not worth more of them.
    for _ in range(3 + isqrt(parties)):
        if len(rows) * _LEFT <= len(house):
            break
        # Further ones only where seats are still off: `rows` in the block, `off` among those
        # looked at before.
        some = workspace.array("some votes", parties, len(rows))
        votes.take(rows, axis=1, out=some, mode="clip")
        own = rule.of(rows)
        quotients = workspace.array("quotients", parties, len(rows))
        seats.take(off, axis=1, out=quotients, mode="clip")
        moved = _past_next(some, np.sign(missing[off]), own, quotients, quotients)
        per_seat[rows] = moved
        seats = workspace.array("some seats", parties, len(rows))
        own.seats(some, moved, seats)
        missing = house[rows] - seats.sum(axis=0)
        off = np.flatnonzero(missing)
        rows = rows[off]


def _past_next(
    votes: Singles, direction: Singles, rule: ClearRule, seats: Singles, quotients: Singles
) -> Singles:
    """Return the seats per vote just past the next quotient: up if `direction` is 1, down if -1."""
    # The next quotient up is the largest outside, the next down the smallest inside: with the
    # sign of the direction both are a maximum, and what a bound holds is never it.
    held = rule.bounds is not None
    stuck = held and np.where(direction > 0, rule.at_ceiling(seats), rule.at_floor(seats))
    np.add(seats, np.maximum(direction, 0), out=quotients)
    rule.signposts(quotients, quotients)
    np.divide(votes, quotients, out=quotients)
    quotients *= direction
    if held:
        np.copyto(quotients, -np.inf, where=stuck)
    moved: Singles = direction / quotients.max(axis=0)
    moved *= 1 + direction * np.float32(_STEP_PAST)
    return moved


class ClearRule:
    """Signposts in float32: ``step * k + offset``, or by a `mean` roots of ``k * (k - 1)``."""

    def __init__(self, rule: LinearRule | MeanRule) -> None:
        self.mean = isinstance(rule, MeanRule)
        step, offset, first = 1, Fraction(-1, 2), Fraction(0)
        if isinstance(rule, LinearRule):
            step, offset = rule.step, Fraction(rule.offset)
            first = step + offset if rule.first is None else rule.first
        unit = 1 if self.mean else first.denominator
        self.step, self.offset = np.float32(step * unit), np.float32(offset * unit)
        self.bias = np.float32((Fraction(step, 2) + offset) * unit)
        self.plain = step == 1 and first == 1 and offset == 0
        self.first = None if first == step + offset > 0 else np.float32(first * unit) or _AT_ONCE
        self.bounds: tuple[Singles, Singles] | None = None

    def within(self, floors: Singles, ceilings: Singles) -> ClearRule:
        """Return the rule with bounds by party and election or for all, below 2**24 or infinite."""
        bounded = copy.copy(self)
        bounded.bounds = floors, ceilings
        return bounded

    def of(self, rows: Rows) -> ClearRule:
        """Return the rule with the bounds of some elections."""
        if self.bounds is None:
            return self
        own = (a if a.shape[1] == 1 else a.take(rows, axis=1) for a in self.bounds)
        return self.within(*own)

    def seats(self, votes: Singles, per_seat: Singles, out: Singles) -> None:
        """Set `out` to the seats whose signposts lie at most at ``votes * per_seat``, in bounds."""
        self.rounded(votes, per_seat, out)
        if self.bounds is not None:
            np.clip(out, *self.bounds, out=out)

    def rounded(self, votes: Singles, per_seat: Singles, out: Singles) -> None:
        """Set `out` to the seats as if there were no bounds."""
        np.multiply(votes, per_seat, out=out)
        reached = None if self.first is None else out >= self.first
        if self.mean:
            np.sqrt(out * out + np.float32(0.25), out=out)
        if not self.plain:
            np.subtract(out, self.offset, out=out)
            np.divide(out, self.step, out=out)
            np.maximum(out, 0 if reached is None else 1, out=out)
        np.floor(out, out=out)
        if reached is not None:
            np.multiply(out, reached, out=out)

    def at_floor(self, seats: Singles) -> Flags | bool:
        """Whether a party cannot lose a seat for its floor."""
        return self.bounds is not None and seats <= self.bounds[0]

    def at_ceiling(self, seats: Singles) -> Flags | bool:
        """Whether a party cannot win a seat for its ceiling."""
        return self.bounds is not None and seats >= self.bounds[1]

    def signposts(self, seats: Singles, out: Singles) -> None:
        """Set `out` to the signposts of these seat numbers, zero for seat number zero."""
        if self.plain:
            if out is not seats:
                np.copyto(out, seats)
            return
        none, one = seats == 0, self.first is not None and seats == 1
        if self.mean:
            np.multiply(seats, seats - 1, out=out)
            np.sqrt(out, out=out)
        else:
            np.multiply(seats, self.step, out=out)
            np.add(out, self.offset, out=out)
        if self.first is not None:
            np.copyto(out, self.first, where=one)
        np.copyto(out, 0, where=none)


def clear_rule(rule: Rule, house_size: int, parties: int) -> ClearRule | None:
    """Return the rule in float32, or None where its signposts would not be exact or positive."""
    most = 2 * house_size + parties + 2
    if isinstance(rule, MeanRule):
        return ClearRule(rule) if rule.power > 1 and most**2 < 2**24 else None
    if not isinstance(rule, LinearRule) or rule.step <= 0:
        return None
    first = rule.signpost(1)
    if not 0 <= first[0] < first[1] * rule.signpost(2)[0]:
        return None
    largest = first[0] + first[1] * (rule.step * most + abs(rule.offset))
    return ClearRule(rule) if largest < 2**24 else None
