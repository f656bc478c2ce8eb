"""Exact weights by name: what a key gives each municipality, before anything is rounded.

A weight is a whole number, a Fraction or a Decimal. A float with a fraction is refused: 0.1 is
not a tenth, and a key of such figures would misjudge a true tie.
"""

from __future__ import annotations

import math
import operator
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual, Count, InvalidInputError
from kkr_allocation.inputs import is_name, names_total
from kkr_allocation.named_values import named_pairs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from kkr_allocation.inputs import Figures

__all__ = [
    "common_integers",
    "exact_figure",
    "exact_ratio",
    "exact_weights",
    "known_places",
    "listed",
]

_SHOWN = 20
_MOST_DIGITS = 300
"""A Decimal such as 1E+999999999 would fill the memory as a fraction."""


def exact_figure(value: object) -> Fraction | str:
    """Return a figure from zero up as a Fraction, or say in words what is wrong with it.

    Parameters
    ----------
    value : object
        An integer of Python or NumPy, a Fraction, a finite Decimal, or a float that is whole.

    Returns
    -------
    Fraction or str
        The exact figure, or the reason why there is none.

    Examples
    --------
    >>> from decimal import Decimal
    >>> exact_figure(Decimal("37.5"))
    Fraction(75, 2)
    >>> exact_figure(-3)
    'is -3, and a figure cannot be negative'
    """
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return f"is {value!r}, which is no figure"
    if isinstance(value, Fraction):
        figure = value
    elif isinstance(value, Decimal):
        if value.is_nan():
            return "is missing"
        if not value.is_finite() or abs(value.adjusted()) > _MOST_DIGITS:
            return f"is {value!r:.40}, which is no figure"
        figure = Fraction(value)
    elif isinstance(value, float):
        if not value.is_integer():
            return _no_float(value)
        figure = Fraction(value)
    else:
        try:
            figure = Fraction(operator.index(value))  # type: ignore[arg-type]  # what has no index is refused
        except TypeError:
            return f"is {value!r:.40}, which is no figure"
    return figure if figure >= 0 else f"is {value}, and a figure cannot be negative"


def _no_float(value: float) -> str:
    if math.isfinite(value):
        return f"is the float {value!r}, which is not exact"
    return "is missing" if math.isnan(value) else f"is {value!r}, which is no figure"


def exact_ratio(value: object) -> Fraction | str:
    """Return a ratio from zero up as a Fraction, from a text too, or say what is wrong with it.

    Examples
    --------
    >>> exact_ratio("3/5"), exact_ratio("0.6"), exact_ratio("half")
    (Fraction(3, 5), Fraction(3, 5), "is 'half', which is no ratio")
    """
    if not isinstance(value, str):
        return exact_figure(value)
    try:
        return exact_figure(Fraction(value) if "/" in value else Decimal(value))
    except (ValueError, InvalidOperation, ZeroDivisionError):
        return f"is {value!r:.40}, which is no ratio"


def listed(problems: Iterable[str]) -> Bilingual:
    """Join problems into one text, the first twenty by name and the rest by number.

    Examples
    --------
    >>> listed(["Odder is missing", "Skive is -3"])
    'Odder is missing; Skive is -3'
    """
    every = list(problems)
    left = len(every) - _SHOWN
    more = [Bilingual(f"and {left} more", da=f"og {left} mere")] if left > 0 else []
    return Bilingual.joined([*every[:_SHOWN], *more])


def exact_weights(weights: Figures, argument: str) -> dict[str, Fraction]:
    """Return weights by name as exact fractions, in their order.

    Parameters
    ----------
    weights : mapping, pandas Series or Key
        Whole numbers, Fractions or Decimals from zero up, by name.
    argument : str
        The argument's name, for messages.

    Raises
    ------
    InvalidInputError
        If it is no mapping, a name is not text or stands twice, or figures are missing,
        negative or not exact; all of them are named at once.

    Examples
    --------
    >>> exact_weights({"Herning": 34, "Kalundborg": 21}, "key")
    {'Herning': Fraction(34, 1), 'Kalundborg': Fraction(21, 1)}
    """
    exact: dict[str, Fraction] = {}
    problems: list[str] = []
    for name, value in named_pairs(weights, argument, '{"Herning": 34}, a kkr.Key'):
        figure = _checked(name, value, exact)
        if isinstance(figure, Fraction):
            exact[name] = figure
        else:
            problems.append(figure)
    if problems:
        raise InvalidInputError(
            f"{argument} has {Count(len(problems)):figure|figures} that cannot be used: "
            f"{listed(problems)}",
            why="places are shared by exact figures from zero up, one for each name",
            do="Correct these rows; write a fraction as Fraction or Decimal, not as a float",
        )
    return exact


def _checked(name: object, value: object, seen: dict[str, Fraction]) -> Fraction | str:
    if not is_name(name):
        return f"the name {name!r} is no text that shows"
    if names_total(name):
        return f"{name!r} is a row of totals, which is no place"
    if name in seen:
        return f"{name!r} is named twice"
    figure = exact_figure(value)
    return figure if isinstance(figure, Fraction) else f"{name!r} {figure}"


def common_integers(weights: Mapping[str, Fraction]) -> dict[str, int]:
    """Return the weights times their common denominator: whole, and in the same proportions.

    Examples
    --------
    >>> from fractions import Fraction
    >>> common_integers({"A": Fraction(1, 2), "B": Fraction(1, 3)})
    {'A': 3, 'B': 2}
    """
    unit = math.lcm(*(weight.denominator for weight in weights.values()))
    return {name: int(weight * unit) for name, weight in weights.items()}


def known_places(names: Iterable[str], places: Collection[str], argument: str) -> None:
    """Refuse names in `argument` that the key does not have."""
    unknown = [name for name in names if name not in places]
    if unknown:
        named = ", ".join(map(repr, unknown))
        raise InvalidInputError(
            Bilingual(f"{argument} names {named}", da=f"{argument} nævner {named}"),
            why=Bilingual("the key has no such place", da="nøglen har intet sådant sted"),
            do=Bilingual(
                "Correct the name, or give the place a row in the key; a figure of 0 is one",
                da="Ret navnet, eller giv stedet en række i nøglen, eventuelt med tallet 0",
            ),
        )
