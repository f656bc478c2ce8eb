"""How many votes a seat hangs on: fewest votes won, lost or moved that change a result.

In a council the votes are walked from event to event. Between two of them the same lists share a
house of the same size, and the sharing is a plain apportionment with floors and, at the cap, with
claims as ceilings. Where claims are rounded up and there is no cap, one list sets the price all the
time, and every claim only rises or only falls: it is a ratio of two numbers that grow evenly, and
such a ratio never turns.
"""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import attrs
from attrs import frozen

from kkr_allocation.apportionment.exact import Apportionment, apportion
from kkr_allocation.apportionment.rules import DivisorRule, QuotaRule
from kkr_allocation.apportionment.ties import Lot, UnresolvedTieError
from kkr_allocation.composition.compose import Composition, composed
from kkr_allocation.composition.statutes import SizeRule
from kkr_allocation.errors import InfeasibleError, InvalidInputError
from kkr_allocation.results import presented
from kkr_allocation.words import refused

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from kkr_allocation.apportionment.rules import Rule
    from kkr_allocation.composition.basis import Basis
    from kkr_allocation.composition.statutes import Statutes
    from kkr_allocation.presentation.what_if import Margins

_Shared = TypeVar("_Shared")


@frozen
class SeatMargin:
    """The fewest votes that change who gets a seat."""

    source: str  # the list that loses the votes; empty if they are new
    target: str  # the list that wins the votes; empty if they stay at home
    votes: int | None  # None where no number changes anything
    lot: bool  # whether just so many lead to a lot, and only more change a seat for certain
    wins: tuple[str, ...] = ()  # the lists that then have more seats, whatever the lots
    loses: tuple[str, ...] = ()


class _Found(NamedTuple):
    """What a margin has besides its source and target."""

    votes: int | None
    lot: bool
    wins: tuple[str, ...] = ()
    loses: tuple[str, ...] = ()


_NEVER = _Found(None, lot=False)


@frozen
class _Moved:
    """Votes that one list wins, one loses, or that move between two, and the seats they lead to."""

    before: Mapping[str, int]  # the seats before any vote has moved
    result: Callable[..., Apportionment | Composition | None]
    """From votes moved, a list, and whether every lot goes for it; None where there is no result.
    By default lots fall as they come."""
    first: Callable[[Callable[[int], bool], int | None], int | None]
    """From what votes change, and the most there are, to the first number that changes it."""

    def own(self, name: str, sign: int, most: int | None, *, certain: bool = False) -> _Found:
        """Return the votes that bring a list more seats, or with the other sign fewer.

        Those that do so for certain have every lot against the change.
        """
        now = self.before.get(name, 0)

        def changes(moved: int, *, lucky: bool = True) -> bool:
            seats = self._seats(moved, name, lucky=lucky == (sign > 0)).get(name, 0)
            return sign * (seats - now) > 0

        votes = self.first(functools.partial(changes, lucky=not certain), most)
        if votes is None or not changes(votes, lucky=False):
            return _Found(votes, votes is not None)
        return self._exchanged(votes, self.result(votes))

    def between(self, most: int) -> _Found:
        """Return the votes that change any seat."""

        def changes(moved: int) -> bool:
            after = self.result(moved)
            return (after is not None and bool(after.lots)) or _seats_of(after) != self.before

        moved = self.first(changes, most)
        after = None if moved is None else self.result(moved)
        if moved is None or (after is not None and after.lots):
            return _Found(moved, moved is not None)
        return self._exchanged(moved, after)

    def _seats(self, moved: int, name: str, *, lucky: bool) -> Mapping[str, int]:
        return _seats_of(self.result(moved, name, lucky=lucky))

    def _exchanged(self, moved: int, after: Apportionment | Composition | None) -> _Found:
        """Return who wins and who loses a seat by so many votes, whatever the lots."""
        least, most = dict(_seats_of(after)), dict(_seats_of(after))
        if after is not None and after.lots:
            drawn = (name for lot in after.lots for name in lot.claimants)
            for name in dict.fromkeys([*least, *drawn]):
                for bound, lucky in ((least, False), (most, True)):
                    bound[name] = self._seats(moved, name, lucky=lucky).get(name, 0)
        wins = tuple(name for name, seats in least.items() if seats > self.before.get(name, 0))
        loses = tuple(name for name, seats in self.before.items() if most.get(name, 0) < seats)
        return _Found(moved, False, wins, loses)  # noqa: FBT003  (no lot)


def _seats_of(result: Apportionment | Composition | None) -> Mapping[str, int]:
    return {} if result is None else result.seats


