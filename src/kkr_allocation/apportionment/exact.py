"""One election, exactly: `apportion` in Python integers of any size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import inf, lcm
from typing import TYPE_CHECKING

from attrs import asdict, evolve, field, frozen

from kkr_allocation.apportionment.alliances import Alliance, Member, Members, alliance_tree
from kkr_allocation.apportionment.rules import (
    DHONDT,
    Claims,
    Priority,
    QuotaRule,
    Rule,
    checked_rule,
    exact_number,
    settled,
)
from kkr_allocation.apportionment.ties import Lot, Replay, Tie
from kkr_allocation.explanations import shortened
from kkr_allocation.inputs import Figures, by_name, known_names, one_of, whole_number, whole_numbers
from kkr_allocation.results import Asked, Result, read_only
from kkr_allocation.sources import Source
from kkr_allocation.words import infeasible, refused

if TYPE_CHECKING:
    import pandas as pd


# The engine starts near the answer, then gives the next seat to the highest priority or takes
# back the lowest until the house is full and no move is left. What remains is the proof: no seat
# outside the house has a higher priority than one inside. Where the two are equal, there is a tie.


def share(claims: Claims, rule: Rule, draws: Replay) -> list[int]:
    """Return the seats of each name; ties are decided by recorded lots only."""
    if not claims.house_size or not any(claims.votes):
        return claims.floors.copy()
    contest, priority = rule.contest(claims)
    seats = _start(contest, rule)
    ahead, behind = _climb(seats, contest, priority)
    first_out, last_in = max(ahead), min(behind)
    if first_out == last_in:
        holders = [i for i, p in enumerate(behind) if p == last_in]
        challengers = [i for i, p in enumerate(ahead) if p == first_out]
        for place in holders:
            seats[place] -= 1
        places = sorted(holders + challengers)
        names = claims.names
        tie = Tie(tuple(names[place] for place in places), len(holders), claims.label)
        winners = draws.winners(tie, dict(zip(names, seats, strict=True)))
        for place in places:
            seats[place] += names[place] in winners
    return seats


def _start(claims: Claims, rule: Rule) -> list[int]:
    """Guess the seats: whoever is at a bound by its votes stays there, the rest share by rule."""
    house, voted = claims.house_size, zip(claims.caps, claims.votes, strict=True)
    if not any(claims.floors) and all(cap == house for cap, votes in voted if votes):
        return list(map(min, rule.start(claims.votes, house), claims.caps))
    state = settled(claims)
    free = [v for v, held in zip(claims.votes, state.held, strict=True) if held is None]
    guesses = iter(rule.start(free, state.seats) if free else ())
    return [
        max(floor, min(next(guesses), cap)) if held is None else held
        for held, floor, cap in zip(state.held, claims.floors, claims.caps, strict=True)
    ]


def _climb(seats: list[int], claims: Claims, priority: Priority) -> tuple[list[float], list[float]]:
    """Move seats until no exchange is due; return the worths of each name's next and last seat."""
    held = list(zip(claims.votes, seats, claims.floors, claims.caps, strict=True))
    ahead = [priority(v, s + 1) if s < cap else -inf for v, s, _, cap in held]
    behind = [priority(v, s) if s > floor else inf for v, s, floor, _ in held]
    missing = claims.house_size - sum(seats)
    if not missing and max(ahead) <= min(behind):
        return ahead, behind
    # Heaps of both, of which an entry is out of date, and passed over, once its name has moved.
    highest = [(-worth, place) for place, worth in enumerate(ahead)]
    lowest = [(worth, place) for place, worth in enumerate(behind)]
    heapify(highest)
    heapify(lowest)

    def move(place: int, step: int) -> None:
        seats[place] = s = seats[place] + step
        v = claims.votes[place]
        ahead[place] = priority(v, s + 1) if s < claims.caps[place] else -inf
        behind[place] = priority(v, s) if s > claims.floors[place] else inf
        heappush(highest, (-ahead[place], place))
        heappush(lowest, (behind[place], place))

    def first_outside() -> int:
        while -highest[0][0] != ahead[highest[0][1]]:
            heappop(highest)
        return highest[0][1]

    def last_inside() -> int:
        while lowest[0][0] != behind[lowest[0][1]]:
            heappop(lowest)
        return lowest[0][1]

    while missing or ahead[first_outside()] > behind[last_inside()]:
        if missing >= 0:
            move(first_outside(), +1)
        if missing <= 0:
            move(last_inside(), -1)
        missing -= (missing > 0) - (missing < 0)
    return ahead, behind


