"""The picking order: the sequence of quotients as turns in which groups choose posts."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
from attrs import field, frozen

from kkr_allocation.appointments.package_table import block_name, block_parties
from kkr_allocation.apportionment.alliances import Alliance, alliance_tree
from kkr_allocation.apportionment.rules import DivisorRule, Rule
from kkr_allocation.apportionment.ties import Lot, Replay, Tie
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.explanations import shortened
from kkr_allocation.read_only import read_only
from kkr_allocation.results import Result

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kkr_allocation.appointments.entitlement import Entitlement

__all__ = ["Change", "PickingOrder", "Turn", "picking_order"]


@frozen
class Turn:
    """One turn.

    Parameters
    ----------
    number : int
        From 1 up.
    party : str
        Who chooses.
    quotient : Fraction or None
        The quotient of the outermost block that earned the turn; None where the rule has none
        that is a fraction.
    note : str
        Empty, or what was agreed: passed or swapped.
    """

    number: int
    party: str
    quotient: Fraction | None
    note: str = ""


@frozen
class Change:
    """A turn that was passed, or two that were swapped.

    Parameters
    ----------
    turn : int
        The turn's number in the order before the change.
    other : int or None
        The number of the turn it was swapped with; None where it was passed.
    """

    turn: int
    other: int | None = None


@frozen(field_transformer=read_only)
class PickingOrder(Result):
    """The turns, and the entitlement they follow from.

    Parameters
    ----------
    turns : tuple of Turn
        As many as there are posts.
    entitlement : Entitlement
        What is shared, over the package.
    lots : tuple of Lot
        The draws that decided equal quotients.
    changes : tuple of Change
        The turns passed and swapped since, in the order it was done.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> order = kkr.picking_order(kkr.entitle([kkr.Forum("Dialogforum", 3)], {"A": 5, "V": 3}))
    >>> [turn.party for turn in order.turns]
    ['A', 'V', 'A']
    >>> order.swapped(2, 3).changes
    (Change(turn=2, other=3),)
    """

    turns: tuple[Turn, ...] = field(repr=shortened)
    entitlement: Entitlement = field(repr=False)
    lots: tuple[Lot, ...] = field(repr=False)
    changes: tuple[Change, ...] = field(default=(), repr=False)

    def passed(self, number: int) -> PickingOrder:
        """Return the order after a list has passed: its turn goes to the end.

        Parameters
        ----------
        number : int
            The turn's number, from 1 up.

        Raises
        ------
        InvalidInputError
            If there is no such turn.
        """
        turn = self._turn(number)
        rest = [t for t in self.turns if t is not turn]
        passed = attrs.evolve(turn, note=f"passed turn {number}")
        return self._changed([*rest, passed], Change(number))

    def swapped(self, first: int, second: int) -> PickingOrder:
        """Return the order after two lists have swapped turns.

        Parameters
        ----------
        first, second : int
            The turns' numbers, from 1 up.

        Raises
        ------
        InvalidInputError
            If both turns are of one list, or there is no such turn.
        """
        one, other = self._turn(first), self._turn(second)
        if one.party == other.party:
            raise InvalidInputError(
                f"turns {first} and {second} are swapped, both of {one.party}",
                why="the order stays the same where a list swaps with itself",
                do="Pass turns of two lists",
            )
        turns = list(self.turns)
        turns[first - 1] = attrs.evolve(other, note=f"swapped with turn {second}")
        turns[second - 1] = attrs.evolve(one, note=f"swapped with turn {first}")
        return self._changed(turns, Change(first, second))

    def _turn(self, number: int) -> Turn:
        if number not in range(1, len(self.turns) + 1):
            raise InvalidInputError(
                f"the turn is {number!r}",
                why=f"there are turns 1 to {len(self.turns)}",
                do="Pass the number that stands in the order",
            )
        return self.turns[number - 1]

    def _changed(self, turns: Iterable[Turn], change: Change) -> PickingOrder:
        return attrs.evolve(
            self,
            turns=tuple(attrs.evolve(t, number=i) for i, t in enumerate(turns, start=1)),
            changes=(*self.changes, change),
        )


class _Node:
    """A party or an alliance on its way through the turns."""

    def __init__(self, member: str | Alliance, entitlement: Entitlement) -> None:
        strengths = entitlement.strengths
        self.name = block_name(member)
        self.parties = block_parties(member)
        self.votes = sum(strengths[p] for p in self.parties)
        self.left = sum(entitlement.shares["package"].seats[p] for p in self.parties)
        self.given = 0
        self.members = (
            ()
            if isinstance(member, str)
            else tuple(_Node(inner, entitlement) for inner in member.members)
        )
        self.priority = (
            entitlement.rule.priority([m.votes for m in self.members], self.left)
            if self.members and self.left
            else None
        )

    def next_party(self, draws: Replay) -> str:
        """Give one turn to the member with the highest priority, down to a party."""
        self.given += 1
        self.left -= 1
        if self.priority is None:
            return self.name
        open_members = [m for m in self.members if m.left]
        claims = [self.priority(m.votes, m.given + 1) for m in open_members]
        first = [m for m, c in zip(open_members, claims, strict=True) if c == max(claims)]
        if len(first) == 1:
            return first[0].next_party(draws)
        tie = Tie(tuple(m.name for m in first), 1, self.name, stake="post")
        winners = draws.winners(tie, {m.name: m.given for m in self.members})
        return next(m for m in first if m.name in winners).next_party(draws)


def picking_order(entitlement: Entitlement, *, lots: Iterable[Lot] = ()) -> PickingOrder:
    """Return the turns in which the groups choose posts, highest quotient first.

    Who chooses first, when the groups pick their posts one by one?

    Parameters
    ----------
    entitlement : Entitlement
        Over the package; agreed deviations are left to passing and swapping.
    lots : iterable of Lot
        Draws for equal quotients, in the order the ties are met. Equal quotients matter here
        even where they do not change how many posts anyone gets.

    Returns
    -------
    PickingOrder
        As many turns as posts; each list has as many as its share of the package.

    Raises
    ------
    InvalidInputError
        If the entitlement is not over the package, or a lot belongs to no tie.
    UnresolvedTieError
        If two lists have the same quotient and no draw is given.

    Notes
    -----
    A turn goes to the block with the highest quotient and inside it to the member with the
    highest, as in the apportionment itself. Used in Danish municipalities; published.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> fora = [kkr.Forum("Sundhedskoordinationsudvalg", 5)]
    >>> order = kkr.picking_order(kkr.entitle(fora, {"A": 25, "V": 14, "C": 11}))
    >>> [(turn.party, str(turn.quotient)) for turn in order.turns]
    [('A', '25'), ('V', '14'), ('A', '25/2'), ('C', '11'), ('A', '25/3')]
    """
    if tuple(entitlement.packages) != ("package",):
        raise InvalidInputError(
            f"the entitlement is over {', '.join(entitlement.packages)}",
            why="turns run through all posts, and these are shared out in parts",
            do='Pass an entitlement over="package"',
        )
    house = sum(forum.posts for forum in entitlement.fora)
    root = _Node(alliance_tree(entitlement.strengths, entitlement.alliances), entitlement)
    blocks = {party: member for member in root.members for party in member.parties}
    draws = Replay(lots)
    turns = []
    for number in range(1, house + 1):
        party = root.next_party(draws)
        block = blocks[party]
        turns.append(Turn(number, party, _quotient(entitlement.rule, block.votes, block.given)))
    draws.close()
    return PickingOrder(tuple(turns), entitlement, draws.recorded)


def _quotient(rule: Rule, votes: int, seat: int) -> Fraction | None:
    if not isinstance(rule, DivisorRule) or rule.power != 1:
        return None
    above, below = rule.signpost(seat)
    return Fraction(votes * below, above) if above else None
