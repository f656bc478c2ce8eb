"""Two-way tables as frames, steps and HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.presentation.apportionment import seats_noun
from kkr_allocation.presentation.language import Noun, Text
from kkr_allocation.presentation.markup import table
from kkr_allocation.results import Explanation, Language, Step
from kkr_allocation.sources import Source, SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    import pandas as pd

    from kkr_allocation.apportionment.crosstable import Cell
    from kkr_allocation.apportionment.twoway import TwoWayApportionment

__all__ = ["explanation", "frame", "html"]

_METHOD = Source(
    "Balinski and Demange, Mathematics of Operations Research 14 (1989)",
    "",
    SourceStatus.PUBLISHED,
)
_TITLE = Text(
    en="How {seats} were shared in two ways by {rule}",
    da="Fordeling af {seats} på to led efter {rule}",
)
_MARGINS = Text(
    en="{votes} in a table of {rows} and {columns}; the totals of both are decided beforehand: "
    "{totals}.",
    da="{votes} i en tabel med {rows} og {columns}; begges antal er besluttet på forhånd: "
    "{totals}.",
)
_DIVIDED = Text(
    en="In every cell the votes are divided by the divisor of the row and by that of the column, "
    "and the quotient is rounded by {rule}; the divisors are such that all totals come out.",
    da="I hvert felt deles stemmerne med rækkens og med kolonnens divisor, og kvotienten afrundes "
    "efter {rule}; divisorerne er sådan, at alle antal passer.",
)
_SQUARES = Text(
    en=" The divisors below are squares, and are compared with the squares of the votes.",
    da=" Divisorerne nedenfor er kvadrater og sammenlignes med stemmernes kvadrater.",
)
_ROWS = Text(en="The divisors of the rows: {divisors}.", da="Rækkernes divisorer: {divisors}.")
_COLUMNS = Text(
    en="The divisors of the columns: {divisors}.", da="Kolonnernes divisorer: {divisors}."
)
_FLOOR = Text(en="{cell} keeps at least {seats}.", da="{cell} beholder mindst {seats}.")
_CAP = Text(en="{cell} takes at most {seats}.", da="{cell} får højst {seats}.")
_FORBIDDEN = Text(en="{cell} takes nothing.", da="{cell} får intet.")
_LOT = Text(
    en="Several tables were equally good: lots were drawn between {claimants}, won by {winners}.",
    da="Flere tabeller var lige gode: der blev trukket lod mellem {claimants}, vundet af "
    "{winners}.",
)
_SEEDED = Text(en=" The draw follows from the seed {seed}.", da=" Lodtrækningen følger af {seed}.")
_RESULT = Text(en="{row}: {seats}.", da="{row}: {seats}.")


def frame(result: TwoWayApportionment) -> pd.DataFrame:
    """Return one row a cell: row, column, votes, quotient, floor, cap, seats.

    `quotient` is the votes by both divisors, before rounding; a float for the eye only.
    """
    import pandas as pd

    cells = list(_cells(result))
    return pd.DataFrame(
        {
            "row": [result.rows[i] for i, _ in cells],
            "column": [result.columns[j] for _, j in cells],
            "votes": [result.votes[i][j] for i, j in cells],
            "quotient": [_quotient(result, cell) for cell in cells],
            "floor": [result.floors.get(cell, 0) for cell in cells],
            "cap": pd.array([_cap(result, cell) for cell in cells], dtype="Int64"),
            "seats": [int(result.seats[cell]) for cell in cells],
        }
    )


def _cells(result: TwoWayApportionment) -> Iterator[Cell]:
    for i in range(len(result.rows)):
        for j in range(len(result.columns)):
            yield i, j


def _cap(result: TwoWayApportionment, cell: Cell) -> int | None:
    return 0 if cell in result.forbidden else result.caps.get(cell)


def _quotient(result: TwoWayApportionment, cell: Cell) -> float:
    row, column = cell
    power = result.rule.power
    divisor = result.row_divisors[row] * result.column_divisors[column]
    quotient: float = float(result.votes[row][column] ** power / divisor) ** (1 / power)
    return quotient


def explanation(result: TwoWayApportionment, language: Language) -> Explanation:
    """Return the steps from the votes and both margins to the seats."""
    seats = seats_noun(sum(result.row_seats))
    steps = [
        Step(number, text, _METHOD if number > 1 else result.rule.source)
        for number, text in enumerate(_sentences(result, language), start=1)
    ]
    title = _TITLE.text(language, seats=seats, rule=result.rule.name)
    return Explanation(title, language, tuple(steps))


def _sentences(result: TwoWayApportionment, language: Language) -> Iterator[str]:
    votes = sum(map(sum, result.votes))
    yield _MARGINS.text(
        language,
        votes=Noun(votes, en=("vote", "votes"), da=("stemme", "stemmer")),
        rows=Noun(len(result.rows), en=("row", "rows"), da=("række", "rækker")),
        columns=Noun(len(result.columns), en=("column", "columns"), da=("kolonne", "kolonner")),
        totals=[
            f"{name} {total}"
            for names, totals in (
                (result.rows, result.row_seats),
                (result.columns, result.column_seats),
            )
            for name, total in zip(names, totals, strict=True)
        ],
    )
    divided = _DIVIDED.text(language, rule=result.rule.name)
    yield divided + (_SQUARES.text(language) if result.rule.power > 1 else "")
    yield _ROWS.text(language, divisors=_named(result.rows, result.row_divisors))
    yield _COLUMNS.text(language, divisors=_named(result.columns, result.column_divisors))
    for text, bounds in ((_FLOOR, result.floors), (_CAP, result.caps)):
        for cell, number in bounds.items():
            yield text.text(language, cell=_label(result, cell), seats=seats_noun(number))
    for cell in result.forbidden:
        yield _FORBIDDEN.text(language, cell=_label(result, cell))
    for lot in result.lots:
        text_of_lot = _LOT.text(language, claimants=lot.claimants, winners=lot.winners)
        yield text_of_lot + (_SEEDED.text(language, seed=lot.seed) if lot.seed else "")
    for name, row in zip(result.rows, result.seats.tolist(), strict=True):
        won = [f"{column} {seats}" for column, seats in zip(result.columns, row, strict=True)]
        yield _RESULT.text(language, row=name, seats=won)


def _named(names: tuple[str, ...], divisors: tuple[Fraction, ...]) -> list[str]:
    return [f"{name} {divisor}" for name, divisor in zip(names, divisors, strict=True)]


def _label(result: TwoWayApportionment, cell: Cell) -> str:
    return f"{result.rows[cell[0]]} × {result.columns[cell[1]]}"


def html(result: TwoWayApportionment) -> str:
    """Return the seats with both margins as a table for a notebook."""
    rows: list[list[object]] = [
        [name, *seats, total]
        for name, seats, total in zip(
            result.rows, result.seats.tolist(), result.row_seats, strict=True
        )
    ]
    total = sum(result.row_seats)
    rows.append(["", *result.column_seats, total])
    return table(f"{total} seats by {result.rule.name}", ["", *result.columns, ""], rows)
