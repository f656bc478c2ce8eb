"""Distribution keys (fordelingsnøgler): exact weighted sums of shares of named columns."""

from __future__ import annotations

import importlib
import math
import operator
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from kkr_allocation.errors import Bilingual
from kkr_allocation.explanations import shortened
from kkr_allocation.inputs import (
    by_name,
    is_among,
    is_frame,
    is_name,
    named_pairs,
    names_total,
    one_form,
)
from kkr_allocation.results import Result, read_only
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kkr_allocation.inputs import Figures


_SHOWN = 20
_MOST_DIGITS = 300
"""A Decimal such as 1E+999999999 would fill the memory as a fraction."""


def _said(what: str, **figures: object) -> Bilingual:
    return worded(f"placements.unusable:{what}", **figures)


def exact_figure(value: object) -> Fraction | Bilingual:
    """Return a figure from zero up as a Fraction, or say in words what is wrong with it.

    A float has to be whole: 0.1 is not a tenth, and would misjudge a true tie.
    """
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return _said("figure", value=repr(value))
    if isinstance(value, Fraction):
        figure = value
    elif isinstance(value, Decimal):
        if value.is_nan():
            return _said("missing")
        if not value.is_finite() or abs(value.adjusted()) > _MOST_DIGITS:
            return _said("figure", value=f"{value!r:.40}")
        figure = Fraction(value)
    elif isinstance(value, float):
        if not value.is_integer():
            return _no_float(value)
        figure = Fraction(value)
    else:
        try:
            figure = Fraction(operator.index(value))  # type: ignore[arg-type]  # what has no index is refused
        except TypeError:
            return _said("figure", value=f"{value!r:.40}")
    return figure if figure >= 0 else _said("negative", value=value)


def _no_float(value: float) -> Bilingual:
    wrong = "float" if math.isfinite(value) else "missing" if math.isnan(value) else "figure"
    return _said(wrong, value=repr(value))


def exact_ratio(value: object) -> Fraction | Bilingual:
    """Return a ratio from zero up as a Fraction, from a text too, or say what is wrong with it."""
    if not isinstance(value, str):
        return exact_figure(value)
    try:
        return exact_figure(Fraction(value) if "/" in value else Decimal(value))
    except (ValueError, InvalidOperation, ZeroDivisionError):
        return _said("ratio", value=f"{value!r:.40}")


def listed(problems: Iterable[str]) -> Bilingual:
    """Join problems into one text, the first twenty by name and the rest by number."""
    every = list(problems)
    left = len(every) - _SHOWN
    more = [worded("placements.left_more", left=left)] if left > 0 else []
    return Bilingual.joined([*every[:_SHOWN], *more])


def exact_weights(weights: Figures, argument: str) -> dict[str, Fraction]:
    """Return weights by name as exact fractions; all that are wrong are named at once."""
    exact: dict[str, Fraction] = {}
    problems: list[Bilingual] = []
    for typed, value in named_pairs(weights, argument, '{"Herning": 34}, a kkr.Key'):
        name = one_form(typed)
        figure = exact_figure(value)
        if not is_name(name):
            problems.append(_said("name", name=repr(name)))
        elif names_total(name):
            problems.append(_said("total", name=repr(name)))
        elif name in exact:
            problems.append(_said("twice", name=repr(name)))
        elif isinstance(figure, str):
            problems.append(Bilingual.joined([repr(name), figure], " "))
        else:
            exact[name] = figure
    if problems:
        found = {"number": len(problems), "problems": listed(problems)}
        raise refused("placements.unusable_figures", argument=argument, **found)
    return exact


def common_integers(weights: Mapping[str, Fraction]) -> dict[str, int]:
    """Return the weights times their common denominator: whole, and in the same proportions."""
    unit = math.lcm(*(weight.denominator for weight in weights.values()))
    return {name: int(weight * unit) for name, weight in weights.items()}


def known_places(names: Iterable[str], places: Collection[str], argument: str) -> None:
    """Refuse names in `argument` that the key does not have."""
    if unknown := [name for name in names if name not in places]:
        named = ", ".join(map(repr, unknown))
        raise refused("placements.argument_names_named", argument=argument, named=named)