def margin(result: Apportionment | Composition) -> Margins:
    """Return the fewest votes that move a seat: new ones, lost ones, and for each pair of lists.

    How close was it, and who would have needed whose votes?

    Parameters
    ----------
    result : Apportionment or Composition
        The seats, with their alliances, floors and caps, or the council with its mayors,
        threshold, size rule and cap. Not one that a lot decided: there the margin is a single vote.

    Returns
    -------
    pandas.DataFrame
        One row a change, with the columns ``from``, ``to``, ``votes``, ``lot``, ``wins`` and
        ``loses``. With ``from`` empty, the votes that ``to`` needs more for its next seat; with
        ``to`` empty, those that ``from`` can lose before it loses a seat; with both, those that
        moved from one to the other change any list's seats. ``lot`` is true where just so many
        votes lead to a lot. ``wins`` and ``loses`` name the lists that then have more seats or
        fewer; they are empty after a lot. ``votes`` is missing where no number of votes does it.
        The lists of a council are those of ``result.votes``: a co-operation is one list.
        ``.closest()`` keeps the smallest rows, one a seat.

    Raises
    ------
    InvalidInputError
        If it is no apportionment and no council, or was decided by lot; if it was shared by
        `LARGEST_REMAINDER_DROOP`, or with alliances by any quota rule, where a list can lose a
        seat by winning votes, or with floors or caps of several lists, as in every council,
        where votes moved between two of them can move a seat between two others, and back.

    Notes
    -----
    All in integers. A list's seats never fall when it wins votes and the others keep theirs: its
    quotients rise, and inside an alliance the alliance's do too. When votes move between two
    lists, the seats of the one never rise, those of the other never fall, and if neither they
    nor the alliances around them change, nothing does. So the fewest votes are found by halving,
    with ``O(P**2 * log V)`` apportionments for ``P`` lists and ``V`` votes. The quota ``V / h``
    moves by ``1 / h`` with a vote, and so a list's remainder after ``k < h`` quotas still rises;
    a whole quota jumps by 1, and a list can fall.

    In a council a vote won or lost moves the threshold too; mayors stay as they are. Lists become
    eligible, the price of a seat moves and the house grows or shrinks with the votes, so one vote
    more can cost a seat, the list's own too. These events are inequalities in the number of votes,
    linear or, for Huntington-Hill, between squares. They are walked one by one, and the votes up
    to the next are halved as above. So the number is the first; with still more votes the seats
    can turn again. Where no council can be composed, no list has a seat. With a cap of ``c``
    members there are at most ``O(P * c)`` events as long as the same list sets the price.

    Examples
    --------
    An invented council: 48 votes more bring E a lot for its first seat.

    >>> import kkr_allocation as kkr
    >>> result = kkr.apportion({"A": 400, "B": 330, "C": 170, "D": 99, "E": 51}, 9)
    >>> kkr.margin(result).iloc[[4, 8, 14]]
       from to  votes    lot wins loses
    4        E     48   True
    8     D        14   True
    14    B  A     57  False    A     B
    """
    if not isinstance(result, Apportionment | Composition):
        raise refused("scenarios.no_margins_of", result=result)
    if result.lots:
        raise refused("scenarios.decided_by_lot", lots=len(result.lots))
    if isinstance(result, Apportionment) and (result.threshold or result.unit > 1):
        raise refused("scenarios.margin_below_threshold")
    frame: Margins = presented("what_if", "margins", list(map(attrs.astuple, _margins(result))))
    return frame


def _margins(result: Apportionment | Composition) -> Iterator[SeatMargin]:
    """Yield the margins of new votes, of lost votes, and of votes moved between two lists.

    Lists that can never be eligible matter only as votes cast: their votes move to another list
    as if they came from nowhere, and each pair of such lists is the same as any other.
    """
    standing, _, moved = _movements(result, between=True)
    yield from own_margins(result)
    votes = result.votes
    reserve = {"": max((own for name, own in votes.items() if name not in standing), default=0)}
    reserve |= votes

    @functools.cache
    def found_between(source: str, target: str) -> _Found:
        return moved(source, target, 0).between(reserve[source]) if source or target else _NEVER

    for source, target in itertools.permutations(votes, 2):
        found = found_between(*(name if name in standing else "" for name in (source, target)))
        reached = found.votes is not None and found.votes <= votes[source]
        yield SeatMargin(source, target, *(found if reached else _NEVER))


