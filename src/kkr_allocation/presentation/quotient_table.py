"""The quotients of an apportionment as a table, and the cut between those that won and the next."""

from __future__ import annotations

from fractions import Fraction
from math import inf, sqrt
from typing import TYPE_CHECKING

from kkr_allocation.apportionment.rules import DivisorRule, QuotaRule, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from kkr_allocation.apportionment.exact import Apportionment, Round

__all__ = ["as_float", "cut_of", "quota_of", "quotient_of", "quotients"]


def quotients(result: Apportionment) -> pd.DataFrame:
    """Return every quotient up to the first that wins nobody a seat, level by level.

    Columns: `within` (the alliance whose seats are shared, empty for the house), `name` (party
    or alliance), `number` (the seat of that name, from 1), `divisor`, `quotient` (votes over
    divisor; under a quota rule the quotas left after ``number - 1`` seats), `seat` (the order in
    which it was won, missing where it was not) and `won_by` (``"floor"``, ``"quotient"``,
    ``"lot"`` or empty). Quotients are floats for the eye; the order rests on integers.
    """
    import pandas as pd

    rows = [row for level in result.rounds() for row in _rows(result, level)]
    columns = ["within", "name", "number", "divisor", "quotient", "seat", "won_by"]
    return pd.DataFrame(rows, columns=columns).astype({"seat": "Int64"})


def _rows(result: Apportionment, level: Round) -> Iterator[tuple[object, ...]]:
    if not level.house_size or not any(level.votes):
        return
    _, priority = result.rule.contest(level)
    cut, quota = cut_of(result.rule, level), quota_of(result.rule, level)
    won: list[tuple[bool, int, int, int]] = []
    for place, (votes, seats, floor) in enumerate(
        zip(level.votes, level.seats, level.floors, strict=True)
    ):
        won += [(k > floor, -priority(votes, k), place, k) for k in range(1, seats + 1)]
    order = {entry[2:]: number for number, entry in enumerate(sorted(won), start=1)}
    for place, (name, votes) in enumerate(zip(level.names, level.votes, strict=True)):
        for k in range(1, max(level.seats) + 2):
            how = ""
            if k <= level.seats[place]:
                drawn = cut is not None and cut.tied and priority(votes, k) == cut.priority
                how = "floor" if k <= level.floors[place] else "lot" if drawn else "quotient"
            divisor, quotient = quotient_of(result.rule, quota, votes, k)
            yield level.label, name, k, divisor, quotient, order.get((place, k)), how


class Cut:
    """The last seat won and the first not won in one round, by exact priority."""

    def __init__(self, last: tuple[int, int, int], after: tuple[int, int, int]) -> None:
        self.priority, self.last, self.last_seat = last
        _, self.next, self.next_seat = after
        self.tied = last[0] == after[0]


def cut_of(rule: Rule, level: Round) -> Cut | None:
    """Return the cut, or None where floors or caps left nothing to choose."""
    contest, priority = rule.contest(level)
    columns = range(len(level.names))
    inside = [
        (priority(level.votes[i], level.seats[i]), i, level.seats[i])
        for i in columns
        if level.seats[i] > contest.floors[i]
    ]
    outside = [
        (priority(level.votes[i], level.seats[i] + 1), i, level.seats[i] + 1)
        for i in columns
        if level.seats[i] < contest.caps[i]
    ]
    return Cut(min(inside), max(outside)) if inside and outside else None


def quota_of(rule: Rule, level: Round) -> Fraction | None:
    """Return what a seat costs those at no bound, or all where there are no others."""
    if not isinstance(rule, QuotaRule):
        return None
    own = rule.settled(level)[1] if level.house_size and any(level.votes) else None
    return own or rule.quota(sum(level.votes), max(level.house_size, 1))


def quotient_of(rule: Rule, quota: Fraction | None, votes: int, seat: int) -> tuple[float, float]:
    """Return divisor and quotient for the eye; infinity where no float is large enough."""
    if quota is not None:
        return as_float(quota), as_float(votes / quota - (seat - 1))
    assert isinstance(rule, DivisorRule)  # noqa: S101  (the two families are all there is)
    post = Fraction(*rule.signpost(seat))
    quotient = votes**rule.power / post if post else None
    root = sqrt if rule.power == 2 else float  # noqa: PLR2004  (a square, as its name says)
    return root(as_float(post)), inf if quotient is None else root(as_float(quotient))


def as_float(value: Fraction) -> float:
    """Return the nearest float, infinity where none is large enough."""
    try:
        return float(value)
    except OverflowError:
        return inf
