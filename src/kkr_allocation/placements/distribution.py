"""A distribution of training places, with all that it follows from.

The base is shared by the key; wishes, transfers and deductions stand beside it, each kept apart
so that the sum can be followed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.apportionment.exact import Apportionment
from kkr_allocation.explanations import shortened
from kkr_allocation.placements.cut import DivisorInterval, RemainderCut, cut_of
from kkr_allocation.placements.weights import common_integers
from kkr_allocation.read_only import read_only
from kkr_allocation.results import Result

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from kkr_allocation.apportionment.rules import Rule
    from kkr_allocation.apportionment.ties import Lot
    from kkr_allocation.explanations import Language
    from kkr_allocation.inputs import Figures
    from kkr_allocation.placements.agreements import Transfer, Wishes
    from kkr_allocation.placements.comparison import RuleComparison
    from kkr_allocation.placements.limits import Bound, Limits

__all__ = ["Distribution"]


@frozen(kw_only=True, field_transformer=read_only)
class Distribution(Result):
    """The places of each municipality, with all that they follow from.

    Parameters
    ----------
    total : int
        Places shared by the key.
    key : dict of str to Fraction
        The figure of each place, in order.
    rule : Rule
        The rule they were shared by.
    limits : Limits
        Floors, caps, largest change and multiples.
    wishes : Wishes or None
        Extra places asked for.
    transfers : tuple of Transfer
        Places moved by consent.
    deductions : dict of str to int
        Pupils private providers are responsible for.
    lots : tuple of Lot
        The draws that decided ties in the sharing.
    base : dict of str to int
        The places shared by the key; they sum to `total`.
    granted : dict of str to int
        Extra places granted.
    places : dict of str to int
        The answer: base, plus granted, after transfers, less deductions. It sums to
        ``total + sum(granted) - sum(deductions)``.
    title : str
        What is distributed, as the annex is headed; empty for nothing.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> shared = kkr.distribute(5, {"Herning": 300, "Skive": 100})
    >>> shared.places, shared.total
    ({'Herning': 4, 'Skive': 1}, 5)
    """

    total: int
    key: dict[str, Fraction] = field(repr=False)
    rule: Rule
    limits: Limits = field(repr=False)
    wishes: Wishes | None = field(repr=False)
    transfers: tuple[Transfer, ...] = field(repr=False)
    deductions: dict[str, int] = field(repr=False)
    lots: tuple[Lot, ...] = field(repr=False)
    base: dict[str, int] = field(repr=False)
    granted: dict[str, int] = field(repr=False)
    places: dict[str, int] = field(repr=shortened)
    title: str = field(default="", repr=False)

    @property
    def claims(self) -> dict[str, Fraction]:
        """The exact claim of each place, before rounding and limits; they sum to the total."""
        whole = sum(self.key.values())
        return {place: self.total * figure / whole for place, figure in self.key.items()}

    @property
    def transferred(self) -> dict[str, int]:
        """The places each has gained, or lost, by transfers; they sum to zero."""
        moved = dict.fromkeys(self.key, 0)
        for agreed in self.transfers:
            moved[agreed.giver] -= agreed.places
            moved[agreed.receiver] += agreed.places
        return moved

    @property
    def cut(self) -> DivisorInterval | RemainderCut | None:
        """The divisors, or the remainders, that prove the base.

        With a `multiple` above one they count multiples, not single places.

        Examples
        --------
        >>> import kkr_allocation as kkr
        >>> kkr.distribute(10, {"A": 62, "B": 38}, kkr.SAINTE_LAGUE).cut
        DivisorInterval(low=Fraction(62, 13), high=Fraction(38, 7), power=1)
        """
        return cut_of(self.sharing())

    @property
    def beyond_limits(self) -> dict[str, Bound]:
        """The limit that agreements took a place past, of those where they did.

        Pupils of private providers are not taken off yet: they count towards a floor.

        Examples
        --------
        >>> import kkr_allocation as kkr
        >>> key = {"Skive": 300, "Struer": 200, "Lemvig": 90}
        >>> agreed = kkr.Transfer("Skive", "Struer", 5, consent="minutes of 3 May, item 4")
        >>> shared = kkr.distribute(60, key, floors={"Skive": 30}, transfers=[agreed])
        >>> shared.places["Skive"], shared.beyond_limits["Skive"].places
        (26, 30)
        """
        past = {}
        for place, moved in self.transferred.items():
            low, high = self.limits.low(place), self.limits.high(place)
            number = self.base[place] + self.granted[place] + moved
            if number < low.places:
                past[place] = low
            elif high is not None and number > high.places:
                past[place] = high
        return past

    def sharing(self) -> Apportionment:
        """Return the sharing of the base as the apportionment it is."""
        multiple = self.limits.multiple
        return Apportionment(
            common_integers(self.key),
            self.total // multiple,
            self.rule,
            (),
            self.limits.lows(self.key),
            self.limits.highs(self.key),
            self.lots,
            {place: places // multiple for place, places in self.base.items()},
        )

    def explain_place(self, place: str, language: Language = "en") -> str:
        """Say in one line why this place has the number it has.

        Parameters
        ----------
        place : str
            A name of the key.
        language : {"en", "da"}
            The language of the line.

        Raises
        ------
        InvalidInputError
            If the key does not have this place.

        Examples
        --------
        >>> import kkr_allocation as kkr
        >>> base = {"Herning": 34, "Kalundborg": 21, "the rest": 2145}
        >>> print(kkr.scale(base, 3000).explain_place("Kalundborg"))
        Kalundborg has 29 places: its share of 3,000 is 28.64, and 0.64 is rounded up.
        """
        line: str = self._present("place_line", place, language)
        return line

    def compare(
        self,
        rules: Iterable[Rule] | None = None,
        *,
        last_year: Figures | None = None,
        inhabitants: Figures | None = None,
    ) -> RuleComparison:
        """Share the same total under other rules, against last year and per inhabitant.

        Parameters
        ----------
        rules : iterable of Rule, optional
            The rules to compare; by default the two remainder rules and five divisor rules.
        last_year : mapping of str to int, optional
            Last year's places; by default the base of the largest change, if there is one.
        inhabitants : mapping of str to int, optional
            Inhabitants, or any other figure places are to be counted per 1,000 of.

        Returns
        -------
        RuleComparison
            With the same limits; wishes, transfers and deductions are left out.
        """
        from kkr_allocation.placements.comparison import compare_rules

        return compare_rules(self, rules, last_year=last_year, inhabitants=inhabitants)