def own_margins(
    result: Apportionment | Composition, *, certain: bool = False
) -> Iterator[SeatMargin]:
    """Yield the margins of new votes, then of lost votes; unsteady rules are refused.

    Certain ones leave nothing to a lot: they are the votes that win, where fewer only draw.
    """
    standing, inside, moved = _movements(result, between=False)
    for name in result.votes:
        new = moved("", name, 1)
        found = new.own(name, 1, None, certain=certain) if name in standing else _NEVER
        yield SeatMargin("", name, *found)
    for name, votes in result.votes.items():
        lost = moved(name, "", -1)
        found = lost.own(name, -1, votes, certain=certain) if name in inside else _NEVER
        yield SeatMargin(name, "", *found)


def list_margins(result: Apportionment | Composition, name: str) -> Iterator[SeatMargin]:
    """Yield the votes that bring one list a seat more: new ones, and from each other list.

    Last those that it can lose before it loses a seat: its own, whatever moves between others
    before. Votes from others are left out under rules that could take the seat back.
    """
    standing, _, moved = _movements(result, between=False)
    rule, votes = _rule(result), result.votes
    if name in standing:
        yield SeatMargin("", name, *moved("", name, 1).own(name, 1, None))
        for source in votes if not (_bounded(result) and isinstance(rule, QuotaRule)) else ():
            if source != name and votes[source]:
                giver = source if source in standing else ""
                found = moved(giver, name, 0).own(name, 1, votes[source])
                yield SeatMargin(source, name, *found)
    yield SeatMargin(name, "", *moved(name, "", -1).own(name, -1, votes[name]))


def closest_exchange(result: Apportionment) -> int | None:
    """Return the fewest votes that change a seat by moving between two lists; None where none do.

    0 where lots were drawn. A pair is only halved where it beats the fewest found so far.
    """
    if result.lots:
        return 0
    _, _, moved = _movements(result, between=True)
    best: int | None = None
    for source, target in itertools.permutations(result.votes, 2):
        most = result.votes[source] if best is None else min(result.votes[source], best - 1)
        found = moved(source, target, 0).between(most).votes if most else None
        best = best if found is None else found
    return best


def _rule(result: Apportionment | Composition) -> Rule:
    return result.rule if isinstance(result, Apportionment) else result.statutes.rule


def _bounded(result: Apportionment | Composition) -> bool:
    """Say whether several lists have a floor, or several a cap."""
    if isinstance(result, Composition):
        return True  # mayors are floors
    return max(sum(map(bool, result.floors.values())), len(result.caps)) > 1


def _movements(
    result: Apportionment | Composition, *, between: bool
) -> tuple[Collection[str], Collection[str], Callable[[str, str, int], _Moved]]:
    """Return the lists that can win a seat, those that can lose one, and what moves votes.

    Votes move between two lists or are won and lost, each vote one vote cast more, 0 or -1. Rules
    under which halving would go wrong are refused.
    """
    allied = isinstance(result, Apportionment) and bool(result.alliances)
    _refuse_unsteady(_rule(result), allied=allied, bounded=between and _bounded(result))
    if isinstance(result, Apportionment):
        return result.votes, result.votes, functools.partial(_moved, result)
    statutes = result.statutes
    if isinstance(statutes.rule, QuotaRule) and statutes.size_rule is SizeRule.DIVISOR:
        raise refused("scenarios.sized_by_quota", rule=statutes.rule)
    standing = tuple(s.name for s in result.standings if s.entitled and s.in_council)
    mayors = result.basis.pooled(result.basis.mayors)
    kept = [name for name in result.votes if name in standing or mayors[name]]
    basis = attrs.evolve(
        result.basis,
        votes={name: result.votes[name] for name in kept},
        mayors={name: mayors[name] for name in kept},
        cooperations={},
        entitled=standing,
        represented=None,
    )

    def moved(source: str, target: str, cast: int) -> _Moved:
        movement = _Movement(basis, statutes, source, target, cast)
        return _Moved(result.seats, movement.council, movement.first)

    return standing, kept, moved


