"""The check of a `TableDistribution`: by its divisors, or by the thresholds of its rounding."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual, Count, in_language
from kkr_allocation.fairness.cells import (
    Cell,
    Cells,
    check_cells,
    read_bounds,
    read_caps,
    read_grid,
    read_prices,
)
from kkr_allocation.fairness.entries import entry, false, part, ratio, texts
from kkr_allocation.fairness.verify_twoway import scaled_cells

if TYPE_CHECKING:
    from fractions import Fraction

    from kkr_allocation.fairness.entries import Document
    from kkr_allocation.fairness.quotients import Quotient

__all__ = ["check"]

_CONTROLLED = "controlled rounding"
_TABLE = Bilingual("the table", da="tabellen")


def check(document: Document) -> tuple[str, ...]:
    """Check a two-way distribution and return what was checked, one sentence each.

    Raises
    ------
    InvalidInputError
        If the document cannot be read.
    VerificationError
        If the places do not follow from weights, margins and prices.
    """
    rows, columns = texts(document, "rows"), texts(document, "columns")
    shape = len(rows), len(columns)
    weights = read_grid(entry(document, "weights"), "weights", shape, ratio)
    if any(weight < 0 for row in weights for weight in row):
        raise false(
            "a weight is below zero",
            why="places are shared by weights from zero up",
            da="en vægt er under nul",
            da_why="pladser fordeles efter vægte fra nul og op",
        )
    prices = (
        read_prices(document, "row_prices", shape[0]),
        read_prices(document, "column_prices", shape[1]),
    )
    rule = part(document, "rule")
    if "type" not in rule:
        if entry(rule, "name") != _CONTROLLED:
            raise false(
                f"the rule is {entry(rule, 'name')!r:.80}",
                why=f"the only one that scales nothing is {_CONTROLLED}",
                da=f"reglen er {entry(rule, 'name')!r:.80}",
                da_why=f"den eneste, der intet skalerer, er {_CONTROLLED} (afstemt afrunding)",
            )
        cells = _rounded_cells(document, weights, prices)
        _check_claims(cells, weights)
    else:
        cells = scaled_cells(document, "places", weights, prices)
    return check_cells(document, cells, ("row_totals", "column_totals"))


def _rounded_cells(
    document: Document,
    claims: list[list[Fraction]],
    thresholds: tuple[list[Fraction], list[Fraction]],
) -> Cells:
    """Return the cells of a table whose claims are rounded up or down."""
    rows, columns = texts(document, "rows"), texts(document, "columns")
    shape = len(rows), len(columns)
    floors, caps = read_bounds(document, "floors", shape), read_caps(document, shape)
    for cell in ((i, j) for i in range(shape[0]) for j in range(shape[1])):
        claim = claims[cell[0]][cell[1]]
        if claim < 0:
            raise false(
                f"a claim is {claim}",
                why="places are from 0 up",
                da=f"et krav er {claim}",
                da_why="pladser er fra 0 og op",
            )
        floors[cell] = max(floors.get(cell, 0), floor(claim))
        caps[cell] = min(caps.get(cell, ceil(claim)), ceil(claim))

    def worth(cell: Cell, place: int) -> Quotient:
        return False, claims[cell[0]][cell[1]] - (place - 1)

    def price(cell: Cell) -> Quotient:
        return False, thresholds[0][cell[0]] + thresholds[1][cell[1]]

    places = read_grid(entry(document, "places"), "places", shape)
    return Cells(rows, columns, places, floors, caps, worth, price)


def _check_claims(cells: Cells, claims: list[list[Fraction]]) -> None:
    """Refuse totals that are not what the claims themselves sum to, rounded up or down."""
    for names, claimed, places in (
        (cells.rows, claims, cells.seats),
        (cells.columns, zip(*claims, strict=True), zip(*cells.seats, strict=True)),
        ((_TABLE,), [map(sum, claims)], [map(sum, cells.seats)]),
    ):
        for name, claim, total in zip(names, map(sum, claimed), map(sum, places), strict=True):
            if not floor(claim) <= total <= ceil(claim):
                raise false(
                    f"{name} has {Count(total):place|places} and claims {claim}",
                    why="claims are rounded to the next whole number, their sums too",
                    da=f"{in_language(name, 'da')} har {Count(total):plads|pladser} og krav på "
                    f"{claim}",
                    da_why="krav afrundes til et af de nærmeste hele tal, og deres summer også",
                )
