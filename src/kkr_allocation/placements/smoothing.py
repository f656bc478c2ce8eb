"""Several years together: the running sum follows the key, and nobody is rounded down every year.

A municipality with a claim of 2.4 places a year has 2, 2, 3, 2, 3. What it is owed after each year
is its debt: the cumulated claim less the cumulated places, carried into the next year and shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from kkr_allocation.apportionment.rules import LARGEST_REMAINDER
from kkr_allocation.apportionment.ties import Lot, Replay
from kkr_allocation.explanations import shortened
from kkr_allocation.inputs import by_name, whole_number
from kkr_allocation.placements.keys import exact_weights
from kkr_allocation.placements.shares import share_places, with_foresight, yearly_claims
from kkr_allocation.results import Result, read_only
from kkr_allocation.words import refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kkr_allocation.inputs import Figures
    from kkr_allocation.placements.keys import Key

__all__ = ["SmoothedYears", "smooth"]


@frozen(kw_only=True, field_transformer=read_only)
class SmoothedYears(Result):
    """Places of several years, with what every place is owed after each.

    Parameters
    ----------
    totals : dict of str to int
        Places shared each year, in the order of the years.
    keys : dict of str to dict of str to Fraction
        The key of each year.
    known : int
        How many of the first years were shared together, all of them known beforehand.
    lots : tuple of Lot
        The draws that decided ties.
    places : dict of str to dict of str to int
        The answer by year and place; every year sums to its total, and none is negative.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> kkr.smooth({year: (1, {"A": 2, "B": 1}) for year in (2026, 2027, 2028)}).places
    {'2026': {'A': 1, 'B': 0}, '2027': {'A': 0, 'B': 1}, '2028': {'A': 1, 'B': 0}}
    """

    totals: Mapping[str, int] = field(repr=shortened)
    keys: Mapping[str, Mapping[str, Fraction]] = field(repr=False)
    known: int
    lots: tuple[Lot, ...] = field(repr=False)
    places: Mapping[str, Mapping[str, int]] = field(repr=shortened)

    @property
    def claims(self) -> dict[str, dict[str, Fraction]]:
        """The exact claim of each place in each year."""
        return {year: yearly_claims(total, self.keys[year]) for year, total in self.totals.items()}

    @property
    def debt(self) -> dict[str, dict[str, Fraction]]:
        """What each place is owed after each year; negative where it has had more than its claim.

        The debts of a year sum to zero.
        """
        owed = dict.fromkeys(next(iter(self.keys.values())), Fraction(0))
        debts = {}
        for year, claims in self.claims.items():
            owed = {p: owed[p] + claim - self.places[year][p] for p, claim in claims.items()}
            debts[year] = owed
        return debts

    @property
    def largest_debt(self) -> Fraction:
        """The largest debt of any place after any year, either way, in places."""
        return max(abs(owed) for year in self.debt.values() for owed in year.values())

    def next_year(
        self, year: str | int, total: int, key: Key | Figures, *, lots: Iterable[Lot] = ()
    ) -> SmoothedYears:
        """Share one more year, whose figures were not known before, on top of the debts.

        Parameters
        ----------
        year : str or int
            The year, not among those shared.
        total, key, lots
            As in `smooth`; the key has the same places.

        Returns
        -------
        SmoothedYears
            With the year added; the earlier ones stay as they are.

        Raises
        ------
        InvalidInputError
            If the year is there already, the key has other places or no figures, or a draw
            decides nothing.
        UnresolvedTieError
            If equal claims compete for the last places.

        Notes
        -----
        Claims and debts together are shared by largest remainder; a place that has had more
        than both is given none, and then those still owed share what there is in proportion.
        As long as every yearly claim is at least one place, no debt reaches a whole place. Where
        claims are smaller that cannot be promised to anyone who does not know the years to
        come, and the debt is shown, bounded only by what the table says.

        Examples
        --------
        >>> import kkr_allocation as kkr
        >>> years = kkr.smooth({2024: (5, {"Skive": 2, "Struer": 1})})
        >>> years.next_year(2025, 5, {"Skive": 2, "Struer": 1}).places["2025"]
        {'Skive': 4, 'Struer': 1}
        """
        name, shared, draws = str(year), whole_number(total, "total"), Replay(lots)
        first = next(iter(self.keys.values()))
        if name in self.totals:
            raise refused("placements.year_shared", name=name)
        figures = _same_places(name, exact_weights(key, f"key of {name}"), first)
        before = list(self.debt.values())[-1]
        owed = {
            p: max(before[p] + claim, Fraction(0))
            for p, claim in yearly_claims(shared, figures).items()
        }
        if any(owed.values()):
            places = share_places(
                owed, shared, LARGEST_REMAINDER, lots=draws.recorded, within=name
            ).seats
        else:
            draws.close()
            places = dict.fromkeys(first, 0)
        return evolve(
            self,
            totals={**self.totals, name: shared},
            keys={**self.keys, name: figures},
            lots=(*self.lots, *draws.recorded),
            places={**self.places, name: places},
        )


def smooth(
    years: Mapping[str, tuple[int, Key | Figures]] | Mapping[int, tuple[int, Key | Figures]],
    *,
    lots: Iterable[Lot] = (),
) -> SmoothedYears:
    """Share several years known beforehand so that every running sum follows the key.

    How are the places of the next four years shared so that no small municipality is rounded
    down four times?

    Parameters
    ----------
    years : mapping of str or int to pair of int and key
        The total and the key of each year, in order. All keys have the same places.
    lots : iterable of Lot
        Recorded draws, in the order of the ties.

    Returns
    -------
    SmoothedYears
        Every year sums to its total; no place is ever off its cumulated claim by a whole place.

    Raises
    ------
    InvalidInputError
        If there are no years, a figure cannot be used, or a key has other places or only zeros.
    UnresolvedTieError
        If equal claims compete for a place of one year.

    Notes
    -----
    Place ``k`` of a municipality may be given from the first year in which its cumulated claim
    exceeds ``k - 1`` and must be given by the first in which it reaches ``k``. Each year the
    places due are given first, then the largest debts, as long as all that falls due later can
    still be given. There always is such a plan: rounding a sequence of claims within one of
    every running sum is Tijdeman's chairman assignment. Exact; cost
    ``O(years**2 * places)``.

    Source: R. Tijdeman, The chairman assignment problem, Discrete Mathematics 32 (1980).

    Examples
    --------
    Two places a year among three that claim 1.2, 0.4 and 0.4:

    >>> import kkr_allocation as kkr
    >>> key = {"Skive": 30, "Struer": 11, "Lemvig": 9}
    >>> years = kkr.smooth({year: (2, key) for year in range(2022, 2027)})
    >>> for place in key:
    ...     print(place, [shared[place] for shared in years.places.values()])
    Skive [1, 1, 2, 1, 1]
    Struer [1, 0, 0, 1, 0]
    Lemvig [0, 1, 0, 0, 1]
    """
    if not hasattr(years, "items") or not len(years):
        raise refused("placements.no_years", years=years)
    totals: dict[str, int] = {}
    keys: dict[str, dict[str, Fraction]] = {}
    for year, (total, key) in by_name(years, "years", "{2024: (60, key)}").items():
        name = str(year)
        totals[name] = whole_number(total, f"total of {name}")
        figures = exact_weights(key, f"key of {name}")
        keys[name] = _same_places(name, figures, next(iter(keys.values()), figures))
    draws = Replay(lots)
    recorded = draws.recorded
    places = with_foresight(totals, keys, draws)
    draws.close()
    return SmoothedYears(totals=totals, keys=keys, known=len(totals), lots=recorded, places=places)


def _same_places(
    year: str, key: dict[str, Fraction], first: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    """Return the key in the order of the first year's."""
    others = [repr(place) for place in (*first, *key) if (place in first) != (place in key)]
    if others or not any(key.values()):
        raise refused(
            f"placements.{'year_differs' if others else 'year_of_zeros'}",
            year=year,
            others=", ".join(others),
        )
    return {place: key[place] for place in first}
