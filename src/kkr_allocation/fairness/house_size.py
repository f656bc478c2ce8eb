"""How large a house of exact shares or of a rule's own seats must be for the mayors in it.

The engine bisects over whole apportionments. Here a list's mayors require as many seats as there
are quotients at least as large as that of its last mayor, ties included: in a smaller house some
lot could leave that mayor out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.errors import Count, VerificationError
from kkr_allocation.fairness.entries import entry, false
from kkr_allocation.fairness.quotients import at_least, quotients_of

if TYPE_CHECKING:
    from kkr_allocation.fairness.entries import Document

__all__ = ["Mayors"]

_MOST_HOUSES = 1_000
"""Beyond the mayors; no council is a tenth as large."""


@frozen
class Mayors:
    """The mayors of the eligible lists, and what they require of the house.

    Parameters
    ----------
    votes, mayors : dict of str to int
        Of the eligible lists.
    size_rule : str
        ``"EXACT_SHARE"`` or ``"DIVISOR"``.
    rule : mapping
        The rule of apportionment as the document states it.
    """

    votes: dict[str, int]
    mayors: dict[str, int]
    size_rule: str
    rule: Document

    def short(self, house: int) -> set[str]:
        """Return the lists whose mayors exceed what a house of this size gives them."""
        return {name for name, needed in self._required(house).items() if needed > house}

    def smallest(self, limit: int | None) -> int | None:
        """Return the smallest house in which no list is short, None if it is above the limit.

        Raises
        ------
        VerificationError
            If there is no limit and a quota rule never gives every list its mayors, or not in
            any house that could be tried.
        """
        if self.size_rule == "EXACT_SHARE" or entry(self.rule, "type") != "QuotaRule":
            house = max(self._required(1).values(), default=0)
            return house if limit is None or house <= limit else None
        last = max(self._by_share().values(), default=0)
        most = last if limit is None else min(last, limit)
        tried = min(most, sum(self.mayors.values()) + _MOST_HOUSES)
        for house in range(tried + 1):
            if not self.short(house):
                return house
        if most > tried:
            raise false(
                "the size rule has no answer that could be checked",
                why=f"no house up to {Count(tried):seat|seats} gives every list its mayors",
                da="reglen for antallet har intet svar, der kunne efterprøves",
                da_why=f"intet antal op til {Count(tried):plads|pladser} giver hver liste dens "
                "borgmestre",
            )
        if limit is None:
            raise false(
                "the size rule has no answer",
                why="no house gives every list its mayors",
                da="reglen for antallet har intet svar",
                da_why="intet antal pladser giver hver liste dens borgmestre",
            )
        return None

    def _required(self, house: int) -> dict[str, int]:
        """Return the seats that each list's mayors require; a quota depends on the house."""
        if self.size_rule == "EXACT_SHARE":
            return self._by_share()
        sitting = {name: number for name, number in self.mayors.items() if number}
        if not house:
            return sitting
        try:
            quotients = quotients_of(self.rule, list(self.votes.values()), house)
        except VerificationError:
            if entry(self.rule, "type") != "QuotaRule":
                raise
            return dict.fromkeys(sitting, house + 1)  # this quota cannot fill this house
        return {
            name: sum(
                at_least(quotients, votes, quotients(self.votes[name], number))
                for votes in self.votes.values()
                if votes
            )
            for name, number in sitting.items()
        }

    def _by_share(self) -> dict[str, int]:
        total = sum(self.votes.values())
        return {
            name: -(-number * total // self.votes[name])
            for name, number in self.mayors.items()
            if number
        }
