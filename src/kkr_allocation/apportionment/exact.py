"""One election, exactly: `apportion` in Python integers of any size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import asdict, field, frozen

from kkr_allocation.apportionment.alliances import Alliance, Members, alliance_tree
from kkr_allocation.apportionment.bounds import Ballot, parties_of
from kkr_allocation.apportionment.factor import Claims
from kkr_allocation.apportionment.rules import DHONDT, Rule, checked_rule
from kkr_allocation.apportionment.sharing import share
from kkr_allocation.apportionment.ties import Lot, Replay
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.explanations import shortened
from kkr_allocation.inputs import Figures, known_names, whole_number, whole_numbers
from kkr_allocation.read_only import read_only
from kkr_allocation.results import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from kkr_allocation.sources import Source

__all__ = ["Apportionment", "Round", "apportion"]


@frozen
class Round(Claims):
    """One sharing-out of a result: the claims, and the seats of each name.

    Parameters
    ----------
    seats : list of int
        What each name won; they sum to the house.
    """

    seats: list[int]


@frozen(field_transformer=read_only)
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
    bounds_source : Source or None
        What the floors and caps rest on; None where they are a condition of whoever shares.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> board = kkr.apportion({"A": 24062, "V": 18311}, 5)
    >>> board.seats, board.house_size
    ({'A': 3, 'V': 2}, 5)
    """

    votes: dict[str, int] = field(repr=shortened)
    house_size: int
    rule: Rule
    alliances: tuple[Alliance, ...] = field(repr=False)
    floors: dict[str, int] = field(repr=False)
    caps: dict[str, int] = field(repr=False)
    lots: tuple[Lot, ...] = field(repr=False)
    seats: dict[str, int] = field(repr=shortened)
    bounds_source: Source | None = field(default=None, repr=False)

    def rounds(self) -> Iterator[Round]:
        """Yield the house and then each alliance, outer before inner.

        Examples
        --------
        >>> import kkr_allocation as kkr
        >>> result = kkr.apportion({"A": 6, "B": 4, "C": 3}, 4, alliances=[["B", "C"]])
        >>> for level in result.rounds():
        ...     print(level.names, level.votes, level.seats)
        ('A', 'B+C') [6, 7] [2, 2]
        ('B', 'C') [4, 3] [1, 1]
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

    Under a quota rule floors and caps come first: claims are one factor times the votes, whoever is
    at a bound stays there, and what is left goes by whole quotas and largest remainders of the
    others. So a bound is paid by votes, not per head. Cost: one sort.

    Source: kommunal- og regionalvalgloven §§ 80-83 for d'Hondt with alliances.

    Examples
    --------
    KL's board 2022-26 from the municipal votes of 2021 in hundredths of a per cent:

    >>> import kkr_allocation as kkr
    >>> shares = {"A": 2840, "V": 2118, "C": 1524, "F": 761, "Ø": 734, "B": 559, "O": 409}
    >>> kkr.apportion(shares, 17).seats
    {'A': 6, 'V': 5, 'C': 3, 'F': 1, 'Ø': 1, 'B': 1, 'O': 0}
    """
    ballot = Ballot(
        whole_numbers(votes, "votes"),
        whole_numbers(floors, "floors") if floors is not None else {},
        whole_numbers(caps, "caps") if caps is not None else {},
    )
    house = whole_number(house_size, "house_size")
    _check(ballot, house, rule)
    root = alliance_tree(ballot.votes, alliances) if alliances else None
    draws = Replay(lots)
    claims = ballot.claims(root, house)
    seats = dict(zip(claims.names, share(claims, rule, draws), strict=True))
    outer: tuple[Alliance, ...] = ()
    if root is not None:
        outer = tuple(member for member in root.members if isinstance(member, Alliance))
        for alliance in outer:
            _descend(alliance, seats, ballot, rule, draws)
        seats = {party: seats[party] for party in ballot.votes}
    draws.close()
    return Apportionment(
        ballot.votes, house, rule, outer, ballot.floors, ballot.caps, draws.recorded, seats
    )


def _check(ballot: Ballot, house: int, rule: Rule) -> None:
    if not any(ballot.votes.values()):
        raise InvalidInputError(
            Bilingual(
                f"votes has {'no votes at all' if ballot.votes else 'no parties'}",
                da="der er ingen stemmer" if ballot.votes else "der er ingen lister",
            ),
            why=Bilingual(
                "seats are shared by votes, and there are none",
                da="mandater fordeles efter stemmer",
            ),
            do=Bilingual(
                "Check that the right column of votes was read",
                da="Se efter, om det er den rigtige kolonne med stemmer",
            ),
        )
    checked_rule(rule)
    if ballot.floors or ballot.caps:
        known_names(ballot.floors, ballot.votes, "floors")
        known_names(ballot.caps, ballot.votes, "caps")
        ballot.check(house)


def _descend(
    node: Alliance, seats: dict[str, int], ballot: Ballot, rule: Rule, draws: Replay
) -> None:
    """Share the seats an alliance has won among its members, then go down into these."""
    claims = ballot.claims(node, seats.pop(node.label))
    won = zip(claims.names, share(claims, rule, draws), strict=True)
    seats.update(won)
    for member in node.members:
        if isinstance(member, Alliance):
            _descend(member, seats, ballot, rule, draws)