def _refuse_unsteady(rule: Rule, *, allied: bool, bounded: bool) -> None:
    """Refuse rules under which more votes can undo what fewer have changed.

    `allied` says whether lists pool their votes and share the seats of the pool by the rule again,
    `bounded` whether several lists have a floor, or several a cap. Whole quotas jump; inside an
    alliance one seat more can cost a list a seat under any quota; and two lists can both be at
    their bounds. All three are refused.

    Under Hare's quota, where one of two lists is at a bound, votes moved from the other or to it
    change the quota of the free, and so all their remainders. While it grows, and the seats of the
    two are the same, the others' seats change one way only: a seat with a higher number costs more
    quotas, so that it gives way to one with a lower, and the sum of the numbers falls. So what has
    changed stays changed, until the quota turns. It turns only where the giver leaves its cap and
    the receiver reaches its own, or the receiver leaves its floor and the giver reaches its own.
    With 287, 104, 230, 71 and 214 votes for 5 seats and caps of 1 for the first two, 18 votes from
    the first to the second move a seat from the third to the fourth, and 167 move it back.
    """
    if isinstance(rule, QuotaRule) and (rule.droop or allied or bounded):
        unsteady = "scenarios.unsteady_allied" if allied else "scenarios.unsteady_bounded"
        raise refused("scenarios.unsteady_droop" if rule.droop else unsteady, rule=rule)


def _moved(result: Apportionment, source: str, target: str, _: int) -> _Moved:
    """Return what votes that move do to an apportionment, whoever else votes."""

    def outcome(moved: int, name: str = "", *, lucky: bool = True) -> Apportionment | None:
        moves = {target: moved, source: -moved}
        votes = {party: count + moves.get(party, 0) for party, count in result.votes.items()}
        nested = itertools.chain(*(outer.alliances() for outer in result.alliances))
        around = [alliance.label for alliance in nested if name in alliance.parties()]
        of = functools.partial(apportion, votes, result.house_size, result.rule, caps=result.caps)
        again = functools.partial(of, alliances=result.alliances, floors=result.floors)
        return _drawn(again, [name, *around], lucky=lucky) if any(votes.values()) else None

    enough = sum(result.votes.values()) * (2 * result.house_size + 3) ** 2
    return _Moved(
        result.seats,
        outcome,
        lambda changes, most: _fewest(changes, 1, enough if most is None else most),
    )


def _drawn(
    shared: Callable[..., _Shared], favoured: Collection[str], *, lucky: bool
) -> _Shared | None:
    """Return what is shared, every lot going for those favoured or not; None if it cannot be."""
    lots: list[Lot] = []
    while True:
        try:
            return shared(lots=lots)
        except UnresolvedTieError as error:
            claimants = sorted(error.tie.claimants, key=lambda c: (c in favoured) != lucky)
            lots.append(Lot(claimants, claimants[: error.tie.seats]))
        except (InfeasibleError, InvalidInputError):  # no list is eligible, or no house fits
            return None


def _fewest(changes: Callable[[int], bool], least: int, most: int) -> int | None:
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


# The numbers of moved votes at which the terms of a council change.


