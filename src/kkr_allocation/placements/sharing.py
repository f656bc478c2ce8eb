"""The one door from places to the arithmetic of seats, and its ties in the words of places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.apportionment.ties import Tie, UnresolvedTieError
from kkr_allocation.errors import Count
from kkr_allocation.placements.weights import common_integers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from kkr_allocation.apportionment.exact import Apportionment
    from kkr_allocation.apportionment.rules import Rule
    from kkr_allocation.apportionment.ties import Lot

__all__ = ["WISHES", "PlaceTie", "share_places"]

WISHES = "wishes"
"""The name of the wishes where a tie says within what it stands."""
_WHERE = {("en", WISHES): " within the wishes", ("da", WISHES): " blandt ønskerne"}


@frozen
class PlaceTie(Tie):
    """Equal claims for fewer places than there are claimants.

    Parameters
    ----------
    claimants, seats, within
        As in `Tie`; `within` is the wishes, a year, or the whole of a plan.
    multiple : int
        Each winner gets so many places.
    """

    multiple: int = 1

    def sentence(self, language: str = "en") -> str:
        """Say in one sentence what has to be drawn.

        Examples
        --------
        >>> PlaceTie(("Skive", "Struer"), 1, "2024").sentence()
        'Draw lots between Skive and Struer for 1 place within 2024'
        >>> PlaceTie(("Skive", "Struer", "Lemvig"), 2, multiple=5).sentence("da")
        'Træk lod mellem Skive, Struer og Lemvig om 2 × 5 pladser'
        """
        *first, last = self.claimants
        times = f"{self.seats} × " if self.seats > 1 and self.multiple > 1 else ""
        count = self.multiple if self.multiple > 1 else self.seats
        if language == "da":
            places = f"{times}{Count(count):plads|pladser}"
            inside = f" inden for {self.within}" if self.within else ""
            start = f"Træk lod mellem {', '.join(first)} og {last} om {places}"
        else:
            places = f"{times}{Count(count):place|places}"
            inside = f" within {self.within}" if self.within else ""
            start = f"Draw lots between {', '.join(first)} and {last} for {places}"
        return start + _WHERE.get((language, self.within), inside)

    @property
    def taker(self) -> str:
        """The wishes have lots of their own."""
        return " to kkr.Wishes" if self.within == WISHES else ""


def share_places(
    key: Mapping[str, Fraction],
    total: int,
    rule: Rule,
    *,
    floors: Mapping[str, int] | None = None,
    caps: Mapping[str, int] | None = None,
    lots: Iterable[Lot] = (),
    within: str = "",
    multiple: int = 1,
) -> Apportionment:
    """Share places, or multiples of them, by exact figures.

    Parameters
    ----------
    key : mapping of str to Fraction
        The figures; at least one is above zero.
    total : int
        Multiples to share.
    rule : Rule
        The rule.
    floors, caps : mapping of str to int, optional
        Fewest and most multiples.
    lots : iterable of Lot
        Recorded draws.
    within : str
        What is shared, for a tie; empty for the places as a whole.
    multiple : int
        Places in a multiple, for a tie.

    Returns
    -------
    Apportionment
        Of multiples.

    Raises
    ------
    UnresolvedTieError
        With a `PlaceTie`, and what is certain in places.
    """
    try:
        return apportion(common_integers(key), total, rule, floors=floors, caps=caps, lots=lots)
    except UnresolvedTieError as error:
        tie = PlaceTie(error.tie.claimants, error.tie.seats, within, multiple)
        certain = {place: lot * multiple for place, lot in error.partial.items()}
        raise UnresolvedTieError(tie, certain) from None
