"""How many votes a seat hangs on: fewest votes won, lost or moved that change a result."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, NamedTuple

import attrs
from attrs import frozen

from kkr_allocation.apportionment.exact import Apportionment, apportion
from kkr_allocation.apportionment.rules import QuotaRule
from kkr_allocation.apportionment.ties import Lot, UnresolvedTieError
from kkr_allocation.composition.compose import Composition
from kkr_allocation.composition.statutes import SizeRule
from kkr_allocation.errors import InfeasibleError, InvalidInputError
from kkr_allocation.results import presented
from kkr_allocation.scenarios.movements import (
    Movement,
    SeatMargin,
    exchanged,
    fewest,
    refuse_unsteady,
)
from kkr_allocation.words import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kkr_allocation.composition.basis import Basis
    from kkr_allocation.presentation.what_if import Margins


# How many votes a seat in a council hangs on: walked from event to event.


class _Found(NamedTuple):
    """The fewest votes, whether they lead to a lot, and who wins and loses a seat by them."""

    votes: int | None
    lot: bool
    wins: tuple[str, ...] = ()
    loses: tuple[str, ...] = ()


_NEVER = _Found(None, lot=False)


@frozen
class _Moved:
    """Votes that one list wins, one loses, or that move between two, and the seats they lead to."""

    before: Mapping[str, int]
    """The seats before any vote has moved."""
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
        return _Found(votes, False, *self._exchanged(votes))  # noqa: FBT003  (no lot)

    def between(self, most: int) -> _Found:
        """Return the votes that change any seat."""

        def settled(moved: int) -> Mapping[str, int] | None:
            after = self.result(moved)
            if after is None:
                return {}
            return None if after.lots else after.seats

        moved = self.first(lambda votes: settled(votes) != self.before, most)
        seats = None if moved is None else settled(moved)
        if seats is None:
            return _Found(moved, moved is not None)
        return _Found(moved, False, *exchanged(self.before, seats, seats))  # noqa: FBT003  (no lot)

    def _seats(self, moved: int, name: str = "", *, lucky: bool = True) -> Mapping[str, int]:
        after = self.result(moved, name, lucky=lucky)
        return {} if after is None else after.seats

    def _exchanged(self, moved: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return who wins and who loses a seat by so many votes, whatever the lots."""
        after = self.result(moved)
        least, most = dict(self._seats(moved)), dict(self._seats(moved))
        if after is not None and after.lots:
            drawn = (name for lot in after.lots for name in lot.claimants)
            for name in dict.fromkeys([*least, *drawn]):
                for bound, lucky in ((least, False), (most, True)):
                    bound[name] = self._seats(moved, name, lucky=lucky).get(name, 0)
        return exchanged(self.before, least, most)


def own_margins(result: Composition, *, certain: bool = False) -> Iterator[SeatMargin]:
    """Yield the margins of new votes, then of lost votes; unsteady rules are refused.

    Certain ones leave nothing to a lot: they are the votes that win, where fewer only draw.
    """
    standing, basis, moved = _movements(result)
    for name in result.votes:
        new = moved("", name, 1)
        found = new.own(name, 1, None, certain=certain) if name in standing else _NEVER
        yield SeatMargin("", name, *found)
    for name, votes in result.votes.items():
        lost = moved(name, "", -1)
        inside = name in basis.votes
        found = lost.own(name, -1, votes, certain=certain) if inside else _NEVER
        yield SeatMargin(name, "", *found)


def council_margins(result: Composition) -> Iterator[SeatMargin]:
    """Yield the margins of new votes, of lost votes, and of votes moved between two lists.

    A rule under which halving would go wrong is refused.

    Notes
    -----
    Lists that can never be eligible matter only as votes cast: their votes move to another list
    as if they came from nowhere, and each pair of such lists is the same as any other.
    """
    refuse_unsteady(result.statutes.rule, allied=False, bounded=True)  # mayors are floors
    yield from own_margins(result)
    votes = result.votes
    standing, _, moved = _movements(result)
    reserve = votes | {"": max((votes[name] for name in votes if name not in standing), default=0)}

    @functools.cache
    def found_between(source: str, target: str) -> _Found:
        if not source and not target:
            return _NEVER
        return moved(source, target, 0).between(reserve[source])

    for source, target in itertools.permutations(votes, 2):
        ends = (name if name in standing else "" for name in (source, target))
        found = found_between(*ends)
        reached = found.votes is not None and found.votes <= votes[source]
        yield SeatMargin(source, target, *(found if reached else _NEVER))