@frozen
class Ballot:
    """The parties of one election: votes of all, floors and caps of those that have them."""

    votes: Mapping[str, int]
    floors: Mapping[str, int]
    caps: Mapping[str, int]

    def claims(self, node: Alliance | None, house: int) -> Claims:
        """Return who shares these seats inside a node; None stands for parties all alone."""
        if node is None and not (self.floors or self.caps):  # in a hurry
            votes = list(self.votes.values())
            caps = [house if v else 0 for v in votes]
            return Claims("", tuple(self.votes), votes, [0] * len(votes), caps, house)
        members = tuple(self.votes) if node is None else node.members
        names = tuple(m if isinstance(m, str) else m.label for m in members)
        pooled = [self._pooled(parties_of(member), house) for member in members]
        votes, floors, caps = (list(column) for column in zip(*pooled, strict=True))
        return Claims("" if node is None else node.label, names, votes, floors, caps, house)

    def _pooled(self, parties: tuple[str, ...], house: int) -> tuple[int, int, int]:
        """Return votes, floor and cap of parties together; no votes, no seat above the floor."""
        votes = floor = cap = 0
        for party in parties:
            least = self.floors.get(party, 0)
            votes += self.votes[party]
            floor += least
            cap += self.caps.get(party, house) if self.votes[party] else least
        return votes, floor, min(cap, house)

    def check(self, house: int) -> None:
        """Refuse figures that leave no solution."""
        if not any(self.votes.values()):
            raise refused(f"apportionment.{'no_votes_at_all' if self.votes else 'no_parties'}")
        known_names(self.floors, self.votes, "floors")
        known_names(self.caps, self.votes, "caps")
        if not (self.floors or self.caps):
            return
        for party, floor in self.floors.items():
            if floor > (cap := self.caps.get(party, floor)):
                conflict = f"floor {floor} of {party}", f"cap {cap} of {party}"
                said = {"party": party, "floor": floor, "cap": cap}
                change = {"caps": {party: floor}}
                raise infeasible("apportionment.floor_cap", conflict, change, **said)
        needed = sum(self.floors.values())
        room = sum(
            min(self.caps.get(party, house), house) if votes else self.floors.get(party, 0)
            for party, votes in self.votes.items()
        )
        if needed <= house <= room:
            return
        above = needed > house
        fits = needed if above else room
        named = [f"floor {floor} of {p}" for p, floor in exceeding(self.floors, house).items()]
        if not above:
            named = [f"cap {cap} of {p}" for p, cap in self.caps.items() if self.votes[p]]
        raise infeasible(
            f"apportionment.{'floors_need_house' if above else 'caps_leave_room_house'}",
            (f"house size {house}", *named),
            {"house_size": fits},
            fits=fits,
            house=house,
            more=abs(fits - house),
        )


def _by_size(given: object) -> dict[int, Fraction]:
    """Return shares or votes by the number of lists that they hold for, exactly."""
    each = given if isinstance(given, Mapping) else {1: given}
    return {
        whole_number(lists, "threshold"): exact_number(value, f"threshold[{lists!r}]")
        for lists, value in sorted(each.items())
    }


