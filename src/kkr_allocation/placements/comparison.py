"""The same places under every rule: who would win and who would lose.

A ready table before the meeting: for each municipality the places under each rule, its exact
claim, last year's places and the places per 1,000 inhabitants.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.apportionment.rules import (
    ADAMS,
    DANISH,
    DHONDT,
    HUNTINGTON_HILL,
    LARGEST_REMAINDER,
    LARGEST_REMAINDER_DROOP,
    SAINTE_LAGUE,
    Rule,
)
from kkr_allocation.apportionment.ties import UnresolvedTieError
from kkr_allocation.errors import InfeasibleError, InvalidInputError
from kkr_allocation.explanations import shortened
from kkr_allocation.inputs import Figures, whole_numbers
from kkr_allocation.placements.distribute import distribute
from kkr_allocation.placements.weights import known_places
from kkr_allocation.read_only import read_only
from kkr_allocation.results import Result

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kkr_allocation.placements.distribution import Distribution
    from kkr_allocation.placements.limits import MaxChange

__all__ = ["RuleComparison", "compare_rules"]

_RULES = (
    LARGEST_REMAINDER,
    LARGEST_REMAINDER_DROOP,
    SAINTE_LAGUE,
    DHONDT,
    ADAMS,
    HUNTINGTON_HILL,
    DANISH,
)


@frozen(kw_only=True, field_transformer=read_only)
class RuleComparison(Result):
    """Places under several rules, side by side.

    Parameters
    ----------
    distribution : Distribution
        The one compared.
    places : dict of str to dict of str to int
        By rule and place; without the rules that gave no answer.
    without_answer : dict of str to str
        By rule, why it has none: a tie to be decided by lot, or a house it cannot fill.
    last_year : dict of str to int
        Last year's places of those known.
    inhabitants : dict of str to int
        What places are counted per 1,000 of, of those known.
    """

    distribution: Distribution = field(repr=False)
    places: dict[str, dict[str, int]] = field(repr=shortened)
    without_answer: dict[str, str] = field(repr=False)
    last_year: dict[str, int] = field(repr=False)
    inhabitants: dict[str, int] = field(repr=False)

    def most(self, place: str) -> tuple[str, ...]:
        """Return the rules under which this place has most."""
        best = max(shared[place] for shared in self.places.values())
        return tuple(rule for rule, shared in self.places.items() if shared[place] == best)

    def fewest(self, place: str) -> tuple[str, ...]:
        """Return the rules under which this place has fewest."""
        worst = min(shared[place] for shared in self.places.values())
        return tuple(rule for rule, shared in self.places.items() if shared[place] == worst)


def compare_rules(
    distribution: Distribution,
    rules: Iterable[Rule] | None = None,
    *,
    last_year: Figures | None = None,
    inhabitants: Figures | None = None,
) -> RuleComparison:
    """Share a distribution's total under other rules; see `Distribution.compare`.

    Raises
    ------
    InvalidInputError
        If no rule is given, or a figure belongs to no place of the key.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> ours = kkr.distribute(747, {"dagtilbud": 39, "social": 37, "skole": 24})
    >>> compare_rules(ours, [kkr.DHONDT, kkr.ADAMS]).places
    {"d'Hondt": {'dagtilbud': 291, 'social': 277, 'skole': 179},
     'Adams': {'dagtilbud': 291, 'social': 276, 'skole': 180}}
    """
    compared = tuple(_RULES if rules is None else rules)
    if not compared:
        raise InvalidInputError(
            "rules is empty",
            why="there is nothing to compare",
            do="Pass rules such as [kkr.DHONDT, kkr.SAINTE_LAGUE], or leave rules out",
        )
    places: dict[str, dict[str, int]] = {}
    without: dict[str, str] = {}
    for rule in compared:
        try:
            places[rule.name] = _again(distribution, rule)
        except (InfeasibleError, UnresolvedTieError) as error:
            without[rule.name] = error.what
    before: MaxChange | None = distribution.limits.change
    last = whole_numbers(last_year, "last_year") if last_year is not None else {}
    people = whole_numbers(inhabitants, "inhabitants") if inhabitants is not None else {}
    known_places(last, distribution.key, "last_year")
    known_places(people, distribution.key, "inhabitants")
    return RuleComparison(
        distribution=distribution,
        places=places,
        without_answer=without,
        last_year=last or (dict(before.base) if before else {}),
        inhabitants=people,
    )


def _again(distribution: Distribution, rule: Rule) -> dict[str, int]:
    """Share the same total by another rule; the rule of the result itself keeps its lots."""
    if rule == distribution.rule:
        return distribution.base
    limits = distribution.limits
    return distribute(
        distribution.total,
        distribution.key,
        rule,
        floors=limits.floors,
        caps=limits.caps,
        change=limits.change,
        multiple=limits.multiple,
    ).base