def _movements(
    result: Composition,
) -> tuple[tuple[str, ...], Basis, Callable[[str, str, int], _Moved]]:
    """Return the lists that can be eligible, the figures they share, and what moves votes."""
    rule = result.statutes.rule
    refuse_unsteady(rule, allied=False, bounded=False)
    if isinstance(rule, QuotaRule) and result.statutes.size_rule is SizeRule.DIVISOR:
        raise InvalidInputError(**refusal("scenarios.sized_by_quota", rule=rule))
    standing = tuple(s.name for s in result.standings if s.entitled and s.in_council)
    basis = _basis(result, standing)

    def moved(source: str, target: str, cast: int) -> _Moved:
        movement = Movement(basis, result.statutes, source, target, cast)
        return _Moved(result.seats, movement.council, functools.partial(_first, movement))

    return standing, basis, moved


def _basis(result: Composition, standing: tuple[str, ...]) -> Basis:
    """Return the lists that can be eligible or have a mayor, each co-operation as one list."""
    votes, mayors = result.votes, result.basis.pooled(result.basis.mayors)
    kept = [name for name in votes if name in standing or mayors[name]]
    return attrs.evolve(
        result.basis,
        votes={name: votes[name] for name in kept},
        mayors={name: mayors[name] for name in kept},
        cooperations={},
        entitled=standing,
        represented=None,
    )


def _first(movement: Movement, changes: Callable[[int], bool], most: int | None) -> int | None:
    """Return the first number of votes that changes something, walking the events.

    After the last event the house stays, and the votes that win one more seat of it are bounded
    as in a plain apportionment.
    """
    start: int | None = 1
    while start is not None and (most is None or start <= most):
        if changes(start):
            return start
        council = movement.council(start)
        event = movement.next_event(start, council)
        house = 0 if council is None else council.house_size
        end = start + movement.total_votes.at(start) * (2 * house + 3) ** 2
        if event is not None:
            end = event - 1
        if most is not None:
            end = min(end, most)
        found = fewest(changes, start + 1, end)
        if found is not None:
            return found
        start = event
    return None


