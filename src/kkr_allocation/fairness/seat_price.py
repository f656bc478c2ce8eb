"""What a seat costs where the size of a council is the sum of claims rounded up.

The engine divides by a fraction and rounds it. Here whole numbers are multiplied crosswise: a list
sets the price if no other has fewer votes for each mayor, and a claim is the quotient of two whole
numbers, one more where something is left over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.errors import Bilingual, Count

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Price", "price_of"]


@frozen
class Price:
    """The price of a seat: so many votes for so many mayors.

    Parameters
    ----------
    votes, mayors : int
        Of a list that sets it; a seat costs the one over the other.
    lists : tuple of str
        All lists that have just as many votes for each mayor.
    """

    votes: int
    mayors: int
    lists: tuple[str, ...]

    def bought(self, votes: int) -> int:
        """Return the seats that these votes claim, rounded up."""
        whole, rest = divmod(votes * self.mayors, self.votes)
        return whole + (rest > 0)

    def written(self, votes: int) -> Bilingual:
        """Return a claim in decimals, with dots where they go on, and what it is rounded up to."""
        bought = self.bought(votes)
        hundredths, rest = divmod(100 * votes * self.mayors, self.votes)
        if hundredths == 100 * bought and not rest:
            return Bilingual(str(bought), da=str(bought))
        whole, digits = hundredths // 100, f"{hundredths % 100:02}{'…' if rest else ''}"
        return Bilingual(
            f"{whole}.{digits}, rounded up {bought}", da=f"{whole},{digits}, rundet op {bought}"
        )

    def checked(self, votes: Mapping[str, int]) -> tuple[Bilingual, Bilingual]:
        """Return the lines of a certificate about the price and every claim.

        Parameters
        ----------
        votes : mapping of str to int
            Of the eligible lists.
        """
        names = Bilingual(" and ".join(self.lists), da=" og ".join(self.lists))
        claims = {name: self.written(number) for name, number in votes.items()}
        return (
            Bilingual(
                f"A seat costs {Count(self.votes):vote|votes} over "
                f"{Count(self.mayors):mayor|mayors}, what {names} has for each mayor; no eligible "
                "list has fewer for each of its own.",
                da=f"En plads koster {Count(self.votes):stemme|stemmer} delt med "
                f"{Count(self.mayors):borgmester|borgmestre}, som {names.da} har for hver "
                "borgmester; ingen berettiget liste har færre for hver af sine.",
            ),
            Bilingual(
                "The claims at that price: "
                f"{'; '.join(f'{name} {claim}' for name, claim in claims.items())}.",
                da="Kravene til den pris: "
                f"{'; '.join(f'{name} {claim.da}' for name, claim in claims.items())}.",
            ),
        )


def price_of(votes: Mapping[str, int], mayors: Mapping[str, int]) -> Price | None:
    """Return the price of a seat among the eligible lists; None where none has a mayor.

    Parameters
    ----------
    votes, mayors : mapping of str to int
        Of the eligible lists; every list with mayors has votes.
    """
    sitting = {name: number for name, number in mayors.items() if number}
    lists = tuple(
        name
        for name in sitting
        if all(votes[name] * sitting[p] <= votes[p] * sitting[name] for p in sitting)
    )
    return Price(votes[lists[0]], sitting[lists[0]], lists) if lists else None
