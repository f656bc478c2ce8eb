"""Many elections at once: in float32 or float64 where that is proved exact, else one by one."""

from __future__ import annotations

import abc
import copy
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from threading import local
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from kkr_allocation.apportionment.arrays import Columns, leaves
from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.apportionment.rules import DivisorRule, LinearRule, MeanRule, QuotaRule, Rule
from kkr_allocation.apportionment.ties import UnresolvedTieError
from kkr_allocation.errors import InfeasibleError

# Arrays by party and election, or by election.
Singles: TypeAlias = NDArray[np.float32]
Pair: TypeAlias = tuple[Singles, Singles]
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
        # To begin with, remainders above the half are rounded up.
        self.seats += self.free & (2 * (self._claims - whole * self._cost) > self._cost)

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
# `share_close`. How the seats are found does not matter for the proof. Seats are sold: the price of
# a seat is what one vote must count for its party to have it, a signpost divided by the votes.

_NOTHING = np.float32(2.0**-100)
"""Stands for zero votes: no vote at all pays more for its first seat than one for any seat here."""
_STEP_PAST = np.float32(2.0**-21)
"""How far a price moves past that of a seat: more than rounding, less than prices differ."""
# Stands for a signpost of zero: such a seat costs less than all others, but not without votes.
_AT_ONCE = np.float32(2.0**-72)
_WAITS = np.float32(2.0**-70)  # below are only prices by a signpost of zero, in truth all equal
_FAR = np.float32(2.0**100)  # beyond all prices
_NO_CEILING = np.full((1, 1), np.inf, np.float32)
_CAUTION = np.float32(0.4)
"""Of the way that several seats are expected to be: quotients also come in pairs."""
_ROUNDS = 5
_MANY = 2  # seats; where so many are missing in a quarter of a block, all prices move at once
_LEFT = 512  # once one election of so many has seats that do not add up, it is left
_BLOCK, _TURNED = 262_144, 65_536
"""Figures that are shared at once, so many that calls cost little and so few that they stay in the
cache, and figures that are turned from rows to columns at once, of twice the size."""
_HAND_OVER = 4
"""How many times longer blocks are for several threads, who wait for each other between steps."""


_KEPT = local()


def _room(name: str, parties: int, elections: int) -> Singles:
    """Return this thread's (parties, elections) array of a name; what it holds is old.

    Unless it is huge it is kept: fresh memory would cost as much as the arithmetic.
    """
    size = parties * elections
    kept: Singles | None = getattr(_KEPT, name, None)
    if kept is None or len(kept) < size:
        kept = np.empty(size, np.float32)
        if size <= _BLOCK * _HAND_OVER:
            setattr(_KEPT, name, kept)
    return kept[:size].reshape(parties, elections)