def margin(result: Apportionment | Composition) -> Margins:
    """Return the fewest votes that move a seat: new ones, lost ones, and for each pair of lists.

    How close was it, and who would have needed whose votes?

    Parameters
    ----------
    result : Apportionment or Composition
        The seats, with their alliances, floors and caps, or the council with its mayors,
        threshold, size rule and cap. Not one that a lot decided: there the margin is a single
        vote, and the result is not only the votes' doing.

    Returns
    -------
    pandas.DataFrame
        One row a change, with the columns ``from``, ``to``, ``votes``, ``lot``, ``wins`` and
        ``loses``. With ``from`` empty, the votes that ``to`` needs more for its next seat; with
        ``to`` empty, those that ``from`` can lose before it loses a seat; with both, those that
        moved from one to the other change any list's seats. ``lot`` is true where just so many
        votes lead to a lot. ``wins`` and ``loses`` name the lists that then have more seats or
        fewer, be it one or several; they are empty after a lot. ``votes`` is missing where no
        number of votes does it. The lists of a council are those of ``result.votes``: a
        co-operation is one list. ``.closest()`` keeps the smallest rows, one a seat.

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
    nor the alliances around them change, nothing does. So the fewest votes are found
    by halving, with ``O(P**2 * log V)`` apportionments for ``P`` lists and ``V`` votes. The
    quota ``V / h`` moves by ``1 / h`` with a vote, and so a list's remainder after ``k < h``
    quotas still rises; a whole quota jumps by 1, and a list can fall.

    In a council a vote won or lost is a vote cast more or fewer, and moves the threshold too;
    mayors stay as they are. Lists become eligible, the price of a seat moves and the house grows
    or shrinks with the votes, so one vote more can cost a seat, the list's own too: where it sets
    the price, a vote makes a seat dearer for all. These events are inequalities in the number of
    votes, linear ones or, for Huntington-Hill, between squares: a list reaches the threshold, a
    list's mayors become the cheapest, a claim passes a whole number. They are walked one by one,
    each found in integers. The council of an event is looked at itself, and the votes up to the
    next are halved as above: the house, its lists and their bounds are the same there. Without a
    cap claims are no events, since each of them only rises or only falls while the price is set
    by the same list. So the number is the first; with still more votes the seats can turn again.
    Where no council can be composed, no list has a seat. With a cap of ``c`` members there are at
    most ``O(P * c)`` events as long as the price is set by the same list.

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
        raise InvalidInputError(**refusal("scenarios.no_margins_of", result=result))
    if result.lots:
        raise InvalidInputError(**refusal("scenarios.decided_by_lot", lots=len(result.lots)))
    if isinstance(result, Apportionment) and (result.threshold or result.unit > 1):
        raise InvalidInputError(**refusal("scenarios.margin_below_threshold"))
    found = council_margins(result) if isinstance(result, Composition) else _margins(result)
    frame: Margins = presented("what_if", "margins", tuple(found))
    return frame


def _margins(result: Apportionment) -> Iterator[SeatMargin]:
    """Yield the margins of new votes, of lost votes, and of votes moved between two lists."""
    refuse_unsteady(result.rule, allied=bool(result.alliances), bounded=_bounded(result))
    votes, moved = result.votes, functools.partial(_moved, result)
    for name in votes:
        yield SeatMargin("", name, *moved("", name).own(name, 1, None))
    for name in votes:
        yield SeatMargin(name, "", *moved(name, "").own(name, -1, votes[name]))
    for source, target in itertools.permutations(votes, 2):
        yield SeatMargin(source, target, *moved(source, target).between(votes[source]))


def _bounded(result: Apportionment) -> bool:
    """Say whether several lists have a floor, or several a cap."""
    return max(sum(map(bool, result.floors.values())), len(result.caps)) > 1


def _moved(result: Apportionment, source: str, target: str, _: int = 0) -> _Moved:
    """Return what votes that move do to an apportionment, whoever else votes."""
    enough = sum(result.votes.values()) * (2 * result.house_size + 3) ** 2
    return _Moved(
        result.seats,
        functools.partial(_shared, result, source, target),
        lambda changes, most: fewest(changes, 1, enough if most is None else most),
    )


def _shared(
    result: Apportionment,
    source: str,
    target: str,
    moved: int,
    name: str = "",
    *,
    lucky: bool = True,
) -> Apportionment | None:
    """Return the apportionment after some votes have moved, every lot going for a list or not.

    None where nobody has votes, or the house cannot be filled.
    """
    votes = {
        party: count + moved * ((party == target) - (party == source))
        for party, count in result.votes.items()
    }
    around = {
        alliance.label
        for outer in result.alliances
        for alliance in outer.alliances()
        if name in alliance.parties()
    }
    lots: list[Lot] = []
    while any(votes.values()):
        try:
            return apportion(
                votes,
                result.house_size,
                result.rule,
                alliances=result.alliances,
                floors=result.floors,
                caps=result.caps,
                lots=lots,
            )
        except UnresolvedTieError as error:
            claimants = sorted(
                error.tie.claimants, key=lambda c: (c == name or c in around) != lucky
            )
            lots.append(Lot(claimants, claimants[: error.tie.seats]))
        except InfeasibleError:
            break
    return None


def list_margins(result: Apportionment | Composition, name: str) -> Iterator[SeatMargin]:
    """Yield the votes that bring one list a seat more: new ones, and from each other list.

    Last those that it can lose before it loses a seat. The seat is the list's own, whatever moves
    between others before: a margin between two is never below that of `margin`. Votes from others
    are left out under rules that could take the seat back.
    """
    rule = result.statutes.rule if isinstance(result, Composition) else result.rule
    if isinstance(result, Composition):
        standing, _, moved = _movements(result)
        bounded = True  # mayors are floors
    else:
        refuse_unsteady(rule, allied=bool(result.alliances), bounded=False)
        standing, moved = tuple(result.votes), functools.partial(_moved, result)
        bounded = _bounded(result)
    votes = result.votes
    if name in standing:
        yield SeatMargin("", name, *moved("", name, 1).own(name, 1, None))
        for source in votes if not (bounded and isinstance(rule, QuotaRule)) else ():
            if source != name and votes[source]:
                giver = source if source in standing else ""
                found = moved(giver, name, 0).own(name, 1, votes[source])
                yield SeatMargin(source, name, *found)
    yield SeatMargin(name, "", *moved(name, "", -1).own(name, -1, votes[name]))


def closest_exchange(result: Apportionment) -> int | None:
    """Return the fewest votes that change a seat when they move from one list to another.

    0 where lots were drawn; None where no votes do it. A pair is only halved where it beats the
    fewest found so far, so that most cost one apportionment.
    """
    if result.lots:
        return 0
    refuse_unsteady(result.rule, allied=bool(result.alliances), bounded=_bounded(result))
    best: int | None = None
    for source, target in itertools.permutations(result.votes, 2):
        most = result.votes[source] if best is None else min(result.votes[source], best - 1)
        found = _moved(result, source, target).between(most).votes if most else None
        best = best if found is None else found
    return best