@frozen(field_transformer=read_only)
class Threshold:
    """The least votes with which a list, or an alliance, takes part in the sharing.

    Parameters
    ----------
    share : Fraction, Decimal, int or str, or mapping of int to these
        The least share of all votes, from 0 to 1: ``"4/100"``. A mapping has it by the number of
        lists in an alliance, ``{1: "5/100", 2: "8/100", 3: "10/100"}``: the last is for more, too.
    votes : int, or mapping of int to int
        The least votes, likewise.
    total : int, optional
        The votes that a share is taken of, such as all valid ones; by default those of all lists.

    Raises
    ------
    InvalidInputError
        If a share is a float, no number or not from 0 to 1, or there is neither a share nor votes.

    Notes
    -----
    An alliance stands together: its lists are below or above with all their votes. Who is below
    keeps its floor, where it has one, and wins nothing else; its votes are left out of quotas.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> votes = {"A": 5000, "B": 4500, "C": 300, "D": 200}
    >>> kkr.apportion(votes, 30, threshold=kkr.Threshold("4/100"), alliances=[["C", "D"]]).seats
    {'A': 15, 'B': 14, 'C': 1, 'D': 0}
    """

    share: Mapping[int, Fraction] = field(factory=dict, converter=_by_size)
    votes: Mapping[int, Fraction] = field(factory=dict, converter=_by_size, kw_only=True)
    total: int | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Refuse a threshold of nothing, and shares that are in per cent."""
        if not self.share and not self.votes:
            raise refused("apportionment.threshold_of_nothing")
        for least in (*self.share.values(), *self.votes.values()):
            if least < 0 or (least > 1 and least in self.share.values()):
                raise refused("apportionment.threshold_least", least=least)
        if self.total is not None:
            whole_number(self.total, "total")

    def least(self, lists: int, total: Fraction) -> Fraction:
        """Return the votes that so many lists need together, of the votes of all lists."""
        share, votes = self.needs(lists)
        return max((total if self.total is None else self.total) * share, votes)

    def needs(self, lists: int) -> tuple[Fraction, Fraction]:
        """Return the share and the votes that so many lists need together."""
        # Of each, that of the largest number not above that of the lists holds, which is the last.
        share, votes = (
            [Fraction(0), *(value for size, value in each.items() if size <= lists)][-1]
            for each in (self.share, self.votes)
        )
        return share, votes


def exceeding(numbers: Mapping[str, int], most: int) -> dict[str, int]:
    """Return the largest of these numbers that together exceed `most`; else all above zero."""
    named: dict[str, int] = {}
    for name, number in sorted(numbers.items(), key=lambda item: -item[1]):
        if number and sum(named.values()) <= most:
            named[name] = number
    return named


def parties_of(member: Member) -> tuple[str, ...]:
    """Return the party, or all parties of the alliance."""
    return (member,) if isinstance(member, str) else tuple(member.parties())


@frozen
class Round(Claims):
    """One sharing-out of a result: the claims, and the seats of each name."""

    seats: list[int]


@frozen(field_transformer=read_only)
class Apportionment(Result, Asked):
    """The seats of one election, with all that they follow from.

    Parameters
    ----------
    votes, seats : dict of str to int
        By party, in the order of the votes.
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
    bounds_source : Source or None
        What the floors and caps rest on; None where they are a condition of whoever shares.
    threshold : Threshold or None
        What a list or an alliance needs to take part; who is below has its floor as cap.
    unit : int
        How many of the votes here make one: 10 where figures with one decimal were passed.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> kkr.apportion({"A": 24062, "V": 18311}, 5).seats
    {'A': 3, 'V': 2}
    """

    votes: Mapping[str, int] = field(repr=shortened)
    house_size: int
    rule: Rule
    alliances: tuple[Alliance, ...] = field(repr=False)
    floors: Mapping[str, int] = field(repr=False)
    caps: Mapping[str, int] = field(repr=False)
    lots: tuple[Lot, ...] = field(repr=False)
    seats: Mapping[str, int] = field(repr=shortened)
    bounds_source: Source | None = field(default=None, repr=False)
    threshold: Threshold | None = field(default=None, repr=False)
    unit: int = field(default=1, repr=False)

    @property
    def below(self) -> dict[str, Fraction]:
        """The lists below the threshold, and the votes that they needed, alone or together."""
        if self.threshold is None:
            return {}
        return _below(self.votes, self.alliances, self.threshold, self.unit)

    def rounds(self) -> Iterator[Round]:
        """Yield the house and then each alliance, outer before inner.

        Examples
        --------
        >>> import kkr_allocation as kkr
        >>> result = kkr.apportion({"A": 6, "B": 4, "C": 3}, 4, alliances=[["B", "C"]])
        >>> [(level.names, level.seats) for level in result.rounds()]
        [(('A', 'B+C'), [2, 2]), (('B', 'C'), [1, 1])]
        """
        ballot = Ballot(self.votes, self.floors, self.caps)
        for node in alliance_tree(self.votes, self.alliances).alliances():
            seats = [sum(self.seats[p] for p in parties_of(member)) for member in node.members]
            claims = ballot.claims(node, sum(seats))
            yield Round(**asdict(claims, recurse=False), seats=seats)

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
    threshold: Threshold | None = None,
    lots: Iterable[Lot] = (),
) -> Apportionment:
    """Share the seats of a house among parties by their votes, exactly.

    Who gets how many of these seats, if this rule decides and nothing is left to chance unseen?

    Parameters
    ----------
    votes : mapping of str to int, or pandas Series
        Votes by party. Also shares and decimals, as Fraction or Decimal: they are counted in the
        largest unit that all of them are multiples of.
    house_size : int
        Seats to share, from 0 up.
    rule : Rule
        The rule of apportionment.
    alliances : sequence of sequences of str, or of Alliance
        Lists that pool their votes; sequences inside an alliance are inner alliances.
    floors, caps : mapping of str to int, optional
        Least and most seats of a party. A floor holds whatever the votes; seats beyond a cap
        pass to the next entitled, inside the alliance first.
    threshold : Threshold, optional
        What a list, or an alliance by the number of its lists, needs to take part.
    lots : iterable of Lot
        Recorded draws for the ties in this election.

    Returns
    -------
    Apportionment
        ``.seats`` has every party in the order of the votes and sums to `house_size`.

    Raises
    ------
    InvalidInputError
        If there are no parties or no votes, a figure is no exact number from zero up, a bound or
        alliance names an unknown party, or a lot belongs to no tie.
    InfeasibleError
        If the bounds do not fit the house or each other, or the rule cannot fill it.
    UnresolvedTieError
        If equal priorities compete for the last seats; one tie at a time, the house first.

    Notes
    -----
    Seats are ordered by integer priorities (`Rule.priority`), so equality is exact for votes of
    any size: ``O(P log P)`` for ``P`` parties. A party without votes wins none beyond its floor.
    Under a quota rule floors and caps come first: claims are one factor times the votes, whoever is
    at a bound stays there, and what is left goes by whole quotas and largest remainders of the
    others. So a bound is paid by votes, not per head.

    Source: kommunal- og regionalvalgloven §§ 80-83 for d'Hondt with alliances.

    Examples
    --------
    KL's board 2022-26 from the municipal votes of 2021 in hundredths of a per cent:

    >>> import kkr_allocation as kkr
    >>> shares = {"A": 2840, "V": 2118, "C": 1524, "F": 761, "Ø": 734, "B": 559, "O": 409}
    >>> kkr.apportion(shares, 17).seats
    {'A': 6, 'V': 5, 'C': 3, 'F': 1, 'Ø': 1, 'B': 1, 'O': 0}
    """
    counted, unit = _in_unit(votes)
    ballot = Ballot(
        counted,
        {} if floors is None else whole_numbers(floors, "floors"),
        {} if caps is None else whole_numbers(caps, "caps"),
    )
    house = whole_number(house_size, "house_size")
    none = isinstance(alliances, tuple | list | None) and not alliances
    root = None if none else alliance_tree(ballot.votes, alliances)
    if threshold is not None:
        one_of(threshold, Threshold, "threshold", made_by='kkr.Threshold("4/100")')
        outside = _below(counted, () if root is None else root.members, threshold, unit)
        if len(outside) == len(counted):
            raise refused("apportionment.threshold_of_nobody")
        kept = {name: ballot.floors.get(name, 0) for name in outside}
        ballot = evolve(ballot, caps={**ballot.caps, **kept})
    if unit > 1 and isinstance(rule, QuotaRule) and rule.droop:
        raise refused("apportionment.droop_of_fractions", unit=unit)
    ballot.check(house)
    checked_rule(rule)
    draws = Replay(lots)
    seats = _shared(root, house, ballot, rule, draws)
    draws.close()
    outer: tuple[Alliance, ...] = ()
    if root is not None:
        outer = tuple(member for member in root.members if isinstance(member, Alliance))
        seats = {party: seats[party] for party in counted}
    bounds = ballot.floors, ballot.caps
    return Apportionment(
        counted, house, rule, outer, *bounds, draws.recorded, seats, threshold=threshold, unit=unit
    )


def _in_unit(votes: Figures) -> tuple[dict[str, int], int]:
    """Return votes as whole numbers of a unit, and how many of it make one vote."""
    if type(votes) is dict and all(type(value) is int for value in votes.values()):
        return whole_numbers(votes, "votes"), 1
    given = by_name(votes, "votes", '{"A": 24062, "V": 18311}')
    exact = {
        name: exact_number(value, f"votes[{name!r}]")
        for name, value in given.items()
        if isinstance(value, Fraction | Decimal)
    }
    unit = lcm(*(value.denominator for value in exact.values()))
    if unit == 1:
        return whole_numbers(votes, "votes"), 1
    scaled = {
        name: unit * (exact.get(name) or whole_number(value, f"votes[{name!r}]"))
        for name, value in given.items()
    }
    return whole_numbers(scaled, "votes"), unit


def _below(
    votes: Mapping[str, int], members: Iterable[Member], threshold: Threshold, unit: int
) -> dict[str, Fraction]:
    """Return who is below, and the votes they needed; lists in no alliance stand alone."""
    alliances = [parties_of(member) for member in members if not isinstance(member, str)]
    joined = {name for group in alliances for name in group}
    total = Fraction(sum(votes.values()), unit)
    needed: dict[str, Fraction] = {}
    for group in (*alliances, *((name,) for name in votes if name not in joined)):
        least = threshold.least(len(group), total)
        if sum(votes[name] for name in group) < least * unit:
            needed |= dict.fromkeys(group, least)
    return {name: needed[name] for name in votes if name in needed}


def _shared(
    node: Alliance | None, house: int, ballot: Ballot, rule: Rule, draws: Replay
) -> dict[str, int]:
    """Share a house among its members, then each alliance's seats among its own."""
    claims = ballot.claims(node, house)
    seats = dict(zip(claims.names, share(claims, rule, draws), strict=True))
    for member in () if node is None else node.members:
        if isinstance(member, Alliance):
            seats |= _shared(member, seats.pop(member.label), ballot, rule, draws)
    return seats