class _Line(NamedTuple):
    """A whole number that grows evenly: ``start + slope * moved``."""

    start: int
    slope: int

    def at(self, moved: int) -> int:
        """Return the number when so many votes have moved."""
        return self.start + self.slope * moved

    def excess(self, factor: int, other: _Line, divisor: int) -> _Line:
        """Return ``factor * self - divisor * other``."""
        return _Line(*(factor * a - divisor * b for a, b in zip(self, other, strict=True)))

    def crossing(self, moved: int) -> int | None:
        """Return the first number of votes above `moved` where it passes to below zero or back."""
        inside = self.at(moved) >= 0
        if inside and self.slope < 0:
            return self.start // -self.slope + 1
        return -(self.start // self.slope) if not inside and self.slope > 0 else None


class _Powers(NamedTuple):
    """The difference of two powers of votes, ``factor * first**p - divisor * second**p``."""

    factor: int
    first: _Line
    divisor: int
    second: _Line  # votes that do not move the same way as those of the first
    power: int

    def at(self, moved: int) -> int:
        """Return the difference when so many votes have moved; no list has less than none."""
        first, second = (max(line.at(moved), 0) for line in (self.first, self.second))
        difference: int = self.factor * first**self.power - self.divisor * second**self.power
        return difference

    def crossing(self, moved: int) -> int | None:
        """Return the first number of votes above `moved` where it passes to below zero or back.

        It passes once at most: one power grows or stays, the other falls or stays.
        """
        inside = self.at(moved) >= 0
        votes = abs(self.first.start) + abs(self.second.start)
        most = moved + 1 + votes * (self.factor + self.divisor + 1)
        return _fewest(lambda later: (self.at(later) >= 0) != inside, moved + 1, most)


@frozen
class _Movement:
    """Votes on their way to a list, from a list, or between two, and the council they lead to."""

    basis: Basis  # the figures before, the votes of co-operations under their own names
    statutes: Statutes
    source: str
    target: str  # empty, as the source, where no list of the basis wins or loses
    cast: int  # what happens to all votes with each vote: 1, 0 or -1

    @property
    def total_votes(self) -> _Line:
        """The votes that the threshold is a share of."""
        return _Line(self.basis.total(self.statutes.threshold_base), self.cast)

    def votes(self, name: str) -> _Line:
        """Return the votes of a list."""
        return _Line(self.basis.votes[name], (name == self.target) - (name == self.source))

    def council(self, moved: int, name: str = "", *, lucky: bool = True) -> Composition | None:
        """Return the council, every lot going for a list or not; None where there is none."""
        total = self.total_votes.at(moved)
        votes = {each: self.votes(each).at(moved) for each in self.basis.votes}
        basis = self.basis.with_votes(votes, self.statutes.threshold_base, total)
        again = functools.partial(composed, basis, self.statutes)
        return _drawn(again, [name], lucky=lucky) if total else None

    def first(self, changes: Callable[[int], bool], most: int | None) -> int | None:
        """Return the first number of votes that changes something, walking the events.

        After the last the house stays, and one more seat of it is bounded as in an apportionment.
        """
        start: int | None = 1
        while start is not None and (most is None or start <= most):
            if changes(start):
                return start
            council = self.council(start)
            lines = itertools.chain(self._eligibility(), self._house(start, council))
            crossings = (line.crossing(start) for line in lines)
            event = min((each for each in crossings if each is not None), default=None)
            house = 0 if council is None else council.house_size
            end = start + self.total_votes.at(start) * (2 * house + 3) ** 2
            end = end if event is None else event - 1
            found = _fewest(changes, start + 1, end if most is None else min(end, most))
            if found is not None:
                return found
            start = event
        return None

    def _eligibility(self) -> Iterator[_Line]:
        """Yield what changes its sign when a list reaches the threshold or has its first vote."""
        threshold = self.statutes.threshold
        for name in self.basis.votes:
            votes = self.votes(name)
            yield votes.excess(threshold.denominator, self.total_votes, threshold.numerator)
            yield _Line(votes.start - 1, votes.slope)

    def _house(self, moved: int, council: Composition | None) -> Iterator[_Line | _Powers]:
        """Yield what changes its sign when the mayors require another house."""
        if council is None:
            return
        rule, size_rule = self.statutes.rule, self.statutes.size_rule
        outside = sum(council.mayors[name] for name in council.outsiders)
        house = council.house_size - outside
        posts = {name: council.mayors.get(name, 0) for name in council.eligible}
        if size_rule is SizeRule.ROUND_UP:
            limit = None if council.cap is None else council.cap - outside
            yield from self._claims(posts, council.binding, moved, limit)
        elif size_rule is SizeRule.EXACT_SHARE:
            houses = (house,) if council.capped else (house - 1, house)
            yield from self._shares(posts, houses)
        elif size_rule is SizeRule.DIVISOR and isinstance(rule, DivisorRule):
            yield from self._orders(rule, posts, house, moved)

    def _claims(
        self, posts: Mapping[str, int], binding: Sequence[str], moved: int, limit: int | None
    ) -> Iterator[_Line]:
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
                yield _Line(above.start - 1, above.slope)
                if claim <= limit:
                    yield cheapest.excess(claim, votes, sitting)

    def _shares(self, posts: Mapping[str, int], houses: Sequence[int]) -> Iterator[_Line]:
        """Yield what changes its sign when a list's exact share of a house reaches its mayors."""
        eligible = _Line(*map(sum, zip(*map(self.votes, posts), strict=True)))
        for name, house in itertools.product(posts, houses):
            if posts[name]:
                yield self.votes(name).excess(house, eligible, posts[name])

    def _orders(
        self, rule: DivisorRule, posts: Mapping[str, int], house: int, moved: int
    ) -> Iterator[_Line | _Powers]:
        """Yield what changes its sign when a rival's seat passes the last one a list needs.

        The rival's seats are tried up to the first that stands behind now; beyond the house none
        matters.
        """
        for name, rival in itertools.permutations(posts, 2):
            if not posts[name] or not {name, rival} & {self.source, self.target}:
                continue
            needed, unit = rule.signpost(posts[name])
            ahead, behind = self.votes(rival), self.votes(name)
            for seat in range(1, house + 2):
                divisor, part = rule.signpost(seat)
                line: _Line | _Powers = (
                    ahead.excess(needed * part, behind, divisor * unit)
                    if rule.power == 1
                    else _Powers(needed * part, ahead, divisor * unit, behind, rule.power)
                )
                yield line
                if line.at(moved) < 0:
                    break
