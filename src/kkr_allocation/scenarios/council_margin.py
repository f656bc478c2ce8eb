"""How many votes a seat in a council hangs on: walked from event to event."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, NamedTuple

from kkr_allocation.apportionment.rules import QuotaRule
from kkr_allocation.composition.basis import Basis
from kkr_allocation.composition.statutes import SizeRule
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.scenarios.seat_margin import SeatMargin, fewest, refuse_unsteady
from kkr_allocation.scenarios.vote_events import Movement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kkr_allocation.composition.compose import Composition

__all__ = ["council_margins", "own_margins"]


class _Found(NamedTuple):
    """The fewest votes, and whether they lead to a lot."""

    votes: int | None
    lot: bool


_NEVER = _Found(None, lot=False)


def own_margins(result: Composition) -> Iterator[SeatMargin]:
    """Yield the margins of new votes, then of lost votes, a list at a time.

    Raises
    ------
    InvalidInputError
        If the council follows a rule under which halving would go wrong.
    """
    standing, movement = _movements(result)
    for name in result.votes:
        found = _more(movement("", name, 1), result) if name in standing else _NEVER
        yield SeatMargin("", name, *found)
    counted = movement("", "", 0).basis.votes
    for name in result.votes:
        found = _fewer(movement(name, "", -1), result) if name in counted else _NEVER
        yield SeatMargin(name, "", *found)


def council_margins(result: Composition) -> Iterator[SeatMargin]:
    """Yield the margins of new votes, of lost votes, and of votes moved between two lists.

    Raises
    ------
    InvalidInputError
        If the council follows a rule under which halving would go wrong.

    Notes
    -----
    Lists that can never be eligible matter only as votes cast: their votes move to another list
    as if they came from nowhere, and each pair of such lists is the same as any other.
    """
    refuse_unsteady(result.statutes.rule, allied=False, bounded=True)  # mayors are floors
    yield from own_margins(result)
    votes = result.votes
    standing, movement = _movements(result)
    reserve = votes | {"": max((votes[name] for name in votes if name not in standing), default=0)}

    @functools.cache
    def moved(source: str, target: str) -> _Found:
        if not source and not target:
            return _NEVER
        return _moved(movement(source, target, 0), result, reserve[source])

    for source, target in itertools.permutations(votes, 2):
        found = moved(source if source in standing else "", target if target in standing else "")
        reached = found.votes is not None and found.votes <= votes[source]
        yield SeatMargin(source, target, *(found if reached else _NEVER))


def _movements(result: Composition) -> tuple[tuple[str, ...], Callable[[str, str, int], Movement]]:
    """Return the lists that can be eligible, and what moves votes between them."""
    rule = result.statutes.rule
    refuse_unsteady(rule, allied=False, bounded=False)
    if isinstance(rule, QuotaRule) and result.statutes.size_rule is SizeRule.DIVISOR:
        raise InvalidInputError(
            f"result has a house sized by {rule}",
            why="a larger house can cost a list a seat under a quota rule, so that no events can "
            "be told at which the house changes",
            do="Compose the council by SizeRule.EXACT_SHARE or by a divisor rule such as "
            "kkr.DHONDT",
        )
    standing = tuple(s.name for s in result.standings if s.entitled and s.in_council)
    return standing, functools.partial(Movement, _basis(result, standing), result.statutes)


def _basis(result: Composition, standing: tuple[str, ...]) -> Basis:
    """Return the lists that can be eligible or have a mayor, each co-operation as one list."""
    votes, mayors = result.votes, result.basis.pooled(result.basis.mayors)
    kept = [name for name in votes if name in standing or mayors[name]]
    return Basis(
        votes={name: votes[name] for name in kept},
        mayors={name: mayors[name] for name in kept},
        municipalities=result.basis.municipalities,
        entitled=standing,
        total_votes=result.basis.total_votes,
    )


def _more(movement: Movement, result: Composition) -> _Found:
    """Return the votes a list needs more for its next seat."""
    name = movement.target
    now = result.seats.get(name, 0)

    def wins(more: int, *, lucky: bool = True) -> bool:
        council = movement.council(more, name, lucky=lucky)
        return council is not None and council.seats.get(name, 0) > now

    needed = _first(movement, wins, None)
    return _Found(needed, needed is not None and not wins(needed, lucky=False))


def _fewer(movement: Movement, result: Composition) -> _Found:
    """Return the votes a list can lose before it loses a seat."""
    name = movement.source
    now = result.seats.get(name, 0)

    def loses(fewer: int, *, lucky: bool = False) -> bool:
        council = movement.council(fewer, name, lucky=lucky)
        return (0 if council is None else council.seats.get(name, 0)) < now

    lost = _first(movement, loses, result.votes[name])
    return _Found(lost, lost is not None and not loses(lost, lucky=True))


def _moved(movement: Movement, result: Composition, most: int) -> _Found:
    """Return the votes that change any seat when they move from one list to another."""

    def changes(moved: int) -> bool:
        council = movement.council(moved)
        if council is None:
            return bool(result.seats)
        return bool(council.lots) or council.seats != result.seats

    moved = _first(movement, changes, most)
    council = None if moved is None else movement.council(moved)
    return _Found(moved, council is not None and bool(council.lots))


def _first(movement: Movement, changes: Callable[[int], bool], most: int | None) -> int | None:
    """Return the first number of votes that changes something, walking the events.

    After the last event the house stays, and the votes that win one more seat of it are bounded
    as in a plain apportionment.
    """
    start: int | None = 1
    while start is not None and (most is None or start <= most):
        council = movement.council(start)
        event = movement.next_event(start, council)
        house = 0 if council is None else council.house_size
        end = start + movement.cast_votes.at(start) * (2 * house + 3) ** 2
        if event is not None:
            end = event - 1
        if most is not None:
            end = min(end, most)
        found = fewest(changes, start, end)
        if found is not None:
            return found
        start = event
    return None
