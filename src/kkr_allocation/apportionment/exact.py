"""One election, exactly: `apportion` in Python integers of any size.

The engine starts near the answer, then gives the next seat to the highest priority or takes back
the lowest until the house is full and no move is left. What remains is the proof: no seat outside
the house has a higher priority than a seat inside. Where the two are equal, there is a tie.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.apportionment.alliances import Alliance, Members, alliance_tree
from kkr_allocation.apportionment.rules import DHONDT, Rule
from kkr_allocation.apportionment.ties import Lot, Replay, Tie
from kkr_allocation.errors import InfeasibleError, InvalidInputError
from kkr_allocation.inputs import Figures, known_names, whole_number, whole_numbers
from kkr_allocation.results import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

__all__ = ["Apportionment", "Round", "apportion"]


@frozen
class Round:
    """One sharing-out: the whole house among alliances and parties, or an alliance's seats.

    Parameters
    ----------
    label : str
        The alliance whose seats are shared; empty for the house.
    names : tuple of str
        Parties and labels of inner alliances.
    votes, seats, floors, caps : tuple of int
        One entry for each name, inner alliances pooled. A cap is never above the seats shared.
    """

    label: str
    names: tuple[str, ...]
    votes: tuple[int, ...]
    seats: tuple[int, ...]
    floors: tuple[int, ...]
    caps: tuple[int, ...]

    @property
    def house_size(self) -> int:
        """The seats shared in this round."""
        return sum(self.seats)


@frozen
class Apportionment(Result):
    """The seats of one election, with all that they follow from.

    Parameters
    ----------
    votes : dict of str to int
        Votes by party.
    house_size : int
        Seats shared out.
    rule : Rule
        The rule of apportionment.
    alliances : tuple of Alliance
        The outer alliances.
    floors, caps : dict of str to int
        The least and the most seats of the parties that have such a bound.
    lots : tuple of Lot
        The draws that decided ties.
    seats : dict of str to int
        The answer, in the order of the votes.
    """

    votes: dict[str, int]
    house_size: int
    rule: Rule
    alliances: tuple[Alliance, ...] = field(repr=False)
    floors: dict[str, int] = field(repr=False)
    caps: dict[str, int] = field(repr=False)
    lots: tuple[Lot, ...] = field(repr=False)
    seats: dict[str, int]

    def rounds(self) -> Iterator[Round]:
        """Yield the house and then each alliance, outer before inner.

        Examples
        --------
        >>> import kkr_allocation as kkr
        >>> result = kkr.apportion({"A": 6, "B": 3, "C": 3}, 4, alliances=[["B", "C"]],
        ...                        lots=[kkr.Lot("BC", "C"), kkr.Lot(("A", "B+C"), ("A",))])
        Traceback (most recent call last):
        ...
        kkr_allocation.errors.InvalidInputError: claimants or winners are 'BC'. one text ...
        """
        tree = _Tree(self.votes, self.floors, self.caps)
        for node in alliance_tree(self.votes, self.alliances).alliances():
            names = tuple(_name(member) for member in node.members)
            seats = tuple(
                sum(self.seats[party] for party in _parties(member)) for member in node.members
            )
            house = sum(seats)
            floors, caps = zip(*(tree.bounds(m, house) for m in node.members), strict=True)
            yield Round(
                node.label,
                names,
                tuple(tree.votes_of(member) for member in node.members),
                seats,
                floors,
                caps,
            )

    def quotients(self) -> pd.DataFrame:
        """Return the whole table of quotients with the seat numbers, as protocols print it."""
        table: pd.DataFrame = self._present("quotients")
        return table


def apportion(
    votes: Figures,
    house_size: int,
    rule: Rule = DHONDT,
    *,
    alliances: Members = (),
    floors: Figures | None = None,
    caps: Figures | None = None,
    lots: Iterable[Lot] = (),
) -> Apportionment:
    """Share the seats of a house among parties by their votes, exactly.

    Who gets how many of these seats, if this rule decides and nothing is left to chance unseen?

    Parameters
    ----------
    votes : mapping of str to int, or pandas Series
        Votes by party.
    house_size : int
        Seats to share, from 0 up.
    rule : Rule
        The rule of apportionment.
    alliances : sequence of sequences of str, or of Alliance
        Lists that pool their votes; sequences inside an alliance are inner alliances.
    floors, caps : mapping of str to int, optional
        Least and most seats of a party. A floor holds whatever the votes; seats beyond a cap
        pass to the next entitled, inside the alliance first.
    lots : iterable of Lot
        Recorded draws for the ties in this election.

    Returns
    -------
    Apportionment
        ``.seats`` has every party in the order of the votes and sums to `house_size`.

    Raises
    ------
    InvalidInputError
        If there are no parties or no votes, a figure is no whole number from zero up, a bound or
        alliance names an unknown party, or a lot belongs to no tie.
    InfeasibleError
        If the floors need more seats than there are, the caps leave some over, a floor is above
        its cap, or the rule cannot fill the house.
    UnresolvedTieError
        If equal priorities compete for the last seats; one tie at a time, the house first.

    Notes
    -----
    Seats are ordered by integer priorities (`Rule.priority`), so equality is exact for votes of
    any size. A party without votes wins no seat beyond its floor. The start is off by few seats
    and each correction costs one look at all parties: about ``O(P * sqrt(P))`` for ``P`` parties.

    Source: kommunal- og regionalvalgloven §§ 80-83 for d'Hondt with alliances.

    Examples
    --------
    KL's board 2022-26 from the municipal votes of 2021 in hundredths of a per cent:

    >>> import kkr_allocation as kkr
    >>> shares = {"A": 2840, "V": 2118, "C": 1524, "F": 761, "Ø": 734, "B": 559, "O": 409}
    >>> kkr.apportion(shares, 17).seats
    {'A': 6, 'V': 5, 'C': 3, 'F': 1, 'Ø': 1, 'B': 1, 'O': 0}
    """
    counted = whole_numbers(votes, "votes")
    house = whole_number(house_size, "house_size")
    if not any(counted.values()):
        raise InvalidInputError(
            f"votes has {'no votes at all' if counted else 'no parties'}",
            why="seats are shared by votes, and there are none",
            do="Check that the right column of votes was read",
        )
    if not isinstance(rule, Rule):
        raise InvalidInputError(
            f"rule is {rule!r}",
            why="a rule is an object that carries its source",
            do="Pass one such as kkr.DHONDT or kkr.SAINTE_LAGUE",
        )
    least = whole_numbers(floors, "floors") if floors is not None else {}
    most = whole_numbers(caps, "caps") if caps is not None else {}
    known_names(least, counted, "floors")
    known_names(most, counted, "caps")
    draws = Replay(lots)
    recorded = draws.recorded
    tree = _Tree(counted, least, most)
    if least or most:
        tree.check(house)
    root = alliance_tree(counted, alliances) if alliances else None
    seats = dict.fromkeys(counted, 0)
    if root is None:
        if least or most:
            bounds = [tree.bounds(party, house) for party in counted]
            low, high = [b[0] for b in bounds], [b[1] for b in bounds]
        else:
            low = [0] * len(counted)
            high = [house if v else 0 for v in counted.values()]
        shared = _share(
            tuple(counted),
            list(counted.values()),
            house,
            rule,
            floors=low,
            caps=high,
            draws=draws,
            label="",
        )
        seats = dict(zip(counted, shared, strict=True))
        outer: tuple[Alliance, ...] = ()
    else:
        _descend(root, house, rule, tree=tree, draws=draws, seats=seats)
        outer = tuple(m for m in root.members if isinstance(m, Alliance))
    draws.close()
    return Apportionment(counted, house, rule, outer, least, most, recorded, seats)


def _name(member: str | Alliance) -> str:
    return member if isinstance(member, str) else member.label


def _parties(member: str | Alliance) -> Iterable[str]:
    return (member,) if isinstance(member, str) else member.parties()


class _Tree:
    """Votes and bounds of a party, or of an alliance as the sum over its parties."""

    def __init__(
        self, votes: Mapping[str, int], floors: Mapping[str, int], caps: Mapping[str, int]
    ) -> None:
        self._votes = votes
        self._floors = floors
        self._caps = caps

    def votes_of(self, member: str | Alliance) -> int:
        return sum(self._votes[party] for party in _parties(member))

    def bounds(self, member: str | Alliance, house: int) -> tuple[int, int]:
        """Floor and cap; without votes no seat beyond the floor."""
        floor = cap = 0
        for party in _parties(member):
            least = self._floors.get(party, 0)
            floor += least
            cap += self._caps.get(party, house) if self._votes[party] else least
        return floor, min(cap, house)

    def check(self, house: int) -> None:
        """Refuse bounds that leave no solution."""
        for party, floor in self._floors.items():
            if floor > self._caps.get(party, floor):
                cap = self._caps[party]
                raise InfeasibleError(
                    f"the floor of {party} is {floor}, its cap {cap}",
                    why="no number of seats is at least the floor and at most the cap",
                    do="Lower the floor or raise the cap",
                    conflict=(f"floor {floor} of {party}", f"cap {cap} of {party}"),
                    relaxation={"caps": {party: floor}},
                )
        bounds = {party: self.bounds(party, house) for party in self._votes}
        needed = sum(self._floors.values())
        if needed > house:
            raise InfeasibleError(
                f"the floors need {needed} seats, the house has {house}",
                why="every party keeps at least its floor",
                do=f"Give the house {needed} seats, or lower the floors by {needed - house}",
                conflict=(
                    f"house size {house}",
                    *(f"floor {n} of {p}" for p, n in self._floors.items() if n),
                ),
                relaxation={"house_size": needed},
            )
        room = sum(cap for _, cap in bounds.values())
        if room < house:
            raise InfeasibleError(
                f"the caps leave room for {room} seats, the house has {house}",
                why="no party exceeds its cap, and a party without votes wins nothing",
                do=f"Give out {room} seats, or raise the caps by {house - room}",
                conflict=(
                    f"house size {house}",
                    *(f"cap {self._caps[p]} of {p}" for p in self._caps),
                ),
                relaxation={"house_size": room},
            )


def _descend(
    node: Alliance,
    house: int,
    rule: Rule,
    *,
    tree: _Tree,
    draws: Replay,
    seats: dict[str, int],
) -> None:
    """Share the seats of a node among its members, then go down into its alliances."""
    bounds = [tree.bounds(member, house) for member in node.members]
    shared = _share(
        tuple(map(_name, node.members)),
        [tree.votes_of(member) for member in node.members],
        house,
        rule,
        floors=[floor for floor, _ in bounds],
        caps=[cap for _, cap in bounds],
        draws=draws,
        label=node.label,
    )
    for member, won in zip(node.members, shared, strict=True):
        if isinstance(member, str):
            seats[member] = won
        elif won:
            _descend(member, won, rule, tree=tree, draws=draws, seats=seats)


def _share(
    names: Sequence[str],
    votes: list[int],
    house: int,
    rule: Rule,
    *,
    floors: list[int],
    caps: list[int],
    draws: Replay,
    label: str,
) -> list[int]:
    """Share one house; see the module's text for the method and its proof."""
    if not house or not any(votes):
        return floors.copy()
    priority = rule.priority(votes, house)
    seats = _start(votes, house, rule, floors, caps)
    ahead = [
        priority(v, s + 1) if s < cap else -inf
        for v, s, cap in zip(votes, seats, caps, strict=True)
    ]
    behind = [
        priority(v, s) if s > floor else inf
        for v, s, floor in zip(votes, seats, floors, strict=True)
    ]

    def move(party: int, step: int) -> None:
        seats[party] = s = seats[party] + step
        v = votes[party]
        ahead[party] = priority(v, s + 1) if s < caps[party] else -inf
        behind[party] = priority(v, s) if s > floors[party] else inf

    missing = house - sum(seats)
    while missing > 0:
        move(ahead.index(max(ahead)), +1)
        missing -= 1
    while missing < 0:
        move(behind.index(min(behind)), -1)
        missing += 1
    while (first_out := max(ahead)) > (last_in := min(behind)):
        move(ahead.index(first_out), +1)
        move(behind.index(last_in), -1)
    if first_out == last_in:
        _resolve(names, seats, ahead, behind, cut=first_out, draws=draws, label=label)
    return seats