@frozen(init=False, field_transformer=read_only)
class Key(Result):
    """A distribution key: what share of the places each municipality has a claim to.

    How are the places shared if 60 per cent follow one column and 40 per cent another?

    Parameters
    ----------
    columns : mapping of str to mapping, or DataFrame
        Figures from zero up by name of the place, one column for each name. A frame of pandas,
        Polars or Arrow has the places in a column such as ``"Kommune"`` or ``"municipality"``,
        or in its index. Columns without a weight are left out.
    weights : mapping of str to Fraction, int, Decimal or str, optional
        The weight of each column that counts; they sum to exactly one. A text is read as a fraction
        or a decimal number: ``"3/5"``, ``"0.6"``. One column alone counts for all.

    An InvalidInputError names all bad rows at once: a place that is missing in a column, stands
    twice or has no exact figure.

    Notes
    -----
    The share of place ``i`` is ``sum over c of weights[c] * columns[c][i] / sum(columns[c])``.
    Exact; cost ``O(places * columns)`` operations on fractions.

    Examples
    --------
    Invented figures:

    >>> import kkr_allocation as kkr
    >>> key = kkr.Key(
    ...     {"65+": {"Herning": 300, "Skive": 100}, "last year": {"Herning": 9, "Skive": 6}},
    ...     weights={"65+": "1/2", "last year": "1/2"},
    ... )
    >>> key.shares
    {'Herning': Fraction(27, 40), 'Skive': Fraction(13, 40)}
    >>> kkr.distribute(20, key, lots=[kkr.Lot(("Herning", "Skive"), ("Skive",))]).places
    {'Herning': 13, 'Skive': 7}
    """

    columns: Mapping[str, Mapping[str, Fraction]] = field(repr=shortened)
    weights: Mapping[str, Fraction] = field(repr=shortened)

    def __init__(
        self,
        columns: Mapping[str, Figures] | Any,  # noqa: ANN401  (or a frame of any library)
        weights: Mapping[str, Fraction | int | Decimal | str] | None = None,
    ) -> None:
        headings = columns
        if is_frame(columns):
            headings = getattr(columns, "columns", columns)
            places = importlib.import_module("kkr_allocation.readers.places")
            columns = places.key_columns(columns, weights)
        columns = by_name(columns, "columns", '{"65+": {"Greve": 9461}}', of_columns=True)
        if weights is None:
            weights = dict.fromkeys(columns, 1) if len(columns) == 1 else {}
        exact = _weights(weights)
        heads = list(map(str, headings))
        if twice := [column for column in exact if heads.count(column) > 1]:
            raise refused("placements.column_twice", column=twice[0])
        self.__attrs_init__(_columns(columns, exact), exact)

    @property
    def places(self) -> tuple[str, ...]:
        """The names of the places, in the order of the first column."""
        return tuple(next(iter(self.columns.values())))

    @property
    def shares(self) -> dict[str, Fraction]:
        """The share of each place, in order; they sum to exactly one."""
        parts = [self.column_shares(column) for column in self.columns]
        weights = self.weights.values()
        return {
            place: sum((w * p[place] for w, p in zip(weights, parts, strict=True)), Fraction(0))
            for place in self.places
        }

    def column_shares(self, column: str) -> dict[str, Fraction]:
        """Return the share of each place in one column of the key; they sum to exactly one."""
        if not is_among(column, self.columns):
            listed_columns = ", ".join(map(repr, self.columns))
            raise refused("placements.no_such_column", column=column, columns=listed_columns)
        figures = self.columns[column]
        whole = sum(figures.values())
        return {place: figure / whole for place, figure in figures.items()}

    def items(self) -> Iterable[tuple[str, Fraction]]:
        """Return pairs of place and share, so that a key stands wherever weights do."""
        return self.shares.items()


def _weights(weights: Mapping[str, Fraction | int | Decimal | str]) -> dict[str, Fraction]:
    if not hasattr(weights, "items") or isinstance(weights, type) or not len(weights):
        raise refused("placements.no_weights", weights=weights)
    given = by_name(weights, "weights", '{"65+": "3/5", "last year": "2/5"}')
    read = {str(column): exact_ratio(weight) for column, weight in given.items()}
    unread = {column: ratio for column, ratio in read.items() if isinstance(ratio, str)}
    bad = [Bilingual.joined([repr(column), ratio], " ") for column, ratio in unread.items()]
    if bad:
        raise refused("placements.unusable_weights", number=len(bad), problems=listed(bad))
    exact = {column: ratio for column, ratio in read.items() if isinstance(ratio, Fraction)}
    whole = sum(exact.values())
    if whole != 1:
        shown = ", ".join(f"{column} {weight}" for column, weight in exact.items())
        wrong = "placements.weights_missing" if whole < 1 else "placements.weights_too_much"
        raise refused(wrong, whole=whole, shown=shown, off=abs(1 - whole))
    return exact


def _columns(
    columns: Mapping[str, Figures], weights: Mapping[str, Fraction]
) -> dict[str, dict[str, Fraction]]:
    if unknown := [column for column in weights if column not in columns]:
        there = ", ".join(repr(str(column)) for column in columns)
        missing = ", ".join(map(repr, unknown))
        raise refused("placements.unknown_columns", unknown=missing, columns=there)
    problems: list[Bilingual] = []
    exact = {column: _figures(column, columns[column], problems) for column in weights}
    every = dict.fromkeys(name for figures in exact.values() for name in figures)
    for column, figures in exact.items():
        lacking = (repr(name) for name in every if name not in figures)
        problems += [_said("no_row", column=repr(column), name=name) for name in lacking]
        if not any(figures.values()) and None not in figures.values():
            problems.append(_said("zero", column=repr(column)))
    if problems:
        raise refused("placements.unusable_rows", number=len(problems), problems=listed(problems))
    return {
        column: {name: Fraction(figures[name] or 0) for name in every}
        for column, figures in exact.items()
    }


def _figures(column: str, rows: Figures, problems: list[Bilingual]) -> dict[Any, Fraction | None]:
    """Read a column; a bad row is noted and stands as None, so that it is not missing too."""
    if isinstance(rows, str) or not hasattr(rows, "items"):
        problems.append(_said("rows", column=repr(column), rows=f"{rows!r:.40}"))
        return {}
    figures: dict[Any, Fraction | None] = {}
    for typed, value in rows.items():
        name = one_form(typed)
        figure = exact_figure(value)
        said = {"column": repr(column), "name": repr(name)}
        if not is_name(name):
            problems.append(_said("name_in", **said))
        elif names_total(name):
            problems.append(_said("total_in", **said))
        elif name in figures:
            problems.append(_said("twice_in", **said))
        elif isinstance(figure, str):
            problems.append(_said("cell", **said, wrong=figure))
            figures[name] = None
        else:
            figures[name] = figure
    return figures
