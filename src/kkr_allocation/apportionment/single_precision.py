"""The elections that single precision already decides: most of them, several at a glance.

A block of elections is shared in float32, columns contiguous, and each row is certified
by itself: the best quotient that gets no seat lies below the worst that gets one by more than
all rounding errors together. Rows without the certificate are left to `double_precision`.

How the seats are found does not matter for the proof. Each row has one divisor; while its seats
do not add up to the house, the divisor moves just past the next quotient.
"""

from __future__ import annotations

from math import isqrt
from threading import local
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kkr_allocation.apportionment.clear_rules import ClearRule

__all__ = ["Workspace", "block_length", "share_clear", "share_columns"]

_NOTHING = np.float32(2.0**-100)
"""Stands for zero votes: its quotient is below that of one vote for any seat number here."""
_STEP_PAST = 2.0**-21
"""How far the divisor moves past a quotient: more than rounding, less than quotients differ."""
_CLEAR = np.float32(1 + 2.0**-20)
_BLOCK = 98_304
_LOOKS = 2
"""How often the parties that a bound holds are told from the others before single steps begin."""
_HAND_OVER = 4
"""How many times longer blocks are for several threads, who wait for each other between steps."""


class Workspace(local):
    """The working arrays of each thread, written over by block after block.

    Arrays of this size made anew for every step would cost more in fresh pages of memory than
    the arithmetic does.
    """

    def __init__(self) -> None:
        self._kept: dict[str, NDArray[np.float32]] = {}

    def array(self, name: str, parties: int, elections: int) -> NDArray[np.float32]:
        """Return this thread's (parties, elections) array of that name; what it holds is old."""
        size = parties * elections
        kept = self._kept.get(name)
        if kept is None or len(kept) < size:
            kept = self._kept[name] = np.empty(size, np.float32)
        return kept[:size].reshape(parties, elections)