def _resolve(
    names: Sequence[str],
    seats: list[int],
    ahead: list[float],
    behind: list[float],
    *,
    cut: float,
    draws: Replay,
    label: str,
) -> None:
    """Take back the tied seats and give them to those who won the lot."""
    holders = [i for i, priority in enumerate(behind) if priority == cut]
    claimants = sorted({*holders, *(i for i, p in enumerate(ahead) if p == cut)})
    for i in holders:
        seats[i] -= 1
    tie = Tie(tuple(names[i] for i in claimants), len(holders), label)
    winners = draws.winners(tie, dict(zip(names, seats, strict=True)))
    for i in claimants:
        seats[i] += names[i] in winners


def _start(
    votes: list[int], house: int, rule: Rule, floors: list[int], caps: list[int]
) -> list[int]:
    """Guess the seats; parties at a bound leave with it, and the rest share what is left."""
    seats = floors.copy()
    free = list(range(len(votes)))
    left = house
    while free and left > 0 and any(votes[i] for i in free):
        guess = dict(zip(free, rule.start([votes[i] for i in free], left), strict=True))
        bound = [i for i in free if not floors[i] <= guess[i] <= caps[i]]
        for i in free:
            seats[i] = min(max(guess[i], floors[i]), caps[i])
        if not bound:
            break
        left -= sum(seats[i] for i in bound)
        free = [i for i in free if floors[i] <= guess[i] <= caps[i]]
    return seats
