"""Votes that move, and the numbers of moved votes at which the terms of a council change.

Between two such events the same lists share a house of the same size, and the sharing is a plain
apportionment with floors and, at the cap, with claims as ceilings. Where claims are rounded up and
there is no cap, one list sets the price all the time, and every claim only rises or only falls: it
is a ratio of two numbers that grow evenly, and such a ratio never turns.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

from attrs import frozen

from kkr_allocation.apportionment.rules import DivisorRule, QuotaRule
from kkr_allocation.apportionment.ties import Lot, UnresolvedTieError
from kkr_allocation.composition.compose import composed
from kkr_allocation.composition.statutes import FixedSize, SizeRule
from kkr_allocation.errors import InfeasibleError, InvalidInputError
from kkr_allocation.words import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from kkr_allocation.apportionment.rules import Rule
    from kkr_allocation.composition.basis import Basis
    from kkr_allocation.composition.compose import Composition
    from kkr_allocation.composition.statutes import Statutes


# One margin, and the smallest number that changes something.


@frozen
class SeatMargin:
    """The fewest votes that change who gets a seat."""

    source: str
    """The list that loses the votes; empty if they are new."""
    target: str
    """The list that wins the votes; empty if they stay at home."""
    votes: int | None
    """None where no number changes anything."""
    lot: bool
    """Whether just so many votes lead to a lot, and only more change the seats for certain."""
    wins: tuple[str, ...] = ()
    """The lists that then have more seats; none where the change hangs on a lot, nor any that
    `loses`."""
    loses: tuple[str, ...] = ()


def exchanged(
    before: Mapping[str, int], least: Mapping[str, int], most: Mapping[str, int]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lists that win, and those that lose, whatever the lots.

    `least` and `most` are the seats after the change, every lot going against a list, and for it; a
    list that is not there has none.

    Examples
    --------
    >>> exchanged({"A": 3, "B": 2}, {"A": 2, "C": 1}, {"A": 2, "B": 2, "C": 1})
    (('C',), ('A',))
    """
    wins = tuple(name for name, seats in least.items() if seats > before.get(name, 0))
    return wins, tuple(name for name, seats in before.items() if most.get(name, 0) < seats)


def fewest(changes: Callable[[int], bool], least: int, most: int) -> int | None:
    """Return the smallest number from `least` to `most` that changes something, None if none does.

    Where a number changes something, so does every larger one up to `most`.
    """
    if most < least or not changes(most):
        return None
    low, high = least - 1, most
    while high - low > 1:
        middle = (low + high) // 2
        if changes(middle):
            high = middle
        else:
            low = middle
    return high


def refuse_unsteady(rule: Rule, *, allied: bool, bounded: bool) -> None:
    """Refuse rules under which more votes can undo what fewer have changed.

    `allied` says whether lists pool their votes and share the seats of the pool by the rule again,
    `bounded` whether several lists have a floor, or several a cap. Whole quotas jump; inside an
    alliance one seat more can cost a list a seat under any quota; and two lists can both be at
    their bounds. All three are refused.

    Notes
    -----
    Under Hare's quota, where one of two lists is at a bound, votes moved from the other or to it
    change the quota of the free, and so all their remainders. While it grows, and the seats of the
    two are the same, the others' seats change one way only: a seat with a higher number costs more
    quotas, so that it gives way to one with a lower, and the sum of the numbers falls. So what has
    changed stays changed, until the quota turns. It turns only where the giver leaves its cap and
    the receiver reaches its own, or the receiver leaves its floor and the giver reaches its own.
    With 287, 104, 230, 71 and 214 votes for 5 seats and caps of 1 for the first two, 18 votes from
    the first to the second move a seat from the third to the fourth, and 167 move it back.
    """
    if not isinstance(rule, QuotaRule) or not (rule.droop or allied or bounded):
        return
    unsteady = "scenarios.unsteady_allied" if allied else "scenarios.unsteady_bounded"
    raise InvalidInputError(
        **refusal("scenarios.unsteady_droop" if rule.droop else unsteady, rule=rule)
    )