def block_length(parties: int, threads: int = 1) -> int:
    """Return how many elections make a block: one that fits the second-level cache, if alone."""
    return max(_BLOCK * (_HAND_OVER if threads > 1 else 1) // parties, 64)


def share_clear(
    votes: NDArray[np.integer],
    house: NDArray[np.int64],
    rule: ClearRule,
    out: NDArray[np.int64],
    workspace: Workspace,
) -> NDArray[np.intp]:
    """Write the seats of a block of elections to `out` and return the rows left undecided.

    Parameters
    ----------
    votes : (elections, parties) integer array
        From zero up.
    house : (elections,) int64 array
        Seats to share in each election.
    rule : ClearRule
        The signposts.
    out : (elections, parties) int64 array
        The seats. What stands in undecided rows is worth nothing.
    workspace : Workspace
        Where to work.

    Returns
    -------
    array of intp
        Rows for which nothing is proved. All others are right, and have no tie.
    """
    columns = workspace.array("votes", votes.shape[1], len(votes))
    step = block_length(votes.shape[1])
    for start in range(0, len(votes), step):
        columns[:, start : start + step] = votes[start : start + step].T
    seats, certain = share_columns(columns, house.astype(np.float32), rule, workspace)
    with np.errstate(invalid="ignore"):
        np.copyto(out, seats.T, casting="unsafe")
    return np.flatnonzero(~certain)


def share_columns(
    votes: NDArray[np.float32],
    house: NDArray[np.float32],
    rule: ClearRule,
    workspace: Workspace,
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return the seats of a block of elections and which of them are certain.

    Parameters
    ----------
    votes : (parties, elections) float32 array
        Whole numbers below 2**64, rounded to float32. It is written to.
    house : (elections,) float32 array
        Seats to share in each election.
    rule : ClearRule
        The signposts, and the bounds, which leave the house possible.
    workspace : Workspace
        Where to work.

    Returns
    -------
    seats : (parties, elections) float32 array
        Part of the workspace, good until its thread shares the next block.
    certain : (elections,) bool array
        Where it is true the seats are right, and there is no tie.

    Notes
    -----
    Proof. Seats and signposts are integers below 2**24 and so exact. An integer vote count below
    2**64 is rounded once, the quotient a second time: the computed quotient is the true one
    times ``(1 + d)(1 + d')`` with ``|d|, |d'| <= u = 2**-24``. Let ``first_out`` be the largest
    computed quotient of a seat outside and ``last_in`` the smallest of a seat inside. If
    ``fl(first_out * (1 + 16 u)) < last_in``, then for the true quotients
    ``first_out / last_in < (1 + u)**2 / ((1 - u)**3 * (1 + 16 u)) < 1``: the gap of 16 u exceeds
    the five roundings. Then every seat inside has a larger quotient than every seat
    outside, the seats sum to the house, and the answer is unique. A party without votes counts
    as 2**-100 votes: below the quotient ``1 / 2**24`` that a single vote has at least, so it is
    never ahead of a party with votes; rows without any votes are never certain. With bounds a
    seat of the floor is never the last in, and one above the ceiling never the first out: all
    others are ordered by their quotients as before.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        seats = workspace.array("seats", *votes.shape)
        quotients = workspace.array("quotients", *votes.shape)
        total = votes.sum(axis=0)
        standing = np.count_nonzero(votes.max(axis=1, initial=0))
        np.maximum(votes, _NOTHING, out=votes)
        per_seat = (house * rule.step + np.float32(standing) * rule.bias) / total
        if rule.bounds is not None:
            _start_inside(votes, house, per_seat, rule, workspace)
        rule.seats(votes, per_seat, seats)
        _settle(votes, house, per_seat, rule, workspace)
        rule.seats(votes, per_seat, seats)
        rule.signposts(seats, quotients)
        np.divide(votes, quotients, out=quotients)
        np.copyto(quotients, np.inf, where=rule.at_floor(seats))
        last_in = quotients.min(axis=0)
        certain = seats.sum(axis=0) == house
        np.add(seats, 1, out=quotients)
        rule.signposts(quotients, quotients)
        np.divide(votes, quotients, out=quotients)
        np.copyto(quotients, 0, where=rule.at_ceiling(seats))
        first_out = quotients.max(axis=0)
        first_out *= _CLEAR
        certain &= first_out < last_in
        certain &= total > 0
    return seats, certain


def _start_inside(
    votes: NDArray[np.float32],
    house: NDArray[np.float32],
    per_seat: NDArray[np.float32],
    rule: ClearRule,
    workspace: Workspace,
) -> None:
    """Move `per_seat` to where the parties that no bound holds share what the others leave."""
    seats = workspace.array("seats", *votes.shape)
    inside = workspace.array("quotients", *votes.shape)
    for _ in range(_LOOKS):
        rule.rounded(votes, per_seat, seats)
        rule.seats(votes, per_seat, inside)
        free = inside == seats
        parties = free.sum(axis=0, dtype=np.float32)
        np.multiply(inside, ~free, out=inside)
        left = house - inside.sum(axis=0)
        np.multiply(votes, free, out=inside)
        total = inside.sum(axis=0)
        cut = (left * rule.step + parties * rule.bias) / total
        np.copyto(per_seat, cut, where=(total > 0) & (cut > 0))


def _settle(
    votes: NDArray[np.float32],
    house: NDArray[np.float32],
    per_seat: NDArray[np.float32],
    rule: ClearRule,
    workspace: Workspace,
) -> None:
    """Move `per_seat` past one quotient at a time in the rows whose seats do not add up.

    The rounds are few, since the start is off by about the root of a twelfth of the parties;
    what is not settled then, ties above all, is not worth more of them.
    """
    parties = len(votes)
    seats = workspace.array("seats", *votes.shape)
    quotients = workspace.array("quotients", *votes.shape)
    missing = house - seats.sum(axis=0)
    cut = _past_next(votes, np.sign(missing), rule, seats, quotients)
    np.copyto(per_seat, cut, where=missing != 0)
    rule.seats(votes, per_seat, seats)
    missing = house - seats.sum(axis=0)
    rows = off = np.flatnonzero(missing)
    for _ in range(3 + isqrt(parties)):
        if not len(rows):
            break
        some = workspace.array("some votes", parties, len(rows))
        votes.take(rows, axis=1, out=some, mode="clip")
        own = rule.of(rows)
        quotients = workspace.array("quotients", parties, len(rows))
        seats.take(off, axis=1, out=quotients, mode="clip")
        cut = _past_next(some, np.sign(missing[off]), own, quotients, quotients)
        per_seat[rows] = cut
        seats = workspace.array("some seats", parties, len(rows))
        own.seats(some, cut, seats)
        missing = house[rows] - seats.sum(axis=0)
        off = np.flatnonzero(missing)
        rows = rows[off]


def _past_next(
    votes: NDArray[np.float32],
    direction: NDArray[np.float32],
    rule: ClearRule,
    seats: NDArray[np.float32],
    quotients: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Return the seats per vote just past the next quotient: up if `direction` is 1, down if -1."""
    stuck = np.where(direction > 0, rule.at_ceiling(seats), rule.at_floor(seats))
    np.add(seats, np.maximum(direction, 0), out=quotients)
    rule.signposts(quotients, quotients)
    np.divide(votes, quotients, out=quotients)
    quotients *= direction
    np.copyto(quotients, -np.inf, where=stuck)
    cut: NDArray[np.float32] = direction / quotients.max(axis=0)
    cut *= 1 + direction * np.float32(_STEP_PAST)
    return cut