def block_length(parties: int, threads: int = 1) -> int:
    """Return how many elections make a block."""
    return max(_BLOCK * (_HAND_OVER if threads > 1 else 1) // parties, 64)


def _parts(elections: int, parties: int) -> list[slice]:
    """Return the parts of a block that are turned one after the other."""
    step = max(_TURNED // parties, 64)
    return [slice(start, start + step) for start in range(0, elections, step)]


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
    votes: Counts,
    house: Integers,
    rule: ClearRule,
    out: Integers,
    *,
    threads: int = 1,
    tree: Columns = (),
    floors: Integers | None = None,
) -> Rows:
    """Write the seats of some blocks of elections to `out` and return the rows left undecided."""
    left = []
    parties = votes.shape[1]
    step = block_length(parties, threads)
    for start in range(0, len(votes), step):
        rows = slice(start, start + step)
        some = votes[rows]
        columns = _room("columns", parties, len(some))
        turned = _parts(len(some), parties)
        for part in turned:
            columns[:, part] = some[part].T
        if columns.min() < 0:  # whoever looks again says where
            return np.arange(len(votes))
        full = house[rows].astype(np.float32)
        least = None if floors is None else floors[rows].T.astype(np.float32)
        if all(isinstance(member, int) for member in tree):
            own = rule if least is None else rule.within(least)
            seats, certain = share_columns(columns, full, own)
        else:
            seats = _room("all_seats", parties, len(some))
            certain = _descend(tree, (columns, least), full, seats, rule)
            certain &= columns.max(axis=0) > 0
        with np.errstate(invalid="ignore"):
            for part in turned:
                np.copyto(out[rows][part], seats[:, part].T, casting="unsafe")
        left.append(start + np.flatnonzero(~certain))
    return np.concatenate(left)


def _descend(
    node: Columns,
    given: tuple[Singles, Singles | None],
    house: Singles,
    out: Singles,
    rule: ClearRule,
) -> Flags:
    """Share among the members of a node and of its alliances; return who is certain."""
    votes, floors = (
        [] if one is None else [sum(one[c] for c in leaves(member)) for member in node]
        for one in given
    )
    own = rule.within(np.stack(floors)) if floors else rule
    shared, certain = share_columns(np.stack(votes), house, own)
    if not floors:
        empty = np.flatnonzero(house == 0)
        shared[:, empty], certain[empty] = 0, True
    for member, seats in zip(node, shared.copy(), strict=True):
        if isinstance(member, int):
            out[member] = seats
        else:
            certain &= _descend(member, given, seats, out, rule)
    return certain


def share_columns(votes: Singles, house: Singles, rule: ClearRule) -> tuple[Singles, Flags]:
    """Return the seats of a block of elections and which of them are certain.

    Votes are by party and election: whole numbers below 2**64, rounded to float32, and written
    over; the bounds of the rule leave the house possible. The seats are in kept memory, good until
    this thread shares the next block.

    Proof. With ``u = 2**-24``, a price computed from exact signposts below 2**24 is the true one
    times three ``1 + d`` with ``|d| <= u`` at most: votes below 2**64 are rounded once, so are
    signposts that are roots or fractions, and the quotient. Let ``inside`` be the highest computed
    price of a seat inside, ``outside`` the lowest of one outside. If
    ``fl(inside * (1 + 16 u)) < outside``, then for the true prices
    ``inside / outside < (1 + u)**3 / ((1 - u)**5 * (1 + 16 u)) < 1``: every seat inside costs less
    than every seat outside, the seats sum to the house, and the answer is unique. Votes pooled of
    ``k`` parties carry ``k`` roundings, for which the gap is ``2 k u`` wider. No votes count as
    2**-100 votes, whose seats cost above the 2**24 that a single vote pays at most: they are never
    the first outside, and one inside is never certain. Nor are elections without votes, or where a
    seat by a signpost of zero is left outside. With bounds a seat of the floor is never the last
    inside, and one above the ceiling never the first outside: others are ordered as before. For
    quotas prices are differences, see `ClearQuota`.
    """
    seats, spare = (_room(name, *votes.shape) for name in ("seats", "spare"))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        # To find: one price for each election, at which the house is sold. What is not settled
        # after so many rounds, ties above all, is not worth more. Nothing of this is in the proof.
        price, pace = rule.start(votes, house)
        _start_inside(votes, house, price, rule, (seats, spare))
        missing = rule.missing(votes, house, price, (seats, spare))
        for _ in range(_ROUNDS):  # of many lists, or very unequal ones, many seats are missing
            if np.count_nonzero(np.abs(missing) > _MANY) * 4 < len(house):
                break
            price += missing * pace
            missing = rule.missing(votes, house, price, (seats, spare))
        rows = rule.sell(votes, house, (price, pace), (seats, spare), missing)
        for _ in range(_ROUNDS):
            if len(rows) * _LEFT <= len(house):
                break
            shape = len(votes), len(rows)
            some, won, room = (_room(name, *shape) for name in ("some", "won", "spare"))
            votes.take(rows, axis=1, out=some, mode="clip")
            at = price.take(rows)
            own, full, paces = rule.of(rows), house.take(rows), pace.take(rows)
            missing = own.missing(some, full, at, (won, room))
            off = own.sell(some, full, (at, paces), (won, room), missing)
            price[rows] = at
            rows = rows.take(off)
        # To prove: the seats that are returned, by the last price inside and the first outside.
        rule.seats(votes, price, seats, spare)
        certain: Flags = seats.sum(axis=0) == house
        certain &= rule.apart(*rule.edges(votes, seats, spare), house) & (pace < np.inf)
    return seats, certain


def _start_inside(
    votes: Singles, house: Singles, price: Singles, rule: ClearRule, room: Pair
) -> None:
    """Move the price to where the parties that no bound holds share what the others leave."""
    (seats, spare), bounds = room, rule.bounds
    for _ in range(2 if bounds is not None else 0):  # then single steps begin
        rule.rounded(votes, price, seats, spare)
        inside = np.clip(seats, *bounds or ())
        # Whose seats are the same with and without bounds is free; the others keep theirs.
        free = inside == seats
        parties = free.sum(axis=0, dtype=np.float32)
        left = house - np.multiply(inside, ~free, out=inside).sum(axis=0)
        total = np.multiply(votes, free, out=inside).sum(axis=0)
        shared = (left * rule.step + parties * rule.bias) / total
        np.copyto(price, shared, where=(total > 0) & (shared > 0))


class ClearRule:
    """Signposts in float32: ``step * k + offset``, or by a `mean` roots of ``k * (k - 1)``."""

    def __init__(self, rule: LinearRule | MeanRule, gap: float) -> None:
        self.mean = isinstance(rule, MeanRule)
        step, offset, first = 1, Fraction(-1, 2), Fraction(1, 2)
        if isinstance(rule, LinearRule):
            step, offset = rule.step, Fraction(rule.offset)
            first = step + offset if rule.first is None else rule.first
        self.gap = np.float32(gap)
        self.step, self.offset = np.float32(step), np.float32(offset)
        self.bias = np.float32(Fraction(step, 2) + offset)
        self.plain = not self.mean and step == first == 1 and offset == 0
        # Where the first signpost is not in step with the others, or they do not begin below 1.
        odd = first != step + offset or not first or offset > 0
        self.first = np.float32(first) or _AT_ONCE if odd else None
        self.early = first < step + offset or offset > 0
        self.bounds: Pair | None = None

    def within(self, floors: Singles, ceilings: Singles = _NO_CEILING) -> ClearRule:
        """Return the rule with bounds by party and election or for all, below 2**24 or infinite."""
        bounded = copy.copy(self)
        bounded.bounds = floors, ceilings
        return bounded

    def of(self, rows: Rows | slice) -> ClearRule:
        """Return the rule with the bounds of some elections."""
        if self.bounds is None:
            return self
        own = (a if a.shape[1] == 1 else a[:, rows] for a in self.bounds)
        return self.within(*own)

    def start(self, votes: Singles, house: Singles) -> Pair:
        """Return prices that sell about the house, and what one seat moves them."""
        total: Singles = votes.sum(axis=0)
        voted_for = np.count_nonzero(votes[:, :64].max(axis=1, initial=0))
        votes += _NOTHING
        pace = self.step / total
        return house * pace + np.float32(voted_for) * self.bias / total, pace

    def missing(self, votes: Singles, house: Singles, price: Singles, room: Pair) -> Singles:
        """Set the first array of `room` to the seats at a price; return how many are missing."""
        self.seats(votes, price, *room)
        missing: Singles = house - room[0].sum(axis=0)
        return missing

    def sell(
        self, votes: Singles, house: Singles, prices: Pair, room: Pair, missing: Singles
    ) -> Rows:
        """Move the price closer to where the house is sold; return where seats are still off."""
        (price, pace), (seats, spare) = prices, room
        # At least past the next seat there, and of several as far as they are expected to be.
        last, coming = self.past(*self.edges(votes, seats, spare), house)
        price += (missing - np.clip(missing, -1, 1)) * _CAUTION * pace
        np.clip(price, coming - (missing <= 0) * _FAR, last + (missing >= 0) * _FAR, out=price)
        return np.flatnonzero(self.missing(votes, house, price, room))

    def seats(self, votes: Singles, price: Singles, out: Singles, spare: Singles) -> None:
        """Set `out` to the seats whose signposts lie at most at ``votes * price``, in bounds."""
        self.rounded(votes, price, out, spare)
        if self.bounds is not None:
            np.clip(out, *self.bounds, out=out)

    def rounded(self, votes: Singles, price: Singles, out: Singles, spare: Singles) -> None:
        """Set `out` to the seats as if there were no bounds."""
        np.multiply(votes, price if self.step == 1 else price / self.step, out=out)
        if self.mean:  # the root of x**2 + 1/4, less 1/2, also where x is small
            np.square(out, out=out)
            root = np.sqrt(np.add(out, np.float32(0.25), out=spare), out=spare)
            np.divide(out, np.add(root, np.float32(0.5), out=spare), out=out)
            np.ceil(out, out=out)
            return
        if self.first is not None:
            reached = np.floor(np.multiply(out, self.step / self.first, out=spare), out=spare)
            np.clip(reached, 0, 1, out=spare)
        if self.offset:
            np.subtract(out, self.offset / self.step, out=out)
        np.floor(out, out=out)
        if self.early:
            np.maximum(out, spare, out=out)
        if self.first is not None:
            np.multiply(out, spare, out=out)

    def edges(self, votes: Singles, seats: Singles, spare: Singles) -> Pair:
        """Return the highest price of a seat inside and the lowest of one outside."""
        np.divide(self.signposts(seats, spare), votes, out=spare)
        if self.bounds is not None:
            np.copyto(spare, 0, where=seats <= self.bounds[0])
        inside = spare.max(axis=0)
        np.add(seats, 1, out=spare)
        signposts = self.signposts(spare, spare)
        np.divide(signposts + _AT_ONCE if self.mean else signposts, votes, out=spare)
        if self.bounds is not None:
            np.copyto(spare, np.inf, where=seats >= self.bounds[1])
        return inside, spare.min(axis=0)

    def apart(self, inside: Singles, outside: Singles, house: Singles) -> Flags:  # noqa: ARG002  (of a quota)
        """Whether these prices are as far apart as the proof asks for."""
        apart: Flags = (inside * (1 + self.gap) < outside) & (outside > _WAITS)
        return apart

    def past(self, inside: Singles, outside: Singles, house: Singles) -> Pair:  # noqa: ARG002  (of a quota)
        """Return the prices just past that of the last seat inside and of the first outside."""
        return inside * (1 - _STEP_PAST), outside * (1 + _STEP_PAST)

    def signposts(self, seats: Singles, out: Singles) -> Singles:
        """Return the signposts of these seat numbers, at most zero for seat number zero."""
        if self.plain:
            return seats
        if self.mean:
            return np.sqrt(np.multiply(seats, seats - 1, out=out), out=out)
        own = None if self.first is None else np.clip(seats, 0, 1) * self.first
        late = (seats - 1) * _FAR if self.early else np.inf
        np.add(np.multiply(seats, self.step, out=out), self.offset, out=out)
        return out if own is None else np.maximum(np.minimum(out, late, out=out), own, out=out)


class ClearQuota(ClearRule):
    """Largest remainders in float32: claims in seats, rounded down after the same is added to all.

    Proof. The house goes to its highest ``claim - k``. A claim is computed from votes rounded once
    (``k`` times if pooled), as often in their sum in float64, from the rounded seats for a vote and
    the product: it is off by at most ``(4 + 2 k) u`` of itself, two of them together by that of the
    house, as they belong to different parties. The differences add six roundings of at most 2. So
    prices that differ by more than ``(16 + 2 k) u * (house + 1)`` are in order. Droop's quota is
    that of the exact sum, below 2**24. Nobody is certain with a whole seat more than the claim:
    so nobody wins without votes, or where the remainders cannot fill the house.
    """

    def __init__(self, rule: QuotaRule, gap: float) -> None:
        self.droop, self.gap, self.bounds = rule.droop, np.float32(gap), None

    def start(self, votes: Singles, house: Singles) -> Pair:
        """Turn votes into claims, and return what to add to begin with and for one seat more."""
        total = votes.sum(axis=0, dtype=np.float64)
        each = 1 / (np.floor(total / (house + 1)) + 1) if self.droop else house / total
        votes *= each.astype(np.float32)
        fits = (total > 0) & (total < 2**24 if self.droop else True)
        pace = np.where(fits, np.float32(1 / len(votes)), np.float32(np.inf))
        return np.float32(0.5) + (house - votes.sum(axis=0)) * pace, pace

    def seats(self, votes: Singles, price: Singles, out: Singles, spare: Singles) -> None:  # noqa: ARG002  (of roots)
        """Set `out` to the claims rounded down, with so much added."""
        np.floor(np.add(votes, price, out=out), out=out)

    def edges(self, votes: Singles, seats: Singles, spare: Singles) -> Pair:
        """Return what the last seat inside needs and the first outside."""
        np.subtract(seats, votes, out=spare)
        return spare.max(axis=0), spare.min(axis=0) + 1

    def apart(self, inside: Singles, outside: Singles, house: Singles) -> Flags:
        """Whether these needs are as far apart as the proof asks for."""
        apart: Flags = (inside + self.gap * (house + 1) < outside) & (inside < 1)
        return apart

    def past(self, inside: Singles, outside: Singles, house: Singles) -> Pair:
        """Return what is just less than the last seat needs, and just more than the first."""
        past = _STEP_PAST * (house + 1)
        return inside - past, outside + past


def clear_rule(
    rule: Rule, house_size: int, parties: int, *, pooled: int = 0, bounded: bool = False
) -> ClearRule | None:
    """Return the rule in float32, or None where its signposts would not be exact or positive."""
    most = 2 * house_size + parties + 2
    gap = 2.0**-24 * (16 + 2 * pooled)
    if isinstance(rule, QuotaRule):
        return None if bounded or gap * most * parties > 1 / 8 else ClearQuota(rule, gap)
    if isinstance(rule, MeanRule):
        return ClearRule(rule, gap) if rule.power > 1 and most**2 < 2**24 else None
    if not isinstance(rule, LinearRule) or rule.step <= 0:
        return None
    first = rule.signpost(1)
    if not 0 <= first[0] < first[1] * rule.signpost(2)[0] or 0 < first[0] << 60 < first[1]:
        return None
    return ClearRule(rule, gap) if rule.step * most + abs(rule.offset) < 2**24 else None