class Line(NamedTuple):
    """A whole number that grows evenly: ``start + slope * moved``."""

    start: int
    slope: int

    def at(self, moved: int) -> int:
        """Return the number when so many votes have moved."""
        return self.start + self.slope * moved

    def excess(self, factor: int, other: Line, divisor: int) -> Line:
        """Return ``factor * self - divisor * other``."""
        return Line(
            factor * self.start - divisor * other.start,
            factor * self.slope - divisor * other.slope,
        )

    def crossing(self, moved: int) -> int | None:
        """Return the first number of votes above `moved` where it passes to below zero or back.

        Examples
        --------
        >>> Line(10, -3).crossing(0), Line(-10, 3).crossing(0), Line(10, 3).crossing(0)
        (4, 4, None)
        """
        inside = self.at(moved) >= 0
        if inside and self.slope < 0:
            return self.start // -self.slope + 1
        if not inside and self.slope > 0:
            return -(self.start // self.slope)
        return None


class Powers(NamedTuple):
    """The difference of two powers of votes, ``factor * first**p - divisor * second**p``."""

    factor: int
    first: Line
    divisor: int
    second: Line
    """Votes that do not move the same way as those of the first."""
    power: int

    def at(self, moved: int) -> int:
        """Return the difference when so many votes have moved; no list has less than none."""
        first, second = (max(line.at(moved), 0) for line in (self.first, self.second))
        difference: int = self.factor * first**self.power - self.divisor * second**self.power
        return difference

    def crossing(self, moved: int) -> int | None:
        """Return the first number of votes above `moved` where it passes to below zero or back.

        It passes once at most: one power grows or stays, the other falls or stays.

        Examples
        --------
        >>> Powers(2, Line(10, 1), 1, Line(20, 0), 2).crossing(0)
        5
        """
        inside = self.at(moved) >= 0
        votes = abs(self.first.start) + abs(self.second.start)
        most = moved + 1 + votes * (self.factor + self.divisor + 1)
        return fewest(lambda later: (self.at(later) >= 0) != inside, moved + 1, most)


@frozen
class Movement:
    """Votes on their way to a list, from a list, or between two, and the council they lead to."""

    basis: Basis
    """The figures before, with no co-operations: their votes stand under their own names."""
    statutes: Statutes
    source: str
    target: str
    """Empty, as the source, where no list of the basis wins or loses."""
    cast: int
    """What happens to all votes with each vote: 1, 0 or -1."""

    @property
    def total_votes(self) -> Line:
        """The votes that the threshold is a share of."""
        return Line(self.basis.total(self.statutes.threshold_base), self.cast)

    def votes(self, name: str) -> Line:
        """Return the votes of a list."""
        return Line(self.basis.votes[name], (name == self.target) - (name == self.source))

    def council(self, moved: int, name: str = "", *, lucky: bool = True) -> Composition | None:
        """Return the council, every lot going for a list or not; None where there is none."""
        total = self.total_votes.at(moved)
        votes = {each: self.votes(each).at(moved) for each in self.basis.votes}
        basis = self.basis.with_votes(votes, self.statutes.threshold_base, total)
        lots: list[Lot] = []
        while total:
            try:
                return composed(basis, self.statutes, lots)
            except UnresolvedTieError as error:
                claimants = sorted(error.tie.claimants, key=lambda c: (c == name) != lucky)
                lots.append(Lot(claimants, claimants[: error.tie.seats]))
            except (InfeasibleError, InvalidInputError):  # no list is eligible, or no house fits
                return None
        return None

    def next_event(self, moved: int, council: Composition | None) -> int | None:
        """Return where the eligible lists or the house may change next, None if nowhere."""
        lines = itertools.chain(self._eligibility(), self._house(moved, council))
        return min(
            (event for line in lines if (event := line.crossing(moved)) is not None), default=None
        )

    def _eligibility(self) -> Iterator[Line]:
        """Yield what changes its sign when a list reaches the threshold or has its first vote."""
        threshold = self.statutes.threshold
        for name in self.basis.votes:
            votes = self.votes(name)
            yield votes.excess(threshold.denominator, self.total_votes, threshold.numerator)
            yield Line(votes.start - 1, votes.slope)

    def _house(self, moved: int, council: Composition | None) -> Iterator[Line | Powers]:
        """Yield what changes its sign when the mayors require another house."""
        if council is None:
            return
        outside = sum(council.mayors[name] for name in council.outsiders)
        house = council.house_size - outside
        posts = {name: council.mayors.get(name, 0) for name in council.eligible}
        if isinstance(self.statutes.size_rule, FixedSize):
            return
        if self.statutes.size_rule is SizeRule.ROUND_UP:
            limit = None if council.cap is None else council.cap - outside
            yield from self._claims(posts, council.binding, moved, limit)
            return
        if self.statutes.size_rule is SizeRule.EXACT_SHARE:
            yield from self._shares(posts, (house,) if council.capped else (house - 1, house))
            return
        rule = self.statutes.rule
        if not isinstance(rule, DivisorRule):
            return
        for name, rival in itertools.permutations(posts, 2):
            if posts[name] and {name, rival} & {self.source, self.target}:
                posted = rule.signpost(posts[name])
                yield from self._order(
                    rule, name, posted, rival, seats=range(1, house + 2), moved=moved
                )

    def _claims(
        self, posts: Mapping[str, int], binding: Sequence[str], moved: int, limit: int | None
    ) -> Iterator[Line]:
        """Yield what changes its sign when a seat's price is another list's, or a claim changes.

        With ``b`` setting the price list ``p`` claims ``k`` seats as long as its votes times the
        mayors of ``b`` lie above ``k - 1`` times the votes of ``b``, and not above ``k`` times
        them. Beyond the seats that the cap leaves it does not matter how many.
        """
        if not binding:
            return
        cheapest, sitting = self.votes(binding[0]), posts[binding[0]]
        for name, mayors in posts.items():
            votes = self.votes(name)
            yield votes.excess(sitting, cheapest, mayors)
            if limit is not None:
                claim = -(-votes.at(moved) * sitting // cheapest.at(moved))
                above = votes.excess(sitting, cheapest, min(claim - 1, limit))
                yield Line(above.start - 1, above.slope)
                if claim <= limit:
                    yield cheapest.excess(claim, votes, sitting)

    def _shares(self, posts: Mapping[str, int], houses: Sequence[int]) -> Iterator[Line]:
        """Yield what changes its sign when a list's exact share of a house reaches its mayors."""
        lines = [self.votes(name) for name in posts]
        eligible = Line(sum(line.start for line in lines), sum(line.slope for line in lines))
        for name, house in itertools.product(posts, houses):
            if posts[name]:
                yield self.votes(name).excess(house, eligible, posts[name])

    def _order(
        self,
        rule: DivisorRule,
        name: str,
        posted: tuple[int, int],
        rival: str,
        *,
        seats: range,
        moved: int,
    ) -> Iterator[Line | Powers]:
        """Yield what changes its sign when a rival's seat passes the list's last needed one.

        The rival's seats are tried up to the first that stands behind now; beyond the house none
        matters.
        """
        needed, unit = posted
        for seat in seats:
            divisor, part = rule.signpost(seat)
            ahead, behind = self.votes(rival), self.votes(name)
            line: Line | Powers = (
                ahead.excess(needed * part, behind, divisor * unit)
                if rule.power == 1
                else Powers(needed * part, ahead, divisor * unit, behind, rule.power)
            )
            yield line
            if line.at(moved) < 0:
                return
